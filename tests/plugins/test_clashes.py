"""Two plugins that bring the same thing: the first keeps it, and the failure of the second names both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cpkit import places
from cpkit.cases import clock, steps
from cpkit.codes import code_list
from cpkit.commands.lazy import plugin_commands
from cpkit.exchange.brought import exporters
from cpkit.forms.loading import form_files
from cpkit.plugins.manager import failures
from cpkit.reports.indicators import Indicator
from cpkit.reports.report import brought, brought_tables
from tests.plugins.conftest import Plug

HEAD = """
from pathlib import Path
from cpkit.plugins import CommandSpec, ExporterSpec, hookimpl

@hookimpl
"""
FORM = '[settings]\nform_id = "chung"\nversion = "1"\ntitle = { vi = "C" }\n'
TABLE = 'id = "chung"\ntitle = { vi = "C" }\nover = "children"\nrows = "sex"\n'
INDICATOR = """def indicators(register):
    from cpkit.reports.indicators import Indicator, Share
    words = {"vi": "C", "en": "C"}
    register(Indicator("chung", "child", words, words, words, "x", "count", lambda child: Share.PART))
"""
CODES = 'title = { vi = "C" }\n[[codes]]\ncode = "chung"\nlabel = { vi = "C" }\n'
BRINGS = {
    "code": ('def code_lists(register):\n    register(Path("{folder}") / "chung.toml")\n', CODES),
    "form": ('def forms(register):\n    register(Path("{folder}") / "chung.toml")\n', FORM),
    "table": ('def report_tables(register):\n    register(Path("{folder}") / "chung.toml")\n', TABLE),
    "indicator": (INDICATOR.replace("{", "{{").replace("}", "}}"), ""),
    "command": ('def commands(register):\n    register(CommandSpec("chung", "x:y", {{"vi": "C"}}))\n', ""),
    "exporter": ('def exporters(register):\n    register(ExporterSpec("chung", "x:y", ".csv", {{"vi": "C"}}))\n', ""),
}
ASK: dict[str, Callable[[], object]] = {
    "code": lambda: code_list("chung"),
    "form": lambda: list(form_files()),
    "table": lambda: list(brought_tables()),
    "indicator": lambda: list(brought("indicators", Indicator)),
    "command": lambda: plugin_commands(""),
    "exporter": exporters,
}


@pytest.mark.parametrize("kind", BRINGS)
def test_both_are_named_and_one_stays(plug: Plug, tmp_path: Path, kind: str) -> None:
    code, text = BRINGS[kind]
    for plugin in ("mot", "hai"):
        folder = tmp_path / plugin
        folder.mkdir()
        (folder / "chung.toml").write_text(text, encoding="utf-8")
        plug(plugin, HEAD + code.format(folder=folder))
    ASK[kind]()
    ((name, reason),) = failures()
    assert {name, *(other for other in ("mot", "hai") if other in reason)} == {"mot", "hai"}
    assert "chung" in reason


def test_a_code_of_law_keeps_its_meaning(plug: Plug, tmp_path: Path) -> None:
    """Luật Trẻ em Đ10.1d; NĐ56 Đ6: group 4 is children with disabilities, whatever a plugin calls it."""
    meant = code_list("groups").find("4")
    (tmp_path / "groups.toml").write_text(CODES.replace("chung", "4"), encoding="utf-8")
    plug("other", HEAD + f"def code_lists(register):\n    register(Path({str(tmp_path / 'groups.toml')!r}))\n")
    assert code_list("groups").find("4") == meant
    assert [failure.name for failure in failures()] == ["other"]


RULE = """
[[deadlines]]
id = "{id}"
step = "lap_ke_hoach"
label = {{ vi = "Sai luật" }}
amount = "{amount}"
anchor = "tiep_nhan"
citation = "Của phường"
valid_from = 2017-07-01
"""
STEP = '[[steps]]\nid = "{id}"\norder = 1\nlabel = {{ vi = "Sai" }}\narticle = "Của phường"\n{more}\n'
UNITS = 'label = { vi = "Sai" }\nvalid_from = 2025-07-01\nkeys = ["34:03127"]\n'


class TestLaw:
    """Nothing that a plugin brings takes the place of what law prescribes, or keeps it from being read."""

    @pytest.fixture
    def bring(self, plug: Plug, tmp_path: Path) -> Callable[[str, str, str], None]:
        """A plugin that brings one data file for a hook: `bring("deadlines", "x.toml", text)`."""

        def brought(hook: str, name: str, text: str) -> None:
            (tmp_path / name).write_text(text, encoding="utf-8")
            plug("other", f"{HEAD}def {hook}(register):\n    register(Path({str(tmp_path / name)!r}))\n")

        return brought

    def test_a_rule_of_the_clock(self, bring: Callable[[str, str, str], None]) -> None:
        """NĐ56 Đ25.2: the level of danger is assessed within 12 hours, whatever a plugin says."""
        rule = clock.deadlines()[0]
        bring("deadlines", "phuong.toml", RULE.format(id=rule.id, amount="90d"))
        assert clock.deadline(rule.id) == rule
        ((name, reason),) = failures()
        assert (name, rule.id in reason, "decree56" in reason) == ("other", True, True)

    def test_a_rule_without_a_readable_amount(self, bring: Callable[[str, str, str], None]) -> None:
        count = len(clock.deadlines())
        bring("deadlines", "phuong.toml", RULE.format(id="rieng", amount="một tuần"))
        assert len(clock.deadlines()) == count
        assert [failure.name for failure in failures()] == ["other"]

    @pytest.mark.parametrize("what", ["id", "role"])
    def test_a_step_of_a_case(self, bring: Callable[[str, str, str], None], what: str) -> None:
        meant = next(step for step in steps.process().steps if step.role)
        id, more = (meant.id, "") if what == "id" else ("rieng", f'role = "{meant.role}"')
        bring("case_steps", "phuong.toml", STEP.format(id=id, more=more))
        assert steps.process().of_role(meant.role or "") == meant
        ((name, reason),) = failures()
        assert (name, "decree56" in reason) == ("other", True)

    @pytest.mark.parametrize("name", ["34", "thanh_pho_dien_bien_phu", "2099"])
    def test_a_set_of_units(self, bring: Callable[[str, str, str], None], name: str) -> None:
        meant = places.unit("34:03127")
        bring("unit_sets", f"{name}.toml", UNITS)
        assert places.unit("34:03127") == meant
        assert [failure.name for failure in failures()] == ["other"]

    def test_units_that_cannot_be_read(self, bring: Callable[[str, str, str], None]) -> None:
        bring("unit_sets", "hong.toml", "no toml")
        assert places.is_unit("34:03127")
        assert [failure.name for failure in failures()] == ["other"]

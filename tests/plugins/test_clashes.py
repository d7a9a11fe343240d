"""Two plugins that bring the same thing: the first keeps it, and the failure of the second names both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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

"""docs/plugins.md: its plugin works as written, and it has every hook with its signature."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from cpkit.commands.plugins import command as plugins_command
from cpkit.plugins import hookspecs
from cpkit.store import open_store
from tests.conftest import Result, Run

PAGE = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`([\w./]+)`[^`\n]*:\n\n```\w+\n(.*?)```", PAGE, re.DOTALL))
HOOKS = [name for name, each in inspect.getmembers(hookspecs, inspect.isfunction) if hasattr(each, "cpkit_spec")]


@pytest.fixture
def installed_example(tmp_path: Path) -> str:
    """The folder where the files of the page lie as an installer would have put them."""
    folder = tmp_path / "packages"
    metadata = folder / "cpkit_muong_thanh-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: cpkit-muong-thanh\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[cpkit]\nmuong_thanh = muong_thanh\n")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def test_the_page_has_the_four_files() -> None:
    names = ["__init__.py", "codes/activity_topics.toml", "greeting.py"]
    assert list(FILES) == ["setup.cfg", *(f"muong_thanh/{name}" for name in names)]


def test_the_plugin_of_the_page_works(installed: Run, practice: Path, installed_example: str) -> None:
    plugin = json.loads(installed("plugins", "list", "--json", PYTHONPATH=installed_example).stdout)[-1]
    assert plugin["hooks"] == ["code_lists", "commands"]
    assert installed("chao", PYTHONPATH=installed_example).stdout == "Phường Điện Biên Phủ xin chào!\n"


def test_its_topic_is_among_those_of_cpkit(installed_example: str) -> None:
    code = "from cpkit.codes import code_list; print(code_list('activity_topics').find('nghe thuat dan gian').code)"
    command = [sys.executable, "-X", "utf8", "-c", code]
    environment = {**os.environ, "PYTHONPATH": installed_example}
    assert subprocess.run(command, capture_output=True, env=environment, check=True).stdout.split() == [b"nghe_thuat"]


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_its_heading_with_the_signature(name: str) -> None:
    signature = str(inspect.signature(getattr(hookspecs, name))).replace("'", "")
    assert f"### `{name}{signature}`" in PAGE


def test_every_variable_command_and_fixture_is_told() -> None:
    package = Path(hookspecs.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in (*package.glob("*.py"), package.parent / "cli.py"))
    variables = set(re.findall(r'"(CPKIT_\w*PLUGIN\w*)"', code))
    assert len(variables) == 4
    fixtures = re.findall(r"\ndef (cpkit_\w+)", (package.parent / "testing.py").read_text(encoding="utf-8"))
    commands = [f"cpkit plugins {name}" for name in plugins_command.commands]
    assert [name for name in (*variables, *fixtures, *commands) if name not in PAGE] == []


# --- the plugin that the examples of the hooks make together

SECTIONS = {
    found[1]: found[0]
    for found in re.finditer(r"### `(\w+)\(.*?(?=\n### `|\Z)", PAGE[PAGE.index("## The hooks") :], re.DOTALL)
}
BLOCKS = re.findall(r"```(python|toml)\n(.*?)```", "".join(SECTIONS.values()), re.DOTALL)
HEADER = "from cpkit.plugins import CommandSpec, ExporterSpec, Finding, ImporterSpec, data_files, hookimpl\n"
COMMAND = (
    '\nimport click\n\n@click.command("chao-hoi", help="Câu chào.")\ndef command():\n    click.echo("Xin chào!")\n'
)
USE = """
from datetime import date
from cpkit.calendar import is_working_day
from cpkit.care.steps import care_process
from cpkit.cases.clock import deadline
from cpkit.cases.steps import process
from cpkit.codes import code_list
from cpkit.forms import load
from cpkit.places import unit_set
from cpkit.printing.agencies import agencies_on
from cpkit.reports.plans import plan_for

assert code_list("activity_topics").find("boi an toan").code == "boi_an_toan"
assert load("dang_ky").field("muc_ngap").list_name == "do_cao"
assert process().step("goi_dien_hoi_tham").beside
assert deadline("goi_dien_hoi_tham").amount == "30d"
assert care_process().step("tham_gia_dinh_moi").order == 900
assert unit_set("hai_phuong")
assert is_working_day(date(2099, 1, 10)) and not is_working_day(date(2099, 1, 2))
assert "ward_programme" in {agency.name for agency in agencies_on(date(2026, 1, 1))}
assert plan_for(date(2052, 1, 1)).id == "ke_hoach_thi_du"
"""


@pytest.fixture
def example(tmp_path: Path) -> str:
    """The folder where the plugin of the hooks' examples is installed."""
    package = tmp_path / "hooks" / "vi_du"
    files = {"__init__.py": HEADER, "files.py": COMMAND}
    for _kind, text in BLOCKS:
        said = re.match(r"# (\S+\.(?:toml|py))\n", text)
        target = said[1] if said else "__init__.py" if "@hookimpl" in text else ""
        if target:
            files[target] = files.get(target, "") + "\n" + text
    for name, text in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, encoding="utf-8")
    document = Document()
    document.add_paragraph("Bơi được {{ metres }} mét")
    (package / "templates").mkdir()
    document.save(str(package / "templates" / "boi_loi.docx"))
    metadata = package.parent / "vi_du-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: vi-du\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[cpkit]\nvi_du = vi_du\n")
    return str(package.parent)


def test_every_hook_has_its_example() -> None:
    assert [name for name in HOOKS if f"def {name}(" not in SECTIONS[name]] == []


class TestExamples:
    def test_all_hooks_are_used_and_none_fails(self, installed: Run, example: str) -> None:
        listed = installed("plugins", "list", "--json", PYTHONPATH=example, CPKIT_STRICT_PLUGINS="1")
        assert listed.exit_code == 0, listed.stderr
        assert listed.json[-1]["error"] is None
        assert set(listed.json[-1]["hooks"]) == set(HOOKS)

    def test_what_the_files_bring_is_used(self, example: str) -> None:
        environment = {**os.environ, "PYTHONPATH": example, "CPKIT_STRICT_PLUGINS": "1"}
        done = subprocess.run([sys.executable, "-X", "utf8", "-c", USE], capture_output=True, env=environment)
        assert done.returncode == 0, done.stderr.decode()

    def test_from_the_command_line(self, installed: Run, practice: Path, example: str, tmp_path: Path) -> None:
        def run(*words: object) -> Result:
            done = installed(*words, PYTHONPATH=example, CPKIT_STRICT_PLUGINS="1")
            assert done.exit_code == 0, done.stderr
            return done

        assert run("plugins", "chao-hoi").stdout == "Xin chào!\n"
        stored = run("register", "--name", "Lò Thị Thử", "--birth-date", "1/5/2016", "--sex", "nu", "--json")
        assert "Thiếu tổ, bản. (tiện ích vi_du)" in stored.stderr
        (tmp_path / "results.txt").write_text(f"{stored.json['id']};25\n", encoding="utf-8")
        assert len(run("plugins", "import", "boi_loi", tmp_path / "results.txt", "--json").json["stored"]) == 1
        run("plugins", "export", "danh_ba", "--out", tmp_path / "out.csv")
        run("form", "print", "boi_loi", "--blank", "--out", tmp_path / "out.docx")
        report = run("report", "--year", str(date.today().year), "--format", "json").json
        assert "boi_loi_theo_tuoi" in {table["id"] for table in report["tables"]}
        assert "biet_boi_25" in {figure["id"] for figure in report["indicators"]}
        with open_store(practice) as store:
            assert len(store.table("vi_du_moi")) == 1

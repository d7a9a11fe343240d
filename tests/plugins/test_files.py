"""Printed templates, importers and exporters of plugins, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from cpkit.plugins.manager import failures
from tests.conftest import Run
from tests.plugins.conftest import Plug

CODE = """
import csv
from pathlib import Path
from cpkit.plugins import ExporterSpec, ImporterSpec, hookimpl

FOLDER = Path({folder!r})

@hookimpl
def forms(register):
    register(FOLDER / "boi_loi.toml")

@hookimpl
def templates(register):
    register(*sorted(FOLDER.glob("*.docx")))

@hookimpl
def importers(register):
    target = __name__ + ":read"
    register(ImporterSpec("boi_loi", "boi_loi", target, {{"vi": "Kết quả bơi lội.", "en": "Swimming."}}),
        ImporterSpec("so_cu", "dang_ky", __name__ + ":children", {{"vi": "Sổ cũ.", "en": "An old list."}}))

@hookimpl
def exporters(register):
    register(ExporterSpec("danh_ba", __name__ + ":write", ".csv", {{"vi": "Danh bạ.", "en": "Contacts."}}))

def read(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        child, metres = line.split(";")
        yield {{"_row": number, "_for": child, "metres": metres}}

def children(path):
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file)

def write(store):
    return "\\n".join(child["name"] for child in store.table("children")).encode()
"""
FORM = """
[settings]
form_id = "boi_loi"
version = "1"
title = { vi = "Bơi lội" }
attaches = "child"

[[survey]]
type = "integer"
name = "metres"
label = { vi = "Bơi được bao nhiêu mét" }
required = true
constraint = ". >= 0"
constraint_message = { vi = "không được âm." }
"""


@pytest.fixture
def folder(plug: Plug, tmp_path: Path) -> Path:
    """The folder of an installed plugin with a form, an importer and an exporter."""
    made = tmp_path / "swimming"
    made.mkdir()
    (made / "boi_loi.toml").write_text(FORM, encoding="utf-8")
    plug("swimming", CODE.format(folder=str(made)))
    return made


@pytest.fixture
def child(practice: Path, folder: Path, run: Run) -> str:
    """A registered child's id."""
    words = ("register", "--name", "Lò Thị Thử", "--birth-date", "1/5/2018", "--sex", "nu", "--mother", "Quàng Thị Mẫu")
    return str(run(*words, "--json").json["id"])


class TestImport:
    def test_every_row_becomes_a_filled_form_about_its_child(self, run: Run, child: str, tmp_path: Path) -> None:
        (tmp_path / "results.txt").write_text(f"{child};25\n{child};50\n", encoding="utf-8")
        tried = run("plugins", "import", "boi_loi", tmp_path / "results.txt", "--dry-run")
        assert "2 dòng đúng" in tried.stdout
        assert run("form", "answers", "boi_loi", "--json").json == []
        assert len(run("plugins", "import", "boi_loi", tmp_path / "results.txt", "--json").json["stored"]) == 2
        stored = run("form", "answers", "boi_loi", "--json").json
        assert [(one["subject"], one["answers"]["metres"]) for one in stored] == [(child, 25), (child, 50)]

    def test_one_wrong_row_keeps_all_out_and_every_fault_is_named(self, run: Run, child: str, tmp_path: Path) -> None:
        (tmp_path / "results.txt").write_text(f"{child};25\n{child};-1\nTE-99999;7\n", encoding="utf-8")
        refused = run("plugins", "import", "boi_loi", tmp_path / "results.txt")
        assert refused.exit_code == 1
        assert "Dòng 2: Bơi được bao nhiêu mét" in refused.stderr
        assert "Dòng 3:" in refused.stderr
        assert run("form", "answers", "boi_loi", "--json").json == []

    def test_children_are_registered_and_those_known_are_left(self, run: Run, child: str, tmp_path: Path) -> None:
        rows = "name,birth_date,sex,mother\nLò Thị Thử,1/5/2018,nu,Quàng Thị Mẫu\nLò Văn Mẫu,2/6/2017,nam,Lò Thị Mẫu\n"
        (tmp_path / "old.csv").write_text(rows, encoding="utf-8")
        done = run("plugins", "import", "so_cu", tmp_path / "old.csv", "--json").json
        assert (len(done["stored"]), len(done["known"])) == (1, 1)
        assert {one["name"] for one in run("child", "list", "--json").json} == {"Lò Thị Thử", "Lò Văn Mẫu"}

    def test_a_file_that_the_plugin_cannot_read_is_its_failure_not_ours(
        self, run: Run, child: str, tmp_path: Path
    ) -> None:
        (tmp_path / "results.txt").write_text("no semicolon", encoding="utf-8")
        refused = run("plugins", "import", "boi_loi", tmp_path / "results.txt")
        assert refused.exit_code == 1
        assert "Tiện ích swimming bị lỗi: ValueError" in refused.stderr

    def test_the_list_says_what_there_is(self, run: Run, child: str) -> None:
        assert [row["name"] for row in run("plugins", "import", "--json").json] == ["boi_loi", "so_cu"]
        assert "boi_loi" in run("plugins", "import", "no_such", "x").stderr


class TestExport:
    def test_writes_the_file_once_and_records_the_look(self, run: Run, child: str, tmp_path: Path) -> None:
        target = tmp_path / "contacts.csv"
        assert run("plugins", "export", "danh_ba", "--out", target).exit_code == 0
        assert target.read_text(encoding="utf-8") == "Lò Thị Thử"
        assert "--force" in run("plugins", "export", "danh_ba", "--out", target).stderr
        assert run("plugins", "export", "danh_ba", "--out", target, "--force").exit_code == 0


def _template(path: Path, text: str) -> None:
    document = Document()
    document.add_paragraph(text)
    document.save(str(path))


class TestTemplates:
    def test_a_form_is_printed_by_the_template_of_its_plugin(self, run: Run, folder: Path, tmp_path: Path) -> None:
        _template(folder / "boi_loi.docx", "Bơi được {{ metres }} mét")
        (tmp_path / "answers.json").write_text('{"metres": 25}', encoding="utf-8")
        done = run("form", "print", "boi_loi", "--answers", tmp_path / "answers.json", "--out", tmp_path / "out.docx")
        assert done.exit_code == 0
        assert "Bơi được 25 mét" in [each.text for each in Document(str(tmp_path / "out.docx")).paragraphs]

    def test_a_form_of_law_is_printed_as_it_is_shipped(self, run: Run, folder: Path, tmp_path: Path) -> None:
        """NĐ56, Mẫu số 01."""
        _template(folder / "mau_01.docx", "khác hẳn")
        done = run("form", "print", "mau_01", "--blank", "--out", tmp_path / "out.docx")
        assert done.exit_code == 0
        assert "khác hẳn" not in [each.text for each in Document(str(tmp_path / "out.docx")).paragraphs]
        assert [failure.name for failure in failures()] == ["swimming"]

    def test_the_ward_s_own_goes_before_it(self, run: Run, folder: Path, home: Path, tmp_path: Path) -> None:
        _template(folder / "boi_loi.docx", "của tiện ích")
        (home / "templates").mkdir(parents=True)
        _template(home / "templates" / "boi_loi.docx", "của phường")
        run("form", "print", "boi_loi", "--blank", "--out", tmp_path / "out.docx")
        assert "của phường" in [each.text for each in Document(str(tmp_path / "out.docx")).paragraphs]

"""A form may change, lose an option or be taken away: every old answer stays readable, in the column it was given in.

The losses that Kobo's users report are tried here: an option removed (kpi#2089, formpack#182), a question deleted
(formpack#99, kobocat#251) or renamed (kobocat#376), a type changed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.forms import ward
from tests.xlsform.books import survey

FIRST = (
    ("date", "ngay", "Ngày khảo sát"),
    ("select_one boi", "boi", "Biết bơi"),
    ("text", "ao", "Ao nào"),
    ("text", "tuoi", "Tuổi"),
    ("begin_repeat", "con", "Con"),
    ("text", "ten", "Tên con"),
    ("end_repeat",),
)
CHOICES = (("list_name", "name", "label"), ("boi", "biet", "Biết bơi"), ("boi", "khong", "Không biết bơi"),
           ("boi", "it", "Biết chút ít"))  # fmt: skip


@pytest.fixture
def filled(run: Any, practice: Path, tmp_path: Path) -> Path:
    """A store with one answer to the first version."""
    assert run("form", "add", survey(tmp_path / "thu.xlsx", *FIRST, choices=CHOICES)).exit_code == 0
    answers = ("ngay=1/5/2025", "boi=it", "ao=Ao đình", "tuoi=7 tuổi", 'con=[{"ten": "Mai"}]')
    done = run("form", "fill", "thu", *(part for one in answers for part in ("--set", one)))
    assert done.exit_code == 0, done.stderr
    return tmp_path


def change(run: Any, folder: Path, *rows: Any, choices: Any = CHOICES) -> Any:
    return run("form", "add", survey(folder / "thu2.xlsx", *rows, choices=choices))


def exported(run: Any, folder: Path) -> dict[str, list[dict[str, Any]]]:
    out = folder / "ra.xlsx"
    out.unlink(missing_ok=True)
    assert run("form", "answers", "thu", "--out", out).exit_code == 0
    sheets = {}
    for sheet in openpyxl.load_workbook(out):
        head, *rows = sheet.iter_rows(values_only=True)
        assert len(set(head)) == len(head), "each column has a heading of its own"
        sheets[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return sheets


def test_a_changed_workbook_is_a_new_version_beside_the_old_one(run: Any, filled: Path) -> None:
    added = change(run, filled, *FIRST, ("text", "moi", "Câu mới"))
    assert "phiên bản 1-2" in added.stdout
    assert [form.version for form in ward.versions("thu")] == ["1", "1-2"]
    assert run("form", "answers", "thu", "--json").json[0]["form_version"] == "1"
    assert "không có gì mới" in change(run, filled, *FIRST, ("text", "moi", "Câu mới")).stdout


def test_a_removed_option_keeps_its_words_and_shifts_no_column(run: Any, filled: Path) -> None:
    before = list(exported(run, filled)["Phiếu thử"][0])
    added = change(run, filled, *FIRST, choices=CHOICES[:3])
    assert "bỏ lựa chọn: Biết chút ít" in added.stderr
    (row,) = exported(run, filled)["Phiếu thử"]
    assert (list(row), row["Biết bơi"]) == (before, "Biết chút ít")
    assert "Biết chút ít" in run("form", "answers", "thu").stdout
    assert "Biết chút ít" in run("form", "entry", "show", "1").stdout
    assert run("form", "fill", "thu", "--set", "ngay=2/5/2025", "--set", "boi=it").exit_code == 1


def test_a_deleted_question_keeps_its_column_under_its_version(run: Any, filled: Path) -> None:
    added = change(run, filled, *(row for row in FIRST if row[1:2] != ("ao",)))
    assert "Câu “Ao nào” (ao) không còn" in added.stderr
    (row,) = exported(run, filled)["Phiếu thử"]
    assert row["Ao nào (câu của bản 1)"] == "Ao đình"
    assert "Ao nào (câu của bản 1): Ao đình" in run("form", "entry", "show", "1").stdout


def test_a_renamed_question_has_both_columns(run: Any, filled: Path) -> None:
    change(run, filled, *(("text", "ten_ao", "Ao nào") if row[1:2] == ("ao",) else row for row in FIRST))
    assert run("form", "fill", "thu", "--set", "ngay=2/5/2025", "--set", "ten_ao=Ao làng").exit_code == 0
    old, new = exported(run, filled)["Phiếu thử"]
    assert (old["Ao nào (câu của bản 1)"], old["Ao nào"]) == ("Ao đình", "")
    assert (new["Ao nào (câu của bản 1)"], new["Ao nào"]) == ("", "Ao làng")


def test_a_changed_type_has_a_column_for_each_type(run: Any, filled: Path) -> None:
    added = change(run, filled, *(("integer", "tuoi", "Tuổi") if row[1:2] == ("tuoi",) else row for row in FIRST))
    assert "đổi kiểu text thành integer" in added.stderr
    assert run("form", "fill", "thu", "--set", "ngay=2/5/2025", "--set", "tuoi=8").exit_code == 0
    old, new = exported(run, filled)["Phiếu thử"]
    assert (old["Tuổi (câu của bản 1)"], old["Tuổi"], new["Tuổi"]) == ("7 tuổi", "", 8)


def test_a_changed_repeat_keeps_the_answers_of_its_rows(run: Any, filled: Path) -> None:
    change(run, filled, *(("text", "ho_ten", "Họ tên con") if row[1:2] == ("ten",) else row for row in FIRST))
    assert exported(run, filled)["Con"][0]["Tên con (câu của bản 1)"] == "Mai"
    change(run, filled, *FIRST[:4])
    sheets = exported(run, filled)
    assert sheets["Con (câu của bản 1)"][0]["Tên con (câu của bản 1)"] == "Mai"


def test_a_removed_form_keeps_its_answers_readable_and_exportable(run: Any, filled: Path) -> None:
    assert run("form", "remove", "thu").exit_code == 0
    assert "thu" not in [form["id"] for form in run("form", "list", "--json").json]
    assert run("form", "fill", "thu", "--set", "ngay=1/1/2025").exit_code == 2
    assert exported(run, filled)["Phiếu thử"][0]["Biết bơi"] == "Biết chút ít"
    shown = run("form", "entry", "show", "1").stdout
    assert "Ao nào: Ao đình" in shown and "Biểu mẫu này không còn dùng" in shown
    assert "chỉ xem được" in run("form", "entry", "edit", "1", "--set", "ao=x").stderr
    assert change(run, filled, *FIRST).exit_code == 0
    assert run("form", "entry", "edit", "1", "--set", "ao=x").exit_code == 0


def test_a_backup_brings_the_form_back_with_its_answers(run: Any, filled: Path, home: Path) -> None:
    shutil.rmtree(home / "forms")
    shown = run("form", "entry", "show", "1")
    assert "Đã lấy lại biểu mẫu thu từ kho." in shown.stderr
    assert "Biết bơi: Biết chút ít" in shown.stdout
    assert run("form", "fill", "thu", "--set", "ngay=2/5/2025").exit_code == 0


def test_a_form_that_cannot_be_read_stops_nothing_but_itself(run: Any, filled: Path, home: Path) -> None:
    assert change(run, filled, *FIRST).exit_code == 0
    (home / "forms" / "thu" / "001.json").write_text("{", encoding="utf-8")
    ward._decoded.cache_clear()
    listed = run("form", "list")
    assert listed.exit_code == 0 and "thu" in listed.stderr
    assert run("report", "--year", "2025", "--format", "json").exit_code == 0
    assert run("form", "show", "thu").exit_code == 1


def test_a_form_of_ours_keeps_its_name_and_cannot_be_removed(run: Any, practice: Path, tmp_path: Path) -> None:
    settings = (("form_id", "form_title", "version"), ("dang_ky", "Giả", "1"))
    refused = run("form", "add", survey(tmp_path / "a.xlsx", ("text", "a", "A"), settings=settings))
    assert (refused.exit_code, "biểu mẫu có sẵn" in refused.stderr) == (1, True)
    assert run("form", "remove", "dang_ky").exit_code == 2
    assert run("form", "remove", "khong_co").exit_code == 1


def test_two_homes_have_forms_of_their_own(run: Any, filled: Path) -> None:
    other = filled / "khac"
    assert run("--home", other, "form", "show", "thu").exit_code == 2
    assert run("--home", other, "form", "add", survey(filled / "b.xlsx", ("text", "b", "B"))).exit_code == 0
    assert "b: B" in run("--home", other, "form", "show", "thu").stdout
    assert "ao: Ao nào" in run("form", "show", "thu").stdout


class TestKnownLossesOfKoboAndFormpack:
    """Each loss that their users report, done to a filled form."""

    def test_an_option_taken_away_and_a_renamed_question_empty_no_cell(self, run: Any, filled: Path) -> None:
        """github.com/kobotoolbox/kpi/issues/2089, formpack/issues/182, kobocat/issues/376."""
        rows = [("text", "ten_ao", "Ao nào") if row[1:2] == ("ao",) else row for row in FIRST]
        change(run, filled, *rows, choices=CHOICES[:3])
        (row,) = exported(run, filled)["Phiếu thử"]
        assert (row["Biết bơi"], row["Ao nào (câu của bản 1)"]) == ("Biết chút ít", "Ao đình")

    def test_deleted_questions_of_several_versions_all_stand_in_the_export(self, run: Any, filled: Path) -> None:
        """github.com/kobotoolbox/formpack/issues/99, kobocat/issues/251."""
        change(run, filled, *FIRST[:2], *FIRST[4:], ("text", "tam", "Câu tạm"))
        assert run("form", "fill", "thu", "--set", "ngay=2/5/2025", "--set", "tam=Tạm").exit_code == 0
        change(run, filled, *FIRST[:2])
        old, new = exported(run, filled)["Phiếu thử"]
        assert (old["Ao nào (câu của bản 1)"], new["Câu tạm (câu của bản 1-2)"]) == ("Ao đình", "Tạm")

    def test_an_older_version_can_still_be_told_apart(self, run: Any, filled: Path) -> None:
        """github.com/kobotoolbox/kpi/issues/1056, kpi/issues/2881: the version stands beside each answer."""
        change(run, filled, *FIRST, ("text", "moi", "Câu mới"))
        run("form", "fill", "thu", "--set", "ngay=2/5/2025", "--set", "moi=x").ok()
        assert [row["Phiên bản mẫu"] for row in exported(run, filled)["Phiếu thử"]] == ["1", "1-2"]

    def test_no_row_and_no_value_stands_twice(self, run: Any, filled: Path) -> None:
        """github.com/Children-in-Families/oscar-web/pull/2165, SORMAS-Project/issues/2371."""
        change(run, filled, *reversed(FIRST[:4]), *FIRST[4:])
        (row,) = exported(run, filled)["Phiếu thử"]
        assert list(row.values()).count("Ao đình") == 1

    def test_rows_of_repeats_are_in_the_csv_too(self, run: Any, filled: Path) -> None:
        """Primero's CSV leaves subforms out; community.primero.org/t/exporting-specific-data/164."""
        run("form", "answers", "thu", "--out", filled / "ra.csv").ok()
        assert "1) Tên con: Mai" in (filled / "ra.csv").read_text("utf-8-sig")


def test_another_wording_stands_in_the_heading_beside_the_old_one(run: Any, filled: Path) -> None:
    change(run, filled, *(("text", "ao", "Suối nào") if row[1:2] == ("ao",) else row for row in FIRST))
    assert exported(run, filled)["Phiếu thử"][0]["Suối nào (bản 1: Ao nào)"] == "Ao đình"


def test_two_questions_with_one_label_have_a_heading_each(run: Any, filled: Path) -> None:
    change(run, filled, *FIRST, ("text", "ao2", "Ao nào"))
    (row,) = exported(run, filled)["Phiếu thử"]
    assert (row["Ao nào [ao]"], row["Ao nào [ao2]"]) == ("Ao đình", "")


def test_an_edit_that_would_lose_an_old_answer_is_refused(run: Any, filled: Path) -> None:
    rows = [(*row, "${boi} = 'biet'") if row[1:2] == ("ao",) else row for row in FIRST]
    path = survey(filled / "thu2.xlsx", *rows, head=("type", "name", "label", "relevant"), choices=CHOICES)
    assert run("form", "add", path).exit_code == 0
    refused = run("form", "entry", "edit", "1", "--set", "tuoi=8 tuổi")
    assert refused.exit_code == 1 and "ao" in refused.stderr
    assert "Ao đình" in run("form", "entry", "show", "1").stdout


def test_an_index_that_is_spoilt_is_made_anew_and_the_form_can_be_added_again(
    run: Any, filled: Path, home: Path
) -> None:
    (home / "forms" / "thu" / "form.json").write_text("{", encoding="utf-8")
    assert "Biết chút ít" in run("form", "entry", "show", "1").stdout
    (home / "forms" / "thu" / "001.json").write_text("{", encoding="utf-8")
    ward._decoded.cache_clear()
    assert "Biết chút ít" in run("form", "entry", "show", "1").stdout
    assert run("form", "answers", "thu", "--out", filled / "b.csv").exit_code == 0

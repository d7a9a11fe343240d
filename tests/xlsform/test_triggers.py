"""The column trigger: an answer worked out when another one changes, and left alone otherwise (docs.getodk.org)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.forms.triggers import fired
from cpkit.xlsform.reading import read_form
from cpkit.xlsform.writing import to_xlsform
from tests.xlsform.books import book, survey
from tests.xlsform.test_reading import TODAY, filled, refusal

HEAD = ("type", "name", "label", "trigger", "calculation", "read_only")
QUESTIONS = (
    ("text", "nha", "Nhà của ai"),
    ("integer", "gia", "Giá"),
    ("calculate", "luc", "", "${nha}", "concat(${nha}, ' ', ${gia})"),
    ("integer", "gia_moi", "Giá đề nghị", "${gia}, ${nha}", "${gia} * 2"),
    ("calculate", "lan", "", "${gia}", "coalesce(${lan}, 0) + 1"),
    ("begin_repeat", "con", "Con"),
    ("text", "ten", "Tên"),
    ("text", "goi", "Tên gọi", "${ten}", "concat('bé ', ${ten})"),
    ("end_repeat",),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return survey(tmp_path / "thu.xlsx", *QUESTIONS, head=HEAD)


def test_of_answers_read_at_once_what_was_given_stays_and_the_rest_is_worked_out(path: Path) -> None:
    form = read_form(path).form
    values = filled(form, gia=5, con=[{"ten": "Mai"}, {"ten": "Nam", "goi": "Tí"}, {}]).values
    assert (values["gia_moi"], values["lan"], values["luc"]) == (10, 1, None), "no answer to nha: nothing sets luc off"
    assert [row["goi"] for row in values["con"]] == ["bé Mai", "Tí", None]
    assert filled(form, gia=5, gia_moi=7, lan=3).values["gia_moi"] == 7
    assert filled(form, gia=5, lan=3).values["lan"] == 3, "read again, it is not worked out again"


def test_a_changed_answer_sets_off_what_it_triggers_and_nothing_else(path: Path) -> None:
    form = read_form(path).form
    before = {
        "nha": "Lò",
        "gia": 5,
        "luc": "Lò 5",
        "gia_moi": 7,
        "lan": 1,
        "con": [{"ten": "Mai"}],
    }
    assert fired(form, before, {**before, "gia": "5"}, TODAY) == {**before, "gia": "5"}, "the same answer, typed again"
    after = fired(form, before, {**before, "gia": 6}, TODAY)
    assert (after["gia_moi"], after["lan"], after["luc"]) == (12, 1, before["luc"])
    rows = fired(form, before, {**before, "con": [{"ten": "Mai"}, {"ten": "Nam"}]}, TODAY)["con"]
    assert rows == [{"ten": "Mai"}, {"ten": "Nam", "goi": "bé Nam"}], "only the row that changed"


def test_a_filled_form_keeps_what_was_set_off_unless_its_trigger_changes(run: Any, practice: Path, path: Path) -> None:
    assert run("form", "add", path).exit_code == 0
    assert run("form", "fill", "thu", "--set", "nha=Lò", "--set", "gia=5").exit_code == 0
    first = run("form", "entry", "show", "1", "--json").json["answers"]
    assert run("form", "entry", "edit", "1", "--set", "gia=6").exit_code == 0
    second = run("form", "entry", "show", "1", "--json").json["answers"]
    assert (first["luc"], second["luc"], second["gia_moi"]) == ("Lò 5", "Lò 5", 12)
    assert run("form", "entry", "edit", "1", "--set", "gia=7", "--set", "gia_moi=1").exit_code == 0
    assert run("form", "entry", "show", "1", "--json").json["answers"]["gia_moi"] == 1, "as the officer says"
    assert run("form", "entry", "edit", "1", "--set", "nha=Vừ").exit_code == 0
    assert run("form", "entry", "show", "1", "--json").json["answers"]["luc"] == "Vừ 7"


def test_in_the_list_handed_out_a_blank_cell_is_worked_out(
    run: Any, practice: Path, path: Path, tmp_path: Path
) -> None:
    run("form", "add", path)
    out = tmp_path / "phat.xlsx"
    assert run("form", "template", "thu", "--out", out).exit_code == 0
    made = openpyxl.load_workbook(out)
    page = made.worksheets[0]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in page[3]}
    assert "lan" not in columns, "a calculation is nobody's column"
    for row, answers in ((4, {"Giá": 5}), (5, {"Giá": 5, "Giá đề nghị": 8})):
        for heading, value in answers.items():
            page.cell(row, columns[heading], str(value))
    made.save(out)
    assert run("form", "answers", "thu", "--import", out).exit_code == 0
    assert [one["answers"]["gia_moi"] for one in run("form", "answers", "thu", "--json").json] == [10, 8]


def test_it_goes_out_and_comes_back_as_it_was(path: Path, tmp_path: Path) -> None:
    form = read_form(path).form
    (tmp_path / "lai.xlsx").write_bytes(to_xlsform(form))
    back = read_form(tmp_path / "lai.xlsx").form
    asked = {one.key: (one.trigger, one.calculation, one.kind) for one in back.questions()}
    assert asked == {one.key: (one.trigger, one.calculation, one.kind) for one in form.questions()}
    assert asked["gia_moi"] == ("${gia}, ${nha}", "${gia} * 2", "integer")


@pytest.mark.parametrize("trigger", ["nha", "${khong_co}", "${nha} ${gia}"])
def test_a_trigger_names_questions(tmp_path: Path, trigger: str) -> None:
    rows = (("text", "nha", "Nhà"), ("integer", "gia", "Giá"), ("calculate", "luc", "", trigger, "now()"))
    assert "Trang survey, dòng 4: cột trigger" in refusal(survey(tmp_path / "a.xlsx", *rows, head=HEAD))


def test_a_phone_says_itself_what_it_worked_out_and_which_row_was_chosen(
    run: Any, practice: Path, tmp_path: Path
) -> None:
    asked = survey(tmp_path / "thu.xlsx", *QUESTIONS, ("select_one ${ten}", "chon", "Chọn con"), head=HEAD)
    assert run("form", "add", asked).exit_code == 0
    heads = ("nha", "gia", "luc", "gia_moi", "chon", "_index", "_uuid")
    rows = ("Lò", 5, "Lò 4", 8, "Nam", 1, "u-1")
    children = (("ten", "goi", "_index", "_parent_index"), ("Mai", "Tí", 1, 1), ("Nam", "bé Nam", 2, 1))
    sent = book(tmp_path / "kobo.xlsx", **{"Phiếu thử": (heads, rows), "con": children})
    taken = run("form", "answers", "thu", "--import", sent)
    assert taken.exit_code == 0, taken.stderr
    (one,) = run("form", "answers", "thu", "--json").json
    assert (one["answers"]["luc"], one["answers"]["gia_moi"], one["answers"]["chon"]) == ("Lò 4", 8, "Nam")
    assert [row["goi"] for row in one["answers"]["con"]] == ["Tí", "bé Nam"]

"""The entities sheet and save_to: a child's own fields updated on a condition; the rest refused with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cpkit.xlsform.reading import read_form
from cpkit.xlsform.writing import to_xform, to_xlsform
from tests.xlsform.books import survey
from tests.xlsform.test_reading import refusal

HEAD = ("type", "name", "label", "save_to")
QUESTIONS = (("select_one boi", "dong_y", "Gia đình xác nhận"), ("text", "thon", "Thôn", "hamlet"))
SETTINGS = (("form_id", "form_title", "attaches"), ("thu", "Thử", "child, nothing"))


def form(folder: Path, *row: tuple[str, str]) -> Path:
    """A form whose entities sheet has one row, with these columns and cells."""
    entities = [[column for column, _cell in row], [cell for _column, cell in row]]
    return survey(folder / "thu.xlsx", *QUESTIONS, head=HEAD, settings=SETTINGS, entities=entities)


@pytest.fixture
def child(run: Any, practice: Path) -> str:
    said = ("--name", "Lò Thị Mai", "--birth-date", "1/2/2018", "--sex", "nu", "--hamlet", "Bản Kéo", "--json")
    return str(run("register", *said).json["id"])


def test_a_child_is_updated_only_where_the_condition_holds(run: Any, child: str, tmp_path: Path) -> None:
    path = form(tmp_path, ("list_name", "children"), ("update_if", "${dong_y} = 'biet'"), ("label", "${thon}"))
    added = run("form", "add", path)
    assert added.exit_code == 0, added.stderr
    assert "Trang entities: cột label không được dùng" in added.stderr
    no = run("form", "fill", "thu", "--for", child, "--set", "dong_y=khong", "--set", "thon=Bản Mớ")
    assert (no.exit_code, "cập nhật" in no.stderr) == (0, False)
    assert run("child", "show", child, "--json").json["hamlet"] == "Bản Kéo"
    yes = run("form", "fill", "thu", "--for", child, "--set", "dong_y=biet", "--set", "thon=Bản Mớ")
    assert "Đã cập nhật sổ trẻ em" in yes.stderr
    assert run("child", "show", child, "--json").json["hamlet"] == "Bản Mớ"


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("create_if", "${dong_y} = 'biet'", "create_if: cpkit không tự đăng ký trẻ từ phiếu"),
        ("entity_id", "${thon}", "entity_id: trẻ được cập nhật là trẻ mà phiếu ghi cho"),
        ("repeat", "${con}", "repeat: cpkit chưa cập nhật trẻ theo từng dòng"),
        ("update_if", "${khong_co} = 1", "cột update_if, “${khong_co} = 1”: không có câu nào tên là khong_co."),
        ("update_if", "1 +", "cột update_if, “1 +”: biểu thức bị thiếu phần cuối."),
        ("list_name", "trees", "danh sách “trees”: cpkit chỉ cập nhật sổ trẻ em"),
    ],
)
def test_what_is_not_done_is_refused_with_what_to_do(tmp_path: Path, column: str, cell: str, said: str) -> None:
    row = {"list_name": "children", column: cell}
    assert f"Trang entities, dòng 2: {said}" in refusal(form(tmp_path, *row.items()))


def test_never_creating_is_what_happens_anyway(tmp_path: Path) -> None:
    path = form(tmp_path, ("list_name", "children"), ("create_if", "false()"), ("update_if", "true()"))
    assert read_form(path).form.save_if == "true()"


def test_an_export_keeps_what_is_saved_and_tells_no_server_of_it(tmp_path: Path) -> None:
    path = form(tmp_path, ("list_name", "children"), ("update_if", "${dong_y} = 'biet'"))
    given = read_form(path).form
    (tmp_path / "ra.xlsx").write_bytes(to_xlsform(given))
    assert b"entities" not in to_xform(given)
    back = read_form(tmp_path / "ra.xlsx").form
    assert (back.field("thon").save_to, back.save_if) == ("hamlet", "${dong_y} = 'biet'")


def test_one_row_is_enough(tmp_path: Path) -> None:
    entities = (("list_name",), ("children",), ("children",))
    text = refusal(survey(tmp_path / "a.xlsx", *QUESTIONS, head=HEAD, settings=SETTINGS, entities=entities))
    assert "Trang entities, dòng 3: cpkit chỉ dùng một dòng" in text

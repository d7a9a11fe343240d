"""How commands speak: tables, JSON, questions without a terminal, progress."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.commands import output
from cpkit.errors import Misused

Captured = pytest.CaptureFixture[str]


class TestTable:
    def test_shows_headings_rows_and_nothing_for_none(self, capsys: Captured) -> None:
        output.table(("Mã", "Họ tên"), [("TE-KM-00001-H", "Lò Văn Thử"), ("TE-KM-00002-K", None)], title="Trẻ em")
        shown = capsys.readouterr().out
        assert all(text in shown for text in ("Trẻ em", "Mã", "Họ tên", "Lò Văn Thử"))
        assert "None" not in shown

    def test_is_at_most_80_columns_and_loses_nothing_of_a_long_cell(
        self, capsys: Captured, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        words = [f"từ{number}" for number in range(60)]
        output.table(("Số", "Ghi chú"), [(1, " ".join(words))])
        shown = capsys.readouterr().out
        assert max(map(len, shown.splitlines())) <= 80
        assert all(word in shown for word in words)

    def test_leaves_the_width_to_the_cells(self, capsys: Captured) -> None:
        row = ("TE-KM-00001-H", "Nguyễn Khánh Linh", "26/11/2018", "Nữ", "Tổ dân phố 12", "Quàng Thị Mẫu")
        output.table(("Mã", "Họ và tên", "Sinh", "Giới", "Tổ, bản", "Mẹ"), [row])
        heading, _rule, line = capsys.readouterr().out.splitlines()
        assert heading.startswith("Mã") and "  ".join(row[:3]) in line

    def test_aligns_the_named_columns_right(self, capsys: Captured) -> None:
        output.table(("Nhóm", "Số trẻ"), [("4", "7"), ("5", "1.234")], right={"Số trẻ"})
        lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        assert len({len(line) for line in lines if line.endswith(("7", "1.234"))}) == 1

    def test_takes_brackets_in_a_cell_for_what_they_are(self, capsys: Captured) -> None:
        output.table(("Tên",), [("[bold]Lò[/bold] :smile:",)])
        assert "[bold]Lò[/bold] :smile:" in capsys.readouterr().out

    def test_has_no_colours_where_they_are_not_wanted(self, capsys: Captured) -> None:
        output.table(("Tên",), [("Lò",)], title="Trẻ em")
        output.warn("Sắp hết hạn.")
        captured = capsys.readouterr()
        assert "\x1b" not in captured.out + captured.err


class TestJson:
    @given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()))
    def test_is_one_document_that_reads_back_the_same(self, value: dict[str, object]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            printed: list[str] = []
            patch.setattr(click, "echo", printed.append)
            output.emit_json(value)
        assert json.loads("".join(printed)) == value

    def test_writes_vietnamese_as_it_is(self, capsys: Captured) -> None:
        output.emit_json({"name": "Lò Thị Mẫu"})
        assert "Lò Thị Mẫu" in capsys.readouterr().out

    def test_writes_dates_as_iso_and_paths_as_text(self, capsys: Captured) -> None:
        output.emit_json([date(2018, 11, 26), Path("bao-cao.xlsx")])
        assert json.loads(capsys.readouterr().out) == ["2018-11-26", "bao-cao.xlsx"]

    def test_writes_structs_as_objects(self, capsys: Captured) -> None:
        class Found(msgspec.Struct):
            id: str
            sex: str | None = None

        output.emit_json(Found("TE-KM-00001-H"))
        assert json.loads(capsys.readouterr().out) == {"id": "TE-KM-00001-H", "sex": None}


class TestQuestions:
    def test_without_a_terminal_are_errors_that_name_the_option(self) -> None:
        with pytest.raises(Misused, match="--officer"):
            output.ask_text("Tên cán bộ:", option="--officer")
        with pytest.raises(Misused, match="--yes"):
            output.confirm("Xóa chứ?", option="--yes")
        with pytest.raises(Misused, match="--unit"):
            output.choose("Đơn vị?", [("a", "A")], option="--unit")


class TestProgress:
    def test_yields_everything_and_is_silent_without_a_terminal(self, capsys: Captured) -> None:
        assert list(output.progress(range(5), label="Đang đọc")) == [0, 1, 2, 3, 4]
        assert capsys.readouterr() == ("", "")

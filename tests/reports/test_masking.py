"""Small counts of cases are hidden so that no child is recognised, and nothing gives them away (NĐ56 Đ24, Đ33)."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cpkit.reports.case_tables import case_columns
from cpkit.reports.folds import Row, Table
from cpkit.reports.masking import HIDDEN_MARK, SMALL_MARK, mask
from tests.reports.ward import Ward

COLUMNS = [column.id for column in case_columns()]


def table(id: str, rows: list[tuple[int, int, int, int]]) -> Table:
    """A table of cases from (received, open at start, opened, closed) of each line."""
    cells = [(received, start, opened, closed, start + opened - closed) for received, start, opened, closed in rows]
    total = tuple(map(sum, zip(*cells, strict=True)))
    lines = tuple(Row(str(place), str(place), line) for place, line in enumerate(cells))
    return Table(id, id, case_columns(), lines, (Row("total", "", total),), masking="exact")


def balanced(line: tuple[int, int, int, int]) -> bool:
    return line[1] + line[2] >= line[3]


lines = st.tuples(*[st.one_of(st.integers(0, 6), st.integers(0, 40))] * 4).filter(balanced)


@given(st.lists(lines, min_size=1, max_size=6))
def test_no_small_count_is_shown_and_every_number_shown_is_true(rows: list[tuple[int, int, int, int]]) -> None:
    plain = table("x", rows)
    (masked,) = mask([plain])
    for before, after in zip((*plain.rows, *plain.totals), (*masked.rows, *masked.totals), strict=True):
        for count, shown in zip(before.cells, after.cells, strict=True):
            assert shown in (count, SMALL_MARK, HIDDEN_MARK)
            assert (shown == SMALL_MARK) == (count in range(1, 5))


@settings(max_examples=60)
@given(st.lists(lines, min_size=2, max_size=5))
def test_no_hidden_count_follows_from_the_numbers_shown(rows: list[tuple[int, int, int, int]]) -> None:
    """Two tables of the same cases, split differently, share their totals: together they leave hidden counts open."""
    other = table("y", [_sum(rows[:1]), _sum(rows[1:])])
    tables = mask([table("x", rows), other])
    assert _determined(tables) == []


def test_without_exact_the_report_hides_and_says_so(ward: Ward) -> None:
    for _number in range(3):
        ward.case(None)
    masked = ward.report(exact=False).table("cases_by_kind")
    assert masked.cell("bao_luc", "received") == masked.cell("total", "received") == SMALL_MARK
    assert any("từ 1 đến 4 được che" in note for note in masked.notes)
    exact = ward.report(exact=True).table("cases_by_kind")
    assert exact.cell("bao_luc", "received") == 3
    assert any("không che" in note for note in exact.notes)


def test_checks_and_notes_do_not_tell_what_the_tables_hide(ward: Ward) -> None:
    ward.case(ward.child("2009-03-03"))
    report = ward.report(exact=False)
    assert all(report.sides(check) == (HIDDEN_MARK, HIDDEN_MARK) for check in report.checks if "Ca theo" in check.text)
    assert any("<5 ca xâm hại mà nạn nhân đủ 16 tuổi" in note for note in report.notes)


def _sum(rows: list[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    first, second, third, fourth = (sum(row[place] for row in rows) for place in range(4))
    return first, second, third, fourth


def _determined(tables: list[Table]) -> list[tuple[str, str, str]]:
    """The hidden cells that the equations of all tables together fix, found by elimination."""
    hidden: dict[tuple[str, str, str], int] = {}
    for one in tables:
        for row in (*one.rows, *one.totals):
            for column, cell in zip(COLUMNS, row.cells, strict=True):
                if isinstance(cell, str):
                    hidden.setdefault(_key(one, row.id, column), len(hidden))
    matrix = [line for one in tables for line in _equations(one, hidden)]
    pivots = _reduce(matrix)
    fixed = {place for place, line in pivots if sum(1 for value in line if value) == 1}
    return [cell for cell, place in hidden.items() if place in fixed]


def _key(one: Table, row: str, column: str) -> tuple[str, str, str]:
    return ("", row, column) if row == "total" else (one.id, row, column)


def _equations(one: Table, hidden: dict[tuple[str, str, str], int]) -> list[list[Fraction]]:
    signs = {"open_at_start": 1, "opened": 1, "closed": -1, "open_at_end": -1}
    named = [{_key(one, row.id, column): 1 for row in one.rows} | {("", "total", column): -1} for column in COLUMNS]
    for row in (*one.rows, *one.totals):
        named.append({_key(one, row.id, column): sign for column, sign in signs.items()})
    made = []
    for equation in named:
        line = [Fraction(0)] * len(hidden)
        for cell, sign in equation.items():
            if cell in hidden:
                line[hidden[cell]] += sign
        made.append(line)
    return made


def _reduce(matrix: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    """Reduced row echelon form: each pivot column with its line."""
    pivots: list[tuple[int, list[Fraction]]] = []
    width = len(matrix[0]) if matrix else 0
    rest = [line[:] for line in matrix]
    for column in range(width):
        found = next((line for line in rest if line[column]), None)
        if found is None:
            continue
        rest = [line for line in rest if line is not found]
        pivot = [value / found[column] for value in found]
        rest = [_less(line, pivot, column) for line in rest]
        pivots = [(place, _less(line, pivot, column)) for place, line in pivots]
        pivots.append((column, pivot))
    return pivots


def _less(line: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    return [value - line[column] * taken for value, taken in zip(line, pivot, strict=True)] if line[column] else line

"""A merged report for the public: no small count of children, and none that follows from the others (NĐ56 Đ24, Đ33)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpkit.reports import joint_csv, joint_json, joint_xlsx
from cpkit.reports.disclosure import determined
from cpkit.reports.indicators import Figure
from cpkit.reports.joint import Joint
from cpkit.reports.masking import HIDDEN_MARK, SMALL_MARK
from cpkit.reports.publishing import publish
from cpkit.reports.tally import TallyFile
from cpkit.store import create_store
from tests.conftest import OFFICER, UNIT, UNIT_NAME
from tests.reports.joining import THEN, joined, sent_by, share, tally_of, with_figures
from tests.reports.ward import Ward, member

MARKS = (SMALL_MARK, HIDDEN_MARK)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TallyFile]:
    """The tally of a ward with a victim, two disabled children of seven, and a club."""
    home = tmp_path_factory.mktemp("ward") / "home"
    store, _key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    with store:
        ward = Ward(store)
        for place in range(7):
            ward.child(sex="nam" if place % 3 else "nu", groups=[member(4)] if place < 2 else [])
        ward.case(ward.child(groups=[member(11)]), kind="xam_hai_tinh_duc")
        ward.organisation("cau_lac_bo")
        ward.activity("cau_lac_bo", 1)
        yield tally_of(ward)


def test_no_count_of_one_to_four_children_is_left_anywhere(base: TallyFile) -> None:
    joint = publish(joined(*(sent_by(base, unit) for unit in THEN[:3])))
    for one in joint.tables:
        if set(one.over) <= {"activity", "organisation", "worker", "household"}:
            continue
        for table in (one.table, one.spread):
            kinds = [column.kind for column in table.columns]
            cells = [
                (cell, kind)
                for row in (*table.rows, *table.totals)
                for cell, kind in zip(row.cells, kinds, strict=True)
            ]
            assert not [cell for cell, kind in cells if kind == "count" and cell in range(1, 5)], table.title
    figures = [one for member in joint.members for one in member.figures.values()]
    shown = [
        (one.indicator.id, one.numerator) for one in (*figures, *joint.report.figures) if one.indicator.over == "child"
    ]
    assert not [pair for pair in shown if pair[1] in range(1, 5)]


def test_bodies_and_activities_are_no_children_and_stay(base: TallyFile) -> None:
    joint = publish(joined(*(sent_by(base, unit) for unit in THEN[:3])))
    assert joint.report.table("activities").cell("total", "activities") == 3
    assert joint.members[0].figures["c2"].denominator == 1


def test_a_hidden_figure_shows_no_percentage_and_no_gap_but_its_verdict(base: TallyFile) -> None:
    files = [with_figures(base, unit, {"a2": share(place + 1, 10)}) for place, unit in enumerate(THEN[:2])]
    a2 = publish(joined(*files)).members[0].figures["a2"]
    assert (str(a2.numerator), a2.value, a2.gap, a2.verdict) == (SMALL_MARK, None, None, "missed")


def test_one_hidden_unit_takes_another_with_it(base: TallyFile) -> None:
    """a4 of 3, 20 and 30: the sum of 53 would give the 3 away."""
    counts = (3, 20, 30)
    figures = [{"a4": share(n, 100), "a4b": share(n, 40)} for n in counts]
    files = [with_figures(base, unit, one) for unit, one in zip(THEN, figures, strict=False)]
    joint = publish(joined(*files))
    assert [_shown(one.figures["a4"]) for one in joint.members] == [SMALL_MARK, HIDDEN_MARK, 30]
    assert joint.report.figure("a4").numerator == 53
    assert [_shown(one.figures["a4b"]) for one in joint.members] == [SMALL_MARK, HIDDEN_MARK, 30]


def test_few_victims_between_part_and_whole_are_hidden_with_them(base: TallyFile) -> None:
    """8 of 10 helped in time: the two that were not must not be told, nor the percentage that tells them."""
    a3 = (
        publish(joined(*(with_figures(base, unit, {"a3": share(8, 10)}) for unit in THEN[:2]))).members[0].figures["a3"]
    )
    assert HIDDEN_MARK in (_shown(a3), str(a3.denominator)) and a3.value is None


COUNTS = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=2, max_size=5)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_no_hidden_figure_follows_from_those_shown(base: TallyFile, counts: list[int]) -> None:
    """Units add up to the sum: the equation is solved for what is hidden, and leaves every place open."""
    files = [with_figures(base, unit, {"a5": share(n, n)}) for unit, n in zip(THEN, counts, strict=False)]
    joint = publish(joined(*files))
    shown = [*(_shown(one.figures["a5"]) for one in joint.members), _shown(joint.report.figure("a5"))]
    for count, mark in zip([*counts, sum(counts)], shown, strict=True):
        assert mark in (count, *MARKS) and (mark == SMALL_MARK) == (count in range(1, 5))
    equation = dict.fromkeys(range(len(counts)), 1) | {len(counts): -1}
    hidden = {place for place, mark in enumerate(shown) if mark in MARKS}
    assert not determined([equation], hidden)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=4))
def test_no_hidden_cell_follows_from_rows_units_and_sums_together(
    base: TallyFile, cells: list[tuple[int, int, int]]
) -> None:
    """Ages by unit: rows add up to each unit's children, units to each row's sum, checked by elimination of our own."""
    joint = publish(joined(*(_with_ages(base, unit, ages) for unit, ages in zip(THEN, cells, strict=False))))
    spread = next(one.spread for one in joint.tables if one.table.id == "children_by_age")
    lines = [list(row.cells) for row in (*spread.rows, spread.totals[0])]
    hidden = {
        (r, c): len(lines[0]) * r + c for r, row in enumerate(lines) for c, cell in enumerate(row) if cell in MARKS
    }
    last_row, last_column = len(lines) - 1, len(lines[0]) - 1
    equations = [{(r, c): (-1 if c == last_column else 1) for c in range(len(lines[0]))} for r in range(len(lines))]
    equations += [{(r, c): (-1 if r == last_row else 1) for r in range(len(lines))} for c in range(len(lines[0]))]
    matrix = [[Fraction(one.get(place, 0)) for place in hidden] for one in equations]
    assert not _fixed(matrix, len(hidden))


def test_it_says_that_it_is_for_the_public_and_nothing_of_children_in_its_notes(base: TallyFile) -> None:
    joint = publish(joined(*(sent_by(base, unit, excluded={"died": 1}) for unit in THEN[:2])))
    assert "để công bố" in joint.report.plan.confidentiality.level["vi"]
    assert not any("tử vong" in note for note in joint.report.notes)
    assert any("từ 1 đến 4 được che" in note for note in joint.report.notes)
    assert not [check for check in joint.report.checks if joint.report.sides(check) != (HIDDEN_MARK, HIDDEN_MARK)]


@pytest.mark.parametrize("writer", [joint_json, joint_csv, joint_xlsx])
def test_every_writer_takes_it(base: TallyFile, writer: Any) -> None:
    joint = publish(joined(*(sent_by(base, unit) for unit in THEN[:3])))
    assert isinstance(joint, Joint) and writer.encode(joint) == writer.encode(joint)


def _shown(figure: Figure) -> Any:
    """A numerator as it is shown: a count, or the mark that stands for it."""
    return figure.numerator


def _with_ages(base: TallyFile, unit: str, ages: tuple[int, int, int]) -> TallyFile:
    """A unit whose children by age are these girls, its other figures nothing."""
    part = base.parts[0]
    rows = {band: (0, n, 0, n) for band, n in zip(("0-3", "7-10", "14-15"), ages, strict=True) if n}
    totals = {"children": (0, sum(ages), 0, sum(ages))}
    table = msgspec.structs.replace(part.tables["children_by_age"], rows=rows, totals=totals)
    return sent_by(base, unit, tables={"children_by_age": table}, figures={})


def _fixed(matrix: list[list[Fraction]], width: int) -> list[int]:
    """The places that a system of equations gives away: lines of its reduced form with one place left."""
    rank = 0
    for column in range(width):
        pivot = next((line for line in range(rank, len(matrix)) if matrix[line][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        matrix[rank] = [value / matrix[rank][column] for value in matrix[rank]]
        for line in range(len(matrix)):
            if line != rank and (factor := matrix[line][column]):
                matrix[line] = [a - factor * b for a, b in zip(matrix[line], matrix[rank], strict=True)]
        rank += 1
    return [place for place, line in enumerate(matrix[:rank]) if sum(map(bool, line)) == 1]

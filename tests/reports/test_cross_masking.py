"""What declared tables of the same cases hide follows from none of the numbers they show (NĐ56 Đ24, Đ33)."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from cpkit.reports.cross import spec_of
from cpkit.reports.declared import Declared
from cpkit.reports.folds import Table
from cpkit.reports.plans import plan_for
from cpkit.reports.report import Design, build_report
from tests.reports.ward import YEAR, Ward

KINDS, PLACES, SEXES = ("bao_luc", "boc_lot", "mua_ban"), ("gia_dinh", "truong_hoc", "cong_dong"), ("nam", "nu")
AXES = {"kind": KINDS, "environment": PLACES, "child.sex": SEXES}
TABLES = (
    ("kind", "environment", ()),
    ("environment", "child.sex", ()),
    ("child.sex", "kind", ()),
    ("environment", "child.sex", ("kind=bao_luc",)),
)
Line = tuple[Fraction, ...]
CELLS = list(product(KINDS, PLACES, SEXES))
"""The finest counts: every shown number is a sum of some of them."""


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_follows_from_all_that_is_shown(ward: Ward, seed: int) -> None:
    chance = random.Random(seed)
    for _number in range(chance.choice([14, 30, 45])):
        kind, place, sex = chance.choice(KINDS), chance.choice(PLACES), chance.choice(SEXES)
        ward.case(ward.child(sex=sex), kind=kind, environment=place)
    tables = masked(ward)
    shown, hidden = list[Line](), list[Line]()
    for (rows, columns, where), table in zip(TABLES, tables, strict=True):
        for row in (*table.rows, *table.totals):
            for column, cell in zip(table.columns, row.cells, strict=True):
                line = summed(rows, row.id, columns, column.id, where)
                (hidden if isinstance(cell, str) else shown).append(line)
    known = reduced(shown)
    assert any(hidden), "small counts occur"
    assert not [line for line in hidden if any(line) and follows(line, known)]


def masked(ward: Ward) -> list[Table]:
    """The tables as they are sent."""
    declared = [
        Declared(id=f"t{at}", title={"vi": "B"}, over="cases", rows=rows, columns=columns, where=where)
        for at, (rows, columns, where) in enumerate(TABLES)
    ]
    design = Design((), tuple(map(spec_of, declared)), plan_for(YEAR.cutoff))
    report = build_report(ward.store, ward.store.settings, YEAR, design)
    return [report.table(one.id) for one in declared]


def summed(rows: str, row: str, columns: str, column: str, where: tuple[str, ...]) -> Line:
    """Which of the finest counts a cell adds up."""
    asked = dict(condition.split("=") for condition in where)
    asked |= {rows: row} if row != "total" else {}
    asked |= {columns: column} if column != "total" else {}
    return tuple(
        Fraction(all(dict(zip(AXES, cell, strict=True)).get(axis) == place for axis, place in asked.items()))
        for cell in CELLS
    )


def reduced(lines: list[Line]) -> list[tuple[int, Line]]:
    """Independent lines, each with its pivot, none holding another's."""
    found: list[tuple[int, Line]] = []
    for line in lines:
        rest = without(line, found)
        pivot = next((at for at, value in enumerate(rest) if value), None)
        if pivot is not None:
            rest = tuple(value / rest[pivot] for value in rest)
            found = [(at, minus(other, rest, other[pivot])) for at, other in found]
            found.append((pivot, rest))
    return found


def follows(line: Line, known: list[tuple[int, Line]]) -> bool:
    """Whether a sum is a combination of the known ones."""
    return not any(without(line, known))


def without(line: Line, known: list[tuple[int, Line]]) -> Line:
    for pivot, other in known:
        line = minus(line, other, line[pivot])
    return line


def minus(line: Line, other: Line, factor: Fraction) -> Line:
    return tuple(one - factor * two for one, two in zip(line, other, strict=True))

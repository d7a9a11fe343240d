"""Where a cell of a table comes from: the records without which it would be another number."""

from __future__ import annotations

from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.reports.making import design_of, make_report, view_of
from cpkit.reports.periods import year_period
from cpkit.reports.why_cell import TOGETHER, OpenedCell, find_table, open_cell
from cpkit.store import Store
from cpkit.store.identifiers import show_id
from tests.conftest import Run
from tests.reports.ward import Ward, member

YEAR = year_period(2025)


def opened(store: Store, table: str, row: str | None = None, column: str | None = None, **how: Any) -> OpenedCell:
    with view_of(store) as view:
        spec = find_table(design_of(view.source, YEAR), table)
        assert spec is not None
        return open_cell(view.source, view.settings, YEAR, spec, row, column, **{"confidential": False, **how})


def ids(found: OpenedCell) -> list[str]:
    return [one.id for one in found.members]


def test_the_children_of_one_cell_and_of_its_totals(ward: Ward, store: Store) -> None:
    girl = ward.child(sex="nu", groups=[member(4)])
    boy = ward.child(sex="nam", groups=[member(4), member(1)])
    ward.child(sex="nu")
    assert ids(opened(store, "groups", "4", "nu_kinh")) + ids(opened(store, "groups", "4", "nu_other")) != []
    assert ids(opened(store, "groups", "4")) == [show_id("children", each) for each in (girl, boy)]
    assert ids(opened(store, "groups", "1")) == [show_id("children", boy)]
    total = opened(store, "groups")
    assert (total.row.id, total.column.id, total.value, len(total.members)) == ("children", "total", 2, 2)


def test_every_cell_of_every_table_of_children_has_as_many_records_as_it_says(ward: Ward, store: Store) -> None:
    for number in range(12):
        ward.child(sex=("nam", "nu")[number % 2], birth=f"{2012 + number % 5}-03-02", hamlet=f"Bản {number % 3}")
    with view_of(store) as view:
        made = make_report(view, YEAR, exact=True)
    for table in (made.table("children_by_age"), made.table("children_by_hamlet")):
        for row in (*table.rows, *table.totals):
            for column, value in zip(table.columns, row.cells, strict=True):
                assert len(opened(store, table.id, row.id, column.id).members) == value


def test_more_than_are_tried_at_once_and_no_more_than_asked_for(ward: Ward, store: Store) -> None:
    for _number in range(TOGETHER + 3):
        ward.child(sex="nu")
    lonely = ward.child(sex="nam")
    assert ids(opened(store, "children_by_age", column="nam")) == [show_id("children", lonely)]
    some = opened(store, "children_by_age", limit=5)
    assert (len(some.members), some.all_found, some.value) == (5, False, TOGETHER + 4)


def test_rows_and_columns_are_known_by_their_titles(ward: Ward, store: Store) -> None:
    ward.child(groups=[member(4)])
    assert opened(store, "groups", "khuyet tat").row.id == "4"
    with pytest.raises(Refused, match="nam_kinh"):
        opened(store, "groups", "4", "nam")


def test_what_is_confidential_is_told_only_when_asked_for(ward: Ward, store: Store) -> None:
    """NĐ56 Đ24, Đ33: who is in the group of HIV, and what a case is about."""
    ward.child(groups=[member(5)])
    hidden, shown = opened(store, "groups", "5"), opened(store, "groups", "5", confidential=True)
    assert (hidden.secret, hidden.value, hidden.members) == (True, None, [])
    assert (shown.value, len(shown.members)) == (1, 1)
    assert opened(store, "cases_by_kind").secret
    assert [one.cells[1] for one in opened(store, "groups").members] == ["***"]


def test_the_command(ward: Ward, store: Store, run: Run) -> None:
    child = ward.child(name="Vừ A Dính", groups=[member(4)])
    said = run("report", "why", "groups", "--row", "4", "--year", "2025")
    assert said.exit_code == 0, said.stderr
    assert show_id("children", child) in said.stdout and "Tổng số: 1" in said.stdout
    assert all(len(line) <= 80 for line in said.stdout.splitlines())
    found = run("report", "why", "groups", "--row", "4", "--year", "2025", "--json").json
    assert found["records"] == [{"kind": "child", "id": show_id("children", child)}] and found["value"] == 1
    assert any("groups 4 total" in look.subjects for look in store.looks())
    assert run("report", "why", "a1", "--row", "4", "--year", "2025").exit_code == 2
    assert run("report", "why", "groups", "--part", "missing", "--year", "2025").exit_code == 2

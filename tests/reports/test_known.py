"""A report of what was known at a moment: corrected, cancelled and backdated facts come out as they were then."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from time_machine import Traveller as Clock

from cpkit.errors import Refused
from cpkit.reports.known import KnownAt
from cpkit.reports.records import ChildRecord, InterventionRecord
from cpkit.reports.report import Report, build_report, designed
from cpkit.times import VIETNAM
from tests.reports.ward import YEAR, Ward, member, stay
from tests.store.stores import new_store

SENT = datetime(2025, 11, 18, 9, 0, tzinfo=VIETNAM)
"""The report of 2025 goes out on 18/11/2025."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(SENT - timedelta(days=30), tick=False) as moved:
        yield moved


@pytest.fixture
def ward(tmp_path: Path, clock: Clock) -> Iterator[Ward]:
    with new_store(tmp_path / "so") as store:
        clock.move_to(SENT)
        yield Ward(store)


def known(ward: Ward, moment: datetime = SENT) -> Report:
    source = KnownAt(ward.store, SENT)
    return build_report(
        source, ward.store.settings, YEAR, designed(YEAR.cutoff), exact=True, head=source.head, known_at=source.moment
    )


def ends(report: Report, id: str) -> tuple[int | None, int | None]:
    figure = report.figure(id)
    return figure.numerator, figure.denominator


class TestFiguresOfThen:
    def test_what_was_entered_corrected_and_cancelled_later_was_not_known(self, ward: Ward, clock: Clock) -> None:
        special = [ward.child(groups=[member(4)]) for _number in range(3)]
        help_given = ward.helped(*special[:2])
        before = known(ward)
        assert (ends(before, "a1"), ends(before, "a2")) == ((3, 3), (2, 3))

        clock.move_to(SENT + timedelta(days=7))
        children = ward.store.table("children")
        children.update({"residence": [stay("2015-01-01", "2025-10-01")]}, doc_ids=[special[0]])  # had moved by then
        ward.store.table("interventions").update(
            {"cancelled": {"on": "2025-11-25", "reason": "Ghi nhầm"}}, doc_ids=[help_given]
        )
        ward.helped(special[2], date="2025-05-05")  # backdated
        ward.child()

        assert (ends(ward.report(), "a1"), ends(ward.report(), "a2")) == ((2, 3), (1, 2)), "what is known now"
        assert known(ward).figures == before.figures, "what was known then has not changed"
        assert known(ward).tables == before.tables

    def test_a_case_step_recorded_later_was_not_taken_for_all_anybody_knew(self, ward: Ward, clock: Clock) -> None:
        case = ward.case(ward.child(), urgent=True)
        assert known(ward).figure("a3").numerator == 0
        clock.move_to(SENT + timedelta(days=2))
        steps = [
            {"step": step, "at": "2025-03-03T10:00:00+07:00", "note": None}
            for step in ("tiep_nhan", "danh_gia_ban_dau", "bien_phap_khan_cap")
        ]
        episodes = [{"opened": "2025-03-03", "closed": None, "outcome": None, "steps": steps}]
        ward.store.table("cases").update({"episodes": episodes}, doc_ids=[case])
        assert ends(ward.report(), "a3") == (1, 1), "NĐ56 Đ26.3: measures within 12 hours"
        assert ends(known(ward), "a3") == (0, 1)

    def test_a_record_that_is_gone_now_was_there_then(self, ward: Ward, clock: Clock) -> None:
        child = ward.child()
        clock.move_to(SENT + timedelta(days=1))
        ward.store.table("children").remove(doc_ids=[child])
        assert ward.figure("b2")[1] == 0 and ends(known(ward), "b2")[1] == 1


class TestHead:
    def test_the_report_names_the_head_of_the_chain_of_then(self, ward: Ward, clock: Clock) -> None:
        ward.child()
        then = ward.store.head()
        clock.move_to(SENT + timedelta(days=1))
        ward.child()
        report = known(ward)
        assert report.head == then != ward.store.head()
        assert report.known_at == SENT
        assert KnownAt(ward.store, SENT + timedelta(days=1)).head == ward.store.head()

    def test_before_the_first_record_nothing_was_known(self, ward: Ward) -> None:
        with pytest.raises(Refused, match="bắt đầu được ghi từ 19/10/2025 09:00"):
            KnownAt(ward.store, SENT - timedelta(days=31))

    def test_nobody_knows_what_will_be_known(self, ward: Ward, clock: Clock) -> None:
        with pytest.raises(Refused, match="chưa đến"):
            KnownAt(ward.store, SENT + timedelta(days=2))


class TestSource:
    def test_it_streams_as_the_store_does(self, ward: Ward) -> None:
        ids = [ward.child(sex="nam") for _number in range(5)]
        rows = KnownAt(ward.store, SENT).rows("children", ChildRecord)
        assert [(id, row.sex) for id, row in rows] == [(id, "nam") for id in ids]

    def test_it_looks_up_by_an_index_of_then(self, ward: Ward, clock: Clock) -> None:
        child = ward.child()
        late, early = ward.helped(child, date="2025-06-06"), ward.helped(child, date="2025-02-02")
        clock.shift(timedelta(days=1))
        ward.store.table("interventions").update({"date": "2024-01-01"}, doc_ids=[late])
        found = KnownAt(ward.store, SENT).between(
            "interventions", "date", "2025-01-01", "2025-12-31", InterventionRecord
        )
        assert [(id, row.date) for id, row in found] == [(early, "2025-02-02"), (late, "2025-06-06")]
        with pytest.raises(KeyError):
            KnownAt(ward.store, SENT).between("interventions", "mood", 1, 2, InterventionRecord)

    def test_memory_does_not_grow_with_what_it_reads(self, ward: Ward) -> None:
        rows = [{"children": [1], "service": "y_te", "date": "2025-03-03", "n": n} for n in range(20_000)]
        peaks = []
        for part in (rows[:5_000], rows[5_000:]):
            ward.store.table("interventions").insert_multiple(part)
            source = KnownAt(ward.store, SENT)
            tracemalloc.start()
            for _id, _row in source.rows("interventions", InterventionRecord):
                pass
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < 1.5 * peaks[0], "four times the rows"

"""Whatever steps are recorded, in whatever order and with whatever reasons, the case stays consistent."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cpkit.cases.cases import read_case, record_step, reopen_case
from cpkit.cases.due import due_in_case
from cpkit.cases.intakes import open_case
from cpkit.cases.steps import FIRST, cycle_of, in_force, next_step, process
from cpkit.cases.timeline import timeline
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import now
from cpkit.vietnamese import read_moment

RECEIVED = read_moment("24/01/2025 16:55")
REPORT = {"received_at": "24/01/2025 16:55", "source": "dien_thoai", "kind": "bao_luc"}
STEPS = [step.id for step in process().steps]
OUTCOMES = [outcome.id for outcome in process().outcomes]
moves = some.lists(
    some.tuples(
        some.sampled_from([*STEPS, "mở lại"]),
        some.integers(-48, 24 * 365),
        some.sampled_from([None, None, "Không cần"]),
        some.sampled_from([None, "Cần gấp"]),
        some.sampled_from([None, *OUTCOMES]),
    ),
    max_size=14,
)


def play(store: Store, case: int, move: tuple[str, int, str | None, str | None, str | None]) -> None:
    step, hours, not_done, force, outcome = move
    at = RECEIVED + timedelta(hours=hours)
    if step == "mở lại":
        reopen_case(store, case, at, "Có tin mới")
    else:
        record_step(store, case, step, at, not_done=not_done, force=force, outcome=outcome)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_sequence_keeps_the_case_consistent(
    store: Store, sequence: list[tuple[str, int, str | None, str | None, str | None]]
) -> None:
    case_id = open_case(store, REPORT).case
    for move in sequence:
        before = store.table("cases").get(doc_id=case_id)
        try:
            play(store, case_id, move)
        except Refused:
            assert store.table("cases").get(doc_id=case_id) == before
        check(store, case_id)


def check(store: Store, case_id: int) -> None:
    """What holds of every case: one open episode at most, the last; nothing before its receipt, nothing twice."""
    case = read_case(store, case_id)
    assert store.table("cases").get(doc_id=case_id)["open"] == (True if case.episode else None)
    assert all(episode.closed for episode in case.episodes[:-1])
    for episode in case.episodes:
        records = [(record.step, record.at) for record in episode.steps]
        assert len(set(records)) == len(records)
        assert min(at for _step, at in records) == next(at for step, at in records if step == FIRST)
        assert (episode.closed is None) == (episode.outcome is None)
        assert bool(episode.closed) == any(step == "dong" for step, _at in records)
        standing = in_force(episode.steps)
        assert {record.step for record in standing} <= {step for step, _at in records}
        assert all(cycle_of(episode.steps, step) >= 1 for step in process().steps)
        assert next_step(episode.steps) is None or next_step(episode.steps) in process().steps
    if case.episode is None:
        assert due_in_case(case_id, case, now()) == []
    days = [event.at.date() for event in timeline(store, case_id)]
    assert days == sorted(days)

"""Whatever is recorded, in whatever order and with whatever reasons, a placement stays consistent."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cpkit.care.candidates import choose
from cpkit.care.due import due_in_care
from cpkit.care.papers import open_need
from cpkit.care.placements import end, obstacles, read_placement, record_step, take_step
from cpkit.care.steps import care_process, next_step
from cpkit.cases.steps import refuse_future
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.times import end_of, now
from tests.care.conftest import NEED, MakeCarer, Register

OPENED = date(2025, 1, 6)
STEPS = [step.id for step in care_process().steps]
OUTCOMES = [each.id for each in care_process().outcomes]
NUMBERS = count(1)
moves = some.lists(
    some.tuples(
        some.sampled_from([*STEPS, *OUTCOMES, "chọn"]),
        some.integers(-5, 300),
        some.sampled_from([None, None, "Không cần"]),
        some.sampled_from([None, None, "Cần gấp"]),
        some.booleans(),
    ),
    max_size=12,
)
Move = tuple[str, int, str | None, str | None, bool]


def play(store: Store, placement: int, carers: tuple[int, int], move: Move) -> None:
    """One thing an officer, or the filling of a form, may try."""
    what, days, not_done, force, other = move
    day = OPENED + timedelta(days=days)
    if what == "chọn":
        choose(store, placement, carers[other], day, force=force)
    elif what in OUTCOMES:
        end(store, placement, what, day, by_decision=other)
    elif other:
        record_step(store, placement, care_process().step(what), end_of(day), not_done=not_done, force=force)
    else:
        take_step(store, placement, what, day, not_done=not_done, force=force)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_sequence_keeps_the_placement_consistent(
    store: Store, register: Register, carer: MakeCarer, sequence: list[Move]
) -> None:
    child = register()
    number = next(NUMBERS)
    carers = (carer(f"Lò Thị Bà {number}", "1962", relative=child), carer(f"Vừ Thị Dợ {number}"))
    placement = open_need(store, child, NEED)[0]
    for move in sequence:
        before = store.table("placements").get(doc_id=placement)
        try:
            play(store, placement, carers, move)
        except Refused:
            assert store.table("placements").get(doc_id=placement) == before, "a refusal leaves everything as it was"
        check(store, placement, before)


def check(store: Store, placement_id: int, before: dict[str, object]) -> None:
    """What holds of every placement: ended ones stay, nothing before the need, nothing undone out of order unsaid."""
    found = read_placement(store, placement_id)
    document = store.table("placements").get(doc_id=placement_id)
    assert document["open"] == (True if found.is_open else None)
    assert document == before or before["closed"] is None, "an ended placement never changes"
    assert (found.closed is None) == (found.outcome is None)
    assert found.steps[0].step == "nhu_cau"
    for record in found.steps:
        refuse_future(record.at)
        assert record.at.date() >= found.opened
        assert found.closed is None or record.at.date() <= found.closed
    for item in due_in_care(store, placement_id, found, now()):
        assert item.placement == placement_id and item.citation and found.is_open
    following = next_step(found, set())
    if following is not None:
        assert not following.beside and isinstance(obstacles(store, placement_id, found, following, now().date()), list)


def test_a_step_in_its_order_needs_no_reason_and_one_out_of_it_keeps_the_reason(store: Store, placement: int) -> None:
    process = care_process()
    taken = record_step(store, placement, process.step("gui_danh_sach"), end_of(date(2025, 1, 7)), force="Thừa")
    assert taken.forced_past == () and read_placement(store, placement).steps[-1].forced is None
    record_step(store, placement, process.step("thong_bao"), end_of(date(2025, 1, 8)), force="Gia đình tự nhận")
    assert read_placement(store, placement).steps[-1].forced == "Gia đình tự nhận"

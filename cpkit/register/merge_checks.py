"""What speaks against two records being one child, and what stands in the way of merging them.

A doubt is told; a certain one (two different personal numbers, twins) is got over only by a written reason. An
obstacle must be out of the way first: one child has one alternative care at a time, and two open cases of one child
are two on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpkit.errors import Problem
from cpkit.language import _
from cpkit.register.duplicates import TABLE, are_twins, births_agree, identity, is_birth_slip
from cpkit.register.records import Identity
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Store

NUMBER_LENGTH = 12


@dataclass(frozen=True)
class Doubt:
    """Something that speaks against one child; `certain` when it needs a written reason to merge all the same."""

    text: str
    certain: bool


def doubts(store: Store, keep: int, other: int) -> tuple[Doubt, ...]:
    """All that speaks against the two being one child."""
    from cpkit.register.decisions import decided_different

    children = [identity(store.table(TABLE).get(doc_id=each)) for each in (keep, other)]
    found = list(_of_identity(*children))
    if decided_different(store, keep, other):
        found.append(Doubt(_("Hai em đã được ghi là hai trẻ khác nhau."), True))
    return (*found, *_named_together(store, keep, other))


def _of_identity(one: Identity, two: Identity) -> Iterator[Doubt]:
    numbers = {number for number in (one.id_number, two.id_number) if number and len(number) == NUMBER_LENGTH}
    if len(numbers) == 2:
        yield Doubt(_("Hai em có hai số định danh khác nhau."), True)
    first, second = one.birth_date, two.birth_date
    if are_twins(one, two):
        yield Doubt(_("Hai em cùng mẹ, cùng ngày sinh, khác tên: có thể là hai em sinh đôi."), True)
    elif first and second and not births_agree(first, second) and not is_birth_slip(first, second):
        yield Doubt(_("Ngày sinh của hai em khác hẳn nhau."), True)
    if {one.sex, two.sex} == {"nam", "nu"}:
        yield Doubt(_("Hai em khác giới tính."), False)


def _named_together(store: Store, keep: int, other: int) -> Iterator[Doubt]:
    """Somebody who wrote one list took them for two: an activity, a log of help, an event that names both."""
    places = (("activities", "attended"), ("interventions", "child"), ("events", "child"))
    both = [
        show_id(table, each)
        for table, index in places
        for each in sorted(set(store.find_ids(table, index, keep)) & set(store.find_ids(table, index, other)))
    ]
    if both:
        yield Doubt(_("Có bản ghi nêu cả hai em như hai trẻ: {ids}.").format(ids=", ".join(both[:5])), False)


def obstacles(store: Store, keep: int, other: int, *, both_cases: bool) -> list[Problem]:
    """What must be out of the way first: two open placements, two open cases nobody said anything of."""
    return [*_placements(store, keep, other), *([] if both_cases else _cases(store, keep, other))]


def _open_for_both(store: Store, table: str, keep: int, other: int) -> str:
    """The ids of what is open for both; "" when one of them has nothing open."""
    ids = [[found.doc_id for found in store.find(table, "child", one) if found.get("open")] for one in (keep, other)]
    return ", ".join(show_id(table, each) for side in ids for each in side) if all(ids) else ""


def _placements(store: Store, keep: int, other: int) -> Iterator[Problem]:
    if ids := _open_for_both(store, "placements", keep, other):
        sentence = _(
            "Cả hai em đang có lần chăm sóc thay thế ({ids}); một em chỉ có một lần một lúc. Trước hết hãy kết thúc "
            "hoặc hủy lần ghi trùng: cpkit care end, cpkit care cancel."
        )
        yield Problem("placements", sentence.format(ids=ids))


def _cases(store: Store, keep: int, other: int) -> Iterator[Problem]:
    if ids := _open_for_both(store, "cases", keep, other):
        sentence = _(
            "Cả hai em đang có ca mở ({ids}). Nếu là một vụ việc ghi hai lần, hãy hủy ca ghi trùng trước: cpkit case "
            "cancel. Nếu là hai vụ việc, thêm --both-cases: em có hai ca mở."
        )
        yield Problem("cases", sentence.format(ids=ids))


def logged_twice(store: Store, keep: int, other: int) -> list[tuple[int, int, str]]:
    """Help that both records have alike: the same service on the same day; the ids, and the day in words.

    It may be one help logged twice; merging does not take any of it away.
    """
    from datetime import date

    mine, theirs = (
        [row for row in store.find("interventions", "child", child) if not row.get("cancelled")]
        for child in (keep, other)
    )
    return [
        (one.doc_id, two.doc_id, show_date(date.fromisoformat(one["date"])))
        for one in mine
        for two in theirs
        if one.doc_id != two.doc_id and (one["date"], one["service"]) == (two["date"], two["service"])
    ]

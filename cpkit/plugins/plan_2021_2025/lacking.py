"""What keeps one child, victim, body or worker out of the part of an indicator, in words: the ward's work list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from cpkit.codes import code_text
from cpkit.language import _
from cpkit.plugins.plan_2021_2025.rules import BOARDS, MODELS, emergency_deadline, needs_plan, plan_deadline, served
from cpkit.reports.periods import Period
from cpkit.reports.subjects import EMERGENCY_STEPS, Case, Child, HitChild, Household, Organisation, Unit, Victim, Worker
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import show_date, show_moment

Lacking = Callable[[Any, Period], Sequence[str]]

MEASURES = "NĐ56 Đ26.3, Đ31.2, Đ32.2"
APPROVAL = "NĐ56 Đ28.1, Đ28.4"


def lacking_of(id: str, since: str = "") -> Lacking | None:
    """What says it for the indicator `id`; `since` is the first day its facts count from."""
    return partial(untrained, since) if id == "c6" else LACKING.get(id)


def nothing_asked(_subject: Any, _period: Period) -> Sequence[str]:
    """a1: nobody has to be in special circumstances."""
    return ()


def no_service(_child: Child, _period: Period) -> Sequence[str]:
    """a2."""
    return (_("Chưa có hỗ trợ, can thiệp nào trong kỳ"),)


def risk_not_helped(child: Child, _period: Period) -> Sequence[str]:
    """a4, a4b: only of children at risk."""
    risks = "; ".join(code_text("risks", str(one.risk)) for one in child.risks)
    return (_("Có nguy cơ ({risks}), chưa được hỗ trợ trong kỳ").format(risks=risks),) if risks else ()


def took_no_part(_child: Child, _period: Period) -> Sequence[str]:
    """b1, b2, b3."""
    return (_("Chưa dự hoạt động nào được tính trong kỳ"),)


def not_relieved(hit: HitChild, period: Period) -> Sequence[str]:
    """a5."""
    return (_("Chưa được cứu trợ đến {day}").format(day=show_date(period.cutoff)),)


def late_steps(victim: Victim, _period: Period) -> Sequence[str]:
    """a3: every step of every case that is late or was not taken, with its deadline and article."""
    several = len(victim.cases) > 1
    return [
        f"{show_id('CA', case.id)}: {words}" if several else words
        for case in victim.cases
        for words in _late_in(case, victim.cutoff)
    ]


def _late_in(case: Case, until: datetime) -> Iterator[str]:
    if case.step("danh_gia_ban_dau", until=until) is None:
        yield _("Chưa có Mẫu số 02 (NĐ56 Đ26.2)")
    if case.urgent:
        yield from _late_measures(case, until)
    else:
        yield from _late_plan(case, until)
        if not served(case, until):
            yield _("Chưa có dịch vụ nào bắt đầu (Kế hoạch I.2.a)")


def _late_measures(case: Case, until: datetime) -> Iterator[str]:
    deadline, taken = emergency_deadline(case), case.step(*EMERGENCY_STEPS, until=until)
    if taken is None and until < deadline:
        yield _("Còn hạn áp dụng biện pháp khẩn cấp đến {deadline}").format(deadline=show_moment(deadline))
    elif taken is None:
        sentence = _("Chưa có biện pháp khẩn cấp, hạn {deadline} ({article})")
        yield sentence.format(deadline=show_moment(deadline), article=MEASURES)
    elif taken > deadline:
        sentence = _("Biện pháp khẩn cấp lúc {taken}, hạn {deadline} ({article})")
        yield sentence.format(taken=show_moment(taken), deadline=show_moment(deadline), article=MEASURES)


def _late_plan(case: Case, until: datetime) -> Iterator[str]:
    deadline, approved = plan_deadline(case, until), case.step("phe_duyet", until=until)
    if approved is None:
        yield _no_plan(deadline, until.date())
    elif approved.date() > deadline:
        sentence = _("Kế hoạch phê duyệt ngày {day}, hạn {deadline} ({article})")
        yield sentence.format(day=show_date(approved), deadline=show_date(deadline), article=APPROVAL)


def _no_plan(deadline: date, day: date) -> str:
    if day < deadline:
        return _("Còn hạn phê duyệt kế hoạch đến {deadline}").format(deadline=show_date(deadline))
    sentence = _("Chưa có kế hoạch được phê duyệt, hạn {deadline} ({article})")
    return sentence.format(deadline=show_date(deadline), article=APPROVAL)


def no_board_or_plan(unit: Unit, _period: Period) -> Sequence[str]:
    """c1: no board, one that does not work, or cases without a plan."""
    return [*_inactive(unit, ("ban_bvte",), _("Ban Bảo vệ trẻ em")), *_cases_without_plan(unit)]


def _cases_without_plan(unit: Unit) -> Iterator[str]:
    for case in unit.cases:
        emergency = EMERGENCY_STEPS if case.urgent else ()
        if needs_plan(case, unit) and not case.step("phe_duyet", *emergency, until=unit.cutoff):
            words = _no_plan(plan_deadline(case, unit.cutoff), unit.period.cutoff)
            yield f"{show_id('CA', case.id)}: {words}"


def not_effective(unit: Unit, _period: Period) -> Sequence[str]:
    """c2."""
    return _not_judged(unit, "effective", _("chưa có ngày đánh giá là hoạt động hiệu quả"))


def not_able(unit: Unit, _period: Period) -> Sequence[str]:
    """c2b."""
    return _not_judged(unit, "able", _("chưa có ngày đánh giá là đủ năng lực quản lý ca"))


def _not_judged(unit: Unit, quality: str, words: str) -> list[str]:
    boards = unit.of_kinds(*BOARDS)
    unjudged = [f"{show_id('TC', one.id)}: {words}" for one in boards if one.active and not getattr(one, quality)]
    return [*_inactive(unit, BOARDS, _("Ban Bảo vệ trẻ em, Nhóm thường trực")), *unjudged]


def no_network(unit: Unit, _period: Period) -> Sequence[str]:
    """c3."""
    return (
        *_inactive(unit, ("mang_luoi_ctv",), _("mạng lưới cộng tác viên")),
        _("Không có cộng tác viên đang làm việc"),
    )


def closed_service(organisation: Organisation, period: Period) -> Sequence[str]:
    """c4: only of service points."""
    if organisation.record.kind != "co_so_dich_vu":
        return ()
    return (_("Không hoạt động vào ngày {day}").format(day=show_date(period.cutoff)),)


def no_model(unit: Unit, _period: Period) -> Sequence[str]:
    """c5."""
    parts = (MODELS, _("mô hình thúc đẩy quyền tham gia")), (("nhom_nong_cot",), _("Nhóm trẻ em nòng cốt"))
    return [words for kinds, name in parts for words in _inactive(unit, kinds, name)]


def _inactive(unit: Unit, kinds: tuple[str, ...], name: str) -> list[str]:
    """Nothing where a body of these kinds works on the cut-off date; else that none is recorded, or which do not."""
    bodies = unit.of_kinds(*kinds)
    if any(one.active for one in bodies):
        return []
    if not bodies:
        return [_("Chưa ghi {name} nào").format(name=name)]
    words = _("{id}: không hoạt động vào ngày {day}")
    return [words.format(id=show_id("TC", one.id), day=show_date(unit.period.cutoff)) for one in bodies]


def untrained(since: str, worker: Worker, _period: Period) -> Sequence[str]:
    """c6: never trained, or only before the plan began."""
    if not worker.trained:
        return (_("Chưa được tập huấn lần nào"),)
    last, first = (show_date(date.fromisoformat(day)) for day in (max(worker.trained), since))
    return (_("Tập huấn gần nhất {last}, trước {first}").format(last=last, first=first),)


def household_not_reached(_household: Household, _period: Period) -> Sequence[str]:
    """c7."""
    return (_("Chưa được tiếp cận trong kỳ"),)


def school_not_reached(_school: Organisation, _period: Period) -> Sequence[str]:
    """c7b."""
    return (_("Chưa có hoạt động nào trong kỳ đến trường"),)


LACKING: dict[str, Lacking] = {
    "a1": nothing_asked, "a2": no_service, "a3": late_steps, "a4": risk_not_helped, "a4b": risk_not_helped,
    "a5": not_relieved, "b1": took_no_part, "b2": took_no_part, "b3": took_no_part, "c1": no_board_or_plan,
    "c2": not_effective, "c2b": not_able, "c3": no_network, "c4": closed_service, "c5": no_model,
    "c7": household_not_reached, "c7b": school_not_reached,
}  # fmt: skip

"""The records behind every figure, gathered while the report is counted: lines for the internal workbook.

A `Gathering` is the `observe` of `build_report`. It keeps at most `LIMIT` lines of a kind and names the rest by number
and ids. Without `confidential`, groups 5, 10 (2, 3), 11, the names of their children and the persons of cases stay out
(NĐ56 Đ24, Đ33).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cpkit.cases.records import Episode
from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.folds import Cell
from cpkit.reports.indicators import Indicator, Share
from cpkit.reports.subjects import (
    EMERGENCY_STEPS,
    Activity,
    Case,
    Child,
    Filled,
    HitChild,
    Household,
    Intervention,
    Organisation,
    Unit,
    Victim,
    Worker,
)
from cpkit.reports.tables import sex_titles
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import PartialDate, show_date, show_moment, show_number, show_partial

LIMIT = 50_000
"""Lines of one sheet."""
SECRET = "***"


@dataclass
class Lines:
    """The lines of one sheet: its heads, what was kept, and what did not fit."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """First and last id of the lines that did not fit."""
    count_left_out: int = 0

    def add(self, row: tuple[Cell, ...]) -> None:
        """Keep one line, or count it when the sheet is full."""
        if len(self.rows) < LIMIT:
            self.rows.append(row)
            return
        self.count_left_out += 1
        self.left_out = [self.left_out[0] if self.left_out else str(row[0]), str(row[0])]

    @property
    def rest(self) -> str | None:
        """The sentence that names what did not fit."""
        if not self.count_left_out:
            return None
        sentence = _("Còn {n} dòng không in ở đây, từ {first} đến {last}.")
        return sentence.format(n=show_number(self.count_left_out), first=self.left_out[0], last=self.left_out[-1])


class Gathering:
    """Takes every subject of a count and writes its line."""

    def __init__(self, indicators: Sequence[Indicator], *, confidential: bool) -> None:
        self.confidential = confidential
        self._of = {over: [one.id for one in indicators if one.over == over] for over in SHEETS}
        self.sheets = {
            over: Lines(title(), (*heads(), *self._of[over])) for over, (title, heads, _line) in SHEETS.items()
        }
        self.secret_groups = {code.code for code in code_list("groups") if code.confidential}

    def __call__(self, over: str, subject: Any, shares: dict[str, Share]) -> None:
        """One subject with its share in each indicator."""
        if over in SHEETS:
            line = SHEETS[over][2](self, subject)
            self.sheets[over].add((*line, *(share_words(shares.get(id, Share.OUT)) for id in self._of[over])))

    def group(self, number: int, sub: int | None) -> str:
        """A group as it may be shown: "4.2"; a confidential one only as a mark."""
        code = f"{number}.{sub}" if sub else str(number)
        secret = code in self.secret_groups or str(number) in self.secret_groups
        return SECRET if secret and not self.confidential else code

    def person(self, text: str | None) -> str | None:
        """A particular of a person in a case, or a mark."""
        return text if self.confidential or text is None else SECRET


def share_words(share: Share) -> str:
    """How a record counts: in the part, in the whole only, not told, not at all."""
    return {Share.PART: _("có"), Share.WHOLE: _("chưa"), Share.UNTOLD: "?", Share.OUT: ""}[share]


def _child(gathering: Gathering, child: Child) -> tuple[Cell, ...]:
    record = child.record
    birth = PartialDate.parse_iso(record.birth, record.birth_precision) if record.birth else None
    groups = [gathering.group(one.group, one.sub) for one in child.groups]
    name = SECRET if SECRET in groups else getattr(record, "name", "")
    return (
        show_id("TE", child.id), name, show_partial(birth) if birth else "",
        dict(sex_titles())[child.sex], named("ethnic_groups", record.ethnic), record.hamlet, "; ".join(groups),
        "; ".join(named("risks", str(one.risk)) for one in child.risks),
    )  # fmt: skip


def _case(gathering: Gathering, case: Case) -> tuple[Cell, ...]:
    record = case.record
    child = show_id("TE", record.child) if record.child else ""
    return (
        show_id("CA", case.id), gathering.person(child), gathering.person(named("case_kinds", record.kind)),
        named("environments", record.environment), named("sources", case.source),
        show_moment(record.received_at), _("có") if case.urgent else "",
        "; ".join(map(_spell, record.episodes)),
    )  # fmt: skip


def _spell(episode: Episode) -> str:
    closed = show_date(episode.closed) if episode.closed else _("đang mở")
    return f"{show_date(episode.opened)} - {closed}"


def _victim(gathering: Gathering, victim: Victim) -> tuple[Cell, ...]:
    first = victim.cases[0]
    steps = [
        first.step("danh_gia_ban_dau"), first.step(*EMERGENCY_STEPS), first.step("hop_xac_dinh"),
        first.step("phe_duyet"),
    ]  # fmt: skip
    shown = [show_moment(moment) if moment else "" for moment in steps]
    child = show_id("TE", first.record.child) if first.record.child else ""
    cases = "; ".join(show_id("CA", case.id) for case in victim.cases)
    return (cases, gathering.person(child), show_moment(first.record.received_at), *shown, _day(first.served))


def _hit(_gathering: Gathering, hit: HitChild) -> tuple[Cell, ...]:
    id = show_id("TE", hit.id) if hit.id else ""
    kinds = "; ".join(named("event_kinds", kind) for kind in sorted(hit.kinds))
    return id, kinds, hit.weight, _("có") if hit.relieved else _("chưa")


def _intervention(gathering: Gathering, subject: Intervention) -> tuple[Cell, ...]:
    row = subject.record
    children = "; ".join(show_id("TE", child) for child in row.children)
    case = gathering.person(show_id("CA", row.case)) if row.case else ""
    return (
        show_id("HT", subject.id), _day(row.date), named("services", row.service), children, _whole(row.amount),
        named("funds", row.fund), case,
    )  # fmt: skip


def _activity(_gathering: Gathering, subject: Activity) -> tuple[Cell, ...]:
    row = subject.record
    heads = sum((row.counts or {}).values())
    return (
        show_id("HD", subject.id), _day(row.date), named("activity_kinds", row.kind),
        "; ".join(named("activity_topics", topic) for topic in row.topics), len(set(row.attended)), heads,
        row.households_new or row.households, len(row.schools), _whole(row.amount),
    )  # fmt: skip


def _organisation(_gathering: Gathering, subject: Organisation) -> tuple[Cell, ...]:
    record = subject.record
    judged = (_("có") if one else "" for one in (subject.active, subject.effective, subject.able, subject.reached))
    return show_id("TC", subject.id), record.name, named("org_kinds", record.kind), *judged


def _worker(_gathering: Gathering, worker: Worker) -> tuple[Cell, ...]:
    record = worker.record
    return (
        show_id("NL", worker.id), record.name, named("worker_roles", record.role), record.hamlet,
        _("có") if worker.active else "", _day(max(worker.trained, default=None)),
    )  # fmt: skip


def _household(_gathering: Gathering, household: Household) -> tuple[Cell, ...]:
    id = show_id("HG", household.id) if household.id else _("theo hoạt động")
    hamlet = household.record.hamlet if household.record else None
    return id, hamlet, household.weight, _("có") if household.reached else _("chưa")


def _filled(_gathering: Gathering, filled: Filled) -> tuple[Cell, ...]:
    named_once = _("có") if filled.weight else _("trùng tên với phiếu trước")
    return show_id("PH", filled.id), filled.record.form, _day(filled.record.on[:10]), named_once


def _unit(_gathering: Gathering, unit: Unit) -> tuple[Cell, ...]:
    return len(unit.organisations), len(unit.workers), len(unit.cases)


def named(codes: str, code: str | None) -> str:
    """The name of a code; the code itself where no list has it, "" for none."""
    found = code_list(codes).get(code)
    return found.short_text if found else code or ""


def _day(day: str | None) -> str:
    """A day as it is printed."""
    return show_date(date.fromisoformat(day)) if day else ""


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


Heads = Callable[[], tuple[str, ...]]
SHEETS: dict[str, tuple[Callable[[], str], Heads, Callable[[Gathering, Any], tuple[Cell, ...]]]] = {
    "child": (lambda: _("Trẻ em"), lambda: (
        _("Mã"), _("Họ và tên"), _("Ngày sinh"), _("Giới tính"), _("Dân tộc"), _("Thôn, bản, tổ"), _("Nhóm"),
        _("Nguy cơ"),
    ), _child),
    "victim": (lambda: _("Trẻ em bị xâm hại"), lambda: (
        _("Ca"), _("Trẻ em"), _("Nhận tin"), _("Mẫu số 02"), _("Biện pháp khẩn cấp"), _("Họp xác định"),
        _("Phê duyệt kế hoạch"), _("Dịch vụ đầu tiên"),
    ), _victim),
    "hit": (lambda: _("Thiên tai, thảm họa"), lambda: (
        _("Trẻ em"), _("Loại sự kiện"), _("Số trẻ em"), _("Được cứu trợ"),
    ), _hit),
    "case": (lambda: _("Ca"), lambda: (
        _("Mã"), _("Trẻ em"), _("Loại"), _("Môi trường"), _("Nguồn tin"), _("Nhận tin"), _("Khẩn cấp"), _("Các lần mở"),
    ), _case),
    "organisation": (lambda: _("Cơ quan, tổ chức"), lambda: (
        _("Mã"), _("Tên"), _("Loại"), _("Hoạt động"), _("Hiệu quả"), _("Đủ năng lực"), _("Được tiếp cận"),
    ), _organisation),
    "worker": (lambda: _("Người làm công tác"), lambda: (
        _("Mã"), _("Họ và tên"), _("Vai trò"), _("Thôn, bản, tổ"), _("Đang làm"), _("Tập huấn gần nhất"),
    ), _worker),
    "household": (lambda: _("Hộ gia đình"), lambda: (
        _("Mã"), _("Thôn, bản, tổ"), _("Số hộ"), _("Được tiếp cận"),
    ), _household),
    "filled": (lambda: _("Phiếu"), lambda: (_("Mã"), _("Mẫu phiếu"), _("Ngày"), _("Được tính")), _filled),
    "unit": (lambda: _("Đơn vị"), lambda: (_("Số cơ quan, tổ chức"), _("Số người"), _("Số ca")), _unit),
    "intervention": (lambda: _("Hỗ trợ, can thiệp"), lambda: (
        _("Mã"), _("Ngày"), _("Dịch vụ"), _("Trẻ em"), _("Số tiền"), _("Nguồn"), _("Ca"),
    ), _intervention),
    "activity": (lambda: _("Hoạt động"), lambda: (
        _("Mã"), _("Ngày"), _("Loại"), _("Chủ đề"), _("Trẻ có tên"), _("Lượt đếm"), _("Hộ"), _("Trường"), _("Kinh phí"),
    ), _activity),
}  # fmt: skip

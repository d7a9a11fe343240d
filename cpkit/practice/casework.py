"""The cases of the practice ward, opened and followed through the same functions the commands call."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from cpkit.calendar import add_working_days
from cpkit.cases.cases import record_step
from cpkit.cases.intakes import open_case
from cpkit.practice.programme import YEARS
from cpkit.times import VIETNAM

if TYPE_CHECKING:
    from cpkit.store import Store

Document = dict[str, Any]
LAST_DAY = date(2025, 11, 14)
ABUSE_KINDS = ("bao_luc", "bao_luc", "xam_hai_tinh_duc", "boc_lot", "bo_roi_bo_mac")
RISK_KINDS = ("nguy_co_bao_luc", "nguy_co_bo_roi", "nguy_co_boc_lot")
ENVIRONMENTS = ("gia_dinh", "gia_dinh", "gia_dinh", "truong_hoc", "cong_dong", "mang")
SOURCES = ("truc_tiep", "dien_thoai", "dien_thoai", "tong_dai_111", "nguoi_khac_bao")
ABUSE_SHARE, RISK_SHARE = 0.003, 0.0055  # of all children, in one year


@dataclass(frozen=True)
class Story:
    """One case to be: whose, of what kind, received when, urgent or not, and whether help came in time."""

    child: int
    kind: str
    received: datetime
    urgent: bool
    in_time: bool


def make_cases(
    store: Store, chance: random.Random, at_risk: Sequence[int], others: Sequence[int]
) -> Iterator[Document]:
    """Opens the cases of 2021-2025, records their steps, and yields the interventions that belong to them."""
    for story in sorted(_stories(chance, at_risk, others), key=lambda story: story.received):
        case = open_case(store, _answers(chance, story), child=story.child).case
        for step, moment in _steps(story):
            if moment.date() <= LAST_DAY:
                record_step(store, case, step, moment)
        yield from _interventions(story, case)


def _stories(chance: random.Random, at_risk: Sequence[int], others: Sequence[int]) -> Iterator[Story]:
    total = len(at_risk) + len(others)
    for year in YEARS:
        for children, kinds, share in ((others, ABUSE_KINDS, ABUSE_SHARE), (at_risk, RISK_KINDS, RISK_SHARE)):
            chosen = chance.sample(children, min(len(children), max(2, round(total * share))))
            for number, child in enumerate(chosen):
                kind = chance.choice(kinds)
                urgent = kind == "xam_hai_tinh_duc" or (kinds is ABUSE_KINDS and chance.random() < 0.3)
                latest = year == YEARS[-1] and number == 0
                yield Story(child, kind, _moment(chance, year, latest), urgent, in_time=year < 2024 or number > 0)


def _moment(chance: random.Random, year: int, latest: bool) -> datetime:
    """When the report came; the latest ones weeks before the ward's last day: these are open."""
    day = LAST_DAY - timedelta(days=chance.randrange(9, 30))
    if not latest:
        day = date(year, 1, 4) + timedelta(days=chance.randrange(290))
    return datetime.combine(day, time(chance.randrange(7, 20), chance.randrange(0, 60, 5)), VIETNAM)


def _answers(chance: random.Random, story: Story) -> Mapping[str, Any]:
    return {
        "received_at": story.received.isoformat(),
        "kind": story.kind,
        "source": chance.choice(SOURCES),
        "environment": chance.choice(ENVIRONMENTS),
        "urgent": "co" if story.urgent else "khong",
        "state": "Trẻ lo sợ, cần được hỏi han và theo dõi (ca thực hành).",
    }


def _steps(story: Story) -> Iterator[tuple[str, datetime]]:
    """The steps of NĐ56 Đ26-30 in their order; where help came late, eight working days too late."""
    start = story.received
    delay = 0 if story.in_time else 8
    yield "danh_gia_ban_dau", start + timedelta(hours=4)
    if story.urgent:
        yield "bien_phap_khan_cap", start + timedelta(hours=7 if story.in_time else 19)
    for step, working_days in (("thu_thap_xac_minh", 1), ("hop_xac_dinh", 2), ("trinh_ke_hoach", 4), ("phe_duyet", 5)):
        yield step, _at_ten(start, working_days + delay)
    yield "thuc_hien", _at_ten(start, 6 + delay)
    yield "ra_soat", _at_ten(start, 40)
    yield "theo_doi", _at_ten(start, 41)
    yield "dong", _at_ten(start, 41) + timedelta(days=100)


def _at_ten(start: datetime, working_days: int) -> datetime:
    return datetime.combine(add_working_days(start.date(), working_days), time(10), VIETNAM)


def _interventions(story: Story, case: int) -> Iterator[Document]:
    first_day = (story.received + timedelta(days=1)).date()
    for service, provider, days in (("tam_ly", "Phòng tư vấn trẻ em", 0), ("y_te", "Trạm y tế phường", 9)):
        day = first_day + timedelta(days=days)
        if day <= LAST_DAY:
            yield make_intervention([story.child], service, day, provider, case=case)


def make_intervention(
    children: list[int], service: str, day: date, provider: str, *, amount: int | None = None, case: int | None = None
) -> Document:
    """One document of the `interventions` table; `amount` in đồng."""
    return {
        "children": children, "service": service, "kind": None, "date": day.isoformat(), "to": None,
        "provider": provider, "amount": amount, "fund": "ngan_sach_xa" if amount else None, "case": case, "note": None,
        "cancelled": None,
    }  # fmt: skip

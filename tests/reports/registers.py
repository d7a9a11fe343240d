"""Registers of a small ward drawn at random: children who move, die and grow up, births known in part, several groups,
cases reopened, services and activities on every side of the period's ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st

from cpkit.times import VIETNAM
from tests.reports.second_computation import FIRST, LAST, OLDER_UNITS, UNIT, Records

Row = TypeVar("Row")

NEAR = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=20))
"""Days before, in and after the period."""
EDGES = st.sampled_from([FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)])
DAYS = NEAR | EDGES
CHILDREN = range(1, 11)
CANCELLED = st.sampled_from([None, None, None, {"on": "2025-03-20", "reason": "Ghi nhầm"}])


class Exported:
    """The records as a report reads them, from plain documents."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def rows(self, table: str, type: type[Row], /) -> Iterator[tuple[int, Row]]:
        """The documents of `table`, decoded into `type`, with their ids."""
        decode = msgspec.json.Decoder(type).decode
        for id, document in sorted(self.records.get(table, {}).items()):
            yield id, decode(msgspec.json.encode(document))


def iso(days: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    """Days as the store writes them."""
    return days.map(date.isoformat)


@st.composite
def spans(draw: st.DrawFn, *, open_start: bool = True) -> dict[str, str | None]:
    """From a day to a later one, either end open."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    start = None if open_start and draw(st.booleans()) else first.isoformat()
    return {"from": start, "to": None if draw(st.booleans()) else last.isoformat()}


def births() -> st.SearchStrategy[tuple[str | None, str | None]]:
    """Births known to the day (often a 16th, 11th or 7th birthday about the cut-off date), in part, or not at all."""
    birthday = st.builds(lambda years, shift: LAST.replace(year=LAST.year - years) + timedelta(days=shift),
                         st.sampled_from([0, 6, 7, 11, 16]), st.integers(-20, 20))  # fmt: skip
    whole = (birthday | st.dates(date(2007, 1, 1), date(2025, 3, 20))).filter(
        lambda day: (day.month, day.day) != (2, 29)
    )
    month = st.builds(
        lambda year, number: f"{year}-{number:02}", st.sampled_from([2009, 2014, 2020]), st.integers(2, 4)
    )
    year = st.sampled_from(["2008", "2009", "2014", "2018", "2024"])
    return st.one_of(
        iso(whole).map(lambda text: (text, "day")), iso(whole).map(lambda text: (text, "day")),
        month.map(lambda text: (text, "month")), year.map(lambda text: (text, "year")),
        year.map(lambda text: (text, "age")), st.just((None, None)),
    )  # fmt: skip


@st.composite
def children(draw: st.DrawFn) -> dict[str, Any]:
    """A child: where it lived when, its groups and risks with their days, perhaps dead."""
    birth, precision = draw(births())
    member = st.fixed_dictionaries({"group": st.integers(1, 14)})
    risk = st.fixed_dictionaries({"risk": st.integers(1, 7)})
    return {
        "name": "Lò Thị Thử", "birth": birth, "birth_precision": precision,
        "sex": draw(st.sampled_from(["nam", "nu", "unknown"])), "ethnic": None, "hamlet": "Bản Thử",
        "unit": draw(st.sampled_from([UNIT, UNIT, UNIT, None, sorted(OLDER_UNITS)[0], "63:03256"])),
        "groups": [one | draw(spans()) | {"sub": None} for one in draw(st.lists(member, max_size=3))],
        "risks": [one | draw(spans()) for one in draw(st.lists(risk, max_size=2))],
        "residence": draw(st.lists(spans(), max_size=2)),
        "died": draw(st.none() | st.none() | st.none() | iso(DAYS)),
    }  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A case with one or two episodes; its steps in any order, some answered with a reason."""
    received = datetime.combine(draw(st.dates(FIRST, LAST) | DAYS), datetime.min.time(), VIETNAM) + timedelta(
        hours=draw(st.integers(0, 23))
    )
    episodes = [draw(episode(received))]
    if episodes[0]["closed"] and draw(st.booleans()):
        episodes.append(draw(episode(datetime.fromisoformat(episodes[0]["closed"]).replace(tzinfo=VIETNAM))))
    return {
        "intake": None, "child": draw(st.none() | st.sampled_from(CHILDREN)),
        "kind": draw(st.sampled_from(["bao_luc", "bao_luc", "xam_hai_tinh_duc", "nguy_co_bao_luc"])),
        "environment": "gia_dinh", "received_at": received.isoformat(), "unit": UNIT,
        "urgent": draw(st.sampled_from([None, True, False])), "episodes": episodes, "cancelled": None,
    }  # fmt: skip


@st.composite
def episode(draw: st.DrawFn, opened: datetime) -> dict[str, Any]:
    """One opening of a case."""
    steps = [{"step": "tiep_nhan", "at": opened.isoformat(), "not_done": None}]
    for name, hours in draw(usual_steps() | st.lists(st.tuples(st.sampled_from(STEPS), HOURS), max_size=7)):
        reason = draw(st.sampled_from([None, None, None, None, None, "Chưa cần"]))
        steps.append({"step": name, "at": (opened + timedelta(hours=hours)).isoformat(), "not_done": reason})
    closed = draw(st.none() | st.integers(1, 40).map(lambda days: (opened.date() + timedelta(days=days)).isoformat()))
    outcomes = ["an_toan", "xac_minh_khong_co", "chuyen_dia_ban", "khong_can_ke_hoach", "khac"]
    outcome = draw(st.sampled_from(outcomes)) if closed else None
    return {"opened": opened.date().isoformat(), "closed": closed, "outcome": outcome, "steps": steps}


STEPS = [
    "danh_gia_ban_dau",
    "bien_phap_khan_cap",
    "cach_ly",
    "thu_thap_xac_minh",
    "hop_xac_dinh",
    "phe_duyet",
    "thuc_hien",
]
HOURS = st.sampled_from([2, 12, 13, 30, 24 * 5, 24 * 9, 24 * 12, 24 * 40])


def usual_steps() -> st.SearchStrategy[list[tuple[str, int]]]:
    """The steps a case is helped by, done at the edges of their terms."""
    urgent = st.sampled_from([11, 12, 13]).map(lambda hours: [("danh_gia_ban_dau", 2), ("bien_phap_khan_cap", hours)])
    planned = st.integers(8, 12).map(
        lambda days: [("danh_gia_ban_dau", 2), ("hop_xac_dinh", 20), ("phe_duyet", 24 * days), ("thuc_hien", 24 * days)]
    )
    return urgent | planned


@st.composite
def dated(draw: st.DrawFn) -> dict[str, Any]:
    """A day, perhaps with a last day, perhaps taken back."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    to = last.isoformat() if draw(st.booleans()) else None
    return {"date": first.isoformat(), "to": to, "cancelled": draw(CANCELLED)}


def interventions() -> st.SearchStrategy[dict[str, Any]]:
    """A service for some children, perhaps of a case."""
    fields = st.fixed_dictionaries({
        "children": st.lists(st.sampled_from(CHILDREN), max_size=3, unique=True), "service": st.just("y_te"),
        "amount": st.none(), "fund": st.none(), "case": st.none() | st.integers(1, 6),
    })  # fmt: skip
    return st.builds(lambda when, what: when | what, dated(), fields)


def activities() -> st.SearchStrategy[dict[str, Any]]:
    """Something done with many: names, heads by sex and age, households, schools, workers."""
    kinds = ["tham_van", "dien_dan", "cau_lac_bo", "nhom_nong_cot", "hoi_dong_tre_em", "tap_huan", "truyen_thong"]
    cells = [f"{sex}:{band}" for sex in ("nam", "nu") for band in ("0-6", "7-10", "11-15")]
    fields = st.fixed_dictionaries({
        "kind": st.sampled_from(kinds),
        "topics": st.lists(st.sampled_from(["quyen_tham_gia", "khac"]), max_size=2, unique=True),
        "attended": st.lists(st.sampled_from(CHILDREN), max_size=5, unique=True),
        "counts": st.dictionaries(st.sampled_from(cells), st.integers(0, 4), max_size=3),
        "households": st.none() | st.integers(0, 20), "households_new": st.none() | st.integers(0, 20),
        "schools": st.lists(st.integers(1, 5), max_size=2, unique=True),
        "workers": st.lists(st.integers(1, 4), max_size=2, unique=True),
    })  # fmt: skip
    return st.builds(lambda when, what: when | what, dated(), fields)


def events() -> st.SearchStrategy[dict[str, Any]]:
    """A disaster or epidemic with the children it hit."""
    hit = st.fixed_dictionaries(
        {"child": st.sampled_from(CHILDREN), "relieved": st.none() | iso(DAYS) | iso(EDGES) | iso(EDGES)}
    )
    return st.fixed_dictionaries({
        "kind": st.sampled_from(["thien_tai", "tham_hoa", "dich_benh"]), "date": iso(DAYS),
        "hit": st.lists(hit, max_size=4, unique_by=lambda one: one["child"]),
        "hit_count": st.none() | st.integers(0, 8),
        "relieved_count": st.none() | st.integers(0, 8), "cancelled": CANCELLED,
    })  # fmt: skip


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, Any]:
    """A body, active and judged on some days."""
    kinds = [
        "ban_bvte",
        "nhom_thuong_truc",
        "mang_luoi_ctv",
        "truong_hoc",
        "co_so_dich_vu",
        "cau_lac_bo",
        "nhom_nong_cot",
    ]
    document: dict[str, Any] = {
        "name": "Cơ quan thử",
        "kind": draw(st.sampled_from(kinds)),
        "cancelled": draw(CANCELLED),
    }
    for quality in ("active", "effective", "able"):
        span = draw(spans()) if draw(st.booleans()) else {"from": None, "to": None}
        document |= {f"{quality}_from": span["from"], f"{quality}_to": span["to"]}
    return document


@st.composite
def workers(draw: st.DrawFn) -> dict[str, Any]:
    """A worker with days of training."""
    days = st.sampled_from(["2020-12-31", "2021-01-01", "2025-03-31", "2025-04-01"])
    roles = ["nguoi_lam_cong_tac", "cong_tac_vien", "nguoi_cung_cap_dich_vu", "khac"]
    trainings = [{"date": day, "title": "Tập huấn"} for day in draw(st.lists(days, max_size=2))]
    return {
        "name": "Quàng Văn Thử", "role": draw(st.sampled_from(roles)), **draw(spans()), "trainings": trainings,
        "cancelled": draw(CANCELLED),
    }  # fmt: skip


def households() -> st.SearchStrategy[dict[str, Any]]:
    """One household, or the count of a hamlet in a year."""
    return st.fixed_dictionaries({
        "hamlet": st.sampled_from(["Bản Thử", "Tổ 1"]), "count": st.integers(0, 30),
        "year": st.sampled_from([None, 2023, 2025, 2026]), "reached_on": st.none() | iso(DAYS), "cancelled": CANCELLED,
    })  # fmt: skip


def numbered(documents: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The documents by id, from 1."""
    return dict(enumerate(documents, 1))


def registers() -> st.SearchStrategy[Records]:
    """All tables of a ward; ten children, the rest as it comes."""

    def many(what: st.SearchStrategy[dict[str, Any]], most: int) -> st.SearchStrategy[dict[int, dict[str, Any]]]:
        return st.lists(what, max_size=most).map(numbered)

    return st.fixed_dictionaries({
        "children": st.lists(children(), min_size=len(CHILDREN), max_size=len(CHILDREN)).map(numbered),
        "cases": many(cases(), 5), "interventions": many(interventions(), 6), "activities": many(activities(), 5),
        "events": many(events(), 3), "organisations": many(organisations(), 5), "workers": many(workers(), 4),
        "households": many(households(), 4),
    })  # fmt: skip

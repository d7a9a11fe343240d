"""What the practice ward has beside its children: bodies, workers, households, activities and one flood."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from cpkit.practice.children import HAMLETS
from cpkit.practice.names import draw_group, draw_name

Document = dict[str, Any]
YEARS = range(2021, 2026)

_BODIES = (
    ("Ban Bảo vệ trẻ em phường", "ban_bvte"),
    ("Nhóm thường trực bảo vệ trẻ em", "nhom_thuong_truc"),
    ("Mạng lưới cộng tác viên bảo vệ trẻ em", "mang_luoi_ctv"),
    ("Phòng tư vấn trẻ em tại trạm y tế", "co_so_dich_vu"),
    ("Trường Tiểu học số 1 (thực hành)", "truong_hoc"),
    ("Trường Trung học cơ sở số 1 (thực hành)", "truong_hoc"),
    ("Mô hình Tiếng nói trẻ em", "mo_hinh_tham_gia"),
    ("Nhóm trẻ em nòng cốt Trường Trung học cơ sở số 1", "nhom_nong_cot"),
)
#: Kind, title, month and day, topics, youngest and oldest age, share of those children who come.
_YEARLY_ACTIVITIES = (
    ("tham_van", "Lấy ý kiến trẻ em về sân chơi và an toàn", "03-20", ["quyen_tham_gia"], 7, 15, 0.54),
    ("truyen_thong", "Truyền thông quyền tham gia của trẻ em", "05-25", ["quyen_tham_gia"], 0, 15, 0.96),
    ("dien_dan", "Diễn đàn trẻ em phường", "06-01", ["quyen_tham_gia", "phong_chong_xam_hai"], 9, 15, 0.06),
    ("cau_lac_bo", "Câu lạc bộ Quyền trẻ em", "09-15", ["ky_nang_song", "an_toan_mang"], 11, 15, 0.27),
)


def make_organisations(unit: str) -> list[Document]:
    """The ward's bodies, schools and groups, active since 2021; two are judged effective and one able to run cases."""
    return [
        {
            "name": name, "kind": kind, "hamlet": None, "unit": unit,
            "active_from": "2021-03-01", "active_to": None,
            "effective_from": "2023-01-15" if kind in ("ban_bvte", "nhom_thuong_truc") else None, "effective_to": None,
            "able_from": "2024-06-20" if kind == "ban_bvte" else None, "able_to": None,
            "note": None, "cancelled": None,
        }
        for name, kind in _BODIES
    ]  # fmt: skip


def make_workers(chance: random.Random) -> list[Document]:
    """One worker of the ward and a collaborator for each hamlet; all but one were trained in 2025."""
    roles = ["nguoi_lam_cong_tac", *("cong_tac_vien" for _hamlet in HAMLETS)]
    return [_worker(chance, number, role) for number, role in enumerate(roles)]


def _worker(chance: random.Random, number: int, role: str) -> Document:
    trained_on = "2024-10-08" if number == len(HAMLETS) else "2025-04-16"
    return {
        "name": draw_name(chance, draw_group(chance), chance.choice(("nam", "nu"))),
        "role": role,
        "hamlet": HAMLETS[number - 1] if number else None,
        "from": "2021-03-01",
        "to": None,
        "trainings": [{"date": trained_on, "title": "Kỹ năng bảo vệ trẻ em, phòng, chống xâm hại trẻ em"}],
        "cancelled": None,
    }


def make_households(chance: random.Random, children: int) -> list[Document]:
    """Households counted by hamlet, with those reached by leaflets in 2025 in a line of their own."""
    documents = []
    for hamlet in HAMLETS:
        households = max(4, round(children * 0.75 / len(HAMLETS) * chance.uniform(0.8, 1.2)))
        reached = round(households * chance.uniform(0.86, 0.97))
        documents += [_households(hamlet, reached, "2025-05-30"), _households(hamlet, households - reached, None)]
    return documents


def _households(hamlet: str, count: int, reached_on: str | None) -> Document:
    return {
        "head": None, "hamlet": hamlet, "address": None, "count": count, "poverty": None, "year": 2025,
        "reached_on": reached_on, "cancelled": None,
    }  # fmt: skip


def make_activities(chance: random.Random, births: Sequence[tuple[int, str]], schools: Sequence[int]) -> list[Document]:
    """The yearly activities of 2021-2025; `births` are the children's ids with their (partial) ISO births."""
    return [_activity(chance, year, activity, births, schools) for year in YEARS for activity in _YEARLY_ACTIVITIES]


def _activity(
    chance: random.Random, year: int, activity: tuple[str, str, str, list[str], int, int, float],
    births: Sequence[tuple[int, str]], schools: Sequence[int],
) -> Document:  # fmt: skip
    kind, title, day, topics, youngest, oldest, share = activity
    attended = [
        child for child, birth in births if youngest <= year - int(birth[:4]) <= oldest and chance.random() < share
    ]
    spreads = kind == "truyen_thong"
    return {
        "kind": kind, "date": f"{year}-{day}", "to": None, "title": f"{title} năm {year}", "place": "Nhà văn hóa",
        "organiser": "Ủy ban nhân dân phường", "topics": topics, "channel": "truc_tiep", "attended": attended,
        "counts": {}, "households": None, "households_new": None, "schools": list(schools) if spreads else [],
        "workers": [], "amount": 2_000_000 + 500_000 * chance.randrange(8), "fund": "ngan_sach_xa", "note": None,
        "cancelled": None,
    }  # fmt: skip


def make_flood(chance: random.Random, children: Sequence[int]) -> Document:
    """The flood of August 2025: a few children hit, every one of them relieved within five days."""
    hit = chance.sample(children, min(len(children), 14))
    return {
        "kind": "thien_tai", "title": "Mưa lũ tháng 8 năm 2025", "date": "2025-08-01", "hamlets": list(HAMLETS[:3]),
        "hit": [{"child": child, "relieved": f"2025-08-0{chance.randrange(2, 7)}"} for child in sorted(hit)],
        "hit_count": None, "relieved_count": None, "note": None, "cancelled": None,
    }  # fmt: skip

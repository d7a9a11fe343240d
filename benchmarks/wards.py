"""Practice wards of any size to measure on, made once a run in a temporary folder."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cpkit.practice.children import make_children
from cpkit.store.opening import create_store

UNIT, UNIT_NAME = "34:03127", "Phường Điện Biên Phủ"
SERVICES = ("y_te", "tro_giup_xa_hoi", "giao_duc", "phap_ly", "tam_ly", "dich_vu_khac")


def make_home(folder: Path, *, children: int, interventions: int = 0) -> Path:
    """A practice store in `folder` with that many made-up children and interventions of 2024-2025."""
    store, _recovery_key = create_store(folder, unit=UNIT, unit_name=UNIT_NAME, officer="Cán bộ đo", practice=True)
    chance = random.Random(56)
    with store, store.write("benchmark"):
        ids = store.table("children").insert_multiple(make_children(chance, children, UNIT))
        store.table("interventions").insert_multiple(_interventions(chance, ids, interventions))
    return folder


def _interventions(chance: random.Random, children: list[int], count: int) -> list[dict[str, Any]]:
    return [_intervention(chance, children) for _number in range(count)]


def _intervention(chance: random.Random, children: list[int]) -> dict[str, Any]:
    return {
        "children": [chance.choice(children)],
        "service": chance.choice(SERVICES),
        "kind": None,
        "date": (date(2024, 1, 1) + timedelta(days=chance.randrange(680))).isoformat(),
        "to": None,
        "provider": "Trạm y tế",
        "amount": chance.choice((None, 200_000, 500_000)),
        "fund": "ngan_sach_xa",
        "case": None,
        "note": None,
        "cancelled": None,
    }

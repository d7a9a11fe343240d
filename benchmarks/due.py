"""`cpkit due` with 2,000 open cases against `cpkit --help`, the store unlocked."""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.timing import Ratio, compare, process
from cpkit.store import Store, create_store
from cpkit.times import now

CASES = 2_000
STEPS = ("danh_gia_ban_dau", "thu_thap_xac_minh", "hop_xac_dinh", "trinh_ke_hoach")


def measure() -> list[Ratio]:
    """The whole process, at most 2.5 times the start-up of the command; a practice store is never locked."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        store, _key = create_store(home, unit="34:03127", unit_name="Phường thử", officer="Cán bộ thử", practice=True)
        with store:
            _fill(store)
        command = [sys.executable, "-m", "cpkit"]
        settings = {"CPKIT_HOME": str(home)}
        return [
            compare(
                f"cpkit due, {CASES} open cases : cpkit --help",
                process([*command, "due", "--json"], settings),
                process([*command, "--help"], settings),
                bound=2.5,
                runs=31,
            )
        ]


def _fill(store: Store) -> None:
    """Cases received over the last 60 days, each with up to four steps taken."""
    with store.write("benchmark"):
        store.table("cases").insert_multiple([_case(number) for number in range(CASES)])


def _case(number: int) -> dict[str, Any]:
    received = now() - timedelta(days=number % 60, hours=number % 24)
    moments = [received + timedelta(hours=6 * after) for after in range(1 + number % 5)]
    steps = [
        {"step": step, "at": at.isoformat(), "note": None, "not_done": None, "forced": None}
        for step, at in zip(("tiep_nhan", *STEPS), moments, strict=False)
    ]
    day = received.date().isoformat()
    episode = {"opened": day, "closed": None, "outcome": None, "reason": None, "steps": steps}
    return {
        "intake": None, "child": None, "child_name": "Em thử", "kind": "bao_luc", "environment": "gia_dinh",
        "received_at": received.isoformat(), "urgent": number % 3 == 0, "unit": "34:03127",
        "incident_unit": "34:03127", "episodes": [episode], "open": True, "cancelled": None,
    }  # fmt: skip

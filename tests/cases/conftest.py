"""What the tests of casework share: made-up children, a case received on a known day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cpkit.cases.intakes import open_case
from cpkit.store import Store

RECEIVED = "24/01/2025 16:55"
"""A Friday before Tết 2025."""

Register = Callable[..., int]


@pytest.fixture
def register(store: Store) -> Register:
    """Put a made-up child into the register and return its id."""

    def insert(name: str = "Lò Thị Pâng", birth: str | None = "2018-11-26", **more: Any) -> int:
        precision = {10: "day", 7: "month", 4: "year"}.get(len(birth or ""))
        document = {"name": name, "birth": birth, "birth_precision": precision, "sex": "nu", "unit": "34:03127", **more}
        return store.table("children").insert(document)

    return insert


@pytest.fixture
def child(register: Register) -> int:
    """One child of the register."""
    return register(mother="Quàng Thị Ém", hamlet="Bản Bó")


@pytest.fixture
def case(store: Store, child: int) -> int:
    """A case of that child, received on Friday 24/01/2025 at 16:55; nobody has said whether it is urgent."""
    answers = {"received_at": RECEIVED, "source": "dien_thoai", "kind": "bao_luc"}
    return open_case(store, answers, child=child).case

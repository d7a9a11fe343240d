"""A real store, under a passphrase, with made-up children in it, for tests that need more than a practice store."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from cpkit.store import Store, create_store, open_store
from cpkit.vietnamese import fold

UNIT, UNIT_NAME, OFFICER = "34:03127", "Phường Điện Biên Phủ", "Lò Thị Hoa"
PASSPHRASE, OTHER_PASSPHRASE = "ruộng bậc thang mùa nước đổ", "con trâu trắng leo đồi"
CHILD = "Quàng Thị Ngọc Điệp"


def make_real_store(home: Path, children: int = 1) -> str:
    """Make a store with `children` children in `home`; its recovery key."""
    store, recovery_key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, passphrase=PASSPHRASE)
    with store:
        register(store, children)
    assert recovery_key is not None
    return recovery_key


def register(store: Store, children: int) -> None:
    """Register so many made-up children in one action."""
    with store.write("register"):
        store.table("children").insert_multiple({"name": f"{CHILD} {number}"} for number in range(children))


def children_of(home: Path, passphrase: str = PASSPHRASE) -> int:
    """How many children the store in `home` holds, opened with `passphrase`."""
    with open_store(home, passphrase=passphrase) as store:
        assert store.verify().ok
        return len(store.table("children"))


def in_clear(*folders: Path, name: str = CHILD) -> list[Path]:
    """The files in `folders` that hold the child's name in any writing a program might have used."""
    spellings = {name, unicodedata.normalize("NFD", name), name.upper(), fold(name), fold(name).upper()}
    needles = [text.encode(code) for text in spellings for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return [path for path in _files(folders) if any(needle in path.read_bytes() for needle in needles)]


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    return (path for folder in folders for path in folder.rglob("*") if path.is_file())

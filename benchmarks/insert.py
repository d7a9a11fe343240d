"""One durable insert at 50,000 documents: TinyDB's own JSON file against cpkit's store."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import tinydb

from benchmarks.timing import Ratio, compare
from benchmarks.wards import UNIT, make_home
from cpkit.practice.children import make_children
from cpkit.store.opening import open_store

DOCUMENTS = 50_000


def measure() -> list[Ratio]:
    """JSONStorage's insert takes at least 100 times as long as ours."""
    with TemporaryDirectory() as folder:
        plain = tinydb.TinyDB(Path(folder) / "plain.json", encoding="utf-8")
        plain.table("children").insert_multiple(make_children(random.Random(56), DOCUMENTS, UNIT))
        home = make_home(Path(folder) / "store", children=DOCUMENTS)
        newcomers = make_children(random.Random(57), 100, UNIT)
        with open_store(home) as store:
            ratio = compare(
                "insert at 50,000, JSONStorage : cpkit",
                lambda: plain.table("children").insert(next(newcomers)),
                lambda: store.table("children").insert(next(newcomers)),
                bound=100,
                runs=5,
            )
        plain.close()
        return [Ratio(ratio.name, ratio.subject, ratio.floor, ratio.ratio, ratio.bound, at_least=True)]

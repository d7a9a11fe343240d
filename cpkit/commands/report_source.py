"""What a `report` command counts from: the store as it is, or as it was known at `--known-at`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cpkit.commands.typed import read_time
from cpkit.language import _
from cpkit.times import LAST_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cpkit.reports.records import Source
    from cpkit.store import Store

known_at_option = click.option(
    "--known-at", metavar=_("LÚC"), help=_("Chỉ theo những gì đã ghi đến lúc ấy: ngày, hoặc ngày và giờ.")
)


@dataclass(frozen=True)
class Reading:
    """One unchanging view: what is read, the head of the ledger it was read at, and the moment asked for."""

    source: Source
    head: tuple[int, str]
    known_at: datetime | None


@contextmanager
def reading(store: Store, known_at: str | None) -> Iterator[Reading]:
    """The view to count from; a day alone means its end. Refused before the store was begun, and for times to come."""
    with store.reading():
        if known_at is None:
            yield Reading(store, store.head(), None)
            return
        from cpkit.reports.known import KnownAt

        source = KnownAt(store, read_time(known_at, day_alone=LAST_SECOND))
        yield Reading(source, source.head, source.moment)

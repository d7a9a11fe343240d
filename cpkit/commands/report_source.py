"""What a `report` command counts from: the store as it is, or as it was known at `--known-at`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cpkit.commands.typed import read_time
from cpkit.language import _
from cpkit.times import LAST_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpkit.reports.making import View
    from cpkit.store import Store

known_at_option = click.option(
    "--known-at", metavar=_("LÚC"), help=_("Chỉ theo những gì đã ghi đến lúc ấy: ngày, hoặc ngày và giờ.")
)


@contextmanager
def reading(store: Store, known_at: str | None) -> Iterator[View]:
    """The view to count from; a day alone means its end. Refused before the store was begun, and for times to come."""
    from cpkit.reports.making import view_of

    moment = None if known_at is None else read_time(known_at, day_alone=LAST_SECOND)
    with view_of(store, moment) as view:
        yield view

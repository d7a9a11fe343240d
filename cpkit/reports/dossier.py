"""All that the internal workbook shows of a report, gathered in the one count that makes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cpkit.reports.evidence import Gathering
from cpkit.reports.exclusions import Exclusions
from cpkit.reports.indicators import Indicator, Share
from cpkit.reports.periods import Period
from cpkit.reports.why import Behind

SECTION = 1_000
"""Lines of one part of one indicator; the sheet of the records has them all."""


class Dossier:
    """The `observe` of a report whose records are written out: by kind, by indicator, and what is left out."""

    def __init__(self, indicators: Sequence[Indicator], period: Period, *, confidential: bool) -> None:
        self.gathering = Gathering(indicators, confidential=confidential)
        self.left_out = Exclusions(period)
        self.behind = {one.id: Behind(one, period, confidential=confidential, limit=SECTION) for one in indicators}

    def __call__(self, over: str, subject: Any, shares: dict[str, Share]) -> None:
        """One subject with its share in each indicator."""
        self.gathering(over, subject, shares)
        self.left_out(over, subject, shares)
        for id in shares:
            self.behind[id](over, subject, shares)

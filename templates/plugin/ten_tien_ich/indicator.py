"""The ward's own indicator: of each child it says whether it belongs to the whole and to the part."""

from __future__ import annotations

from cpkit.reports.indicators import Indicator, Share
from cpkit.reports.subjects import Child

YOUNG = 6
"""Full years: children under this age are the whole."""


def young_helped() -> Indicator:
    """Children under six that were given a service in the period, of all children under six."""
    return Indicator(
        id="ten_tien_ich",
        over="child",
        title={"vi": "Tỷ lệ trẻ em dưới 6 tuổi được hỗ trợ", "en": "Children under 6 given a service"},
        short={"vi": "Trẻ dưới 6 tuổi được hỗ trợ", "en": "Under 6, helped"},
        definition={
            "vi": "Tử số: trẻ dưới 6 tuổi được ghi ít nhất một hỗ trợ trong kỳ. Mẫu số: trẻ dưới 6 tuổi ở ngày chốt.",
            "en": "Children under 6 with at least one service in the period / children under 6 on the cut-off date.",
        },
        basis="Chỉ tiêu của phường",
        measure="percent",
        share=share,
    )


def share(child: Child) -> Share:
    """How one child counts."""
    if child.age is None or child.age >= YOUNG:
        return Share.OUT
    return Share.PART if child.has("helped") else Share.WHOLE

"""The charts of a merged report: how units stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.language import _, label
from cpkit.reports.indicators import Figure, Target
from cpkit.reports.joint import Joint
from cpkit.reports.xlsx_charts import ChartData, target_heads
from cpkit.reports.xlsx_styles import Book

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

COMPARED = ("a1", "a2", "b1", "c7")
"""Indicators drawn unit by unit: children in special circumstances, helped, asked; households reached."""
WIDTH, HEIGHT, GAP = 720, 185, 10
"""Pixels; charts grow wider with the number of units."""
PER_UNIT = 34


def add_unit_charts(book: Book, joint: Joint, footer: str) -> None:
    """A sheet of charts, one below the other: verdicts by unit, then some indicators by unit beside their target."""
    if len(joint.members) < 2:
        return
    data = ChartData(book, footer, _("Biểu đồ theo đơn vị"))
    charts = [_verdicts(data, joint), *(chart for id in COMPARED if (chart := _one(data, joint, id)))]
    data.sheet.set_h_pagebreaks([data.row])
    for number, chart in enumerate(charts):
        chart.set_size({"width": max(WIDTH, PER_UNIT * len(joint.members)), "height": HEIGHT})
        place = {"y_offset": number * (HEIGHT + GAP), "object_position": 3}
        data.sheet.insert_chart(data.row, 0, chart, place)


def _verdicts(data: ChartData, joint: Joint) -> Chart:
    """How many indicators every unit meets and misses."""
    heads = (_("Đạt"), _("Chưa đạt"), _("Chưa kết luận được"))
    block: list[list[Any]] = []
    for member in joint.members:
        verdicts = [one.verdict for one in member.figures.values() if one.target and one.target.scope == "ward"]
        met, missed = verdicts.count("met"), verdicts.count("missed")
        block.append([member.name, met, missed, len(verdicts) - met - missed])
    kind = {"type": "column", "subtype": "stacked"}
    return data.chart(kind, _("Số chỉ tiêu đạt, chưa đạt của từng đơn vị"), heads, block, percent=False)


def _one(data: ChartData, joint: Joint, id: str) -> Chart | None:
    """One indicator of every unit beside its target; None where no two units have a value."""
    found = [(member.name, member.figures[id]) for member in joint.members if id in member.figures]
    shown = [(name, figure) for name, figure in found if figure.value is not None]
    if len(shown) < 2:
        return None
    ends = _ends(shown[0][1].target)
    block = [[name, figure.value, *ends] for name, figure in shown]
    heads = target_heads(len(ends) > 1)[: 1 + len(ends)]
    return data.chart({"type": "column"}, _title(shown[0][1]), heads, block, percent=True)


def _title(figure: Figure) -> str:
    return f"{figure.indicator.id}. {label(figure.indicator.short)} (%)"


def _ends(target: Target | None) -> list[Any]:
    """What is drawn of a target: its end, of a range both; nothing where there is none."""
    if target is None:
        return []
    return [end for end in (target.end, target.upper_end) if end is not None]

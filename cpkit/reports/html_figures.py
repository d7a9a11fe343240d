"""One figure as a card: its value large, the verdict in words, a bar beside the target, how it is counted."""

from __future__ import annotations

from decimal import Decimal

from cpkit.language import _, label
from cpkit.reports.earlier import value_before
from cpkit.reports.figure_sentences import figure_sentences, target_phrase
from cpkit.reports.indicators import Figure
from cpkit.reports.markup import Markup, tag
from cpkit.reports.report import Report
from cpkit.reports.words import (
    amount_words,
    end_words,
    gap_words,
    shown_count,
    target_words,
    value_words,
    verdict_words,
)
from cpkit.vietnamese import show_number

WIDTH, HEIGHT, BAR = 320, 46, 14
"""The chart's own units: about the pixels of a phone."""
TOP = 20


def figure_card(report: Report, figure: Figure) -> Markup:
    """The card of one figure."""
    indicator = figure.indicator
    id = f"chi-tieu-{indicator.id}"
    return tag(
        "article",
        tag("h3", tag("span", indicator.id, class_="code"), " ", label(indicator.short), id=id),
        tag("p", tag("b", value_words(figure), class_="value"), " ", _verdict(figure), class_="result"),
        _target(figure),
        _bar(report, figure),
        tag("p", figure_sentences(report, figure), class_="said"),
        *(tag("p", note, class_="note") for note in figure.notes),
        _definition(report, figure),
        class_=f"card {figure.verdict}",
        aria_labelledby=id,
    )


def _verdict(figure: Figure) -> Markup:
    return tag("span", verdict_words(figure.verdict), class_=f"verdict {figure.verdict}")


def _target(figure: Figure) -> Markup | None:
    if figure.target is None:
        return None
    words = _("Mục tiêu: {target}").format(target=target_words(figure.target, figure.indicator.measure))
    if figure.gap is None:
        return tag("p", words, class_="target")
    return tag("p", words, " · ", _("chênh lệch: {gap}").format(gap=gap_words(figure)), class_="target")


def _definition(report: Report, figure: Figure) -> Markup:
    """How it is counted, on what that rests, and both counts."""
    indicator = figure.indicator
    counts = (_("Tử số"), figure.numerator), (_("Mẫu số"), figure.denominator)
    lines = [tag("p", label(indicator.title)), tag("p", label(indicator.definition))]
    lines += [
        tag("p", f"{name}: {_shown(figure, count, report.exact)}") for name, count in counts if count is not None
    ]  # fmt: skip
    lines.append(tag("p", _("Căn cứ: {basis}").format(basis=indicator.basis)))
    return tag("details", tag("summary", _("Cách tính và căn cứ")), *lines)


def _shown(figure: Figure, count: int, exact: bool) -> str:
    shown = shown_count(figure, count, exact=exact)
    return show_number(shown) if isinstance(shown, int) else str(shown)


def _bar(report: Report, figure: Figure) -> Markup | None:
    """A bar from zero beside a mark or a band of the target, and a small mark for a year earlier; percentages only."""
    target, value = figure.target, figure.value
    if figure.indicator.measure != "percent" or value is None or target is None:
        return None
    before = value_before(report, figure.indicator.id)
    ends = list(dict.fromkeys(end for end in (target.low, target.high) if end is not None))
    most = _scale(max([value, *ends, *([before] if before is not None else [])]))
    return tag(
        "svg",
        tag("title", _described(figure, before)),
        tag("rect", x=0, y=TOP, width=WIDTH, height=BAR, class_="track"),
        _band(ends, most),
        tag("rect", x=0, y=TOP + 2, width=_place(value, most), height=BAR - 4, class_="bar"),
        *(_mark(end, most) for end in ends),
        _label(figure, ends, most),
        None if before is None else _before(before, most),
        tag("text", "0", x=0, y=HEIGHT - 1, class_="scale"),
        tag("text", end_words(most, "percent"), x=WIDTH, y=HEIGHT - 1, text_anchor="end", class_="scale"),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
    )


def _described(figure: Figure, before: Decimal | None) -> str:
    sentence = _("{title}: {value}, mục tiêu {target}, đánh giá: {verdict}.")
    words = sentence.format(
        title=label(figure.indicator.short), value=value_words(figure), target=target_phrase(figure),
        verdict=verdict_words(figure.verdict),
    )  # fmt: skip
    if before is None:
        return words
    return words + " " + _("Cùng kỳ năm trước: {before}.").format(before=amount_words(before, "percent"))


def _mark(end: Decimal, most: Decimal) -> Markup:
    """A line through the bar where the target, or an end of it, is."""
    place = min(max(_place(end, most), 1.5), WIDTH - 1.5)
    return tag("line", x1=place, x2=place, y1=TOP - 5, y2=TOP + BAR + 3, class_="mark")


def _label(figure: Figure, ends: list[Decimal], most: Decimal) -> Markup:
    """The target in numbers above its mark."""
    place = _place(ends[-1], most)
    anchor = "start" if place < WIDTH / 6 else "end" if place > WIDTH * 5 / 6 else "middle"
    x = {"start": _place(ends[0], most), "end": WIDTH, "middle": place}[anchor]
    return tag("text", target_words(figure.target, "percent"), x=x, y=TOP - 8, text_anchor=anchor, class_="end")


def _band(ends: list[Decimal], most: Decimal) -> Markup | None:
    """The reach of a target that has two ends."""
    start, end = _place(ends[0], most), _place(ends[-1], most)
    return tag("rect", x=start, y=TOP, width=round(end - start, 1), height=BAR, class_="band") if end > start else None


def _before(value: Decimal, most: Decimal) -> Markup:
    """A small triangle below the bar: the same period a year earlier."""
    place, foot = _place(value, most), TOP + BAR
    return tag("path", d=f"M{place} {foot} l-4 7 h8 z", class_="before")


def _place(value: Decimal, most: Decimal) -> float:
    return round(float(min(value, most) / most) * WIDTH, 1)


def _scale(most: Decimal) -> Decimal:
    """The end of the scale: 100 for large shares, else a round number a little beyond what is shown."""
    return next(end for end in map(Decimal, (1, 2, 5, 10, 20, 50, 100)) if most <= end or end == 100)

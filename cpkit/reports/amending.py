"""What a report sent in place of another says of it: which one it replaces, why, and every figure that changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cpkit.language import _, label
from cpkit.reports.frozen import FrozenFigure, FrozenReport, definition_of
from cpkit.reports.indicators import Figure
from cpkit.reports.report import Report
from cpkit.reports.words import shown_count, value_words
from cpkit.vietnamese import show_number


def amendment(before: FrozenReport, report: Report, reason: str | None) -> tuple[str, ...]:
    """The sentences of `report` on the one it replaces; lines of a list begin with a dash. Small counts stay hidden."""
    said = [_("Báo cáo này sửa đổi và thay thế {before}.").format(before=before.named)]
    if reason:
        said.append(_("Lý do sửa đổi: {reason}.").format(reason=reason.strip().rstrip(".")))
    changed = list(_changed(before, report))
    if changed:
        said.append(_("So với báo cáo được thay thế, {n} chỉ tiêu có số liệu khác:").format(n=len(changed)))
    else:
        said.append(_("So với báo cáo được thay thế, số liệu của các chỉ tiêu không đổi."))
    return (*said, *(f"- {line}" for line in changed))


def _changed(before: FrozenReport, report: Report) -> Iterator[str]:
    """Every figure that is another now, as it was sent and as it is; one that was not sent before has no number."""
    sentence = _("{id}. {title}: {before} → {after}")
    for figure in report.figures:
        indicator = figure.indicator
        sent = before.figures.get(indicator.id)
        was = _words(_then(figure, sent), report.exact) if sent else _("không có")
        now = _words(figure, report.exact)
        redefined = sent is not None and sent.definition != definition_of(indicator)
        if was != now or redefined:
            line = sentence.format(id=indicator.id, title=label(indicator.short), before=was, after=now)
            yield _("{line} (cách tính đã đổi)").format(line=line) if redefined else line


def _then(figure: Figure, sent: FrozenFigure) -> Figure:
    """The figure as it was sent."""
    return replace(figure, numerator=sent.numerator, denominator=sent.denominator, high=sent.high)


def _words(figure: Figure, exact: bool) -> str:
    """The value with what it is a part of: "0,55 % (5/908)"."""
    if figure.denominator is None:
        return value_words(figure)
    ends = (shown_count(figure, end, exact=exact) for end in (figure.numerator, figure.denominator))
    part, whole = (show_number(end) if isinstance(end, int) else end or "–" for end in ends)
    return f"{value_words(figure)} ({part}/{whole})"

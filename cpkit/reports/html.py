"""The report as one page for a phone and for A4 paper: figures first, no script, nothing loaded from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cpkit.language import _, current_language, label
from cpkit.reports import letter
from cpkit.reports.folds import Table
from cpkit.reports.html_charts import ages_chart, bars_chart, groups_chart
from cpkit.reports.html_figures import figure_card
from cpkit.reports.html_tables import table_part
from cpkit.reports.indicators import Verdict
from cpkit.reports.markup import Markup, tag
from cpkit.reports.narrative import with_verdict
from cpkit.reports.report import Report
from cpkit.reports.words import dates_words, verdict_words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page forbids itself: to load anything, from anywhere."""
VERDICTS: tuple[Verdict, ...] = ("met", "missed", "insufficient", "none", "city", "no_target")


def encode(report: Report) -> bytes:
    """The page as bytes; the same report always gives the same ones."""
    page = tag("html", _head(report), _body(report), lang=current_language())
    return f"<!DOCTYPE html>\n{page}\n".encode()


def _head(report: Report) -> Markup:
    style = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{report.unit_name} - {letter.report_title(report)}"),
        tag("style", Markup(f"\n{style}")),
    )


def _body(report: Report) -> Markup:
    return tag(
        "body",
        tag("p", _("THỰC HÀNH: số liệu không có thật"), class_="practice") if report.practice else None,
        tag("header", *_heading(report)),
        tag(
            "main",
            _amendment(report),
            _summary(report),
            *_sections(report),
            _charts(report),
            _tables(report),
            _notes(report),
        ),
        tag("footer", tag("p", letter.confidentiality_words(report)), tag("p", letter.foot_line(report))),
    )


def _heading(report: Report) -> Iterator[Markup]:
    yield tag("p", report.unit_name, class_="unit")
    yield tag("h1", letter.report_title(report))
    for line in letter.issued_words(report):
        yield tag("p", line, class_="dates")
    yield tag("p", dates_words(report.period, report.known_at), class_="dates")
    yield tag("p", letter.confidentiality_words(report), class_="secret")


def _amendment(report: Report) -> Markup | None:
    """What a report that replaces another says of it."""
    said = [tag("p", line) for line in report.amendment if not line.startswith("- ")]
    changed = [tag("li", line.removeprefix("- ")) for line in report.amendment if line.startswith("- ")]
    return tag("section", *said, tag("ul", *changed) if changed else None, class_="notes") if said else None


def _summary(report: Report) -> Markup:
    """How many figures met their target, missed it, or cannot be judged: in words, largest first to the eye."""
    counts = [(verdict, len(with_verdict(report, verdict))) for verdict in VERDICTS]
    chips = [
        tag("li", tag("b", str(count)), " ", verdict_words(verdict), class_=f"verdict {verdict}")
        for verdict, count in counts
        if count
    ]
    heading = tag("h2", _("{n} chỉ tiêu").format(n=len(report.figures)), id="tom-tat")
    checked = tag("p", letter.reconciled_words(report), class_="agrees" if report.reconciled else "differs")
    marks = _("Trên mỗi thanh: vạch đứng là mục tiêu; tam giác nhỏ, nếu có, là cùng kỳ năm trước.")
    chosen = tag("ul", *chips, class_="summary")
    return tag("section", heading, chosen, checked, tag("p", marks, class_="note"), aria_labelledby="tom-tat")


def _sections(report: Report) -> Iterator[Markup]:
    """The sections of the plan, a card for each figure; figures before the first section stand in one of their own."""
    titles = {section.first: label(section.title) for section in report.plan.sections}
    title, number = _("Chỉ tiêu"), 1
    cards: list[Markup] = []
    for figure in report.figures:
        if figure.indicator.id in titles:
            if cards:
                yield _section(title, cards, number)
                number += 1
            title, cards = titles[figure.indicator.id], []
        cards.append(figure_card(report, figure))
    yield _section(title, cards, number)


def _section(title: str, cards: list[Markup], number: int) -> Markup:
    id = f"phan-{number}"
    return tag("section", tag("h2", title, id=id), tag("div", *cards, class_="cards"), aria_labelledby=id)


def _charts(report: Report) -> Markup:
    """Pictures of the tables a chairman asks for first; tables with hidden counts are not drawn."""
    draw = {
        "children_by_age": ages_chart, "groups": groups_chart, "interventions": bars_chart, "activities": bars_chart,
    }  # fmt: skip
    tables = [table for table in report.tables if table.id in draw and not _hides(table)]
    charts = [chart for table in tables if (chart := draw[table.id](table))]
    heading = tag("h2", _("Biểu đồ"), id="bieu-do")
    return tag("section", heading, tag("div", *charts, class_="charts"), aria_labelledby="bieu-do")


def _hides(table: Table) -> bool:
    """Whether a count of the table is hidden: a bar would show it."""
    return any(isinstance(cell, str) for row in (*table.rows, *table.totals) for cell in row.cells)


def _tables(report: Report) -> Markup:
    parts = [table_part(table, number) for number, table in enumerate(report.tables, 1)]
    return tag("section", tag("h2", _("Các biểu"), id="cac-bieu"), *parts, aria_labelledby="cac-bieu")


def _notes(report: Report) -> Markup:
    """What was left out or is unsure, what does not agree, what the page was made from."""
    lines = (letter.reconciled_words(report), *letter.differences(report), *letter.notes(report))
    notes = tag("ul", *(tag("li", line) for line in lines))
    return tag("section", tag("h2", _("Ghi chú"), id="ghi-chu"), notes, class_="notes", aria_labelledby="ghi-chu")

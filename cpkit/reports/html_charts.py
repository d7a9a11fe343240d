"""Charts of tables as SVG: lying bars with their numbers beside them, read from the top down on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence

from cpkit.codes import code_list
from cpkit.language import _
from cpkit.reports.folds import Table, as_count
from cpkit.reports.markup import Markup, tag
from cpkit.vietnamese import show_number

WIDTH, LINE, BAR = 320, 34, 12
ROOM = 262
"""How long the longest bar is: its number stands to the right of it."""
LONGEST = 46
"""Letters of a name that fit into the width."""
SERIES = ("first", "second", "third", "fourth")
"""Classes of the parts of a bar, each with a colour and a line of its own."""

Row = tuple[str, Sequence[int]]


def ages_chart(table: Table) -> Markup | None:
    """Children by age band, each bar parted by sex."""
    series = [column.title for column in table.columns[:-1]]
    rows = [(row.title, [as_count(cell) for cell in row.cells[:-1]]) for row in table.rows]
    used = [place for place in range(len(series)) if any(counts[place] for _title, counts in rows)]
    kept = [(title, [counts[place] for place in used]) for title, counts in rows]
    return _chart(table.title, kept, [series[place] for place in used])


def groups_chart(table: Table) -> Markup | None:
    """The 14 groups of special circumstances by their short names."""
    names = {code.code: code.short_text for code in code_list("groups").children(None)}
    rows = [(f"{row.id}. {names.get(row.id, row.title)}", [as_count(row.cells[-1])]) for row in table.rows]
    return _chart(table.title, rows, [_("Số lượt")])


def bars_chart(table: Table) -> Markup | None:
    """The first column of a table, its empty lines left out."""
    rows = [(row.title, [as_count(row.cells[0])]) for row in table.rows if row.cells[0]]
    title = f"{table.title}: {table.columns[0].title[:1].lower()}{table.columns[0].title[1:]}"
    return _chart(title, rows, [table.columns[0].title])


def _chart(title: str, rows: Sequence[Row], series: Sequence[str]) -> Markup | None:
    """A figure with its caption, what the colours mean, and the bars; None where there is nothing to draw."""
    most = max((sum(counts) for _title, counts in rows), default=0)
    if not most:
        return None
    bars = [piece for place, row in enumerate(rows) for piece in _bar(place, row, most)]
    told = "; ".join(f"{name}: {show_number(sum(counts))}" for name, counts in rows)
    picture = tag(
        "svg", tag("title", f"{title}. {told}."), *bars, viewBox=f"0 0 {WIDTH} {LINE * len(rows)}", role="img"
    )
    return tag("figure", tag("figcaption", title), _legend(series), picture)


def _legend(series: Sequence[str]) -> Markup | None:
    if len(series) < 2:
        return None
    keys = [
        tag("li", tag("span", class_=f"key {style}", aria_hidden="true"), name)
        for style, name in zip(SERIES, series, strict=False)
    ]
    return tag("ul", *keys, class_="legend")


def _bar(place: int, row: Row, most: int) -> list[Markup]:
    """The name above, the parts of the bar side by side, the number at its end."""
    name, counts = row
    top, left = place * LINE, 0.0
    pieces = [tag("text", _short(name), x=0, y=top + 12, class_="name")]
    for style, count in zip(SERIES, counts, strict=False):
        width = round(count / most * ROOM, 1)
        if count:
            pieces.append(tag("rect", x=round(left, 1), y=top + 17, width=width, height=BAR, class_=style))
        left += width
    pieces.append(tag("text", show_number(sum(counts)), x=round(left + 5, 1), y=top + 27, class_="number"))
    return pieces


def _short(name: str) -> str:
    """A name that fits above its bar; the table has the whole of it."""
    return name if len(name) <= LONGEST else name[:LONGEST].rpartition(" ")[0].rstrip(",;") + " …"

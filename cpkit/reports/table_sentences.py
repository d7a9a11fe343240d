"""The tables of a report in sentences: who lives here, what was received, what was done. Hidden counts stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cpkit.language import _
from cpkit.places import in_sentence
from cpkit.reports.case_tables import MOVEMENT
from cpkit.reports.folds import Cell, Column, Row, Table, as_count
from cpkit.reports.masking import SMALL_MARK
from cpkit.reports.report import Report
from cpkit.vietnamese import show_date, show_number

TOLD = ("children_by_age", "children_by_ethnic_group", "children_by_hamlet", "groups", "risks", "cases_by_kind",
        "cases_by_environment", "cases_by_source", "interventions", "activities")  # fmt: skip
"""Tables that sentences of their own tell, or whose totals these hold."""
MOST = 5
"""How many lines of a table are named; the annex has them all."""
FEWEST = 5
"""Groups of special circumstances with fewer children are not named in a sentence."""
UNKNOWN = "unknown"


def cell_words(cell: Cell) -> str:
    """A count inside a sentence: "1.200", "dưới 5" and "một số" where it is hidden."""
    if isinstance(cell, int):
        return show_number(cell)
    return _("dưới 5") if cell == SMALL_MARK else _("một số")


def children_sentences(report: Report) -> Iterator[str]:
    """Who lives here: children by sex, age, ethnic group and hamlet."""
    ages = table_of(report, "children_by_age")
    if ages is None:
        return
    total = ages.totals[-1].cells[-1]
    day, unit = show_date(report.period.cutoff), in_sentence(report.unit_name)
    if not total:
        yield _("Đến ngày {day}, sổ của {unit} chưa có trẻ em nào.").format(day=day, unit=unit)
        return
    sentence = _("Đến ngày {day}, trên địa bàn {unit} có {n} trẻ em dưới 16 tuổi ({sexes}).")
    sexes = _listed(zip((_small(column.title) for column in ages.columns[:-1]), ages.totals[-1].cells, strict=False))
    yield sentence.format(day=day, unit=unit, n=cell_words(total), sexes=sexes)
    yield from _ages(ages)
    yield from _ethnic_groups(table_of(report, "children_by_ethnic_group"))
    yield from _hamlets(table_of(report, "children_by_hamlet"))


def group_sentences(report: Report) -> Iterator[str]:
    """Children in special circumstances and at risk, with the largest groups."""
    yield from _memberships(table_of(report, "groups"), _special(), FEWEST)
    yield from _memberships(table_of(report, "risks"), _at_risk(), 1)


def case_sentences(report: Report) -> Iterator[str]:
    """Reports received and cases: what came in, how many were open, opened, closed; by kind of what happened."""
    table = table_of(report, "cases_by_kind")
    if table is None:
        return
    total = {column.id: cell for column, cell in zip(table.columns, table.totals[-1].cells, strict=True)}
    if not any(total.values()):
        yield _("Trong kỳ không phát sinh tin báo và không có ca nào.")
        return
    received = _("Trong kỳ đã tiếp nhận {n} tin báo về trẻ em.")
    yield received.format(n=cell_words(total["received"])) if total["received"] else _("Trong kỳ không có tin báo mới.")
    clauses = [words.format(n=cell_words(total[id])) for id, words in zip(MOVEMENT, _movements(total), strict=True)]
    yield "; ".join(clauses) + "."
    place = table.column("opened")
    kinds = [(_small(row.title), row.cells[place]) for row in table.rows if row.cells[place]]
    if kinds:
        yield _("Ca mở trong kỳ theo loại vụ việc: {lines}.").format(lines=_listed(kinds))


def _movements(total: Mapping[str, Cell]) -> Iterator[str]:
    """The clauses of open at the beginning, opened, closed, open at the end: another one where there was none."""
    some = _("Đầu kỳ có {n} ca đang mở"), _("trong kỳ mở {n} ca"), _("đóng {n} ca"), _("cuối kỳ còn {n} ca đang mở")
    none = (
        _("Đầu kỳ không có ca đang mở"), _("trong kỳ không mở ca nào"), _("không đóng ca nào"),
        _("cuối kỳ không còn ca đang mở"),
    )  # fmt: skip
    for id, words, without in zip(MOVEMENT, some, none, strict=True):
        yield words if total[id] else without


def service_sentences(report: Report) -> Iterator[str]:
    """Interventions: how many, for how many children, for how much; then one line a service."""
    table = table_of(report, "interventions")
    if table is None:
        return
    total = table.totals[-1]
    if not total.cells[0]:
        yield _("Trong kỳ chưa ghi lần hỗ trợ, can thiệp nào.")
        return
    yield _("Đã thực hiện {n} lần hỗ trợ, can thiệp cho {children} trẻ em{money}.").format(**_service(table, total))
    for row in _used(table):
        yield "- " + _("{title}: {n} lần, {children} trẻ em{money}").format(title=row.title, **_service(table, row))


def activity_sentences(report: Report) -> Iterator[str]:
    """Activities: how many and whom they reached; then one line a kind."""
    table = table_of(report, "activities")
    if table is None:
        return
    total = table.totals[-1]
    if not total.cells[0]:
        yield _("Trong kỳ chưa ghi hoạt động nào.")
        return
    yield _("Đã tổ chức {n} hoạt động{reach}.").format(n=cell_words(total.cells[0]), reach=_reach(table, total))
    for row in _used(table):
        sentence = _("{title}: {n} hoạt động{reach}")
        yield "- " + sentence.format(title=row.title, n=cell_words(row.cells[0]), reach=_reach(table, row))


def other_sentences(report: Report) -> Iterator[str]:
    """One line for each table without sentences of its own, then in one line those that nothing was recorded for."""
    numbered = [(number, table) for number, table in enumerate(report.tables, 1) if table.id not in TOLD]
    for number, table in numbered:
        if not is_empty(table):
            yield "- " + _total_sentence(table, number)
    empty = [
        _("{title} (Biểu {number})").format(title=table.title, number=n) for n, table in numbered if is_empty(table)
    ]
    if empty:
        yield "- " + _("Chưa có số liệu trong kỳ: {tables}").format(tables="; ".join(map(_small, empty)))


def is_empty(table: Table) -> bool:
    """Whether nothing but zeros stands in a table: nothing was recorded for it."""
    return not any(cell for row in (*table.rows, *table.totals) for cell in row.cells)


def _total_sentence(table: Table, number: int) -> str:
    """The total of a table, with where it stands in the annex."""
    last = table.totals[-1] if table.totals else None
    cells = zip(table.columns, last.cells, strict=True) if last else ()
    told = list(_cells_told([(column, cell) for column, cell in cells if cell][:MOST]))
    sentence = _("{title}: {lines} (Biểu {number})") if told else _("{title} (Biểu {number})")
    return sentence.format(title=table.title, lines="; ".join(told), number=number)


def _cells_told(cells: Sequence[tuple[Column, Cell]]) -> Iterator[str]:
    """Columns with their numbers; what stands over several columns is said before the first of them alone."""
    group = ""
    for column, cell in cells:
        again = column.group != "" and column.group == group
        yield f"{column.title if again else _small(column.full_title)} {cell_words(cell)}"
        group = column.group


def table_of(report: Report, id: str) -> Table | None:
    """A table of the report, None where it failed or a plugin left it out."""
    return next((table for table in report.tables if table.id == id), None)


def _ages(table: Table) -> Iterator[str]:
    lines = [(_small(row.title), row.cells[-1]) for row in table.rows]
    yield _("Theo nhóm tuổi: {lines}.").format(lines=_listed(lines))


def _ethnic_groups(table: Table | None) -> Iterator[str]:
    """The largest ethnic groups, the largest first."""
    rows = sorted(table.rows, key=lambda row: -as_count(row.cells[-1])) if table else []
    lines = [(row.title, row.cells[-1]) for row in rows][:MOST]
    if lines:
        yield _("Theo dân tộc: {lines}.").format(lines=_listed(lines))


def _hamlets(table: Table | None) -> Iterator[str]:
    known = [row for row in table.rows if row.id != UNKNOWN and row.cells[-1]] if table else []
    if known:
        yield _("Trẻ em sống ở {n} thôn, bản, tổ dân phố.").format(n=show_number(len(known)))


def _special() -> tuple[str, str, str]:
    return (
        _("Không có trẻ em nào được ghi là có hoàn cảnh đặc biệt."),
        _("Có {n} trẻ em có hoàn cảnh đặc biệt ({memberships} lượt theo 14 nhóm)."),
        _("Đông nhất: {lines}."),
    )


def _at_risk() -> tuple[str, str, str]:
    return (
        _("Không có trẻ em nào được ghi là có nguy cơ rơi vào hoàn cảnh đặc biệt."),
        _("Có {n} trẻ em có nguy cơ rơi vào hoàn cảnh đặc biệt ({memberships} lượt theo nhóm nguy cơ)."),
        _("Đông nhất: {lines}."),
    )


def _memberships(table: Table | None, words: tuple[str, str, str], fewest: int) -> Iterator[str]:
    """Children of a table in which one may stand on several lines, and its largest lines."""
    if table is None:
        return
    nobody, some, lines = words
    children, memberships = (table.cell(row, "total") for row in ("children", "memberships"))
    if not children:
        yield nobody
        return
    yield some.format(n=cell_words(children), memberships=cell_words(memberships))
    largest = sorted(table.rows, key=lambda row: -as_count(row.cells[-1]))[:3]
    named = [row for row in largest if as_count(row.cells[-1]) >= fewest]
    if named:
        each = _("{group} ({n} em)")
        told = [each.format(group=_bare(row.title), n=cell_words(row.cells[-1])) for row in named]
        yield lines.format(lines="; ".join(told))


def _bare(title: str) -> str:
    """The title of a group inside a sentence: without its number."""
    number, dot, rest = title.partition(". ")
    return _small(rest if dot and number.isdigit() else title)


def _small(title: str) -> str:
    """A title inside a sentence: its first letter small."""
    return title[:1].lower() + title[1:]


def _service(table: Table, row: Row) -> dict[str, str]:
    amount = row.cells[table.column("amount")]
    money = _(", kinh phí {amount} đồng").format(amount=cell_words(amount)) if amount else ""
    return {"n": cell_words(row.cells[0]), "children": cell_words(row.cells[table.column("children")]), "money": money}


def _reach(table: Table, row: Row) -> str:
    """Whom activities reached, only what is not zero: ", 1.155 trẻ em có tên, 2 trường học"."""
    parts = {
        "children": _("{n} trẻ em có ghi tên"),
        "heads": _("{n} lượt trẻ em chỉ có số đếm"),
        "households": _("{n} lượt hộ gia đình"),
        "schools": _("{n} trường học"),
        "amount": _("kinh phí {n} đồng"),
    }
    cells = {id: row.cells[table.column(id)] for id in parts}
    return "".join(", " + words.format(n=cell_words(cells[id])) for id, words in parts.items() if cells[id])


def _used(table: Table) -> Sequence[Row]:
    return [row for row in table.rows if any(row.cells)]


def _listed(lines: Iterable[tuple[str, Cell]]) -> str:
    """ "Kinh 404; Thái 426"; what is zero is left out."""
    return "; ".join(f"{title} {cell_words(cell)}" for title, cell in lines if cell)

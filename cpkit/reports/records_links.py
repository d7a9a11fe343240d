"""The linked sheets of the internal workbook: the figures, what stands behind each, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpkit.language import _, label
from cpkit.reports.evidence import SHEETS
from cpkit.reports.exclusions import Exclusions, reason_words
from cpkit.reports.folds import Cell
from cpkit.reports.indicators import Figure, Share
from cpkit.reports.report import Report
from cpkit.reports.why import Behind, Member, heads_of
from cpkit.reports.words import dates_words, target_words, verdict_words
from cpkit.reports.xlsx_styles import Book, words_lines
from cpkit.vietnamese import show_number

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LINE = 15.5
PARTICULARS: dict[str, tuple[tuple[int, float], ...]] = {
    "child": ((1, 26.0), (2, 13.0), (5, 20.0), (6, 12.0)),
    "victim": ((1, 16.0), *((column, 17.5) for column in range(2, 7)), (7, 14.0)),
    "hit": ((1, 26.0), (2, 11.0)),
    "organisation": ((1, 38.0), (2, 30.0)),
    "worker": ((1, 26.0), (2, 30.0), (3, 20.0), (5, 16.0)),
    "household": ((1, 12.0),),
    "filled": ((1, 20.0), (2, 13.0), (3, 26.0)),
}
"""Which particulars of a record stand beside its id on the sheet of an indicator, and how wide (characters)."""
LACKING_WIDTH = 64.0
SECTIONS = (Share.WHOLE, Share.UNTOLD, Share.PART)
SUMMARY_WIDTHS = (6.0, 40.0, 11.0, 8.0, 8.0, 10.0, 14.0, 9.0, 10.0, 52.0, 26.0)


@dataclass
class Places:
    """Where a link may lead: cells as `internal:` addresses."""

    records: dict[str, tuple[str, int, tuple[str, ...]]] = field(default_factory=dict)
    """By kind of record: its sheet, the row of its head, the words of the head."""
    sections: dict[tuple[str, Share], str] = field(default_factory=dict)
    """By indicator and share: where these records begin."""
    counts: dict[tuple[str, Share], int] = field(default_factory=dict)
    left_out: str = ""

    def column(self, figure: Figure) -> str:
        """The column of an indicator on the sheet of all its records."""
        name, row, heads = self.records[figure.indicator.over]
        return address(name, row, heads.index(figure.indicator.id))


class Secret:
    """One sheet, marked MẬT on top and at its foot."""

    def __init__(self, book: Book, report: Report, name: str) -> None:
        self.book, self.report, self.name = book, report, name
        footer = _("MẬT - chỉ dùng trong đơn vị, không gửi đi")
        self.sheet: Worksheet = book.sheet(name, landscape=True, footer=footer)

    def head(self, explained: str, last: int) -> int:
        """The mark and a line of explanation over columns 0 to `last`; the row to go on with."""
        row = self.book.practice_line(self.sheet, 0, last)
        self.over(row, last, _("MẬT"), "most_secret", 22)
        self.over(row + 1, last, explained, "meta", 32)
        return row + 3

    def over(self, row: int, last: int, text: str, style: str, height: float | None = None) -> None:
        """Write `text` over the columns 0 to `last`; of a sheet with one column into it."""
        if last:
            self.sheet.merge_range(row, 0, row, last, text, self.book.format(style))
        else:
            self.sheet.write_string(row, 0, text, self.book.format(style))
        if height is not None:
            self.sheet.set_row(row, height)

    def link(self, row: int, column: int, target: str, cell: Cell, style: str) -> None:
        """A cell that leads to `target`; a number stays a number."""
        format = self.book.format(style)
        self.sheet.write_url(row, column, target, format, "–" if cell is None else str(cell))
        if isinstance(cell, int):
            self.sheet.write_number(row, column, cell, format)


def address(sheet: str, row: int, column: int = 0) -> str:
    """The address of a cell as a link inside the workbook."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"internal:'{sheet}'!{xl_rowcol_to_cell(row, column)}"


def add_summary(secret: Secret, places: Places) -> None:
    """The figures with definition and basis; every number leads to its records."""
    report, sheet, last = secret.report, secret.sheet, len(SUMMARY_WIDTHS) - 1
    for column, width in enumerate(SUMMARY_WIDTHS):
        sheet.set_column(column, column, width, secret.book.format("plain"))
    row = secret.head(f"{report.unit_name} - {dates_words(report.period, report.known_at)}", last)
    sheet.write_row(row, 0, _summary_heads(), secret.book.format("head"))
    sheet.set_row(row, LINE * 2 + 3)
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    for figure in report.figures:
        row += 1
        _summary_line(secret, places, figure, row)
    secret.link(row + 2, 0, places.left_out, _("Những hồ sơ không tính, và vì sao: tờ “Không tính”"), "link")


def _summary_heads() -> tuple[str, ...]:
    return (
        _("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), _("Tử số"), _("Mẫu số"), _("Kết quả"), _("Đánh giá"), _("Còn thiếu"),
        _("Chưa kết luận"), _("Cách tính"), _("Căn cứ"),
    )  # fmt: skip


def _summary_line(secret: Secret, places: Places, figure: Figure, row: int) -> None:
    indicator, book, sheet = figure.indicator, secret.book, secret.sheet
    words = label(indicator.title), label(indicator.definition), indicator.basis
    widths = SUMMARY_WIDTHS[1], SUMMARY_WIDTHS[9], SUMMARY_WIDTHS[10]
    sheet.set_row(
        row, LINE * max(words_lines(text, width * 1.3) for text, width in zip(words, widths, strict=True)) + 3
    )
    verdict = figure.verdict if figure.verdict in ("met", "missed") else "other_verdict"
    plain: dict[int, tuple[object, str]] = {
        0: (indicator.id, "cell_center"), 1: (words[0], "cell"),
        2: (target_words(figure.target, indicator.measure), "cell_center"), 3: (figure.numerator, "count"),
        4: (figure.denominator, "count"), 5: (figure.value, "percent" if indicator.measure == "percent" else "figure"),
        6: (verdict_words(figure.verdict), verdict), 7: (None, "count"), 8: (None, "count"), 9: (words[1], "cell"),
        10: (words[2], "cell"),
    }  # fmt: skip
    for column, (value, style) in plain.items():
        sheet.write(row, column, "–" if value is None else value, book.format(style))
    if (indicator.id, Share.OUT) in places.sections:
        _summary_links(secret, places, figure, row)


def _summary_links(secret: Secret, places: Places, figure: Figure, row: int) -> None:
    id = figure.indicator.id
    secret.link(row, 0, places.sections[id, Share.OUT], id, "link_center")
    secret.link(row, 3, places.sections[id, Share.PART], figure.numerator, "link_count")
    if figure.denominator is not None:
        secret.link(row, 4, places.column(figure), figure.denominator, "link_count")
    for column, share in ((7, Share.WHOLE), (8, Share.UNTOLD)):
        secret.link(row, column, places.sections[id, share], places.counts[id, share], "link_count")


def add_indicator(secret: Secret, figure: Figure, behind: Behind, places: Places) -> None:
    """The records behind one figure: who is missing and what each lacks, who is untold, who is counted."""
    indicator, sheet = figure.indicator, secret.sheet
    heads = _indicator_heads(indicator.over)
    last = len(heads) - 1
    for column, width in enumerate(_indicator_widths(indicator.over)):
        sheet.set_column(column, column, width, secret.book.format("plain"))
    row = _indicator_top(secret, figure, last)
    places.sections[indicator.id, Share.OUT] = address(secret.name, 0)
    sheet.write_row(row, 0, heads, secret.book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    first = row
    for share in SECTIONS:
        places.sections[indicator.id, share] = address(secret.name, row + 1)
        row = _section(secret, figure, behind, share, row, places, last)
    sheet.autofilter(first, 0, max(row, first + 1), last)
    for id, count in heads_of(behind.heads):
        row += 1
        words = _("{n} lượt không tên, từ hoạt động {id}").format(n=show_number(count), id=id)
        sheet.write_string(row, 0, words, secret.book.format("plain"))


def _indicator_heads(over: str) -> tuple[str, ...]:
    words = SHEETS[over][1]()
    particulars = (words[column] for column, _width in PARTICULARS.get(over, ()))
    return (_("Tính là"), _("Mã"), *particulars, _("Còn thiếu gì"))


def _indicator_widths(over: str) -> tuple[float, ...]:
    return (16.0, 16.0, *(width for _column, width in PARTICULARS.get(over, ())), LACKING_WIDTH)


def _indicator_top(secret: Secret, figure: Figure, last: int) -> int:
    """Title, definition and basis, notes, the way back."""
    indicator = figure.indicator
    row = secret.head(f"{secret.report.unit_name} - {secret.report.period.title}", last) - 1
    notes = [
        f"{indicator.id}. {label(indicator.title)}", _("Cách tính: {text}").format(text=label(indicator.definition)),
        _("Căn cứ: {text}").format(text=indicator.basis), *figure.notes,
    ]  # fmt: skip
    width = sum(_indicator_widths(indicator.over))
    for number, text in enumerate(notes):
        secret.over(row, last, text, "bold_wrap" if number == 0 else "wrap", LINE * words_lines(text, width) + 2)
        row += 1
    secret.link(row, 0, address(_("Chỉ tiêu"), 0), _("← Về tờ “Chỉ tiêu”"), "link")
    return row + 2


def _section(secret: Secret, figure: Figure, behind: Behind, share: Share, row: int, places: Places, last: int) -> int:
    """The records of one share, and a sentence for those not printed here; the last row written."""
    chosen = [one for one in behind.members if one.share is share]
    for one in chosen:
        row += 1
        _indicator_line(secret, figure.indicator.over, one, row)
    places.counts[figure.indicator.id, share] = sum(one.weight for one in chosen) + behind.beyond[share]
    for count, sentence in (
        (behind.beyond[share], _("Còn {n} hồ sơ “{share}” nữa: ở tờ “{sheet}”, lọc cột {id}.")),
        (behind.idle[share], _("{n} hồ sơ khác ngoài tử số nhưng không có việc gì cần làm: ở tờ “{sheet}”, cột {id}.")),
    ):
        if count:
            row += 1
            name = places.records[figure.indicator.over][0]
            words = sentence.format(n=show_number(count), share=counts_as(share), sheet=name, id=figure.indicator.id)
            secret.link(row, 0, places.column(figure), words, "link")
    return row


def _indicator_line(secret: Secret, over: str, one: Member, row: int) -> None:
    book, sheet = secret.book, secret.sheet
    particulars = [one.cells[column] for column, _width in PARTICULARS.get(over, ())]
    cells: list[Cell] = [counts_as(one.share), one.id, *particulars, "\n".join(one.lacking or ())]
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, book.format("count"))
        else:
            sheet.write_string(row, column, cell or "", book.format("cell"))
    pairs = zip(cells, _indicator_widths(over), strict=True)
    lines = max(sum(words_lines(text, width) for text in str(cell or "").split("\n")) for cell, width in pairs)
    if lines > 1:
        sheet.set_row(row, LINE * lines + 2)


def counts_as(share: Share) -> str:
    """How a record counts, in words."""
    return {
        Share.WHOLE: _("Còn thiếu"), Share.UNTOLD: _("Chưa kết luận"), Share.PART: _("Tử số"), Share.OUT: ""
    }[share]  # fmt: skip


def add_left_out(secret: Secret, left_out: Exclusions) -> str:
    """Everything left out or doubtful, by reason; the address of the sheet."""
    sheet, heads, widths = secret.sheet, (_("Mã"), _("Họ và tên"), _("Chi tiết"), _("Vì sao")), (16.0, 26.0, 44.0, 70.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, secret.book.format("plain"))
    row = secret.head(_("Những hồ sơ báo cáo không tính, hoặc tính mà còn điều chưa rõ"), len(heads) - 1)
    sheet.write_row(row, 0, heads, secret.book.format("head"))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 1)
    first = row
    for reason, lines in left_out.shown().items():
        words = reason_words(reason, len(lines))
        for line in lines:
            row += 1
            for column, cell in enumerate((line.id, line.name, line.detail, words)):
                sheet.write_string(row, column, cell, secret.book.format("cell"))
            sheet.set_row(
                row, LINE * max(words_lines(words, widths[3] * 1.2), words_lines(line.detail, widths[2] * 1.2)) + 2
            )
    sheet.autofilter(first, 0, max(row, first + 1), len(heads) - 1)
    secret.link(row + 2, 0, address(_("Chỉ tiêu"), 0), _("← Về tờ “Chỉ tiêu”"), "link")
    return address(secret.name, first)

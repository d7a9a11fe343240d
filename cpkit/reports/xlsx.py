"""The workbook that is sent: a summary in the form of NĐ 30/2020, one sheet for each table, counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from cpkit.language import _, label
from cpkit.reports.indicators import Figure
from cpkit.reports.report import Report
from cpkit.reports.words import target_words, verdict_words
from cpkit.reports.xlsx_charts import add_charts
from cpkit.reports.xlsx_styles import Book, lines_needed
from cpkit.reports.xlsx_tables import add_checks, add_table
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (6.5, 40, 13, 10, 10, 11, 11.5, 14.5, 62)
LAST = len(WIDTHS) - 1
MIDDLE = 3
"""The letterhead's left half ends before this column."""
TITLE_ROW_HEIGHT = 17


@dataclass
class Summary:
    """The first sheet while it is being written."""

    book: Book
    report: Report
    sheet: Worksheet
    row: int = 0

    def merged(self, text: str, style: str, first: int = 0, last: int = LAST) -> None:
        """Write `text` over the columns `first` to `last` of the present row."""
        self.sheet.merge_range(self.row, first, self.row, last, text, self.book.format(style))

    def paragraph(self, text: str, style: str) -> None:
        """Write a paragraph over the whole width, its row as high as it needs."""
        self.sheet.set_row(self.row, 15.5 * lines_needed(text, sum(WIDTHS) * 1.02) + 2)
        self.merged(text, style)
        self.row += 1


def encode(report: Report) -> bytes:
    """The workbook as bytes; the same report always gives the same ones."""
    created = datetime.combine(report.period.cutoff, time())
    book = Book(created, report_title(report), practice=report.practice)
    summary = Summary(book, report, book.sheet(_("Tổng hợp"), landscape=True, footer=footer(report)))
    summary.sheet.set_default_row(15.75)
    for column, width in enumerate(WIDTHS):
        summary.sheet.set_column(column, column, width, book.format("plain"))
    _letterhead(summary)
    _period(summary)
    _figures(summary)
    _notes(summary)
    _signature(summary)
    add_charts(book, report, summary.sheet, summary.row, footer(report))
    for number, table in enumerate(report.tables, 1):
        add_table(book, report, table, number, footer(report))
    add_checks(book, report, footer(report))
    return book.close()


def report_title(report: Report) -> str:
    """The subject of the report with its period, as it is printed under "BÁO CÁO"."""
    return f"{label(report.plan.report_title)} - {report.period.title.lower()}"


def footer(report: Report) -> str:
    """What stands at the foot of every page (NĐ56 Đ24.3); `&` would begin a code."""
    level = label(report.plan.confidentiality.level).partition(":")[0]
    text = _("{unit} - {period} - Mức độ bảo mật: {level}")
    return text.format(unit=report.unit_name, period=report.period.title, level=level).replace("&", "&&")[:200]


def _letterhead(page: Summary) -> None:
    """Issuing body, motto, number, place and date, type and subject (NĐ 30/2020 Đ8.2)."""
    page.row = page.book.practice_line(page.sheet, page.row, LAST)
    place = page.report.unit_name.partition(" ")[2] or page.report.unit_name
    year = page.report.period.end.year
    lines = (
        (_("ỦY BAN NHÂN DÂN"), "body_name", _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "body_name"),
        (page.report.unit_name.upper(), "body_name", _("Độc lập - Tự do - Hạnh phúc"), "motto"),
        ("_______", "number", "_______________________", "number"),
        (_("Số:        /BC-UBND"), "number", _("{place}, ngày      tháng      năm {year}").format(place=place, year=year), "place"),
    )
    for left, left_style, right, right_style in lines:
        page.merged(left, left_style, 0, MIDDLE - 1)
        page.merged(right, right_style, MIDDLE, LAST)
        page.sheet.set_row(page.row, 9 if left.startswith("_") else TITLE_ROW_HEIGHT)
        page.row += 1
    page.row += 1
    page.merged(_("BÁO CÁO"), "type")
    page.row += 1
    page.sheet.set_row(page.row, 21)
    page.merged(report_title(page.report), "subject")
    page.row += 1


def _period(page: Summary) -> None:
    """The three dates, and the line of NĐ56 Đ24.3."""
    report, period = page.report, page.report.period
    dates = _("Kỳ báo cáo: từ {start} đến {end}. Ngày chốt số liệu: {cutoff}. Hạn gửi: {due}.")
    page.paragraph(
        dates.format(
            start=show_date(period.start), end=show_date(period.end), cutoff=show_date(period.cutoff), due=period.due_words
        ),
        "meta",
    )
    confidentiality = report.plan.confidentiality
    secret = _("Mức độ bảo mật (NĐ 56/2017/NĐ-CP Điều 24 khoản 3): {level}. Phạm vi cung cấp: {recipients}.")
    level, recipients = label(confidentiality.level), label(confidentiality.recipients)
    page.paragraph(secret.format(level=level, recipients=recipients), "meta")
    page.row += 1


def _figures(page: Summary) -> None:
    """The table of indicators, its head repeated on every page and frozen."""
    heads = (
        _("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), _("Tử số"), _("Mẫu số"), _("Kết quả"), _("Chênh lệch"), _("Đánh giá"),
        _("Cách tính và căn cứ"),
    )  # fmt: skip
    page.sheet.set_row(page.row, 20)
    page.sheet.write_row(page.row, 0, heads, page.book.format("head"))
    page.sheet.repeat_rows(page.row)
    page.sheet.freeze_panes(page.row + 1, 2)
    page.row += 1
    sections = {section.first: label(section.title) for section in page.report.plan.sections}
    for figure in page.report.figures:
        if title := sections.get(figure.indicator.id):
            page.merged(title, "section")
            page.row += 1
        _figure(page, figure)
        page.row += 1


def _figure(page: Summary, figure: Figure) -> None:
    indicator, book = figure.indicator, page.book
    words = "\n".join([f"{label(indicator.definition)} ({indicator.basis})", *figure.notes])
    measure = "percent" if indicator.measure == "percent" else "figure"
    verdict = figure.verdict if figure.verdict in ("met", "missed") else "other_verdict"
    cells = (
        (indicator.id, "cell_center"), (label(indicator.title), "cell"),
        (target_words(figure.target, indicator.measure), "cell_center"), (figure.numerator, "count"),
        (figure.denominator, "count"), (figure.value, measure),
        (figure.gap, "points" if indicator.measure == "percent" else "count"),
        (verdict_words(figure.verdict), verdict), (words, "cell_small"),
    )  # fmt: skip
    for column, (value, style) in enumerate(cells):
        shown = "–" if value is None else value
        page.sheet.write(page.row, column, shown, book.format(style))
    title_lines = lines_needed(label(indicator.title), WIDTHS[1] * 1.05)
    page.sheet.set_row(page.row, max(15 * title_lines, 12.2 * lines_needed(words, WIDTHS[LAST] * 1.28)) + 3)


def _notes(page: Summary) -> None:
    """What was left out or is unsure, and whether everything adds up."""
    page.row += 1
    report = page.report
    agreed = _("Đối chiếu: {n} phép kiểm tra, tất cả đều khớp (xem tờ “{sheet}”).") if report.reconciled else _(
        "Đối chiếu: {n} phép kiểm tra, CÓ CHÊNH LỆCH (xem tờ “{sheet}”).")
    notes = (
        agreed.format(n=len(report.checks), sheet=_("Đối chiếu")),
        _("Chênh lệch: kết quả trừ mục tiêu, tính bằng điểm phần trăm. Chỉ tiêu chung: mục tiêu của toàn thành phố, báo cáo này chỉ nêu phần của đơn vị."),
        *report.notes,
    )
    page.paragraph(_("Ghi chú:"), "bold")
    for note in notes:
        page.paragraph(f"- {note}", "wrap")
    if report.head is not None:
        page.paragraph(_("- Lập từ sổ thay đổi số {number}, mã {hash}.").format(number=report.head[0], hash=report.head[1][:16]), "wrap")


def _signature(page: Summary) -> None:
    """Recipients on the left, the signer on the right (NĐ 30/2020)."""
    page.row += 1
    lines = (
        (_("Nơi nhận:"), "recipients_head", _("TM. ỦY BAN NHÂN DÂN"), "signature"),
        (_("- Cơ quan nhận báo cáo;"), "recipients", _("CHỦ TỊCH"), "signature"),
        (_("- Lưu: VT."), "recipients", "", "plain"),
    )
    for left, left_style, right, right_style in lines:
        page.merged(left, left_style, 0, MIDDLE - 1)
        if right:
            page.merged(right, right_style, MIDDLE + 2, LAST)
        page.sheet.set_row(page.row, TITLE_ROW_HEIGHT)
        page.row += 1
    page.row += 4

"""The workbook that is sent: a summary in the form of NĐ 30/2020, one sheet for each table, counts only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from cpkit.language import _, label
from cpkit.reports import letter
from cpkit.reports.indicators import Figure
from cpkit.reports.letter import confidentiality_words, foot_line, report_title
from cpkit.reports.report import Report
from cpkit.reports.words import dates_words, shown_count, target_words, verdict_words
from cpkit.reports.xlsx_charts import add_charts
from cpkit.reports.xlsx_definitions import add_definitions
from cpkit.reports.xlsx_groups import add_tables
from cpkit.reports.xlsx_page import LAST, LINE, MIDDLE, WIDTHS, Page
from cpkit.reports.xlsx_styles import Book, words_lines
from cpkit.reports.xlsx_tables import add_checks

HEAD_HEIGHT, LETTERHEAD_HEIGHT = 20, 17
BODY_NAME_WIDTH = 48
"""Capital letters of the body's name that fit on the left half of the letterhead."""
SIGNATURE_HEIGHT = 120
"""What the signature block needs in one piece: its lines, and room to sign and stamp."""


Sheets = Callable[[Book], None]


def encode(report: Report, more: Sheets | None = None) -> bytes:
    """The workbook as bytes; the same report always gives the same ones. `more` adds sheets after the definitions."""
    book = Book(datetime.combine(report.period.cutoff, time()), report_title(report), practice=report.practice)
    page = Page(book, report, book.sheet(_("Tổng hợp"), landscape=True, footer=footer(report)))
    for column, width in enumerate(WIDTHS):
        page.sheet.set_column(column, column, width, book.format("plain"))
    _letterhead(page)
    _figures(page)
    _notes(page)
    _signature(page)
    add_definitions(book, report, footer(report))
    if more is not None:
        more(book)
    add_tables(book, report, footer(report))
    add_checks(book, report, footer(report))
    add_charts(page, footer(report))
    page.finish()
    return book.close()


def footer(report: Report) -> str:
    """What stands at the foot of every page; `&` would begin a code."""
    return foot_line(report).replace("&", "&&")[:200]


def _letterhead(page: Page) -> None:
    """Issuing body, motto, number, place and date, type and subject (NĐ 30/2020 Đ8.2), dates, confidentiality."""
    page.row = page.book.practice_line(page.sheet, page.row, LAST)
    _both_sides(page, _("ỦY BAN NHÂN DÂN"), "body_name", _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "body_name")
    name = page.report.unit_name.upper()
    lines = words_lines(name, BODY_NAME_WIDTH)
    style, height = ("body_name" if lines == 1 else "long_body_name"), LETTERHEAD_HEIGHT * lines
    _both_sides(page, name, style, _("Độc lập - Tự do - Hạnh phúc"), "motto", height)
    _both_sides(page, "_______", "number", "_______________________", "number", 9)
    _both_sides(page, letter.number_words(page.report), "number", letter.signed_words(page.report), "place")
    page.next(8)
    page.merged(_("BÁO CÁO"), "type")
    page.next(19)
    page.merged(report_title(page.report), "subject")
    page.next(21)
    page.paragraph(dates_words(page.report.period, page.report.known_at), "meta")
    page.paragraph(confidentiality_words(page.report), "meta")
    page.next(8)


def _both_sides(
    page: Page, left: str, left_style: str, right: str, right_style: str, height: float = LETTERHEAD_HEIGHT
) -> None:
    page.merged(left, left_style, 0, MIDDLE - 1)
    if right:
        page.merged(right, right_style, MIDDLE + 2, LAST)
    page.next(height)


def _figures(page: Page) -> None:
    """The table of indicators, its head on every page it takes, frozen on the screen."""
    _heads(page)
    page.sheet.freeze_panes(page.row, 2)
    sections = {section.first: label(section.title) for section in page.report.plan.sections}
    for figure in page.report.figures:
        title = sections.get(figure.indicator.id)
        height = _height(figure)
        if page.keep(height + LINE * bool(title)):
            _heads(page)
        if title:
            page.merged(title, "section")
            page.next(LINE + 1)
        _figure(page, figure)
        page.next(height)


def _heads(page: Page) -> None:
    heads = (
        _("Mã"), _("Chỉ tiêu"), _("Mục tiêu"), _("Tử số"), _("Mẫu số"), _("Kết quả"), _("Chênh lệch"), _("Đánh giá"),
    )  # fmt: skip
    page.sheet.write_row(page.row, 0, heads, page.book.format("head"))
    page.next(HEAD_HEIGHT)


def _figure(page: Page, figure: Figure) -> None:
    indicator, exact = figure.indicator, page.report.exact
    percent = indicator.measure == "percent"
    verdict = figure.verdict if figure.verdict in ("met", "missed") else "other_verdict"
    cells = (
        (indicator.id, "cell_center"), (label(indicator.title), "cell"),
        (target_words(figure.target, indicator.measure), "cell_center"),
        (shown_count(figure, figure.numerator, exact=exact), "count"),
        (shown_count(figure, figure.denominator, exact=exact), "count"),
        (figure.value, "percent" if percent else "figure"), (figure.gap, "points" if percent else "count"),
        (verdict_words(figure.verdict), verdict),
    )  # fmt: skip
    for column, (value, style) in enumerate(cells):
        page.sheet.write(page.row, column, "–" if value is None else value, page.book.format(style))


def _height(figure: Figure) -> float:
    """The row of a figure: as high as its title needs."""
    return LINE * words_lines(label(figure.indicator.title), WIDTHS[1] * 1.2) + 4


def _notes(page: Page) -> None:
    """What was left out or is unsure, and whether everything adds up."""
    report = page.report
    agreed = _("Đối chiếu: {n} phép kiểm tra, tất cả đều khớp (tờ “Đối chiếu”).")
    differs = _("Đối chiếu: {n} phép kiểm tra, CÓ CHÊNH LỆCH (tờ “Đối chiếu”).")
    notes = [
        (agreed if report.reconciled else differs).format(n=len(report.checks)),
        _("Chênh lệch: kết quả trừ mục tiêu, tính bằng điểm phần trăm."),
        _joint_target_words(report),
        _("Cách tính và căn cứ của từng chỉ tiêu: tờ “Cách tính”."),
        *letter.notes(report),
    ]
    page.next(8)
    for sentence in report.amendment:
        page.paragraph(sentence, "wrap")
    page.paragraph(_("Ghi chú:"), "bold")
    for note in notes:
        page.paragraph(f"- {note}", "wrap")


def _joint_target_words(report: Report) -> str:
    """What "Chỉ tiêu chung" means in this report."""
    if report.members:
        return _("Chỉ tiêu chung: mục tiêu của toàn thành phố; ở đây chưa so được, lý do ghi ở từng chỉ tiêu.")
    return _("Chỉ tiêu chung: mục tiêu của toàn thành phố; báo cáo này chỉ nêu phần của đơn vị.")


def _signature(page: Page) -> None:
    """Recipients on the left, the signer on the right (NĐ 30/2020), kept on one page."""
    page.next(8)
    page.keep(SIGNATURE_HEIGHT)
    sent = page.report.letter
    recipient = f"- {sent.to};" if sent else _("- Cơ quan nhận báo cáo;")
    _both_sides(page, _("Nơi nhận:"), "recipients_head", _("TM. ỦY BAN NHÂN DÂN"), "signature")
    _both_sides(page, recipient, "recipients", _("CHỦ TỊCH"), "signature")
    _both_sides(page, _("- Lưu: VT."), "recipients", "", "plain")
    for _blank in range(4):
        page.next(LETTERHEAD_HEIGHT)

"""The report as a letter in Word: the layout of NĐ 30/2020, the figures in sentences, the tables as an annex.

Real styles, real tables with heads that repeat on each page: an officer goes on writing in it.
"""

from __future__ import annotations

from cpkit.language import _, label
from cpkit.reports import letter
from cpkit.reports.docx_page import Page
from cpkit.reports.docx_tables import add_table, figure_table
from cpkit.reports.narrative import Block, narrative
from cpkit.reports.report import Report
from cpkit.reports.table_sentences import TOLD, is_empty
from cpkit.reports.words import dates_words


def encode(report: Report) -> bytes:
    """The document as bytes; the same report always gives the same ones."""
    page = Page(letter.report_title(report), letter.foot_line(report), report.period.cutoff)
    _letterhead(page, report)
    for block in narrative(report):
        _write(page, block)
    _signature(page, report)
    _annex(page, report)
    return page.encode(practice=report.practice)


def _letterhead(page: Page, report: Report) -> None:
    """Issuing body, number, motto, place and date, type and subject (NĐ 30/2020 Đ8.2), confidentiality, addressees."""
    page.letterhead(report.unit_name, letter.number_words(report), letter.signed_words(report))
    page.paragraph(_("BÁO CÁO"), "Title")
    page.paragraph(letter.report_title(report), "Subtitle", rule=0.25)
    page.paragraph(letter.confidentiality_words(report), "CPKit Meta")
    _to(page, letter.addressees(report))


def _to(page: Page, names: list[str]) -> None:
    """ "Kính gửi": on one line to one, in a list to several (NĐ 30/2020, Phụ lục I); dots where nobody is known."""
    if len(names) < 2:
        page.paragraph(_("Kính gửi: {name}").format(name=names[0] if names else "." * 40), "CPKit To")
        return
    page.paragraph(_("Kính gửi:"), "CPKit To")
    for name, end in zip(names, [";"] * (len(names) - 1) + ["."], strict=True):
        page.paragraph(f"- {name}{end}", "CPKit To List")


STYLES = {"part": "Heading 1", "section": "Heading 2", "text": "Body Text", "item": "Body Text"}


def _write(page: Page, block: Block) -> None:
    if block.kind == "dots":
        page.dotted_line()
    else:
        page.paragraph(block.text, STYLES[block.kind])


def _signature(page: Page, report: Report) -> None:
    """Recipients on the left, the signer on the right, kept together on one page with a line of the text."""
    page.keep_last_with_next()
    left, right = page.columns(45, 55)
    page.written(left, _("Nơi nhận:"), bold=True, italic=True, size=12)
    scope = _("- Phạm vi cung cấp: {recipients};")
    scope = scope.format(recipients=label(report.plan.confidentiality.recipients))
    for line in (_("- Như Kính gửi;"), scope, _("- Lưu: VT.")):
        page.written(left, line, size=11)
    page.centred(right, _("TM. ỦY BAN NHÂN DÂN"), bold=True, size=13)
    page.centred(right, _("CHỦ TỊCH"), bold=True, size=13)
    for _room in range(4):
        page.centred(right, "", size=13)


def _tables(page: Page, report: Report) -> None:
    """The tables with their numbers; of those that nothing was recorded for only the titles."""
    left_out = []
    for number, table in enumerate(report.tables, 1):
        if is_empty(table) and table.id not in TOLD:
            left_out.append(_("Biểu {number}. {title}").format(number=number, title=table.title))
        else:
            add_table(page, table, number)
    if left_out:
        page.paragraph(_("Các biểu chưa có số liệu trong kỳ"), "Heading 2")
    for title in left_out:
        page.paragraph(f"- {title}", "CPKit Note")


def _annex(page: Page, report: Report) -> None:
    """The annex on pages that lie on their side: the figures, the tables as numbered in the workbook, the notes."""
    page.new_section()
    page.paragraph(_("PHỤ LỤC"), "Title")
    page.paragraph(_("SỐ LIỆU KÈM THEO BÁO CÁO"), "Subtitle")
    page.paragraph(dates_words(report.period, report.known_at), "CPKit Meta")
    figure_table(page, report)
    _tables(page, report)
    page.paragraph(_("Ghi chú"), "Heading 2")
    own = (letter.reconciled_words(report), *letter.differences(report), *letter.notes(report))
    for note in own:
        page.paragraph(f"- {note}", "CPKit Note")
    page.paragraph(_("Cách tính và căn cứ của từng chỉ tiêu"), "Heading 2")
    for figure in report.figures:
        indicator = figure.indicator
        words = _("{id}. {title}. {definition} Căn cứ: {basis}.")
        page.paragraph(
            words.format(
                id=indicator.id, title=label(indicator.title), definition=label(indicator.definition),
                basis=indicator.basis,
            ),
            "CPKit Note",
        )  # fmt: skip

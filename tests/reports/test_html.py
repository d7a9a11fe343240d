"""The page for a phone and for paper: nothing from outside, every verdict in words, safe from any text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree, html

from cpkit.language import set_language
from cpkit.reports import html as writer
from cpkit.reports.earlier import with_year_before
from cpkit.reports.folds import Check, Table
from cpkit.reports.markup import Markup, tag
from cpkit.reports.report import Report, designed
from cpkit.reports.words import value_words, verdict_words
from tests.reports.ward import YEAR, Ward, member, risk

NAME = "Vừ Thị Mỷ Chớ"
HAMLET = "<script>alert('Bản')</script> & \"Ten\" \x07"


@pytest.fixture
def report(ward: Ward) -> Report:
    """A small ward with something in every table and a hamlet with an evil name, its small counts hidden."""
    for number in range(8):
        groups = [member(4)] if number < 2 else []
        child = ward.child(f"20{10 + number}-05-05", name=NAME, hamlet=HAMLET, groups=groups, risks=[risk()])
        ward.helped(child, amount=1_250_000, fund="ngan_sach_xa")
        ward.activity("tham_van", child)
    ward.case(None)
    return ward.report(exact=False)


def page(report: Report) -> html.HtmlElement:
    return html.fromstring(writer.encode(report).decode())


def words(element: html.HtmlElement) -> str:
    """What a reader sees of an element."""
    return " ".join(str(element.text_content()).replace("\N{NO-BREAK SPACE}", " ").split())


def card(report: Report, id: str) -> html.HtmlElement:
    found: html.HtmlElement = page(report).xpath(f"//article[@aria-labelledby='chi-tieu-{id}']")[0]
    return found


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert writer.encode(report) == writer.encode(report)


def test_nothing_is_asked_of_any_network(report: Report) -> None:
    """No script, no picture, font, style or link from outside, and a policy that forbids them."""
    opened = page(report)
    assert not opened.xpath("//script | //link | //img | //iframe | //object | //embed | //base | //form | //a | //use")
    assert not opened.xpath("//@src | //@srcset | //@href | //@*[starts-with(name(), 'on')]")
    style = "".join(opened.xpath("//style/text()"))
    assert "url(" not in style and "@import" not in style and "@font-face" not in style
    assert "http:" not in writer.encode(report).decode() and "https:" not in writer.encode(report).decode()
    policy = opened.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]


def test_every_text_is_escaped(report: Report) -> None:
    content = writer.encode(report).decode()
    assert "<script" not in content and "&lt;script&gt;alert" in content and "\x07" not in content
    assert any("alert('Bản')" in words(head) for head in page(report).xpath("//tbody//th"))


def test_what_is_put_into_a_tag_is_escaped_unless_it_is_one() -> None:
    assert tag("p", "a < b & c", tag("b", "<"), title='"x"') == (
        '<p title="&quot;x&quot;">a &lt; b &amp; c<b>&lt;</b></p>'
    )
    assert tag("br") == "<br>" and isinstance(tag("br"), Markup)
    assert tag("p", None, class_=None) == "<p></p>"


def test_no_name_of_a_child_is_in_the_page(report: Report) -> None:
    assert NAME not in writer.encode(report).decode()


def test_it_is_well_formed_down_to_the_last_tag(report: Report) -> None:
    content = writer.encode(report).decode().partition("\n")[2]
    for empty in ("meta", "br"):
        content = content.replace(f"<{empty}", f"<{empty} x=''").replace("\n", " ")
    body = content[content.index("<body") : content.index("</html>")]
    etree.fromstring(body)


def test_every_figure_is_there_first_with_its_verdict_in_words(report: Report) -> None:
    opened = page(report)
    for figure in report.figures:
        shown = words(card(report, figure.indicator.id))
        assert value_words(figure) in shown and verdict_words(figure.verdict) in shown, figure.indicator.id
    sections = [words(heading) for heading in opened.xpath("//main/section/h2")]
    assert sections[0] == f"{len(report.figures)} chỉ tiêu" and sections[1].startswith("a) ")
    assert sections[-3:] == ["Biểu đồ", "Các biểu", "Ghi chú"]


def test_the_summary_counts_the_verdicts(report: Report) -> None:
    chips = [words(chip) for chip in page(report).xpath("//ul[@class='summary']/li")]
    counts = [int(chip.split()[0]) for chip in chips]
    assert sum(counts) == len(report.figures) and any(chip.endswith("Chưa đạt") for chip in chips)


def test_a_card_says_the_target_the_gap_and_how_it_is_counted(report: Report) -> None:
    shown = words(card(report, "a1"))
    assert "25,00 % Chưa đạt" in shown and "Mục tiêu: < 1,1 % · chênh lệch: +23,90" in shown
    details = words(card(report, "a1").xpath(".//details")[0])
    assert "14 nhóm" in details and "Tử số: 2" in details and "Mẫu số: 8" in details and "Luật Trẻ em Đ10" in details


def test_small_counts_of_victims_and_cases_are_hidden(ward: Ward, report: Report) -> None:
    ward.case(ward.child())
    hidden = ward.report(exact=False)
    assert "Mẫu số: <5" in words(card(hidden, "a3")) and "Mẫu số: 1" not in words(card(hidden, "a3"))
    table = next(one for one in page(report).xpath("//table") if "Ca theo loại vụ việc" in words(one))
    assert "<5" in words(table)


def test_a_bar_stands_beside_its_target(report: Report) -> None:
    """25 % on a scale to 50, the target 1,1 %: half the width, and a mark near its beginning."""
    drawn = card(report, "a1").xpath(".//*[name()='svg']")[0]
    bar, mark = drawn.xpath(".//*[@class='bar']")[0], drawn.xpath(".//*[@class='mark']")[0]
    assert (bar.get("width"), mark.get("x1")) == ("160.0", "7.0")
    assert not drawn.xpath(".//*[@class='before']")


def test_a_target_of_two_ends_is_a_band(report: Report) -> None:
    drawn = card(report, "a4").xpath(".//*[name()='svg']")[0]
    assert len(drawn.xpath(".//*[@class='band']")) == 1 and len(drawn.xpath(".//*[@class='mark']")) == 2


def test_what_has_no_value_has_no_bar(ward: Ward) -> None:
    for id in ("a1", "a3", "c3", "c8"):
        assert not card(ward.report(), id).xpath(".//*[name()='svg']"), id


def test_the_year_before_is_marked_and_said(ward: Ward) -> None:
    ward.helped(ward.child(groups=[member(4)]), date="2024-03-03")
    ward.child(groups=[member(4, "2025-01-01")])
    report = with_year_before(ward.report(), ward.store, ward.store.settings, designed(YEAR.cutoff))
    drawn = card(report, "a1").xpath(".//*[name()='svg']")[0]
    assert len(drawn.xpath(".//*[@class='before']")) == 1
    assert "Cùng kỳ năm trước: 50,00 %" in words(drawn.xpath("./*[name()='title']")[0])


def test_every_chart_says_in_words_what_it_shows(report: Report) -> None:
    charts = page(report).xpath("//*[name()='svg']")
    assert len(charts) > 10
    for chart in charts:
        title = words(chart.xpath("./*[name()='title']")[0])
        assert chart.get("role") == "img" and len(title) > 20 and any(letter.isdigit() for letter in title)
    captions = [words(caption) for caption in page(report).xpath("//figcaption")]
    assert "Trẻ em theo nhóm tuổi và giới tính" in captions and len(captions) == 4


def test_a_table_that_hides_a_count_is_not_drawn(report: Report) -> None:
    """A published sheet hides small counts of children too: no bar shows them, and no bar shows them as none."""
    hidden = tuple(_hidden(table) if table.id == "groups" else table for table in report.tables)
    captions = [words(caption) for caption in page(replace(report, tables=hidden)).xpath("//figcaption")]
    assert len(captions) == 3 and not [caption for caption in captions if "14 nhóm" in caption]


def _hidden(table: Table) -> Table:
    rows = tuple(replace(row, cells=tuple("<5" if cell == 2 else cell for cell in row.cells)) for row in table.rows)
    return replace(table, rows=rows)


def test_the_page_can_be_read_aloud(report: Report) -> None:
    """The language, one heading of the first level, none left out below, captions, heads of rows and columns."""
    opened = page(report)
    assert opened.get("lang") == "vi" and opened.xpath("//title/text()")
    levels = [int(heading.tag[1]) for heading in opened.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    named = opened.xpath("//@aria-labelledby")
    assert set(named) <= set(opened.xpath("//@id")) and len(set(opened.xpath("//@id"))) == len(opened.xpath("//@id"))
    for table in opened.xpath("//table"):
        assert (
            table.xpath("./caption") and table.xpath("./thead//th[@scope]") and table.xpath("./tbody//th[@scope='row']")
        )


def test_every_table_and_every_number_of_it_is_there(report: Report) -> None:
    tables = page(report).xpath("//table")
    assert len(tables) == len(report.tables)
    for table, written in zip(report.tables, tables, strict=True):
        rows = [[words(cell) for cell in row] for row in written.xpath("./tbody/tr")]
        assert len(rows) == len(table.rows) + len(table.totals), table.id
        assert all(len(row) == len(table.columns) + 1 for row in rows), table.id
        spans = [int(cell.get("colspan", "1")) for cell in written.xpath("./thead/tr[1]/th")]
        assert sum(spans) == len(table.columns) + 1, table.id


def test_dates_confidentiality_and_practice_are_said(report: Report) -> None:
    """NĐ56 Đ24.3; and a practice ward is never taken for a real one."""
    shown = words(page(report))
    assert "từ 15/11/2024 đến 14/11/2025" in shown and "trước ngày 20/11/2025" in shown
    assert "Mức độ bảo mật" in shown and "Phạm vi cung cấp" in shown
    assert "THỰC HÀNH: số liệu không có thật" in shown
    assert "THỰC HÀNH" not in words(page(replace(report, practice=False)))


def test_what_does_not_add_up_is_seen_at_once(report: Report) -> None:
    shown = words(page(replace(report, checks=(Check("Bảng thử", 3, 4),))))
    assert shown.count("CÓ CHÊNH LỆCH") == 2 and "Bảng thử: 3 ≠ 4" in shown


def test_an_empty_ward_has_a_page_too(ward: Ward) -> None:
    shown = words(page(ward.report()))
    assert "Chưa đủ dữ liệu" in shown and "Không phát sinh" in shown
    assert not page(ward.report()).xpath("//figure")


def test_the_page_says_which_language_it_speaks(ward: Ward) -> None:
    set_language("en")
    try:
        assert page(ward.report()).get("lang") == "en"
    finally:
        set_language("vi")

"""The report in sentences: grammatical for every value a figure can take, drawn from the figures and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cpkit.language import set_language
from cpkit.reports.earlier import with_year_before, year_before
from cpkit.reports.figure_sentences import figure_sentences, shortfall
from cpkit.reports.folds import Check, Column, Row, Table
from cpkit.reports.indicators import Figure
from cpkit.reports.narrative import Block, narrative
from cpkit.reports.periods import days_period, quarter_period, year_period
from cpkit.reports.report import Report, designed
from cpkit.reports.table_sentences import case_sentences, cell_words, other_sentences
from tests.reports.ward import YEAR, Ward, member, risk


def said(report: Report, id: str) -> str:
    return figure_sentences(report, report.figure(id))


def told(report: Report) -> str:
    return "\n".join(block.text for block in narrative(report))


def part(report: Report, title: str) -> list[Block]:
    """The blocks from the heading that begins with `title` to the next heading."""
    blocks = narrative(report)
    start = next(place for place, block in enumerate(blocks) if block.text.startswith(title))
    rest = blocks[start + 1 :]
    end = next((place for place, block in enumerate(rest) if block.kind in ("part", "section")), len(rest))
    return rest[:end]


def with_figure(report: Report, id: str, **changes: object) -> Report:
    """The report with one figure changed: values that no small ward shows."""
    changed = tuple(
        replace(figure, **changes) if figure.indicator.id == id else figure  # type: ignore[arg-type]
        for figure in report.figures
    )
    return replace(report, figures=changed)


def compared(ward: Ward) -> Report:
    """The report with the same period a year earlier."""
    return with_year_before(ward.report(), ward.store, ward.store.settings, designed(YEAR.cutoff))


def test_a_figure_is_said_with_its_counts_its_target_and_how_far_it_lies_from_it(ward: Ward) -> None:
    ward.child(groups=[member(4)])
    ward.child()
    assert said(ward.report(), "a1") == (
        "Có 1 trẻ em có hoàn cảnh đặc biệt trong tổng số 2 trẻ em trên địa bàn, chiếm 50 %. "
        "Mục tiêu là dưới 1,1 %: chưa đạt, cao hơn 48,9 điểm phần trăm."
    )


def test_numbers_are_vietnamese_without_needless_decimals(ward: Ward) -> None:
    report = with_figure(ward.report(), "a1", numerator=11, denominator=1000, high=11)
    assert "trong tổng số 1.000 trẻ em trên địa bàn, chiếm 1,1 %" in said(report, "a1")
    report = with_figure(ward.report(), "a1", numerator=10, denominator=1000, high=10)
    assert "chiếm 1 %. Mục tiêu là dưới 1,1 %: đạt." in said(report, "a1")


def test_nothing_of_a_whole_is_no_child_and_not_zero_children(ward: Ward) -> None:
    ward.child(groups=[member(4)])
    sentence = said(ward.report(), "a2")
    assert sentence.startswith("Chưa có trẻ em nào trong tổng số 1 trẻ em có hoàn cảnh đặc biệt được ghi là")
    assert "chưa đạt, thấp hơn 98 điểm phần trăm" in sentence


def test_all_of_a_whole_is_said_as_all(ward: Ward) -> None:
    ward.helped(ward.child(groups=[member(4)]))
    assert said(ward.report(), "a2") == (
        "Toàn bộ 1 trẻ em có hoàn cảnh đặc biệt đều được chăm sóc, nuôi dưỡng, trợ giúp, chiếm 100 %. "
        "Mục tiêu là ít nhất 98 %: đạt."
    )


def test_nothing_of_nothing_did_not_occur_and_is_not_judged(ward: Ward) -> None:
    ward.child()
    assert said(ward.report(), "a3") == (
        "Trong kỳ không phát sinh trường hợp trẻ em bị xâm hại, lạm dụng, bóc lột. "
        "Vì không phát sinh nên không đánh giá mục tiêu 100 %."
    )


def test_what_the_records_do_not_tell_is_not_concluded(ward: Ward) -> None:
    ward.child()
    report = ward.report()
    for id in ("c1", "c4", "c6", "c7"):
        assert "chưa đủ dữ liệu để kết luận" in said(report, id), id
        assert "đạt" not in said(report, id).replace("chưa đủ", ""), id
    half_known = with_figure(report, "a2", numerator=40, denominator=100, high=99)
    assert "mới ghi nhận được 40 %, chưa đủ dữ liệu để kết luận" in said(half_known, "a2")


def test_a_target_of_the_whole_city_is_no_verdict_on_a_ward(ward: Ward) -> None:
    ward.organisation("ban_bvte", effective_from="2024-01-01")
    assert said(ward.report(), "c2") == (
        "Ban Bảo vệ trẻ em hoặc Nhóm thường trực được đánh giá là hoạt động có hiệu quả. "
        "Mục tiêu chung của toàn thành phố: 100 %."
    )
    assert "Mục tiêu chung của toàn thành phố: 12 xã, phường." in said(ward.report(), "c3")


def test_of_a_range_only_the_low_end_is_missed(ward: Ward) -> None:
    report = with_figure(ward.report(), "a4", numerator=9, denominator=1000, high=9)
    assert said(report, "a4").endswith("Mục tiêu là từ 0,4 % đến 0,7 %: đạt, cao hơn 0,2 điểm phần trăm.")
    report = with_figure(ward.report(), "a4", numerator=5, denominator=1000, high=5)
    assert said(report, "a4").endswith("Mục tiêu là từ 0,4 % đến 0,7 %: đạt.")


def test_small_counts_of_victims_are_hidden_in_sentences_too(ward: Ward) -> None:
    ward.case(ward.child())
    hidden, open = ward.report(exact=False), ward.report()
    assert "trong tổng số dưới 5 trẻ em bị xâm hại" in said(hidden, "a3")
    assert shortfall(hidden, hidden.figure("a3")) == "còn thiếu dưới 5 trẻ em"
    assert "trong tổng số 1 trẻ em bị xâm hại" in said(open, "a3")
    assert shortfall(open, open.figure("a3")) == "còn thiếu 1 trẻ em"


def test_every_sentence_of_the_plan_fits_every_value(ward: Ward) -> None:
    """No brace is left over, no dash stands where a number belongs, every sentence ends."""
    report = ward.report()
    for figure in report.figures:
        for counts in ((0, 0), (0, 7), (3, 7), (7, 7), (12_345, 54_321), (None, None)):
            for exact in (True, False):
                changed = _counted(figure, *counts)
                sentence = figure_sentences(replace(report, exact=exact), changed)
                assert "{" not in sentence and "–" not in sentence, sentence
                assert sentence.endswith(".") and ".." not in sentence and "  " not in sentence, sentence


def _counted(figure: Figure, part: int | None, whole: int | None) -> Figure:
    of_whole = whole if figure.indicator.measure == "percent" else None
    return replace(figure, numerator=part, denominator=of_whole, high=part)


def test_an_indicator_without_sentences_is_said_by_its_title(ward: Ward) -> None:
    ward.child(groups=[member(4)])
    figure = ward.report().figure("a1")
    plain = replace(figure, indicator=replace(figure.indicator, sentences={}))
    assert figure_sentences(ward.report(), plain).startswith(
        "Tỷ lệ trẻ em có hoàn cảnh đặc biệt trên tổng số trẻ em: 100 % (1/1). "
    )


def test_the_shortfall_counts_who_is_missing(ward: Ward) -> None:
    """98 of 100 are needed, 90 are there: 8 more; 13 of 1200 are allowed, 15 are there: 2 too many."""
    report = with_figure(ward.report(), "a2", numerator=90, denominator=100, high=90)
    assert shortfall(report, report.figure("a2")) == "còn thiếu 8 trẻ em"
    report = with_figure(ward.report(), "a1", numerator=15, denominator=1200, high=15)
    assert shortfall(report, report.figure("a1")) == "nhiều hơn mức mục tiêu 2 trẻ em"
    report = with_figure(ward.report(), "c7", numerator=1, denominator=3, high=1)
    assert shortfall(report, report.figure("c7")) == "còn thiếu 2 hộ gia đình"
    assert shortfall(report, report.figure("a5")) == ""


def test_the_same_period_a_year_earlier_has_the_same_days() -> None:
    assert (year_before(YEAR).start, year_before(YEAR).end) == (year_period(2024).start, year_period(2024).end)
    leap = year_before(days_period(date(2024, 2, 29), date(2024, 3, 31)))
    assert (leap.start, leap.end) == (date(2023, 2, 28), date(2023, 3, 31))


def test_a_figure_is_compared_with_the_same_period_a_year_earlier(ward: Ward) -> None:
    ward.helped(ward.child(groups=[member(4)]), date="2024-03-03")
    ward.child(groups=[member(4, "2025-01-01")])
    assert said(compared(ward), "a1").endswith("Tăng 50 điểm phần trăm so với cùng kỳ năm trước (50 %).")
    assert said(compared(ward), "a2").endswith("Giảm 100 điểm phần trăm so với cùng kỳ năm trước (100 %).")


def test_a_year_in_which_nothing_was_recorded_is_no_comparison(ward: Ward) -> None:
    ward.helped(ward.child(groups=[member(4)]))
    assert "cùng kỳ năm trước" not in told(compared(ward))
    assert "cùng kỳ năm trước" not in told(ward.report())


def test_strengths_and_shortfalls_are_what_the_figures_say(ward: Ward) -> None:
    ward.helped(ward.child(groups=[member(4)]))
    report = ward.report()
    strong = [block.text for block in part(report, "1. Ưu điểm")]
    weak = [block.text for block in part(report, "2. Hạn chế")]
    assert strong[0] == "Đạt 1 trong 5 chỉ tiêu đã đánh giá được:"
    assert strong[1] == "- Trẻ em hoàn cảnh đặc biệt được trợ giúp: 100 % (mục tiêu ít nhất 98 %)."
    assert weak[0] == "Chưa đạt 4 chỉ tiêu:"
    assert weak[1].startswith("- Trẻ em có hoàn cảnh đặc biệt, trên tổng số: 100 % (mục tiêu dưới 1,1 %), nhiều hơn")
    assert any(text.startswith("Chưa đủ dữ liệu để kết luận") for text in weak)


def test_a_ward_that_met_everything_has_no_shortfall_made_up(ward: Ward) -> None:
    report = ward.report()
    kept = tuple(figure for figure in report.figures if figure.verdict == "none")
    assert [block.text for block in part(replace(report, figures=kept), "2. Hạn chế")] == [
        "Không có chỉ tiêu nào chưa đạt hoặc chưa đủ dữ liệu."
    ]
    assert [block.text for block in part(replace(report, figures=kept), "1. Ưu điểm")] == [
        "Trong kỳ chưa có chỉ tiêu nào đủ dữ liệu để đánh giá đạt hay chưa đạt."
    ]


def test_what_does_not_add_up_is_named_with_both_sides(ward: Ward) -> None:
    wrong = (Check("Bảng thử: tổng các dòng", 3, 4), Check("Bảng về ca: tổng", 1, 2, secret=True))
    report = replace(ward.report(exact=False), checks=wrong)
    lines = [block.text for block in part(report, "2. Hạn chế")]
    assert "Số liệu còn 2 chỗ chưa khớp:" in lines
    assert "- Bảng thử: tổng các dòng: 3 ≠ 4, lệch 1;" in lines and "- Bảng về ca: tổng: … ≠ …, lệch 1." in lines


def test_what_figures_cannot_know_is_left_as_dotted_lines(ward: Ward) -> None:
    for title in ("3. Nguyên nhân", "1. Phương hướng", "2. Kiến nghị"):
        assert {block.kind for block in part(ward.report(), title)} == {"dots"}, title


def test_a_ward_without_children_says_so(ward: Ward) -> None:
    text = told(ward.report())
    assert "Đến ngày 14/11/2025, sổ của Phường Điện Biên Phủ chưa có trẻ em nào." in text
    assert "Trong kỳ không phát sinh tin báo và không có ca nào." in text
    assert "Trong kỳ chưa ghi lần hỗ trợ, can thiệp nào." in text and "Trong kỳ chưa ghi hoạt động nào." in text


def test_the_children_are_told_by_sex_age_and_ethnic_group_unknown_ones_too(ward: Ward) -> None:
    ward.child(sex="nam", ethnic="01")
    ward.child(sex="unknown", birth=None)
    ward.child(risks=[risk()])
    text = told(ward.report())
    assert "có 3 trẻ em dưới 16 tuổi (nam 1; nữ 1; chưa rõ 1)" in text
    assert "từ 7 đến 10 tuổi 2; chưa rõ ngày sinh 1" in text
    assert "Có 1 trẻ em có nguy cơ rơi vào hoàn cảnh đặc biệt" in text


def test_no_sentence_points_at_one_child_of_a_group(ward: Ward) -> None:
    """One child with HIV among a hundred is in the annex's totals, not in a sentence of its own."""
    ward.child(groups=[member(5)])
    for _number in range(6):
        ward.child(groups=[member(4)])
    text = told(ward.report())
    assert "Đông nhất: trẻ em khuyết tật (6 em)." in text and "HIV" not in text


def test_cases_are_told_with_their_small_counts_hidden(ward: Ward) -> None:
    for _number in range(6):
        ward.case(ward.child())
    ward.case(ward.child(), kind="mua_ban")
    text = " ".join(case_sentences(ward.report(exact=False)))
    assert "Trong kỳ đã tiếp nhận 7 tin báo về trẻ em. Đầu kỳ không có ca đang mở; trong kỳ mở 7 ca" in text
    assert "không đóng ca nào; cuối kỳ còn 7 ca đang mở." in text
    assert "mua bán dưới 5" in text and "mua bán 1" not in text
    assert "mua bán 1" in " ".join(case_sentences(ward.report()))


def test_hidden_counts_of_children_are_not_told_as_none(ward: Ward) -> None:
    """A published sheet hides small counts in every table."""
    ward.child(groups=[member(4)])
    report = ward.report()
    tables = tuple(
        replace(table, totals=tuple(replace(row, cells=("<5",) * len(row.cells)) for row in table.totals))
        for table in report.tables
    )
    text = told(replace(report, tables=tables))
    assert "có dưới 5 trẻ em dưới 16 tuổi" in text and "Có dưới 5 trẻ em có hoàn cảnh đặc biệt" in text
    assert "Đã thực hiện dưới 5 lần hỗ trợ, can thiệp cho dưới 5 trẻ em" in text


@pytest.mark.parametrize(("cell", "words"), [(0, "0"), (1200, "1.200"), ("<5", "dưới 5"), ("…", "một số")])
def test_a_hidden_count_has_words(cell: int | str, words: str) -> None:
    assert cell_words(cell) == words


def test_what_was_done_is_told_by_service_and_kind(ward: Ward) -> None:
    child = ward.child()
    ward.helped(child, amount=1_250_000, fund="ngan_sach_xa")
    ward.activity("tham_van", child, counts={"nu:7-10": 30})
    lines = [block.text for block in narrative(ward.report())]
    assert "Đã thực hiện 1 lần hỗ trợ, can thiệp cho 1 trẻ em, kinh phí 1.250.000 đồng." in lines
    assert "- Chăm sóc sức khỏe: 1 lần, 1 trẻ em, kinh phí 1.250.000 đồng." in lines
    assert "Đã tổ chức 1 hoạt động, 1 trẻ em có ghi tên, 30 lượt trẻ em chỉ có số đếm." in lines


def test_a_table_of_a_plugin_is_told_by_its_total(ward: Ward) -> None:
    own = Table("own", "Sách trao tặng", (Column("books", "Số sách"),), (), (Row("total", "Tổng", (12,)),))
    none = replace(own, id="none", title="Xe đạp", totals=(Row("total", "Tổng", (0,)),))
    report = replace(ward.report(), tables=(own, none))
    lines = [block.text for block in part(report, "4. Kết quả khác")]
    assert lines == ["- Sách trao tặng: số sách 12 (Biểu 1);", "- Chưa có số liệu trong kỳ: xe đạp (Biểu 2)."]


def test_outside_the_years_of_the_plan_nothing_is_held_against_it(ward: Ward) -> None:
    ward.child(groups=[member(4)])
    text = told(ward.report(year_period(2027)))
    assert "Căn cứ" not in text and "Mục tiêu" not in text and "Kế hoạch không đặt" not in text


def test_the_letter_is_english_where_english_is_spoken(ward: Ward) -> None:
    """The sentences of the plan's own data come with both languages."""
    ward.child(groups=[member(4)])
    set_language("en")
    try:
        assert said(ward.report(), "a1").startswith("1 of 1 children are in special circumstances, 100 %")
    finally:
        set_language("vi")


def test_a_part_of_a_year_says_that_the_targets_are_of_the_year(ward: Ward) -> None:
    """A quarter that has not reached the year's 98 % has not failed it."""
    ward.child(groups=[member(4)])
    words = "Mục tiêu là của cả năm"
    quarter, year = ward.report(quarter_period(2025, 1)), ward.report()
    assert any(words in note for note in quarter.notes) and not any(words in note for note in year.notes)
    assert part(quarter, "IV. ĐÁNH GIÁ")[0].text.startswith(words)
    assert part(year, "IV. ĐÁNH GIÁ") == []


def test_what_stands_over_several_columns_is_said_once(ward: Ward) -> None:
    """The tasks of the plan: so many, “trong đó” so many done, so many late - not “trong đó” before each."""
    states = [Column(title, title, group="Trong đó") for title in ("Trễ hạn", "Hoàn thành")]
    columns = (Column("all", "Số nhiệm vụ"), *states)
    row = Row("total", "Tổng số", (5, 2, 3))
    table = Table("nhiem_vu_thu", "Nhiệm vụ", columns, (row,), (row,))
    report = replace(ward.report(), tables=(table,))
    (sentence,) = other_sentences(report)
    assert sentence == "- Nhiệm vụ: số nhiệm vụ 5; trong đó: Trễ hạn 2; Hoàn thành 3 (Biểu 1)"

"""The report over several units: added up, judged where it can be, and plain about what is missing or differs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from cpkit.errors import Refused
from cpkit.places import unit_name
from cpkit.reports.expected import Expected, expected_by_words, expected_set
from cpkit.reports.figure_sentences import fact
from cpkit.reports.joint import Joint
from cpkit.reports.tally import TallyFile
from tests.reports.joining import NOW, THEN, joined, redefined, sent_by, share, tally_of, with_figures
from tests.reports.ward import YEAR, Ward, member

CITY, GROUND = "thanh_pho_dien_bien_phu", "dien_bien_phu_tu_2025"


@pytest.fixture
def base(ward: Ward) -> TallyFile:
    """The tally of a ward with three children: one disabled and helped, and one case."""
    ward.helped(ward.child(groups=[member(4)]))
    ward.child(sex="nam")
    ward.case(ward.child(ethnic="53"))
    ward.organisation("mang_luoi_ctv")
    return tally_of(ward)


def whole_city(base: TallyFile, **figures: dict[str, Any]) -> list[TallyFile]:
    """All twelve units of the plan, each with these figures."""
    return [with_figures(base, unit, figures) for unit in THEN]


def test_parts_and_wholes_are_added_and_the_percentage_is_computed_anew(base: TallyFile) -> None:
    """Not the mean of 50 % and 1 %: 2 of 102."""
    one = with_figures(base, THEN[0], {"a1": share(1, 2)})
    other = with_figures(base, THEN[1], {"a1": share(1, 100)})
    a1 = joined(one, other).report.figure("a1")
    assert (a1.numerator, a1.denominator, a1.value) == (2, 102, Decimal("1.96"))


@pytest.mark.parametrize(
    ("met", "words"),
    [
        ((0, 0, 0), "Chưa có xã, phường nào trong tổng số 3 xã, phường có"),
        ((1, 0, 1), "Có 2 trong tổng số 3 xã, phường có"),
        ((1, 1, 1), "Cả 3/3 xã, phường đều có"),
    ],
)
@pytest.mark.parametrize("id", ["c1", "c2", "c2b"])
def test_of_several_units_a_sentence_counts_units(base: TallyFile, id: str, met: tuple[int, ...], words: str) -> None:
    """Plan, targets of section C: n of m wards and communes; a ward's own report says it of its own board."""
    files = [with_figures(base, unit, {id: share(one, 1)}) for unit, one in zip(THEN, met, strict=False)]
    report = joined(*files, expected=Expected("", "ba đơn vị", THEN[:3])).report
    assert fact(report, report.figure(id)).startswith(words)
    ward = replace(report, members=0)
    assert met == (1, 0, 1) or "xã, phường" not in fact(ward, ward.figure(id))


def test_every_unit_keeps_a_column_with_its_own_figure(base: TallyFile) -> None:
    files = [with_figures(base, unit, {"a2": share(place, 4)}) for place, unit in enumerate(THEN[:3])]
    members = joined(*files).members
    assert [(one.key, one.figures["a2"].numerator) for one in members] == list(zip(THEN[:3], range(3), strict=True))
    assert [one.name for one in members] == [unit_name(unit) for unit in THEN[:3]]


def test_both_ends_are_added_and_a_range_over_the_target_gives_no_verdict(base: TallyFile) -> None:
    """b1: of 10 children 4 took part for certain, 6 at most; with 10 of 10 elsewhere 70 to 80 % is met all the same."""
    open_ends = {"numerator": 4, "denominator": 10, "high": 6, "untold": 2, "heads": 0}
    alone = joined(with_figures(base, THEN[0], {"b1": open_ends})).report.figure("b1")
    assert (alone.numerator, alone.high, alone.denominator, alone.verdict) == (4, 6, 10, "insufficient")
    files = with_figures(base, NOW[0], {"b1": open_ends}), with_figures(base, NOW[1], {"b1": share(10, 10)})
    both = joined(*files, expected=Expected("", "hai đơn vị", NOW[:2])).report.figure("b1")
    assert (both.numerator, both.high, both.denominator, both.verdict) == (14, 16, 20, "met")
    assert any("2 trường hợp chưa kết luận" in note for note in both.notes)


def test_the_tables_are_added_cell_by_cell_with_rows_only_one_unit_has(base: TallyFile, ward: Ward) -> None:
    ward.child(ethnic="22")
    more = sent_by(tally_of(ward), THEN[1])
    table = joined(sent_by(base, THEN[0]), more).report.table("children_by_ethnic_group")
    assert {row.id: row.cells[-1] for row in table.rows} == {"03": 4, "22": 1, "53": 2}
    assert [row.title for row in table.rows if row.id == "22"] == ["Xtiêng"]
    assert table.cell("children", "nam") == 2 and table.cell("children", "total") == 7


def test_beside_each_table_stands_what_every_unit_has_in_it(base: TallyFile) -> None:
    joint = joined(*whole_city(base)[:2])
    ages = next(one for one in joint.tables if one.table.id == "children_by_age")
    assert [column.id for column in ages.spread.columns] == [*THEN[:2], "total"]
    assert ages.spread.cell("children", THEN[0]) == 3 and ages.spread.cell("children", "total") == 6
    cases = next(one for one in joint.tables if one.table.id == "cases_by_kind")
    assert [(row.id, row.cells[0]) for row in (*cases.spread.rows, *cases.spread.totals)] == [
        (THEN[0], 1), (THEN[1], 1), ("total", 2),
    ]  # fmt: skip


def test_the_sum_agrees_with_itself(base: TallyFile) -> None:
    report = joined(*whole_city(base)).report
    assert report.reconciled and len(report.checks) > 30
    assert report.figure("a1").denominator == report.table("children_by_age").cell("children", "total") == 36


class TestMissing:
    def test_who_is_missing_of_the_plans_units_is_said(self, base: TallyFile) -> None:
        joint = joined(*whole_city(base)[:-2])
        assert joint.missing == THEN[-2:]
        assert any(
            "10/12 đơn vị đã gửi. CÒN THIẾU: Xã Mường Phăng, Xã Pá Khoang" in note for note in joint.report.notes
        )

    def test_without_them_nothing_is_judged_that_they_could_change(self, base: TallyFile) -> None:
        all_met = {"a2": share(1, 1), "c4": share(1, None)}
        report = joined(*whole_city(base, **all_met)[:-1]).report
        assert (report.figure("a2").verdict, report.figure("a2").value) == ("insufficient", Decimal("100.00"))
        assert report.figure("c4").verdict == "met", "one service point is enough, whatever the last unit has"
        assert joined(*whole_city(base, **all_met)).report.figure("a2").verdict == "met"

    def test_a_unit_that_is_missing_may_have_collaborators_or_not(self, base: TallyFile) -> None:
        """c3, 12 of 12: with 11 that have them it is open, with 10 of 11 it is missed whatever comes."""
        has, lacks = {"c3": share(1, None)}, {"c3": share(0, None)}
        eleven = whole_city(base, **has)[:-1]
        assert joined(*eleven).report.figure("c3").verdict == "insufficient"
        ten = [*whole_city(base, **has)[:10], with_figures(base, THEN[10], lacks)]
        assert joined(*ten).report.figure("c3").verdict == "missed"

    def test_who_is_to_send_can_be_a_province_or_a_list(self, base: TallyFile, tmp_path: Any) -> None:
        province = expected_by_words("Tỉnh Điện Biên", on=YEAR.cutoff)
        assert len(province.keys) == 45 and expected_by_words("dien bien", on=YEAR.cutoff).keys == province.keys
        listed = tmp_path / "danh-sach.txt"
        listed.write_text("# nơi gửi\n34:03127\nPhường Mường Thanh, Điện Biên\n\n03325  # xã\n", encoding="utf-8")
        assert expected_by_words(str(listed), on=YEAR.cutoff).keys == ("34:03127", "34:03334", "34:03325")
        joint = joined(sent_by(base, NOW[0]), expected=province)
        assert len(joint.missing) == 44

    def test_a_list_that_is_not_clear_is_refused_line_by_line(self, tmp_path: Any) -> None:
        listed = tmp_path / "danh-sach.txt"
        listed.write_text("Phường Không Có\n34:03127\nTân Thành\n", encoding="utf-8")
        with pytest.raises(Refused) as refused:
            expected_by_words(str(listed), on=YEAR.cutoff)
        assert [problem.field for problem in refused.value.problems] == ["1", "3"]

    def test_a_sender_outside_the_units_that_are_to_send_is_refused(self, base: TallyFile) -> None:
        with pytest.raises(Refused) as refused:
            joined(sent_by(base, "34:03203"), sent_by(base, NOW[0]), expected=expected_set(GROUND))
        assert len(refused.value.problems) == 1 and "34:03203" in refused.value.problems[0].message

    def test_when_nobody_knows_who_is_to_send_that_is_said(self, base: TallyFile) -> None:
        joint = joined(sent_by(base, "34:03203"), sent_by(base, NOW[0]))
        assert joint.expected is None
        assert any("chưa biết còn thiếu đơn vị nào" in note for note in joint.report.notes)


class TestTargetsOfTheCity:
    """Section I.2.c of the plan: numbers of wards and bodies of the whole city."""

    @pytest.mark.parametrize(
        ("id", "each", "verdict"),
        [
            ("c1", share(1, 1), "met"),
            ("c1", share(0, 1), "missed"),
            ("c2b", share(1, 1), "met"),
            ("c3", share(1, None), "met"),
            ("c4", share(0, None), "missed"),
            ("c5", share(1, None), "met"),
            ("c5", share(0, None), "missed"),
        ],
    )
    def test_they_are_judged_once_all_units_of_the_plan_have_sent(
        self, base: TallyFile, id: str, each: dict[str, Any], verdict: str
    ) -> None:
        figure = joined(*whole_city(base, **{id: each})).report.figure(id)
        assert (figure.numerator, figure.verdict) == (12 * (each["numerator"] or 0), verdict)

    def test_a_third_of_the_boards_is_enough_for_c2b(self, base: TallyFile) -> None:
        four = [with_figures(base, unit, {"c2b": share(int(place < 4), 1)}) for place, unit in enumerate(THEN)]
        assert joined(*four).report.figure("c2b").verdict == "met"
        three = [with_figures(base, unit, {"c2b": share(int(place < 3), 1)}) for place, unit in enumerate(THEN)]
        assert joined(*three).report.figure("c2b").verdict == "missed"

    def test_a_number_of_wards_set_for_twelve_says_nothing_of_four(self, base: TallyFile) -> None:
        report = joined(*(with_figures(base, unit, {"c3": share(1, None), "c1": share(1, 1)}) for unit in NOW)).report
        assert (report.figure("c3").numerator, report.figure("c3").verdict) == (4, "city")
        assert any("ở đây có 4 đơn vị: không so được" in note for note in report.figure("c3").notes)
        assert report.figure("c1").verdict == "met", "a share of the units can be judged of any number of them"

    def test_one_wards_column_still_shows_its_part_without_a_verdict(self, base: TallyFile) -> None:
        assert joined(*whole_city(base)).members[0].figures["c3"].verdict == "city"


class TestDifferences:
    def test_a_unit_that_counts_otherwise_is_named_and_left_out_of_that_indicator(self, base: TallyFile) -> None:
        words = next(one for one in base.indicators.values() if one.id == "b1")
        other = msgspec.structs.replace(words, parameters=words.parameters.replace("7", "6"))
        odd = sent_by(redefined(base, other), THEN[2])
        joint = joined(*whole_city(base)[:2], odd)
        assert joint.report.figure("b1").denominator == 2 * (base.parts[0].figures["b1"].denominator or 0)
        assert joint.report.figure("a1").denominator == 9, "all else is added up"
        assert f"{unit_name(THEN[2])}, chỉ tiêu b1: tính theo định nghĩa khác; không cộng vào." in joint.differences
        assert joint.report.figure("b1").verdict == "insufficient"

    def test_where_all_wards_agree_and_this_computer_differs_they_are_added_and_it_is_said(
        self, base: TallyFile
    ) -> None:
        words = next(one for one in base.indicators.values() if one.id == "b1")
        other = redefined(base, msgspec.structs.replace(words, definition={"vi": "Cách tính mới"}))
        joint = joined(*(sent_by(other, unit) for unit in THEN))
        assert joint.differences == () and any("Máy này tính khác các đơn vị ở: b1" in one for one in joint.remarks)
        assert joint.report.figure("b1").indicator.definition["vi"] == "Cách tính mới"

    def test_a_part_above_its_whole_is_named_and_left_out(self, base: TallyFile) -> None:
        wrong = with_figures(base, THEN[1], {"a5": share(7, 5)})
        joint = joined(with_figures(base, THEN[0], {"a5": share(1, 2)}), wrong)
        assert (joint.report.figure("a5").numerator, joint.report.figure("a5").denominator) == (1, 2)
        assert f"{unit_name(THEN[1])}, chỉ tiêu a5: tử số lớn hơn mẫu số; không cộng vào." in joint.differences

    def test_an_indicator_one_unit_does_not_have_is_named(self, base: TallyFile) -> None:
        figures = {id: one for id, one in base.parts[0].figures.items() if id != "a3"}
        joint = joined(sent_by(base, THEN[0]), sent_by(base, THEN[1], figures=figures))
        assert any("chỉ tiêu a3: không có chỉ tiêu này" in one for one in joint.differences)

    def test_a_table_laid_out_otherwise_is_left_out_and_rows_beside_ours_are_not_otherwise(
        self, base: TallyFile
    ) -> None:
        words = next(one for one in base.tables.values() if one.id == "children_by_age")
        bands = msgspec.structs.replace(words, rows=(("0-5", "0 - 5"), ("6-9", "6 - 9"), ("10-15", "10 - 15")))
        more = msgspec.structs.replace(words, rows=(*words.rows, ("16-17", "16 - 17")))
        joint = joined(*whole_city(base)[:2], sent_by(redefined(base, bands), THEN[2]))
        assert joint.report.table("children_by_age").cell("children", "total") == 6
        assert any("lập theo cách khác" in one for one in joint.differences) and joint.report.reconciled
        joint = joined(*whole_city(base)[:2], sent_by(redefined(base, more), THEN[2]))
        assert joint.report.table("children_by_age").cell("children", "total") == 9

    def test_what_a_wards_own_report_says_does_not_agree_is_passed_on(self, base: TallyFile) -> None:
        joint = joined(sent_by(base, THEN[0], differences=("Bảng 1: tổng",)))
        assert any("báo cáo của đơn vị có chênh lệch: Bảng 1: tổng" in one for one in joint.differences)

    def test_an_indicator_that_failed_at_a_ward_is_left_out(self, base: TallyFile) -> None:
        joint = joined(sent_by(base, THEN[0]), sent_by(base, THEN[1], broken=("a1",)))
        assert joint.report.figure("a1").denominator == 3
        assert any("a1: bị lỗi khi tính tại đơn vị" in one for one in joint.differences)

    def test_other_versions_and_other_plans_are_named(self, base: TallyFile) -> None:
        joint = joined(sent_by(base, THEN[0]), sent_by(base, THEN[1], program="0.0.9", plan="khac"))
        assert any("0.0.9 (1)" in one for one in joint.remarks) and any("kế hoạch khác" in one for one in joint.remarks)


def test_nothing_of_a_joint_report_depends_on_the_order_of_the_files(base: TallyFile) -> None:
    files = whole_city(base)
    one, other = joined(*files), joined(*reversed(files))
    assert isinstance(one, Joint) and one.report == other.report and one.tables == other.tables


def test_tables_of_one_name_with_other_conditions_do_not_add_up(base: TallyFile) -> None:
    """Two wards may call two different tables of their own alike."""
    words = next(one for one in base.tables.values() if one.id == "children_by_age")
    other = msgspec.structs.replace(words, definition='["children", ["age"], ["group=4"]]')
    joint = joined(*whole_city(base)[:2], sent_by(redefined(base, other), THEN[2]))
    assert joint.report.table("children_by_age").cell("children", "total") == 6


def test_units_of_the_set_of_another_time_are_told_their_set(base: TallyFile) -> None:
    """Phường Điện Biên Phủ of 2025 is not one of the twelve units before 01/07/2025."""
    with pytest.raises(Refused) as refused:
        joined(with_figures(base, NOW[0], {}), expected=expected_set(CITY))
    assert f"--unit-set {GROUND}" in refused.value.problems[0].message

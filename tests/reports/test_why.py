"""Where a figure comes from: its records, and of those missing what each lacks, with deadline and article."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.practice.ward import fill_ward
from cpkit.reports.indicators import Share
from cpkit.reports.report import designed
from cpkit.reports.why import PARTS, Opened, find_indicator, members, open_figure
from cpkit.store import Store
from cpkit.store.identifiers import show_id
from tests.reports.ward import YEAR, Ward, member, risk

DESIGN = designed(YEAR.cutoff)


def opened(ward: Ward, id: str, *, confidential: bool = False) -> Opened:
    settings = ward.store.settings
    return open_figure(ward.store, settings, YEAR, DESIGN, find_indicator(DESIGN, id), confidential=confidential)


def lacks(ward: Ward, id: str) -> dict[str, list[str]]:
    """What each missing or untold record lacks, by its id."""
    found = opened(ward, id)
    return {one.id: list(one.lacking or ()) for one in (*found.part("missing"), *found.part("untold"))}


def ids(ward: Ward, id: str, part: str) -> list[tuple[str, int]]:
    return members(ward.store, ward.store.settings, YEAR, DESIGN, {id})[id][part]


class TestMembers:
    def test_the_ids_of_every_part_of_a_figure(self, ward: Ward) -> None:
        helped, missing, _other = ward.child(groups=[member(4)]), ward.child(groups=[member(1)]), ward.child()
        ward.helped(helped)
        assert ids(ward, "a2", "numerator") == [("TE", helped)]
        assert ids(ward, "a2", "missing") == [("TE", missing)]
        assert ids(ward, "a2", "denominator") == [("TE", helped), ("TE", missing)]
        assert ids(ward, "a2", "untold") == []

    def test_a_victim_is_named_by_its_first_case(self, ward: Ward) -> None:
        child = ward.child()
        first = ward.case(child)
        ward.case(child, "2025-05-05T08:00:00+07:00")
        assert ids(ward, "a3", "missing") == [("CA", first)]

    def test_several_indicators_in_one_count(self, ward: Ward) -> None:
        child = ward.child("2012-01-01")
        found = members(ward.store, ward.store.settings, YEAR, DESIGN, {"a1", "b1", "c8"})
        assert sorted(found) == ["a1", "b1", "c8"]
        assert found["a1"]["missing"] == found["b1"]["missing"] == [("TE", child)]
        assert found["c8"]["denominator"] == []

    @pytest.mark.parametrize("id", [one.id for one in DESIGN.indicators])
    def test_parts_add_up_to_the_figure_of_the_report(self, store: Store, id: str) -> None:
        fill_ward(store, children=250, seed=11)
        ward = Ward(store)
        figure, found = ward.report().figure(id), opened(ward, id)
        assert (found.figure.numerator, found.figure.denominator) == (figure.numerator, figure.denominator)
        assert sum(found.count(part) for part in ("missing", "untold", "numerator")) == found.count("denominator")
        for part in PARTS:
            assert sum(one.weight for one in found.part(part)) == found.count(part)
        assert found.count("numerator") + found.unnamed == (figure.numerator or 0)
        if figure.denominator is not None:
            assert found.count("denominator") == figure.denominator


class TestWhatIsLacking:
    def test_a_child_without_a_service(self, ward: Ward) -> None:
        child = ward.child(groups=[member(4)])
        ward.helped(child, date="2024-11-14")  # the day before the period
        assert lacks(ward, "a2") == {show_id("TE", child): ["Chưa có hỗ trợ, can thiệp nào trong kỳ"]}

    def test_nothing_is_asked_of_a_child_that_is_at_no_risk(self, ward: Ward) -> None:
        ward.child()
        at_risk = ward.child(risks=[risk()])
        found = opened(ward, "a4")
        first, second = found.part("missing")
        assert first.id == show_id("TE", at_risk) and "bỏ học" in (first.lacking or ("",))[0]
        assert second.lacking == ()
        assert [one.lacking for one in opened(ward, "a1").part("missing")] == [(), ()]

    def test_an_urgent_case_without_measures_within_twelve_hours(self, ward: Ward) -> None:
        case = ward.case(ward.child(), "2025-03-03T08:00:00+07:00", urgent=True)
        (words,) = lacks(ward, "a3").values()
        assert words == [
            "Chưa có Mẫu số 02 (NĐ56 Đ26.2)",
            "Chưa có biện pháp khẩn cấp, hạn 03/03/2025 20:00 (NĐ56 Đ26.3, Đ31.2, Đ32.2)",
        ]
        assert list(lacks(ward, "a3")) == [show_id("CA", case)]

    def test_measures_that_came_too_late(self, ward: Ward) -> None:
        steps = [("danh_gia_ban_dau", "2025-03-03T09:00:00+07:00"), ("bien_phap_khan_cap", "2025-03-03T20:01:00+07:00")]
        ward.case(ward.child(), "2025-03-03T08:00:00+07:00", urgent=True, steps=steps)
        (words,) = lacks(ward, "a3").values()
        assert words == ["Biện pháp khẩn cấp lúc 03/03/2025 20:01, hạn 03/03/2025 20:00 (NĐ56 Đ26.3, Đ31.2, Đ32.2)"]

    def test_a_plan_that_was_approved_too_late_and_never_begun(self, ward: Ward) -> None:
        steps = [
            ("danh_gia_ban_dau", "2025-03-03T09:00:00+07:00"), ("hop_xac_dinh", "2025-03-04T09:00:00+07:00"),
            ("phe_duyet", "2025-03-14T09:00:00+07:00"),
        ]  # fmt: skip
        ward.case(ward.child(), steps=steps)
        (words,) = lacks(ward, "a3").values()
        assert words == [
            "Kế hoạch phê duyệt ngày 14/03/2025, hạn 13/03/2025 (NĐ56 Đ28.1, Đ28.4)",  # 5 + 2 working days of 4/3
            "Chưa có dịch vụ nào bắt đầu (Kế hoạch I.2.a)",
        ]

    def test_a_plan_whose_time_still_runs_is_untold_not_missing(self, ward: Ward) -> None:
        steps = [("danh_gia_ban_dau", "2025-11-13T09:00:00+07:00")]
        ward.case(ward.child(), "2025-11-13T08:00:00+07:00", steps=steps)
        found = opened(ward, "a3")
        assert (found.count("missing"), found.count("untold")) == (0, 1)
        (one,) = found.part("untold")
        assert one.lacking is not None and one.lacking[0].startswith("Còn hạn phê duyệt kế hoạch đến 24/11/2025")

    def test_of_several_cases_of_a_victim_each_word_names_its_case(self, ward: Ward) -> None:
        child = ward.child()
        first, second = (ward.case(child, f"2025-0{month}-03T08:00:00+07:00") for month in (3, 4))
        (words,) = lacks(ward, "a3").values()
        assert {line.partition(":")[0] for line in words} == {show_id("CA", first), show_id("CA", second)}

    def test_a_worker_never_trained_or_only_before_the_plan(self, ward: Ward) -> None:
        never, before = ward.worker(), ward.worker("cong_tac_vien", "2019-05-05")
        ward.worker("cong_tac_vien", "2021-01-01")
        assert lacks(ward, "c6") == {
            show_id("NL", never): ["Chưa được tập huấn lần nào"],
            show_id("NL", before): ["Tập huấn gần nhất 05/05/2019, trước 01/01/2021"],
        }

    def test_the_unit_names_its_board_and_each_case_without_a_plan(self, ward: Ward) -> None:
        assert lacks(ward, "c1") == {"": ["Chưa ghi Ban Bảo vệ trẻ em nào"]}
        board = ward.organisation("ban_bvte", active_to="2025-01-01")
        case = ward.case(ward.child())
        assert lacks(ward, "c1") == {
            "": [
                f"{show_id('TC', board)}: không hoạt động vào ngày 14/11/2025",
                f"{show_id('CA', case)}: Chưa có kế hoạch được phê duyệt, hạn 12/03/2025 (NĐ56 Đ28.1, Đ28.4)",
            ]
        }
        (words,) = lacks(ward, "c2b").values()
        assert words == [f"{show_id('TC', board)}: không hoạt động vào ngày 14/11/2025"]
        ward.organisation("nhom_thuong_truc")
        assert "chưa có ngày đánh giá là đủ năng lực" in lacks(ward, "c2b")[""][0]
        assert [*lacks(ward, "c3")[""], *lacks(ward, "c5")[""]] == [
            "Chưa ghi mạng lưới cộng tác viên nào", "Không có cộng tác viên đang làm việc",
            "Chưa ghi mô hình thúc đẩy quyền tham gia nào", "Chưa ghi Nhóm trẻ em nòng cốt nào",
        ]  # fmt: skip

    def test_a_school_and_a_household_nobody_reached_and_a_service_that_closed(self, ward: Ward) -> None:
        school, closed = ward.organisation("truong_hoc"), ward.organisation("co_so_dich_vu", active_to="2025-02-02")
        household = ward.households(40)
        assert lacks(ward, "c7b") == {show_id("TC", school): ["Chưa có hoạt động nào trong kỳ đến trường"]}
        assert lacks(ward, "c4")[show_id("TC", closed)] == ["Không hoạt động vào ngày 14/11/2025"]
        assert lacks(ward, "c4")[show_id("TC", school)] == [], "a school is asked nothing here"
        assert lacks(ward, "c7") == {show_id("HG", household): ["Chưa được tiếp cận trong kỳ"]}
        assert opened(ward, "c7").count("missing") == 40


class TestWithoutNames:
    def test_heads_are_named_by_their_activity(self, ward: Ward) -> None:
        ward.child("2012-01-01"), ward.child("2012-01-01"), ward.child("2012-01-01")
        activity = ward.activity("tham_van", counts={"nu:11-15": 2, "nam:0-6": 9})
        began_before = ward.activity("tham_van", date="2024-10-01", to="2024-12-01", counts={"nu:11-15": 1})
        found = opened(ward, "b1")
        assert [(one.id, one.weight) for one in found.heads] == [(activity, 2), (began_before, 1)], (
            "0-6 is no part of b1"
        )
        assert (found.count("numerator"), found.unnamed, found.figure.numerator) == (0, 2, 2)

    def test_children_an_event_only_counts_are_named_by_it(self, ward: Ward) -> None:
        event = ward.flood((ward.child(), "2025-08-02"), hit_count=5, relieved_count=3)
        (missing,) = opened(ward, "a5").part("missing")
        assert (missing.id, missing.weight) == (show_id("SK", event), 2)
        assert missing.lacking == ("Chưa được cứu trợ đến 14/11/2025",)


class TestConfidential:
    def test_the_person_of_a_case_and_hidden_groups_are_shown_only_when_asked(self, ward: Ward) -> None:
        child = ward.child(groups=[member(11)])
        ward.case(child)
        (victim,) = opened(ward, "a3").part("missing")
        (known,) = opened(ward, "a3", confidential=True).part("missing")
        assert show_id("TE", child) not in victim.cells and show_id("TE", child) in known.cells
        (special,) = opened(ward, "a1").part("numerator")
        assert special.cells[1] == "***" and "11" not in special.cells
        shown = opened(ward, "a1", confidential=True).part("numerator")[0].cells
        assert "11" in shown and shown[1] == "Lò Thị Pâng"


class TestQuestionsWithoutAnAnswer:
    def test_a_count_of_nothing_has_no_records(self, ward: Ward) -> None:
        ward.child()
        found = opened(ward, "c8")
        assert found.empty and found.figure.numerator == 0

    def test_an_indicator_without_a_count_has_no_figure(self, ward: Ward) -> None:
        uncounted = replace(find_indicator(DESIGN, "a1"), share=None)
        found = open_figure(ward.store, ward.store.settings, YEAR, DESIGN, uncounted, confidential=False)
        assert found.empty and found.figure.numerator is None

    def test_materials_of_one_title_all_stand_behind_the_one_they_count(self, ward: Ward) -> None:
        first, again = ward.material("Tờ rơi 111"), ward.material("TỜ RƠI 111")
        found = opened(ward, "c8")
        assert [one.id for one in found.part("numerator")] == [show_id("PH", first), show_id("PH", again)]
        assert (found.count("numerator"), found.figure.numerator) == (1, 1)

    def test_a_period_without_data_has_none_either(self, ward: Ward) -> None:
        assert opened(ward, "a2").empty and opened(ward, "a2").figure.verdict == "none"

    def test_an_unknown_indicator_is_refused_with_near_ones(self) -> None:
        with pytest.raises(Refused, match=r"“a9”. Có phải: .*a1 \("):
            find_indicator(DESIGN, "a9")
        with pytest.raises(Refused, match="a5"):
            find_indicator(DESIGN, "thiên tai")
        assert find_indicator(DESIGN, " A3 ").id == "a3"

    def test_an_indicator_whose_words_fail_lists_the_record_all_the_same(self, ward: Ward) -> None:
        def broken(_child: Any, _period: Any) -> list[str]:
            raise ValueError

        ward.child(groups=[member(4)])
        indicator = replace(find_indicator(DESIGN, "a2"), lacking=broken)
        found = open_figure(ward.store, ward.store.settings, YEAR, DESIGN, indicator, confidential=False)
        assert [(one.share, one.lacking) for one in found.members] == [(Share.WHOLE, None)]

"""What Mẫu số 02-07 and the minutes of the meeting refuse, each by its article of NĐ 56/2017."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plugins.decree56.gazette import checked, problems

SEPARATION: dict[str, Any] = {
    "date": "14/11/2025",
    "ground": "boi_cha_me",
    "worker": "Lò Thị Mai",
    "child_name": "Vừ A Páo",
    "birth_date": "2017",
    "child_address": "Bản Huổi Xa",
    "carer_name": "Vừ A Chớ",
    "carer_address": "Bản Huổi Xa",
    "duration": 10,
    "from": "14/11/2025",
    "receiver_name": "Vừ Thị Dợ",
    "receiver_address": "Bản Nà Tấu",
}
COURT = {"longer_body": "Tòa án nhân dân khu vực 1", "longer_paper": "Quyết định số 12 ngày 20/11/2025"}


class TestSeparation:
    """Mẫu số 07: Đ32."""

    @pytest.mark.parametrize(
        "more", [{}, {"duration": 15}, {"duration": 5, "days_before": 10}, {"duration": 16, **COURT}]
    )
    def test_lasts_15_days_at_most_unless_a_competent_body_requires_more(self, more: dict[str, Any]) -> None:
        """Đ32.3."""
        assert problems("mau_07", SEPARATION, **more) == {}

    @pytest.mark.parametrize("more", [{"duration": 16}, {"duration": 6, "days_before": 10}, {"duration": 0}])
    def test_is_refused_over_15_days_renewals_included(self, more: dict[str, Any]) -> None:
        """Đ32.3: "được gia hạn, nhưng thời hạn cách ly tối đa không quá 15 ngày"."""
        found = problems("mau_07", SEPARATION, **more)
        assert set(found) == {"duration"}
        assert "NĐ56 Điều 32 khoản 3" in found["duration"]

    def test_is_counted_in_days_though_the_form_allows_months(self) -> None:
        """Note (7) of the form against Đ32.3."""
        found = problems("mau_07", SEPARATION, duration=1, duration_unit="thang")
        assert "NĐ56 Điều 32 khoản 3" in found["duration_unit"]
        assert problems("mau_07", SEPARATION, duration=3, duration_unit="tháng", **COURT) == {}

    def test_a_body_that_requires_more_is_recorded_with_its_paper(self) -> None:
        found = problems("mau_07", SEPARATION, duration=20, longer_body=COURT["longer_body"])
        assert set(found) == {"duration", "longer_paper"}

    def test_is_no_separation_where_the_same_person_takes_the_child_in(self) -> None:
        assert "receiver_name" in problems("mau_07", SEPARATION, receiver_name="Vừ A Chớ")

    def test_is_decided_by_the_chairman(self) -> None:
        """Đ32.2."""
        assert "Chủ tịch" in problems("mau_07", SEPARATION, signer="Lò Thị Mai")["signer"]
        assert problems("mau_07", SEPARATION, signer="Nguyễn Văn An") == {}


PLAN: dict[str, Any] = {
    "date": "10/11/2025",
    "activities": [
        {
            "title": "Khám và điều trị tại trạm y tế",
            "kind": "y_te_tam_ly",
            "responsible": "Trạm y tế",
            "start": "11/11/2025",
            "end": "20/11/2025",
            "budget": "1.500.000",
        },
        {
            "title": "Thăm hộ gia đình",
            "kind": "khac",
            "responsible": "Cộng tác viên",
            "cooperating": "Hội Phụ nữ",
            "start": "11/11/2025",
            "end": "11/11/2025",
            "facility": "Trung tâm công tác xã hội",
            "budget": 0,
        },
    ],
}


class TestPlan:
    """Mẫu số 04: Đ28.3."""

    def test_adds_up_the_budget_of_its_activities_and_has_the_three_goals_of_the_form(self) -> None:
        values = checked("mau_04", PLAN).require()
        assert values["budget_total"] == 1_500_000
        assert values["goals"] == ["phuc_hoi", "moi_truong", "hoa_nhap"]

    @pytest.mark.parametrize("key", ["title", "responsible", "start", "end", "budget"])
    def test_says_of_every_activity_who_when_and_for_how_much(self, key: str) -> None:
        """Đ28.3a, b, d."""
        bare = [{name: value for name, value in PLAN["activities"][0].items() if name != key}]
        assert set(problems("mau_04", PLAN, activities=bare)) >= {f"activities[1].{key}"}

    def test_no_activity_ends_before_it_starts(self) -> None:
        backwards = [PLAN["activities"][0] | {"end": "10/11/2025"}]
        assert "Điều 28 khoản 3" in problems("mau_04", PLAN, activities=backwards)["activities[1].end"]

    def test_needs_an_activity(self) -> None:
        assert "NĐ56 Điều 28 khoản 3" in problems("mau_04", PLAN, activities=[])["activities"]


def test_a_plan_is_approved_by_the_chairman_not_by_the_officer_who_proposes_it() -> None:
    """Mẫu số 05: Đ28.4."""
    draft = {"child_name": "Vừ A Páo", "worker": "Lò Thị Mai"}
    assert problems("mau_05", draft) == {}
    assert "NĐ56 Điều 28 khoản 4" in problems("mau_05", draft, signer="Lò Thị Mai")["signer"]


MEETING: dict[str, Any] = {
    "started_at": "13/11/2025 14:00",
    "ended_at": "13/11/2025 15:30",
    "place": "Trụ sở Ủy ban nhân dân phường",
    "child_name": "Vừ A Páo",
    "chair": "Nguyễn Văn An",
    "report": "Trẻ bị bạo lực trong gia đình.",
    "attendees": [
        {"name": "Quàng Văn Một", "role": "Trưởng bản"},
        {"name": "Vừ Thị Dợ", "role": "Mẹ", "present": "khong", "absence": "Ốm"},
    ],
    "measures": [{"level": "can_thiep", "measure": "Chăm sóc y tế, tâm lý"}],
}


class TestMeeting:
    """The minutes: Đ27.2."""

    def test_keeps_who_came_and_who_did_not(self) -> None:
        values = checked("bien_ban_hop", MEETING).require()
        assert values["chair_title"] == "Chủ tịch Ủy ban nhân dân"
        assert [row["present"] for row in values["attendees"]] == ["co", "khong"]

    def test_brings_in_the_parents_and_the_residential_area_or_says_why_not(self) -> None:
        officials = [{"name": "Lò Thị Mai", "role": "co_quan"}]
        found = problems("bien_ban_hop", MEETING, attendees=officials)
        assert set(found) == {"without_parents", "without_area"}
        assert all("NĐ56 Điều 27 khoản 2" in sentence for sentence in found.values())
        reasons = {"without_parents": "Người cha gây tổn hại", "without_area": "Đã có ý kiến bằng văn bản"}
        assert problems("bien_ban_hop", MEETING, attendees=officials, **reasons) == {}

    def test_ends_after_it_began_and_fixes_a_measure(self) -> None:
        found = problems("bien_ban_hop", MEETING, ended_at="13/11/2025 13:00", measures=[])
        assert set(found) == {"ended_at", "measures"}


REPORT: dict[str, Any] = {
    "child_name": "Vừ A Páo",
    "assessed_on": "12/11/2025",
    "state": "Sưng tay trái",
    "family": "Sống với cha",
    "future_carer": "Bà ngoại",
    "problems": "Tổn hại về thể chất; Môi trường chăm sóc nhiều nguy cơ",
    "child_opinion": "Muốn ở với bà",
    "parents_opinion": "Đồng ý",
    **dict.fromkeys(["harm_level", "harm_access", "harm_impact", "harm_obstacles", "harm_nobody"], "Cao"),
    **dict.fromkeys(
        ["ability_self", "ability_knows", "ability_contact", "ability_asks", "ability_watched"], "Trung bình"
    ),
}


class TestReport:
    """Mẫu số 03: Đ27.1."""

    def test_keeps_the_problems_in_the_order_of_priority(self) -> None:
        values = checked("mau_03", REPORT).require()
        assert values["problems"] == ["Tổn hại về thể chất", "Môi trường chăm sóc nhiều nguy cơ"]

    def test_holds_the_opinion_of_the_child(self) -> None:
        """Đ27.1g."""
        assert "Điều 27 khoản 1 điểm g" in problems("mau_03", REPORT, child_opinion="")["child_opinion"]

    def test_holds_the_opinion_of_the_parents_except_of_those_who_do_the_harm(self) -> None:
        """Đ27.1h."""
        assert "Điều 27 khoản 1 điểm h" in problems("mau_03", REPORT, parents_opinion="")["parents_opinion"]
        assert problems("mau_03", REPORT, parents_opinion="", harmed_by_carer="co") == {}

    def test_is_not_of_tomorrow(self) -> None:
        assert "assessed_on" in problems("mau_03", REPORT, assessed_on="16/11/2025")

    def test_keeps_the_evidence(self) -> None:
        """Đ31.3a, Đ28.2b."""
        kept = {"item": "Áo trẻ mặc", "kept_on": "11/11/2025", "handed_on": "10/11/2025"}
        assert set(problems("mau_03", REPORT, evidence=[kept])) == {"evidence[1].handed_on"}
        assert problems("mau_03", REPORT, evidence=[kept | {"handed_on": "12/11/2025"}]) == {}


def test_the_emergency_needs_are_those_of_the_form_or_others() -> None:
    """Mẫu số 02 part 2: Đ26.3, Đ31.2."""
    answers = {
        "assessed_on": "12/11/2025",
        "conclusion": "khan_cap",
        **dict.fromkeys(["harm_level", "harm_access", "ability_self", "ability_adults"], "Cao"),
        "needs": [
            {"need": "Nơi chăm sóc tạm thời", "service": "Nhà tạm lánh", "provider": "Trung tâm công tác xã hội"},
            {"need": "Sữa cho em bé", "service": "Cấp sữa", "given_at": "12/11/2025 10:00"},
        ],
    }
    needs = checked("mau_02", answers).require()["needs"]
    assert [row["need"] for row in needs] == ["noi_cham_soc", "Sữa cho em bé"]

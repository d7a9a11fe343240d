"""What Mẫu số 08-16 of NĐ 56/2017 refuse, each by its article; all on 15/11/2025."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plugins.decree56.gazette import checked, problems

APPLICATION: dict[str, Any] = {
    "name": "VỪ THỊ DỢ",
    "birth_date": "02/03/1985",
    "sex": "nu",
    "residence": "Bản Nà Tấu",
    "date": "10/11/2025",
}


class TestApplication:
    """Mẫu số 08: Đ39."""

    def test_asks_a_vietnamese_nothing_of_a_visa(self) -> None:
        found = checked("mau_08", APPLICATION)
        assert found.problems == ()
        assert {"visa_until", "resident_since"} <= found.skipped

    @pytest.mark.parametrize(
        ("since", "until", "wrong"),
        [
            ("10/05/2025", "10/11/2026", set()),
            ("11/05/2025", "10/11/2026", {"resident_since"}),
            ("10/05/2025", "09/11/2026", {"visa_until"}),
            ("01/11/2025", "01/12/2025", {"resident_since", "visa_until"}),
        ],
    )
    def test_a_foreigner_has_lived_here_6_months_and_may_stay_12_more(self, since: str, until: str, wrong: Any) -> None:
        """Đ39.3, months counted by the number of the day."""
        stay = {"nationality": "Lào", "resident_since": since, "visa_until": until}
        assert set(problems("mau_08", APPLICATION, **stay)) == wrong

    def test_a_foreigner_whose_stay_is_not_known_is_warned_of(self) -> None:
        """Đ39.3 asks both at the registration; a relative who only gives notice (Luật Đ65.4) may not know yet."""
        assert problems("mau_08", APPLICATION, nationality="Lào") == {}
        told = {warning.field for warning in checked("mau_08", APPLICATION, nationality="Lào").warnings}
        stay = {"resident_since": "01/02/2020", "visa_until": "01/12/2027"}
        known = checked("mau_08", APPLICATION, nationality="Lào", **stay)
        assert "warning_stay" in told and "warning_stay" not in {warning.field for warning in known.warnings}

    @pytest.mark.parametrize(("born", "adult"), [("15/11/2007", True), ("16/11/2007", False), ("2007", True)])
    def test_an_applicant_is_an_adult(self, born: str, adult: bool) -> None:
        """Luật Đ63.2: full capacity; a year alone counts in the applicant's favour."""
        assert ("birth_date" not in problems("mau_08", APPLICATION, birth_date=born)) is adult


def test_the_register_of_carers_holds_those_of_its_time_only() -> None:
    """Mẫu số 09: Đ40.1, every quarter."""
    row = {"name": "Vừ Thị Dợ", "sex": "nu", "residence": "Bản Nà Tấu"}
    answers = {"from": "01/07/2025", "to": "30/09/2025"}
    rows = [row | {"registered_on": day} for day in ("01/07/2025", "30/09/2025", "01/10/2025")]
    assert set(problems("mau_09", answers, carers=rows)) == {"carers[3].registered_on"}
    assert set(problems("mau_09", answers, to="30/06/2025")) == {"to"}


CHILD: dict[str, Any] = {
    "child_name": "Vừ A Páo",
    "birth_date": "10/11/2018",
    "sex": "nam",
    "case_62": "2",
    "urgent_separation": "khong",
    "child_opinion": "Muốn ở với bà ngoại",
    "care_form": "nguoi_than_thich",
    "date": "10/11/2025",
    "siblings": [{"relation": "Em", "name": "Vừ Thị Mỷ", "age": 3, "sex": "nu"}],
}


class TestChildInNeed:
    """Mẫu số 10: Đ38.3d."""

    @pytest.mark.parametrize(
        ("born", "asked"),
        [
            ("10/11/2018", True),
            ("11/11/2018", False),
            ("2017", True),
            ("2018", False),
            ("10/2018", True),
            ("không biết", False),
        ],
    )
    def test_takes_the_opinion_of_a_child_of_full_7_years(self, born: str, asked: bool) -> None:
        """Luật Đ60.3, NĐ56 Đ42.1; a child not surely 7 may be asked too."""
        found = problems("mau_10", CHILD, birth_date=born, child_opinion="")
        assert set(found) == ({"child_opinion"} if asked else set())
        assert problems("mau_10", CHILD, birth_date=born) == {}

    def test_puts_relatives_first(self) -> None:
        """Luật Đ60.4, NĐ56 Đ42.2."""
        found = problems("mau_10", CHILD, care_form="co_so")
        assert "NĐ56 Điều 42 khoản 2" in found["care_form_reason"]
        assert checked("mau_10", CHILD).require()["care_form_reason"] is None

    def test_counts_the_time_of_care_in_weeks_or_months(self) -> None:
        assert set(problems("mau_10", CHILD, care_length=6)) == {"care_length_unit"}
        assert problems("mau_10", CHILD, care_length=6, care_length_unit="tháng") == {}


VERIFIED: dict[str, Any] = {
    "name": "VỪ THỊ DỢ",
    "birth_date": "02/03/1985",
    "sex": "nu",
    "residence": "Bản Nà Tấu",
    "disabled": "khong",
    "ill": "khong",
    "marital": "chua_ket_hon",
    "members_count": 2,
    "members": [{"name": "Vừ A Sùng", "birth_year": 1960, "relation": "Bố"}],
    "poor": "khong",
    "housing": "Nhà bán kiên cố, sở hữu của hộ",
    "income_sources": "Làm nông nghiệp; Buôn bán, kinh doanh",
    "abuse_record": "khong",
    "household_agrees": "co",
    "conclusion": "du",
    "date": "10/11/2025",
}


class TestVerification:
    """Mẫu số 11: Đ42.1, Luật Đ63.2."""

    def test_asks_of_a_wife_or_husband_only_where_there_is_one(self) -> None:
        assert checked("mau_11", VERIFIED).require()["income_sources"] == ["nong_nghiep", "buon_ban"]
        assert {"spouse_name", "spouse_sex"} <= set(problems("mau_11", VERIFIED, marital="Kết hôn"))

    @pytest.mark.parametrize(
        ("child", "relative", "fit"),
        [
            ("02/03/2005", "khong", True),
            ("01/03/2005", "khong", False),
            ("01/03/2005", "co", True),
            ("2005", "khong", True),
            ("2004", "khong", False),
            ("không biết", "khong", True),
        ],
    )
    def test_finds_nobody_fit_who_is_not_20_years_older_unless_related(
        self, child: str, relative: str, fit: bool
    ) -> None:
        """Luật Đ63.2d; what is not known of a date counts in the carer's favour."""
        found = problems("mau_11", VERIFIED, child_birth=child, relative=relative)
        assert set(found) == (set() if fit else {"conclusion"})

    def test_finds_nobody_fit_with_abuse_on_record_or_against_the_household(self) -> None:
        """Luật Đ63.2a and c."""
        assert set(problems("mau_11", VERIFIED, abuse_record="co")) == {"abuse_record"}
        assert set(problems("mau_11", VERIFIED, household_agrees="khong")) == {"household_agrees"}
        unfit = {"conclusion": "khong_du", "conclusion_reason": "Đã bị xử phạt", "abuse_record": "co"}
        assert problems("mau_11", VERIFIED, **unfit) == {}
        assert set(problems("mau_11", VERIFIED, conclusion="khong_du")) == {"conclusion_reason"}

    def test_counts_the_members_of_the_family(self) -> None:
        assert set(problems("mau_11", VERIFIED, members=VERIFIED["members"] * 3)) == {"members_count"}


PLACEMENT: dict[str, Any] = {
    "child_name": "Vừ A Páo",
    "birth_date": "10/11/2015",
    "sex": "nam",
    "ethnic": "Mông",
    "child_address": "Bản Huổi Xa",
    "carer_name": "Vừ Thị Dợ",
    "carer_id_number": "011185000001",
    "carer_address": "Bản Nà Tấu",
    "from": "10/11/2025",
    "carer_kind": "nguoi_than_thich",
    "carer_birth": "02/03/2000",
    "consent": "khong_can",
    "child_opinion": "Đồng ý ở với dì",
    "date": "10/11/2025",
    "worker": "Lò Thị Mai",
}
STRANGER = {"carer_kind": "tai_noi_cu_tru", "priority_reason": "Không có người thân thích nhận"}


class TestPlacement:
    """Mẫu số 12: Đ42, Luật Đ63."""

    @pytest.mark.parametrize(
        ("kind", "born", "lawful"),
        [
            ({}, "10/11/2007", True),
            ({}, "11/11/2007", False),
            (STRANGER, "10/11/1995", True),
            (STRANGER, "11/11/1995", False),
            (STRANGER, "1995", True),
            (STRANGER, "1996", False),
        ],
    )
    def test_a_relative_is_an_adult_and_anybody_else_20_years_older(
        self, kind: dict[str, str], born: str, lawful: bool
    ) -> None:
        """Luật Đ63.2d."""
        found = problems("mau_12", PLACEMENT, carer_birth=born, **kind)
        assert set(found) == (set() if lawful else {"carer_birth"})
        assert all("Điều 63 khoản 2 điểm d" in sentence for sentence in found.values())

    def test_says_why_nobody_of_a_higher_priority_was_chosen(self) -> None:
        """Đ42.2, Đ42.3."""
        found = problems("mau_12", PLACEMENT, carer_kind="co_so", carer_birth="", facility="Trung tâm bảo trợ")
        assert set(found) == {"priority_reason"}

    def test_needs_the_consent_in_writing_and_the_child_s_opinion(self) -> None:
        """Luật Đ63.1, NĐ56 Đ42.1."""
        assert set(problems("mau_12", PLACEMENT, consent="cha_me")) == {"consent_paper"}
        assert set(problems("mau_12", PLACEMENT, child_opinion="")) == {"child_opinion"}

    def test_warns_of_fewer_than_two_contacts_with_somebody_not_related(self) -> None:
        """TT14 Đ10.4c, Đ11.2."""
        once = [{"met_on": "01/11/2025"}]
        stranger = STRANGER | {"carer_birth": "1980"}
        assert "warning_contacts" in checked("mau_12", PLACEMENT, contacts=once).skipped
        assert "warning_contacts" not in checked("mau_12", PLACEMENT, contacts=once, **stranger).skipped
        assert "warning_contacts" in checked("mau_12", PLACEMENT, contacts=once * 2, **stranger).skipped

    def test_the_minutes_take_over_what_the_decision_says(self) -> None:
        values = checked("mau_12", PLACEMENT, number="12").require()
        assert (values["decision_number"], values["given_child_name"], values["receiver_name"]) == (
            "12",
            "Vừ A Páo",
            "Vừ Thị Dợ",
        )
        assert (values["given_sex"], values["given_nationality"]) == ("nam", "viet_nam")
        assert values["receiver_birth"] == "2000-03-02"

    def test_the_minutes_say_how_the_child_is(self) -> None:
        found = problems("mau_12", PLACEMENT, handed_at="09/11/2025 08:00")
        assert set(found) == {"handed_at", "child_state"}
        given = {"handed_at": "12/11/2025 08:00", "child_state": "Khỏe", "height": "128,5", "weight": 26}
        assert checked("mau_12", PLACEMENT, **given).require()["height"] == 128.5


def test_a_form_of_care_that_no_longer_suits_is_reported_with_a_proposal() -> None:
    """Mẫu số 13: Đ43.2, Đ48.2."""
    answers = {
        "date": "10/11/2025",
        "occasion": "ba_thang",
        "child_name": "Vừ A Páo",
        "birth_date": "2015",
        "sex": "nam",
        "child_address": "Bản Nà Tấu",
        "physical": "Bình thường",
        "mental": "Ổn định",
        "care_rating": "Tốt",
        "risk_rating": "Không có",
        "care_form_rating": "Phù hợp",
    }
    assert problems("mau_13", answers) == {}
    assert set(problems("mau_13", answers, care_form_rating="khong_phu_hop")) == {"proposals"}


def test_the_list_of_a_facility_plans_one_form_of_care_for_each_child() -> None:
    """Mẫu số 14: Đ45.1."""
    child = {"name": "Vừ A Páo", "birth_date": "2015", "sex": "nam", "planned": "Nhận con nuôi"}
    answers = {
        "facility": "Trung tâm công tác xã hội",
        "date": "10/11/2025",
        "children": [child, {"name": "Lò Thị Mỷ"}],
    }
    assert set(problems("mau_14", answers)) == {f"children[2].{key}" for key in ("sex", "planned")}


def test_a_carer_asks_for_the_end_of_what_a_decision_began() -> None:
    """Mẫu số 15: Đ48.1."""
    answers = {
        "name": "Vừ Thị Dợ",
        "residence": "Bản Nà Tấu",
        "child_name": "Vừ A Páo",
        "birth_date": "2015",
        "decision_number": "12/QĐ-UBND",
        "decision_date": "10/03/2025",
        "end": "01/12/2025",
        "ground": "de_nghi",
        "reasons": "Ốm nặng; Chuyển nơi ở",
        "date": "10/11/2025",
    }
    assert checked("mau_15", answers).require()["reasons"] == ["Ốm nặng", "Chuyển nơi ở"]
    assert set(problems("mau_15", answers, end="10/03/2025")) == {"end"}


HOME: dict[str, Any] = {
    "ground": "doan_tu",
    "carer_name": "Vừ Thị Dợ",
    "child_name": "Vừ A Páo",
    "birth_date": "10/11/2015",
    "sex": "nam",
    "child_address": "Bản Nà Tấu",
    "end": "10/11/2025",
    "next_kind": "khong_giao",
    "child_opinion": "Muốn về nhà",
    "worker": "Lò Thị Mai",
}
NEXT: dict[str, Any] = {
    "ground": "de_nghi",
    "next_kind": "khong_than_thich",
    "next_name": "Quàng Thị Ín",
    "next_birth": "1980",
    "next_from": "10/11/2025",
}


class TestEnding:
    """Mẫu số 16: Đ48.2."""

    def test_a_child_may_go_home(self) -> None:
        """Luật Đ69.1đ."""
        assert problems("mau_16", HOME) == {}

    def test_a_new_carer_is_bound_by_the_same_ages(self) -> None:
        """Luật Đ63.2d."""
        assert problems("mau_16", HOME | NEXT) == {}
        assert set(problems("mau_16", HOME | NEXT, next_birth="2000")) == {"next_birth"}

    def test_the_new_care_begins_when_the_old_ends_with_somebody_else(self) -> None:
        found = problems("mau_16", HOME | NEXT, next_from="09/11/2025", next_name="Vừ Thị Dợ")
        assert set(found) == {"next_from", "next_name"}

    def test_takes_the_opinion_of_the_child_and_is_signed_by_the_chairman(self) -> None:
        found = problems("mau_16", HOME, child_opinion="", signer="Lò Thị Mai")
        assert set(found) == {"child_opinion", "signer"}

"""Who may take a child in: the order of NĐ56 Đ42.3 and what Luật Trẻ em Đ63.2 excludes."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.care.candidates import candidates, choose, siblings, turns
from cpkit.care.carers import add_relative, cancel_carer, read_carer
from cpkit.care.papers import open_need, verify
from cpkit.care.placements import read_placement
from cpkit.care.records import Relation
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.vietnamese import PartialDate
from tests.care.conftest import FIT, NEED, MakeCarer, Register, paper, ready
from tests.care.test_placements import ENDING

FOREIGNER = {"nationality": "Lào", "resident_since": "2023-01-01", "visa_until": "2030-01-01"}


def excluded(store: Store, placement: int, carer: int) -> str:
    return " ".join(next(each.excluded for each in candidates(store, placement) if each.id == carer))


def notes(store: Store, placement: int, carer: int) -> str:
    return " ".join(next(each.notes for each in candidates(store, placement) if each.id == carer))


class TestOrder:
    """NĐ56 Đ42.3."""

    def test_relatives_then_the_same_commune_then_the_country_then_foreigners(
        self, store: Store, placement: int, carer: MakeCarer, child: int
    ) -> None:
        foreigner = carer("Khăm La", "1970", **FOREIGNER)
        elsewhere = carer("Cà Thị Xa", "1970", unit="34:03130")
        here = carer("Vừ Thị Dợ", "1985")
        relative = carer("Lò Thị Bà", "1962", relative=child)
        found = candidates(store, placement)
        assert [each.id for each in found] == [relative, here, elsewhere, foreigner]
        assert [each.tier.article for each in found] == [f"NĐ56 Đ42.3{letter}" for letter in "abcd"]

    def test_within_a_tier_who_cares_for_a_brother_comes_first(
        self, store: Store, register: Register, carer: MakeCarer
    ) -> None:
        """Luật Trẻ em Đ60.4: brothers and sisters live together where possible."""
        family = {"mother": "Quàng Thị Mẹ", "father": "Lò Văn Cha"}
        elder, younger = register("Lò Văn Anh", "2012-01-01", **family), register("Lò Thị Em", "2015-01-01", **family)
        first, second = carer("An Thị Một", "1970"), carer("Vừ Thị Hai", "1970")
        verify(store, first, FIT)
        ready(store, open_need(store, elder, NEED)[0], second)
        of_younger = open_need(store, younger, NEED)[0]
        assert [each.id for each in candidates(store, of_younger)] == [second, first]
        assert "Đ60.4" in notes(store, of_younger, second)
        assert list(siblings(store, younger)) == [elder]

    def test_a_namesake_of_the_mother_with_another_father_is_no_sibling(self, store: Store, register: Register) -> None:
        child = register("Lò Văn Anh", mother="Quàng Thị Mẹ", father="Lò Văn Cha")
        register("Tòng Văn Khác", mother="Quàng Thị Mẹ", father="Tòng Văn Bố")
        assert siblings(store, child) == {}

    def test_passing_over_somebody_earlier_takes_a_written_reason(
        self, store: Store, placement: int, carer: MakeCarer, grandmother: int
    ) -> None:
        stranger = carer()
        with pytest.raises(Refused, match=r"NĐ56 Đ42\.3"):
            choose(store, placement, stranger, date(2025, 1, 7))
        assert read_placement(store, placement).carer is None, "nothing is kept of a refused choice"
        choose(store, placement, stranger, date(2025, 1, 7), force="Bà ốm nặng")
        assert read_placement(store, placement).steps[-1].forced == "Bà ốm nặng"


class TestExclusions:
    """Luật Trẻ em Đ63.2."""

    @pytest.mark.parametrize(
        ("born", "fits"), [("1994-03-05", True), ("1994-03-06", False), ("1994", True), ("1995", False)]
    )
    def test_somebody_not_related_is_20_years_older(
        self, store: Store, placement: int, carer: MakeCarer, born: str, fits: bool
    ) -> None:
        """Đ63.2d; the child was born on 05/03/2014, and a year alone counts in the carer's favour."""
        found = excluded(store, placement, carer(born=born))
        assert (found == "") is fits
        assert fits or "Đ63.2d" in found

    def test_a_relative_may_be_younger_than_that(
        self, store: Store, placement: int, child: int, carer: MakeCarer
    ) -> None:
        assert excluded(store, placement, carer("Lò Thị Chị", "2003-01-01", relative=child)) == ""

    def test_who_was_found_unfit(self, store: Store, placement: int, carer: MakeCarer) -> None:
        unfit = carer()
        verify(store, unfit, {**FIT, "conclusion": "khong_du", "conclusion_reason": "Nghiện rượu"})
        found = excluded(store, placement, unfit)
        assert "Nghiện rượu" in found and "Đ63.2" in found
        with pytest.raises(Refused, match=r"Đ63\.2"):
            choose(store, placement, unfit, date(2025, 1, 9), force="Vẫn chọn")

    def test_a_foreigner_whose_stay_ended_or_is_not_known(self, store: Store, placement: int, carer: MakeCarer) -> None:
        """NĐ56 Đ39.3; the 6 and 12 months at the registration are refused by Mẫu 08 itself."""
        stayed = {"date": "2023-01-03", "resident_since": "2022-01-01", "visa_until": "2024-02-01"}
        gone = carer("Khăm La", "1970", **{**FOREIGNER, **stayed})
        unknown = carer("Khăm Phông", "1970", nationality="Lào")
        assert "NĐ56 Đ39.3" in excluded(store, placement, gone)
        assert "NĐ56 Đ39.3" in excluded(store, placement, unknown)

    def test_who_harmed_a_child_takes_in_no_other(
        self, store: Store, in_care: int, grandmother: int, register: Register
    ) -> None:
        """Luật Trẻ em Đ69.1b, Đ63.2a; even for another grandchild."""
        paper(store, in_care, "mau_16", {**ENDING, "ground": "gay_ton_hai"})
        other = open_need(store, register("Lò Thị Khác"), NEED)[0]
        add_relative(store, grandmother, Relation(child=read_placement(store, other).child, relation="bà"))
        assert "Đ69.1b" in excluded(store, other, grandmother)

    def test_who_was_no_longer_fit_is_verified_anew_first(
        self, store: Store, in_care: int, grandmother: int, child: int
    ) -> None:
        """Luật Trẻ em Đ69.1a."""
        paper(store, in_care, "mau_16", {**ENDING, "ground": "khong_du_dieu_kien"})
        again = open_need(store, child, {**NEED, "date": "2025-11-03"})[0]
        assert "Đ69.1a" in excluded(store, again, grandmother)
        verify(store, grandmother, {**FIT, "date": "2025-11-10"})
        assert excluded(store, again, grandmother) == ""


class TestNotes:
    def test_what_is_missing_and_what_was_wished(self, store: Store, placement: int, carer: MakeCarer) -> None:
        found = notes(store, placement, carer(wanted_sex="trai"))
        assert "NĐ56 Đ42.1" in found and "TT14 Đ10.4c" in found and "bé trai" in found

    def test_a_verified_relative_lacks_nothing(self, store: Store, placement: int, grandmother: int) -> None:
        verify(store, grandmother, FIT)
        assert notes(store, placement, grandmother) == ""


class TestRegister:
    def test_nobody_is_registered_twice(self, carer: MakeCarer) -> None:
        carer("Vừ Thị Dợ", "1985-03-02")
        with pytest.raises(Refused, match="đã có trong sổ"):
            carer("vừ thị dợ", "1985-03-02")
        assert carer("Vừ Thị Dợ", "1986-03-02")

    def test_a_relation_said_again_is_corrected(self, store: Store, grandmother: int, child: int) -> None:
        add_relative(store, grandmother, Relation(child=child, relation="bà nội"))
        assert read_carer(store, grandmother).relation_to(child) == "bà nội"

    def test_whoever_has_a_child_is_not_taken_back(self, store: Store, in_care: int, grandmother: int) -> None:
        with pytest.raises(Refused, match="đang chăm sóc"):
            cancel_carer(store, grandmother, "Ghi nhầm")

    def test_a_carer_taken_back_is_no_candidate(self, store: Store, placement: int, carer: MakeCarer) -> None:
        cancel_carer(store, carer(), "Ghi nhầm")
        assert candidates(store, placement) == []

    @pytest.mark.parametrize(
        ("change", "article"),
        [
            ({"abuse_record": "co"}, "Điều 63"),
            ({"household_agrees": "khong"}, "Điều 63"),
            ({"signer": "Cán bộ thử"}, "TT14 Đ7.2"),
        ],
    )
    def test_a_verification_that_cannot_be(
        self, store: Store, carer: MakeCarer, change: dict[str, str], article: str
    ) -> None:
        """Luật Trẻ em Đ63.2a, 63.2c; confirmed by the Chairman, not by the officer."""
        someone = carer()
        with pytest.raises(Refused) as refusal:
            verify(store, someone, {**FIT, **change})
        assert any(article in problem.message for problem in refusal.value.problems)
        assert read_carer(store, someone).verified == []


@pytest.mark.parametrize(
    ("birth", "day"),
    [
        (PartialDate(2009, 6, 20), date(2025, 6, 20)),
        (PartialDate(2008, 2, 29), date(2024, 2, 29)),
        (PartialDate(2009, 6), date(2025, 6, 1)),
        (PartialDate(2009), date(2025, 1, 1)),
    ],
)
def test_the_first_day_on_which_somebody_may_be_16(birth: PartialDate, day: date) -> None:
    assert turns(birth, 16) == day

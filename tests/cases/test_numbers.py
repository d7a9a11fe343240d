"""The numbers of documents: one series a year and kind, none given twice (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.cases import numbers
from cpkit.cases.intakes import edit_intake, open_case
from cpkit.cases.numbers import Paper, case_paper, give, keep, next_number, number_of, set_last, state
from cpkit.cases.plans import approve
from cpkit.errors import Misused, Refused
from cpkit.store import Store
from tests.cases.conftest import RECEIVED
from tests.cases.test_papers import put

DAY = date(2025, 2, 10)
REPORT = {"received_at": RECEIVED, "source": "dien_thoai", "kind": "bao_luc"}


def paper(record: int = 1, form: str = "mau_05") -> Paper:
    return Paper("cases", record, form, "1.1.1")


class TestSeries:
    """Each kind counts for itself, from 01 on 1 January."""

    def test_the_first_is_01_and_the_next_follows(self, store: Store) -> None:
        assert give(store, paper(1), DAY) == "01/QĐ-UBND"
        assert give(store, paper(2), DAY) == "02/QĐ-UBND"

    def test_two_digits_under_ten_and_no_more_zeros_after(self, store: Store) -> None:
        set_last(store, "QĐ", 2025, 8)
        assert [give(store, paper(record), DAY) for record in (1, 2)] == ["09/QĐ-UBND", "10/QĐ-UBND"]

    def test_kinds_and_years_count_apart(self, store: Store) -> None:
        give(store, paper(1), DAY)
        assert give(store, paper(1, "mau_13"), DAY) == "01/BC"
        assert give(store, paper(1, "bien_ban_hop"), DAY) == "01/BB-UBND"
        assert give(store, paper(2), date(2026, 1, 2)) == "01/QĐ-UBND"

    def test_two_forms_of_one_kind_share_the_series(self, store: Store) -> None:
        assert give(store, paper(1, "mau_05"), DAY) == "01/QĐ-UBND"
        assert give(store, paper(1, "mau_07"), DAY) == "02/QĐ-UBND"

    def test_a_document_keeps_its_number(self, store: Store) -> None:
        give(store, paper(1), DAY)
        give(store, paper(2), DAY)
        assert give(store, paper(1), date(2025, 12, 31)) == "01/QĐ-UBND"
        assert number_of(store, paper(1)) == "01/QĐ-UBND"
        assert number_of(store, paper(3)) is None

    def test_a_form_without_a_line_for_a_number_has_none(self, store: Store) -> None:
        with pytest.raises(Misused, match="mau_05"):
            give(store, paper(1, "mau_02"), DAY)


class TestOffice:
    """The ward's office keeps one book for all papers; its numbers are respected."""

    def test_the_series_goes_on_after_the_number_of_the_office(self, store: Store) -> None:
        assert give(store, paper(1), DAY, 25) == "25/QĐ-UBND"
        assert next_number(store, "mau_07", DAY) == "26/QĐ-UBND"

    def test_the_series_goes_on_after_the_books_last(self, store: Store) -> None:
        set_last(store, "QĐ", 2025, 24)
        assert next_number(store, "mau_05", DAY) == "25/QĐ-UBND"
        assert next_number(store, "mau_05", date(2026, 1, 2)) == "01/QĐ-UBND"

    def test_the_books_last_may_be_corrected_but_not_below_a_document(self, store: Store) -> None:
        set_last(store, "QĐ", 2025, 240)
        set_last(store, "QĐ", 2025, 24)
        give(store, paper(1), DAY)
        with pytest.raises(Refused, match="25"):
            set_last(store, "QĐ", 2025, 3)
        assert next_number(store, "mau_05", DAY) == "26/QĐ-UBND"

    def test_a_number_another_document_has_is_refused_with_the_next(self, store: Store) -> None:
        give(store, paper(1), DAY, 25)
        with pytest.raises(Refused, match=r"25/QĐ-UBND năm 2025 đã cấp cho .*mau_05.*26/QĐ-UBND"):
            give(store, paper(2), DAY, 25)
        assert number_of(store, paper(2)) is None

    def test_a_wrong_number_is_corrected_and_the_old_one_is_free(self, store: Store) -> None:
        give(store, paper(1), DAY, 52)
        assert give(store, paper(1), DAY, 25) == "25/QĐ-UBND"
        assert [each["number"] for each in state(store, "QĐ", 2025).given] == [25]

    @pytest.mark.parametrize(
        ("typed", "number"), [("25", 25), ("025/QĐ-UBND", 25), (" 5 / QĐ", 5), ("25A", None), ("0", None)]
    )
    def test_how_a_number_is_read(self, typed: str, number: int | None) -> None:
        assert numbers.read_number(typed) == number

    def test_a_number_with_a_letter_stays_as_it_is_written(self, store: Store) -> None:
        keep(store, paper(1), DAY, "25A/QĐ-UBND")
        assert state(store, "QĐ", 2025).last == 0

    @pytest.mark.parametrize("typed", ["QD", "qđ", "QĐ"])
    def test_a_kind_is_typed_loosely(self, typed: str) -> None:
        assert numbers.read_kind(typed) == "QĐ"

    def test_an_unknown_kind_is_refused_by_name(self) -> None:
        with pytest.raises(Misused, match="QĐ"):
            numbers.read_kind("KH")


class TestCases:
    """What the forms and decisions of a case say is in the series too."""

    def test_the_number_of_a_decision_is_taken(self, store: Store, case: int) -> None:
        """NĐ56 Đ28.4."""
        approve(store, case, DAY, number="25/QĐ-UBND", signer="Lò Văn Chủ", force="Thử")
        assert number_of(store, case_paper(store, case, "mau_05")) == "25/QĐ-UBND"
        assert next_number(store, "mau_07", DAY) == "26/QĐ-UBND"

    def test_two_decisions_of_a_year_have_not_one_number(self, store: Store, case: int) -> None:
        approve(store, case, DAY, number="25/QĐ-UBND", signer="Lò Văn Chủ", force="Thử")
        other = open_case(store, REPORT | {"child_name": "Vàng A Thử"}).case
        with pytest.raises(Refused, match="25/QĐ-UBND"):
            approve(store, other, DAY, number="25", signer="Lò Văn Chủ", force="Thử")

    def test_the_number_of_a_report_is_taken_and_corrected(self, store: Store) -> None:
        opened = open_case(store, REPORT | {"child_name": "Vàng A Thử", "report_number": "7"})
        assert number_of(store, case_paper(store, opened.case, "mau_01")) == "07/BC-UBND"
        edit_intake(store, opened.intake, {"report_number": "8"})
        assert number_of(store, case_paper(store, opened.case, "mau_01")) == "08/BC-UBND"

    @pytest.fixture
    def assessed(self, store: Store, case: int) -> int:
        """A case ready for its meeting (NĐ56 Đ27.2)."""
        for form in ("mau_02", "mau_03"):
            put(store, case, form)
        return case

    def test_a_second_sheet_has_a_number_of_its_own(self, store: Store, assessed: int) -> None:
        put(store, assessed, "bien_ban_hop", number="3")
        first = case_paper(store, assessed, "bien_ban_hop")
        put(store, assessed, "bien_ban_hop", again=True, at="08/02/2025 08:00", started_at="08/02/2025 08:00")
        second = case_paper(store, assessed, "bien_ban_hop")
        assert (number_of(store, first), number_of(store, second)) == ("03/BB-UBND", None)
        assert give(store, second, DAY) == "04/BB-UBND"

    def test_a_number_given_before_the_form_is_filled_stays_with_it(self, store: Store, assessed: int) -> None:
        give(store, case_paper(store, assessed, "bien_ban_hop"), DAY)
        put(store, assessed, "bien_ban_hop")
        assert number_of(store, case_paper(store, assessed, "bien_ban_hop")) == "01/BB-UBND"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.integers(1, 6), st.sampled_from([None, 1, 2, 3, 7, 30])), max_size=12))
def test_whatever_is_asked_no_number_is_given_twice(store: Store, asked: list[tuple[int, int | None]]) -> None:
    store.drop_table(numbers.TABLE)
    for record, number in asked:
        try:
            give(store, paper(record), DAY, number)
        except Refused:
            continue
    held = [each["number"] for each in state(store, "QĐ", 2025).given]
    assert len(held) == len(set(held))
    assert next_number(store, "mau_05", DAY) == f"{max(held, default=0) + 1:02d}/QĐ-UBND"

"""A refusal names the next command to type: the one that settles what stands in the way."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.cases.cases import record_step
from cpkit.cases.papers import fill, sheet_for
from cpkit.cases.plans import deliver, submit
from cpkit.cases.referrals import Consent, refer
from cpkit.cases.steps import process
from cpkit.cases.ways import command_of
from cpkit.errors import Refused
from cpkit.store import Store
from cpkit.store.identifiers import show_id
from cpkit.vietnamese import read_moment
from tests.cases.forms import ANSWERS
from tests.conftest import Run

LATER = read_moment("30/06/2025 08:00")


def hints(store: Store, case: int, step: str, outcome: str | None = None) -> tuple[str, ...]:
    """What is to be typed next, the case's id left out."""
    with pytest.raises(Refused) as refused:
        record_step(store, case, step, LATER, outcome=outcome)
    return tuple(hint.replace(f" {show_id('cases', case)}", "") for hint in refused.value.hints)


def test_it_is_the_first_step_that_can_be_taken(store: Store, case: int) -> None:
    """NĐ56 Đ26-30: of a chain of steps nobody is sent to one that would be refused again."""
    assert hints(store, case, "dong") == ("case fill mau_02",)
    record_step(store, case, "danh_gia_ban_dau", read_moment("25/01/2025 08:00"))
    assert hints(store, case, "dong") == hints(store, case, "phe_duyet") == ("case fill mau_03",)


def test_each_step_has_its_command(store: Store, case: int) -> None:
    shown = show_id("cases", case)
    commands = {step.id: command_of(case, step).replace(f" {shown}", "") for step in process().steps}
    assert (commands["trinh_ke_hoach"], commands["phe_duyet"]) == ("case submit", "case approve")
    assert (commands["hop_xac_dinh"], commands["ra_soat"]) == ("case fill bien_ban_hop", "case fill mau_06")
    assert (commands["thuc_hien"], commands["theo_doi"]) == ("case step thuc_hien", "case step theo_doi")


def test_all_that_stands_open_when_a_case_is_closed(store: Store, case: int) -> None:
    """NĐ56 Đ29.1, Đ29.1b, Đ32.3."""
    fill(store, case, sheet_for(store, case, "mau_04"), ANSWERS["mau_04"])
    record_step(store, case, "cach_ly", read_moment("25/01/2025 08:00"))
    mother = Consent("Quàng Thị Ém (mẹ)", date(2025, 2, 10))
    sent = refer(store, case, "tro_giup_phap_ly", date(2025, 2, 10), date(2025, 2, 17), "Bào chữa", consent=mother)
    assert hints(store, case, "dong") == (
        "case fill mau_02",
        "case step ket_thuc_cach_ly",
        "case plan 1 --done NGÀY",
        f"case answer {show_id('referrals', sent)}",
    )


def test_papers_of_the_dossier_and_the_decision_before_its_delivery(store: Store, case: int) -> None:
    """NĐ56 Đ28.2, Đ28.5."""
    with pytest.raises(Refused) as refused:
        submit(store, case, LATER)
    shown = show_id("cases", case)
    assert refused.value.hints[0] == f"case fill {shown} mau_02"
    assert f"case fill {shown} mau_04" in refused.value.hints
    with pytest.raises(Refused) as refused:
        deliver(store, case, "Trạm y tế", LATER)
    assert refused.value.hints == (f"case fill {shown} mau_02",)


def test_the_command_line_shows_them_below_the_sentence(run: Run, store: Store, case: int) -> None:
    shown = show_id("cases", case)
    refused = run("case", "step", shown, "dong", "--at", "30/06/2025 08:00")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-2:] == ["Làm tiếp:", f"  cpkit case fill {shown} mau_02"]

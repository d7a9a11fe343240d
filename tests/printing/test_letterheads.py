"""Whose letterhead a document bears: units were formed anew on 01/07/2025."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from cpkit.cases.intakes import open_case
from cpkit.errors import Misused
from cpkit.forms import load
from cpkit.places import units_on
from cpkit.printing.letterheads import letterhead_on, units_then
from cpkit.printing.papers import paper
from cpkit.store import Store
from tests.conftest import Run
from tests.printing.words import text_of

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
HIM_LAM = "63:03127"


def test_from_the_day_of_the_change_it_is_the_present_unit(store: Store) -> None:
    head = letterhead_on(store.settings, AFTER)
    assert (head.unit, head.officer, head.one_of) == ("Phường Điện Biên Phủ", "Cán bộ thử", ())


def test_the_day_before_nobody_can_say_which_of_the_six_it_was(store: Store) -> None:
    head = letterhead_on(store.settings, BEFORE)
    assert head.unit == "" and len(head.one_of) == 6 and "Phường Him Lam" in head.one_of


def test_the_record_or_the_officer_says_which(store: Store) -> None:
    assert letterhead_on(store.settings, BEFORE, HIM_LAM).unit == "Phường Him Lam"
    assert letterhead_on(store.settings, BEFORE, None, "thanh minh").unit == "Xã Thanh Minh"
    assert letterhead_on(store.settings, AFTER, HIM_LAM).unit == "Phường Điện Biên Phủ", "it is no more"
    with pytest.raises(Misused, match="Him Lam"):
        letterhead_on(store.settings, BEFORE, None, "Nà Tấu")


def test_a_unit_made_of_one_has_its_name_of_that_day(store: Store) -> None:
    alone = next(each.key for each in units_on(AFTER) if len(each.predecessors) == 1)
    settings = msgspec.structs.replace(store.settings, unit=alone, unit_name="Nay")
    assert letterhead_on(settings, BEFORE).unit == units_then(alone, BEFORE)[0].name
    assert letterhead_on(settings, AFTER).unit == "Nay"


def test_another_commune_that_decided_bears_its_own_name_and_not_our_officers(store: Store) -> None:
    """NĐ56 Đ42.7: the commune where the carer lives decides."""
    head = letterhead_on(store.settings, date(2025, 9, 1), "34:03316")
    assert (head.unit, head.officer) == ("Xã Nà Tấu", "")


def test_a_case_of_before_is_printed_with_the_unit_of_the_incident(store: Store) -> None:
    answers = {"received_at": "24/01/2025 16:55", "source": "dien_thoai", "kind": "bao_luc"}
    old = open_case(store, answers | {"unit": HIM_LAM}).case
    assert paper(store, old, load("mau_01")).made_by == HIM_LAM
    assert paper(store, open_case(store, answers).case, load("mau_01")).made_by is None


def test_the_officer_is_told_which_units_there_were(run: Run, practice: Path, tmp_path: Path) -> None:
    report = ("--received-at", "24/01/2025 08:30", "--source", "dien_thoai", "--kind", "bao_luc")
    case = run("case", "open", *report, "--json").json["id"]
    open_, named = tmp_path / "a.docx", tmp_path / "b.docx"
    told = run("case", "print", case, "mau_01", "--out", open_).stderr
    assert "Phường Him Lam" in told and "--unit" in told
    assert "--unit" not in run("case", "print", case, "mau_01", "--unit", "Him Lam", "--out", named).stderr
    assert "PHƯỜNG HIM LAM" in text_of(named.read_bytes())
    assert "ĐIỆN BIÊN PHỦ" not in text_of(open_.read_bytes())
    assert run("case", "print", case, "mau_01", "--unit", "Nà Tấu", "--out", tmp_path / "c.docx").exit_code == 2

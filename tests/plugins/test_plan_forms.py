"""The forms of the plan's commitments: sound, in both languages, each with a table that counts it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpkit.forms import check, load
from cpkit.forms.examining import examine
from cpkit.forms.model import walk
from cpkit.plugins.manager import collect_named
from cpkit.reports.cross import plan_of
from cpkit.reports.declared import read_declared

TODAY = date(2025, 11, 15)
FORMS = sorted(path.stem for plugin, path in collect_named("forms") if plugin == "plan_2021_2025")
TABLES = [path for _plugin, path in collect_named("report_tables") if isinstance(path, Path)]
CITED = "Kế hoạch 2021-2025 phần"


@pytest.mark.parametrize("form_id", [*FORMS, "nhiem_vu", "kinh_phi"])
def test_each_form_is_sound_cites_the_plan_and_speaks_both_languages(form_id: str) -> None:
    form = load(form_id)
    assert examine(form) == []
    assert CITED in form.citation and form.date
    for path, asked in walk(form.fields):
        assert set(asked.label) == {"vi", "en"}, path
        for labels in (asked.hint, asked.constraint_message, asked.required_message):
            assert set(labels) in (set(), {"vi", "en"}), path
        assert bool(asked.constraint) == bool(asked.constraint_message), path
    for choice in (choice for choices in form.choices.values() for choice in choices):
        assert set(choice.label) == {"vi", "en"}, choice.name


def test_each_form_has_its_place_in_the_report_and_each_table_its_sheet_and_basis() -> None:
    tables = [read_declared(path) for path in TABLES]
    assert {table.form[0] for table in tables if table.of_entries} == set(FORMS)
    for table in tables:
        assert set(table.title) == {"vi", "en"} and CITED in table.basis
        assert len(table.sheet["vi"]) <= 31, "what Excel lets a sheet be called"
        assert plan_of(table).rows


def test_a_form_stays_short() -> None:
    for form_id in FORMS:
        assert len(list(load(form_id).questions())) <= 10, form_id


@pytest.mark.parametrize(
    ("form_id", "answers", "wrong"),
    [
        ("phan_anh_mang", {"date": "1/6/2025", "content": "bat_nat", "outcome": "da_go"}, "removed_on"),
        ("phan_anh_mang", {"date": "1/6/2025", "content": "bat_nat", "sent_on": "31/5/2025"}, "sent_on"),
        ("kiem_tra", {"date": "1/6/2025", "area": "ho_tich", "agency": "tu_phap", "handled": 1}, "handled"),
        ("the_bhyt", {"date": "1/6/2025", "card": "co", "care": "mien_phi", "until": "31/5/2025"}, "until"),
        ("nguon_luc", {"date": "1/6/2025", "kind": "ca_nhan"}, "goods"),
        ("trang_bi", {"date": "1/6/2025", "kind": "dat", "what": "Đất sân chơi"}, "land"),
        ("truong_hoc_an_toan", {"date": "1/6/2025", "school_year": "2025", "measures": ["than_thien"]}, "school_year"),
        ("tai_lieu", {"title": "Tờ rơi", "kind": "to_roi", "date": "1/6/2025", "copies": 0, "audience": "cha_me"},
         "copies"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(form_id: str, answers: dict[str, Any], wrong: str) -> None:
    assert [problem.field for problem in check(load(form_id), answers, today=TODAY).problems] == [wrong]


@pytest.mark.parametrize(
    ("given", "timely"),
    [
        ({"date": "10/11/2025"}, "dung_han"),
        ({"date": "14/11/2025", "due": "13/11/2025"}, "tre_han"),
        ({"date": "1/6/2025", "kind": "dot_xuat"}, "dung_han"),
        ({"date": "15/11/2025", "year": 2024}, "tre_han"),
    ],
)
def test_a_yearly_report_is_due_before_20_november_unless_another_day_was_set(
    given: dict[str, Any], timely: str
) -> None:
    """Section V of the plan."""
    checked = check(load("bao_cao_nhan"), {"agency": "cong_an", "year": 2025} | given, today=TODAY)
    assert checked.problems == ()
    assert checked.values["timely"] == timely

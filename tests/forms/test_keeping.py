"""Answers on their way: from JSON, into drafts, into documents, and back into words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.errors import Refused
from cpkit.forms import check, load
from cpkit.forms.answers import from_document, read_json, to_document
from cpkit.forms.drafts import Draft
from cpkit.forms.showing import as_typed, lines, show_answer

TODAY = date(2025, 11, 15)


class TestJson:
    def test_is_an_object_of_answers(self, tmp_path: Path) -> None:
        file = tmp_path / "a.json"
        file.write_text('\ufeff{"name": "Lò Thị Mai", "age": 7}', encoding="utf-8")
        assert read_json(file) == {"name": "Lò Thị Mai", "age": 7}

    @pytest.mark.parametrize("text", ["", "[]", "1", "{", "\x00"])
    def test_anything_else_is_refused_naming_the_file_and_not_what_it_holds(self, text: str, tmp_path: Path) -> None:
        file = tmp_path / "a.json"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(Refused, match=r"a\.json"):
            read_json(file)


class TestDrafts:
    def test_one_is_kept_for_each_form_and_subject(self, store: Any) -> None:
        form = load("can_bo")
        Draft(store, form).save({"name": "Lò"})
        Draft(store, form, "NL-1").save({"name": "Vừ"})
        Draft(store, form).save({"name": "Lò Văn Kiên", "from": "1/2/20"})
        assert Draft(store, form).load() == {"name": "Lò Văn Kiên", "from": "1/2/20"}
        assert Draft(store, form, "NL-1").load() == {"name": "Vừ"}
        assert Draft(store, form).at is not None
        Draft(store, form).clear()
        assert Draft(store, form).load(), "a draft that nobody took up stays"
        taken_up = Draft(store, form)
        taken_up.load()
        taken_up.clear()
        assert (Draft(store, form).load(), Draft(store, form).at) == ({}, None)
        assert len(store.table("drafts")) == 1

    def test_is_no_action_of_the_ledger(self, store: Any) -> None:
        before = store.head()
        draft = Draft(store, load("can_bo"))
        draft.save({"name": "Lò"})
        draft.clear()
        assert store.head() == before

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(), st.lists(st.text(max_size=3)), st.integers(0, 9))))
    def test_comes_back_as_it_was_typed(self, store: Any, answers: Any) -> None:
        draft = Draft(store, load("can_bo"))
        draft.save(answers)
        assert draft.load() == answers


class TestWords:
    def test_an_answer_is_shown_as_an_officer_reads_it(self) -> None:
        form = load("dang_ky")
        given = {
            "name": "lò thị mai",
            "sex": "nu",
            "birth_date": "11/2018",
            "ethnic": "03",
            "groups": "4.2; 13.1",
            "poverty": "ngheo",
        }
        shown = dict(lines(form, to_document(check(form, given, today=TODAY).require())))
        assert shown["Ngày sinh"] == "tháng 11/2018"
        assert (shown["Dân tộc"], shown["Giới tính"], shown["Hộ nghèo, cận nghèo"]) == ("Thái", "Nữ", "Hộ nghèo")
        assert shown["Nhóm hoàn cảnh đặc biệt"].count(";") == 1
        assert "Tuổi ước lượng" not in shown

    def test_money_moments_and_ids(self) -> None:
        log, intake = load("can_thiep"), load("mau_01")
        assert show_answer(log, log.field("amount"), 1_500_000) == "1.500.000 đ"
        assert show_answer(log, log.field("children"), ["TE-1", "TE-2"]) == "TE-1; TE-2"
        assert show_answer(intake, intake.field("received_at"), "2025-11-15T08:30:00+07:00") == "15/11/2025 08:30"
        assert show_answer(intake, intake.field("unit"), "34:03127") == "Phường Điện Biên Phủ"

    def test_a_code_that_is_no_longer_in_its_list_is_shown_as_it_is(self) -> None:
        form = load("dang_ky")
        assert show_answer(form, form.field("ethnic"), "99x") == "99x"

    @pytest.mark.parametrize(
        ("key", "value", "typed"),
        [
            ("date", "2025-11-15", "15/11/2025"),
            ("date", "15.11", "15.11"),
            ("amount", 1500.0, "1500"),
            ("children", ["TE-1", "TE-2"], "TE-1, TE-2"),
            ("note", None, ""),
        ],
    )
    def test_an_answer_comes_back_as_it_would_be_typed(self, key: str, value: Any, typed: str) -> None:
        assert as_typed(load("can_thiep").field(key), value) == typed


def test_a_document_gives_its_answers_back() -> None:
    form = load("can_bo")
    values = check(form, {"name": "Lò Văn Kiên", "role": "khac", "from": "1/2/2020"}, today=TODAY).require()
    document = {**to_document(values), "cancelled": None, "form": "can_bo"}
    assert check(form, from_document(form, document), today=TODAY).require() == values

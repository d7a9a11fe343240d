"""The options of a form: one a field, collected as they were typed."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import click
import pytest
from click.testing import CliRunner

from cpkit.errors import Misused
from cpkit.forms import load
from cpkit.forms.options import PREFIX, answers_from, form_options


def answers(form_id: str, *arguments: str) -> Any:
    seen: list[dict[str, Any]] = []

    @click.command()
    @form_options(form_id)
    def command(answers: dict[str, Any]) -> None:
        seen.append(answers)

    command.main(list(arguments), standalone_mode=False)
    return seen[0]


def help_of(form_id: str) -> str:
    @click.command()
    @form_options(form_id)
    def command(answers: dict[str, Any]) -> None:
        raise AssertionError

    return " ".join(CliRunner().invoke(command, ["--help"]).output.split())


def test_only_what_was_given_is_an_answer() -> None:
    assert answers("dang_ky") == {}
    assert answers("dang_ky", "--name", "Lò Thị Mai", "--birth-year", "2018") == {
        "name": "Lò Thị Mai",
        "birth_year": "2018",
    }


def test_an_empty_text_empties_an_answer() -> None:
    assert answers("dang_ky", "--mother", "") == {"mother": ""}
    assert answers("dang_ky", "--group", "") == {"groups": []}


def test_a_field_with_several_answers_is_repeated() -> None:
    assert answers("dang_ky", "--group", "4.2", "--group", "5", "--risk", "bo_hoc") == {
        "groups": ["4.2", "5"],
        "risks": ["bo_hoc"],
    }


def test_a_row_of_a_repeat_is_written_with_equal_signs() -> None:
    assert answers("can_bo", "--trained", "12/05/2025=Lớp A=B", "--trained", "1/6/2025") == {
        "trainings": [{"date": "12/05/2025", "title": "Lớp A=B"}, {"date": "1/6/2025"}]
    }
    assert answers("hoat_dong", "--count", "nu:7-10=25") == {"counts": [{"group": "nu:7-10", "number": "25"}]}


def test_a_field_of_a_repeat_names_its_row() -> None:
    given = answers("su_kien", "--hit", "42", "--relieved", "42=26/07/2025", "--relieved", "57=27/07/2025")
    assert given == {"hit": [{"child": "42", "relieved": "26/07/2025"}, {"child": "57", "relieved": "27/07/2025"}]}


def test_a_row_that_names_none_is_wrong_usage() -> None:
    with pytest.raises(Misused, match="--relieved"):
        answers("su_kien", "--relieved", "26/07/2025")


def test_the_help_says_what_each_option_takes() -> None:
    text = help_of("dang_ky")
    assert "--sex MÃ Giới tính: nam (Nam), nu (Nữ), unknown (Không biết)." in text
    assert "--group MÃ" in text
    assert "Dùng được nhiều lần." in text
    assert "--hit MÃ=NGÀY" in help_of("su_kien")


def test_the_help_of_a_finer_kind_names_finer_kinds_and_not_what_they_are_kinds_of() -> None:
    _service, _option, kind = help_of("can_thiep").partition("--kind MÃ")
    assert "y_te.bhyt (Bảo hiểm y tế)" in kind
    assert "y_te (" not in kind


def test_values_without_options_of_the_form_are_left_alone() -> None:
    assert answers_from({PREFIX + "name": None}, load("dang_ky")) == {}


def test_options_load_neither_code_lists_nor_expressions() -> None:
    script = (
        "import click, sys\n"
        "from cpkit.forms.options import form_options\n"
        "click.command()(form_options('dang_ky')(lambda answers: None))\n"
        "heavy = {'lxml', 'rapidfuzz', 'questionary', 'xlsxwriter', 'python_calamine', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_a_plain_registration_is_checked_without_expressions() -> None:
    script = (
        "import sys\n"
        "from datetime import date\n"
        "from cpkit.forms import check, load\n"
        "answers = {'name': 'Lò Thị Mai', 'sex': 'nữ', 'birth_date': '2018', 'ethnic': 'Thái', 'groups': '4.2'}\n"
        "assert not check(load('dang_ky'), answers, today=date(2025, 11, 15)).problems\n"
        "print('lxml' in sys.modules, 'rapidfuzz' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False False"

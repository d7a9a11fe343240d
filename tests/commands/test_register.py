"""`cpkit register`: one child by options, refused or warned; its answer to a script."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from cpkit.times import today
from cpkit.vietnamese import show_date
from tests.conftest import Run

MAI = ("--name", "Lò Thị Mai", "--birth-date", "26/11/2018", "--sex", "nu", "--mother", "Quàng Thị Hoa")

TOMORROW = show_date(today() + timedelta(days=1))

pytestmark = pytest.mark.usefixtures("practice")


def register(run: Run, *options: str, code: int = 0):  # type: ignore[no-untyped-def]
    """Register one child with --json; the answer, or the sentences on stderr where it was refused."""
    result = run("register", *options, "--json")
    assert result.exit_code == code, result.stderr
    return result.json if code == 0 else result.stderr


def stored(run: Run, child_id: str):  # type: ignore[no-untyped-def]
    return run("child", "show", child_id, "--json", "--confidential").json


def test_a_child_is_registered_with_what_is_known(run: Run) -> None:
    answer = register(run, *MAI, "--hamlet", "Bản Kéo", "--ethnic", "thai", "--group", "4.2", "--group", "13")
    assert answer["look_alikes"] == []
    child = stored(run, answer["id"])
    assert child["name"] == "Lò Thị Mai"
    assert (child["birth"], child["birth_precision"], child["sex"]) == ("2018-11-26", "day", "nu")
    assert (child["ethnic"], child["hamlet"], child["unit"]) == ("03", "Bản Kéo", "34:03127")
    assert [(entry["group"], entry["sub"], entry["from"]) for entry in child["groups"]] == [
        (4, 2, None),
        (13, None, None),
    ]
    assert child["father"] is None
    assert child["poor"] is None


@pytest.mark.parametrize(
    ("option", "value", "birth", "precision"),
    [
        ("--birth-date", "11/2018", "2018-11", "month"),
        ("--birth-date", "2018-11-26", "2018-11-26", "day"),
        ("--birth-date", "6/11/18", "2018-11-06", "day"),
        ("--birth-year", "2018", "2018", "year"),
        ("--birth-date", "2018", "2018", "year"),
    ],
)
def test_a_birth_may_be_known_in_part(run: Run, option: str, value: str, birth: str, precision: str) -> None:
    answer = register(run, "--name", "Lò Thị Mai", "--sex", "unknown", option, value)
    child = stored(run, answer["id"])
    assert (child["birth"], child["birth_precision"], child["sex"]) == (birth, precision, "unknown")


def test_an_age_is_an_estimated_year_on_the_day_of_registration(run: Run) -> None:
    answer = register(run, "--name", "Lò Thị Mai", "--sex", "nu", "--age", "7", "--as-of", "10/11/2025")
    child = stored(run, answer["id"])
    assert (child["birth"], child["birth_precision"], child["registered_on"]) == ("2018", "age", "2025-11-10")


def test_what_a_script_leaves_out_is_named_with_its_options(run: Run) -> None:
    result = run("register", "--name", "Lò Thị Mai")
    assert result.exit_code == 2
    assert "--birth-date (Ngày sinh) hoặc --birth-year (Năm sinh) hoặc --age (Tuổi ước lượng), --sex" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--birth-date", "31/02/2018"), "31/02/2018 không có thật"),
        (("--birth-date", TOMORROW), "ở sau hôm nay"),
        (("--birth-date", "06/05/2004"), "đã đủ 16 tuổi"),
        (("--birth-date", "02/02/2020", "--as-of", "01/02/2020"), "sau ngày lập danh sách"),
        (("--birth-year", "2004"), "đã đủ 16 tuổi"),
        (("--age", "16"), "dưới 16 tuổi"),
        (("--birth-year", "2018", "--id-number", "0112"), "12 chữ số"),
        (("--birth-year", "2018", "--name", "=cmd()"), "dấu ="),
        (("--birth-year", "2018", "--name", "Lò\x07Mai"), "ký tự điều khiển"),
        (("--birth-year", "2018", "--ethnic", "Marsian"), "không có trong danh sách"),
        (("--birth-year", "2018", "--group", "99"), "không có trong danh sách"),
        (("--birth-year", "2018", "--household", "HG-AA-00001"), "HG"),
        (("--birth-year", "2018", "--as-of", TOMORROW), "ở sau hôm nay"),
    ],
)
def test_bad_answers_are_refused_each_with_a_sentence(run: Run, options: tuple[str, ...], sentence: str) -> None:
    message = register(run, "--name", "Lò Thị Mai", "--sex", "nu", *options, code=1)
    assert sentence in message
    assert run("child", "list", "--json").json == []


def test_every_wrong_field_is_named_at_once(run: Run) -> None:
    message = register(run, "--name", "=1", "--sex", "x", "--birth-date", "31/02/2018", "--id-number", "1", code=1)
    for sign in ("dấu =", "“x”", "31/02/2018", "12 chữ số"):
        assert sign in message


def test_a_birth_year_is_refused_only_when_certainly_16(run: Run) -> None:
    """Luật Trẻ em Đ1: a child is under 16; somebody of 2009 may be 15 on 10/11/2025."""
    grown = ("--name", "A Phía", "--sex", "nam", "--as-of", "10/11/2025", "--birth-year")
    register(run, *grown, "2009")
    register(run, *grown, "2008", code=1)


def test_the_same_child_is_refused_with_its_id_unless_anyway(run: Run) -> None:
    first = register(run, *MAI)["id"]
    again = ("--name", "LO THI MAI", "--birth-year", "2018", "--sex", "nu", "--mother", "quàng thị hoa")
    assert first in register(run, *again, code=1)
    assert register(run, *again, "--anyway")["id"] != first


def test_a_look_alike_is_registered_and_named(run: Run) -> None:
    first = register(run, *MAI)["id"]
    answer = register(run, "--name", "Lò Thị Mai", "--birth-date", "26/11/2018", "--sex", "nu")
    assert [alike["id"] for alike in answer["look_alikes"]] == [first]
    shown = run("register", "--name", "Lò Thị Mại", "--birth-date", "26/11/2018", "--sex", "nu")
    assert first in shown.stdout


def test_odd_answers_are_kept_with_a_warning(run: Run) -> None:
    """The number is of a boy of 2017 from Hà Nội; the name holds a digit."""
    odd = ("--name", "Lò Thị Mai 2", "--birth-year", "2018", "--sex", "nu", "--id-number", "001217000001")
    result = run("register", *odd, "--json")
    assert result.exit_code == 0
    assert result.stderr.count("Chú ý") == 4
    assert stored(run, result.json["id"])["id_number"] == "001217000001"


@pytest.mark.parametrize("name", ["Ly A Súa", "H’Hen Niê", "ສົມພອນ", "Anne-Marie O'Neill", "Ø", "Mỷ"])
def test_a_name_may_hold_letters_of_any_language(run: Run, name: str) -> None:
    answer = register(run, "--name", name, "--birth-year", "2018", "--sex", "nam")
    assert stored(run, answer["id"])["name"] == name


def test_options_of_a_list_need_a_list(run: Run) -> None:
    result = run("register", *MAI, "--dry-run")
    assert result.exit_code == 2
    assert "--from" in result.stderr
    assert run("register", *MAI, "--from", "x.xlsx").exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="drives a Unix terminal")
def test_in_a_terminal_what_is_missing_is_asked(practice: Path) -> None:
    import pexpect

    arguments = ["-m", "cpkit", "register", "--birth-year", "2018", "--sex", "nu", "--hamlet", "Bản Kéo"]
    environment = {**os.environ, "CPKIT_HOME": str(practice)}
    terminal = pexpect.spawn(
        sys.executable, arguments, env=environment, encoding="utf-8", timeout=30, dimensions=(50, 100)
    )
    terminal.expect("Họ và tên")
    terminal.sendcontrol("c")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130

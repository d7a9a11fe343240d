"""`cpkit child merge`, `unmerge`, `look-alikes`, `different` as an officer uses them, in a terminal and without one."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

UP, DOWN, ENTER = "\x1b[A", "\x1b[B", "\r"

pytestmark = pytest.mark.usefixtures("practice")


def add(run: Run, *options: str, name: str = "Lò Thị Mai", birth: str = "26/11/2018") -> str:
    """The id of a child registered with these options."""
    told = run("register", "--name", name, "--sex", "nu", "--birth-date", birth, *options, "--json", "--anyway").ok()
    found: str = told.json["id"]
    return found


@pytest.fixture
def pair(run: Run) -> tuple[str, str]:
    """One child registered twice: the hamlets contradict, each record knows what the other does not."""
    mother = ("--mother", "Quàng Thị Hoa")
    keep = add(run, *mother, "--hamlet", "Bản Kéo", "--phone", "0912345678")
    other = add(run, *mother, "--hamlet", "Bản Mớ", "--father", "Lò Văn Ninh", "--group", "4.2", birth="2018")
    run("log", "--child", other, "--service", "y_te", "--date", "01/06/2025").ok()
    return keep, other


def fits(text: str) -> bool:
    return all(len(line) <= 80 for line in text.splitlines())


def test_both_stand_beside_each_other_and_nothing_is_written_in_a_preview(run: Run, pair: tuple[str, str]) -> None:
    shown = run("child", "merge", *pair, "--preview").ok()
    assert fits(shown.stdout)
    for said in (*pair, "Bản Kéo", "Bản Mớ", "26/11/2018", "năm 2018", "Lò Văn Ninh", "1 lần hỗ trợ, can thiệp"):
        assert said in shown.stdout
    assert "Tổ dân phố, bản (hamlet)" in " ".join(shown.stdout.split())
    assert "chưa ghi gì" in shown.stderr
    assert len(run("child", "list", "--json").json) == 2


def test_without_a_terminal_the_defaults_are_taken_with_yes(run: Run, pair: tuple[str, str]) -> None:
    refused = run("child", "merge", *pair)
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    told = run("child", "merge", *pair, "--yes", "--json").ok().json
    assert told["merged"]
    assert (told["child"]["hamlet"], told["child"]["father"]) == ("Bản Kéo", "Lò Văn Ninh")
    assert told["records"] == {"interventions": [run("log", "list", "--json").json[0]["id"]]}
    assert {one["field"] for one in told["differences"] if one["conflict"]} == {"hamlet"}


def test_a_field_is_taken_from_the_other_by_option(run: Run, pair: tuple[str, str]) -> None:
    run("child", "merge", *pair, "--take", "hamlet=other", "--take", "birth-date=other", "--yes").ok()
    child = run("child", "show", pair[0], "--json").json
    assert (child["hamlet"], child["birth"], child["merged_from"]) == ("Bản Mớ", "2018", [pair[1]])


@pytest.mark.parametrize("take", ["hamlet", "hamlet=mine", "=other"])
def test_a_choice_that_is_none_is_a_wrong_usage(run: Run, pair: tuple[str, str], take: str) -> None:
    assert run("child", "merge", *pair, "--take", take, "--yes").exit_code == 2


def test_the_old_id_opens_the_child_wherever_an_id_is_taken(run: Run, pair: tuple[str, str]) -> None:
    keep, other = pair
    run("child", "merge", *pair, "--yes").ok()
    for command in (("child", "show", other), ("child", "find", other), ("log", "list", "--child", other)):
        shown = run(*command).ok()
        assert f"{other} đã gộp vào {keep}" in shown.stderr
        assert keep in shown.stdout
    run("log", "--child", other, "--service", "giao_duc", "--date", "02/06/2025").ok()
    run("child", "group", other, "add", "13", "--from", "01/06/2025").ok()
    run("child", "edit", other, "--phone", "0987654321").ok()
    assert len(run("log", "list", "--child", keep, "--json").json) == 2
    assert run("child", "show", keep, "--json").json["phone"] == "0987654321"
    assert run("child", "merge", *pair, "--yes").exit_code == 1


def test_the_history_of_both_tells_of_the_merge(run: Run, pair: tuple[str, str]) -> None:
    keep, other = pair
    run("child", "merge", *pair, "--yes", "--reason", "Ghi trùng khi nhập danh sách").ok()
    for each in pair:
        told = run("child", "history", each).ok().stdout
        assert "gộp hai hồ sơ" in told
        assert f"{other} đã gộp vào {keep}" in told
        assert "Ghi trùng khi nhập danh sách" in told
        assert fits(told)
    assert "Lò Văn Ninh" in run("child", "history", keep).stdout


def test_the_child_is_found_by_the_name_and_number_it_gave_up(run: Run) -> None:
    keep = add(run, "--mother", "Quàng Thị Hoa")
    other = add(run, "--mother", "Quàng Thị Hoa", "--id-number", "011318000001", name="Lò Thị Mai Hoa")
    run("child", "merge", keep, other, "--take", "id_number=keep", "--yes").ok()
    for text in ("mai hoa", "011318000001"):
        assert [child["id"] for child in run("child", "find", text, "--json").json] == [keep]
    run("log", "--child", "Lò Thị Mai Hoa", "--service", "y_te", "--date", "01/06/2025").ok()
    assert len(run("log", "list", "--child", keep, "--json").json) == 1


def test_undo_and_unmerge_bring_both_back(run: Run, pair: tuple[str, str]) -> None:
    keep, other = pair
    before = run("child", "list", "--json").json
    run("child", "merge", *pair, "--yes").ok()
    assert "gộp hai hồ sơ trẻ" in run("undo", "--yes").ok().stdout
    assert run("child", "list", "--json").json == before
    run("child", "merge", *pair, "--yes").ok()
    run("child", "edit", keep, "--father", "Lò Văn Nính").ok()
    assert run("child", "unmerge", other).exit_code == 2
    told = run("child", "unmerge", other, "--yes", "--json").ok().json
    assert told["left"] == [{"record": keep, "fields": ["father"]}]
    assert run("child", "show", other, "--json").json["father"] == "Lò Văn Ninh"
    assert run("log", "list", "--child", other, "--json").json
    assert run("verify").exit_code == 0
    assert "tách hồ sơ trẻ đã gộp" in run("undo", "--yes").ok().stdout


def test_what_cannot_be_merged_is_refused_in_a_sentence(run: Run) -> None:
    one = add(run, "--id-number", "011318000001")
    two = add(run, "--id-number", "011318000999")
    assert "cùng một em" in run("child", "merge", one, one).stderr
    refused = run("child", "merge", one, two, "--yes")
    assert refused.exit_code == 1
    assert "hai số định danh khác nhau" in refused.stderr
    run("child", "merge", one, two, "--yes", "--reason", "Số cũ do cấp nhầm").ok()


def test_secrets_are_merged_and_shown_only_when_asked_for(run: Run) -> None:
    """HIV (nhóm 5) là thông tin mật (NĐ56 Đ33)."""
    one, two = add(run), add(run, "--group", "5")
    shown = run("child", "merge", one, two, "--preview").ok().stdout
    assert "HIV" not in shown
    assert "--confidential" in shown
    assert "HIV" in run("child", "merge", one, two, "--preview", "--confidential").ok().stdout
    told = run("child", "merge", one, two, "--yes", "--json").ok()
    assert '"group": 5' not in told.stdout
    assert "5" in [str(each["group"]) for each in run("child", "show", one, "--confidential", "--json").json["groups"]]


def test_a_list_read_again_does_not_bring_the_duplicate_back(run: Run, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "danh-sach.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ", "Tổ, bản"])
        sheet.write_row(1, 0, ["1", "Lò Thị Mai", "26/11/2018", "Nữ", "Quàng Thị Hoa", "Bản Kéo"])
        sheet.write_row(2, 0, ["2", "Lò Thị May", "26/11/2018", "Nữ", "Quàng Thị Hoà", "Bản Kéo"])
    run("register", "--from", path, "--json").ok()
    keep, other = [child["id"] for child in run("child", "list", "--json").json]
    run("child", "merge", keep, other, "--yes", "--reason", "Ghi nhầm tên").ok()
    run("register", "--from", path, "--json")
    assert [child["id"] for child in run("child", "list", "--json").json] == [keep]
    again = run("register", "--name", "Lò Thị May", "--sex", "nu", "--birth-date", "2018", "--mother", "Quàng Thị Hoà")
    assert again.exit_code == 1
    assert keep in again.stderr


def test_a_backup_brings_the_merge_back(run: Run, pair: tuple[str, str], tmp_path: Path) -> None:
    keep, other = pair
    run("child", "merge", *pair, "--yes").ok()
    run("backup", "--out", tmp_path / "kho.age").ok()
    run("undo", "--yes").ok()
    run("restore", tmp_path / "kho.age", "--replace").ok()
    assert f"{other} đã gộp vào {keep}" in run("child", "show", other).ok().stderr
    assert run("verify").exit_code == 0


def test_suspects_are_listed_page_by_page_with_why(run: Run, pair: tuple[str, str]) -> None:
    add(run, name="Vừ A Sùng", birth="01/02/2012")
    shown = run("child", "look-alikes").ok()
    assert fits(shown.stdout)
    assert all(each in shown.stdout for each in pair)
    assert "cùng tên" in shown.stdout
    assert "Trang 1/1" in shown.stderr
    told: Any = run("child", "look-alikes", "--json").json
    assert told["total"] == 1
    assert [child["id"] for child in told["pairs"][0]["children"]] == list(pair)
    assert "Không có trang 2" in run("child", "look-alikes", "--page", "2").ok().stderr


def test_after_registering_the_next_step_is_named(run: Run, tmp_path: Path) -> None:
    keep = add(run)
    told = run("register", "--name", "Lò Thị Mai", "--sex", "nu", "--birth-date", "2018").ok()
    assert f"cpkit child merge {keep} TE-" in told.stderr


def test_said_to_be_two_children_they_are_not_listed_again(run: Run, pair: tuple[str, str]) -> None:
    run("child", "different", *pair, "--reason", "Hai chị em họ").ok()
    assert run("child", "look-alikes", "--json").json["total"] == 0
    assert "1 cặp đã ghi là hai trẻ khác nhau" in run("child", "look-alikes").stderr
    run("child", "different", *pair, "--take-back").ok()
    assert run("child", "look-alikes", "--json").json["total"] == 1
    assert run("child", "different", pair[0]).exit_code == 2


def test_in_a_terminal_the_officer_chooses_where_the_records_contradict(
    run: Run, pair: tuple[str, str], practice: Path
) -> None:
    pexpect = pytest.importorskip("pexpect", reason="there is no pexpect for Windows")
    environment = {**os.environ, "CPKIT_HOME": str(practice), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    words = ["-m", "cpkit", "child", "merge", *pair]
    officer = pexpect.spawn(sys.executable, words, env=environment, encoding="utf-8", timeout=30, dimensions=(40, 80))
    for question, keys in (("Bản Mớ  ", DOWN + ENTER), ("Gộp .* vào .*Không", UP + ENTER)):
        officer.expect(question)
        time.sleep(0.2)
        officer.send(keys)
    officer.expect(pexpect.EOF)
    officer.close()
    assert officer.exitstatus == 0
    assert run("child", "show", pair[0], "--json").json["hamlet"] == "Bản Mớ"

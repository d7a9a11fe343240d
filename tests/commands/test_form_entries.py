"""`cpkit form fill`, `form answers`, `form entry`: any form, filled, listed, corrected, taken back."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.store import Store
from tests.conftest import Run
from tests.forms.own import SURVEY, OwnPlugin, own_plugin
from tests.xlsform.books import survey


@pytest.fixture(autouse=True)
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPlugin]:
    """A ward's own forms; the officer stands in an empty folder."""
    place = tmp_path / "cho-lam-viec"
    place.mkdir()
    monkeypatch.chdir(place)
    with own_plugin(tmp_path / "phuong", monkeypatch) as found:
        yield found


@pytest.fixture
def child(store: Store) -> int:
    """A registered child."""
    return int(store.table("children").insert({"name": "Lò Thị Mai", "birth": "2018-11-26", "sex": "nu"}))


FILL = ("form", "fill", "khao_sat", "--set", "date=5/3/2025", "--set", "swims=biet")


class TestFill:
    def test_a_form_is_stored_for_a_child_of_the_register(self, run: Run, store: Store, child: int) -> None:
        result = run(*FILL, "--set", "dangers=suoi,ao", "--for", "TE 1")
        assert result.exit_code == 0 and "Đã ghi phiếu PH-" in result.stdout and "cho TE-" in result.stdout
        ((_id, kept),) = store.rows("entries")
        assert kept["subject"] == {"table": "children", "id": child} and kept["answers"]["dangers"] == ["suoi", "ao"]

    def test_by_name_too_where_the_form_is_about_children(self, run: Run, child: int) -> None:
        assert run(*FILL, "--for", "Lò Thị Mai", "--json").json["subject"].startswith("TE-")

    def test_from_a_file_with_repeats_and_options_laid_over_it(self, run: Run, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "phieu.json"
        costs = [{"source": "xa", "amount": "5.000.000"}, {"source": "tai_tro"}]
        path.write_text(json.dumps({"date": "1/1/2025", "swims": "khong", "costs": costs}), encoding="utf-8")
        assert run("form", "fill", "khao_sat", "--answers", path, "--set", "swims=biet").exit_code == 0
        ((_id, kept),) = store.rows("entries")
        assert kept["answers"]["swims"] == "biet" and kept["answers"]["costs"][0]["amount"] == 5_000_000

    def test_everything_wrong_is_said_and_nothing_is_stored(self, run: Run, store: Store) -> None:
        result = run("form", "fill", "khao_sat", "--set", "date=31/2/2025", "--set", "metres=-1", "--set", "khac=1")
        assert result.exit_code == 1
        assert all(word in result.stderr for word in ("Ngày khảo sát", "Biết bơi", "không được âm", "khac"))
        assert not list(store.rows("entries"))

    def test_what_is_only_missing_is_named_without_a_terminal(self, run: Run, practice: Path) -> None:
        result = run("form", "fill", "khao_sat", "--set", "date=5/3/2025")
        assert result.exit_code == 2 and "swims" in result.stderr

    @pytest.mark.parametrize(
        ("form", "command"),
        [("dang_ky", "register"), ("can_thiep", "log"), ("hoat_dong", "activity add"), ("mau_01", "intake add"),
         ("mau_03", "case fill"), ("su_kien", "event add"), ("can_bo", "worker add")],
    )  # fmt: skip
    def test_a_form_with_a_command_of_its_own_is_refused_with_its_name(
        self, run: Run, practice: Path, form: str, command: str
    ) -> None:
        result = run("form", "fill", form)
        assert result.exit_code == 2 and f"cpkit {command}" in result.stderr

    def test_every_built_in_form_has_its_command_or_can_be_filled(self) -> None:
        """Nobody fills a form of the decree past the rules of its command."""
        from cpkit.forms import forms

        legal = [form for form in forms() if form.id.startswith(("mau_", "bien_ban", "chuyen_"))]
        assert len(legal) >= 18 and all(form.command for form in legal)

    def test_the_record_it_is_about_is_asked_for_by_its_option(self, run: Run, practice: Path) -> None:
        needs = run("form", "fill", "tham_ho", "--set", "date=1/1/2025")
        assert needs.exit_code == 2 and "--for" in needs.stderr and "ca (CA)" in needs.stderr
        nobody = run("form", "fill", "san_choi", "--set", "name=A", "--for", "TE 1")
        assert nobody.exit_code == 2 and "--for" in nobody.stderr

    def test_a_draft_is_kept_and_is_no_form_yet(self, run: Run, store: Store) -> None:
        assert run("form", "fill", "khao_sat", "--set", "swims=biet", "--draft").exit_code == 0
        ((_id, draft),) = store.rows("drafts")
        assert (draft["form"], draft["answers"]) == ("khao_sat", {"swims": "biet"})
        assert not list(store.rows("entries"))
        assert run("form", "fill", "khao_sat", "--draft").exit_code == 2


class TestAnswers:
    def test_are_listed_by_day_and_by_whom_they_are_about(self, run: Run, child: int) -> None:
        run(*FILL, "--for", "TE 1")
        run("form", "fill", "khao_sat", "--set", "date=1/6/2025", "--set", "swims=khong")
        shown = run("form", "answers", "khao_sat").stdout
        assert "05/03/2025  TE-" in shown and "Biết bơi" in shown and max(map(len, shown.splitlines())) <= 80
        assert "Lò Thị Mai" not in shown, "ids only"
        assert [one["on"] for one in run("form", "answers", "khao_sat", "--json").json] == ["2025-03-05", "2025-06-01"]
        assert len(run("form", "answers", "khao_sat", "--for", "TE 1", "--json").json) == 1
        assert len(run("form", "answers", "khao_sat", "--from", "1/5/2025", "--json").json) == 1

    def test_go_to_a_file(self, run: Run, practice: Path) -> None:
        run(*FILL)
        for ending in ("xlsx", "csv"):
            assert run("form", "answers", "khao_sat", "--out", f"ra.{ending}").exit_code == 0
        book = openpyxl.load_workbook("ra.xlsx")
        assert [cell.value for cell in book.worksheets[0][2]][1] == "05/03/2025"
        assert "Biết bơi" in Path("ra.csv").read_text(encoding="utf-8-sig")
        assert run("form", "answers", "khao_sat", "--out", "ra.pdf").exit_code == 2

    def test_the_list_that_was_handed_out_is_taken_back_whole_or_not_at_all(
        self, run: Run, store: Store, child: int
    ) -> None:
        assert run("form", "template", "khao_sat", "--out", "mau.xlsx").exit_code == 0
        self.write({"Ghi cho (mã) ": "TE 1", "Ngày khảo sát *": "5/3/2025", "Biết bơi *": "bơi giỏi"})
        wrong = run("form", "answers", "khao_sat", "--import", "mau.xlsx")
        assert wrong.exit_code == 1 and "Dòng 4" in wrong.stderr and not list(store.rows("entries"))
        self.write({"Biết bơi *": "Không biết bơi"})
        taken = run("form", "answers", "khao_sat", "--import", "mau.xlsx")
        assert "Đã nhận 1 phiếu" in taken.stdout
        ((_id, kept),) = store.rows("entries")
        assert (kept["subject"]["id"], kept["answers"]["swims"]) == (child, "khong")
        again = run("form", "answers", "khao_sat", "--import", "mau.xlsx", "--json")
        assert again.json == {"ids": [], "known_rows": [4]} and "--again" in again.stderr

    def write(self, line: dict[str, str]) -> None:
        """Fill cells of the first row of the handed-out list."""
        book = openpyxl.load_workbook("mau.xlsx")
        sheet = book.worksheets[0]
        columns = {str(cell.value).strip(): cell.column for cell in sheet[3]}
        for heading, value in line.items():
            sheet.cell(4, columns[heading.strip()], value)
        book.save("mau.xlsx")

    def test_of_a_form_that_is_gone_are_still_there(self, run: Run, practice: Path, plugin: OwnPlugin) -> None:
        run(*FILL)
        plugin.remove_form("khao_sat")
        assert run("form", "answers", "khao_sat", "--json").json[0]["answers"]["swims"] == "biet"
        assert "Biết bơi" in run("form", "answers", "khao_sat").stdout
        assert "Biết bơi: Biết bơi" in run("form", "entry", "show", "1").stdout
        assert run("form", "answers", "khong_co").exit_code == 2


class TestEntry:
    def test_is_shown_edited_and_cancelled(self, run: Run, child: int) -> None:
        entry = run(*FILL, "--for", "TE 1", "--json").json["id"]
        assert "Biết bơi: Biết bơi" in run("form", "entry", "show", entry).stdout
        assert "Đã sửa" in run("form", "entry", "edit", entry, "--set", "swims=khong", "--set", "metres=10").stderr
        found = run("form", "entry", "show", entry, "--json").json
        assert (found["answers"]["swims"], found["answers"]["metres"]) == ("khong", 10)
        assert run("form", "entry", "edit", entry, "--set", "metres=-4").exit_code == 1
        assert run("form", "entry", "edit", entry).exit_code == 2
        assert run("form", "entry", "cancel", entry).exit_code == 2, "a reason is needed"
        assert run("form", "entry", "cancel", entry, "--reason", "Ghi trùng").exit_code == 0
        assert "Đã hủy: Ghi trùng" in run("form", "entry", "show", entry).stdout
        assert run("form", "answers", "khao_sat", "--json").json == []
        assert len(run("form", "answers", "khao_sat", "--all", "--json").json) == 1

    def test_what_is_secret_is_told_only_where_it_is_asked_for(self, run: Run, store: Store) -> None:
        """NĐ56 Đ33; the look is on record."""
        entry = run(*FILL, "--set", "remark=Nhà có chuyện", "--json").json["id"]
        plain = run("form", "entry", "show", entry).stdout
        assert "Nhà có chuyện" not in plain and "--confidential" in plain
        assert "Nhà có chuyện" in run("form", "entry", "show", entry, "--confidential").stdout
        assert store.looks()[-1].action == "form entry --confidential"

    def test_an_answer_of_an_older_version_says_so(self, run: Run, practice: Path, plugin: OwnPlugin) -> None:
        entry = run(*FILL, "--set", "metres=25", "--json").json["id"]
        plugin.form("khao_sat", SURVEY.replace('version = "1"', 'version = "2"').replace('"metres"', '"distance"'))
        assert "Bơi được bao nhiêu mét (câu của bản 1): 25" in run("form", "entry", "show", entry).stdout

    def test_the_last_action_can_be_undone_by_its_name(self, run: Run, store: Store) -> None:
        run(*FILL)
        undone = run("undo", "--yes")
        assert "thêm phiếu" in undone.stdout + undone.stderr and not list(store.rows("entries"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pexpect for Windows")
class TestInATerminal:
    def test_every_question_is_asked_and_what_was_typed_stays_when_it_is_stopped(
        self, store: Store, tmp_path: Path
    ) -> None:
        first = self.start(tmp_path)
        self.answer(first, "Ngày khảo sát", "5/3/2025\r")
        self.answer(first, "Biết bơi *", "\x03")
        assert self.ends(first) == 130
        second = self.start(tmp_path)
        self.answer(second, "gõ dở", "\r")
        self.answer(second, "Biết bơi *", "\r")
        self.answer(second, "Nơi nguy hiểm gần nhà", "\r")
        self.answer(second, "Bơi được bao nhiêu mét", "25\r")
        self.answer(second, "Nơi khảo sát", "\r")
        self.answer(second, "Nhận xét riêng", "\r")
        self.answer(second, "Chi phí: đã có 0 dòng", "\r")
        self.answer(second, "Ghi lại?", "\r")
        assert self.ends(second) == 0
        ((_id, kept),) = store.rows("entries")
        assert (kept["on"], kept["answers"]["swims"], kept["answers"]["metres"]) == ("2025-03-05", "biet", 25)
        assert not list(store.rows("drafts"))

    def start(self, tmp_path: Path) -> Any:
        """`cpkit form fill khao_sat` in a terminal, with the ward's plugin installed."""
        import pexpect

        environment = {
            **os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONPATH": str(tmp_path / "phuong"),
        }  # fmt: skip
        words = ["-m", "cpkit", "form", "fill", "khao_sat"]
        return pexpect.spawn(sys.executable, words, env=environment, encoding="utf-8", timeout=60, dimensions=(40, 100))

    def answer(self, child: Any, question: str, keys: str) -> None:
        """Wait for a question, then press keys."""
        import time

        child.expect_exact(question)
        time.sleep(0.3)
        child.send(keys)

    def ends(self, child: Any) -> int:
        """The exit code."""
        import pexpect

        child.expect(pexpect.EOF)
        child.close()
        return int(child.exitstatus)


def test_rows_given_alike_stay_two_rows(run: Any, practice: Path, tmp_path: Path) -> None:
    inner = (("begin_group", "g", "Nhóm"), ("text", "mon", "Môn"), ("text", "lop", "Lớp"), ("end_group",))
    run("form", "add", survey(tmp_path / "t.xlsx", ("begin_repeat", "hoc", "Học"), *inner, ("end_repeat",)))
    run("form", "fill", "thu", "--set", 'hoc=[{"mon": "Toán", "lop": "1"}]')
    run("form", "entry", "edit", "1", "--set", 'hoc=[{"mon": "Văn", "lop": "2"}, {"mon": "Văn", "lop": "3"}]')
    told = run("form", "entry", "show", "1", "--json").json["answers"]["hoc"]
    assert [(row["mon"], row["lop"]) for row in told] == [("Toán", "1"), ("Văn", "2"), ("Văn", "3")]

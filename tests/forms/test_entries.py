"""Answers of any form: kept with the form, its version, the day and whom they are about; readable whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpkit.errors import CpkitError, Misused, Refused
from cpkit.forms import check, entries, load
from cpkit.forms.copies import Given, bring_back
from cpkit.forms.entries import Subject
from cpkit.forms.entries_file import ABOUT, handed_out, read_list, to_csv, to_xlsx
from cpkit.forms.examining import examine
from cpkit.forms.sheet import write_template
from cpkit.store import Store
from cpkit.times import today
from tests.forms.own import SURVEY, OwnPlugin, own_plugin


@pytest.fixture(autouse=True)
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPlugin]:
    """A ward's own forms."""
    with own_plugin(tmp_path / "phuong", monkeypatch) as found:
        yield found


@pytest.fixture
def child(store: Store) -> int:
    """A registered child."""
    return int(store.table("children").insert({"name": "Lò Thị Mai", "birth": "2018-11-26", "sex": "nu"}))


ANSWERS: dict[str, Any] = {"date": "5/3/2025", "swims": "biet", "dangers": "suoi, ao", "metres": "25"}


def filled(store: Store, form: str = "khao_sat", subject: Subject | None = None, **answers: Any) -> int:
    """One filled form."""
    checked = check(load(form), answers or ANSWERS, today=today(), resolver=store.read_id)
    return entries.add(store, load(form), [(checked, subject)])[0]


class TestKeeping:
    def test_the_day_is_the_one_the_form_names_and_the_rest_is_put_beside(self, store: Store, child: int) -> None:
        document = entries.get(store, filled(store, subject=Subject("children", child)))
        assert (document["form"], document["form_version"], document["on"]) == ("khao_sat", "1", "2025-03-05")
        assert document["subject"] == {"table": "children", "id": child}
        assert document["answers"] == {"date": "2025-03-05", "swims": "biet", "dangers": ["suoi", "ao"], "metres": 25}
        assert (document["unit"], document["filled_by"]) == (store.settings.unit, store.settings.officer)
        assert store.history("entries", document.doc_id)[-1].action == "entries add"

    def test_without_a_date_the_day_is_that_of_filling_and_an_end_is_kept(self, store: Store) -> None:
        document = entries.get(store, filled(store, "san_choi", name="Sân A"))
        assert (document["on"], document["to"]) == (today().isoformat(), None)
        ended = entries.get(store, filled(store, "san_choi", name="B", opened="2020-01-01", closed="2024-02-02"))
        assert (ended["on"], ended["to"]) == ("2020-01-01", "2024-02-02")

    def test_an_end_before_the_beginning_is_refused(self, store: Store) -> None:
        with pytest.raises(Refused) as refusal:
            filled(store, "san_choi", name="B", opened="2024-01-01", closed="2023-02-02")
        assert refusal.value.problems[0].field == "closed"

    def test_all_problems_at_once_and_nothing_stored(self, store: Store) -> None:
        with pytest.raises(Refused) as refusal:
            filled(store, date="hôm qua", metres="-3", dangers="biển", khac="x")
        assert {one.field for one in refusal.value.problems} == {"date", "metres", "dangers", "khac", "swims"}
        assert not list(store.rows("entries"))

    def test_they_are_found_by_form_by_whom_they_are_about_and_by_day(self, store: Store, child: int) -> None:
        about = Subject("children", child)
        early = filled(store, subject=about, date="2025-01-01", swims="biet")
        filled(store, date="2025-02-02", swims="biet")
        late = filled(store, subject=about, date="2025-03-03", swims="khong")
        filled(store, "san_choi", name="A")
        assert [one.doc_id for one in entries.listed(store, "khao_sat", subject=about)] == [early, late]
        assert len(entries.listed(store, "khao_sat")) == 3
        spring = entries.listed(store, "khao_sat", first=date(2025, 2, 1), last=date(2025, 2, 28))
        assert [one["on"] for one in spring] == ["2025-02-02"]

    def test_a_cancelled_one_stays_readable_and_is_listed_only_where_asked_for(self, store: Store) -> None:
        doc_id = filled(store)
        entries.cancel(store, doc_id, "Ghi trùng")
        assert entries.get(store, doc_id)["answers"]["swims"] == "biet"
        assert entries.listed(store, "khao_sat") == [] and len(entries.listed(store, "khao_sat", cancelled=True)) == 1
        with pytest.raises(Refused):
            entries.change(store, doc_id, {"swims": "khong"})


class TestSubject:
    def test_is_of_a_kind_the_form_is_about(self, store: Store, child: int) -> None:
        form = load("khao_sat")
        assert entries.subject_of(store, form, str(child % 10_000_000)) == Subject("children", child)
        assert entries.subject_of(store, form, None) is None, "it may be about nothing"
        with pytest.raises(Refused, match="TE"):
            entries.subject_of(store, form, "CA-KM-00001-B")

    def test_is_asked_for_where_the_form_needs_one_and_refused_where_it_has_none(self, store: Store) -> None:
        with pytest.raises(Misused, match="--for"):
            entries.subject_of(store, load("tham_ho"), None)
        with pytest.raises(Misused, match="--for"):
            entries.subject_of(store, load("san_choi"), "TE 1")

    def test_among_several_kinds_the_letters_of_the_id_say_which(
        self, store: Store, child: int, plugin: OwnPlugin
    ) -> None:
        plugin.form("khao_sat", SURVEY.replace('["child", "nothing"]', '["household", "child"]'))
        household = int(store.table("households").insert({"hamlet": "Bản Bó", "cancelled": None}))
        number = child % 10_000_000
        assert entries.subject_of(store, load("khao_sat"), f"te {number}") == Subject("children", child)
        assert entries.subject_of(store, load("khao_sat"), f"HG{number}") == Subject("households", household)
        with pytest.raises(Refused, match="mã đầy đủ"):
            entries.subject_of(store, load("khao_sat"), str(number))

    def test_a_record_taken_back_is_no_subject(self, store: Store, plugin: OwnPlugin) -> None:
        plugin.form("khao_sat", SURVEY.replace('["child", "nothing"]', '"household"'))
        store.table("households").insert({"hamlet": "A", "cancelled": {"on": "2025-01-01", "reason": "trùng"}})
        with pytest.raises(Refused, match="đã hủy"):
            entries.subject_of(store, load("khao_sat"), "1")


class TestChange:
    def test_other_answers_are_checked_and_the_day_follows_them(self, store: Store) -> None:
        doc_id = filled(store)
        _checked, changed = entries.change(store, doc_id, {"date": "6/3/2025", "metres": ""})
        document = entries.get(store, doc_id)
        assert changed and document["on"] == "2025-03-06" and "metres" not in document["answers"]
        assert entries.change(store, doc_id, {"swims": "biet"})[1] is False
        with pytest.raises(Refused):
            entries.change(store, doc_id, {"metres": "-1"})

    def test_rows_of_a_repeat_are_added_and_changed_by_their_first_answer(self, store: Store) -> None:
        doc_id = filled(store, **ANSWERS, costs=[{"source": "xa", "amount": 5}])
        entries.change(store, doc_id, {"costs": [{"source": "xa", "amount": 7}, {"source": "tai_tro", "amount": 1}]})
        kept = entries.get(store, doc_id)["answers"]["costs"]
        assert [(row["source"], row["amount"]) for row in kept] == [("xa", 7), ("tai_tro", 1)]


class TestOfAnOlderForm:
    """Answers keep their form's version: a changed form, a lost question or option, a form that is gone."""

    NEWER = SURVEY.replace('version = "1"', 'version = "2"').replace('name = "metres"', 'name = "distance"')

    def test_a_question_that_is_gone_keeps_its_answer_under_its_old_name(self, store: Store, plugin: OwnPlugin) -> None:
        doc_id = filled(store)
        plugin.form("khao_sat", self.NEWER.replace('name = "ao"', 'name = "song"'))
        document = entries.get(store, doc_id)
        form = entries.form_of(document)
        assert form is not None and dict(entries.strays(form, document["answers"])) == {"metres": 25}
        lines = to_csv(form, [document], Given(store)).decode("utf-8-sig").splitlines()
        assert (
            "Bơi được bao nhiêu mét (câu của bản 1)" in lines[0]
            and "Suối; Ao, hồ" in lines[1]
            and lines[1].endswith(";25")
        )

    def test_it_is_not_edited_where_that_would_lose_an_answer(self, store: Store, plugin: OwnPlugin) -> None:
        doc_id = filled(store)
        plugin.form("khao_sat", self.NEWER)
        with pytest.raises(Refused, match="metres"):
            entries.change(store, doc_id, {"swims": "khong"})

    def test_it_takes_the_newer_version_where_nothing_is_lost(self, store: Store, plugin: OwnPlugin) -> None:
        doc_id = filled(store)
        plugin.form("khao_sat", SURVEY.replace('version = "1"', 'version = "2"'))
        entries.change(store, doc_id, {"swims": "khong"})
        assert entries.get(store, doc_id)["form_version"] == "2"

    def test_without_its_form_it_is_read_and_exported_by_the_form_kept_with_it(
        self, store: Store, plugin: OwnPlugin
    ) -> None:
        doc_id = filled(store)
        plugin.remove_form("khao_sat")
        document = entries.get(store, doc_id)
        assert entries.form_of(document) is None
        assert entries.outward(document)["answers"]["swims"] == "biet"
        exported = to_csv(None, [document], Given(store)).decode("utf-8-sig")
        assert "Nơi nguy hiểm gần nhà (câu của bản 1)" in exported and "Suối; Ao, hồ" in exported
        assert "dangers (câu của bản 1)" in to_csv(None, [document], Given()).decode("utf-8-sig"), "nobody kept it"
        with pytest.raises(Refused, match="không còn"):
            entries.change(store, doc_id, {"swims": "khong"})

    ADDED = """
[[survey]]
type = "text"
name = "scar"
label = {vi = "Vết sẹo", en = "Scar"}
secret = true

"""

    def test_a_question_that_a_plugin_added_is_told_and_kept_secret_when_the_plugin_is_gone(
        self, store: Store, plugin: OwnPlugin
    ) -> None:
        """The form's version is the same, what it asks is not: the copy beside the answers tells them apart."""
        plain = filled(store)
        plugin.form("khao_sat", SURVEY.replace("[[choices.swims]]", self.ADDED + "[[choices.swims]]", 1))
        added = filled(store, **ANSWERS, scar="Ở tay")
        plugin.form("khao_sat", SURVEY)
        first, second = (entries.get(store, one) for one in (plain, added))
        assert (first["form_version"], second["form_version"]) == ("1", "1-2")
        told = to_csv(load("khao_sat"), [first, second], Given(store), confidential=True).decode("utf-8-sig")
        assert "Vết sẹo (câu của bản 1-2)" in told and "Ở tay" in told
        assert "Ở tay" not in to_csv(load("khao_sat"), [second], Given(store)).decode("utf-8-sig")
        assert "scar" not in entries.outward(second, Given(store))["answers"]
        with pytest.raises(Refused, match="scar"):
            entries.change(store, added, {"swims": "khong"})

    def test_a_copy_that_came_with_a_plugin_is_no_form_of_the_ward(self, store: Store, plugin: OwnPlugin) -> None:
        filled(store)
        plugin.remove_form("khao_sat")
        assert bring_back(store) == []


class TestSecret:
    """NĐ56 Đ33: what is marked secret is told only where confidential matters are asked for."""

    def test_answers_are_left_out_unless_asked_for(self, store: Store) -> None:
        document = entries.get(store, filled(store, **ANSWERS, remark="Nhà có chuyện"))
        assert "remark" not in entries.outward(document)["answers"]
        assert entries.outward(document, confidential=True)["answers"]["remark"] == "Nhà có chuyện"
        form = load("khao_sat")
        assert b"chuy" not in to_csv(form, [document], Given(store))
        assert "chuyện" in to_csv(form, [document], Given(store), confidential=True).decode("utf-8-sig")


class TestLists:
    """The Excel list: handed out, filled, taken back; and what was filled, out again."""

    def hand_out(self, tmp_path: Path, *rows: dict[str, str], costs: tuple[dict[str, str], ...] = ()) -> Path:
        form, path = handed_out(load("khao_sat")), tmp_path / "mau.xlsx"
        write_template(form, path)
        book = openpyxl.load_workbook(path)
        for sheet, lines in ((book.worksheets[0], rows), (book["Chi phí"], costs)):
            columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[3] if cell.value}
            for number, line in enumerate(lines, 4):
                for heading, value in line.items():
                    sheet.cell(number, columns[heading], value)
        book.save(path)
        return path

    def test_a_filled_list_comes_back_with_its_repeats_and_whom_each_row_is_about(
        self, store: Store, child: int, tmp_path: Path
    ) -> None:
        path = self.hand_out(
            tmp_path,
            {"Ghi cho (mã)": "TE 1", "Ngày khảo sát": "5/3/2025", "Biết bơi": "Biết bơi"},
            {"Ngày khảo sát": "6/3/2025", "Biết bơi": "khong", "Nơi nguy hiểm gần nhà": "Suối; Ao, hồ"},
            costs=({"Dòng trong danh sách": "5", "Nguồn": "Tài trợ", "Số tiền": "2.000.000"},),
        )
        read = read_list(store, load("khao_sat"), path, store.read_id)
        (first, about), (second, nobody) = read.ready
        assert (about, nobody) == (Subject("children", child), None)
        assert first.values["swims"] == "biet" and second.values["dangers"] == ["suoi", "ao"]
        assert second.values["costs"] == [{"source": "tai_tro", "amount": 2_000_000}]

    def test_every_wrong_cell_is_said_with_its_row_and_nothing_is_taken(self, store: Store, tmp_path: Path) -> None:
        path = self.hand_out(
            tmp_path,
            {"Ngày khảo sát": "5/3/2025", "Biết bơi": "Biết bơi"},
            {"Ghi cho (mã)": "TE 99", "Ngày khảo sát": "31/2/2025", "Biết bơi": "bơi giỏi"},
        )
        with pytest.raises(Refused) as refusal:
            read_list(store, load("khao_sat"), path, store.read_id)
        said = [one.message for one in refusal.value.problems]
        assert len(said) == 3 and all(one.startswith("Dòng 5: ") for one in said)
        assert any("Ngày khảo sát" in one for one in said) and any("TE" in one for one in said)

    def test_a_list_taken_in_twice_is_stored_once(self, store: Store, tmp_path: Path) -> None:
        form = load("khao_sat")
        path = self.hand_out(tmp_path, {"Ngày khảo sát": "5/3/2025", "Biết bơi": "Biết bơi"})
        entries.add(store, form, read_list(store, form, path, store.read_id).ready)
        again = read_list(store, form, path, store.read_id)
        assert (again.ready, again.known) == ([], [4])
        assert len(read_list(store, form, path, store.read_id, again=True).ready) == 1

    def test_a_list_of_a_form_about_nothing_has_no_column_for_whom(self) -> None:
        assert handed_out(load("san_choi")) is load("san_choi")
        assert next(handed_out(load("khao_sat")).questions()).key == ABOUT
        assert examine(handed_out(load("khao_sat"))) == []

    def test_what_was_filled_goes_out_as_a_workbook_with_a_sheet_for_each_repeat(
        self, store: Store, tmp_path: Path
    ) -> None:
        filled(store, **ANSWERS, place="=1+1", costs=[{"source": "xa", "amount": 5_000_000}])
        path = tmp_path / "ra.xlsx"
        path.write_bytes(to_xlsx(load("khao_sat"), entries.listed(store, "khao_sat"), Given(store)))
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["Khảo sát đuối nước", "Chi phí"]
        heads, cells = ([cell.value for cell in row] for row in book.worksheets[0].iter_rows())
        told = dict(zip(heads, cells, strict=True))
        assert told["Nơi nguy hiểm gần nhà"] == "Suối; Ao, hồ" and told["Bơi được bao nhiêu mét"] == 25
        assert (
            told["Nơi khảo sát"] == "=1+1"
            and book.worksheets[0].cell(2, heads.index("Nơi khảo sát") + 1).data_type == "s"
        )
        assert [cell.value for cell in book["Chi phí"][2]][1:] == ["Ngân sách phường", 5_000_000]


class TestSettings:
    def test_what_a_form_says_of_itself_is_examined(self, plugin: OwnPlugin) -> None:
        plugin.form("khao_sat", SURVEY.replace('"nothing"', '"mây"').replace('date = "date"', 'date = "swims"'))
        assert {one.field for one in examine(load("khao_sat"))} == {"attaches", "date"}

    @pytest.mark.parametrize("form", ["khao_sat", "san_choi", "tham_ho"])
    def test_the_forms_used_here_are_sound(self, form: str) -> None:
        assert examine(load(form)) == []

    def test_answers_of_another_form_or_version_are_refused(self) -> None:
        form = load("khao_sat")
        assert entries.given_answers(form, {"form": "khao_sat", "answers": {"swims": "biet"}}) == {"swims": "biet"}
        for wrong in ({"form": "san_choi"}, {"form_version": "9"}):
            with pytest.raises(CpkitError):
                entries.given_answers(form, {**wrong, "swims": "biet"})

"""`cpkit carer` and `cpkit care` as typed: what they show, what they keep secret, what they refuse and how."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.conftest import Result, Run

CARER = ("--birth-date", "02/03/1985", "--sex", "nu", "--residence", "Bản Bó", "--date", "03/01/2025")
NEED = (
    "--set", "case_62=khoan_1", "--set", "urgent_separation=khong", "--set", "child_opinion=Muốn ở với bà",
    "--set", "care_form=nguoi_than_thich", "--set", "date=06/01/2025",
)  # fmt: skip
FIT = (
    "disabled=khong", "ill=khong", "marital=goa", "members_count=1", "poor=khong", "housing=Nhà sàn",
    "abuse_record=khong", "household_agrees=co", "conclusion=du", "date=08/01/2025",
)  # fmt: skip
GROUNDS = ("--set", "carer_id_number=0111", "--set", "consent=khong_can", "--set", "child_opinion=Đồng ý")
DECISION = ("--number", "12/QĐ-UBND", "--date", "13/01/2025", "--signer", "Lò Văn Chủ", *GROUNDS)
REPORT = ("--set", "physical=Khỏe", "--set", "mental=Vui", "--set", "care_form_rating=phu_hop")


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.stderr
    return result


@pytest.fixture
def ward(run: Run, practice: Path) -> Run:
    """A child, her grandmother and somebody not related."""
    done(run("register", "--name", "Lò Thị Mẫu", "--birth-date", "05/03/2014", "--sex", "nu"))
    done(run("carer", "add", "--name", "Lò Thị Bà", *CARER, "--relative-of", "1", "--relation", "bà ngoại"))
    done(run("carer", "add", "--name", "Vừ Thị Dợ", *CARER))
    return run


@pytest.fixture
def decided(ward: Run) -> Run:
    """The child in need, the grandmother chosen, verified, decided."""
    done(ward("care", "need", 1, *NEED))
    done(ward("care", "choose", 1, "--carer", 1, "--date", "07/01/2025"))
    done(ward("carer", "verify", 1, "--child", 1, *(part for said in FIT for part in ("--set", said))))
    done(ward("care", "decide", 1, *DECISION))
    return ward


@pytest.fixture
def in_care(decided: Run) -> Run:
    """The child with her grandmother since 17/01/2025."""
    done(decided("care", "handover", 1, "--at", "17/01/2025 09:00", "--state", "Khỏe"))
    return decided


class TestCarer:
    def test_a_carer_is_listed_and_shown_with_kinship_and_verification(self, decided: Run) -> None:
        rows = decided("carer", "list", "--json").json
        assert {row["name"]: row["notice_only"] for row in rows} == {"Lò Thị Bà": True, "Vừ Thị Dợ": False}
        shown = decided("carer", "show", 1).stdout
        assert "Bà ngoại của TE-" in shown and "đủ điều kiện" in shown and "CS-" in shown
        assert decided("carer", "show", 1, "--json").json["verified"][0]["fit"] is True

    def test_by_quarter(self, ward: Run) -> None:
        assert len(ward("carer", "list", "--quarter", "2025-Q1", "--json").json) == 2
        assert ward("carer", "list", "--quarter", "2025-Q2", "--json").json == []
        assert ward("carer", "list", "--quarter", "2025-Q2", "--from", "1/1/2025").exit_code == 2

    def test_a_minor_and_a_foreigner_about_to_leave_are_refused(self, run: Run, practice: Path) -> None:
        """Luật Trẻ em Đ63.2, NĐ56 Đ39.3: all that is wrong at once."""
        stay = ("--nationality", "Lào", "--resident-since", "01/01/2025", "--visa-until", "01/03/2025")
        young = ("--birth-date", "02/03/2015", "--sex", "nu", "--residence", "Tổ 1", "--date", "03/01/2025")
        result = run("carer", "add", "--name", "Khăm La", *young, *stay)
        assert result.exit_code == 1
        assert all(words in result.stderr for words in ("Điều 63", "06 tháng", "12 tháng"))

    def test_what_is_missing_of_a_foreigners_stay_is_said_and_can_be_added(self, run: Run, practice: Path) -> None:
        """NĐ56 Đ39.3."""
        told = ("--birth-date", "02/03/1985", "--sex", "nu", "--residence", "Tổ 1", "--date", "03/01/2025")
        result = run("carer", "add", "--name", "Khăm La", *told, "--nationality", "Lào")
        assert result.exit_code == 0
        assert "06 tháng" in result.stderr and "chưa được chọn" in result.stderr
        edited = run("carer", "edit", 1, "--visa-until", "01/12/2027", "--resident-since", "01/02/2020")
        assert edited.exit_code == 0 and "chưa được chọn" not in edited.stderr

    def test_what_is_missing_is_named_without_a_terminal(self, run: Run, practice: Path) -> None:
        result = run("carer", "add", "--name", "Lò Thị Bà")
        assert result.exit_code == 2 and "--birth-date" in result.stderr

    def test_a_record_is_edited_and_taken_back(self, ward: Run) -> None:
        done(ward("carer", "edit", 2, "--phone", "0912 000 111"))
        assert ward("carer", "show", 2, "--json").json["phone"] == "0912 000 111"
        assert ward("carer", "show", 2, "--json").json["unit"] == "34:03127", "an edit leaves the rest as it was"
        done(ward("carer", "cancel", 2, "--reason", "Ghi trùng"))
        assert len(ward("carer", "list", "--json").json) == 1

    def test_the_list_of_a_quarter_is_printed_and_its_sending_recorded(self, ward: Run, tmp_path: Path) -> None:
        """NĐ56 Đ40.1."""
        out = tmp_path / "mau_09.docx"
        done(ward("carer", "register", "--quarter", "2025-Q1", "--out", out))
        cells = [cell.text for table in Document(str(out)).tables for row in table.rows for cell in row.cells]
        assert any("Vừ Thị Dợ" in text for text in cells) and not any("Lò Thị Bà" in text for text in cells)
        assert "danh_sach_quy" in due_steps(ward, "15/03/2025")
        done(ward("carer", "register", "--quarter", "2025-Q1", "--sent-on", "10/03/2025", "--sent-to", "Sở Y tế"))
        assert "danh_sach_quy" not in due_steps(ward, "15/03/2025")
        again = ward("carer", "register", "--quarter", "2025-Q1", "--sent-on", "11/03/2025")
        assert again.exit_code == 1 and "10/03/2025" in again.stderr

    def test_an_application_is_printed(self, ward: Run, tmp_path: Path) -> None:
        out = tmp_path / "don.docx"
        done(ward("carer", "print", 2, "mau_08", "--out", out))
        assert any("Vừ Thị Dợ" in each.text or "VỪ THỊ DỢ" in each.text for each in Document(str(out)).paragraphs)


def due_steps(run: Run, as_of: str) -> list[str]:
    return [item["step"] for item in run("due", "--json", "--as-of", as_of).json]


class TestPlacement:
    def test_names_are_shown_only_when_asked_for(self, in_care: Run) -> None:
        """NĐ56 Đ33: whose child lives with whom."""
        for command in (
            ("care", "list"),
            ("care", "show", 1),
            ("due", "--as-of", "18/01/2025"),
            ("care", "list", "--json"),
        ):
            assert "Lò Thị" not in in_care(*command).stdout
        assert "Lò Thị Mẫu" in in_care("care", "show", 1, "--confidential").stdout
        assert "Lò Thị Bà" in in_care("care", "show", 1, "--confidential").stdout

    def test_the_screen_says_what_was_done_and_what_comes_next(self, in_care: Run) -> None:
        shown = in_care("care", "show", 1).stdout
        assert "số 12/QĐ-UBND, Lò Văn Chủ ký" in shown
        assert "Tiếp theo: Theo dõi, đánh giá sau 01 tháng (NĐ56 Đ43.2)" in shown
        told = in_care("care", "show", 1, "--json").json
        assert told["state"] == "in_care" and told["next_step"] == "theo_doi_1_thang"
        assert [step["step"] for step in told["steps"]][-1] == "giao_nhan_cham_soc_thay_the"

    def test_due_names_the_placement_and_no_case(self, decided: Run) -> None:
        """NĐ56 Đ42.7."""
        item = decided("due", "--json", "--as-of", "14/01/2025").json[0]
        assert item["case"] is None and item["placement"].startswith("CS-") and item["due"].startswith("2025-02-10")
        shown = decided("due", "--as-of", "14/01/2025").stdout
        assert "từ bước “Quyết định giao, nhận chăm sóc thay thế” ngày 13/01/2025 (NĐ56" in " ".join(shown.split())

    def test_the_greeting_names_it_too(self, in_care: Run, home: Path) -> None:
        from cpkit.care.due import everything_due
        from cpkit.cases.calendar_file import subject
        from cpkit.store import open_store
        from cpkit.times import now

        with open_store(home) as store:
            subjects = {subject(item) for item in everything_due(store, now())}
        assert any(each.startswith("CS-") for each in subjects) and "" not in subjects

    def test_the_calendar_file_holds_no_name(self, in_care: Run, tmp_path: Path) -> None:
        done(in_care("due", "--as-of", "18/01/2025", "--ics", tmp_path / "viec.ics"))
        text = (tmp_path / "viec.ics").read_text(encoding="utf-8")
        assert "CS-" in text and "Lò Thị" not in text

    def test_the_child_s_record_names_the_placement_and_the_residence_stays(self, in_care: Run) -> None:
        assert "CS-" in in_care("child", "show", 1, "--confidential").stdout
        assert "CS-" not in in_care("child", "show", 1).stdout
        assert in_care("child", "show", 1, "--json", "--confidential").json["placements"][0].startswith("CS-")

    def test_a_child_at_risk_with_the_carer_is_taken_away_at_once(self, in_care: Run) -> None:
        """Luật Trẻ em Đ69.2; the protection case is opened by the command it names."""
        rated = ("--set", "care_rating=kem", "--set", "risk_rating=cao")
        result = done(in_care("care", "monitor", 1, "--date", "17/02/2025", *REPORT, *rated))
        assert "Đ69.2" in result.stderr and "cpkit case open TE-" in result.stderr

    def test_abuse_ends_the_care_and_says_what_to_do(self, in_care: Run) -> None:
        """Luật Trẻ em Đ69.1b, Đ69.2."""
        ending = ("--number", "9/QĐ", "--date", "01/06/2025", "--signer", "Lò Văn Chủ", "--set", "child_opinion=Sợ")
        result = done(in_care("care", "end", 1, *ending, "--ground", "gay_ton_hai", "--home"))
        assert "Đ69.2" in result.stderr and "case open" in result.stderr
        assert in_care("care", "list", "--state", "ended", "--json").json[0]["outcome"] == "gay_ton_hai"

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("choose", 1), 2, "--carer"),
            (("choose", 1, "--carer", 9), 1, "NC-"),
            (("decide", 1), 2, "--date"),
            (("decide", 1, "--date", "13/01/2025"), 2, "--number"),
            (("handover", 1), 2, "--at"),
            (("handover", 1, "--at", "hôm qua"), 1, "hôm qua"),
            (("contact", 1, "--date", "31/02/2025"), 1, "31/02/2025"),
            (("fill", 1, "mau_02"), 1, "mau_12"),
            (("fill", 1, "mau_11"), 1, "carer verify"),
            (("step", 1, "khong_co"), 1, "thong_bao"),
            (("close", 1, "--outcome", "khong_co"), 1, "con_nuoi"),
            (("end", 1, "--home", "--next", 2), 2, "--next"),
            (("print", 1), 2, "--all"),
            (("print", 1, "mau_09"), 2, "mau_12"),
            (("show", 7), 1, "CS-"),
            (("monitor", 1, "--occasion", "hai_thang", *REPORT), 1, "hai_thang"),
        ],
    )
    def test_wrong_input_is_a_plain_sentence(
        self, in_care: Run, arguments: tuple[object, ...], code: int, said: str
    ) -> None:
        result = in_care("care", *arguments)
        assert result.exit_code == code and said in result.stderr, result.stderr

    def test_a_form_still_empty_is_printed_to_fill_by_hand(self, in_care: Run, tmp_path: Path) -> None:
        result = done(in_care("care", "print", 1, "mau_15", "--out", tmp_path / "don.docx"))
        assert "Chưa ghi" in result.stderr
        assert any("Lò Thị Mẫu" in each.text for each in Document(str(tmp_path / "don.docx")).paragraphs)

    def test_a_decision_is_printed_by_the_law_of_its_day_and_nothing_is_written_over(
        self, decided: Run, tmp_path: Path
    ) -> None:
        """Đ42.7 decided on 13/01/2025: the law on local government of 2015, not that of 16/06/2025."""
        done(decided("care", "print", 1, "--all", "--out", tmp_path))
        paper = next(tmp_path.glob("*mau_12.docx"))
        text = "\n".join(each.text for each in Document(str(paper)).paragraphs)
        assert "ngày 19 tháng 6 năm 2015" in text and "16 tháng 6 năm 2025" not in text
        paper.unlink()
        again = decided("care", "print", 1, "--all", "--out", tmp_path)
        assert again.exit_code == 1 and "--force" in again.stderr and not paper.exists()

    def test_answers_of_another_form_are_refused(self, in_care: Run, tmp_path: Path) -> None:
        path = tmp_path / "other.json"
        path.write_text('{"form": "mau_16", "date": "17/02/2025"}', encoding="utf-8")
        result = in_care("care", "monitor", 1, "--answers", path)
        assert result.exit_code == 1 and "mau_16" in result.stderr

    def test_undo_names_what_was_taken_back(self, in_care: Run) -> None:
        done(in_care("care", "notice", 1, "--date", "01/07/2025"))
        assert "ghi bước chăm sóc thay thế" in done(in_care("undo", "--yes")).stdout

    def test_the_steps_need_no_store(self, run: Run) -> None:
        told = run("care", "steps", "--json").json
        assert {"nhu_cau", "giao_nhan_cham_soc_thay_the"} <= {step["step"] for step in told["steps"]}
        assert "mau_13" in run("care", "steps").stdout


class TestCandidates:
    def test_in_the_order_of_the_law_with_reasons(self, ward: Run) -> None:
        """NĐ56 Đ42.3."""
        done(ward("care", "need", 1, *NEED))
        told = ward("care", "candidates", 1, "--json").json
        assert [each["tier"] for each in told] == ["nguoi_than_thich", "tai_noi_cu_tru"]
        young = ("--birth-date", "02/03/2000", "--sex", "nu", "--residence", "Tổ 1", "--date", "03/01/2025")
        done(ward("carer", "add", "--name", "Cà Thị Trẻ", *young))
        assert "KHÔNG ĐƯỢC CHỌN" in ward("care", "candidates", 1).stdout


class TestTransferList:
    def test_mau_14_is_kept_and_listed(self, run: Run, practice: Path, tmp_path: Path) -> None:
        """NĐ56 Đ45.1."""
        path = tmp_path / "mau14.json"
        path.write_text(
            '{"facility": "Trung tâm Bảo trợ", "date": "01/10/2025", "children": [{"name": "Giàng A Mẫu", "sex": "nam",'
            ' "planned": "khong_than_thich"}]}',
            encoding="utf-8",
        )
        made = done(run("care", "transfer", "add", "--answers", path, "--json")).json["id"]
        assert made.startswith("DS-")
        assert run("care", "transfer", "list", "--json").json[0]["facility"] == "Trung tâm Bảo trợ"
        done(run("care", "transfer", "print", made, "--out", tmp_path / "mau_14.docx"))

    def test_a_child_of_a_facility_has_the_clock_of_its_article(self, ward: Run) -> None:
        """NĐ56 Đ45.2, Đ45.4, Đ48.3: 10, 15 and 5 working days."""
        done(ward("care", "need", 1, *NEED, "--facility", "Trung tâm Bảo trợ"))
        done(ward("care", "step", 1, "gui_danh_sach", "--date", "03/03/2025"))
        assert due_date(ward, "04/03/2025", "nhan_danh_sach") == "2025-03-17"
        done(ward("care", "step", 1, "nhan_danh_sach", "--date", "17/03/2025"))
        assert due_date(ward, "18/03/2025", "quyet_dinh_cham_soc_thay_the") == "2025-04-08", "07/04/2025 is Giỗ Tổ"


def due_date(run: Run, as_of: str, step: str) -> str:
    found = run("due", "--json", "--as-of", as_of).json
    return next(str(item["due"])[:10] for item in found if item["step"] == step)

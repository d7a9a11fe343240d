"""One whole placement by NĐ 56/2017 chapter V as an officer types it: carers registered, the child in need, the carer
verified, chosen and met, decision, hand-over, monitoring, the carer's notice, the end with a new carer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.conftest import Result, Run

GRANDMOTHER = ("--name", "Lò Thị Bà", "--birth-date", "1962", "--sex", "nu", "--residence", "Bản Bó")
STRANGER = ("--name", "Vừ Thị Dợ", "--birth-date", "02/03/1985", "--sex", "nu", "--residence", "Bản Nà Tấu")
STRANGER_MORE = ("--id-number", "011185000001", "--wanted-sex", "gai", "--phone", "0912 000 111")
MAU_10 = {
    "case_62": "khoan_1", "urgent_separation": "khong", "child_opinion": "Muốn ở với bà", "birth_family": "Mồ côi",
    "care_form": "nguoi_than_thich", "date": "06/01/2025",
}  # fmt: skip
MAU_11 = {
    "disabled": "khong", "ill": "khong", "marital": "goa", "members_count": 1, "poor": "khong", "housing": "Nhà sàn",
    "abuse_record": "khong", "household_agrees": "co", "conclusion": "du", "date": "08/01/2025",
}  # fmt: skip
MAU_12 = {"carer_id_number": "011162000009", "consent": "khong_can", "child_opinion": "Đồng ý ở với bà"}
MAU_13 = {
    "physical": "Khỏe", "mental": "Vui", "care_rating": "tot", "risk_rating": "thap", "care_form_rating": "phu_hop",
}  # fmt: skip

Json = Callable[[str, dict[str, Any]], Path]


@pytest.fixture
def file(tmp_path: Path) -> Json:
    """Answers in a file, as an officer keeps them."""

    def write(name: str, answers: dict[str, Any]) -> Path:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.stderr
    return result


def refused(result: Result, *said: str) -> None:
    assert result.exit_code == 1, result.stdout
    assert all(words in result.stderr for words in said), result.stderr


def due(run: Run, as_of: str) -> dict[str, str]:
    return {item["step"]: item["due"][:10] for item in run("due", "--json", "--as-of", as_of).json}


def test_from_the_need_to_the_end_with_a_new_carer(run: Run, practice: Path, file: Json, tmp_path: Path) -> None:
    done(run("register", "--name", "Lò Thị Mẫu", "--birth-date", "05/03/2014", "--sex", "nu", "--hamlet", "Bản Bó"))
    relation = ("--relative-of", "1", "--relation", "bà ngoại")
    done(run("carer", "add", *GRANDMOTHER, "--date", "03/01/2025", *relation))
    done(run("carer", "add", *STRANGER, *STRANGER_MORE, "--date", "03/01/2025"))

    done(run("care", "need", 1, "--answers", file("mau_10", MAU_10)))
    seen = run("care", "candidates", 1, "--json").json
    assert [each["tier"] for each in seen] == ["nguoi_than_thich", "tai_noi_cu_tru"], "NĐ56 Đ42.3"
    refused(run("care", "choose", 1, "--carer", 2, "--date", "07/01/2025"), "NĐ56 Đ42.3")
    done(run("care", "choose", 1, "--carer", 1, "--date", "07/01/2025"))

    decision = ("--number", "12/QĐ-UBND", "--date", "13/01/2025", "--answers", file("mau_12", MAU_12))
    refused(run("care", "decide", 1, *decision, "--signer", "Lò Văn Chủ"), "Xác minh", "NĐ56 Đ42.1")
    done(run("carer", "verify", 1, "--child", 1, "--answers", file("mau_11", MAU_11)))
    refused(run("care", "decide", 1, *decision, "--signer", "Cán bộ thử"), "Đ42.7")
    made = done(run("care", "decide", 1, *decision, "--signer", "Lò Văn Chủ", "--json")).json
    assert made["steps"] == ["quyet_dinh_cham_soc_thay_the"]
    assert due(run, "14/01/2025")["giao_nhan_cham_soc_thay_the"] == "2025-02-10", "15 working days across Tết 2025"

    refused(run("care", "monitor", 1, "--date", "20/01/2025", "--answers", file("mau_13", MAU_13)), "NĐ56 Đ43.2")
    minutes = ("--state", "Khỏe mạnh", "--height", "121", "--weight", "21,5")
    done(run("care", "handover", 1, "--at", "17/01/2025 09:00", *minutes))
    assert due(run, "18/01/2025") == {
        "danh_sach_quy": "2025-03-31",
        "theo_doi_1_thang": "2025-02-17",
        "theo_doi_3_thang": "2025-04-17",
        "bao_cao_6_thang": "2025-07-17",
        "thong_bao": "2025-07-17",
    }
    for day in ("17/02/2025", "16/04/2025", "17/07/2025"):
        done(run("care", "monitor", 1, "--date", day, "--answers", file("mau_13", MAU_13)))
    done(run("care", "notice", 1, "--date", "15/07/2025", "--note", "Trẻ khỏe"))
    assert due(run, "18/07/2025") | {"danh_sach_quy": ""} == {
        "danh_sach_quy": "",
        "bao_cao_6_thang": "2026-01-19",
        "thong_bao": "2026-01-19",
    }, "17/01/2026 is a Saturday"

    change_the_carer(run, file)
    print_everything(run, file, tmp_path)


def change_the_carer(run: Run, file: Json) -> None:
    """The grandmother asks for the end (Mẫu 15); Mẫu 16 gives the child to another carer (NĐ56 Đ48)."""
    ending = ("--number", "40/QĐ-UBND", "--date", "20/10/2025", "--signer", "Lò Văn Chủ", "--ground", "de_nghi")
    opinion = ("--set", "child_opinion=Đồng ý")
    refused(run("care", "end", 1, *ending, *opinion, "--next", 2), "NĐ56 Đ48.1")
    asked = ("--date", "01/10/2025", "--end", "20/10/2025", "--reason", "Tuổi cao, ốm nặng")
    done(run("care", "request-end", 1, *asked))
    refused(run("care", "end", 1, *ending, *opinion, "--next", 2), "Xác minh")
    of_stranger = {**MAU_11, "marital": "chua_ket_hon", "date": "10/10/2025"}
    done(run("carer", "verify", 2, "--child", 1, "--answers", file("mau_11", of_stranger)))
    ended = done(run("care", "end", 1, *ending, *opinion, "--next", 2, "--json")).json
    assert ended["steps"] == ["cham_dut"] and ended["next"].startswith("CS-")
    refused(run("care", "notice", 1, "--note", "Muộn"), "kết thúc")

    second = {**MAU_12, "priority_reason": "Bà ốm nặng", "carer_id_number": "011185000001"}
    handover = ("--state", "Khỏe mạnh", "--answers", file("mau_12", second))
    refused(run("care", "handover", 2, "--at", "28/10/2025 09:00", *handover), "TT14 Đ10.4c")
    for day in ("22/10/2025", "25/10/2025"):
        done(run("care", "contact", 2, "--date", day, "--note", "Đến chơi nhà"))
    done(run("care", "handover", 2, "--at", "28/10/2025 09:00", *handover))
    assert due(run, "29/10/2025")["theo_doi_1_thang"] == "2025-11-28"
    assert run("care", "show", 1, "--json").json["outcome"] == "de_nghi"
    assert run("care", "show", 2, "--json").json["previous"] == run("care", "show", 1, "--json").json["id"]


def print_everything(run: Run, file: Json, folder: Path) -> None:
    """Every one of Mẫu 08-16 from what was recorded, with the names in it and no field of a template left."""
    done(run("care", "print", 1, "--all", "--out", folder / "ho-so"))
    done(run("carer", "register", "--quarter", "2025-Q1", "--out", folder / "mau_09.docx"))
    listed = {"facility": "Trung tâm Bảo trợ", "date": "01/10/2025"}
    listed["children"] = [{"name": "Giàng A Mẫu", "sex": "nam", "planned": "khong_than_thich"}]  # type: ignore[assignment]
    done(run("care", "transfer", "add", "--answers", file("mau_14", listed)))
    done(run("care", "transfer", "print", 1, "--out", folder / "mau_14.docx"))
    printed = {path.stem[path.stem.index("mau_") :][:6]: text_of(path) for path in sorted(folder.rglob("*.docx"))}
    assert len([*folder.rglob("*mau_13*.docx")]) > 1, "each monitoring report is printed, NĐ56 Đ43.2"
    assert sorted(printed) == [f"mau_{number:02}" for number in range(8, 17)]
    assert all("{{" not in text and "{%" not in text for text in printed.values())
    for form in ("mau_10", "mau_12", "mau_13", "mau_15", "mau_16"):
        assert "Lò Thị Mẫu" in printed[form] or "LÒ THỊ MẪU" in printed[form], form
    assert "Vừ Thị Dợ" in printed["mau_09"] and "Lò Thị Bà" not in printed["mau_09"], "relatives give notice only"


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

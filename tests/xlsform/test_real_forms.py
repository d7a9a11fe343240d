"""Forms as people draw them: a Kobo template, ODK's "all widgets", a household survey, a WHO-like screening, old ones.

Each is a table in `forms/`, made into a workbook here; everything in it works, or is named with its sheet and row.
"""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cpkit.forms.layout import screen_lines
from cpkit.forms.model import walk
from cpkit.xlsform.reading import Read, read_form
from cpkit.xlsform.writing import to_files, to_xlsform
from tests.xlsform.books import book, survey
from tests.xlsform.test_reading import filled, messages, refusal

FORMS = Path(__file__).parent / "forms"
NAMES = sorted(path.stem for path in FORMS.glob("*.md"))


def sheets(name: str, *, odd: bool = False) -> dict[str, list[list[str]]]:
    """The sheets of a form; `odd` as some keyboards leave them: marks apart from letters (NFD), spaces behind."""
    made: dict[str, list[list[str]]] = {}
    sheet = ""
    for line in (FORMS / f"{name}.md").read_text(encoding="utf-8").splitlines():
        first, *cells = (cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))
        sheet = first or sheet
        made.setdefault(sheet, []).append(
            [unicodedata.normalize("NFD", one) + "  " * odd for one in cells] if odd else cells
        )
    return made


def read(folder: Path, name: str, *, odd: bool = False) -> Read:
    for beside in FORMS.glob("*.csv"):
        shutil.copy(beside, folder)
    return read_form(book(folder / f"{name}.xlsx", **sheets(name, odd=odd)))


def told(one: Read) -> str:
    return "\n".join(one.notes)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_and_comes_back_from_an_export_with_the_same_questions(tmp_path: Path, name: str) -> None:
    form = read(tmp_path, name).form
    (tmp_path / "ra").mkdir()
    for file, content in to_files(form).items():
        (tmp_path / "ra" / file).write_bytes(content)
    out = tmp_path / "ra" / f"{name}.xlsx"
    out.write_bytes(to_xlsform(form))
    back = read_form(out).form
    kept = [(path, asked.kind, asked.wording) for path, asked in walk(back.fields) if asked.name != "ghi_cho"]
    assert kept == [(path, asked.kind, asked.wording) for path, asked in walk(form.fields)]


def test_a_kobo_template(tmp_path: Path) -> None:
    one = read(tmp_path, "kobo")
    assert "Trang survey: các cột này không được dùng: $kuid, $autoname, kobo--score-choices, media::image." in told(
        one
    )
    assert "Trang choices: các cột này không được dùng: media::image." in told(one)
    assert "Trang settings: các cột này không được dùng: style." in told(one)
    assert one.form.version == "1 (2025-03-01 02:11:09)"
    answers = {"_1_Ho_ten": "Lò Thị Mai", "gioi": "Nữ", "tuoi": 7, "nguy_co": "ao other", "muc_do": 3}
    assert "Ghi rõ: chưa được ghi." in messages(one.form, **answers)
    assert messages(one.form, **answers, khac="Giếng") == ""


def test_every_widget_of_odk(tmp_path: Path) -> None:
    one = read(tmp_path, "odk")
    labels = {asked.key: (asked.text, asked.hint_text) for asked in one.form.questions()}
    assert labels["intro"] == ("Giới thiệu", "") and labels["chuoi"] == ("Chữ thường", "")
    assert labels["dien_thoai"] == ("Số điện thoại", "Chỉ ghi số. Không ghi dấu cách")
    assert labels["link"][0] == "Xem hướng dẫn (https://docs.getodk.org)"
    assert labels["dong_y"] == ("Đánh dấu nếu đồng ý", ""), "a hint stands for the label that is not there"
    assert "Trang survey, dòng 2, 3, 4, 5: chữ có định dạng" in told(one)
    for setting in ("public_key", "submission_url", "auto_send", "instance_name"):
        assert setting in told(one)
    checked = filled(one.form, dien_thoai="0912345678", widget_3="Khác", widget_3_other="không rõ", khong_chi_doc="x")
    assert checked.problems == ()
    assert (checked.values["so"], checked.values["chi_doc"], checked.values["an"]) == (5, "mặc định", "ẩn")
    assert messages(one.form, dien_thoai="12").endswith("Số điện thoại có 9 đến 11 chữ số")


HOME = {
    "xa": "dbp", "ban": "b1", "chu_ho": "Lò Văn Nam", "so_nguoi": 2,
    "nguoi": [{"ten": "Lò Văn Nam", "ngay_sinh": "1980-05-01"}, {"ten": "Lò Thị Mai", "ngay_sinh": "2018-03-02",
                                                                  "di_hoc": "1"}],
    "cham_soc": "Lò Văn Nam",
}  # fmt: skip


def test_a_household_survey_with_its_roster(tmp_path: Path) -> None:
    form = read(tmp_path, "ho").form
    checked = filled(form, **HOME)
    assert checked.problems == ()
    assert (checked.values["so_tre"], checked.values["ten_dau"]) == (1, "Lò Văn Nam")
    seen = "\n".join(screen_lines(form, checked.values))
    assert "B4. Lò Thị Mai (7 tuổi) có đi học không? Có" in seen
    assert "Lò Thị Mai không dùng được" in messages(form, **HOME | {"cham_soc": "Lò Thị Mai"})
    assert "b2 (Bản Hai) không dùng được" in messages(form, **HOME | {"ban": "b2"})
    assert "cần đúng 3 dòng" in messages(form, **HOME | {"so_nguoi": 3})
    grown = [HOME["nguoi"][0], HOME["nguoi"][1] | {"di_hoc": None}]  # type: ignore[index]
    assert "có đi học không?, dòng 2: chưa được ghi." in messages(form, **HOME | {"nguoi": grown})
    alone = HOME | {"so_nguoi": 1, "nguoi": [HOME["nguoi"][0]], "cham_soc": None}  # type: ignore[index]
    assert "cham_soc" in filled(form, **alone).skipped, "no child: the group is not asked"


def test_a_screening_in_three_languages(tmp_path: Path) -> None:
    one = read(tmp_path, "who")
    asked = one.form.field("consent")
    assert (asked.text, asked.label["French"]) == ("Đồng ý tham gia?", "Consentement")
    assert asked.hint_text == "Read aloud", "the only language there is"
    answers: dict[str, Any] = {"interview_date": "2025-05-01", "consent": "y", "signs": "fever conv", "muac": 11.2}
    assert messages(one.form, **answers) == "Chuyển đến: chưa được ghi."
    values = filled(one.form, **answers, refer="Trạm y tế").values
    assert (values["sam"], values["score"]) == ("SAM", 4)
    assert values["consent_time"], "set off by the consent, asked of nobody"
    assert "không chọn dấu hiệu khác" in messages(one.form, **answers | {"signs": "none fever"})
    assert messages(one.form, interview_date="2025-05-01", consent="n") == ""


def test_marks_apart_from_letters_and_spaces_behind_every_cell(tmp_path: Path) -> None:
    form = read(tmp_path, "viet", odd=True).form
    assert [asked.text for asked in form.questions()][:2] == ["Họ và tên trẻ", "Giới tính"]
    assert messages(form, ho_ten="Lò Thị Mai", gioi="nữ", dan_toc=unicodedata.normalize("NFD", "mông")) == ""


def test_lists_in_files_on_a_sheet_and_an_answer_of_the_form_before(tmp_path: Path) -> None:
    one = read(tmp_path, "dia_ban")
    assert "Trang survey, dòng 7: không ghi sẵn câu trả lời của phiếu trước (last-saved)" in told(one)
    values = filled(one.form, xa="Điện Biên Phủ", thon="Tổ 1").values
    assert (values["dan_so"], values["so_truong"]) == ("80000", 2)
    assert "hn (Hoàn Kiếm) không dùng được" in messages(one.form, xa="hn")
    assert "t2 (Bản Kéo) không dùng được" in messages(one.form, xa="dbp", thon="t2")


def test_rows_within_rows_summed_and_chosen_from(tmp_path: Path) -> None:
    form = read(tmp_path, "truong").form
    a = {"ten_lop": "1A", "hs": [{"ten_hs": "Mai", "nghi": 6, "ly_do": "Ốm"}, {"ten_hs": "Nam", "nghi": 1}]}
    b = {"ten_lop": "1B", "hs": [{"ten_hs": "Vừ", "nghi": 2}]}
    checked = filled(form, truong="Him Lam", lop=[a | {"lop_truong": "mai"}, b | {"lop_truong": "Vừ"}])
    assert checked.problems == ()
    assert [row["tong_nghi"] for row in checked.values["lop"]] == [7, 2]
    assert (checked.values["tat_ca"], checked.values["lop"][0]["lop_truong"]) == (9, "Mai")
    assert "“Mai” không phải là dòng nào" in messages(form, truong="x", lop=[b | {"lop_truong": "Mai"}])


def test_a_note_tells_what_is_worked_out_further_down(tmp_path: Path) -> None:
    from cpkit.forms.standing import standing
    from tests.xlsform.test_reading import TODAY

    form = read(tmp_path, "do_vui").form
    said = standing(form, {"c1": "d", "c2": "s"}, TODAY).text(form.field("ket_qua").wording, ("ket_qua",))
    assert said == "Được 2/2 điểm: Tốt"


def test_the_spellings_of_ten_years_ago(tmp_path: Path) -> None:
    form = read(tmp_path, "cu").form
    assert messages(form, a1="co", a2=2, tre=[{"ten": "Mai"}, {"ten": "Nam"}]) == ""
    assert "Mấy trẻ?: từ 1 đến 20" in messages(form, a1="co", a2=21)
    assert filled(form, a1="khong").values["tong"] == 0


@pytest.mark.parametrize(("kind", "instead"), [("begin_score", "select_one"), ("rank__level", "rank")])
def test_types_of_kobo_alone_are_refused_with_what_to_use(tmp_path: Path, kind: str, instead: str) -> None:
    path = survey(tmp_path / "a.xlsx", ("text", "a", "A"), (kind, "b", "B"))
    assert f"Trang survey, dòng 3: “{kind}” là kiểu riêng của Kobo: hãy hỏi từng câu bằng {instead}" in refusal(path)


def test_a_search_in_a_file_is_refused_with_what_to_use(tmp_path: Path) -> None:
    head = ("type", "name", "label", "appearance")
    rows = (("text", "xa", "Xã"), ("select_one boi", "b", "B", "minimal search('ban', 'matches', 'xa', ${xa})"))
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=head))
    assert "Trang survey, dòng 3: cột appearance: thay search() bằng kiểu select_one_from_file" in text


def test_a_condition_of_read_only_is_named_and_a_question_only_read_is_not_asked(tmp_path: Path) -> None:
    head = ("type", "name", "label", "read_only", "default")
    rows = (("text", "a", "A"), ("text", "b", "B", "${a} = 1"), ("date", "c", "C", "yes", "2025-05-01"))
    one = read_form(survey(tmp_path / "a.xlsx", *rows, head=head))
    assert "Trang survey, dòng 3: cpkit chưa dùng được điều kiện ở cột read_only; câu b vẫn hỏi." in told(one)
    assert filled(one.form, b="x").values == {"a": None, "b": "x", "c": "2025-05-01"}
    assert [asked.kind for asked in one.form.questions()] == ["text", "text", "hidden"]


def test_the_answer_of_the_form_before_is_asked_for_nowhere_else(tmp_path: Path) -> None:
    rows = (("text", "a", "A"), ("text", "b", "B", "${last-saved#a} = 'x'"))
    text = refusal(survey(tmp_path / "a.xlsx", *rows, head=("type", "name", "label", "relevant")))
    assert "Trang survey, dòng 3" in text and "cpkit không lấy câu trả lời của phiếu trước (last-saved)" in text

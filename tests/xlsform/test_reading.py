"""A workbook in XLSForm becomes a form: every type, languages, lists, expressions (xlsform.org/en/ref-table)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.forms.checking import Checked, check
from cpkit.forms.model import Form
from cpkit.language import set_language
from cpkit.xlsform.reading import read_form
from cpkit.xlsform.types import TYPES, UNSUPPORTED
from tests.xlsform.books import book, survey

TODAY = date(2025, 11, 15)


def filled(form: Form, **answers: Any) -> Checked:
    return check(form, answers, today=TODAY)


def messages(form: Form, **answers: Any) -> str:
    return "\n".join(problem.message for problem in filled(form, **answers).problems)


def refusal(path: Path, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        read_form(path, **given)
    return "\n".join([str(refused.value), *(problem.message for problem in refused.value.problems)])


ALL_TYPES = (
    ("text", "ten", "Tên"),
    ("integer", "tuoi", "Tuổi"),
    ("decimal", "can_nang", "Cân nặng"),
    ("range", "diem", "Điểm"),
    ("date", "ngay", "Ngày"),
    ("time", "gio", "Giờ"),
    ("dateTime", "luc", "Lúc"),
    ("select_one boi", "boi", "Bơi"),
    ("select_multiple boi", "nhieu", "Nhiều"),
    ("rank boi", "hang", "Xếp hạng"),
    ("note", "ghi_chu", "Ghi chú"),
    ("acknowledge", "dong_y", "Đồng ý"),
    ("hidden", "an", ""),
    ("begin_group", "nhom", "Nhóm"),
    ("begin_repeat", "lan", "Lần"),
    ("text", "noi", "Nơi"),
    ("end_repeat", "", ""),
    ("end_group", "", ""),
)


def test_every_type_of_question_is_read_and_answered(tmp_path: Path) -> None:
    form = read_form(survey(tmp_path / "a.xlsx", *ALL_TYPES)).form
    checked = filled(
        form, ten="Lò Thị Mai", tuoi="7", can_nang="18,5", diem=3, ngay="12/05/2025", gio="14:30",
        luc="12/05/2025 08:00", boi="Biết bơi", nhieu="biet khong", hang="khong biet", dong_y="có",
        lan=[{"noi": "Suối"}, {"noi": "Ao"}],
    )  # fmt: skip
    assert checked.problems == ()
    assert checked.values["can_nang"] == 18.5
    assert checked.values["hang"] == ["khong", "biet"]
    assert [row["noi"] for row in checked.values["lan"]] == ["Suối", "Ao"]


def test_the_spellings_of_old_workbooks_are_read(tmp_path: Path) -> None:
    rows = (("select one boi", "a", "A"), ("begin group", "g", "G"), ("int", "b", "B"), ("end group", "", ""))
    form = read_form(survey(tmp_path / "a.xlsx", *rows)).form
    assert [asked.type for asked in form.questions()] == ["select_one boi", "integer"]


def test_vietnamese_is_preferred_among_the_languages_of_labels(tmp_path: Path) -> None:
    head = ("type", "name", "label::English (en)", "label::Tiếng Việt (vi)", "label::Tiếng Thái")
    form = read_form(survey(tmp_path / "a.xlsx", ("text", "ten", "Name", "Tên", "Chử"), head=head)).form
    (asked,) = form.questions()
    assert asked.text == "Tên"
    try:
        set_language("en")
        assert asked.text == "Name"
    finally:
        set_language("vi")
    only = read_form(survey(tmp_path / "b.xlsx", ("text", "ten", "Chử"), head=("type", "name", "label::Thái"))).form
    assert next(only.questions()).text == "Chử"


def test_other_is_a_choice_with_a_question_of_its_own(tmp_path: Path) -> None:
    form = read_form(survey(tmp_path / "a.xlsx", ("select_one boi or_other", "boi", "Bơi"))).form
    assert [asked.key for asked in form.questions()] == ["boi", "boi_other"]
    assert filled(form, boi="Khác", boi_other="Đang học").values["boi_other"] == "Đang học"
    assert "boi_other" in filled(form, boi="biet").skipped


def test_conditions_reach_in_and_out_of_repeats(tmp_path: Path) -> None:
    head = ("type", "name", "label", "relevant", "constraint", "constraint_message", "calculation")
    rows = (
        ("integer", "nguong", "Ngưỡng"),
        ("begin_repeat", "con", "Con"),
        ("integer", "tuoi", "Tuổi", "", ". >= 0 and . < 16", "trẻ dưới 16 tuổi."),
        ("text", "lop", "Lớp", "${tuoi} >= ${nguong}"),
        ("calculate", "thu_tu", "", "", "", "", "position(..)"),
        ("end_repeat",),
        ("calculate", "tong", "", "", "", "", "sum(${tuoi})"),
        ("calculate", "dau", "", "", "", "", "indexed-repeat(${tuoi}, ${con}, 1)"),
    )
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=head)).form
    checked = filled(form, nguong=6, con=[{"tuoi": 3}, {"tuoi": 8, "lop": "2A"}])
    assert [row["thu_tu"] for row in checked.values["con"]] == [1, 2]
    assert (checked.values["tong"], checked.values["dau"]) == (11, "3")
    assert ("con[1].lop" in checked.skipped, "con[2].lop" in checked.skipped) == (True, False)
    assert "dòng 1: trẻ dưới 16 tuổi." in messages(form, con=[{"tuoi": 17}])


def test_a_counted_repeat_takes_just_so_many_rows_also_inside_another(tmp_path: Path) -> None:
    rows = (
        ("select_multiple boi", "m", "M"),
        ("begin_repeat", "r", "Lần", "count-selected(${m})"),
        ("integer", "n", "N"),
        ("begin_repeat", "s", "Nhỏ", "${n}"),
        ("text", "t", "T"),
        ("end_repeat",),
        ("end_repeat",),
    )
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=("type", "name", "label", "repeat_count"))).form
    assert messages(form, m="biet", r=[{"n": 2, "s": [{"t": "a"}, {"t": "b"}]}]) == ""
    assert messages(form, m="biet khong", r=[{"n": 0}]) == "Lần: cần đúng 2 dòng, đang có 1."
    assert "Nhỏ, dòng 1: cần đúng 3 dòng, đang có 1." in messages(form, m="biet", r=[{"n": 3, "s": [{"t": "a"}]}])


def test_a_range_keeps_to_its_bounds(tmp_path: Path) -> None:
    path = survey(
        tmp_path / "a.xlsx",
        ("range", "d", "Điểm", "start=1 end=5 step=1"),
        head=("type", "name", "label", "parameters"),
    )
    form = read_form(path).form
    assert messages(form, d=5) == ""
    assert messages(form, d=6) == "Điểm: phải từ 1 đến 5."


def test_a_list_may_hang_on_another_answer(tmp_path: Path) -> None:
    choices = (
        ("list_name", "name", "label", "xa"),
        ("xa", "dbp", "Điện Biên Phủ"), ("xa", "mt", "Mường Thanh"),
        ("ban", "b1", "Bản Một", "dbp"), ("ban", "b2", "Bản Hai", "mt"),
    )  # fmt: skip
    rows = (("select_one xa", "xa", "Xã"), ("select_one ban", "ban", "Bản", "xa = ${xa}"))
    path = survey(tmp_path / "a.xlsx", *rows, head=("type", "name", "label", "choice_filter"), choices=choices)
    form = read_form(path).form
    assert messages(form, xa="dbp", ban="b1") == ""
    assert "b2 (Bản Hai) không dùng được" in messages(form, xa="dbp", ban="b2")


def test_a_list_may_lie_in_a_file_beside_the_workbook(tmp_path: Path) -> None:
    tmp_path.joinpath("ban.csv").write_text("name,label,xa\nb1,Bản Một,dbp\nb2,Bản Hai,mt\n", encoding="utf-8")
    head = ("type", "name", "label", "choice_filter", "calculation")
    rows = (
        ("text", "xa", "Xã"),
        ("select_one_from_file ban.csv", "ban", "Bản", "xa = ${xa}"),
        ("calculate", "ten", "", "", "instance('ban')/root/item[name = ${ban}]/label"),
    )
    form = read_form(survey(tmp_path / "a.xlsx", *rows, head=head)).form
    assert filled(form, xa="mt", ban="b2").values["ten"] == "Bản Hai"
    assert "b1" in messages(form, xa="mt", ban="b1")
    tmp_path.joinpath("ban.csv").unlink()
    assert "Trang survey, dòng 3: không thấy tệp danh sách ban.csv" in refusal(tmp_path / "a.xlsx")


def test_external_choices_are_read_too(tmp_path: Path) -> None:
    external = (("list_name", "name", "label", "xa"), ("ban", "b1", "Bản Một", "dbp"), ("ban", "b2", "Bản Hai", "mt"))
    rows = (("text", "xa", "Xã"), ("select_one_external ban", "ban", "Bản", "xa=${xa}"))
    path = survey(
        tmp_path / "a.xlsx", *rows, head=("type", "name", "label", "choice_filter"), external_choices=external
    )
    assert messages(read_form(path).form, xa="mt", ban="b2") == ""


def test_what_a_phone_fills_in_by_itself_is_kept_hidden_and_named(tmp_path: Path) -> None:
    read = read_form(survey(tmp_path / "a.xlsx", ("start", "start"), ("today", "today"), ("text", "ten", "Tên")))
    assert [asked.kind for asked in read.form.questions()] == ["hidden", "hidden", "text"]
    assert filled(read.form, ten="x").values["today"] == "2025-11-15"
    assert any("start" in note for note in read.notes)


def test_the_settings_say_what_a_form_is_about_and_which_question_dates_it(tmp_path: Path) -> None:
    settings = (
        ("form_id", "form_title", "version", "attaches", "date"),
        ("k", "Khảo sát", "3", "child, household", "ngay"),
    )
    form = read_form(survey(tmp_path / "a.xlsx", ("date", "ngay", "Ngày"), settings=settings)).form
    assert (form.id, form.version, form.attaches, form.date) == ("k", "3", ("child", "household"), "ngay")
    wrong = (("form_id", "attaches", "date"), ("k", "con meo", "khong_co"))
    text = refusal(survey(tmp_path / "b.xlsx", ("date", "ngay", "Ngày"), settings=wrong))
    assert "Trang settings: Phiếu không thể gắn với “con”" in text
    assert "Trang settings: “khong_co” không phải là câu hỏi ngày" in text


def test_without_settings_a_form_is_named_after_its_file(tmp_path: Path) -> None:
    path = book(tmp_path / "Khảo sát hè.xlsx", survey=[("type", "name", "label"), ("text", "ten", "Tên")])
    assert read_form(path).form.id == "khao_sat_he"


def test_answers_saved_to_the_register_name_questions_of_it(tmp_path: Path) -> None:
    head = ("type", "name", "label", "save_to")
    settings = (("form_id", "attaches"), ("k", "child"))
    good = survey(tmp_path / "a.xlsx", ("text", "thon", "Thôn", "children#hamlet"), head=head, settings=settings)
    assert next(read_form(good).form.questions()).save_to == "hamlet"
    bad = survey(tmp_path / "b.xlsx", ("text", "thon", "Thôn", "thon_ban"), head=head, settings=settings)
    assert "dòng 2: save_to “thon_ban” không có trong sổ trẻ em. Dùng được: name," in refusal(bad)
    alone = survey(tmp_path / "c.xlsx", ("text", "thon", "Thôn", "hamlet"), head=head)
    assert "attaches = child" in refusal(alone)


@pytest.mark.parametrize("kind", sorted(UNSUPPORTED))
def test_what_cannot_be_asked_here_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    text = refusal(survey(tmp_path / "a.xlsx", ("text", "ten", "Tên"), (kind, "x", "X")))
    assert "Trang survey, dòng 3: cpkit" in text and f"“{kind}”" in text


def test_a_place_or_picture_can_be_kept_as_text_on_request(tmp_path: Path) -> None:
    read = read_form(survey(tmp_path / "a.xlsx", ("geopoint", "vi_tri", "Vị trí")), as_text=frozenset({"vi_tri"}))
    assert next(read.form.questions()).kind == "text"
    assert any("vi_tri" in note and "geopoint" in note for note in read.notes)
    assert "khong_co" in refusal(survey(tmp_path / "b.xlsx", ("text", "a", "A")), as_text=frozenset({"khong_co"}))


def test_columns_that_are_not_used_are_named_never_dropped_in_silence(tmp_path: Path) -> None:
    head = ("type", "name", "label", "media::image", "ghi chú của tôi")
    read = read_form(survey(tmp_path / "a.xlsx", ("text", "ten", "Tên", "a.png", "nhớ sửa"), head=head))
    assert "Trang survey: các cột này không được dùng: media::image, ghi chú của tôi." in read.notes


@pytest.mark.parametrize("ending", [".csv", ".md"])
def test_a_form_may_be_written_as_text(tmp_path: Path, ending: str) -> None:
    rows = [["survey", "type", "name", "label"], ["", "text", "ten", "Tên"], ["", "integr", "tuoi", "Tuổi"],
            ["settings", "form_id"], ["", "k"]]  # fmt: skip
    write = (lambda row: "| " + " | ".join(row) + " |") if ending == ".md" else ",".join
    path = tmp_path / f"a{ending}"
    path.write_text("\n".join(map(write, rows)), encoding="utf-8")
    assert "Trang survey, dòng 3: không có kiểu câu hỏi “integr”" in refusal(path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("integr ", "integer ").replace("integr,", "integer,"), encoding="utf-8"
    )
    assert [asked.kind for asked in read_form(path).form.questions()] == ["text", "integer"]


def test_every_type_named_in_the_list_of_types_is_tried_here() -> None:
    tried = {words[0].split()[0] for words in ALL_TYPES} | {
        "calculate",
        "string",
        "int",
        "trigger",
        "datetime",
        "date_time",
    }
    assert set(TYPES) - tried == {"select_one_from_file", "select_multiple_from_file", "select_one_external"}


def test_a_label_tells_an_answer_given_before(tmp_path: Path) -> None:
    from cpkit.forms.standing import standing

    rows = (
        ("text", "ten", "Tên"), ("date", "ngay", "Ngày"), ("select_one boi", "boi", "Bơi"),
        ("integer", "tuoi", "Tuổi của ${ten}, ${boi}, ngày ${ngay}"),
    )  # fmt: skip
    form = read_form(survey(tmp_path / "a.xlsx", *rows)).form
    asked, answers = form.field("tuoi"), {"ten": "Mai", "ngay": "2025-05-01", "boi": "biet"}
    assert standing(form, answers, TODAY).text(asked.wording, ("tuoi",)) == "Tuổi của Mai, Biết bơi, ngày 01/05/2025"
    assert standing(form, {}, TODAY).text(asked.wording, ("tuoi",)) == "Tuổi của …, …, ngày …"
    assert asked.text == "Tuổi của …, …, ngày …", "where no answer is at hand"


def test_a_label_within_a_row_tells_the_answers_of_that_row(tmp_path: Path) -> None:
    from cpkit.forms.layout import screen_lines

    rows = (("text", "nha", "Nhà"), ("begin_repeat", "con", "Con của ${nha}"), ("text", "ten", "Tên"),
            ("integer", "tuoi", "Tuổi của ${ten} nhà ${nha}"), ("end_repeat",))  # fmt: skip
    form = read_form(survey(tmp_path / "a.xlsx", *rows)).form
    values = filled(form, nha="Lò", con=[{"ten": "Mai", "tuoi": 7}, {"ten": "Nam", "tuoi": 9}]).values
    told = "\n".join(screen_lines(form, values))
    assert "Tuổi của Mai nhà Lò: 7" in told and "Tuổi của Nam nhà Lò: 9" in told

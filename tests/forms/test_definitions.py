"""The forms that come with cpkit: sound, complete, and in the words of the law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cpkit.errors import Misused, Refused
from cpkit.forms import Choice, Field, Form, check, forms, load
from cpkit.forms.examining import examine
from cpkit.forms.loading import read_form, with_keys
from cpkit.forms.model import walk
from cpkit.language import set_language

TODAY = date(2025, 11, 15)
FORM_IDS = ["can_bo", "can_thiep", "dang_ky", "ho_gia_dinh", "hoat_dong", "mau_01", "su_kien", "to_chuc"]


def test_these_are_the_forms_of_this_version() -> None:
    assert {form.id for form in forms()} >= set(FORM_IDS)


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_a_built_in_form_is_sound(form_id: str) -> None:
    assert examine(load(form_id)) == []


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_word_is_there_in_vietnamese_and_english(form_id: str) -> None:
    form = load(form_id)
    assert set(form.title) == {"vi", "en"}
    for path, asked in walk(form.fields):
        assert set(asked.label) == {"vi", "en"}, path
        for labels in (asked.hint, asked.constraint_message, asked.required_message):
            assert set(labels) in (set(), {"vi", "en"}), path
        assert bool(asked.constraint) == bool(asked.constraint_message), path
    for choice in (choice for choices in form.choices.values() for choice in choices):
        assert set(choice.label) == {"vi", "en"}


def test_the_options_of_a_form_do_not_clash() -> None:
    for form in forms():
        options = [asked.option_name for asked in form.questions()]
        options += [inner.option_name for asked in form.questions() for inner in asked.fields if inner.option]
        assert len(options) == len(set(options)), form.id


def test_registration_needs_name_sex_and_one_of_three_ways_to_say_the_age() -> None:
    form = load("dang_ky")
    least = {"name": "Lò Thị Mai", "sex": "unknown"}
    for born in ({"birth_date": "26/11/2018"}, {"birth_year": "2018"}, {"age": 7}):
        assert check(form, least | born, today=TODAY).problems == ()
    assert check(form, least, today=TODAY).missing == ("birth_date",)
    assert check(form, {}, today=TODAY).missing == ("name", "birth_date", "sex")


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("birth_year", "20188"),
        ("birth_year", "1899"),
        ("birth_year", "2026"),
        ("age", "16"),
        ("age", "-1"),
        ("id_number", "12"),
    ],
)
def test_registration_refuses_what_cannot_be(key: str, wrong: str) -> None:
    answers = {"name": "Lò Thị Mai", "sex": "nu", "birth_date": "", key: wrong}
    assert key in [problem.field for problem in check(load("dang_ky"), answers, today=TODAY).problems]


@pytest.mark.parametrize("born", ["26/11/2018", "11/2018", "2018"])
def test_a_birth_year_beside_a_birth_date_must_be_its_year(born: str) -> None:
    answers = {"name": "Lò Thị Mai", "sex": "nu", "birth_date": born}
    assert check(load("dang_ky"), {**answers, "birth_year": "2018"}, today=TODAY).problems == ()
    problems = check(load("dang_ky"), {**answers, "birth_year": "2019"}, today=TODAY).problems
    assert [problem.field for problem in problems] == ["birth_year"]


MAU_01 = [
    # NĐ56 Mẫu số 01, Công báo 363+364 pages 28-29, in the order of the page.
    "Thông qua",
    "Thời gian tiếp nhận",
    "Họ và tên trẻ em",
    "Ngày tháng năm sinh",
    "Ước lượng tuổi",
    "Giới tính",
    "Địa điểm xảy ra vụ việc",
    "Tình trạng hiện tại của trẻ em",
    "Phỏng đoán hậu quả có thể sẽ xảy ra cho trẻ em nếu không có được hỗ trợ, can thiệp",
    "Họ và tên cha",
    "Tuổi của cha",
    "Nghề nghiệp của cha",
    "Họ và tên mẹ",
    "Tuổi của mẹ",
    "Nghề nghiệp của mẹ",
    "Hoàn cảnh gia đình",
    "Hiện tại ai là người chăm sóc trẻ em",
    "Những hành động hỗ trợ, can thiệp đã được thực hiện đối với trẻ em trước khi nhận được thông tin",
    "Họ và tên người báo tin",
    "Số điện thoại người báo tin",
    "Địa chỉ người báo tin",
    "Ghi chú thêm",
    "Cán bộ tiếp nhận thông tin",
]


def test_mau_01_has_every_field_of_the_official_form_in_its_order() -> None:
    labels = [asked.text for asked in load("mau_01").questions()]
    assert [label for label in labels if label in MAU_01] == MAU_01


def test_mau_01_may_know_nothing_but_how_when_and_of_what_kind() -> None:
    """Note (5) of the form: "Cán bộ ghi thông tin nếu biết hoặc được cung cấp"."""
    form = load("mau_01")
    least = {"kind": "bao_luc", "source": "dien_thoai", "received_at": "14/11/2025 08:00"}
    assert check(form, least, today=TODAY).require()["sex"] == "unknown"
    words = {asked.key: "không biết" for asked in form.questions() if asked.unknown}
    checked = check(form, least | words, today=TODAY)
    assert checked.problems == ()
    assert "child_name" in checked.unknown


def test_mau_01_keeps_nothing_about_an_informant_who_does_not_agree() -> None:
    answers = {
        "kind": "bao_luc",
        "source": "dien_thoai",
        "received_at": "14/11/2025 08:00",
        "informant_agrees": "khong",
        "informant_name": "Vừ A Páo",
        "informant_phone": "0912345678",
    }
    checked = check(load("mau_01"), answers, today=TODAY)
    assert checked.values["informant_name"] is None
    assert checked.values["informant_phone"] is None
    assert len(checked.warnings) == 2


def test_a_form_speaks_the_language_of_the_officer() -> None:
    set_language("en")
    try:
        assert load("dang_ky").text == "Registration of a child"
        assert load("dang_ky").field("mother").text == "Mother's name"
    finally:
        set_language("vi")


def test_a_form_that_is_nowhere_is_refused_naming_those_there_are() -> None:
    with pytest.raises(Misused, match=r"mau_99.*dang_ky"):
        load("mau_99")


@pytest.mark.parametrize("text", ["", "[settings]", "x = [", 'survey = 1\n[settings]\nform_id = "x"'])
def test_a_file_that_is_no_form_is_refused_by_its_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "hong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"hong\.toml"):
        read_form(path)


def unsound(*fields: Field, **choices: tuple[Choice, ...]) -> list[str]:
    form = Form(id="thu", version="1", title={"vi": "Thử"}, fields=with_keys(fields), choices=choices)
    return [problem.message for problem in examine(form)]


@pytest.mark.parametrize(
    ("field", "word"),
    [
        (Field(type="geopoint", name="x"), "geopoint"),
        (Field(type="text", name="1x"), "1x"),
        (Field(type="text", name="a b"), "a b"),
        (Field(type="select_one khong_co", name="x"), "khong_co"),
        (Field(type="select_one code:khong_co", name="x"), "khong_co"),
        (Field(type="text", name="x", relevant="${y} = 1"), "y"),
        (Field(type="text", name="x", constraint=". >"), "thiếu phần cuối"),
        (Field(type="text", name="x", required="la(.)"), "la()"),
        (Field(type="calculate", name="x"), "chưa có phép tính"),
        (Field(type="text", name="x", fields=(Field(type="text", name="y"),)), "chứa câu hỏi"),
    ],
)
def test_an_unsound_form_says_what_is_wrong(field: Field, word: str) -> None:
    assert any(word in sentence for sentence in unsound(field))


def test_names_and_codes_are_given_once() -> None:
    twice = (Field(type="text", name="x"), Field(type="text", name="x"))
    assert any("cùng tên" in sentence for sentence in unsound(*twice))
    same = (Choice(name="a", label={"vi": "A"}), Choice(name="a", label={"vi": "B"}))
    assert any("cùng mã" in sentence for sentence in unsound(Field(type="select_one m", name="x"), m=same))

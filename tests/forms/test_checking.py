"""Checking a form: every answer converted, every problem named at once."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.errors import Refused
from cpkit.forms import Checked, Choice, Field, Form, check, load
from cpkit.forms.answers import to_document
from cpkit.forms.loading import with_keys
from cpkit.times import VIETNAM
from cpkit.vietnamese import PartialDate

TODAY = date(2025, 11, 15)
COLOURS = (
    Choice(name="do", label={"vi": "Màu đỏ"}, aliases=("Thắm",), columns={"nong": "1"}),
    Choice(name="xanh", label={"vi": "Xanh, lục"}, columns={"nong": "0"}),
)


def form(*fields: Field) -> Form:
    return Form(id="thu", version="1", title={"vi": "Thử"}, fields=with_keys(fields), choices={"mau": COLOURS})


def one(value: Any, **attributes: Any) -> Checked:
    """The form of one field `x`, answered with `value`."""
    return check(form(Field(name="x", label={"vi": "Câu"}, **attributes)), {"x": value}, today=TODAY)


def value_of(value: Any, **attributes: Any) -> Any:
    return one(value, **attributes).require()["x"]


def complaint(value: Any, **attributes: Any) -> str:
    (problem,) = one(value, **attributes).problems
    assert problem.field == "x"
    return problem.message


class TestText:
    def test_is_nfc_with_its_spaces_tidied(self) -> None:
        assert value_of("  Lo\u0300   Thi\u0323 ", type="text") == "Lò Thị"

    def test_loses_invisible_signs(self) -> None:
        assert value_of("\ufeffMai\u200b", type="text") == "Mai"

    @pytest.mark.parametrize("bad", ["a\x07b", "a\x00", "\x1b[31m", "a\u202eb", "a\u2028b"])
    def test_with_control_characters_is_refused(self, bad: str) -> None:
        assert "ký tự điều khiển" in complaint(bad, type="text")
        assert "ký tự điều khiển" in complaint(bad, type="text", appearance="name")

    def test_that_looks_like_a_formula_stays_text(self) -> None:
        assert value_of("=cmd()", type="text") == "=cmd()"

    def test_keeps_its_lines_only_where_the_form_wants_lines(self) -> None:
        assert value_of("a\r\nb", type="text", appearance="multiline") == "a\nb"
        assert value_of("a\nb", type="text") == "a b"

    def test_may_be_a_number_in_a_cell(self) -> None:
        assert value_of(5.0, type="text") == "5"

    def test_is_not_a_list(self) -> None:
        assert complaint(["a"], type="text") == "Câu: phải là chữ."

    def test_an_empty_answer_is_none(self) -> None:
        assert value_of("   ", type="text") is None


class TestNames:
    @pytest.mark.parametrize("name", ["Lò Thị Mai", "Hà", "O'Brien", "Nguyễn-Lý", "ສົມສັກ", "张伟", "Ǹgọ̀", "Y Ê Ban"])
    def test_may_hold_letters_of_any_language(self, name: str) -> None:
        assert one(name, type="text", appearance="name").problems == ()

    @pytest.mark.parametrize("name", ["=cmd()", "+1", "-x", "@a", "123", "...", "a\nb", "a\tb", "x" * 201])
    def test_that_can_be_none_is_refused(self, name: str) -> None:
        assert complaint(name, type="text", appearance="name")

    def test_with_digits_is_kept_with_a_warning(self) -> None:
        checked = one("Lò Văn 2", type="text", appearance="name")
        assert checked.values["x"] == "Lò Văn 2"
        assert [warning.field for warning in checked.warnings] == ["x"]


class TestNumbers:
    @pytest.mark.parametrize(("given", "number"), [("12", 12), (12.0, 12), ("1.200", 1200), (" 7 ", 7), ("-3", -3)])
    def test_integers(self, given: Any, number: int) -> None:
        assert value_of(given, type="integer") == number

    @pytest.mark.parametrize("bad", ["1,5", "abc", True, 1.5, float("nan"), float("inf"), [1], "9" * 400])
    def test_what_is_no_integer_is_refused(self, bad: Any) -> None:
        assert complaint(bad, type="integer")

    def test_decimals_have_a_comma(self) -> None:
        assert value_of("1.234,5", type="decimal") == 1234.5

    @pytest.mark.parametrize("given", ["1.500.000", "1.500.000 đ", "1500000đồng", 1500000.0, 1500000])
    def test_money_is_whole_dong(self, given: Any) -> None:
        assert value_of(given, type="integer", appearance="money") == 1_500_000

    def test_money_is_not_negative(self) -> None:
        assert "âm" in complaint("-5", type="integer", appearance="money")


class TestDates:
    @pytest.mark.parametrize("given", ["26/11/2018", "2018-11-26", "26-11-2018", date(2018, 11, 26)])
    def test_are_read_as_vietnam_and_iso_write_them(self, given: Any) -> None:
        assert value_of(given, type="date") == date(2018, 11, 26)

    def test_of_no_calendar_are_refused(self) -> None:
        assert "31/02/2020" in complaint("31/02/2020", type="date")

    def test_may_be_known_in_part(self) -> None:
        assert value_of("11/2018", type="date", appearance="partial") == PartialDate.parse_iso("2018-11")
        assert value_of(2018.0, type="date", appearance="partial") == PartialDate.parse_iso("2018")

    def test_of_tomorrow_are_no_dates_of_birth(self) -> None:
        assert complaint("16/11/2025", type="date", appearance="partial")

    def test_moments_are_on_vietnams_clock(self) -> None:
        expected = datetime(2025, 11, 15, 8, 30, tzinfo=VIETNAM)
        assert value_of("15/11/2025 08:30", type="dateTime") == expected
        assert value_of("2025-11-15T01:30:00+00:00", type="dateTime") == expected

    @pytest.mark.parametrize("given", ["14:30", "14h30", "14 giờ 30 phút"])
    def test_times(self, given: str) -> None:
        assert value_of(given, type="time").isoformat() == "14:30:00"

    @pytest.mark.parametrize("bad", ["25:00", "chiều", "12"])
    def test_bad_times(self, bad: str) -> None:
        assert complaint(bad, type="time")


class TestChoices:
    @pytest.mark.parametrize("given", ["do", "Màu đỏ", "mau do", "MÀU ĐỎ", "thắm"])
    def test_are_found_by_code_label_or_alias_tones_aside(self, given: str) -> None:
        assert value_of(given, type="select_one mau") == "do"

    def test_outside_the_list_are_refused_naming_the_list(self) -> None:
        assert "Hãy chọn: do (Màu đỏ); xanh" in complaint("tím", type="select_one mau")

    def test_or_other_keeps_what_is_outside_the_list(self) -> None:
        assert value_of("tím", type="select_one mau or_other") == "tím"

    @pytest.mark.parametrize(
        "given", [["do", "xanh"], "do xanh", "do; xanh", "Màu đỏ, Xanh, lục", "xanh, lục; đỏ thắm"]
    )
    def test_several(self, given: Any) -> None:
        checked = one(given, type="select_multiple mau")
        if given == "xanh, lục; đỏ thắm":
            assert "đỏ thắm" in checked.problems[0].message
        elif given == "Màu đỏ, Xanh, lục":
            assert "lục" in checked.problems[0].message, "a label's own comma is only read where the piece stands alone"
        else:
            assert checked.require()["x"] == ["do", "xanh"]

    def test_a_code_list_is_a_list_of_choices(self) -> None:
        assert value_of("thai", type="select_one code:ethnic_groups") == "03"
        assert value_of("Hmông", type="select_one code:ethnic_groups") == value_of(
            "H'mông", type="select_one code:ethnic_groups"
        )
        assert value_of("4.2; 13.1", type="select_multiple code:groups") == ["4.2", "13.1"]

    def test_a_choice_filter_refuses_what_does_not_fit_the_other_answers(self) -> None:
        asked = form(
            Field(type="text", name="nhiet"),
            Field(type="select_one mau", name="x", choice_filter="nong = ${nhiet}"),
        )
        assert check(asked, {"nhiet": "1", "x": "do"}, today=TODAY).problems == ()
        (problem,) = check(asked, {"nhiet": "0", "x": "do"}, today=TODAY).problems
        assert "không dùng được ở đây" in problem.message


class TestReferences:
    def test_are_left_to_the_caller(self) -> None:
        assert value_of(" te 42 ", type="text", appearance="child") == "te 42"

    @pytest.mark.parametrize(
        ("typed", "pieces"),
        [
            ("te42, te43", ["te42", "te43"]),
            ("42 43", ["42", "43"]),
            ("te km 42 h; 43\n44", ["te km 42 h", "43", "44"]),
            ("Lò Thị Mai, Hạng A Páo", ["Lò Thị Mai", "Hạng A Páo"]),
            (["42,43", "44", 45, ""], ["42", "43", "44", 45]),
        ],
    )
    def test_of_several_are_told_apart_and_names_stay_whole(self, typed: object, pieces: list[object]) -> None:
        assert value_of(typed, type="text", appearance="child many") == pieces

    def test_are_resolved_where_the_caller_can(self) -> None:
        asked = form(Field(type="text", name="x", appearance="child many"))
        found = check(asked, {"x": ["42", 7]}, today=TODAY, resolver=lambda table, text: len(table) + int(text))
        assert found.values["x"] == [len("children") + 42, 7]

    def test_that_lead_nowhere_are_a_problem_of_their_field(self) -> None:
        def nobody(table: str, text: str) -> int:
            raise Refused(f"Không có {text} trong {table}.")

        asked = form(Field(type="text", name="x", appearance="case"))
        (problem,) = check(asked, {"x": "9"}, today=TODAY, resolver=nobody).problems
        assert (problem.field, problem.message) == ("x", "x: Không có 9 trong cases.")


class TestRequired:
    def test_a_required_answer_that_lacks_is_named(self) -> None:
        checked = one("", type="text", required=True)
        assert checked.missing == ("x",)
        assert checked.problems[0].message == "Câu: chưa được ghi."

    @pytest.mark.parametrize("word", ["không biết", "Không rõ", "?", "chưa rõ"])
    def test_unknown_is_lawful_where_the_form_says_so(self, word: str) -> None:
        checked = one(word, type="text", required=True, unknown=True)
        assert (checked.problems, checked.unknown, checked.values["x"]) == ((), ("x",), None)
        assert one(word, type="text", required=True).missing == ("x",)
        assert value_of(word, type="text") == word

    def test_an_expression_can_require(self) -> None:
        asked = form(Field(type="text", name="a", required="${b} = ''"), Field(type="text", name="b"))
        assert check(asked, {}, today=TODAY).missing == ("a",)
        assert check(asked, {"b": "1"}, today=TODAY).missing == ()

    def test_what_could_not_be_read_is_wrong_and_not_missing(self) -> None:
        checked = one("x", type="integer", required=True)
        assert (len(checked.problems), checked.missing) == (1, ())


class TestLogic:
    FORM = form(
        Field(type="integer", name="tuoi"),
        Field(
            type="begin_group",
            name="hoc",
            relevant="${tuoi} >= 6",
            fields=(Field(type="text", name="truong", required=True, label={"vi": "Trường"}),),
        ),
        Field(type="calculate", name="gap_doi", calculation="${tuoi} * 2"),
        Field(type="calculate", name="cau", calculation="concat('có ', ${gap_doi})"),
    )

    def test_what_does_not_apply_is_not_required(self) -> None:
        checked = check(self.FORM, {"tuoi": 5}, today=TODAY)
        assert (checked.problems, set(checked.skipped)) == ((), {"truong"})
        assert check(self.FORM, {"tuoi": 6}, today=TODAY).missing == ("truong",)

    def test_an_answer_that_does_not_apply_is_dropped_aloud(self) -> None:
        checked = check(self.FORM, {"tuoi": 5, "truong": "Số 1"}, today=TODAY)
        assert checked.values["truong"] is None
        assert [warning.field for warning in checked.warnings] == ["truong"]

    def test_calculations_are_answers_too(self) -> None:
        values = check(self.FORM, {"tuoi": 5}, today=TODAY).values
        assert (values["gap_doi"], values["cau"]) == (10, "có 10")

    def test_a_calculation_may_answer_a_question_of_any_kind_and_nobody_else_does(self) -> None:
        asked = form(
            Field(type="integer", name="tuoi"),
            Field(type="select_one mau", name="ve", calculation="if(${tuoi} >= 6, 'do', '')"),
        )
        assert check(asked, {"tuoi": 6, "ve": "không có trong danh sách"}, today=TODAY).require()["ve"] == "do"
        assert check(asked, {"tuoi": 5}, today=TODAY).values["ve"] is None

    def test_a_note_may_warn_where_it_applies(self) -> None:
        asked = form(
            Field(type="integer", name="tuoi"),
            Field(
                type="note", name="luu_y", label={"vi": "Trẻ còn nhỏ."}, relevant="${tuoi} < 6", appearance="warning"
            ),
        )
        assert [warning.message for warning in check(asked, {"tuoi": 5}, today=TODAY).warnings] == ["Trẻ còn nhỏ."]
        assert check(asked, {"tuoi": 6}, today=TODAY).warnings == ()

    def test_calculations_that_go_in_a_circle_are_refused(self) -> None:
        circle = form(
            Field(type="calculate", name="a", calculation="coalesce(${b}, 0) + 1"),
            Field(type="calculate", name="b", calculation="coalesce(${a}, 0) + 1"),
        )
        with pytest.raises(Refused, match="vòng quanh"):
            check(circle, {}, today=TODAY)

    def test_a_constraint_speaks_its_own_message(self) -> None:
        asked = form(Field(type="integer", name="x", constraint=". < 16", constraint_message={"vi": "phải dưới 16."}))
        assert check(asked, {"x": 15}, today=TODAY).problems == ()
        assert check(asked, {"x": 16}, today=TODAY).problems[0].message == "x: phải dưới 16."

    def test_a_form_with_a_broken_condition_says_so(self) -> None:
        asked = form(Field(type="integer", name="x", constraint="khong_co_ham(.)"))
        assert "khong_co_ham" in check(asked, {"x": 1}, today=TODAY).problems[0].message


class TestRepeats:
    FORM = form(
        Field(
            type="begin_repeat",
            name="lop",
            label={"vi": "Lớp"},
            fields=(
                Field(type="date", name="ngay", label={"vi": "Ngày"}, required=True, constraint=". <= today()"),
                Field(type="text", name="ten", label={"vi": "Tên"}),
            ),
        ),
        Field(type="text", name="ten"),
    )

    def test_rows_are_checked_with_their_number(self) -> None:
        rows = [{"ngay": "1/2/2025"}, {"ngay": "1/2/2026", "ten": "a\x07"}, {"ten": "x"}]
        problems = check(self.FORM, {"lop": rows}, today=TODAY).problems
        assert [problem.field for problem in problems] == ["lop[2].ten", "lop[2].ngay", "lop[3].ngay"]
        assert problems[1].message.startswith("Ngày, dòng 2:")

    def test_no_rows_are_an_empty_list(self) -> None:
        assert check(self.FORM, {}, today=TODAY).values == {"lop": [], "ten": None}

    def test_what_is_no_list_of_rows_is_refused(self) -> None:
        assert check(self.FORM, {"lop": "x"}, today=TODAY).problems[0].field == "lop"
        assert check(self.FORM, {"lop": [{}] * 10_001}, today=TODAY).problems[0].field == "lop"

    def test_a_repeat_that_does_not_apply_loses_its_rows_aloud(self) -> None:
        asked = form(
            Field(type="text", name="co"),
            Field(type="begin_repeat", name="r", relevant="${co} = 'x'", fields=(Field(type="text", name="a"),)),
        )
        checked = check(asked, {"r": [{"a": "1"}]}, today=TODAY)
        assert (checked.values["r"], set(checked.skipped), len(checked.warnings)) == ([], {"r"}, 1)
        assert check(asked, {"co": "x", "r": [{"a": "1"}]}, today=TODAY).values["r"] == [{"a": "1"}]


class TestGroups:
    FORM = form(
        Field(type="begin_group", name="cha", fields=(Field(type="text", name="ten"), Field(type="text", name="nghe"))),
        Field(type="begin_group", name="me", fields=(Field(type="text", name="ten"),)),
    )

    def test_one_name_in_two_groups_is_two_answers(self) -> None:
        nested = check(self.FORM, {"cha": {"ten": "A", "nghe": "n"}, "me": {"ten": "B"}}, today=TODAY)
        assert nested.values == {"cha/ten": "A", "nghe": "n", "me/ten": "B"}
        assert check(self.FORM, nested.values, today=TODAY).values == nested.values


class TestDefaults:
    def test_a_default_answers_what_was_not_given_and_not_what_was_emptied(self) -> None:
        asked = form(Field(type="integer", name="x", default=1))
        assert check(asked, {}, today=TODAY).values["x"] == 1
        assert check(asked, {"x": ""}, today=TODAY).values["x"] is None

    def test_a_default_may_be_an_expression(self) -> None:
        asked = form(Field(type="date", name="x", default="date(today() - 1)"))
        assert check(asked, {}, today=TODAY).values["x"] == date(2025, 11, 14)


def test_all_problems_come_at_once() -> None:
    answers = {
        "name": "=cmd()",
        "sex": "?x",
        "birth_date": "31/02/2020",
        "age": "99",
        "ethnic": "Sao Hỏa",
        "groups": "77",
    }
    names = [problem.field for problem in check(load("dang_ky"), answers, today=TODAY).problems]
    assert names == ["name", "birth_date", "sex", "ethnic", "groups", "age"]


def test_a_name_that_is_no_question_is_a_problem() -> None:
    (problem,) = check(form(Field(type="text", name="x")), {"y": 1, "_note": 2}, today=TODAY).problems
    assert problem.field == "y"


def test_require_raises_every_problem() -> None:
    with pytest.raises(Refused) as refused:
        check(load("dang_ky"), {}, today=TODAY).require()
    assert [problem.field for problem in refused.value.problems] == ["name", "birth_date", "sex"]


ANSWERS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.dates(),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.lists(st.dictionaries(st.sampled_from(["date", "title", "child"]), st.text(max_size=12)), max_size=3),
)


@pytest.mark.parametrize("form_id", ["dang_ky", "mau_01", "can_thiep", "hoat_dong", "can_bo", "su_kien"])
@given(data=st.data())
def test_any_answers_are_checked_without_a_crash_and_checking_again_changes_nothing(form_id: str, data: Any) -> None:
    asked = load(form_id)
    keys = [field.key for field in asked.questions()]
    answers = data.draw(st.dictionaries(st.sampled_from(keys), ANSWERS, max_size=8))
    checked = check(asked, answers, today=TODAY)
    for problem in checked.problems:
        assert problem.message
    document = json.loads(msgspec.json.encode(to_document(checked.values)))
    again = check(asked, document, today=TODAY)
    assert to_document(again.values) == to_document(checked.values)

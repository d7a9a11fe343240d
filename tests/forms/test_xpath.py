"""ODK's expressions: what they mean over the answers of a form (docs.getodk.org/form-operators-functions)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.forms.functions import FUNCTIONS
from cpkit.forms.instance import Instance
from cpkit.forms.model import Choice, Field, Form
from cpkit.forms.values import number_text
from cpkit.forms.xpath import ExpressionError, translate
from cpkit.times import now

TODAY = date(2025, 11, 15)
FORM = Form(
    id="thu",
    version="1",
    title={"vi": "Thử"},
    fields=(
        Field(type="text", name="ten", key="ten"),
        Field(type="date", name="sinh", key="sinh"),
        Field(type="integer", name="so", key="so"),
        Field(type="select_one mau", name="mau", key="mau"),
        Field(type="select_multiple mau", name="nhieu", key="nhieu"),
        Field(type="begin_group", name="nhom", fields=(Field(type="text", name="trong", key="trong"),)),
        Field(
            type="begin_repeat",
            name="con",
            key="con",
            fields=(
                Field(type="integer", name="tuoi", key="tuoi"),
                Field(type="text", name="lop", key="lop"),
            ),
        ),
    ),
    choices={
        "mau": (
            Choice(name="do", label={"vi": "Đỏ"}, columns={"nong": "co"}),
            Choice(name="xanh", label={"vi": "Xanh"}, columns={"nong": "khong"}),
        )
    },
)
VALUES: dict[str, Any] = {
    "ten": "Lò Thị Mai",
    "sinh": date(2018, 11, 26),
    "so": 7,
    "mau": "do",
    "nhieu": ["do", "xanh"],
    "trong": "bên trong",
    "con": [{"tuoi": 3, "lop": "mầm"}, {"tuoi": 5, "lop": None}, {"tuoi": 10, "lop": "lá"}],
}


def text(expression: str, spot: tuple[str | int, ...] = ("ten",), **changes: Any) -> str:
    return Instance(FORM, VALUES | changes, TODAY).text(expression, spot)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("${ten}", "Lò Thị Mai"),
        (".", "Lò Thị Mai"),
        ("/data/ten", "Lò Thị Mai"),
        ("/ten_goc_khac/ten", "Lò Thị Mai"),
        ("${trong}", "bên trong"),
        ("/data/nhom/trong", "bên trong"),
        ("../so", "7"),
        ("${so} + 1", "8"),
        ("${so} - 1", "6"),
        ("-${so}", "-7"),
        ("${so} * 2 div 4", "3.5"),
        ("${so} mod 4", "3"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 3 - 2", "5"),
        ("1 = 1 and 2 = 3 or 4 = 4", "true"),
        ("1 = 2 or 1 = 1 and 2 = 3", "false"),
        ("not(1 = 2)", "true"),
        ("${ten} = 'Lò Thị Mai'", "true"),
        ("${so} != 7", "false"),
        ("${so} = '7'", "true"),
        ("${mau} = 'xanh'", "false"),
        ("if(${so} > 5, 'lớn', 'nhỏ')", "lớn"),
        ("if(selected(${nhieu}, 'xanh'), 1, 0)", "1"),
        ("selected(${nhieu}, 'x')", "false"),
        ("count-selected(${nhieu})", "2"),
        ("selected-at(${nhieu}, 1)", "xanh"),
        ("selected-at(${nhieu}, 9)", ""),
        ("jr:choice-name(${mau}, '${mau}')", "Đỏ"),
        ("jr:choice-name('xanh', '/data/mau')", "Xanh"),
        ("coalesce('', ${ten})", "Lò Thị Mai"),
        ("coalesce(${so}, 0)", "7"),
        ("once('mới')", "Lò Thị Mai"),
        ("concat('DBP-', substr(${ten}, 0, 2), '-', ${so})", "DBP-Lò-7"),
        ("substr(${ten}, 3)", "Thị Mai"),
        ("substr(${ten}, -3)", "Mai"),
        ("string-length(${ten})", "10"),
        ("contains(${ten}, 'Thị')", "true"),
        ("starts-with(${ten}, 'Lò')", "true"),
        ("ends-with(${ten}, 'Mai')", "true"),
        ("substring-before('a-b', '-')", "a"),
        ("substring-after('a-b', '-')", "b"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("normalize-space('  a   b ')", "a b"),
        ("regex('0912345678', '[0-9]{10}')", "true"),
        ("regex('x0912345678', '[0-9]{10}')", "false"),
        ("int(7.9)", "7"),
        ("int(-7.9)", "-7"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(3.14159, 2)", "3.14"),
        ("number('abc')", ""),
        ("number('abc') = 1", "false"),
        ("boolean-from-string('true')", "true"),
        ("pow(2, 10)", "1024"),
        ("min(3, 1, 2)", "1"),
        ("max(${tuoi})", "10"),
        ("${tuoi} > 9", "true"),
        ("round(2.345, 2)", "2.35"),
        ("string(0.000001)", "0.000001"),
        ("string(0.0000001)", "1e-7"),
        ("log(0)", "-Infinity"),
        ("substr(${ten}, 'x')", ""),
        ("selected-at(${nhieu}, '')", ""),
        ("selected('', '')", "true"),
        ("string-length(uuid(8))", "8"),
        ("sum(${tuoi})", "18"),
        ("count(${con})", "3"),
        ("count(/data/con[tuoi > 4])", "2"),
        ("count(${con}[tuoi > ${so}])", "1"),
        ("count-non-empty(${lop})", "2"),
        ("join(', ', ${lop})", "mầm, , lá"),
        ("indexed-repeat(${tuoi}, ${con}, 2)", "5"),
        ("instance('mau')/root/item[name = ${mau}]/label", "Đỏ"),
        ("count(instance('mau')/root/item[nong = 'co'])", "1"),
        ("checklist(1, 2, 1 = 1, 1 = 2)", "true"),
        ("weighted-checklist(3, -1, 1 = 1, 2, 1 = 1, 2)", "true"),
        ("version()", "1"),
        ("true() and not(false())", "true"),
    ],
)
def test_an_expression_says(expression: str, answer: str) -> None:
    assert text(expression) == answer


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("today()", "2025-11-15"),
        ("${sinh} <= today()", "true"),
        ("${sinh} > today()", "false"),
        ("${sinh} = date('2018-11-26')", "true"),
        ("today() - ${sinh}", "2546"),
        ("date(today() + 30)", "2025-12-15"),
        ("date(${sinh} - 1)", "2018-11-25"),
        ("int((decimal-date-time(today()) - decimal-date-time(${sinh})) div 365.25)", "6"),
        ("format-date(${sinh}, '%d/%m/%Y')", "26/11/2018"),
        ("format-date(${sinh}, '%e-%n-%y %a')", "26-11-18 T2"),
        ("format-date-time('2025-11-15T08:05:00+07:00', '%H:%M')", "08:05"),
        ("decimal-time('12:00:00')", "0.5"),
        ("decimal-date-time('1970-01-02')", "1"),
        ("date('2025-02-30')", ""),
        ("date('2025-1-2')", "2025-01-02"),
        ("decimal-time('25:00')", ""),
        ("if(${sinh} > date('2010-01-01'), 'trẻ', 'lớn')", "trẻ"),
    ],
)
def test_a_date_is_compared_and_counted_in_days(expression: str, answer: str) -> None:
    assert text(expression) == answer


def test_now_is_the_clock_of_vietnam() -> None:
    assert text("now()")[:13] == now().isoformat()[:13]
    assert text("now() >= today()", sinh=None) == "true"


def test_an_empty_answer_is_empty_text_and_no_number() -> None:
    assert text("${sinh} = ''", sinh=None) == "true"
    assert text("${so} > 0", so=None) == "false"
    assert text("${so} + 1", so=None) == ""
    assert text("concat('Tuổi: ', ${so} + 1)", so=None) == "Tuổi: "
    assert text("coalesce(${so}, 0) + 1", so=None) == "1"


def test_inside_a_repeat_a_name_means_the_answer_of_the_same_row() -> None:
    assert text("${tuoi}", ("con", 2, "lop")) == "5"
    assert text("position(..)", ("con", 3, "lop")) == "3"
    assert text("${so}", ("con", 3, "lop")) == "7"
    assert text("sum(/data/con/tuoi)", ("con", 1, "tuoi")) == "18"
    assert text("indexed-repeat(${tuoi}, ${con}, position(..) - 1)", ("con", 2, "lop")) == "3"


def test_a_choice_filter_keeps_the_choices_it_is_true_of() -> None:
    instance = Instance(FORM, VALUES, TODAY)
    kept = instance.filtered("nong = 'co' or name = ${ten}", ("mau",), FORM.choices["mau"])
    assert [choice.name for choice in kept] == ["do"]


@pytest.mark.parametrize(
    "expression",
    ["", "1 +", "${khong_co} = 1", "if(1, 2", "1 2", "a[", "'mở", "${ten", "(1", ")", "1 == 2", "x(1))", "\x00"],
)
def test_what_is_no_expression_is_refused_with_a_sentence(expression: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        text(expression)
    assert str(refused.value)


def test_a_function_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(ExpressionError, match="area"):
        text("area(${so})")
    assert "area" not in FUNCTIONS


def test_pulldata_reads_a_cell_of_a_list() -> None:
    assert text("pulldata('mau', 'label', 'name', 'do')") == "Đỏ"
    assert text("pulldata('mau.csv', 'name', 'nong', 'khong')") == "xanh"
    assert text("pulldata('mau', 'label', 'name', 'khong_co')") == ""


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a?)*b", "(a|ab|b)*c", "([a-z]+)*", "a*a*a*b", "(.*)*", "(", r"(a)(\1)+*"]
)
def test_a_pattern_that_could_match_for_ever_is_refused_before_anybody_waits(pattern: str) -> None:
    with pytest.raises(ExpressionError, match="regex"):
        text(f"regex(${{ten}}, '{pattern}')")


@pytest.mark.parametrize(
    "pattern", ["[0-9]{10,11}", r"\d{2}/\d{2}/\d{4}", "(abc|def)+", "[A-Z][a-z]+( [A-Z][a-z]+)?", ".+@.+"]
)
def test_an_ordinary_pattern_is_matched(pattern: str) -> None:
    assert text(f"regex('xyz', '{pattern}')") == "false"


def test_an_expression_that_takes_too_long_is_an_error_of_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpkit.forms.functions.LONGEST_SECONDS", 0.2)
    rows = {**VALUES, "con": [{"tuoi": number, "lop": "a"} for number in range(1500)]}
    deep = "count(/data/con[count(/data/con[tuoi > 0][count(/data/con[tuoi > 1]) > 0]) > 0])"
    with pytest.raises(ExpressionError, match="quá lâu"):
        Instance(FORM, rows, TODAY).text(deep, ("ten",))


@given(st.recursive(st.just("1"), lambda inner: st.builds("({})".format, inner), max_leaves=3), st.integers(1, 400))
def test_deep_nesting_is_answered_or_refused_and_never_crashes(inner: str, depth: int) -> None:
    try:
        assert text("(" * depth + inner + ")" * depth) == "1"
    except ExpressionError:
        assert depth > 20


@given(st.text(max_size=40))
def test_any_text_is_translated_or_refused(expression: str) -> None:
    try:
        translate(expression, lambda name, rows: "x")
    except ExpressionError as refused:
        assert str(refused)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.sampled_from(["+", "-", "*"]))
def test_arithmetic_agrees_with_pythons(left: int, right: int, sign: str) -> None:
    results = {"+": left + right, "-": left - right, "*": left * right}
    assert text(f"{left} {sign} {right}") == number_text(float(results[sign]))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_comparing_dates_agrees_with_pythons(left: date, right: date) -> None:
    assert text(f"date('{left}') < date('{right}')") == str(left < right).lower()
    assert text(f"date('{left}') - date('{right}')") == str((left - right).days)


def test_the_questions_and_functions_an_expression_names_are_known() -> None:
    found = translate("if(${a} > 1, today(), ${b})", lambda name, rows: name)
    assert found.references == ("a", "b")
    assert found.functions == ("if", "today")

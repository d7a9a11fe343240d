"""A form followed answer by answer stands as one that is read anew: what applies, what is computed, what is wrong."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.forms import check
from cpkit.forms.filters import columns_compared
from cpkit.forms.loading import with_keys
from cpkit.forms.model import Choice, Field, Form
from cpkit.forms.standing import Standing, standing

TODAY = date(2025, 11, 15)
NAMES = ("a", "b", "c", "d")
WHOLE = (
    "${b} + 1", "${a} + ${b}", "${c} > 2", "${a} = 'x'", "sum(${ra}) > 3", "count(${r}) + ${b}", "${d} != ''",
    "count(/data/*) > 3", "if(${a} = 'x', ${b}, 0)", "../b = 2", "coalesce(${d}, 'không')", "position(..) > 1",
)  # fmt: skip
INSIDE = ("${ra} + ${b}", "${ra} > 1", "position(..) = 1", "sum(${ra}) > 2", "${rb} = 'x'", "${a} = 'x'")
ANSWERS = ("x", "1", "2", "3", "", "y", None)


def question(name: str, drawn: Any, expressions: tuple[str, ...]) -> Field:
    kind = drawn(st.sampled_from(("text", "integer", "calculate", "select_one l")), label=f"type of {name}")
    itself = (f"${{{name}}}", f"../{name} ", "${r}")
    own = [one for one in expressions if not any(named in one for named in itself)]
    calculation = drawn(st.sampled_from(own)) if kind == "calculate" else ""
    return Field(
        type=kind, name=name, label={"vi": name}, calculation=calculation,
        relevant=drawn(st.sampled_from(("", "", *own))), constraint=drawn(st.sampled_from(("", ". != 'y'", ". < 3"))),
        required=drawn(st.sampled_from((False, True, "${b} > 1"))),
        choice_filter="xa = ${a}" if kind.startswith("select") else "",
        default=drawn(st.sampled_from((None, "1"))) if kind in ("text", "integer") else None,
    )  # fmt: skip


def drawn_form(draw: Any) -> Form:
    inside = tuple(question(name, draw, INSIDE) for name in ("ra", "rb"))
    repeat = Field(type="begin_repeat", name="r", label={"vi": "r"}, fields=inside, relevant=draw(CONDITION))
    group = Field(
        type="begin_group", name="g", label={"vi": "g"}, fields=(question("d", draw, WHOLE),), relevant=draw(CONDITION)
    )
    fields = (*(question(name, draw, WHOLE) for name in ("a", "b", "c")), group, repeat)
    choices = tuple(Choice(name=name, label={"vi": name}, columns={"xa": xa}) for name, xa in (("x", "x"), ("1", "2")))
    return Form(id="ve", version="1", title={"vi": "Vẽ"}, fields=with_keys(fields), choices={"l": choices})


CONDITION = st.sampled_from(("", "${b} > 1", "${a} = 'x'"))


def told(form: Form, stands: Standing) -> Any:
    """Everything that is asked of a form while it is filled in."""
    work = stands._work
    spots = [(spot, asked) for spot, asked in work.spots(form.fields, work.values, ())]
    text = "${a} – ${b}"
    return (
        work.values, sorted(map(str, work.skipped)), sorted(one.message for one in work.problems),
        sorted(one.message for one in work.warnings),
        [(stands.skips(spot), stands.complaint(asked, spot), stands.text(text, spot)) for spot, asked in spots],
        [stands.choices(asked, spot) for spot, asked in spots if asked.list_name],
    )  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_form_followed_stands_as_one_read_anew(data: Any) -> None:
    form = drawn_form(data.draw)
    answers: dict[str, Any] = {"r": [{}, {}]}
    for _step in range(data.draw(st.integers(1, 8))):
        name, answer = data.draw(st.sampled_from(("a", "b", "c", "d", "ra", "rb"))), data.draw(st.sampled_from(ANSWERS))
        scope = answers["r"][data.draw(st.integers(0, 1))] if name.startswith("r") else answers
        scope[name] = answer
        followed = outcome(form, lambda: standing(form, answers, TODAY))
        fresh = outcome(form, lambda: Standing(form, deepcopy(answers), TODAY, None))
        assert followed == fresh


def outcome(form: Form, stand: Any) -> Any:
    """What is told, or the sentence that refuses it: drawn expressions may go round in a circle."""
    from cpkit.errors import Refused

    try:
        return told(form, stand())
    except Refused as problem:
        return str(problem)


def test_calculations_are_worked_out_after_what_they_look_at_however_they_stand_in_the_form() -> None:
    last = Field(type="calculate", name="c99", calculation="${a} + 1")
    chain = [Field(type="calculate", name=f"c{n}", calculation=f"${{c{n + 1}}} + 1") for n in range(99)]
    fields = with_keys((Field(type="integer", name="a", label={"vi": "A"}), *chain, last))
    form = Form(id="chuoi", version="1", title={"vi": "Chuỗi"}, fields=fields)
    assert check(form, {"a": 1}, today=TODAY).values["c0"] == 101


def test_a_choice_filter_that_compares_columns_is_looked_up() -> None:
    assert columns_compared("xa = ${xa} and loai='b'") == (("xa", "${xa}"), ("loai", "'b'"))
    for other in ("xa = ${xa} or 1", "xa != ${xa}", "label = ${xa}", "selected(${xa}, name)", ""):
        assert columns_compared(other) == ()

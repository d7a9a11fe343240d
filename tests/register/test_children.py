"""The rules of a child's record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.register import children
from cpkit.register.answers import edited, from_form, strays, to_form
from cpkit.store import Store
from cpkit.vietnamese import PartialDate

DAY = date(2025, 11, 10)
UNIT = "34:03127"
ANSWERS: dict[str, Any] = {
    "name": "Lò Thị Mai",
    "sex": "nu",
    "birth": PartialDate(2018, 11, 26),
    "mother": "Quàng Thị Hoa",
}


def document(**changed: Any) -> dict[str, Any]:
    return children.new_document(ANSWERS | changed, unit=UNIT, on=DAY)


def test_what_nobody_said_is_null_and_a_stay_begins_unknown() -> None:
    child = document()
    assert child["father"] is None
    assert child["groups"] == []
    assert child["residence"] == [{"from": None, "to": None, "reason": None}]
    assert (child["birth"], child["birth_precision"], child["registered_on"]) == ("2018-11-26", "day", "2025-11-10")


def test_two_records_share_nothing() -> None:
    document()["groups"].append(1)
    assert document()["groups"] == []


@pytest.mark.parametrize(("missing", "field"), [("name", "name"), ("sex", "sex"), ("birth", "birth")])
def test_name_sex_and_birth_are_required(missing: str, field: str) -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != missing}
    assert [problem.field for problem in children.problems_of(answers, DAY)] == [field]


def test_an_unknown_sex_is_lawful() -> None:
    assert children.problems_of(ANSWERS | {"sex": "unknown"}, DAY) == []


@pytest.mark.parametrize(
    ("number", "count"),
    [("011318000001", 0), ("011218000001", 1), ("011317000001", 1), ("001217000001", 3), (None, 0)],
)
def test_a_number_that_disagrees_warns(number: str | None, count: int) -> None:
    """Điện Biên is 011; 3 is a girl of 2000-2099, then the year."""
    assert len(children.warnings_of(document(id_number=number), UNIT)) == count


def test_a_number_is_not_measured_against_what_is_not_known() -> None:
    assert children.warnings_of(document(id_number="011218000001", sex="unknown"), UNIT) == []


def test_an_edit_checks_the_whole_record_again(store: Store) -> None:
    doc_id = children.register(store, document()).id
    with pytest.raises(Refused) as refused:
        children.edit(store, doc_id, {"name": None, "birth": PartialDate(2004, 5, 6)}, today=DAY)
    assert [problem.field for problem in refused.value.problems] == ["name", "birth"]
    changes = children.edit(store, doc_id, {"birth": PartialDate(2018), "mother": "Quàng Thị Hoa"}, today=DAY)
    assert changes == {"birth": ("2018-11-26", "2018"), "birth_precision": ("day", "year")}


def test_an_edit_may_not_make_two_children_the_same(store: Store) -> None:
    first = children.register(store, document()).id
    second = children.register(store, document(name="Lò Thị Lan")).id
    with pytest.raises(children.SameChild) as refused:
        children.edit(store, second, {"name": "Lò Thị Mai"}, today=DAY)
    assert refused.value.id == first
    assert children.edit(store, second, {"name": "Lò Thị Mai"}, today=DAY, anyway=True)


def test_a_grown_child_of_the_register_may_still_be_edited(store: Store) -> None:
    doc_id = children.register(store, document(birth=PartialDate(2010, 1, 1))).id
    assert children.edit(store, doc_id, {"phone": "0912"}, today=date(2027, 1, 1)) == {"phone": (None, "0912")}


def test_a_record_answers_the_form_it_came_from() -> None:
    values = {"name": "A Sì", "sex": "nam", "birth_year": 2018, "groups": ["4.2"], "risks": ["bo_hoc"], "school": "TH"}
    child = children.new_document(from_form(values, DAY), unit=UNIT, on=DAY)
    assert child["groups"][0] == {"group": 4, "sub": 2, "from": None, "to": None, "evidence": None, "decision": None}
    assert child["extra"] == {"school": "TH"}
    assert to_form(child) == {"name": "A Sì", "sex": "nam", "birth_date": PartialDate(2018)}
    assert strays(child) == {"school": "TH"}, "nobody asks it now; it is kept"


def test_a_new_way_of_saying_the_birth_takes_the_place_of_the_old() -> None:
    assert edited(document(), {"birth_year": "2017"}) == {
        "name": "Lò Thị Mai",
        "sex": "nu",
        "mother": "Quàng Thị Hoa",
        "birth_year": "2017",
    }
    assert edited(document(), {"phone": "1"})["birth_date"] == PartialDate(2018, 11, 26)

"""Two records of one child made one: nothing known is lost, nobody is counted twice, and it can be taken back whole."""

from __future__ import annotations

from typing import Any

import pytest

from cpkit.errors import Refused
from cpkit.forms import load
from cpkit.forms.drafts import Draft
from cpkit.register.children import new_document, set_birth
from cpkit.register.decisions import DIFFERENT, decide_different, decided
from cpkit.register.duplicates import MERGED, find_retyped, find_same, identity, merged_into
from cpkit.register.memberships import membership
from cpkit.register.merging import Plan, merge, plan_merge, read_pair
from cpkit.register.unmerging import plan_unmerge, unmerge
from cpkit.store import Store
from cpkit.store.identifiers import show_id
from cpkit.times import today
from cpkit.vietnamese import PartialDate
from tests.store.stores import contents

UNIT = "34:03127"


def add(store: Store, name: str = "Lò Thị Mai", birth: str | None = "2018-11-26", **more: Any) -> int:
    """A child of the register, as the registration stores one."""
    born = PartialDate.parse_iso(birth) if birth else None
    answers = {"name": name, "birth": born, "sex": "nu", "mother": "Quàng Thị Hoa"} | more
    child = new_document(set_birth(answers), unit=UNIT, on=today().replace(year=today().year - 1))
    with store.write("register"):
        doc_id: int = store.table("children").insert(
            child | {key: more[key] for key in ("registered_on",) if key in more}
        )
    return doc_id


def plan(store: Store, keep: int, other: int, **take: Any) -> Plan:
    return plan_merge(store, read_pair(store, keep, other), take)


def merged(store: Store, keep: int, other: int, *, reason: str | None = None, **take: Any) -> dict[str, Any]:
    """The record kept, after merging."""
    merge(store, plan(store, keep, other, **take), reason=reason)
    return dict(store.table("children").get(doc_id=keep))


# --- the record itself


def test_what_one_does_not_know_it_takes_from_the_other(store: Store) -> None:
    keep = add(store, father=None, phone="0912345678", sex="unknown")
    other = add(store, father="Lò Văn Ninh", phone=None, sex="nu", ethnic="03", poverty="ngheo")
    child = merged(store, keep, other)
    assert (child["father"], child["phone"], child["sex"]) == ("Lò Văn Ninh", "0912345678", "nu")
    assert (child["ethnic"], child["poverty"]) == ("03", "ngheo")


def test_where_both_know_the_one_kept_is_believed_unless_the_other_is_taken(store: Store) -> None:
    keep, other = add(store, hamlet="Bản Kéo"), add(store, hamlet="Bản Mớ", father="Lò Văn Ninh")
    found = {one.field: one for one in plan(store, keep, other).differences}
    assert found["hamlet"].conflict
    assert not found["father"].conflict
    assert plan(store, keep, other).child["hamlet"] == "Bản Kéo"
    assert merged(store, keep, other, hamlet="other")["hamlet"] == "Bản Mớ"


@pytest.mark.parametrize(("ours", "theirs"), [("2018", "2018-11-26"), ("2018-11", "2018-11-26"), ("2018", "2018-11")])
def test_a_birth_known_in_part_yields_to_a_fuller_one_that_agrees(store: Store, ours: str, theirs: str) -> None:
    child = merged(store, add(store, birth=ours), add(store, birth=theirs))
    assert PartialDate.parse_iso(child["birth"], child["birth_precision"]).iso == theirs


def test_an_estimated_age_yields_to_a_birth_within_a_year(store: Store) -> None:
    keep = add(store)
    store.table("children").update({"birth": "2017", "birth_precision": "age"}, doc_ids=[keep])
    child = merged(store, keep, add(store, birth="2018-11-26"))
    assert (child["birth"], child["birth_precision"]) == ("2018-11-26", "day")


def test_the_child_is_in_the_register_since_the_first_of_the_two(store: Store) -> None:
    keep, other = add(store, registered_on="2025-03-01"), add(store, registered_on="2022-01-01")
    assert merged(store, keep, other)["registered_on"] == "2022-01-01"


def test_notes_and_fields_of_plugins_are_all_kept(store: Store) -> None:
    keep = add(store, note="Học nội trú", extra={"lop": "3A"})
    other = add(store, note="Mẹ đi làm xa", extra={"lop": "3B", "boi": "co"})
    child = merged(store, keep, other)
    assert child["note"] == "Học nội trú; Mẹ đi làm xa"
    assert child["extra"] == {"lop": "3A", "boi": "co"}


def test_a_death_that_one_knows_of_ends_the_stay(store: Store) -> None:
    child = merged(store, add(store), add(store, died="2025-02-01"))
    assert child["died"] == "2025-02-01"
    assert [stay["to"] for stay in child["residence"]] == ["2025-02-01"]


def test_memberships_of_one_group_become_one(store: Store) -> None:
    keep = add(store, groups=[membership("4", "2024-01-01")])
    other = add(store, groups=[membership("4.2", "2024-05-01"), membership("13", None)])
    child = merged(store, keep, other)
    assert [(one["group"], one["sub"], one["from"]) for one in child["groups"]] == [
        (13, None, None), (4, 2, "2024-01-01"),
    ]  # fmt: skip


def test_a_field_that_does_not_differ_cannot_be_chosen(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        plan(store, add(store), add(store), hamlet="other")
    assert "hamlet" in refused.value.problems[0].message


# --- the records that name the child


def ward(store: Store, keep: int, other: int) -> dict[str, int]:
    """One record of every kind that names the other child, some of them both."""
    documents: dict[str, dict[str, Any]] = {
        "interventions": {"children": [other, keep], "service": "y_te", "date": "2025-01-02", "cancelled": None},
        "activities": {"attended": [keep, other, 99], "kind": "dien_dan", "date": "2025-01-02", "cancelled": None},
        "events": {
            "kind": "thien_tai", "date": "2025-01-02", "cancelled": None,
            "hit": [{"child": keep, "relieved": None}, {"child": other, "relieved": "2025-01-09"}],
        },
        "carers": {"name": "Lò Thị Xuân", "date": "2025-01-02",
                   "relatives": [{"child": other, "relation": "bà ngoại"}], "verified": []},
        "intakes": {"child": other, "received_at": "2025-01-02T08:00:00+07:00", "source": "khac", "kind": "bao_luc"},
        "cases": {"child": other, "open": None, "received_at": "2025-01-02T08:00:00+07:00", "episodes": []},
        "placements": {"child": other, "open": None, "opened": "2025-01-02"},
        "entries": {"form": "khong_con", "form_version": "1", "on": "2025-01-02", "answers": {},
                    "subject": {"table": "children", "id": other}},
    }  # fmt: skip
    with store.write("made up"):
        return {table: store.table(table).insert(document) for table, document in documents.items()}


def test_every_record_names_the_child_kept_and_names_it_once(store: Store) -> None:
    keep, other = add(store), add(store)
    ids = ward(store, keep, other)
    merged(store, keep, other)
    now = {table: store.table(table).get(doc_id=doc_id) for table, doc_id in ids.items()}
    assert now["interventions"]["children"] == [keep]
    assert now["activities"]["attended"] == [keep, 99]
    assert now["events"]["hit"] == [{"child": keep, "relieved": "2025-01-09"}]
    assert now["carers"]["relatives"] == [{"child": keep, "relation": "bà ngoại"}]
    assert {now[table]["child"] for table in ("intakes", "cases", "placements")} == {keep}
    assert now["entries"]["subject"] == {"table": "children", "id": keep}
    assert store.verify().ok


def test_an_entry_about_another_kind_of_record_with_the_same_number_stays(store: Store) -> None:
    keep, other = add(store), add(store)
    about = {"form": "khong_con", "form_version": "1", "on": "2025-01-02", "answers": {}}
    household = store.table("entries").insert(about | {"subject": {"table": "households", "id": other}})
    merged(store, keep, other)
    assert store.table("entries").get(doc_id=household)["subject"]["id"] == other


def test_what_was_typed_for_the_other_and_not_kept_is_found_again(store: Store) -> None:
    keep, other = add(store), add(store)
    draft = Draft(store, load("can_thiep"), show_id("children", other))
    draft.save({"note": "Đang ghi dở"})
    merged(store, keep, other)
    assert Draft(store, load("can_thiep"), show_id("children", keep)).load() == {"note": "Đang ghi dở"}


def test_help_logged_for_both_on_one_day_is_named_and_stays(store: Store) -> None:
    keep, other = add(store), add(store)
    log = {"service": "y_te", "date": "2025-01-02", "cancelled": None}
    one, two = (store.table("interventions").insert(log | {"children": [each]}) for each in (keep, other))
    store.table("interventions").insert(log | {"children": [other], "service": "giao_duc"})
    assert plan(store, keep, other).logged_twice == ((one, two, "02/01/2025"),)
    merged(store, keep, other)
    assert len(store.find("interventions", "child", keep)) == 3


# --- the id that is gone


def test_the_other_id_opens_the_one_kept_and_says_so_once(store: Store) -> None:
    told: list[str] = []
    store.warn = told.append
    keep, other = add(store), add(store)
    merged(store, keep, other)
    assert store.read_id("children", str(other % 10_000_000)) == keep
    assert store.read_id("children", str(other % 10_000_000)) == keep
    assert len(told) == 1
    assert store.read_id("children", str(other % 10_000_000), former=True) == other
    assert merged_into(store, keep) == [other]


def test_merged_on_it_opens_the_last_one(store: Store) -> None:
    store.warn = lambda _message: None
    first, second, third = add(store), add(store), add(store)
    merged(store, second, first)
    merged(store, third, second)
    assert store.read_id("children", str(first % 10_000_000)) == third
    assert merged_into(store, third) == [first, second]
    with pytest.raises(Refused, match="đã gộp vào"):
        read_pair(store, third, first)


def test_a_list_does_not_bring_the_duplicate_back(store: Store) -> None:
    """Neither under the name that is gone, nor under that which the record kept gave up for it."""
    keep, other = add(store, "Lò Thị Mai"), add(store, "Lò Thị May", birth="2018-11-27")
    once = [identity(store.table("children").get(doc_id=each)) for each in (keep, other)]
    merged(store, keep, other, name="other")
    assert [find_same(store, each) for each in once] == [keep, keep]
    assert find_same(store, once[0], but=keep) is None
    motherless = add(store, "Vừ A Sùng", mother=None), add(store, "Vừ A Súng", mother=None)
    told = identity(store.table("children").get(doc_id=motherless[1]))
    merged(store, *motherless)
    assert find_retyped(store, told) == motherless[0]


# --- what was known, and taking it back


def test_what_was_known_before_stays_known(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime, timedelta

    from cpkit import times

    keep, other = add(store), add(store)
    ids = ward(store, keep, other)
    before = times.now()
    later = datetime.fromisoformat(before.isoformat()) + timedelta(hours=1)
    monkeypatch.setattr(times, "now", lambda: later)
    merged(store, keep, other)
    assert [doc_id for doc_id, _child in store.known_at("children", before)] == [keep, other]
    assert dict(store.known_at("cases", before))[ids["cases"]]["child"] == other
    assert [doc_id for doc_id, _child in store.known_at("children", later)] == [keep]


def test_undo_takes_it_back_whole(store: Store) -> None:
    keep, other = add(store, hamlet="Bản Kéo"), add(store, father="Lò Văn Ninh")
    third = add(store, "Lò Thị Lan")
    ward(store, keep, other)
    decide_different(store, [other, third])
    before = contents(store)
    merged(store, keep, other)
    assert decided(store) == {(keep, third)}
    store.undo()
    after = contents(store)
    assert {name: table for name, table in after.items() if table} == {
        name: table for name, table in before.items() if table
    }
    assert store.read_id("children", str(other % 10_000_000)) == other
    assert store.verify().ok


def test_nothing_is_half_merged_when_it_fails(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from cpkit.register import merging

    keep, other = add(store), add(store, father="Lò Văn Ninh")
    ward(store, keep, other)
    ready, before = plan(store, keep, other), contents(store)

    def fail(*_arguments: object) -> list[dict[str, Any]]:
        raise RuntimeError("stop")

    monkeypatch.setattr(merging, "_known_as", fail)
    with pytest.raises(RuntimeError):
        merge(store, ready)
    assert contents(store) == before


def test_a_record_changed_meanwhile_is_looked_at_again(store: Store) -> None:
    keep, other = add(store), add(store)
    ready = plan(store, keep, other)
    store.table("children").update({"phone": "0912345678"}, doc_ids=[other])
    with pytest.raises(Refused, match="Vừa có người sửa"):
        merge(store, ready)


# --- taking apart later


def test_taken_apart_after_other_work_both_are_as_they_were(store: Store) -> None:
    keep, other = add(store, hamlet="Bản Kéo"), add(store, father="Lò Văn Ninh")
    ids = ward(store, keep, other)
    before = contents(store)
    merged(store, keep, other)
    helped = store.table("interventions").insert({"children": [keep], "service": "y_te", "date": "2025-06-01"})
    separation = plan_unmerge(store, other)
    assert not separation.left
    unmerge(store, separation)
    after = contents(store)
    assert after["interventions"].pop(helped)["children"] == [keep]
    assert {name: table for name, table in after.items() if table} == {
        name: table for name, table in before.items() if table
    }
    assert store.table("cases").get(doc_id=ids["cases"])["child"] == other
    assert not store.table(MERGED).all()
    assert store.verify().ok


def test_what_was_changed_since_stays_and_is_named(store: Store) -> None:
    keep, other = add(store), add(store, father="Lò Văn Ninh", phone="0912345678")
    ids = ward(store, keep, other)
    merged(store, keep, other)
    store.table("children").update({"father": "Lò Văn Nính"}, doc_ids=[keep])
    store.table("activities").update({"attended": [keep, 99, 98], "title": "Diễn đàn"}, doc_ids=[ids["activities"]])
    separation = plan_unmerge(store, other)
    assert sorted(separation.left) == [
        ("activities", ids["activities"], ("attended",)), ("children", keep, ("father",)),
    ]  # fmt: skip
    unmerge(store, separation)
    child = store.table("children").get(doc_id=keep)
    assert (child["father"], child["phone"]) == ("Lò Văn Nính", None)
    assert store.table("children").get(doc_id=other)["father"] == "Lò Văn Ninh"
    assert store.table("activities").get(doc_id=ids["activities"])["attended"] == [keep, 99, 98]


def test_merged_on_the_later_merge_is_taken_apart_first(store: Store) -> None:
    first, second, third = add(store), add(store), add(store)
    merged(store, second, first)
    merged(store, third, second)
    with pytest.raises(Refused, match="gộp tiếp"):
        plan_unmerge(store, first)
    unmerge(store, plan_unmerge(store, second))
    unmerge(store, plan_unmerge(store, first))
    assert [doc_id for doc_id, _child in store.rows("children")] == [first, second, third]
    with pytest.raises(Refused, match="không phải là hồ sơ đã gộp"):
        plan_unmerge(store, first)


# --- what cannot be


def test_a_child_is_not_merged_with_itself(store: Store) -> None:
    keep = add(store)
    with pytest.raises(Refused, match="cùng một em"):
        read_pair(store, keep, keep)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"id_number": "011318000001"}, {"id_number": "011318000999"}),
        ({"name": "Lò Thị Mai"}, {"name": "Lò Thị Hiền"}),
        ({"birth": "2018-11-26"}, {"birth": "2015-02-03"}),
    ],
)
def test_two_children_by_what_is_known_need_a_reason(
    store: Store, ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """Two valid numbers, twins, births far apart."""
    keep, other = add(store, **ours), add(store, **theirs)
    with pytest.raises(Refused, match="--reason"):
        merged(store, keep, other)
    assert len(store.table("children")) == 2
    merged(store, keep, other, reason="Giấy khai sinh cấp lại")
    assert store.table(MERGED).get(doc_id=other)["reason"] == "Giấy khai sinh cấp lại"


def test_who_was_said_to_be_another_child_needs_a_reason(store: Store) -> None:
    keep, other = add(store), add(store)
    decide_different(store, [keep, other])
    with pytest.raises(Refused, match="hai trẻ khác nhau"):
        merged(store, keep, other)
    merged(store, keep, other, reason="Đã hỏi lại mẹ em")
    assert not store.table(DIFFERENT).all()


def test_a_child_named_beside_the_other_in_one_list_is_doubted(store: Store) -> None:
    keep, other = add(store), add(store)
    ids = ward(store, keep, other)
    (doubt,) = plan(store, keep, other).doubts
    assert f"{ids['activities'] % 10_000_000:05d}" in doubt.text
    assert not doubt.certain


def test_two_open_cases_stay_two_only_when_said_so(store: Store) -> None:
    keep, other = add(store), add(store)
    for child in (keep, other):
        store.table("cases").insert({"child": child, "open": True, "episodes": []})
    with pytest.raises(Refused) as refused:
        merged(store, keep, other)
    assert "--both-cases" in refused.value.problems[0].message
    merge(store, plan_merge(store, read_pair(store, keep, other), both_cases=True))
    assert len(store.find("cases", "child", keep)) == 2


def test_a_child_has_one_alternative_care_at_a_time(store: Store) -> None:
    keep, other = add(store), add(store)
    for child in (keep, other):
        store.table("placements").insert({"child": child, "open": True})
    with pytest.raises(Refused) as refused:
        merged(store, keep, other)
    assert "cpkit care end" in refused.value.problems[0].message


def test_a_record_the_register_would_not_take_is_refused(store: Store) -> None:
    keep, other = add(store), add(store, sex="nu", registered_on="2000-01-01")
    assert any(problem.field == "birth" for problem in plan(store, keep, other).obstacles)

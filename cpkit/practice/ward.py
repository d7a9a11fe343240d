"""Fills an empty practice store with a whole ward: children, bodies, activities, cases, interventions, a flood,
alternative care."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.practice.care import make_care
from cpkit.practice.casework import LAST_DAY, make_cases, make_intervention
from cpkit.practice.children import make_children
from cpkit.practice.commitments import make_communication, write_commitments
from cpkit.practice.programme import (
    YEARS,
    make_activities,
    make_flood,
    make_households,
    make_organisations,
    make_workers,
)

if TYPE_CHECKING:
    from cpkit.store import Store

Document = dict[str, Any]
UNIT, UNIT_NAME, OFFICER = "34:03127", "Phường Điện Biên Phủ", "Cán bộ thực hành"
AMOUNTS = (300_000, 500_000, 720_000)  # đồng
YEARLY_SERVICES = (("tro_giup_xa_hoi", "Ủy ban nhân dân phường"), ("giao_duc", "Trường học trên địa bàn"))


def fill_ward(
    store: Store, *, children: int, seed: int = 56, step_done: Callable[[str], None] = lambda _step: None
) -> None:
    """Write the ward into `store`, all of it or nothing; `step_done` hears of each part. Same seed, same ward.

    Raises Refused for a store that is not for practice.
    """
    if not store.settings.practice:
        raise Refused(_("Chỉ tạo dữ liệu thực hành trong kho thực hành."))
    chance = random.Random(seed)
    with store.write("practice ward"):
        people = _write_children(store, chance, children)
        step_done("children")
        _write_programme(store, chance, people)
        step_done("programme")
        _write_help(store, chance, people)
        step_done("help")
        make_care(store, people)
        step_done("care")


def _write_children(store: Store, chance: random.Random, count: int) -> dict[int, Document]:
    documents = list(make_children(chance, count, store.settings.unit))
    return dict(zip(store.table("children").insert_multiple(documents), documents, strict=True))


def _write_programme(store: Store, chance: random.Random, people: Mapping[int, Document]) -> None:
    organisations = make_organisations(store.settings.unit)
    ids = store.table("organisations").insert_multiple(organisations)
    bodies = list(zip(ids, organisations, strict=True))
    schools = [doc_id for doc_id, body in bodies if body["kind"] == "truong_hoc"]
    services = [doc_id for doc_id, body in bodies if body["kind"] == "co_so_dich_vu"]
    store.table("workers").insert_multiple(make_workers(chance))
    store.table("households").insert_multiple(make_households(chance, len(people)))
    births = [(child, document["birth"]) for child, document in people.items()]
    activities = [*make_activities(chance, births, schools), *make_communication(schools)]
    store.table("activities").insert_multiple(activities)
    store.table("events").insert(make_flood(chance, _living_in(people, 2025)))
    write_commitments(store, people, schools, services)


def _write_help(store: Store, chance: random.Random, people: Mapping[int, Document]) -> None:
    young = _living_in(people, 2025)
    at_risk = [child for child in young if people[child]["risks"] and not people[child]["groups"]]
    others = [child for child in young if not people[child]["risks"]]
    interventions = [*make_cases(store, chance, at_risk, others), *_yearly_help(chance, people)]
    store.table("interventions").insert_multiple(sorted(interventions, key=lambda document: document["date"]))


def _living_in(people: Mapping[int, Document], year: int) -> list[int]:
    """Children born before 2021 and under 16 through `year`, so that a case of any year may be theirs."""
    return [child for child, document in people.items() if year - 15 <= int(document["birth"][:4]) < YEARS[0]]


def _yearly_help(chance: random.Random, people: Mapping[int, Document]) -> Iterator[Document]:
    """Each year's support for the children in special circumstances, and for one in seven of those at risk."""
    for child, document in people.items():
        since = document["registered_on"]
        for year in YEARS:
            day = date(year, 2, 1) + timedelta(days=chance.randrange(270))
            helped = bool(document["groups"]) or (bool(document["risks"]) and chance.random() < 1 / 7)
            if helped and since <= day.isoformat() and day <= LAST_DAY:
                service, provider = chance.choice(YEARLY_SERVICES)
                yield make_intervention([child], service, day, provider, amount=chance.choice(AMOUNTS))

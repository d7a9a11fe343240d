"""The indicators of section I.2 of the plan 2021-2025: how one child, victim, body or worker counts in each.

The words of each indicator, and the kinds, ages and roles it counts, are in `data/indicators.toml`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from cpkit.codes import code_list
from cpkit.plugins.compiled import read_toml
from cpkit.plugins.plan_2021_2025.lacking import lacking_of
from cpkit.plugins.plan_2021_2025.rules import BOARDS, MODELS, emergency_deadline, needs_plan, plan_deadline, served
from cpkit.reports.indicators import Aim, Heads, Indicator, Measure, Share
from cpkit.reports.subjects import EMERGENCY_STEPS, Case, Child, HitChild, Household, Organisation, Unit, Victim, Worker

ShareOf = Callable[[Any], Share]


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an indicator counts: kinds or topics of activity (or roles, or kinds of event), ages, first day."""

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    age_from: int = 0
    since: str = ""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One indicator as `data/indicators.toml` writes it."""

    id: str
    over: str
    measure: Measure
    title: dict[str, str]
    definition: dict[str, str]
    basis: str
    absent: Literal["none", "insufficient"] = "none"
    counts: Counts = Counts()
    filled: str = ""
    aim: Aim = "more"


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators, in the order of the plan."""
    path = Path(__file__).parent / "data" / "indicators.toml"
    return tuple(map(_indicator, read_toml(path, dict[str, list[Words]])["indicators"]))


@cache
def _sentences() -> dict[str, dict[str, dict[str, str]]]:
    """How a letter says each indicator's figure, by its id."""
    path = Path(__file__).parent / "data" / "sentences.toml"
    return read_toml(path, dict[str, dict[str, dict[str, str]]])


def _indicator(words: Words) -> Indicator:
    make, counts = SHARES[words.id], words.counts
    heads = Heads(frozenset(counts.bands), frozenset(counts.kinds), frozenset(counts.topics)) if counts.bands else None
    code = code_list("indicators").get(words.id)
    short = code.label if code else words.title
    return Indicator(
        words.id, words.over, words.title, short, words.definition, words.basis, words.measure,
        make(counts) if make else None, heads, words.absent, _sentences().get(words.id, {}),
        msgspec.json.encode(counts).decode(), lacking_of(words.id, counts.since), words.filled,
        words.aim,
    )  # fmt: skip


def special(_counts: Counts) -> ShareOf:
    """a1: in at least one of the 14 groups, of all children."""
    return lambda child: Share.PART if child.groups else Share.WHOLE


def cared_for(_counts: Counts) -> ShareOf:
    """a2: given a service in the period, of those in special circumstances."""

    def share(child: Child) -> Share:
        if not child.groups:
            return Share.OUT
        return Share.PART if child.has("helped") else Share.WHOLE

    return share


def at_risk_helped(_counts: Counts) -> ShareOf:
    """a4: at risk and helped under the decree, of all children."""
    return lambda child: Share.PART if child.risks and child.has_any(("helped", "planned")) else Share.WHOLE


def at_risk_helped_of_risk(_counts: Counts) -> ShareOf:
    """a4b: the same, of those at risk."""

    def share(child: Child) -> Share:
        if not child.risks:
            return Share.OUT
        return Share.PART if child.has_any(("helped", "planned")) else Share.WHOLE

    return share


def took_part(counts: Counts) -> ShareOf:
    """b1, b2, b3: took part in an activity of those kinds or topics, of the children old enough."""
    marks = (*(f"kind:{kind}" for kind in counts.kinds), *(f"topic:{topic}" for topic in counts.topics))
    age_from = counts.age_from

    def share(child: Child) -> Share:
        if age_from and (child.age is None or child.age < age_from):
            return Share.OUT
        return Share.PART if child.has_any(marks) else Share.WHOLE

    return share


def helped_in_time(_counts: Counts) -> ShareOf:
    """a3: every case of the victim was handled in time, of the victims detected in the period."""

    def share(victim: Victim) -> Share:
        shares = {_in_time(case, victim) for case in victim.cases}
        return next(share for share in (Share.WHOLE, Share.UNTOLD, Share.PART) if share in shares)

    return share


def _in_time(case: Case, victim: Victim) -> Share:
    """One case: done in time, too late, or (untold) its time still running on the cut-off date."""
    done, running = _emergency(case, victim) if case.urgent else _planned(case, victim)
    if done and case.step("danh_gia_ban_dau", until=victim.cutoff):
        return Share.PART
    return Share.UNTOLD if running else Share.WHOLE


def _emergency(case: Case, victim: Victim) -> tuple[bool, bool]:
    """Whether a measure was taken within 12 hours of receipt, and whether those hours still run."""
    deadline = emergency_deadline(case)
    measure = case.step(*EMERGENCY_STEPS, until=victim.cutoff)
    return measure is not None and measure <= deadline, victim.cutoff < deadline


def _planned(case: Case, victim: Victim) -> tuple[bool, bool]:
    """Whether the plan was approved within 5 + 2 working days and a service begun, and whether those days still run."""
    deadline = plan_deadline(case, victim.cutoff)
    approved = case.step("phe_duyet", until=victim.cutoff)
    done = approved is not None and approved.date() <= deadline and served(case, victim.cutoff)
    return done, victim.cutoff.date() < deadline


def relieved(counts: Counts) -> ShareOf:
    """a5: relieved, of the children hit by disasters."""

    def share(hit: HitChild) -> Share:
        if hit.kinds.isdisjoint(counts.kinds):
            return Share.OUT
        return Share.PART if hit.relieved else Share.WHOLE

    return share


def board_plans(_counts: Counts) -> ShareOf:
    """c1: an active board, and a plan for every case of the period that needs one."""

    def share(unit: Unit) -> Share:
        boards = unit.of_kinds("ban_bvte")
        if not boards:
            return Share.UNTOLD
        plans = {_has_plan(case, unit) for case in unit.cases if needs_plan(case, unit)}
        if not any(board.active for board in boards) or Share.WHOLE in plans:
            return Share.WHOLE
        return Share.UNTOLD if Share.UNTOLD in plans else Share.PART

    return share


def _has_plan(case: Case, unit: Unit) -> Share:
    emergency = EMERGENCY_STEPS if case.urgent else ()
    if case.step("phe_duyet", *emergency, until=unit.cutoff):
        return Share.PART
    return Share.UNTOLD if unit.period.cutoff < plan_deadline(case, unit.cutoff) else Share.WHOLE


def judged(quality: Literal["effective", "able"]) -> Callable[[Counts], ShareOf]:
    """c2, c2b: a board or standing group judged effective, or able to run cases; unjudged ones cannot be told."""

    def share(unit: Unit) -> Share:
        boards = unit.of_kinds(*BOARDS)
        if any(board.active and getattr(board, quality) for board in boards):
            return Share.PART
        dates = [getattr(board.record, f"{quality}_from") for board in boards]
        return Share.WHOLE if any(dates) else Share.UNTOLD

    return lambda _counts: share


def has_network(_counts: Counts) -> ShareOf:
    """c3: an active network of collaborators, or a collaborator in office."""

    def share(unit: Unit) -> Share:
        networks = [network.active for network in unit.of_kinds("mang_luoi_ctv")]
        if any(networks) or any(one.active and one.record.role == "cong_tac_vien" for one in unit.workers):
            return Share.PART
        return Share.WHOLE if unit.organisations or unit.workers else Share.UNTOLD

    return share


def service_point(_counts: Counts) -> ShareOf:
    """c4: an active child-protection service."""

    def share(organisation: Organisation) -> Share:
        return Share.PART if organisation.record.kind == "co_so_dich_vu" and organisation.active else Share.WHOLE

    return share


def has_model(_counts: Counts) -> ShareOf:
    """c5: an active model of participation and an active core group."""

    def share(unit: Unit) -> Share:
        if not unit.organisations:
            return Share.UNTOLD
        parts = unit.of_kinds(*MODELS), unit.of_kinds("nhom_nong_cot")
        return Share.PART if all(any(one.active for one in part) for part in parts) else Share.WHOLE

    return share


def trained(counts: Counts) -> ShareOf:
    """c6: trained since the plan began, of those in office."""

    def share(worker: Worker) -> Share:
        if not worker.active or worker.record.role not in counts.kinds:
            return Share.OUT
        return Share.PART if any(day >= counts.since for day in worker.trained) else Share.WHOLE

    return share


def household_reached(_counts: Counts) -> ShareOf:
    """c7: households reached, of all on record."""

    def share(household: Household) -> Share:
        return Share.PART if household.reached else Share.WHOLE

    return share


def school_reached(_counts: Counts) -> ShareOf:
    """c7b: schools an activity reached, of those active."""

    def share(organisation: Organisation) -> Share:
        if organisation.record.kind != "truong_hoc" or not organisation.active:
            return Share.OUT
        return Share.PART if organisation.reached else Share.WHOLE

    return share


def handed_out(_counts: Counts) -> ShareOf:
    """c8: sample materials handed out in the period, each title once."""
    return lambda material: Share.PART if material.record.form == "tai_lieu" else Share.OUT


SHARES: dict[str, Callable[[Counts], ShareOf] | None] = {
    "a1": special, "a2": cared_for, "a3": helped_in_time, "a4": at_risk_helped, "a4b": at_risk_helped_of_risk,
    "a5": relieved, "b1": took_part, "b2": took_part, "b3": took_part, "c1": board_plans, "c2": judged("effective"),
    "c2b": judged("able"), "c3": has_network, "c4": service_point, "c5": has_model, "c6": trained,
    "c7": household_reached, "c7b": school_reached, "c8": handed_out,
}  # fmt: skip

"""The registration form's answers as a child's record, and a record as answers that can be checked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cpkit.forms import load
from cpkit.forms.answers import to_document
from cpkit.register.children import EMPTY, stored_birth
from cpkit.register.memberships import membership, risk_spell
from cpkit.vietnamese import PartialDate

FORM = "dang_ky"
BIRTHS = ("birth_date", "birth_year", "age")
"""The three ways of answering when a child was born; an answer to one takes the place of the others."""
LISTS = ("groups", "risks")
OWN = frozenset({*EMPTY, *BIRTHS})
"""The questions of cpkit; answers to others, which plugins add, lie in `extra`."""


def from_form(values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Checked values of the form as a record's answers; an age counts from `on`. Fields of plugins lie in `extra`."""
    answers = {key: value for key, value in values.items() if key in EMPTY and key not in LISTS}
    answers["birth"] = _birth(values, on)
    answers["groups"] = [membership(code, None) for code in values.get("groups") or ()]
    answers["risks"] = [risk_spell(code) for code in values.get("risks") or ()]
    extra = {key: value for key, value in values.items() if key not in OWN and value is not None}
    answers["extra"] = to_document(extra)
    return answers


def strays(child: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in `extra` to questions that the form no longer has: their plugin is gone. They are kept."""
    known = {asked.key for asked in load(FORM).questions()}
    return {key: value for key, value in (child.get("extra") or {}).items() if key not in known}


def _birth(values: Mapping[str, Any], on: date) -> PartialDate | None:
    if values.get("birth_date"):
        birth: PartialDate = values["birth_date"]
        return birth
    if values.get("birth_year"):
        return PartialDate(values["birth_year"])
    if values.get("age") is not None:
        return PartialDate(on.year - values["age"], precision="age")
    return None


def to_form(child: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that a child's record gives to the form, but the groups and risks, which have dates of their own."""
    kept = [
        key for key in EMPTY if key not in ("birth", "birth_precision", "unit", "residence", "registered_on", "died")
    ]
    answers = {key: child.get(key) for key in kept if key not in (*LISTS, "extra") and child.get(key) is not None}
    birth, gone = stored_birth(child), strays(child) if child.get("extra") else {}
    extra = {key: value for key, value in (child.get("extra") or {}).items() if key not in gone}
    return answers | ({"birth_date": birth} if birth else {}) | extra


def edited(child: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The record's answers with those given in their place; one way of saying the birth drops the others."""
    answers = to_form(child)
    if any(given.get(key) not in (None, "") for key in BIRTHS):
        answers = {key: value for key, value in answers.items() if key not in BIRTHS}
    return answers | dict(given)

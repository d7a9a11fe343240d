"""What two records of one child say differently, field by field, and the record that both give together.

What one does not know it takes from the other; a birth known in part yields to a whole one that agrees. Dated lists are
united (`spells`), notes stand one after the other. Where both know and contradict, the record kept is believed unless
the officer takes the other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from cpkit.errors import Problem, Refused
from cpkit.language import _
from cpkit.register.children import EMPTY, set_birth, stored_birth
from cpkit.register.spells import Told, unite_groups, unite_risks, unite_stays
from cpkit.vietnamese import PartialDate

Choice = Literal["keep", "other", "both"]
UNITE = {"groups": unite_groups, "risks": unite_risks, "residence": unite_stays}
TOGETHER = (*UNITE, "note")
"""Fields that can say what both records say."""
APART = frozenset({"birth_precision", "extra"})


@dataclass(frozen=True)
class Difference:
    """One field: what the record kept and the other one say, and what both say together where that can be.

    `conflict`: both know and contradict, so that somebody should choose.
    """

    field: str
    keep: Any
    other: Any
    both: Any
    choice: Choice
    conflict: bool

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen."""
        return ("keep", "other", "both") if self.field in TOGETHER else ("keep", "other")

    @property
    def value(self) -> Any:
        """What the field will say."""
        values: dict[Choice, Any] = {"keep": self.keep, "other": self.other, "both": self.both}
        return values[self.choice]


def differences(keep: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields in which two records differ, in the order of the record; those of plugins last."""
    return tuple(
        _difference(field, *values, keep, other)
        for field in _fields(keep, other)
        if _said((values := (value_of(keep, field), value_of(other, field)))[0]) != _said(values[1])
    )


def doubted(found: Iterable[Difference], take: Mapping[str, Choice]) -> tuple[Difference, ...]:
    """The differences with the officer's choices. Refused, naming the fields, for one that does not differ."""
    by_field = {one.field: one for one in found}
    problems = [
        Problem(f"take.{field}", _wrong(field, choice, by_field))
        for field, choice in take.items()
        if field not in by_field or choice not in by_field[field].choices
    ]
    if problems:
        raise Refused(_("--take chưa đúng."), tuple(problems))
    return tuple(
        replace(one, choice=take[one.field], conflict=False) if one.field in take else one for one in by_field.values()
    )


def united(keep: Mapping[str, Any], chosen: Iterable[Difference]) -> dict[str, Any]:
    """The record that the choices give; a death ends the stay in the unit."""
    child = {**keep, "extra": dict(keep.get("extra") or {})}
    for one in chosen:
        if one.field == "birth":
            child |= set_birth({"birth": one.value, "birth_precision": None})
        elif one.field in EMPTY:
            child[one.field] = one.value
        else:
            child["extra"][one.field] = one.value
    if child.get("died"):
        child["residence"] = [
            {**stay, "to": child["died"]} if stay["to"] is None else stay for stay in child["residence"]
        ]
    return child


def value_of(child: Mapping[str, Any], field: str) -> Any:
    """What a record says in one field; the birth as a partial date, a plugin's field from `extra`."""
    if field == "birth":
        return stored_birth(child)
    return child.get(field) if field in EMPTY else (child.get("extra") or {}).get(field)


def _fields(keep: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    yield from (field for field in EMPTY if field not in APART)
    added = {**(keep.get("extra") or {}), **(other.get("extra") or {})}
    yield from (field for field in added if field not in EMPTY)


def _wrong(field: str, choice: str, by_field: Mapping[str, Difference]) -> str:
    if field not in by_field:
        named = ", ".join(by_field) or "–"
        return _("Hai hồ sơ không khác nhau ở “{field}”. Khác nhau ở: {fields}.").format(field=field, fields=named)
    choices = ", ".join(by_field[field].choices)
    return _("{field}={choice}: chọn một trong {choices}.").format(field=field, choice=choice, choices=choices)


def _said(value: Any) -> Any:
    """A value as it is compared: what is not known is one and the same."""
    return None if value in (None, "", "unknown") or value == [] else value


def _difference(field: str, ours: Any, theirs: Any, keep: Mapping[str, Any], other: Mapping[str, Any]) -> Difference:
    if field in UNITE:
        both = UNITE[field](*(Told(child.get(field) or [], child.get("registered_on")) for child in (keep, other)))
        return Difference(field, ours or [], theirs or [], both.spells, "both", both.doubtful)
    known = _said(ours) is not None, _said(theirs) is not None
    if field == "note" and all(known):
        return Difference(field, ours, theirs, _notes(ours, theirs), "both", False)
    if not all(known):
        return Difference(field, ours, theirs, ours if known[0] else theirs, "keep" if known[0] else "other", False)
    choice, conflict = _between(field, ours, theirs)
    return Difference(field, ours, theirs, None, choice, conflict)


def _between(field: str, ours: Any, theirs: Any) -> tuple[Choice, bool]:
    """Which of two known values is taken, and whether they contradict."""
    if field == "registered_on":  # in the register since the first of the two
        return ("keep" if ours <= theirs else "other"), False
    if isinstance(ours, PartialDate) and isinstance(theirs, PartialDate) and ours.agrees(theirs):
        narrower = theirs.latest - theirs.earliest < ours.latest - ours.earliest
        return ("other" if narrower else "keep"), False
    return "keep", True


def _notes(ours: str, theirs: str) -> str:
    if theirs in ours or ours in theirs:
        return max(ours, theirs, key=len)
    return f"{ours}; {theirs}"

"""Whose letterhead a document bears: the unit's of the document's day, or another commune's that decided it.

Units were formed anew on 01/07/2025: a document of before bears the name of the unit there was. Of
several that went into this one nobody can say which made it, unless the record does; the name is then left open.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cpkit.errors import Misused
from cpkit.language import _
from cpkit.places import Unit, is_unit, meant_units, predecessors, successors, unit
from cpkit.printing.agencies import Letterhead

if TYPE_CHECKING:
    from cpkit.store.settings import Settings


def letterhead_on(settings: Settings, day: date, made_by: str | None = None, named: str | None = None) -> Letterhead:
    """The letterhead of a document of `day`.

    `made_by` is the key of the unit that made it, where the record says so; `named` what the officer named as the unit
    where several could have made it. Misused when that is none of them.
    """
    found, officer = units_then(settings.unit, day), settings.officer
    known = [each for each in units_then(made_by, day) if each in found] if made_by else []
    if made_by is not None and not known and not _went_into(made_by, settings.unit):
        found, officer = units_then(made_by, day), ""
    if len(found) > 1:
        found = [_named(found, named, day)] if named else known if len(known) == 1 else found
    if not found or [each.key for each in found] == [settings.unit]:
        return Letterhead(settings.unit_name, officer, "UBND", settings.practice)
    name = found[0].name if len(found) == 1 else ""
    return Letterhead(name, officer, "UBND", settings.practice, () if name else tuple(each.name for each in found))


def units_then(key: str, day: date) -> list[Unit]:
    """The unit with this key on `day`: itself, else those that went into it, or that it went into; none where no unit
    has the key."""
    if not is_unit(key):
        return []
    own = unit(key)
    if own.valid_from is not None and day < own.valid_from:
        return predecessors(key)
    return successors(key) if own.valid_to is not None and own.valid_to < day else [own]


def _went_into(made_by: str, key: str) -> bool:
    """Whether the unit `made_by` is this one, or one that went into it."""
    return made_by == key or (is_unit(key) and made_by in unit(key).predecessors)


def _named(found: list[Unit], named: str, day: date) -> Unit:
    meant = [each for each in meant_units(named, on=day) if each in found]
    if len(meant) != 1:
        sentence = _("--unit “{text}” không phải một trong các đơn vị của địa bàn ngày ấy: {units}.")
        raise Misused(sentence.format(text=named, units=", ".join(each.name for each in found)))
    return meant[0]

"""Agencies, laws and recipients by the date of the document, and the heading of a document.

Plugins bring the names as dated data (hook `agencies`); one that was not seen in its source stays marked, and the
officer is told to look it up before signing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from cpkit.places import in_sentence
from cpkit.printing.values import Answer, Record


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One name for one time: an empty `text` says that there is none (no district since 01/07/2025)."""

    name: str
    text: str
    citation: str
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = True

    def holds(self, day: date) -> bool:
        """Whether this is the name on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    agencies: tuple[Agency, ...] = ()
    numbers: tuple[dict[str, str], ...] = ()
    """Read by `cpkit.cases.numbers`."""


@dataclass(frozen=True)
class Letterhead:
    """Whose document it is; everything empty in a form that is filled by hand. `one_of` are the units of that day of
    which one made it, where nobody said which; `about` names the record that a form of the ward is about."""

    unit: str = ""
    officer: str = ""
    sign: str = ""
    practice: bool = False
    one_of: tuple[str, ...] = ()
    about: str = ""

    @property
    def committee(self) -> str:
        """The People's Committee of the unit, in two lines."""
        return f"Ủy ban nhân dân\n{self.unit}" if self.unit else ""

    @property
    def place(self) -> str:
        """The unit's name without its kind, as it stands before the date."""
        return self.unit.split(" ", 1)[-1]


@cache
def agencies() -> tuple[Agency, ...]:
    """Every name that the plugins bring."""
    from cpkit.plugins.compiled import read_toml
    from cpkit.plugins.manager import collect_files

    files = collect_files("agencies", lambda path: read_toml(path, _File))
    return tuple(agency for file in files for agency in file.agencies)


def agencies_on(day: date) -> list[Agency]:
    """The names in force on `day`; of two for one thing the later one brought."""
    return [*{agency.name: agency for agency in agencies() if agency.holds(day)}.values()]


def heading(letterhead: Letterhead, dated: date | None, names_on: date) -> Record:
    """What a template calls `doc`: the unit, the place and date, and the names in force on `names_on`.

    The unit is written as within a sentence; a heading takes its capitals.
    """
    when = Answer(f"{dated:%d/%m/%Y}" if dated else "", when=dated)
    own: dict[str, Any] = {agency.name: Answer() for agency in agencies()}
    own |= {agency.name: Answer(agency.text) for agency in agencies_on(names_on)}
    own |= {name: Answer(getattr(letterhead, name)) for name in ("officer", "sign", "committee", "place", "about")}
    own["unit"] = Answer(in_sentence(letterhead.unit))
    return Record(own | {"date": when, "notes": False})

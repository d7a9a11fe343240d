"""Made-up names, drawn as people of each ethnic group are named; nobody's real name is looked up anywhere."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

NAMES_FILE = Path(__file__).parent / "data" / "names.toml"
Sex = Literal["nam", "nu"]


@dataclass(frozen=True)
class NameParts:
    """The parts from which names of one ethnic group are put together, and the group's share of the ward (of 100)."""

    ethnic: str
    weight: int
    family: tuple[str, ...]
    middle: dict[Sex, tuple[str, ...]]
    given: dict[Sex, tuple[str, ...]]


@cache
def name_parts() -> tuple[NameParts, ...]:
    """The name parts of every ethnic group of the practice ward."""
    groups = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))["group"]
    return tuple(
        NameParts(
            ethnic=group["ethnic"],
            weight=group["weight"],
            family=tuple(group["family"]),
            middle={"nam": tuple(group["boy_middle"]), "nu": tuple(group["girl_middle"])},
            given={"nam": tuple(group["boy_given"]), "nu": tuple(group["girl_given"])},
        )
        for group in groups
    )


def draw_group(chance: random.Random) -> NameParts:
    """One ethnic group's name parts, drawn by its share of the ward."""
    parts = name_parts()
    return chance.choices(parts, weights=[part.weight for part in parts])[0]


def draw_name(chance: random.Random, parts: NameParts, sex: Sex, *, family: str | None = None) -> str:
    """A full name: family name (given or drawn), middle name, given name."""
    return " ".join(
        (family or chance.choice(parts.family), chance.choice(parts.middle[sex]), chance.choice(parts.given[sex]))
    )

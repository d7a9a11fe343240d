"""What a review says: one remark, how grave it is, where."""

from __future__ import annotations

from typing import Literal, NamedTuple

Weight = Literal["error", "warning"]


class Remark(NamedTuple):
    """One thing a reviewer would say: an error keeps the plugin from working, a warning is to be looked at."""

    weight: Weight
    where: str
    """The file in the plugin's folder, with the line where there is one: "vang_gia/command.py:12"."""
    sentence: str


def error(where: str, sentence: str) -> Remark:
    """What keeps the plugin from working."""
    return Remark("error", where, sentence)


def warning(where: str, sentence: str) -> Remark:
    """What is to be looked at."""
    return Remark("warning", where, sentence)

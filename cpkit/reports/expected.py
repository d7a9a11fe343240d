"""Who is to send a tally: a set of units of the plan, the units of a province, or a list an officer keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cpkit.errors import Problem, Refused, system_reason
from cpkit.language import _, label
from cpkit.places import is_unit, meant_units, unit, unit_set, units_on
from cpkit.reports.plans import Plan
from cpkit.vietnamese import fold, nfc


@dataclass(frozen=True)
class Expected:
    """The units that are to send, and what they are together; `name` is the unit set's, "" for another list."""

    name: str
    title: str
    keys: tuple[str, ...]


def expected_set(name: str) -> Expected:
    """The unit set called `name`. Raises Refused when there is none, or it is a whole regime."""
    found = unit_set(name)
    if not found.keys:
        raise Refused(_("Tập hợp {name} là cả nước; hãy nêu tên tỉnh bằng --expect.").format(name=name))
    return Expected(name, label(found.label), found.keys)


def expected_by_plan(plan: Plan, senders: Collection[str]) -> Expected | None:
    """The plan's unit set that holds all who sent; None when there is none: then who is missing is not known."""
    sets = (expected_set(name) for name in plan.unit_sets)
    return next((one for one in sets if senders and set(senders) <= set(one.keys)), None)


def expected_by_words(text: str, *, on: date) -> Expected:
    """The units that `text` means: a file with a unit a line, or a province with its units of `on`."""
    path = Path(text)
    if path.is_file():
        return Expected("", _("các đơn vị trong danh sách {name}").format(name=path.stem), _listed(path, on))
    wanted = fold(nfc(text))
    units = units_on(on)
    provinces = sorted({each.province for each in units if fold(each.province) == wanted})
    provinces = provinces or sorted({each.province for each in units if f" {wanted} " in f" {fold(each.province)} "})
    if len(provinces) != 1:
        raise Refused(_("--expect {text}: không có tệp nào, tỉnh nào đúng như vậy.").format(text=text))
    keys = tuple(each.key for each in units if each.province == provinces[0])
    return Expected("", provinces[0], keys)


def _listed(path: Path, on: date) -> tuple[str, ...]:
    """The units a file lists: keys, codes or names; empty lines and what follows `#` are skipped."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else _("không phải tệp chữ UTF-8")
        raise Refused(_("{name}: không đọc được ({reason}).").format(name=path.name, reason=reason)) from error
    keys: dict[str, None] = {}
    problems = []
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = [text] if is_unit(text) else [each.key for each in meant_units(text, on=on)]
        if len(found) == 1:
            keys[found[0]] = None
        else:
            problems.append(Problem(str(number), _unclear(number, text, found)))
    if problems or not keys:
        raise Refused(_("Danh sách {name} có dòng chưa rõ đơn vị nào.").format(name=path.name), tuple(problems))
    return tuple(keys)


def _unclear(number: int, text: str, found: list[str]) -> str:
    if not found:
        return _("Dòng {number}: không có đơn vị nào là “{text}”.").format(number=number, text=text)
    names = "; ".join(f"{unit(key).full_name} ({key})" for key in found[:5])
    return _("Dòng {number}: “{text}” có thể là {names}.").format(number=number, text=text, names=names)

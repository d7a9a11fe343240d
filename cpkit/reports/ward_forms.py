"""What the ward's own forms bring to the report: the tables and indicators that their workbooks declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from cpkit.errors import Refused
from cpkit.forms import ward
from cpkit.language import _
from cpkit.plugins.manager import note_failure
from cpkit.reports.cross import spec_of
from cpkit.reports.declared import Declared
from cpkit.reports.declared_indicators import DeclaredIndicator, indicator_of
from cpkit.reports.folds import TableSpec
from cpkit.reports.indicators import Indicator


def table_of(written: dict[str, Any]) -> TableSpec:
    """A table as a workbook declares it; Refused with everything wrong in it."""
    return spec_of(_converted(written, Declared))


def indicator_from(written: dict[str, Any]) -> Indicator:
    """An indicator as a workbook declares it; Refused with everything wrong in it."""
    return indicator_of(_converted(written, DeclaredIndicator))


def ward_tables(taken: Collection[str]) -> Iterator[TableSpec]:
    """The tables of the ward's forms; one that is wrong today, or whose id is taken, is noted and left out."""
    yield from _standing("tables", table_of, set(taken))


def ward_indicators(taken: Collection[str]) -> Iterator[Indicator]:
    """The indicators of the ward's forms; one that is wrong today, or whose id is taken, is noted and left out."""
    yield from _standing("indicators", indicator_from, set(taken))


def _standing(what: str, make: Any, taken: set[str]) -> Iterator[Any]:
    for compiled in ward.standing():
        for written in getattr(compiled, what):
            try:
                made = make(written)
                if made.id in taken:
                    raise Refused(_("Đã có biểu hoặc chỉ tiêu mang mã {id}.").format(id=made.id))
            except Refused as problem:
                found = [str(problem), *(each.message for each in problem.problems)]
                note_failure(compiled.form.id, " ".join(found))
                continue
            taken.add(made.id)
            yield made


def _converted(written: dict[str, Any], kind: Any) -> Any:
    try:
        return msgspec.convert(written, kind)
    except msgspec.ValidationError as problem:
        raise Refused(str(problem)) from problem

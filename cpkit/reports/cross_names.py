"""Names for the counts of declared tables of cases, alike wherever two tables show the same count.

Masking hides a count in every table that shows it, so a count is named by what it is: what is counted, and every answer
that narrows it, whether by row, by column or by a condition. Counts that the report's own tables of cases show too
carry the names they have there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.reports.declared import Condition

if TYPE_CHECKING:
    from cpkit.reports.cross import Measured, Plan
    from cpkit.reports.facets import Facet

Name = tuple[str, str, str]

OWN_TABLES = {"kind": "cases_by_kind", "environment": "cases_by_environment", "source": "cases_by_source"}
"""The report's tables of cases by the field of their rows."""
OWN_COLUMNS = {("intakes", "period"): "received", ("cases", "cutoff"): "open_at_end"}
"""Their columns by what a declared table counts, and when."""
TOTAL = "total"


class Namer:
    """Names the counts of one table."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.declared = plan, plan.declared
        self.narrowed, self.conditions = _narrowed(plan.where)

    def name(self, row: str, column: str, measured: Measured) -> Name:
        """The name of the count in this row and column ("" for every one)."""
        own, others = _narrowed(measured.where)
        parts = {*self.narrowed, *own, *self._parts(self.plan.rows, row), *self._parts(self.plan.columns, column)}
        conditions = tuple(sorted({*self.conditions, *others}))
        return self._own_name(parts, conditions, measured) or self._common_name(parts, conditions, measured)

    def _parts(self, facets: tuple[Facet, ...], place: str) -> list[str]:
        from cpkit.reports.cross import BETWEEN

        if not place:
            return []
        places = [place] if len(facets) == 1 else place.split(BETWEEN)
        return [f"{self._facet(facet)}={one}" for facet, one in zip(facets, places, strict=True)]

    def _facet(self, facet: Facet) -> str:
        bands = ",".join(self.declared.bands)
        return f"{facet.name}[{bands}]" if facet.sort == "number" and bands else facet.name

    def _own_name(self, parts: set[str], conditions: tuple[str, ...], measured: Measured) -> Name | None:
        """The name in the report's own tables of cases, where they show this count."""
        column = OWN_COLUMNS.get((self.declared.over, self.declared.when))
        if column is None or conditions or len(parts) > 1 or measured.measure.measure != "count":
            return None
        if not parts:
            return "", TOTAL, column
        name, _equals, place = next(iter(parts)).partition("=")
        return (OWN_TABLES[name], place, column) if name in OWN_TABLES else None

    def _common_name(self, parts: set[str], conditions: tuple[str, ...], measured: Measured) -> Name:
        measure = f"{measured.measure.measure} {measured.measure.field}".strip()
        whole = "; ".join((f"{self.declared.over} {self.declared.when}", *conditions))
        return f"~{whole}", "; ".join(sorted(parts)), measure


def _narrowed(where: tuple[tuple[Condition, Facet], ...]) -> tuple[set[str], set[str]]:
    """Conditions that ask for one answer, as a row of that answer would be named; and the others as they stand."""
    from cpkit.reports.conditions import values_of

    parts, others = set(), set()
    for condition, facet in where:
        if condition.op == "=" and len(condition.values) == 1 and facet.sort != "number":
            parts.add(f"{facet.name}={values_of(condition, facet)[0]}")
        else:
            others.add(f"{condition.field}{condition.op}{','.join(condition.values)}")
    return parts, others

"""The report as one JSON document: keys and ids in English, words in the officer's language, percent to 2 places."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from cpkit.language import label
from cpkit.reports.folds import Check, Row, Table
from cpkit.reports.indicators import Figure, Target
from cpkit.reports.periods import Period
from cpkit.reports.report import Report


def as_document(report: Report) -> dict[str, Any]:
    """The report as plain values, ready to be encoded."""
    return {
        "unit": report.unit,
        "unit_name": report.unit_name,
        "practice": report.practice,
        "plan": report.plan.id,
        "period": period_document(report.period),
        "known_at": report.known_at.isoformat() if report.known_at else None,
        "indicators": [indicator_document(figure) for figure in report.figures],
        "tables": [_table(table) for table in report.tables],
        "reconciled": report.reconciled,
        "differences": [_difference(report, check) for check in report.checks if not check.ok],
        "notes": [*report.amendment, *report.notes],
        "confidentiality": {
            "level": label(report.plan.confidentiality.level),
            "recipients": label(report.plan.confidentiality.recipients),
        },
        "ledger": None if report.head is None else {"number": report.head[0], "hash": report.head[1]},
    }


def encode(report: Report) -> bytes:
    """The document as UTF-8 text, indented."""
    return msgspec.json.format(msgspec.json.encode(as_document(report)), indent=2) + b"\n"


def period_document(period: Period) -> dict[str, str | None]:
    """The period with its three dates."""
    return {
        "title": period.title,
        "from": period.first,
        "to": period.end.isoformat(),
        "cutoff": period.day,
        "due": period.due.isoformat() if period.due else None,
    }


def _difference(report: Report, check: Check) -> dict[str, Any]:
    left, right = report.sides(check)
    sides = {"left": left, "relation": check.relation, "right": right}
    return {"check": check.text, **sides, "difference": check.difference}


def indicator_document(figure: Figure) -> dict[str, Any]:
    """An indicator with its figure, its target and its words."""
    indicator = figure.indicator
    return {
        "id": indicator.id,
        "title": label(indicator.title),
        "measure": indicator.measure,
        **figure_values(figure),
        "definition": label(indicator.definition),
        "basis": indicator.basis,
        "notes": list(figure.notes),
    }


def figure_values(figure: Figure) -> dict[str, Any]:
    """The ends of a figure, its target and what became of it."""
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": number(figure.value),
        "target": _target(figure.target),
        "met": figure.met,
        "verdict": figure.verdict,
        "scope": figure.target.scope if figure.target else None,
        "gap": number(figure.gap),
    }


def _target(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {"op": target.op, "low": number(target.low), "high": number(target.high)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "columns": [{"id": column.id, "title": column.full_title} for column in table.columns],
        "rows": [_row(table, row) for row in table.rows],
        "totals": [_row(table, row) for row in table.totals],
        "masking": table.masking or None,
        "notes": list(table.notes),
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    ids = [column.id for column in table.columns]
    return {"id": row.id, "title": row.title, "values": dict(zip(ids, row.cells, strict=True))}


def number(value: Decimal | None) -> int | float | None:
    """A number as JSON writes it: whole ones without decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

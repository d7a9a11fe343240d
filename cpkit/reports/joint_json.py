"""A merged report as one JSON document: the document of any report, and beside it every unit."""

from __future__ import annotations

from typing import Any

import msgspec

from cpkit.places import unit_name
from cpkit.reports.folds import Row
from cpkit.reports.indicators import Figure
from cpkit.reports.joint import Joint, Member
from cpkit.reports.joint_tables import JointTable
from cpkit.reports.json import as_document as report_document
from cpkit.reports.json import number


def as_document(joint: Joint) -> dict[str, Any]:
    """The merged report as plain values, ready to be encoded."""
    return {
        **report_document(joint.report),
        "units": [_member(member) for member in joint.members],
        "tables_by_unit": [_spread(one) for one in joint.tables],
        "expected": list(joint.expected.keys) if joint.expected else None,
        "missing": [{"unit": key, "unit_name": unit_name(key)} for key in joint.missing],
        "repeated": [
            {"unit": one.unit, "unit_name": one.unit_name, "made_at": one.made, "stores": one.stores, "same": one.same}
            for one in joint.repeats
        ],
        "left_out": list(joint.differences),
        "remarks": list(joint.remarks),
        "published": joint.published,
    }


def encode(joint: Joint) -> bytes:
    """The document as UTF-8 text, indented."""
    return msgspec.json.format(msgspec.json.encode(as_document(joint)), indent=2) + b"\n"


def _member(member: Member) -> dict[str, Any]:
    return {
        "unit": member.key,
        "unit_name": member.name,
        "sent": [
            {"unit": part.unit, "made_at": part.made_at, "program": part.program, "ledger": part.ledger[0]}
            for part in member.column.parts
        ],
        "lacking": list(member.column.lacking),
        "indicators": {id: _figure(one) for id, one in member.figures.items()},
        "left_out": dict(member.left),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": number(figure.value),
        "verdict": figure.verdict,
    }


def _spread(one: JointTable) -> dict[str, Any]:
    """Cells by row: of each unit where units are the columns, else each unit's own line."""
    ids = [column.id for column in one.spread.columns]

    def line(row: Row) -> dict[str, Any]:
        return {"id": row.id, "title": row.title, "values": dict(zip(ids, row.cells, strict=True))}

    return {
        "id": one.table.id,
        "title": one.spread.title,
        "units_are": "columns" if one.by_unit else "rows",
        "rows": [line(row) for row in one.spread.rows],
        "totals": [line(row) for row in one.spread.totals],
    }

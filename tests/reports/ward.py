"""A ward to report on, filled by hand: records with made-up children, and the report of 2025 over them."""

from __future__ import annotations

from typing import Any

from cpkit.reports.periods import Period, year_period
from cpkit.reports.report import Report, build_report, designed
from cpkit.store import Store

UNIT = "34:03127"
YEAR = year_period(2025)
"""15/11/2024 to 14/11/2025."""


class Ward:
    """Puts records into a store, each with what matters to its test and nothing more."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def child(self, birth: str | None = "2015-05-05", **more: Any) -> int:
        """A child who always lived here, unless told otherwise."""
        precision = {10: "day", 7: "month", 4: "year"}.get(len(birth or ""))
        document = {
            "name": "Lò Thị Pâng", "birth": birth, "birth_precision": precision, "sex": "nu", "ethnic": "03",
            "hamlet": "Bản Bó", "unit": UNIT, "groups": [], "risks": [],
            "residence": [{"from": "2015-01-01", "to": None, "reason": None}], "died": None,
        }  # fmt: skip
        return self._insert("children", document, more)

    def helped(self, *children: int, **more: Any) -> int:
        """An intervention in the period."""
        document = {
            "children": list(children), "service": "y_te", "kind": None, "date": "2025-03-03", "to": None,
            "amount": None, "fund": None, "case": None, "cancelled": None,
        }  # fmt: skip
        return self._insert("interventions", document, more)

    def activity(self, kind: str, *attended: int, **more: Any) -> int:
        """An activity in the period."""
        document: dict[str, Any] = {
            "kind": kind, "date": "2025-06-01", "to": None, "title": "Hoạt động", "topics": [], "counts": {},
            "attended": list(attended), "schools": [], "workers": [], "cancelled": None,
        }  # fmt: skip
        return self._insert("activities", document, more)

    def case(self, child: int | None, received_at: str = "2025-03-03T08:00:00+07:00", **more: Any) -> int:
        """A case of violence with its intake; `steps` are (step, moment) pairs."""
        kind, steps = more.pop("kind", "bao_luc"), more.pop("steps", ())
        intake = {"received_at": received_at, "source": "dien_thoai", "kind": kind, "unit": UNIT, "child": child}
        intake |= {"answers": more.pop("answers", {}), "cancelled": None}
        taken = [{"step": step, "at": at, "note": None} for step, at in (("tiep_nhan", received_at), *steps)]
        first = {"opened": received_at[:10], "closed": None, "outcome": None, "steps": taken} | more.pop("episode", {})
        document = {
            "intake": self.store.table("intakes").insert(intake), "child": child, "kind": kind,
            "environment": "gia_dinh", "received_at": received_at, "urgent": False, "unit": UNIT,
            "episodes": [first], "cancelled": None,
        }  # fmt: skip
        return self._insert("cases", document, more)

    def organisation(self, kind: str, **more: Any) -> int:
        """A body active since 2021."""
        document = {"name": "Cơ sở thử", "kind": kind, "active_from": "2021-01-01", "cancelled": None}
        return self._insert("organisations", document, more)

    def worker(self, role: str = "cong_tac_vien", *trained: str, **more: Any) -> int:
        """A worker in office since 2021, trained on these days."""
        trainings = [{"date": day, "title": "Tập huấn"} for day in trained]
        document = {"name": "Quàng Văn Thử", "role": role, "from": "2021-01-01", "to": None, "trainings": trainings}
        return self._insert("workers", document | {"cancelled": None}, more)

    def households(self, count: int = 1, **more: Any) -> int:
        """Households of a hamlet."""
        document = {"hamlet": "Bản Bó", "count": count, "year": 2025, "reached_on": None, "cancelled": None}
        return self._insert("households", document, more)

    def flood(self, *hit: tuple[int, str | None], **more: Any) -> int:
        """A disaster in the period: (child, day of relief) pairs."""
        lines = [{"child": child, "relieved": relieved} for child, relieved in hit]
        document = {"kind": "thien_tai", "title": "Lũ", "date": "2025-08-01", "hit": lines, "cancelled": None}
        return self._insert("events", document, more)

    def material(self, title: str, on: str = "2025-06-01", **more: Any) -> int:
        """A leaflet handed to parents in the period, as the form `tai_lieu` holds it."""
        answers = {"title": title, "kind": "to_roi", "date": on, "copies": 100, "audience": "cha_me"}
        document = {
            "form": "tai_lieu", "form_version": "1", "on": on, "to": None, "subject": None, "unit": UNIT,
            "filled_at": f"{on}T08:00:00+07:00", "filled_by": "Cán bộ thử", "answers": answers, "cancelled": None,
        }  # fmt: skip
        return self._insert("entries", document, more)

    def report(self, period: Period = YEAR, *, exact: bool = True) -> Report:
        """The report over all of it."""
        return build_report(self.store, self.store.settings, period, designed(period.cutoff), exact=exact)

    def figure(self, id: str, period: Period = YEAR) -> tuple[int | None, int | None]:
        """Numerator and denominator of one indicator."""
        found = self.report(period).figure(id)
        return found.numerator, found.denominator

    def _insert(self, table: str, document: dict[str, Any], more: dict[str, Any]) -> int:
        doc_id: int = self.store.table(table).insert(document | more)
        return doc_id


def member(group: int, start: str | None = "2023-01-01", to: str | None = None) -> dict[str, Any]:
    """A membership in a group of special circumstances (NĐ56 Đ3-16)."""
    return {"group": group, "sub": None, "from": start, "to": to, "evidence": None, "decision": None}


def risk(start: str | None = "2023-01-01", to: str | None = None) -> dict[str, Any]:
    """A risk of falling into special circumstances."""
    return {"risk": "bo_hoc", "from": start, "to": to}


def stay(start: str | None, to: str | None = None) -> dict[str, Any]:
    """A time of living in the unit; `to` is its last day."""
    return {"from": start, "to": to, "reason": None}

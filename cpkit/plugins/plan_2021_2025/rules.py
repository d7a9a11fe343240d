"""What several indicators go by: the terms of a case and where they start, which cases owe a plan, kinds of bodies."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cpkit.calendar import add_working_days
from cpkit.reports.subjects import Case, Unit

EMERGENCY = timedelta(hours=12)
"""From receipt to emergency measures or separation, on the clock (NĐ56 Đ26.3, Đ31.2, Đ32.2)."""
PLAN_DAYS = 5 + 2
"""Working days to draft the plan (NĐ56 Đ28.1) and to approve it (Đ28.4)."""
NO_PLAN_NEEDED = ("xac_minh_khong_co", "khong_can_ke_hoach", "chuyen_dia_ban", "du_16_tuoi", "tu_vong")
"""Outcomes of a case after which no plan is owed by this ward."""
BOARDS = ("ban_bvte", "nhom_thuong_truc")
MODELS = ("mo_hinh_tham_gia", "cau_lac_bo", "hoi_dong_tre_em")


def emergency_deadline(case: Case) -> datetime:
    """Until when measures must be taken in an urgent case."""
    return case.record.received_at + EMERGENCY


def plan_deadline(case: Case, until: datetime) -> date:
    """The last day to approve the plan, as far as was known at `until`.

    The decree does not say from when the five days run: from the case meeting, else from the specific assessment,
    else from receipt.
    """
    meeting = case.step("hop_xac_dinh", until=until) or case.step("thu_thap_xac_minh", until=until)
    return add_working_days((meeting or case.record.received_at).date(), PLAN_DAYS)


def served(case: Case, until: datetime) -> bool:
    """Whether a service was begun: one logged for the child or the case, or the step that carries the plan out."""
    logged = case.served is not None and case.served <= until.date().isoformat()
    return logged or case.step("thuc_hien", until=until) is not None


def needs_plan(case: Case, unit: Unit) -> bool:
    """Whether a plan is owed for a case of the period."""
    outcome = case.outcome(unit.period.cutoff)
    return unit.period.has(case.received) and case.under_16 is not False and outcome not in NO_PLAN_NEEDED

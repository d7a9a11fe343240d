"""Figures in the officer's words: numbers with a comma, verdicts, targets; and what was left out, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from cpkit.language import _
from cpkit.reports.indicators import PLACES, SECRET_SUBJECTS, Figure, Measure, Target, Verdict
from cpkit.reports.masking import HIDDEN_MARK, SMALL, SMALL_MARK
from cpkit.reports.periods import Period
from cpkit.vietnamese import show_date, show_moment, show_number, show_percent


def verdict_words(verdict: Verdict) -> str:
    """The verdict as it is printed."""
    return {
        "met": _("Đạt"),
        "missed": _("Chưa đạt"),
        "none": _("Không phát sinh"),
        "insufficient": _("Chưa đủ dữ liệu"),
        "city": _("Chỉ tiêu chung"),
        "no_target": _("Không đặt chỉ tiêu"),
    }[verdict]


def dates_words(period: Period, known_at: datetime | None = None) -> str:
    """The three dates of a report: period, cut-off and due date; and the moment whose knowledge it tells."""
    sentence = _("Kỳ báo cáo: từ {start} đến {end}. Ngày chốt số liệu: {cutoff}. Hạn gửi: {due}.")
    start, end, cutoff = map(show_date, (period.start, period.end, period.cutoff))
    known = "" if known_at is None else " " + _("Biết đến: {moment}.").format(moment=show_moment(known_at))
    return sentence.format(start=start, end=end, cutoff=cutoff, due=period.due_words) + known


def year_target_words(period: Period, *, planned: bool) -> tuple[str, ...]:
    """That the targets are those of a year, where the period is only a part of one: not reached yet is not missed."""
    if not planned or not period.part_of_year:
        return ()
    sentence = _("Mục tiêu là của cả năm, kỳ này mới là một phần của năm: “Chưa đạt” là chưa đến mức của cả năm.")
    return (sentence,)


def value_words(figure: Figure) -> str:
    """ "1,06 %", "3", or "–" where there is no value."""
    return amount_words(figure.value, figure.indicator.measure)


def gap_words(figure: Figure) -> str:
    """ "+0,12", "-3,00" in percentage points or numbers; "–" without one."""
    if figure.gap is None:
        return "–"
    sign = "+" if figure.gap > 0 else "-" if figure.gap < 0 else ""
    return sign + show_number(abs(figure.gap), PLACES if figure.indicator.measure == "percent" else 0)


def target_words(target: Target | None, measure: Measure) -> str:
    """ "< 1,1 %", "≥ 98 %", "100 %", "0,4 - 0,7 %"."""
    if target is None:
        return "–"
    if target.op == "range":
        return f"{_short(target.low)} - {end_words(target.high, measure)}"
    sign = {"<": "< ", ">=": "≥ ", "=": ""}[target.op]
    return sign + end_words(target.high if target.op == "<" else target.low, measure)


def exclusion_words(counts: Mapping[str, int], *, exact: bool = True) -> list[str]:
    """What was left out or is unsure, one sentence each, with its number; nothing for what did not occur.

    Without `exact` the numbers of cases are hidden when small.
    """
    sentences = {
        "moved": _("{n} trẻ em chuyển đi trong kỳ, trước ngày chốt: không tính."),
        "died": _("{n} trẻ em tử vong trong kỳ: không tính."),
        "grown": _("{n} trẻ em đủ 16 tuổi trong kỳ: không tính."),
        "other_unit": _("{n} trẻ em thuộc xã, phường khác: không tính."),
        "no_birth": _("{n} trẻ em chưa rõ ngày sinh: được tính là trẻ em, không xếp vào nhóm tuổi."),
        "maybe_grown": _("{n} trẻ em chỉ biết tháng, năm sinh, có thể đã đủ 16 tuổi: vẫn tính khi chưa chắc chắn."),
        "open_residence": _("{n} trẻ em không rõ ngày bắt đầu cư trú: coi như đã cư trú từ trước khi được ghi."),
        "open_membership": _("{n} lượt hoàn cảnh đặc biệt không rõ ngày bắt đầu: coi như đã có từ trước khi được ghi."),
        "open_risk": _("{n} lượt nguy cơ không rõ ngày bắt đầu: coi như đã có từ trước khi được ghi."),
        "grown_victims": _("{n} ca xâm hại mà nạn nhân đủ 16 tuổi khi phát hiện: không tính vào chỉ tiêu về trẻ em."),
        "no_victims": _("{n} ca xâm hại đã xác minh là không có, hoặc đã chuyển địa bàn khác: không tính vào a3."),
        "cancelled": _("{n} lần hỗ trợ, can thiệp đã hủy: không tính."),
    }
    secret = () if exact else ("grown_victims", "no_victims")
    return [
        sentence.format(n=small_words(counts[key]) if key in secret else show_number(counts[key]))
        for key, sentence in sentences.items()
        if counts.get(key)
    ]


def broken_words(id: str, error: str) -> str:
    """The note on an indicator whose function failed."""
    return _("Chỉ tiêu {id} bị lỗi khi tính ({error}): không kết luận.").format(id=id, error=_kind(error))


def broken_table_words(id: str, error: str) -> str:
    """The note on a table that failed: it is not in the report."""
    return _("Biểu {id} bị lỗi khi tính ({error}): không có trong báo cáo.").format(id=id, error=_kind(error))


def _kind(error: str) -> str:
    """The kind of an error: in words where officers can do something about it, else by the name authors know."""
    return _("quá lâu") if error == "TooSlow" else error


def small_words(count: int) -> str:
    """A count, or "<5" for 1 to 4."""
    return SMALL_MARK if count in SMALL else show_number(count)


def shown_count(figure: Figure, count: int | None, *, exact: bool) -> int | str | None:
    """A numerator or denominator as a sheet shows it, unless `exact`: small counts of victims are hidden.

    The percentage stands beside them, so one end small, or the victims between both, hides the other end too.
    """
    if exact or figure.indicator.over not in SECRET_SUBJECTS or not count:
        return count
    if any(isinstance(end, str) for end in (figure.numerator, figure.denominator)):
        return count  # a figure that was veiled for the public: marks stand where they must
    part, whole = figure.numerator or 0, figure.denominator or 0
    if count in SMALL:
        return SMALL_MARK
    return HIDDEN_MARK if {part, whole, whole - part} & set(SMALL) else count


def untold_words(untold: int, *, secret: bool = False) -> str:
    """The note on a figure whose records leave something open."""
    sentence = _("{n} trường hợp chưa kết luận được (còn trong hạn, hoặc chưa có hồ sơ).")
    return sentence.format(n=small_words(untold) if secret else show_number(untold))


def too_many_heads_words(certain: int, denominator: int) -> str:
    """The note on a figure whose heads are more than the children on record."""
    sentence = _("Số đếm cho thấy ít nhất {n} trẻ em, nhiều hơn {whole} trẻ em trong sổ: chỉ tính {whole}.")
    return sentence.format(n=show_number(certain), whole=show_number(denominator))


def heads_words(heads: int, high: int) -> str:
    """The note on a figure that activities counted without names bear on."""
    sentence = _("{n} lượt trẻ em chỉ có số đếm, không loại được trùng: nhiều nhất là {high} trẻ em.")
    return sentence.format(n=show_number(heads), high=show_number(high))


def amount_words(value: Decimal | None, measure: Measure) -> str:
    """A value of an indicator: "1,06 %", "3", or "–" for none."""
    if value is None:
        return "–"
    return show_percent(value, PLACES) if measure == "percent" else show_number(value)


def end_words(value: Decimal | None, measure: Measure) -> str:
    """An end of a target without needless decimals: "1,1 %", "98 %", "4"."""
    return f"{_short(value)} %" if measure == "percent" else _short(value)


def _short(value: Decimal | None) -> str:
    """A target without needless decimals: 98, 1,1."""
    if value is None:
        return "–"
    return show_number(value, max(0, -int(value.normalize().as_tuple().exponent)))

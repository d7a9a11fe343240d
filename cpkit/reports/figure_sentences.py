"""One figure in sentences: what it is, what it says of its target, what it was a year earlier, what is missing."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from cpkit.language import _, label
from cpkit.reports.earlier import value_before
from cpkit.reports.indicators import Figure, Target
from cpkit.reports.report import Report
from cpkit.reports.words import end_words, shown_count
from cpkit.vietnamese import show_number


def figure_sentences(report: Report, figure: Figure) -> str:
    """Everything a letter says of a figure, as one run of full sentences."""
    said = [fact(report, figure), _against_target(report, figure), _comparison(report, figure)]
    return " ".join(f"{sentence}." for sentence in said if sentence)


def count_words(count: int | str | None) -> str:
    """A count inside a sentence: "1.200", "dưới 5" for a small one that is hidden, "–" for none."""
    if count is None:
        return "–"
    return show_number(count) if isinstance(count, int) else _("dưới 5")


def target_phrase(figure: Figure) -> str:
    """The target as it stands inside a sentence: "dưới 1,1 %", "từ 0,4 % đến 0,7 %", "ít nhất 4 phường"."""
    target = figure.target
    if target is None:
        return ""
    if target.op == "range":
        words = _("từ {low} đến {high}").format(low=_value(figure, target.low), high=_value(figure, target.high))
    else:
        sentence = {"<": _("dưới {end}"), ">=": _("ít nhất {end}"), "=": "{end}"}[target.op]
        words = sentence.format(end=_value(figure, target.high if target.op == "<" else target.low))
    return f"{words} {noun(figure)}".strip() if figure.indicator.measure == "count" else words


def shortfall(report: Report, figure: Figure) -> str:
    """What keeps a missed figure from its target, in whole numbers of what is counted; empty where none can be given.

    Small counts of victims stay hidden.
    """
    missing = _missing(figure)
    if missing is None:
        return ""
    count = count_words(_shown(report, figure, abs(missing)))
    sentence = _("còn thiếu {n} {noun}") if missing > 0 else _("nhiều hơn mức mục tiêu {n} {noun}")
    return sentence.format(n=count, noun=noun(figure)).rstrip()


def noun(figure: Figure) -> str:
    """What is counted: "trẻ em", "hộ gia đình"; empty where the indicator does not say."""
    words = figure.indicator.sentences.get("noun")
    return label(words) if words else ""


def fact(report: Report, figure: Figure) -> str:
    """What the figure is, without a full stop: its own sentence, else one made of its title."""
    if figure.verdict == "insufficient":
        return _unsure(report, figure)
    state = _state(report, figure)
    of_many = {"nothing": "nowhere", "every": "everywhere"}.get(state, state) if report.members else state
    kept = figure.indicator.sentences.get(of_many) or figure.indicator.sentences.get(state)
    if kept is not None:
        return label(kept).format(**_numbers(report, figure))
    return _plain(report, figure)


def _state(report: Report, figure: Figure) -> str:
    """Which of an indicator's own sentences fits: some, nothing, every or absent."""
    if not figure.numerator:
        absent = figure.exact is None and figure.verdict == "none"
        return "absent" if absent else "nothing"
    whole = figure.numerator == figure.denominator and isinstance(_shown(report, figure, figure.denominator), int)
    return "every" if whole and "every" in figure.indicator.sentences else "some"


def _plain(report: Report, figure: Figure) -> str:
    """The sentence of an indicator that brings none of its own, or none that fits."""
    title = label(figure.indicator.title)
    if figure.exact is None:
        absent = figure.verdict == "none"
        return (_("{title}: không phát sinh trong kỳ") if absent else _("{title}: chưa có hồ sơ")).format(title=title)
    part = _("{title}: {value} ({numerator}/{denominator})")
    sentence = "{title}: {value}" if figure.denominator is None else part
    return sentence.format(title=title, **_numbers(report, figure))


def _unsure(report: Report, figure: Figure) -> str:
    """A figure that does not tell whether the target is met: what is on record of it, and no more."""
    title = label(figure.indicator.title)
    if figure.uncomputed:
        return _("{title}: chưa tính được").format(title=title)
    if figure.exact is None or not figure.numerator:
        return _("{title}: chưa đủ dữ liệu để kết luận").format(title=title)
    sentence = _("{title}: mới ghi nhận được {value}, chưa đủ dữ liệu để kết luận")
    return sentence.format(title=title, value=_value(figure, figure.value))


def _numbers(report: Report, figure: Figure) -> dict[str, str]:
    counts = {"numerator": figure.numerator, "denominator": figure.denominator}
    shown = {name: count_words(_shown(report, figure, count)) for name, count in counts.items()}
    return {**shown, "value": _value(figure, figure.value)}


def _shown(report: Report, figure: Figure, count: int | None) -> int | str | None:
    return shown_count(figure, count, exact=report.exact)


def _against_target(report: Report, figure: Figure) -> str:
    if figure.target is None:
        set_none = report.plan.covers(report.period.cutoff) and figure.verdict == "no_target"
        return _("Kế hoạch không đặt chỉ tiêu cho nội dung này") if set_none else ""
    target = target_phrase(figure)
    if figure.target.scope == "city":
        return _("Mục tiêu chung của toàn thành phố: {target}").format(target=target)
    sentence = {
        "met": _("Mục tiêu là {target}: đạt{distance}"),
        "missed": _("Mục tiêu là {target}: chưa đạt{distance}"),
        "none": _("Vì không phát sinh nên không đánh giá mục tiêu {target}"),
    }.get(figure.verdict, _("Mục tiêu là {target}"))
    return sentence.format(target=target, distance=_distance(figure, figure.target))


def _distance(figure: Figure, target: Target) -> str:
    """How far a missed figure lies from its target, or a met one beyond a range; nothing in between."""
    gap = figure.gap
    if not gap or (figure.verdict == "met" and target.op != "range"):
        return ""
    sentence = _(", cao hơn {amount}") if gap > 0 else _(", thấp hơn {amount}")
    return sentence.format(amount=_points(figure, abs(gap)))


def _comparison(report: Report, figure: Figure) -> str:
    """Against the same period a year earlier, where that can be told and there was anything in either."""
    then, now = value_before(report, figure.indicator.id), figure.value
    if then is None or now is None or not (then or now):
        return ""
    before = _value(figure, then)
    if then == now:
        return _("Bằng cùng kỳ năm trước ({before})").format(before=before)
    sentence = _("Tăng {amount} so với cùng kỳ năm trước ({before})")
    if now < then:
        sentence = _("Giảm {amount} so với cùng kỳ năm trước ({before})")
    return sentence.format(amount=_points(figure, abs(now - then)), before=before)


def _points(figure: Figure, amount: Decimal) -> str:
    if figure.indicator.measure == "percent":
        return _("{amount} điểm phần trăm").format(amount=end_words(amount, "count"))
    return show_number(amount)


def _value(figure: Figure, value: Decimal | None) -> str:
    """A value or an end of a target without needless decimals: "100 %", "1,06 %"."""
    return end_words(value, figure.indicator.measure)


def _missing(figure: Figure) -> int | None:
    """How many more would reach the target (positive), or how many lie beyond what it allows (negative)."""
    target, part, whole = figure.target, figure.numerator, figure.denominator
    if target is None or part is None or figure.verdict != "missed":
        return None
    fewer = target.op == "<" or (target.op == "range" and figure.indicator.aim == "fewer")
    end = target.high if fewer else target.low
    if end is None or (figure.indicator.measure == "percent" and not whole):
        return None
    wanted = end if figure.indicator.measure == "count" else end * Decimal(whole or 0) / 100
    if target.op == "<":
        return int(wanted.to_integral_value(ROUND_CEILING)) - 1 - part
    return int(wanted.to_integral_value(ROUND_CEILING if wanted > part else ROUND_FLOOR)) - part

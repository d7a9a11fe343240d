"""The report over several units, made of a merged tally: figures and tables added up, a column a unit, who is missing.

Ends of figures are added, percentages are computed anew, and targets of the whole city are judged where the whole city
has sent. A unit that is missing leaves a figure open: its verdict is given only where no number it could send would
change it. What was counted by another definition, or is impossible, stays out of the sum and is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cpkit.errors import Problem, Refused
from cpkit.language import _, current_language, label
from cpkit.places import unit_name
from cpkit.reports.boundaries import Boundaries, Column, columns, not_converted
from cpkit.reports.case_tables import MOVEMENT
from cpkit.reports.expected import Expected, expected_by_plan
from cpkit.reports.folds import Check, Table, as_count, column_sum
from cpkit.reports.indicators import Figure, Indicator, Share, Target, Verdict
from cpkit.reports.joint_tables import TOTAL, JointTable, add_tables
from cpkit.reports.meanings import Meanings, agreed_meanings
from cpkit.reports.merging import Repeat
from cpkit.reports.periods import Period, titled_here
from cpkit.reports.plans import Plan, plan_for
from cpkit.reports.reconcile import reconcile
from cpkit.reports.report import Design, Report, brought, brought_tables
from cpkit.reports.tables import built_in_tables
from cpkit.reports.tally import FigureCounts, IndicatorWords, TallyFile, indicator_words, meaning
from cpkit.reports.words import exclusion_words, heads_words, target_words, untold_words, year_target_words


@dataclass(frozen=True)
class OpenFigure(Figure):
    """A figure over units of which some are missing: what has come in, judged only where the rest cannot change it."""

    @property
    def verdict(self) -> Verdict:
        """As of any figure; "insufficient" unless a count has already reached its target."""
        verdict = super().verdict
        if verdict in ("city", "no_target"):
            return verdict
        reached = self.indicator.measure == "count" and self.target is not None and self.target.op == ">="
        return "met" if reached and verdict == "met" else "insufficient"


@dataclass(frozen=True)
class Member:
    """One column: its figures, and the indicators and tables that could not be taken from it, with the reason."""

    column: Column
    figures: Mapping[str, Figure]
    left: Mapping[str, str]

    @property
    def key(self) -> str:
        """The key of the unit."""
        return self.column.key

    @property
    def name(self) -> str:
        """Its name."""
        return self.column.name


@dataclass(frozen=True)
class Joint:
    """A report over several units: the sum as a report of its own, and beside it every unit."""

    report: Report
    members: tuple[Member, ...]
    tables: tuple[JointTable, ...]
    expected: Expected | None
    missing: tuple[str, ...]
    """Keys of the units that were to send and did not."""
    repeats: tuple[Repeat, ...]
    differences: tuple[str, ...]
    """What was left out of the sums, and why; what the units' own reports say does not agree."""
    remarks: tuple[str, ...]
    published: bool = False


def joint_design(cutoff: date) -> Design:
    """What a merged report takes from this computer: indicators, the program's own tables, the plan.

    All other tables come with the tallies, words and all, so that no form needs to be read for them; but where the
    office does not read Vietnamese, in which wards count, it says every table it has in its own words.
    """
    tables = built_in_tables() if current_language() == "vi" else (*built_in_tables(), *brought_tables())
    return Design(tuple(brought("indicators", Indicator)), tuple(tables), plan_for(cutoff))


def join(
    tally: TallyFile, design: Design, *, expected: Expected | None = None, repeats: Sequence[Repeat] = (),
    boundaries: Boundaries = "sent", office: str = "",
) -> Joint:  # fmt: skip
    """The report over the units of `tally`; `office` is the name at its head. Exact: nothing is hidden.

    Raises Refused, naming every unit that sent and is not `expected` to.
    """
    period = titled_here(tally.parts[0].period.period())
    cols = columns(tally.parts, boundaries)
    if expected:
        _check_senders(cols, expected, design.plan)
    expected = expected or expected_by_plan(design.plan, [column.key for column in cols])
    sent = {column.key for column in cols}
    missing = tuple(key for key in expected.keys if key not in sent) if expected else ()
    meanings = agreed_meanings(tally, design, period)
    judged = [(words, _of_words(words), design.plan.target(words.id, period.cutoff)) for words in meanings.indicators]
    members = tuple(_member(column, judged, meanings) for column in cols)
    indicators = [_indicator(words, design) for words in meanings.indicators]
    figures = tuple(_figure(one, members, tally, design.plan, period, expected, missing) for one in indicators)
    tables, table_differences = add_tables(cols, tally, meanings)
    report = _report(tally, design.plan, period, figures, [one.table for one in tables], expected, office, len(cols))
    joint = Joint(report, members, tables, expected, missing, tuple(repeats), (), ())
    differences = (*_differences(joint, tally), *table_differences)
    remarks = (*not_converted(tally.parts, boundaries), *_remarks(joint, tally, meanings))
    return _finished(replace(joint, differences=differences, remarks=remarks), tally)


def _check_senders(cols: Sequence[Column], expected: Expected, plan: Plan) -> None:
    """Refuse units that do not belong to those that are to send: their figures are another office's."""
    strange = [column for column in cols if column.key not in expected.keys]
    if strange:
        problems = tuple(Problem(column.key, _strange(column, expected, plan)) for column in strange)
        raise Refused(_("Có đơn vị gửi nhầm nơi; chưa cộng gì."), problems)


def _strange(column: Column, expected: Expected, plan: Plan) -> str:
    """Where a unit that is not to send belongs: the same ground after 01/07/2025 is another set of the plan."""
    other = expected_by_plan(plan, [column.key])
    if other is None:
        sentence = _("{name} ({key}) không thuộc {title}: bỏ tệp này ra, hoặc nêu đúng nơi phải gửi.")
        return sentence.format(name=column.name, key=column.key, title=expected.title)
    sentence = _("{name} ({key}) không thuộc {title} mà thuộc {other}: nêu --unit-set {set}.")
    names = {"name": column.name, "key": column.key, "title": expected.title, "other": other.title}
    return sentence.format(**names, set=other.name)


def _member(
    column: Column, judged: Sequence[tuple[IndicatorWords, Indicator, Target | None]], meanings: Meanings
) -> Member:
    figures: dict[str, Figure] = {}
    left: dict[str, str] = {}
    for words, indicator, target in judged:
        counts = [part.figures.get(words.id) for part in column.parts]
        reason = _why_left(words, column, counts, meanings)
        if reason:
            left[words.id] = reason
        else:
            figures[words.id] = _sum(indicator, [one for one in counts if one], target)
    return Member(column, figures, left)


def _why_left(
    words: IndicatorWords, column: Column, counts: Sequence[FigureCounts | None], meanings: Meanings
) -> str | None:
    """Why a unit's figure cannot be added to the others', None where it can."""
    if any(one is None for one in counts):
        return _("không có chỉ tiêu này")
    found = [one for one in counts if one is not None]
    if not all(one.version in meanings.same for one in found):
        return _("tính theo định nghĩa khác")
    if any(words.id in part.broken for part in column.parts):
        return _("bị lỗi khi tính tại đơn vị")
    if any(_impossible(one) for one in found):
        return _("tử số lớn hơn mẫu số")
    if words.over == "unit" and column.converted:
        return _("tính trên từng đơn vị, không chuyển được sang địa giới khác")
    return None


def _impossible(counts: FigureCounts) -> bool:
    """Whether the part is above the whole."""
    part, whole = counts.numerator, counts.denominator
    return part is not None and (part < 0 or (whole is not None and part > whole))


def _sum(indicator: Indicator, counts: Sequence[FigureCounts], target: Target | None) -> Figure:
    """One figure of several: every end added."""
    if indicator.share is None:
        return Figure(indicator, target, None, None, None)
    numerator = sum(one.numerator or 0 for one in counts)
    denominator = None if indicator.measure == "count" else sum(one.denominator or 0 for one in counts)
    high = sum(one.high or 0 for one in counts)
    untold, heads = sum(one.untold for one in counts), sum(one.heads for one in counts)
    notes = (*([untold_words(untold)] if untold else []), *([heads_words(heads, high)] if heads else []))
    return Figure(indicator, target, numerator, denominator, high, notes)


def _figure(
    indicator: Indicator, members: Sequence[Member], tally: TallyFile, plan: Plan, period: Period,
    expected: Expected | None, missing: Sequence[str],
) -> Figure:  # fmt: skip
    """The figure over all units, with what is not in it left open."""
    counts = [
        part.figures[indicator.id]
        for member in members if indicator.id in member.figures
        for part in member.column.parts
    ]  # fmt: skip
    lacking = sum(indicator.id in member.left or bool(member.column.lacking) for member in members) + len(missing)
    target, note = _target(indicator, plan, period, expected)
    found = _sum(indicator, counts, target)
    found = replace(found, notes=(*found.notes, *([note] if note else [])))
    if not lacking or indicator.share is None:
        return found
    if indicator.over == "unit":
        return _with_units_untold(found, lacking)
    open_words = _("Chưa có số liệu của {n} đơn vị.").format(n=lacking)
    return OpenFigure(indicator, target, found.numerator, found.denominator, found.high, (*found.notes, open_words))


def _with_units_untold(found: Figure, units: int) -> Figure:
    """A figure that counts units: one that sent nothing may count or not."""
    whole = None if found.denominator is None else found.denominator + units
    note = _("{n} đơn vị chưa có số liệu: chưa biết có đạt hay không.").format(n=units)
    return replace(found, denominator=whole, high=(found.high or 0) + units, notes=(*found.notes, note))


def _target(
    indicator: Indicator, plan: Plan, period: Period, expected: Expected | None
) -> tuple[Target | None, str | None]:
    """The target as it can be judged here: of the whole city only where all of the plan's area is expected.

    A number of wards was set for the units the plan began with; it says nothing of other units of the same area.
    """
    target = plan.target(indicator.id, period.cutoff)
    if target is None or target.scope != "city":
        return target, None
    if expected is None:
        return target, _("Chưa biết những đơn vị nào phải gửi: chưa so với mục tiêu chung.")
    first = plan.unit_sets[0] if plan.unit_sets else expected.name
    if indicator.measure == "count" and expected.name not in (plan.unit_sets if indicator.over != "unit" else (first,)):
        words = target_words(target, indicator.measure)
        sentence = _("Mục tiêu {target} đặt cho các đơn vị của kế hoạch khi lập; ở đây có {n} đơn vị: không so được.")
        return target, sentence.format(target=words, n=len(expected.keys))
    return replace(target, scope="ward"), None


def _indicator(words: IndicatorWords, design: Design) -> Indicator:
    """The indicator as it is known here if it means the same, else as the units describe it."""
    known = next((one for one in design.indicators if one.id == words.id), None)
    return known if known and meaning(indicator_words(known)) == meaning(words) else _of_words(words)


def _of_words(words: IndicatorWords) -> Indicator:
    share = (lambda _subject: Share.OUT) if words.counted else None
    return Indicator(
        words.id, words.over, words.title, words.short, words.definition, words.basis, words.measure, share,
        absent=words.absent,
    )  # fmt: skip


def _report(
    tally: TallyFile, plan: Plan, period: Period, figures: tuple[Figure, ...], tables: Sequence[Table],
    expected: Expected | None, office: str, members: int,
) -> Report:  # fmt: skip
    name = office or (expected.title if expected else _("Tổng hợp {n} đơn vị").format(n=members))
    return Report(
        (expected.name if expected else "") or "tong-hop", name, tally.parts[0].practice, period, plan, figures,
        tuple(tables), (), (), True, members=members,
    )  # fmt: skip


def _finished(joint: Joint, tally: TallyFile) -> Joint:
    """The report with its checks and notes: figures and tables that not all units are in are not compared."""
    partial = {id for member in joint.members for id in member.left}
    partial |= {one.table.id for one in joint.tables if one.left}
    report = joint.report
    agreements = [one for one in report.plan.agreements if partial.isdisjoint((one.indicator, one.table))]
    checks = (*reconcile(report.figures, report.tables, agreements), *_table_checks(joint.tables))
    notes = (
        *sending_words(joint), *joint.remarks, *joint.differences,
        *exclusion_words(sum((Counter(part.excluded) for part in tally.parts), Counter())),
        _("Trẻ em được tính ở từng đơn vị: em được hai đơn vị hỗ trợ trong kỳ thì tính ở cả hai."),
        *year_target_words(report.period, planned=report.plan.covers(report.period.cutoff)),
    )  # fmt: skip
    return replace(joint, report=replace(report, checks=checks, notes=notes))


def _table_checks(tables: Sequence[JointTable]) -> Iterator[Check]:
    """Rows against totals of every table added up, and of tables of children cells against their column "total".

    Of different things a total may be less than its parts, never more.
    """
    for one in tables:
        table, of_children = one.table, one.over == ("child",)
        ids = [column.id for column in table.columns]
        if of_children and TOTAL in ids:
            across = sum(as_count(cell) for row in table.rows for cell in row.cells[:-1])
            text = _("{table}: tổng các dòng và cột").format(table=table.title)
            yield Check(text, across, column_sum(table.rows, ids.index(TOTAL)))
        relation: Literal["=", "<="] = "=" if of_children or set(MOVEMENT) <= set(ids) else "<="
        for place, column in enumerate(table.columns if table.totals else ()):
            total = as_count(table.totals[0].cells[place])
            text = _("{table}: tổng số và các dòng, cột {column}").format(table=table.title, column=column.full_title)
            yield Check(text, total, column_sum(table.rows, place), relation, bool(table.masking))


def sending_words(joint: Joint) -> Iterator[str]:
    """Who sent, who is missing, who sent more than once."""
    if joint.expected is None:
        yield _("{n} đơn vị đã gửi; chưa biết còn thiếu đơn vị nào.").format(n=len(joint.members))
    elif joint.missing:
        sentence = _("{n}/{all} đơn vị đã gửi. CÒN THIẾU: {names}.")
        names = ", ".join(unit_name(key) for key in joint.missing)
        total = len(joint.expected.keys)
        yield sentence.format(n=total - len(joint.missing), all=total, names=names)
    else:
        yield _("{n}/{n} đơn vị đã gửi, không thiếu đơn vị nào.").format(n=len(joint.expected.keys))
    for member in joint.members:
        if member.column.lacking:
            sentence = _("{name} chưa đủ địa bàn: thiếu số liệu của {names}.")
            yield sentence.format(name=member.name, names=", ".join(member.column.lacking))
    yield from map(repeat_words, joint.repeats)


def repeat_words(repeat: Repeat) -> str:
    """What is said of a unit that sent more than once."""
    moment = repeat.made[-1].strftime("%d/%m/%Y %H:%M")
    if repeat.same:
        return _("{name} gửi hai lần cùng một số liệu: tính một lần.").format(name=repeat.unit_name)
    if repeat.stores > 1:
        sentence = _("{name} gửi số liệu từ {stores} kho khác nhau: chỉ tính bản lập lúc {moment}; hãy hỏi lại đơn vị.")
        return sentence.format(name=repeat.unit_name, stores=repeat.stores, moment=moment)
    return _("{name} gửi nhiều lần: tính bản mới nhất, lập lúc {moment}.").format(name=repeat.unit_name, moment=moment)


def _differences(joint: Joint, tally: TallyFile) -> Iterator[str]:
    """What of a unit is not in the sum, and what its own report says does not agree."""
    for member in joint.members:
        by_reason: dict[str, list[str]] = {}
        for id, reason in member.left.items():
            by_reason.setdefault(reason, []).append(id)
        for reason, ids in by_reason.items():
            sentence = _("{name}, chỉ tiêu {ids}: {reason}; không cộng vào.")
            yield sentence.format(name=member.name, ids=", ".join(ids), reason=reason)
    for part in tally.parts:
        for text in part.differences:
            yield _("{name}: báo cáo của đơn vị có chênh lệch: {text}.").format(name=part.unit_name, text=text)


def _remarks(joint: Joint, tally: TallyFile, meanings: Meanings) -> Iterator[str]:
    """What an office should know of how the sums were made."""
    for ids in filter(None, [meanings.foreign]):
        sentence = _("Máy này tính khác các đơn vị ở: {ids}; số liệu ở đây theo cách tính của các đơn vị.")
        yield sentence.format(ids=", ".join(ids))
    programs = Counter(part.program for part in tally.parts)
    if len(programs) > 1:
        versions = ", ".join(f"{program} ({n})" for program, n in sorted(programs.items()))
        yield _("Các đơn vị dùng phiên bản cpkit khác nhau: {versions}.").format(versions=versions)
    others = [part.unit_name for part in tally.parts if part.plan != joint.report.plan.id]
    if others:
        sentence = _("Lập theo kế hoạch khác với {plan}: {names}.")
        yield sentence.format(plan=label(joint.report.plan.short), names=", ".join(others))

"""Reading the tables of levels (Cao, Trung bình, Thấp) of an assessment: totals, conclusion, and then beside now.

What the levels lead to is said by the form itself, as calculations and notes of its file, with the article; here is
only how to read it, so a form of another decree is read the same way. A table is a group with the appearance `levels`;
beside it stands `harm` (Cao is bad) or `ability` (Cao is good). `official` is the conclusion a form orders, `suggested`
one it only proposes, `conclusion` the officer's own, and a note with the appearance `warning` speaks where it applies.
Everything here is pure: no store, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cpkit.forms import Choice, Field, Form, check
from cpkit.forms.answers import from_document
from cpkit.forms.choices import choices_of
from cpkit.forms.model import GROUP, walk

HIGH, MEDIUM, LOW = "cao", "trung_binh", "thap"
_RANKS = {LOW: 0, MEDIUM: 1, HIGH: 2}


@dataclass(frozen=True)
class Totals:
    """How many rows of a table stand at each level (the line "Tổng số" of Mẫu số 02, 03 and 06)."""

    high: int
    medium: int
    low: int


@dataclass(frozen=True)
class Table:
    """One table of levels: its group, its rows in order, and whether Cao is bad (harm) or good (ability)."""

    group: Field
    rows: tuple[Field, ...]
    high_is_bad: bool


@dataclass(frozen=True)
class Assessed:
    """One assessment that was made: its form and its answers."""

    form: Form
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Conclusion:
    """What an assessment leads to.

    `proposed` is what the form's rule gives, None while a row has no level; `ordered` says that the form orders it
    (Mẫu số 03) and not only suggests it (02, 06); `chosen` is the officer's own conclusion, None where the officer gave
    none; `warnings` are the sentences of the form that apply.
    """

    proposed: Choice | None
    ordered: bool
    chosen: Choice | None
    reason: str | None
    warnings: tuple[str, ...]

    @property
    def valid(self) -> Choice | None:
        """The conclusion that stands: the officer's, else the one the form orders."""
        return self.chosen or (self.proposed if self.ordered else None)


@dataclass(frozen=True)
class Row:
    """One row of two assessments beside each other: the levels then and now, None where a form lacks the row.

    `change` is -1 where the child is worse off now, 0 where nothing changed, 1 where the child is better off, None
    where there is nothing to compare.
    """

    table: str
    label: str
    then: Choice | None
    now: Choice | None
    change: int | None


def count(levels: Iterable[str | None]) -> Totals:
    """How often each level is given; a row without a level counts nowhere."""
    given = list(levels)
    return Totals(*(given.count(level) for level in (HIGH, MEDIUM, LOW)))


def tables(form: Form) -> list[Table]:
    """The tables of levels of a form, in its order; none for a form that assesses nothing."""
    groups = [asked for _path, asked in walk(form.fields) if asked.kind == GROUP and asked.looks("levels")]
    return [
        Table(group, tuple(asked for asked in group.fields if asked.list_name), group.looks("harm")) for group in groups
    ]


def totals(form: Form, values: Mapping[str, Any]) -> dict[str, Totals]:
    """The totals of each table of a form, by the name of its group."""
    return {table.group.name: count(values.get(row.key) for row in table.rows) for table in tables(form)}


def conclude(form: Form, answers: Mapping[str, Any], *, today: date) -> Conclusion:
    """What the answers of an assessment lead to; `answers` may be a stored document, which holds more than answers.

    Mẫu số 03 part 3: more Cao in harm than in ability is high risk, as many or fewer is none or little.
    """
    checked = check(form, from_document(form, answers), today=today)
    by_key = {asked.key: asked for asked in form.questions()}
    proposal = next((by_key[key] for key in ("official", "suggested") if key in by_key), None)
    warnings = [asked for asked in by_key.values() if asked.looks("warning") and asked.key not in checked.skipped]
    return Conclusion(
        _choice(form, proposal, checked.values),
        ordered=proposal is not None and proposal.key == "official",
        chosen=_choice(form, by_key.get("conclusion"), checked.values),
        reason=checked.values.get("conclusion_reason"),
        warnings=tuple(asked.text for asked in warnings),
    )


def side_by_side(then: Assessed, now: Assessed) -> list[Row]:
    """An earlier assessment beside a later one: harm before ability, the later one's rows before those it left out.

    Rows of two forms are the same where they have the same name; row and table bear the labels of the later form.
    """
    earlier, later = (dict(_levels(one.form, one.answers)) for one in (then, now))
    titles = {table.high_is_bad: table.group.text for one in (then, now) for table in tables(one.form)}
    names = [*later, *(name for name in earlier if name not in later)]
    rows = [_row(earlier.get(name), later.get(name), titles) for name in names]
    return [row for title in titles.values() for row in rows if row.table == title]


def latest_pair(made: Sequence[Assessed]) -> tuple[Assessed, Assessed] | None:
    """The last assessment and the earlier one that shares most rows with it, the first of those; None below two."""
    if len(made) < 2:
        return None
    last = dict(_levels(made[-1].form, {}))
    return max(made[:-1], key=lambda each: len(last.keys() & dict(_levels(each.form, {})).keys())), made[-1]


@dataclass(frozen=True)
class _Level:
    """One row of one table with the level it was given."""

    table: Table
    row: Field
    level: Choice | None


def _levels(form: Form, values: Mapping[str, Any]) -> Iterator[tuple[str, _Level]]:
    for table in tables(form):
        for row in table.rows:
            yield row.name, _Level(table, row, _choice(form, row, values))


def _row(then: _Level | None, now: _Level | None, titles: Mapping[bool, str]) -> Row:
    shown = now or then
    assert shown is not None
    before = then.level if then else None
    after = now.level if now else None
    return Row(titles[shown.table.high_is_bad], shown.row.text, before, after, _change(shown.table, before, after))


def _change(table: Table, before: Choice | None, after: Choice | None) -> int | None:
    if before is None or after is None:
        return None
    higher = (_RANKS[after.name] > _RANKS[before.name]) - (_RANKS[after.name] < _RANKS[before.name])
    return -higher if table.high_is_bad else higher


def _choice(form: Form, asked: Field | None, values: Mapping[str, Any]) -> Choice | None:
    return choices_of(form, asked).by_name.get(str(values.get(asked.key))) if asked else None

"""Checking a whole form at once: every answer converted, every problem named, nothing stored.

`check` takes answers as they come from any door: text typed or read from a cell, JSON values, or values checked
before (so a stored record can be checked again after an edit). Answers of groups may lie flat or nested; answers of a
repeat are a list of dictionaries. A problem's field is the answer's key, `trainings[2].date` for row 2 of a repeat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.errors import Problem, Refused
from cpkit.forms.choices import Choices
from cpkit.forms.model import GROUP, REPEAT, SILENT, Choice, Field, Form, flat, spoken
from cpkit.forms.reading import AnswerError, Context, Resolver, is_empty, read_row, read_value, says_unknown
from cpkit.forms.xpath import ExpressionError
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.forms.instance import Instance

Spot = tuple[str | int, ...]
"""Where an answer lies: ("note",) or, in row 2 of a repeat, ("trainings", 2, "date")."""

MOST_ROWS = 10_000


@dataclass(frozen=True)
class Checked:
    """The answers of a form after checking.

    `values` holds every key of the form (None where there is no answer, a list for a repeat); `unknown` names the
    fields answered "không biết", `missing` the required ones without an answer, `skipped` those that do not apply;
    `warnings` are odd but kept.
    """

    form: Form = field(repr=False)
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    skipped: frozenset[str]

    def require(self) -> dict[str, Any]:
        """The values, or Refused with every problem."""
        if self.problems:
            raise Refused(_("Phiếu “{title}” chưa đúng.").format(title=self.form.text), self.problems)
        return self.values


def check(form: Form, answers: Mapping[str, Any], *, today: date, resolver: Resolver | None = None) -> Checked:
    """Every answer of `form` read and checked against its rules; `today` is the day expressions call today()."""
    work = Checking(form, today, resolver)
    work.run(answers)
    return Checked(
        form,
        work.values,
        tuple(work.problems),
        tuple(work.warnings),
        unknown=tuple(map(name_of, work.unknown)),
        missing=tuple(map(name_of, work.missing)),
        skipped=frozenset(map(name_of, work.skipped)),
    )


def holds(checked: Checked, expression: str, *, today: date) -> bool:
    """Whether `expression` holds for checked answers; Refused when it cannot be worked out."""
    from cpkit.forms.instance import Instance

    instance = Instance(checked.form, checked.values, today)
    try:
        instance.settle()
        return instance.holds(expression)
    except ExpressionError as problem:
        sentence = _("Phiếu “{title}” bị sai: {problem}")
        raise Refused(sentence.format(title=checked.form.text, problem=problem)) from None


def name_of(spot: Spot) -> str:
    """A spot as problems name it: "trainings[2].date"."""
    text = ""
    for part in spot:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def spread(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """`answers` with the dictionaries of groups laid flat under the fields' keys; what is no field's stays as it is."""
    flat_answers = dict(answers)
    for group in fields:
        inner = flat_answers.get(group.name)
        if group.kind == GROUP and isinstance(inner, Mapping):
            del flat_answers[group.name]
            keys = {asked.name: asked.key for asked in group.fields if asked.kind != GROUP}
            flat_answers |= {keys.get(str(name), str(name)): value for name, value in inner.items()}
    for group in fields:
        if group.kind == GROUP:
            flat_answers = spread(group.fields, flat_answers)
    return flat_answers


@dataclass
class Checking:
    """One run of `check`: what was found so far."""

    form: Form
    today: date
    resolver: Resolver | None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unknown: list[Spot] = field(default_factory=list)
    missing: list[Spot] = field(default_factory=list)
    skipped: set[Spot] = field(default_factory=set)
    bad: set[Spot] = field(default_factory=set)
    rows_read: int = 0
    _instance: Instance | None = None

    @property
    def instance(self) -> Instance:
        """The answers as ODK sees them, made when the first expression needs them."""
        if self._instance is None:
            from cpkit.forms.instance import Instance

            self._instance = Instance(self.form, self.values, self.today)
        return self._instance

    def settle(self, answers: Mapping[str, Any]) -> None:
        """Read and compute: what each question stands at, before anything is judged."""
        self.values = self.read_all(self.form.fields, spread(self.form.fields, answers), ())
        if self.form.has_row_choices:
            self._name_rows()
        self.compute()

    def _name_rows(self) -> None:
        """Answers that choose among the rows of a repeat, as those rows are written; then all is computed anew."""
        self.settled()
        for spot, asked in list(self.spots(self.form.fields, self.values, ())):
            value = self.scope(spot).get(asked.key)
            if not asked.rows_of or is_empty(value):
                continue
            try:
                self.scope(spot)[asked.key] = read_row(str(value), Choices(self.instance.row_choices(asked, spot)))
            except AnswerError as problem:
                self.bad.add(spot)
                self._problem(spot, asked, str(problem))
        self._instance = None

    def settled(self) -> None:
        """All conditions and calculations worked out; Refused when the form's expressions cannot be."""
        try:
            self.instance.settle()
        except ExpressionError as problem:
            sentence = _("Phiếu “{title}” bị sai: {problem}")
            raise Refused(sentence.format(title=self.form.text, problem=problem)) from None

    def lawful(self, asked: Field, spot: Spot) -> tuple[Choice, ...]:
        """The choices that the question at `spot` may be answered with, given the other answers."""
        if asked.rows_of:
            return self.instance.row_choices(asked, spot, asked.choice_filter)
        choices = Context(self.form, self.today).choices(asked).items
        if not asked.choice_filter:
            return choices
        return tuple(self.instance.filtered(asked.choice_filter, spot, choices))

    def run(self, answers: Mapping[str, Any]) -> None:
        """Read, compute, judge: everything `check` reports."""
        self.settle(answers)
        for spot, asked in self.spots(self.form.fields, self.values, ()):
            self.judge(spot, asked)

    def read_all(self, fields: tuple[Field, ...], answers: Mapping[str, Any], at: Spot) -> dict[str, Any]:
        """The values of one scope (the form, or one row of a repeat); names that are no field's are problems."""
        known = {asked.key: asked for asked in flat(fields)}
        for name in answers:
            if name not in known and not str(name).startswith("_"):
                self._problem((*at, str(name)), None, _("Phiếu không có câu nào tên là {name}.").format(name=name))
        return {key: self.read(asked, answers, (*at, key)) for key, asked in known.items()}

    def read(self, asked: Field, answers: Mapping[str, Any], spot: Spot) -> Any:
        """The value of one question among the answers of its scope; what is wrong with it is a problem."""
        raw = answers.get(asked.key)
        if asked.kind == REPEAT:
            return self._rows(asked, raw, spot)
        if (asked.computed and not asked.trigger) or asked.kind == "note":
            return None
        if asked.key not in answers and asked.default is not None:
            raw = self._default(asked, spot)
        return None if is_empty(raw) else self._read_one(asked, raw, spot)

    def _read_one(self, asked: Field, raw: object, spot: Spot) -> Any:
        context = Context(self.form, self.today, self.resolver)
        if says_unknown(raw) and (asked.unknown or asked.required is True) and not _is_choice(asked, raw, context):
            if asked.unknown:
                self.unknown.append(spot)
            return None
        try:
            value = read_value(asked, raw, context)
        except AnswerError as problem:
            self.bad.add(spot)
            self._problem(spot, asked, str(problem))
            return None
        self.warnings += [Problem(name_of(spot), self._named(spot, asked, text)) for text in context.warnings]
        return None if is_empty(value) else value

    def _rows(self, asked: Field, raw: object, spot: Spot) -> list[dict[str, Any]]:
        if is_empty(raw):
            return []
        if not isinstance(raw, (list, tuple)) or not all(isinstance(row, Mapping) for row in raw):
            self.bad.add(spot)
            self._problem(spot, asked, _("phải là một danh sách các dòng."))
            return []
        self.rows_read += len(raw)
        if len(raw) > MOST_ROWS or self.rows_read > 2 * MOST_ROWS:
            self.bad.add(spot)
            self._problem(spot, asked, _("có quá nhiều dòng (nhiều nhất {limit}).").format(limit=MOST_ROWS))
            return []
        return [self.read_all(asked.fields, spread(asked.fields, row), (*spot, at)) for at, row in enumerate(raw, 1)]

    def _default(self, asked: Field, spot: Spot) -> object:
        from cpkit.forms.defaults import default_answer

        return default_answer(asked, self.today, self.form, spot)

    def compute(self) -> None:
        """Calculations filled in, and the answers of questions that do not apply taken out with a warning."""
        if not self.form.has_logic:
            return
        self.settled()
        for spot, asked in self.spots(self.form.fields, self.values, ()):
            scope = self.scope(spot)
            if asked.trigger and is_empty(scope.get(asked.key)) and spot not in self.bad:
                scope[asked.key] = self._set_off(spot, asked)
            elif asked.computed and not asked.trigger:
                scope[asked.key] = self.instance.calculated(spot, asked)
            elif not self.instance.applies(spot):
                self.skip(spot, asked, scope)

    def _set_off(self, spot: Spot, asked: Field) -> Any:
        """What a trigger worked out, as an answer of its question."""
        result = self.instance.calculated(spot, asked)
        return result if asked.computed or is_empty(result) else self._read_one(asked, result, spot)

    def skip(self, spot: Spot, asked: Field, scope: dict[str, Any]) -> None:
        """Take the answer of a question that does not apply out of its scope, aloud if there was one."""
        self.skipped.add(spot)
        if not is_empty(scope.get(asked.key)):
            scope[asked.key] = [] if asked.kind == REPEAT else None
            sentence = _("không áp dụng trong trường hợp này, câu trả lời không được ghi.")
            self.warnings.append(Problem(name_of(spot), self._named(spot, asked, sentence)))

    def spots(self, fields: tuple[Field, ...], values: Mapping[str, Any], at: Spot) -> Iterator[tuple[Spot, Field]]:
        """Every answer's place and field, the rows of repeats after the repeat itself."""
        for asked in flat(fields):
            yield (*at, asked.key), asked
            if asked.kind == REPEAT:
                for number, row in enumerate(values.get(asked.key) or [], 1):
                    yield from self.spots(asked.fields, row, (*at, asked.key, number))

    def judge(self, spot: Spot, asked: Field) -> None:
        """Required, constraint and choice_filter of one answer; nothing more about one that could not be read."""
        if asked.kind in SILENT:
            self._warn(spot, asked)
        if spot in self.bad or asked.kind in SILENT:
            return
        value = self.scope(spot).get(asked.key)
        try:
            if asked.repeat_count and spot not in self.skipped:
                self._judge_rows(spot, asked, len(value or ()))
            if is_empty(value):
                self._judge_absence(spot, asked)
            elif spot not in self.skipped:
                self._judge_value(spot, asked, value)
        except ExpressionError as problem:
            self._problem(spot, asked, _("điều kiện của phiếu bị sai: {problem}").format(problem=problem))

    def _warn(self, spot: Spot, asked: Field) -> None:
        if asked.looks("warning") and spot not in self.skipped:
            self.warnings.append(Problem(name_of(spot), asked.text))

    def wanted_rows(self, spot: Spot, repeat: Field) -> int:
        """How many rows `repeat_count` asks for; what is no number asks for none. Refused beyond what a form holds."""
        count = self.instance.number(repeat.repeat_count, spot)
        if count > MOST_ROWS:
            raise ExpressionError(_("phần lặp cần quá nhiều dòng (nhiều nhất {limit}).").format(limit=MOST_ROWS))
        return int(count) if count > 0 else 0

    def _judge_rows(self, spot: Spot, repeat: Field, given: int) -> None:
        wanted = self.wanted_rows(spot, repeat)
        if given != wanted:
            sentence = _("cần đúng {wanted} dòng, đang có {given}.")
            self._problem(spot, repeat, sentence.format(wanted=wanted, given=given))

    def _judge_absence(self, spot: Spot, asked: Field) -> None:
        if asked.required and spot not in self.unknown and self._demanded(spot, asked):
            self.missing.append(spot)
            self._problem(spot, asked, spoken(asked.required_message) or _("chưa được ghi."))

    def _judge_value(self, spot: Spot, asked: Field, value: Any) -> None:
        if asked.constraint and not self.instance.test(asked.constraint, spot):
            sentence = spoken(asked.constraint_message) or _("câu trả lời không đạt điều kiện của phiếu.")
            self._problem(spot, asked, sentence)
        if asked.choice_filter:
            known = Context(self.form, self.today).choices(asked).by_name
            lawful = {choice.name for choice in self.lawful(asked, spot)}
            given = [name for name in (value if asked.many else [value]) if name in known or asked.rows_of]
            strange = [name for name in given if name not in lawful]
            if strange:
                shown = ", ".join(f"{one} ({known[one].text})" if one in known else one for one in strange)
                self._problem(spot, asked, _("{value} không dùng được ở đây.").format(value=shown))

    def _demanded(self, spot: Spot, asked: Field) -> bool:
        if spot in self.skipped:
            return False
        return asked.required is True or self.instance.test(str(asked.required), spot)

    def scope(self, spot: Spot) -> dict[str, Any]:
        scope = self.values
        for key, row in zip(spot[:-1:2], spot[1:-1:2], strict=True):
            scope = scope[str(key)][int(row) - 1]
        return scope

    def _problem(self, spot: Spot, asked: Field | None, sentence: str) -> None:
        self.problems.append(Problem(name_of(spot), self._named(spot, asked, sentence) if asked else sentence))

    def _named(self, spot: Spot, asked: Field, sentence: str) -> str:
        rows = "".join(_(", dòng {row}").format(row=part) for part in spot if isinstance(part, int))
        return f"{asked.text}{rows}: {sentence}"


def _is_choice(asked: Field, raw: object, context: Context) -> bool:
    """Whether "không biết" is itself a choice of the field's list."""
    return bool(asked.list_name) and context.choices(asked).find(str(raw)) is not None

"""The door of the terminal: a form asked question by question, in Vietnamese, each with its hint.

Each answer is checked as it is given. "<" goes back one question, Ctrl-C stops; either way what was typed is kept as a
draft and offered the next time. Nothing is ever asked without a terminal, because the prompting library would answer by
itself: the options to give are named instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from cpkit.errors import Misused, Problem, Refused
from cpkit.forms.checking import Checked, Spot, check
from cpkit.forms.defaults import default_answer
from cpkit.forms.drafts import Draft
from cpkit.forms.model import GROUP, REPEAT, SILENT, Choice, Field, Form, flat
from cpkit.forms.reading import Resolver, is_empty
from cpkit.forms.showing import as_typed, lines
from cpkit.forms.standing import Standing, standing
from cpkit.forms.terminal import BACK_SIGN, GoBackError, ask_line, at_terminal, select, tell
from cpkit.language import _
from cpkit.vietnamese import show_moment

Put = Callable[[Any], dict[str, Any]]
"""From an answer to one question to all answers with it among them."""


def complete(
    form: Form,
    answers: Mapping[str, Any],
    *,
    today: date,
    resolver: Resolver | None = None,
    draft: Draft | None = None,
    interactive: bool | None = None,
) -> Checked:
    """`answers` checked; where required ones are missing, the form is asked in a terminal first.

    Without a terminal missing answers are `Misused`, naming their options; wrong ones are `Refused`, all at once.
    """
    checked = check(form, answers, today=today, resolver=resolver)
    if not checked.problems:
        return checked
    if checked.missing and (at_terminal() if interactive is None else interactive):
        given = ask(form, answers, today=today, resolver=resolver, draft=draft)
        checked = check(form, given, today=today, resolver=resolver)
    if checked.missing and len(checked.missing) == len(checked.problems):
        raise Misused(lacking(form, checked))
    if checked.problems:
        raise Refused(_("Chưa ghi được vì có chỗ chưa đúng."), checked.problems)
    return checked


def lacking(form: Form, checked: Checked) -> str:
    """The sentence that names the options of the required answers still missing, each with its alternatives."""
    asked = {field.key: field for field in form.questions()}
    names = [_options(form, asked[name]) for name in checked.missing if name in asked]
    names += [name for name in checked.missing if name not in asked]
    return _("Còn thiếu: {names}.").format(names=", ".join(names))


def _options(form: Form, asked: Field) -> str:
    """ "--birth-date (Ngày sinh) hoặc --birth-year (Năm sinh)": an option, and those that may stand for it."""
    questions = list(form.questions())
    others = takewhile(lambda field: field.looks("otherwise"), questions[questions.index(asked) + 1 :])
    return _(" hoặc ").join(f"{_option(form, field)} ({field.text})" for field in (asked, *others))


def _option(form: Form, asked: Field) -> str:
    """What a command calls the question: an option of its own, or `--set` of a form that has no command of its own."""
    return asked.option_name if form.command else f"--set {asked.key}=…"


def ask(
    form: Form,
    known: Mapping[str, Any],
    *,
    today: date,
    resolver: Resolver | None = None,
    draft: Draft | None = None,
) -> dict[str, Any]:
    """The answers of `form`, those of `known` not asked again; Ctrl-C keeps a draft and goes up as KeyboardInterrupt.

    Raises `Misused` where there is no terminal.
    """
    if not at_terminal():
        raise Misused(_("Không có màn hình để hỏi. ") + lacking(form, check(form, known, today=today)))
    return Interview(form, known, today=today, resolver=resolver, draft=draft).run()


class Interview:
    """One asking of one form; `answers` grows as questions are answered."""

    def __init__(
        self,
        form: Form,
        known: Mapping[str, Any],
        *,
        today: date,
        resolver: Resolver | None = None,
        draft: Draft | None = None,
    ) -> None:
        self.form = form
        self.today = today
        self.resolver = resolver
        self.draft = draft
        self.answers: dict[str, Any] = dict(known)
        self._given = set(known)
        self._typed: dict[Spot, Any] = {}
        self._headings = dict(_headings(form.fields))

    def run(self) -> dict[str, Any]:
        """Ask everything, show it once more, return the answers; a draft is kept whenever this stops early."""
        try:
            self._resume()
            tell(self.form.text, bold=True)
            tell(_("Enter: bỏ qua câu không bắt buộc · <: quay lại câu trước · Ctrl-C: dừng, giữ lại phần đã gõ"))
            self._ask_all()
            while self._repair() or not self._review():
                pass
        except (KeyboardInterrupt, EOFError):
            self._keep()
            if self.draft:
                tell(_("Đã giữ lại phần đã gõ; lần sau chạy lại lệnh này để gõ tiếp."))
            raise KeyboardInterrupt from None
        return {key: answer for key, answer in self.answers.items() if not is_empty(answer)}

    def _resume(self) -> None:
        kept = self.draft.load() if self.draft else {}
        if not self.draft or not kept:
            return
        at = self.draft.at
        message = _("Có phiếu đang gõ dở lúc {at}.").format(at=show_moment(at) if at else "?")
        if select(message, [(True, _("Gõ tiếp")), (False, _("Bỏ đi, gõ phiếu mới"))]):
            self.answers = {**kept, **self.answers}
            self._given |= {key for key in kept if not self._may_grow(key)}
        else:
            self.draft.clear()

    def _may_grow(self, key: str) -> bool:
        """Whether a kept answer is a list of rows, perhaps stopped within a row: it is asked for more rows."""
        return any(asked.key == key and asked.kind == REPEAT for asked in self.form.questions())

    def _keep(self) -> None:
        if self.draft and any(not is_empty(answer) for answer in self.answers.values()):
            self.draft.save(self.answers)

    def _ask_all(self) -> None:
        questions, asked_before, at = list(self.form.questions()), list[int](), 0
        while at < len(questions):
            asked = questions[at]
            if asked.key in self._headings and not self._skips(asked):
                tell(self._headings[asked.key], bold=True)
            try:
                if not self._skips(asked):
                    self._ask_one(asked)
                    asked_before.append(at)
                at += 1
            except GoBackError:
                at = asked_before.pop() if asked_before else at

    def _ask_one(self, asked: Field) -> None:
        spot = (asked.key,)
        if asked.kind == REPEAT:
            put = self._putting(asked)
            self.answers[asked.key] = self._rows(asked, spot, put, self.answers.get(asked.key))
        else:
            self.answers[asked.key] = self._ask(asked, spot)
        self._keep()

    def _skips(self, asked: Field) -> bool:
        """Whether a question is not asked: given already, computed, not applying, or an alternative to one answered."""
        if asked.key in self._given or asked.computed or asked.kind == "hidden":
            return True
        if asked.looks("otherwise") and self._alternative_answered(asked):
            return True
        return self._stands(self.answers).skips((asked.key,))

    def _around(self, spot: Spot, put: Put) -> Standing:
        """How the form stands around a question: at the top its own answer is left as it was, which costs nothing."""
        return self._stands(self.answers if len(spot) == 1 else put(None))

    def _stands(self, answers: Mapping[str, Any]) -> Standing:
        return standing(self.form, answers, self.today, self.resolver)

    def _alternative_answered(self, asked: Field) -> bool:
        questions = list(self.form.questions())
        at = questions.index(asked)
        while at > 0 and questions[at].looks("otherwise"):
            at -= 1
            if not is_empty(self.answers.get(questions[at].key)):
                return True
        return False

    def _ask(self, asked: Field, spot: Spot, put: Put | None = None) -> Any:
        """One question; `put` says what all answers would be with this one among them."""
        put = put or self._putting(asked)
        if asked.kind == "note":
            return tell(self._around(spot, put).text(asked.text, spot))
        if asked.hint_text:
            tell("  " + self._around(spot, put).text(asked.hint_text, spot))
        if asked.many and asked.list_name:
            return self._ask_many(asked, spot, put)
        if asked.list_name and not asked.or_other:
            return self._ask_choice(asked, spot, put)
        if asked.kind == "acknowledge":
            return select(self._label(asked, spot, put), [("", _("(bỏ qua)")), ("x", _("Có"))], back=True)
        kept = as_typed(asked, self._kept(asked, spot))
        return ask_line(self._label(asked, spot, put), kept, lambda typed: self._complaint(asked, spot, put, typed))

    def _putting(self, asked: Field) -> Put:
        """What all answers would be with this one among them."""
        return lambda answer: {**self.answers, asked.key: answer}

    def _label(self, asked: Field, spot: Spot, put: Put) -> str:
        text = self._around(spot, put).text(asked.text, spot) if "${" in asked.text else asked.text
        return f"{text} *" if asked.required is True else text

    def _kept(self, asked: Field, spot: Spot) -> Any:
        """What the question was answered with before, else its default."""
        kept = self.answers.get(asked.key) if len(spot) == 1 else self._typed.get(spot)
        return default_answer(asked, self.today) if kept is None else kept

    def _complaint(self, asked: Field, spot: Spot, put: Put, typed: str) -> str | bool:
        if typed.strip() == BACK_SIGN:
            return True
        if not typed.strip():
            return _("Câu này phải trả lời.") if asked.required is True else True
        return self._stands(put(typed)).complaint(asked, spot) or True

    def _ask_choice(self, asked: Field, spot: Spot, put: Put) -> Any:
        choices = self._around(spot, put).choices(asked, spot)
        if not choices:
            return None
        items = [*_nothing(asked), *_items(choices, whole=asked.looks("whole"))]
        return select(self._label(asked, spot, put), items, default=self._kept(asked, spot), back=True)

    def _ask_many(self, asked: Field, spot: Spot, put: Put) -> list[str]:
        chosen: list[str] = []
        while True:
            choices = self._stands(put(chosen)).choices(asked, spot)
            left = [item for item in _items(choices, whole=asked.looks("whole")) if item[0] not in chosen]
            must = asked.required is True and not chosen and bool(left)
            done = [] if must else [("", _("(xong)") if chosen else _("(không có)"))]
            name = select(self._label(asked, spot, put), [*done, *left], back=not chosen)
            if not name:
                return chosen
            chosen.append(name)

    def _rows(self, repeat: Field, spot: Spot, put: Put, kept: Any) -> list[dict[str, Any]]:
        """The rows of a repeat: as many as the form wants, else as many as the officer adds."""
        rows: list[dict[str, Any]] = list(kept or [])
        while True:
            wanted = self._stands(put(rows)).rows(repeat, spot)
            if wanted is not None and len(rows) >= wanted:
                return rows[:wanted]
            if wanted is None and not self._wants_more(repeat, rows):
                return rows
            if wanted is not None:
                tell(f"{repeat.text} {len(rows) + 1}/{wanted}", bold=True)
            try:
                rows = [*rows, self._row(repeat, rows, spot, put)]
                self._keep_rows(spot, rows)
            except GoBackError:
                if wanted is not None and not rows:
                    raise
                rows = rows[:-1] if wanted is not None else rows

    def _wants_more(self, repeat: Field, rows: list[dict[str, Any]]) -> bool:
        message = _("{label}: đã có {count} dòng").format(label=repeat.text, count=len(rows))
        return bool(select(message, [(False, _("Xong")), (True, _("Thêm một dòng"))], back=not rows))

    def _keep_rows(self, spot: Spot, rows: list[dict[str, Any]]) -> None:
        """Rows typed so far go into the draft: who is called away within a long list loses no row that was whole."""
        if len(spot) == 1:
            self.answers[str(spot[0])] = rows
            self._keep()

    def _row(self, repeat: Field, rows: list[dict[str, Any]], spot: Spot, put: Put) -> dict[str, Any]:
        """One row, question by question; "<" goes back within the row, and out of it before its first question."""
        row: dict[str, Any] = {}
        questions, asked_before, at = list(flat(repeat.fields)), list[int](), 0
        while at < len(questions):
            here = (*spot, len(rows) + 1, questions[at].key)
            try:
                if self._ask_in_row(questions[at], here, row, lambda answers: put([*rows, answers])):
                    asked_before.append(at)
                at += 1
            except GoBackError:
                if not asked_before:
                    raise
                at = asked_before.pop()
        return row

    def _ask_in_row(self, asked: Field, here: Spot, row: dict[str, Any], put_row: Put) -> bool:
        """Ask one question of a row into `row`; False where it is not asked."""

        def put(answer: Any) -> dict[str, Any]:
            return put_row({**row, asked.key: answer})

        if asked.computed or asked.kind == "hidden" or self._stands(put(None)).skips(here):
            row.pop(asked.key, None)
            return False
        row[asked.key] = self._rows(asked, here, put, None) if asked.kind == REPEAT else self._ask(asked, here, put)
        self._typed[here] = row[asked.key]
        return asked.kind != "note"

    def _repair(self) -> bool:
        """Ask again what is wrong although each answer was right by itself; True where there was such a thing."""
        checked = check(self.form, self.answers, today=self.today, resolver=self.resolver)
        questions = {asked.key: asked for asked in self.form.questions()}
        for problem in checked.problems:
            tell("! " + problem.message, bold=True)
        for asked in _concerned(questions, checked.problems):
            self._given.discard(asked.key)
            try:
                self._ask_one(asked)
            except GoBackError:
                continue
        return bool(checked.problems)

    def _review(self) -> bool:
        """Show all answers; True where they are to be kept. A question chosen here is asked again."""
        checked = check(self.form, self.answers, today=self.today, resolver=self.resolver)
        for label, answer in lines(self.form, checked.values):
            tell(f"  {label}: {answer}")
        for warning in checked.warnings:
            tell("! " + warning.message)
        todo = select(
            _("Ghi lại?"),
            [("keep", _("Ghi lại")), ("change", _("Sửa một câu")), ("stop", _("Dừng, giữ bản đang gõ"))],
        )
        if todo == "stop":
            raise KeyboardInterrupt
        if todo == "change":
            self._change(checked)
        return bool(todo == "keep")

    def _change(self, checked: Checked) -> None:
        askable = [field for field in self.form.questions() if field.kind not in SILENT and not field.computed]
        asked = [field for field in askable if field.key not in checked.skipped]
        key = select(_("Sửa câu nào?"), [(field.key, field.text) for field in asked], back=True, search=True)
        self._ask_one(self.form.field(key))


def _concerned(questions: Mapping[str, Field], problems: Sequence[Problem]) -> list[Field]:
    """The questions to ask again for `problems`: the ones named, with the alternatives that follow them."""
    names = {problem.field.split("[")[0] for problem in problems}
    found, open_chain = list[Field](), False
    for key, asked in questions.items():
        open_chain = key in names or (open_chain and asked.looks("otherwise"))
        if open_chain:
            found.append(asked)
    return found


def _headings(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    """The first question of each group, with the group's label."""
    found: list[tuple[str, str]] = []
    for group in fields:
        if group.kind == GROUP:
            inner = next(flat(group.fields), None)
            found += [(inner.key, group.text)] if inner and group.label else []
            found += [pair for pair in _headings(group.fields) if not inner or pair[0] != inner.key]
    return found


def _nothing(asked: Field) -> list[tuple[Any, str]]:
    if asked.required is True:
        return []
    return [(None, _("(không biết, bỏ qua)") if asked.unknown else _("(bỏ qua)"))]


def _items(choices: Sequence[Choice], *, whole: bool) -> list[tuple[Any, str]]:
    return [(choice.name, f"{choice.text if whole else choice.short_text} ({choice.name})") for choice in choices]

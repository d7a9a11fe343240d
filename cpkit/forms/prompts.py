"""The door of the terminal: a form asked question by question, in Vietnamese, each with its hint.

Each answer is checked as it is given. "<" goes back one question, Ctrl-C stops; either way what was typed is kept as a
draft and offered the next time. Nothing is ever asked without a terminal, because the prompting library would answer by
itself: the options to give are named instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from cpkit.errors import Misused, Problem, Refused
from cpkit.forms.checking import Checked, Spot, check
from cpkit.forms.defaults import default_answer
from cpkit.forms.drafts import Draft
from cpkit.forms.guidance import UNKNOWN, offers_unknown, way_to_answer
from cpkit.forms.layout import screen_lines
from cpkit.forms.model import GROUP, REPEAT, SILENT, Choice, Field, Form, flat, spoken
from cpkit.forms.reading import Context, Resolver, is_empty, says_unknown
from cpkit.forms.rows import Rows
from cpkit.forms.showing import as_stored, as_typed
from cpkit.forms.standing import Standing, standing
from cpkit.forms.terminal import BACK_SIGN, GoBackError, ask_line, at_terminal, select, tell
from cpkit.forms.triggers import fired
from cpkit.language import _
from cpkit.vietnamese import show_moment

_ROW = re.compile(r"\[(\d+)\]")
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
        self._headings = dict(_headings(form.fields))

    def run(self) -> dict[str, Any]:
        """Ask everything, show it once more, return the answers; a draft is kept whenever this stops early."""
        try:
            self._resume()
            tell(self.form.text, bold=True)
            tell(self._keys())
            self._ask_all()
            while self._repair() or not self._review():
                pass
        except (KeyboardInterrupt, EOFError):
            self._keep()
            if self.draft:
                tell(_("Đã giữ lại phần đã gõ; lần sau chạy lại lệnh này để gõ tiếp."))
            raise KeyboardInterrupt from None
        return {key: answer for key, answer in self.answers.items() if not is_empty(answer)}

    def _keys(self) -> str:
        if self.draft:
            return _("Enter: bỏ qua câu không bắt buộc · <: quay lại câu trước · Ctrl-C: dừng, giữ lại phần đã gõ")
        return _("Enter: bỏ qua câu không bắt buộc · <: quay lại câu trước · Ctrl-C: dừng, không ghi gì")

    def _resume(self) -> None:
        kept = self.draft.load() if self.draft else {}
        if not self.draft or not kept:
            return
        at = self.draft.at
        message = _("Có phiếu đang gõ dở lúc {at}.").format(at=show_moment(at) if at else "?")
        if select(message, [(True, _("Gõ tiếp")), (False, _("Bỏ đi, gõ phiếu mới"))]):
            kept = self._still_asked(kept)
            self.answers = {**kept, **self.answers}
            self._given |= {key for key in kept if not self._may_grow(key)}
        else:
            self.draft.clear()

    def _still_asked(self, kept: dict[str, Any]) -> dict[str, Any]:
        """The kept answers whose question the form still has; the others are told, since they are not asked again."""
        known = {asked.key for asked in self.form.questions()}
        for key, answer in kept.items():
            if key not in known and not is_empty(answer):
                sentence = _("Mẫu nay không còn câu {name}; câu trả lời “{answer}” không được ghi vào phiếu.")
                tell("! " + sentence.format(name=key, answer=as_stored(answer)))
        return {key: answer for key, answer in kept.items() if key in known}

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
                tell(self.stands(self.answers).text(self._headings[asked.key], (asked.key,)), bold=True)
            try:
                if not self._skips(asked):
                    self._ask_one(asked)
                    asked_before.append(at)
                at += 1
            except GoBackError:
                at = asked_before.pop() if asked_before else at

    def _ask_one(self, asked: Field) -> None:
        before, put, kept = dict(self.answers), self._putting(asked), self.answers.get(asked.key)
        if asked.kind == REPEAT:
            self.answers[asked.key] = Rows(self, asked, (asked.key,), put, kept).ask()
        else:
            self.answers[asked.key] = self.ask(asked, (asked.key,), put, kept)
        self.answers = fired(self.form, before, self.answers, self.today, self.resolver, asked=(asked.key,))
        self._keep()

    def keep(self, answers: dict[str, Any]) -> None:
        """Keep these answers as they stand, also in the draft: a row is being typed."""
        self.answers = answers
        self._keep()

    def _skips(self, asked: Field) -> bool:
        """Whether a question is not asked: given already, computed, not applying, or an alternative to one answered."""
        if asked.key in self._given or asked.computed or asked.kind == "hidden":
            return True
        if asked.looks("otherwise") and self._alternative_answered(asked):
            return True
        return self.stands(self.answers).skips((asked.key,))

    def _around(self, spot: Spot, put: Put) -> Standing:
        """How the form stands around a question: at the top its own answer is left as it was, which costs nothing."""
        return self.stands(self.answers if len(spot) == 1 else put(None))

    def stands(self, answers: Mapping[str, Any]) -> Standing:
        """How the form stands with these answers."""
        return standing(self.form, answers, self.today, self.resolver)

    def _alternative_answered(self, asked: Field) -> bool:
        questions = list(self.form.questions())
        at = questions.index(asked)
        while at > 0 and questions[at].looks("otherwise"):
            at -= 1
            if not is_empty(self.answers.get(questions[at].key)):
                return True
        return False

    def ask(self, asked: Field, spot: Spot, put: Put, kept: Any) -> Any:
        """One question; `put` says what all answers would be with this one among them, `kept` what it was before."""
        if asked.kind == "note":
            return tell(self._around(spot, put).text(f"{asked.wording}\n{spoken(asked.hint)}".strip(), spot))
        if kept is None:
            kept = default_answer(asked, self.today, self.form, spot)
        if guidance := spoken(asked.hint) or way_to_answer(asked):
            tell("  " + self._around(spot, put).text(guidance, spot))
        if asked.many and asked.list_name:
            return self._ask_many(asked, spot, put, kept)
        if asked.list_name and not asked.or_other:
            return self._ask_choice(asked, spot, put, kept)
        if asked.kind == "acknowledge":
            return self._ask_mark(asked, spot, put, kept)
        typed = as_typed(asked, kept)
        return ask_line(self._label(asked, spot, put), typed, lambda typed: self._complaint(asked, spot, put, typed))

    def _ask_mark(self, asked: Field, spot: Spot, put: Put, kept: Any) -> str:
        items = [("", _("(bỏ qua)")), ("x", _("Có"))]
        marked = "x" if kept and kept != "false" else ""
        return str(select(self._label(asked, spot, put), items, default=marked, back=True))

    def _putting(self, asked: Field) -> Put:
        """What all answers would be with this one among them."""
        return lambda answer: {**self.answers, asked.key: answer}

    def _label(self, asked: Field, spot: Spot, put: Put) -> str:
        text = self._around(spot, put).text(asked.wording, spot) if "${" in asked.wording else asked.wording
        return f"{text} *" if asked.required is True else text

    def _complaint(self, asked: Field, spot: Spot, put: Put, typed: str) -> str | bool:
        if typed.strip() == BACK_SIGN:
            return True
        if not typed.strip():
            return _("Câu này phải trả lời.") if asked.required is True else True
        return self.stands(put(typed)).complaint(asked, spot) or True

    def _ask_choice(self, asked: Field, spot: Spot, put: Put, kept: Any) -> Any:
        choices = self._around(spot, put).choices(asked, spot)
        if not choices:
            return tell(self._label(asked, spot, put) + ": " + _("(chưa có gì để chọn)"))
        items = [*_skipped(asked), *_items(choices, whole=asked.looks("whole")), *_unknown(asked, choices)]
        return select(self._label(asked, spot, put), items, default=kept, back=True)

    def _ask_many(self, asked: Field, spot: Spot, put: Put, kept: Any) -> Any:
        """One choice after the other, those chosen before still chosen; "back" takes the last one away again."""
        chosen = self._chosen(asked, kept)
        while True:
            choices = self.stands(put(chosen)).choices(asked, spot)
            names = dict(_items(choices, whole=asked.looks("whole")))
            left = [(name, text) for name, text in names.items() if name not in chosen]
            if chosen and not left:
                return chosen
            told = self._label(asked, spot, put) + _told(asked, [names.get(name, name) for name in chosen])
            items = [("", _("(xong)")), *left] if chosen else [*_none(asked, left), *left, *_unknown(asked, choices)]
            try:
                name = select(told, items, back=_("‹ bỏ lựa chọn vừa rồi") if chosen else True)
            except GoBackError:
                if not chosen:
                    raise
                chosen.pop()
                continue
            if not name or name == UNKNOWN:
                return name or chosen
            chosen.append(name)

    def _chosen(self, asked: Field, kept: Any) -> list[str]:
        """The codes of an answer given before, however it was typed."""
        if is_empty(kept) or says_unknown(kept):
            return []
        choices = Context(self.form, self.today).choices(asked)
        pieces = kept if isinstance(kept, (list, tuple)) else [kept]
        return [choice.name for piece in pieces for choice in choices.read_many(str(piece))[0]]

    def _repair(self) -> bool:
        """Ask again what is wrong although each answer was right by itself; True where something was asked."""
        checked = check(self.form, self.answers, today=self.today, resolver=self.resolver)
        questions = {asked.key: asked for asked in self.form.questions()}
        for problem in checked.problems:
            tell("! " + problem.message, bold=True)
        concerned = [asked for asked in _concerned(questions, checked.problems) if self._can_be_asked(asked)]
        for asked in concerned:
            self._given.discard(asked.key)
            try:
                self._mend(asked, checked.problems)
            except GoBackError:
                continue
        return bool(concerned)

    def _can_be_asked(self, asked: Field) -> bool:
        """Whether asking again can mend anything: a list that nothing is left of takes no answer."""
        free = not asked.list_name or asked.or_other
        return not asked.computed and (free or bool(self.stands(self.answers).choices(asked, (asked.key,))))

    def _mend(self, asked: Field, problems: Sequence[Problem]) -> None:
        """Ask a question again; of a repeat only the rows in which something is wrong."""
        rows = dict.fromkeys(int(found[1]) for each in problems if (found := _ROW.match(each.field, len(asked.key))))
        if asked.kind != REPEAT or not rows:
            self._ask_one(asked)
            return
        repeat = Rows(self, asked, (asked.key,), self._putting(asked), self.answers.get(asked.key))
        for number in rows:
            self.answers[asked.key] = repeat.again(number)
        self._keep()

    def _review(self) -> bool:
        """Show all answers; True where they are to be kept. A question chosen here is asked again."""
        checked = check(self.form, self.answers, today=self.today, resolver=self.resolver)
        for line in screen_lines(self.form, checked.values, checked.unknown):
            tell("  " + line)
        for warning in checked.warnings:
            tell("! " + warning.message)
        stop = _("Dừng, giữ bản đang gõ") if self.draft else _("Dừng, không ghi gì")
        todo = select(
            _("Ghi lại?"),
            [*([] if checked.problems else [("keep", _("Ghi lại"))]), ("change", _("Sửa một câu")), ("stop", stop)],
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
            found += [(inner.key, group.wording)] if inner and group.label else []
            found += [pair for pair in _headings(group.fields) if not inner or pair[0] != inner.key]
    return found


def _skipped(asked: Field) -> list[tuple[Any, str]]:
    return [] if asked.required is True else [(None, _("(bỏ qua)"))]


def _none(asked: Field, left: Sequence[object]) -> list[tuple[Any, str]]:
    return [] if asked.required is True and left else [("", _("(không có)"))]


def _unknown(asked: Field, choices: Sequence[Choice]) -> list[tuple[Any, str]]:
    """The last line of a list where nobody knowing is an answer: never the one that Enter alone takes."""
    return [(UNKNOWN, _("(không biết)"))] if offers_unknown(asked, choices) else []


def _told(asked: Field, texts: Sequence[str]) -> str:
    """What was chosen so far, behind the label; numbered where the order counts."""
    if not texts:
        return ""
    ranked = [f"{at}. {text}" for at, text in enumerate(texts, 1)] if asked.kind == "rank" else texts
    return " [" + "; ".join(ranked) + "]"


def _items(choices: Sequence[Choice], *, whole: bool) -> list[tuple[Any, str]]:
    told = [(choice.name, choice.text if whole else choice.short_text) for choice in choices]
    return [(name, text if text == name else f"{text} ({name})") for name, text in told]

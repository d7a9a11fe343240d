"""The rows of a repeat asked in the terminal: one more, one of them again, one taken out.

What stands in a row goes into the draft after each answer, so who is called away in the middle of one loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.forms.checking import Spot
from cpkit.forms.model import REPEAT, Field, flat
from cpkit.forms.showing import in_words
from cpkit.forms.terminal import GoBackError, select, tell
from cpkit.forms.triggers import fired, row_at
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.forms.prompts import Interview, Put

DONE, MORE, CHANGE, REMOVE = "done", "more", "change", "remove"
LONGEST_LINE = 60
"""Characters by which a row is known in a list of rows."""


class Rows:
    """One repeat while it is asked; `rows` are its rows so far, `put` says what all answers would be with others."""

    def __init__(self, interview: Interview, repeat: Field, spot: Spot, put: Put, kept: Any) -> None:
        self.interview, self.repeat, self.spot, self.put = interview, repeat, spot, put
        self.rows: list[dict[str, Any]] = [dict(row) for row in kept or [] if isinstance(row, dict)]

    def ask(self) -> list[dict[str, Any]]:
        """As many rows as the form wants, else as many as the officer adds; GoBackError leaves what is there."""
        wanted = self._wanted()
        if wanted is None or (wanted and len(self.rows) == wanted):
            self._menu(wanted)
        while (wanted := self._wanted()) is not None and len(self.rows) != wanted:
            if len(self.rows) > wanted:
                self._drop(wanted)
            else:
                self._next(wanted)
        return self.rows

    def again(self, number: int) -> list[dict[str, Any]]:
        """Ask one row again, counted from 1: something in it is wrong."""
        if 0 < number <= len(self.rows):
            tell(self._name(number), bold=True)
            self._row(number - 1)
        return self.rows

    def _label(self) -> str:
        """The label of the repeat with the answers it names."""
        return self.interview.stands(self.put(self.rows)).text(self.repeat.wording, self.spot)

    def _wanted(self) -> int | None:
        return self.interview.stands(self.put(self.rows)).rows(self.repeat, self.spot)

    def _menu(self, wanted: int | None) -> None:
        """What to do with the rows there are, until nothing more; GoBackError where the officer goes back."""
        while (chosen := self._choose(wanted)) != DONE:
            try:
                if chosen == MORE:
                    self._add()
                elif chosen == CHANGE:
                    self._row(self._pick(_("Sửa dòng nào?")))
                else:
                    del self.rows[self._pick(_("Bỏ dòng nào?"))]
                    self._keep()
            except GoBackError:
                continue

    def _choose(self, wanted: int | None) -> str:
        count = len(self.rows)
        items = [(DONE, _("Xong"))]
        if wanted is None:
            items.append((MORE, _("Thêm một dòng")))
        if count:
            items.append((CHANGE, _("Sửa một dòng")))
        if count and wanted is None:
            items.append((REMOVE, _("Bỏ một dòng")))
        message = _("{label}: đã có {count} dòng").format(label=self._label(), count=count)
        return str(select(message, items, back=True))

    def _pick(self, question: str) -> int:
        """Which row, counted from 0."""
        lines = [_("dòng {row}: {text}").format(row=at, text=self._brief(row)) for at, row in enumerate(self.rows, 1)]
        return int(select(question, list(enumerate(lines)), back=True))

    def _brief(self, row: dict[str, Any]) -> str:
        """The answers of a row in short; of a repeat within it how many rows it has."""
        told = [self._told(asked, row.get(asked.key)) for asked in flat(self.repeat.fields)]
        text = " – ".join(filter(None, told))
        return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"

    def _told(self, asked: Field, value: Any) -> str:
        if asked.kind == REPEAT:
            return _("{label}: {count} dòng").format(label=asked.text, count=len(value)) if value else ""
        return in_words(self.interview.form, asked, value)

    def _drop(self, wanted: int) -> None:
        """Rows beyond those the form wants: the officer says which one goes, none is dropped silently."""
        sentence = _("{label}: cần {wanted} dòng, đang có {count}. Bỏ dòng nào?")
        question = sentence.format(label=self._label(), wanted=wanted, count=len(self.rows))
        del self.rows[self._pick(question)]
        self._keep()

    def _next(self, wanted: int) -> None:
        tell(f"{self._label()} {len(self.rows) + 1}/{wanted}", bold=True)
        try:
            self._row(len(self.rows))
        except GoBackError:
            if not self.rows:
                raise
            self._menu(wanted=len(self.rows))

    def _add(self) -> None:
        if self.rows:
            tell(self._name(len(self.rows) + 1), bold=True)
        self._row(len(self.rows))

    def _name(self, number: int) -> str:
        return _("{label}, dòng {row}").format(label=self._label(), row=number)

    def _keep(self) -> None:
        self.interview.keep(self.put(self.rows))

    def _row(self, at: int) -> None:
        """One row, question by question; "<" goes back within the row, and out of it before its first question."""
        before = list(self.rows)
        row = dict(self.rows[at]) if at < len(self.rows) else {}
        questions, asked_before, number = list(flat(self.repeat.fields)), list[int](), 0
        while number < len(questions):
            try:
                if self._ask(questions[number], at, row):
                    asked_before.append(number)
                number += 1
            except GoBackError:
                if not asked_before:
                    self._leave(before, at, row)
                    raise
                number = asked_before.pop()
        self.rows = [*self.rows[:at], row, *self.rows[at + 1 :]]
        self._keep()

    def _leave(self, before: list[dict[str, Any]], at: int, row: dict[str, Any]) -> None:
        """Out of a row by its first question: a new one is given up, one that was there keeps what was changed."""
        self.rows = [*before[:at], row, *before[at + 1 :]] if at < len(before) else before
        self._keep()

    def _ask(self, asked: Field, at: int, row: dict[str, Any]) -> bool:
        """Ask one question of a row into `row`; False where it is not asked."""

        def put(answer: Any) -> dict[str, Any]:
            return self.put([*self.rows[:at], {**row, asked.key: answer}, *self.rows[at + 1 :]])

        here, kept = (*self.spot, at + 1, asked.key), row.get(asked.key)
        if asked.computed or asked.kind == "hidden" or self.interview.stands(put(None)).skips(here):
            row.pop(asked.key, None)
            return False
        if asked.kind == REPEAT:
            inner = Rows(self.interview, asked, here, put, kept)
            try:
                inner.ask()
            finally:
                row[asked.key] = inner.rows
        else:
            row[asked.key] = self.interview.ask(asked, here, put, kept)
        self._settle(here, put(kept), put(row[asked.key]), row)
        return asked.kind != "note"

    def _settle(self, spot: Spot, before: dict[str, Any], after: dict[str, Any], row: dict[str, Any]) -> None:
        """Keep what stands after an answer, with what it sets off in its row."""
        asking = self.interview
        answers = fired(asking.form, before, after, asking.today, asking.resolver, asked=spot)
        row.update(row_at(answers, spot))
        self.interview.keep(answers)

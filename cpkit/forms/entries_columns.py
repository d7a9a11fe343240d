"""The columns in which filled forms are laid out: each question once, also those that the form no longer asks.

A question is its key and its kind: an answer of another kind stands in a column of its own, under the version that
asked it last. A question that had other words before says so in its heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cpkit.forms import entries
from cpkit.forms.copies import Given
from cpkit.forms.model import REPEAT, Field, Form, flat
from cpkit.forms.showing import as_stored, in_words
from cpkit.forms.unknown import with_unknown
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.store import Document

EXACT = 10**15
"""Excel keeps numbers below this to the last digit; a longer one is written as text."""
Cell = str | int | float


class Columns:
    """The columns of a list of filled forms: id, days, whom it is about, its questions, and those no longer asked."""

    def __init__(self, form: Form | None, found: Sequence[Document], given: Given, *, confidential: bool) -> None:
        self.form, self.confidential = form, confidential
        self._found = sorted(found, key=lambda one: one.doc_id)
        self.given = {one.doc_id: given.form(one) for one in found}
        self.told = {
            one.doc_id: with_unknown(entries.told(one, given, confidential=confidential), one.get("unknown", ()))
            for one in found
        }
        self.whole = self._scope(form.fields if form else (), [
            Told(one["form_version"], self.given[one.doc_id], _fields(self.given[one.doc_id]), self.told[one.doc_id])
            for one in self._found
        ])  # fmt: skip
        self.repeats = [one for one in self.whole.asked if one.asked.kind == REPEAT]

    def _scope(self, now: tuple[Field, ...], told: list[Told]) -> Scope:
        return Scope(self.form, now, told, confidential=self.confidential)

    def titles(self, *, repeats: bool = False) -> list[str]:
        """The heading of each column, none twice."""
        fixed = [_("Mã phiếu"), _("Ngày"), _("Đến ngày"), _("Ghi cho"), _("Phiên bản mẫu")]
        return [*fixed, *self.whole.titles(fixed, repeats=repeats)]

    def cells(self, document: Document, *, repeats: bool = False) -> list[Cell]:
        """One filled form, a cell for each column."""
        about, given = document["subject"], self.given[document.doc_id]
        fixed = [
            show_id(entries.TABLE, document.doc_id), *entries.days_shown(document),
            show_id(about["table"], about["id"]) if about else "", document["form_version"],
        ]  # fmt: skip
        told = Told(document["form_version"], given, _fields(given), self.told[document.doc_id])
        return [*fixed, *self.whole.cells(told, repeats=repeats)]

    def inside(self, repeat: Column) -> Inside:
        """The columns of a repeat's sheet: the id of the form, and its questions, also those of older versions."""
        now = repeat.asked.fields if repeat.now else ()
        scope = self._scope(now, [row for one in self._found for row in self._rows(repeat, one)])
        first = _("Mã phiếu")
        return Inside(scope, [first, *scope.titles([first], repeats=True)])

    def rows(self, repeat: Column, inside: Inside, found: Sequence[Document]) -> Iterator[list[Cell]]:
        """The rows of a repeat in all the filled forms, each with the id of its form."""
        for document in found:
            for row in self._rows(repeat, document):
                yield [show_id(entries.TABLE, document.doc_id), *inside.scope.cells(row, repeats=True)]

    def _rows(self, repeat: Column, document: Document) -> Iterator[Told]:
        given, answer = self.given[document.doc_id], self.told[document.doc_id].get(repeat.asked.key)
        fields = _repeat_of(given, repeat.asked.key)
        for row in answer if fields and isinstance(answer, list) else ():
            if isinstance(row, dict):
                yield Told(document["form_version"], given, fields, row)


@dataclass(frozen=True)
class Told:
    """The answers of one scope (a filled form, or one row of a repeat) with the questions they were given to."""

    version: str
    form: Form | None
    fields: tuple[Field, ...]
    answers: Mapping[str, Any]

    @cached_property
    def known(self) -> dict[str, Field]:
        """The questions by their keys."""
        return {asked.key: asked for asked in flat(self.fields)}


@dataclass(frozen=True)
class Column:
    """One question of the list: in the form as it is `now`, or as `version` asked it; `before` how others worded it."""

    asked: Field
    now: bool
    version: str
    before: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """Its heading; of a question no longer asked with the version that asked it last, of one with other words
        before with these."""
        text = self.asked.text
        if not self.now:
            text = _("{label} (câu của bản {version})").format(label=text, version=self.version)
        for version, words in self.before:
            text += _(" (bản {version}: {label})").format(version=version, label=words)
        return text


class Scope:
    """The columns of one scope: the questions of today, those of older versions that have answers, and answers to none.

    A question is its key and its kind: an answer of another kind stands in a column of its own.
    """

    def __init__(self, form: Form | None, now: tuple[Field, ...], told: list[Told], *, confidential: bool) -> None:
        wanted = [one for one in flat(now) if one.kind != "note" and (confidential or not one.secret)]
        today = {(one.key, one.kind): one for one in wanted}
        before: dict[tuple[str, str], dict[str, Field]] = {}
        for one in reversed(told):
            for asked in one.known.values():
                if asked.kind != "note" and (confidential or not asked.secret) and asked.key in one.answers:
                    before.setdefault((asked.key, asked.kind), {}).setdefault(one.version, asked)
        self.asked = [
            Column(one, True, form.version if form else "", _words(one, before.get(place, {})))
            for place, one in today.items()
        ]
        self.asked += [_old_column(asked) for place, asked in before.items() if place not in today]
        strays = ((key, one.version) for one in told for key in one.answers if key not in one.known)
        self.strays = list(dict.fromkeys(strays))

    def titles(self, taken: Sequence[str], *, repeats: bool) -> list[str]:
        """The headings, none twice and none of `taken`: of two alike each says its question's name."""
        columns = self._columns(repeats)
        plain = [one.title for one in columns]
        uses = Counter([*taken, *plain])
        titles = [
            title if uses[title] < 2 else f"{title} [{one.asked.key}]"
            for title, one in zip(plain, columns, strict=True)
        ]
        sentence = _("{label} (câu của bản {version})")
        titles += [sentence.format(label=name, version=version) for name, version in self.strays]
        return _numbered(titles, taken)

    def cells(self, told: Told, *, repeats: bool) -> list[Cell]:
        """A cell for each column."""
        asked = [_cell(told, one.asked) for one in self._columns(repeats)]
        mine = [
            as_stored(told.answers.get(name)) if version == told.version and name not in told.known else ""
            for name, version in self.strays
        ]
        return [*asked, *mine]

    def _columns(self, repeats: bool) -> list[Column]:
        return [one for one in self.asked if repeats or one.asked.kind != REPEAT]


class Inside(NamedTuple):
    """The columns of a repeat's sheet and their headings."""

    scope: Scope
    titles: list[str]


def _words(asked: Field, before: Mapping[str, Field]) -> tuple[tuple[str, str], ...]:
    """How older versions worded a question whose answers stand in this column, where they worded it otherwise."""
    said = {one.text: version for version, one in before.items() if _plain_words(one) != _plain_words(asked)}
    return tuple((version, text) for text, version in said.items())


def _plain_words(asked: Field) -> str:
    return " ".join(asked.text.casefold().split())


def _old_column(asked: Mapping[str, Field]) -> Column:
    """The column of a question that is no longer asked: as the last version that asked it worded it."""
    version, last = next(iter(asked.items()))
    return Column(last, False, version, _words(last, asked))


def _numbered(titles: list[str], taken: Sequence[str]) -> list[str]:
    """`titles` with a number behind each that stands there already."""
    seen = Counter(taken)
    numbered = []
    for title in titles:
        seen[title] += 1
        numbered.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return numbered


def _fields(form: Form | None) -> tuple[Field, ...]:
    return form.fields if form else ()


def _repeat_of(form: Form | None, key: str) -> tuple[Field, ...]:
    """The questions of the form's repeat of that key; none where it has no such repeat."""
    return next((one.fields for one in flat(_fields(form)) if one.key == key and one.kind == REPEAT), ())


def _cell(told: Told, column: Field) -> Cell:
    """An answer as its own version tells it; "" where that version asked something of another type here."""
    asked, value = told.known.get(column.key), told.answers.get(column.key)
    if told.form is None or asked is None or asked.kind != column.kind:
        return ""
    if asked.kind == REPEAT:
        return _rows_in_words(told.form, asked, value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not asked.reference:
        return value if abs(value) < EXACT else str(value)
    return in_words(told.form, asked, value)


def _rows_in_words(form: Form, repeat: Field, value: Any) -> str:
    """The rows of a repeat in one cell, each answer under its question."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return as_stored(value)
    rows = []
    for number, row in enumerate(value, 1):
        known = {one.key: one for one in flat(repeat.fields)}
        told = ((known[key].text, _inner(form, known[key], answer)) for key, answer in row.items() if key in known)
        strange = ((key, as_stored(answer)) for key, answer in row.items() if key not in known)
        rows.append(f"{number}) " + "; ".join(f"{label}: {text}" for label, text in (*told, *strange) if text))
    return "\n".join(rows)


def _inner(form: Form, asked: Field, answer: Any) -> str:
    if asked.kind == REPEAT and answer:
        return "[" + _rows_in_words(form, asked, answer).replace("\n", " ") + "]"
    return in_words(form, asked, answer)

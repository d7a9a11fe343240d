"""Answers of any form: what was filled in, about whom, on which day; for every form that has no table of its own.

An entry keeps its form's id and version, so it stays readable when the form changes or is gone: what the form no longer
asks is shown under the name it was stored by. A cancelled entry stays readable and is counted nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cpkit.errors import Misused, Problem, Refused
from cpkit.forms import records
from cpkit.forms.answers import to_document
from cpkit.forms.checking import Checked, Spot, check, spread
from cpkit.forms.copies import Given, keep_copy, name_of_copy
from cpkit.forms.loading import find
from cpkit.forms.model import REPEAT, SUBJECTS, Field, Form, flat, walk
from cpkit.forms.reading import Context, is_empty
from cpkit.forms.triggers import fired
from cpkit.forms.unknown import with_unknown
from cpkit.language import _
from cpkit.store.identifiers import KINDS, show_id
from cpkit.times import now, to_vietnam, today
from cpkit.vietnamese import show_date

if TYPE_CHECKING:
    from cpkit.store import Document, Store

TABLE = "entries"
NOTHING = "nothing"

Resolve = Callable[[str, str], int]
"""Reads what an officer types for a record of a table: its id (`store.read_id`, or one that knows names too)."""


@dataclass(frozen=True)
class Subject:
    """The record that an entry is about: the store's table and the id in it."""

    table: str
    id: int

    @property
    def shown(self) -> str:
        """The id as a person reads it."""
        return show_id(self.table, self.id)


def subject_of(store: Store, form: Form, text: str | None, resolve: Resolve | None = None) -> Subject | None:
    """The record that `text` names, of a kind the form is about; None where it is about nothing.

    `Misused` where the form needs a record and none was named, or is about none and one was; Refused where there is no
    such record or it was cancelled.
    """
    tables = [SUBJECTS[name] for name in form.attaches if name != NOTHING]
    if text is None or not text.strip():
        if tables and NOTHING not in form.attaches:
            sentence = _("Phiếu “{title}” ghi cho {kinds}: hãy thêm --for MÃ.")
            raise Misused(sentence.format(title=form.text, kinds=_kinds(tables)))
        return None
    if not tables:
        raise Misused(_("Phiếu “{title}” không ghi cho ai: hãy bỏ --for.").format(title=form.text))
    table = _table_of(form, tables, text)
    doc_id = (resolve or store.read_id)(table, text)
    records.standing(store, table, doc_id)
    return Subject(table, doc_id)


def subject_in(document: Mapping[str, Any]) -> Subject | None:
    """The record that an entry is about; None where it is about nothing."""
    about = document["subject"]
    return Subject(about["table"], about["id"]) if about else None


def given_answers(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a file, which may say of which form and version they are; Refused when of another."""
    given = dict(answers)
    named, version = given.pop("form", form.id), given.pop("form_version", form.version)
    if named != form.id:
        raise Refused(_("Tệp là câu trả lời của mẫu {named}, không phải {form}.").format(named=named, form=form.id))
    if version != form.version:
        sentence = _("Tệp ghi theo bản {old} của mẫu {form}; mẫu nay là bản {new}.")
        raise Refused(sentence.format(old=version, form=form.id, new=form.version))
    inner = given.pop("answers", None)
    return dict(inner) if isinstance(inner, Mapping) else given


def check_answers(
    form: Form, answers: Mapping[str, Any], resolve: Resolve | None, *, on: date | None = None
) -> Checked:
    """The answers checked against the form; Refused with every problem at once."""
    checked = check(form, answers, today=on or today(), resolver=resolve)
    checked.require()
    return checked


def add(
    store: Store, form: Form, filled: Sequence[tuple[Checked, Subject | None]], submissions: Sequence[str] = ()
) -> list[int]:
    """Store filled forms in one transaction, all or none; their ids in the same order. Refused for a wrong one.

    Each keeps the version of `form` that it was checked against. `submissions` are the ids under which a phone sent
    them, by which they are known when they come again.
    """
    documents = [_document(store, form, checked, subject) for checked, subject in filled]
    for document, sent in zip(documents, submissions, strict=False):
        document |= {"submission": sent} if sent else {}
    with store.write(f"{TABLE} add"):
        forms = {checked.form.version: checked.form for checked, _subject in filled}
        names = {version: keep_copy(store, one) for version, one in forms.items()}
        for document, (checked, _subject) in zip(documents, filled, strict=True):
            document["form_version"] = names[checked.form.version]
        return list(store.table(TABLE).insert_multiple(documents))


def get(store: Store, doc_id: int) -> Document:
    """The entry, cancelled or not; Refused when there is none."""
    return records.get(store, TABLE, doc_id)


def form_of(document: Mapping[str, Any]) -> Form | None:
    """The form of an entry as it is today; None when it is gone."""
    return find(document["form"])


def standing(store: Store, doc_id: int) -> Document:
    """The entry; Refused when there is none or it was cancelled."""
    return records.standing(store, TABLE, doc_id)


def editable(store: Store, doc_id: int) -> tuple[Form, dict[str, Any]]:
    """The form of an entry as it is today and the answers, which all have their question in it; else Refused."""
    before = standing(store, doc_id)
    return _present_form(doc_id, before), with_unknown(before["answers"], before.get("unknown", ()))


def change(
    store: Store, doc_id: int, answers: Mapping[str, Any], resolve: Resolve | None = None, *, rows_whole: bool = False
) -> tuple[Checked, bool]:
    """Give an entry other answers; the whole is checked again. The second is False when nothing changed.

    `rows_whole` says that the rows given of a repeat are all it has; else they are added to those there are.
    Refused for a cancelled entry, for one whose form is gone, or that answers questions the form no longer has: these
    answers would be lost.
    """
    with store.write(f"{TABLE} edit"):
        before, (form, kept) = standing(store, doc_id), editable(store, doc_id)
        context = Context(form, today(), resolve or store.read_id)
        merged = {**kept, **answers} if rows_whole else records.merge(form, kept, answers, context)
        merged = fired(form, kept, merged, today(), resolve or store.read_id, given=answers)
        checked = check_answers(form, merged, resolve or store.read_id)
        _refuse_losing(store, before, form, checked, answers)
        version, _kept = name_of_copy(store, form)
        after = {"form_version": version, **_dated(form, checked, before["on"]), "answers": kept_answers(checked)}
        unknown: dict[str, Any] = {"unknown": list(checked.unknown)} if checked.unknown or before.get("unknown") else {}
        after = {**after, **unknown}
        if all(before.get(key) == value for key, value in after.items()):
            return checked, False
        keep_copy(store, form)
        store.table(TABLE).update(after, doc_ids=[doc_id])
    return checked, True


def _refuse_losing(store: Store, before: Document, form: Form, checked: Checked, answers: Mapping[str, Any]) -> None:
    """An answer to an older version that the form's conditions of today would take away is nobody's to lose."""
    if name_of_copy(store, form)[0] == before["form_version"]:
        return
    computed = {asked.key for _path, asked in walk(form.fields) if asked.computed}
    left, touched = dict(_leaves(kept_answers(checked))), spread(form.fields, answers)
    lost = [
        str(spot[-1]) for spot, _answer in _leaves(before["answers"]) if spot not in left and spot[0] not in touched
    ]
    lost = [name for name in dict.fromkeys(lost) if name not in computed]
    if lost:
        sentence = _("Phiếu {id} ghi theo bản cũ, có câu mà mẫu nay không còn ({names}): hãy hủy và ghi phiếu mới.")
        raise Refused(sentence.format(id=show_id(TABLE, before.doc_id), names=", ".join(lost)))


def _leaves(answers: Mapping[str, Any], at: Spot = ()) -> Iterator[tuple[Spot, Any]]:
    """Every single answer with where it lies, the rows of repeats opened."""
    for key, answer in answers.items():
        rows = answer if isinstance(answer, list) and all(isinstance(row, Mapping) for row in answer) else []
        for number, row in enumerate(rows, 1):
            yield from _leaves(row, (*at, key, number))
        if not rows and not is_empty(answer):
            yield (*at, key), answer


def cancel(store: Store, doc_id: int, reason: str) -> None:
    """Take an entry back, with the reason; it stays readable and no report counts it."""
    records.cancel(store, TABLE, doc_id, reason)


def listed(
    store: Store, form_id: str, *, subject: Subject | None = None, first: date = date.min, last: date = date.max,
    cancelled: bool = False,
) -> list[Document]:  # fmt: skip
    """The entries of one form, about one record or all, dated between two days, oldest first."""
    if subject is None:
        found = store.find(TABLE, "form", form_id)
    else:
        about = {"table": subject.table, "id": subject.id}
        found = [one for one in store.find(TABLE, "subject", subject.id) if one["subject"] == about]
    start, end = first.isoformat(), last.isoformat()
    wanted = [one for one in found if one["form"] == form_id and start <= one["on"] <= end]
    return sorted((one for one in wanted if cancelled or not one["cancelled"]), key=lambda one: (one["on"], one.doc_id))


def told(document: Mapping[str, Any], given: Given, *, confidential: bool) -> dict[str, Any]:
    """The answers of an entry that may be told: the secret ones (NĐ56 Đ33) only where `confidential`."""
    answers = dict(document["answers"])
    forms = () if confidential else (given.form(document), given.latest(document["form"]))  # secret in either is secret
    for form in forms:
        answers = _open_answers(tuple(form.questions()), answers) if form else answers
    return answers


def days_shown(document: Mapping[str, Any]) -> tuple[str, str]:
    """The first and the last day of an entry as they are written by hand; "" for a last day there is not."""
    first, last = document["on"], document["to"]
    return show_date(date.fromisoformat(first)), show_date(date.fromisoformat(last)) if last else ""


def strays(form: Form | None, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The answers that the form, as it is today, no longer asks for, by the names they were stored by."""
    known = {asked.key for asked in form.questions()} if form else set()
    yield from ((key, answer) for key, answer in answers.items() if key not in known)


def no_longer_asked(given: Form | None, now: Form | None) -> set[str]:
    """The questions of a form as it was that it asks no longer, or as another type, by their keys."""
    asked = {one.key: one.kind for one in now.questions()} if now else {}
    return {one.key for one in given.questions() if asked.get(one.key) != one.kind} if given else set()


def outward(document: Document, given: Given | None = None, *, confidential: bool = False) -> dict[str, Any]:
    """An entry as JSON shows it: ids as people read them, answers as they are stored.

    `given` knows the forms as they were, and so what was secret in a form that is gone.
    """
    about = document["subject"]
    keys = ("form", "form_version", "on", "to", "unit", "filled_at", "filled_by", "cancelled")
    return {
        "id": show_id(TABLE, document.doc_id),
        "subject": show_id(about["table"], about["id"]) if about else None,
        **{key: document[key] for key in keys},
        "answers": told(document, given or Given(), confidential=confidential),
        **({"unknown": document["unknown"]} if document.get("unknown") else {}),
    }


def _open_answers(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those of secret questions, also inside the rows of repeats."""
    known = {asked.key: asked for asked in fields}
    kept = {key: answer for key, answer in answers.items() if key not in known or not known[key].secret}
    for key, answer in kept.items():
        if key in known and known[key].kind == REPEAT and isinstance(answer, list):
            inner = tuple(flat(known[key].fields))
            kept[key] = [_open_answers(inner, row) if isinstance(row, Mapping) else row for row in answer]
    return kept


def _document(store: Store, form: Form, checked: Checked, subject: Subject | None) -> dict[str, Any]:
    checked.require()
    form = checked.form if checked.form.id == form.id else form
    moment = now()
    return {
        "form": form.id,
        "form_version": form.version,
        **_dated(form, checked, moment.date().isoformat()),
        "subject": {"table": subject.table, "id": subject.id} if subject else None,
        "unit": store.settings.unit,
        "filled_at": moment.isoformat(),
        "filled_by": store.settings.officer,
        "answers": kept_answers(checked),
        **({"unknown": list(checked.unknown)} if checked.unknown else {}),
        "cancelled": None,
    }


def _dated(form: Form, checked: Checked, otherwise: str) -> dict[str, str | None]:
    """The first and the last day of the fact: as the form's questions say, else `otherwise` and open."""
    first, last = _day(checked.values.get(form.date)), _day(checked.values.get(form.until))
    if first and last and last < first:
        problem = Problem(form.until, _("Ngày kết thúc không thể ở trước ngày bắt đầu."))
        raise Refused(_("Phiếu “{title}” chưa đúng.").format(title=form.text), (problem,))
    return {"on": first or otherwise, "to": last}


def _day(value: object) -> str | None:
    if isinstance(value, datetime):
        return to_vietnam(value).date().isoformat()
    if isinstance(value, str):  # a day that the form computes
        return date.fromisoformat(value).isoformat()
    return value.isoformat() if isinstance(value, date) else None


def kept_answers(checked: Checked) -> dict[str, Any]:
    """The answers given, as a document; a question without an answer is left out."""
    given = to_document(checked.values)
    return {key: value for key, value in given.items() if value is not None and value != []}


def _present_form(doc_id: int, document: Mapping[str, Any]) -> Form:
    shown, form = show_id(TABLE, doc_id), form_of(document)
    if form is None:
        sentence = _("Biểu mẫu {form} của phiếu {id} không còn: phiếu chỉ xem được.")
        raise Refused(sentence.format(form=document["form"], id=shown))
    gone = [key for key, _answer in strays(form, document["answers"])]
    if gone:
        sentence = _("Phiếu {id} ghi theo bản cũ, có câu mà mẫu nay không còn ({names}): hãy hủy và ghi phiếu mới.")
        raise Refused(sentence.format(id=shown, names=", ".join(gone)))
    return form


def _table_of(form: Form, tables: Sequence[str], text: str) -> str:
    """The table that `text` names by the letters of an id; by itself where the form is about one kind only."""
    letters = re.match(r"\s*([A-Za-z]{2})(?![^\W\d_])", text)
    typed = KINDS.get(letters[1].upper()) if letters else None
    if typed in tables:
        return str(typed)
    if len(tables) == 1:
        return tables[0]
    sentence = _("Phiếu “{title}” ghi cho {kinds}: hãy ghi mã đầy đủ.")
    raise Refused(sentence.format(title=form.text, kinds=_kinds(tables)))


def _kinds(tables: Sequence[str]) -> str:
    """ "trẻ em (TE), hộ gia đình (HG)": what a form may be about, with the letters of its ids."""
    letters = {table: kind for kind, table in KINDS.items()}
    words = {
        "children": _("trẻ em"), "households": _("hộ gia đình"), "cases": _("ca"), "activities": _("hoạt động"),
        "workers": _("người làm công tác"), "organisations": _("tổ chức"), "events": _("sự kiện"),
    }  # fmt: skip
    return ", ".join(f"{words.get(table, table)} ({letters[table]})" for table in tables)

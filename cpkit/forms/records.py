"""Records that are one form in one table: organisations, workers, households, events.

A record is added, shown, listed, edited and cancelled here, whatever it is about; what it is about is told by its
`RecordKind`. A cancelled record stays readable and is counted nowhere; nothing is ever deleted. Getting and cancelling
ask for the table only, so that records with rules of their own (interventions, activities) do it here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.forms.added import no_longer_asked
from cpkit.forms.answers import from_document, to_document
from cpkit.forms.checking import Checked, check
from cpkit.forms.loading import load
from cpkit.forms.model import REPEAT, SILENT, Field, Form, flat
from cpkit.forms.reading import AnswerError, Context, is_empty, read_value
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today
from cpkit.vietnamese import collation_key, name_key

if TYPE_CHECKING:
    from cpkit.store import Document, Store

SortKey = Callable[[Mapping[str, Any]], Any]


def _as_given(store: Store, document: dict[str, Any]) -> dict[str, Any]:
    return document


@dataclass(frozen=True)
class RecordKind:
    """One kind of record: its table and form, the order of its lists, and what is filled in before it is stored."""

    table: str
    form_id: str
    sort_key: SortKey
    complete: Callable[[Store, dict[str, Any]], dict[str, Any]] = _as_given

    @property
    def form(self) -> Form:
        """The form that says what such a record holds."""
        return load(self.form_id)


def by_text(*keys: str) -> SortKey:
    """Sort by these fields as Vietnamese is sorted; what is empty comes last."""
    return lambda document: tuple((not document.get(key), collation_key(str(document.get(key) or ""))) for key in keys)


def by_person(key: str) -> SortKey:
    """Sort by a person's name: given name, then family and middle name."""
    return lambda document: name_key(str(document.get(key) or ""))


def by_latest(key: str) -> SortKey:
    """Sort by a date, the latest first."""
    return lambda document: [-ord(sign) for sign in str(document.get(key) or "")]


def add(store: Store, kind: RecordKind, checked: Checked) -> int:
    """Store a new record from checked answers; its id."""
    values = checked.require()
    document = kind.complete(store, to_document(values)) | {"cancelled": None, **_origin(kind.form)}
    with store.write(f"{kind.table} add"):
        return int(store.table(kind.table).insert(document))


def get(store: Store, table: str, doc_id: int) -> Document:
    """The record; Refused when there is none."""
    found: Document | None = store.table(table).get(doc_id=doc_id)
    if found is None:
        raise Refused(_("Không có bản ghi nào mang mã {id}.").format(id=show_id(table, doc_id)))
    return found


def listed(store: Store, kind: RecordKind, *, cancelled: bool = False) -> list[tuple[int, dict[str, Any]]]:
    """Every record with its id in the order of the kind; those cancelled only where asked for."""
    documents: Iterator[tuple[int, dict[str, Any]]] = store.rows(kind.table)
    rows = [(doc_id, row) for doc_id, row in documents if cancelled or not row.get("cancelled")]
    return sorted(rows, key=lambda pair: (kind.sort_key(pair[1]), pair[0]))


def current_answers(kind: RecordKind, document: Mapping[str, Any]) -> dict[str, Any]:
    """The answers a record was stored with, ready to be changed and checked again."""
    return from_document(kind.form, document)


def change(store: Store, kind: RecordKind, doc_id: int, answers: Mapping[str, Any]) -> tuple[Checked, bool]:
    """Give a record other answers; the whole is checked again. The second is False when nothing changed.

    Rows of a repeat are added to the rows there are; an empty list takes them away. Refused for a cancelled record.
    """
    with store.write(f"{kind.table} edit"):
        before = standing(store, kind.table, doc_id)
        merged = merge(kind.form, current_answers(kind, before), answers, Context(kind.form, today(), store.read_id))
        checked = check(kind.form, merged, today=today(), resolver=store.read_id)
        after = kind.complete(store, to_document(checked.require()))
        if all(before.get(key) == value for key, value in after.items()):
            return checked, False
        store.table(kind.table).update({**after, **_origin(kind.form)}, doc_ids=[doc_id])
    return checked, True


def cancel(store: Store, table: str, doc_id: int, reason: str, *, action: str = "") -> None:
    """Take a record back, with the reason; Refused without one, or when it was taken back before.

    `action` is its name in the ledger, where that is not the table's.
    """
    if not reason.strip():
        raise Refused(_("Phải ghi lý do hủy."))
    with store.write(action or f"{table} cancel"):
        standing(store, table, doc_id)
        cancelled = {"on": today().isoformat(), "reason": reason.strip()}
        store.table(table).update({"cancelled": cancelled}, doc_ids=[doc_id])


def standing(store: Store, table: str, doc_id: int) -> Document:
    """The record; Refused when there is none or it was cancelled."""
    found = get(store, table, doc_id)
    if found.get("cancelled"):
        sentence = _("Bản ghi {id} đã hủy: {reason}")
        raise Refused(sentence.format(id=show_id(table, doc_id), reason=found["cancelled"]["reason"]))
    return found


def merge(form: Form, before: Mapping[str, Any], answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """`before` with `answers` laid over it; rows of a repeat with the same first answer are changed, others added."""
    merged = dict(before)
    repeats = {asked.key: asked for asked in form.questions() if asked.kind == REPEAT}
    for key, answer in answers.items():
        rows = before.get(key) or []
        merged[key] = _merged_rows(repeats[key], rows, answer, context) if key in repeats and answer else answer
    return merged


def outward(kind: RecordKind, doc_id: int, document: Mapping[str, Any]) -> dict[str, Any]:
    """A record as JSON shows it: its id first, ids of other records as people read them."""
    shown = {
        asked.key: _outward_answer(asked, document.get(asked.key))
        for asked in kind.form.questions()
        if asked.kind != "note"
    }
    shown |= no_longer_asked(kind.form, document)
    return {"id": show_id(kind.table, doc_id), **shown, "cancelled": document.get("cancelled")}


def _outward_answer(asked: Field, value: Any) -> Any:
    if asked.kind == REPEAT:
        return [
            {inner.key: _outward_answer(inner, row.get(inner.key)) for inner in asked.fields} for row in value or []
        ]
    if asked.many and value is None:
        return []
    if not asked.reference:
        return value
    if isinstance(value, list):
        return [show_id(asked.reference, one) if isinstance(one, int) else one for one in value]
    return show_id(asked.reference, value) if isinstance(value, int) else value


def _merged_rows(
    repeat: Field, before: list[dict[str, Any]], answer: list[dict[str, Any]], context: Context
) -> list[dict[str, Any]]:
    rows = [dict(row) for row in before]
    first, left = next(asked for asked in flat(repeat.fields) if asked.kind not in SILENT), list(rows)
    for given in answer:
        meant = _meaning(first, given.get(first.key), context)
        same = next((row for row in left if _meaning(first, row.get(first.key), context) == meant), None)
        if same is None:
            rows.append(dict(given))
        else:
            same.update(given)
            left = [row for row in left if row is not same]  # two rows given never become one
    return rows


def _meaning(first: Field, raw: Any, context: Context) -> Any:
    """What a row is about, however it was written; what cannot be read is about nothing else."""
    try:
        return raw if is_empty(raw) else read_value(first, raw, context)
    except AnswerError:
        return object()


def _origin(form: Form) -> dict[str, str]:
    return {"form": form.id, "form_version": form.version}

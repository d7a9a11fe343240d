"""Answers of a form about a child that are taken over into the register (XLSForm's save_to), in the same write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.errors import Refused
from cpkit.forms import Checked, Form, check, entries, load
from cpkit.forms.answers import plain
from cpkit.forms.checking import holds
from cpkit.forms.entries import Subject
from cpkit.forms.model import flat
from cpkit.language import _
from cpkit.register import answers as answering
from cpkit.register import children
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "children"


def add(
    store: Store, form: Form, filled: Sequence[tuple[Checked, Subject | None]], submissions: Sequence[str] = (), *,
    today: date,
) -> tuple[list[int], list[int]]:  # fmt: skip
    """Store filled forms and what they save to the register, all or none; their ids, and the children changed.

    Refused with everything that the register does not take.
    """
    with store.write(f"{entries.TABLE} add"):
        ids = entries.add(store, form, filled, submissions)
        changed = [
            subject.id for checked, subject in filled if subject is not None and _save(store, checked, subject, today)
        ]
    return ids, list(dict.fromkeys(changed))


def saved_answers(checked: Checked) -> dict[str, Any]:
    """The answers that go to the register, by its own questions; one that was not given changes nothing."""
    asked = [one for one in flat(checked.form.fields) if one.save_to]
    return {one.save_to: plain(checked.values[one.key]) for one in asked if checked.values.get(one.key) is not None}


def _save(store: Store, checked: Checked, subject: Subject, today: date) -> bool:
    """Change the child the form is about; whether anything changed."""
    given = saved_answers(checked) if subject.table == TABLE else {}
    condition = checked.form.save_if
    if not given or (condition and not holds(checked, condition, today=today)):
        return False
    child = store.table(TABLE).get(doc_id=subject.id)
    read = check(load(answering.FORM), answering.edited(child, given), today=today, resolver=store.read_id)
    if read.problems:
        raise Refused(_not_taken(checked.form, subject.id), read.problems)
    return bool(children.edit(store, subject.id, _fields(child, read, today), today=today))


def _fields(child: Mapping[str, Any], read: Checked, today: date) -> dict[str, Any]:
    values = answering.from_form(read.values, today)
    fields = {key: value for key, value in values.items() if key not in answering.LISTS}
    return fields | {"extra": answering.strays(child) | fields["extra"]}


def _not_taken(form: Form, child: int) -> str:
    sentence = _("Sổ trẻ em không nhận câu trả lời của phiếu “{title}” cho {id}; chưa ghi phiếu nào.")
    return sentence.format(title=form.text, id=show_id(TABLE, child))

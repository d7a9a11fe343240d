"""A workbook becomes a form of the ward: read, compared with the version before, kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cpkit.errors import Refused
from cpkit.forms import ward
from cpkit.forms.loading import brought_ids
from cpkit.forms.model import Field, Form, walk
from cpkit.language import _
from cpkit.reports.indicators import Indicator
from cpkit.reports.report import brought, brought_tables
from cpkit.reports.tables import built_in_tables
from cpkit.xlsform.counting import INDICATORS, TABLES, counted
from cpkit.xlsform.reading import Read, read_form
from cpkit.xlsform.suspicions import suspicions


@dataclass(frozen=True)
class Added:
    """A form as it was kept: whether it is a new version, the version before it, what the officer should know."""

    form: Form
    new: bool
    before: Form | None
    notes: tuple[str, ...]


def add(path: Path, *, as_text: frozenset[str] = frozenset()) -> Added:
    """Keep the form in the workbook at `path`; Refused with every problem, and for an id that is not the ward's."""
    read = read_form(path, as_text=as_text)
    made = compiled(read)
    before, notes = last_version(read.form.id), notes_on(read)
    form, new = ward.keep(made, path.name, read.workbook.content)
    return Added(form, new, before, notes)


def last_version(form_id: str) -> Form | None:
    """The newest version of the form there is, also of one that was removed."""
    earlier = ward.versions(form_id)
    return earlier[-1] if earlier else None


def notes_on(read: Read) -> tuple[str, ...]:
    """What the officer should know of a form before it is kept: what is not used, hardly meant, no longer asked."""
    before = last_version(read.form.id)
    changes = differences(before, read.form) if before else ()
    return (*read.notes, *suspicions(read.form, read.workbook), *changes)


def compiled(read: Read) -> ward.Compiled:
    """The form with the tables and indicators that its workbook declares; Refused with all that is wrong in these."""
    _check_id(read.form.id)
    if read.workbook.sheet(TABLES) is None and read.workbook.sheet(INDICATORS) is None:
        return ward.Compiled(read.form)
    found = counted(read.workbook, read.form, _taken(read.form.id))
    if found.problems:
        sentence = _("Biểu mẫu {name} có chỗ chưa đúng, chưa nạp.").format(name=read.workbook.path.name)
        raise Refused(sentence, tuple(found.problems))
    return ward.Compiled(read.form, tuple(found.tables), tuple(found.indicators))


def _taken(form_id: str) -> set[str]:
    """The ids of tables and indicators in use, those of the form's own last version left out."""
    others = [one for one in ward.standing() if one.form.id != form_id]
    own = {written["id"] for one in others for written in (*one.tables, *one.indicators)}
    tables = (*built_in_tables(), *brought_tables())
    return own | {one.id for one in tables} | {one.id for one in brought("indicators", Indicator)}


def _check_id(form_id: str) -> None:
    """A ward's form takes the place of no other, and no two differ by capitals only, as no folders do."""
    if form_id in brought_ids():
        sentence = _("Mã “{id}” là của một biểu mẫu có sẵn: hãy đổi form_id ở trang settings.")
        raise Refused(sentence.format(id=form_id))
    alike = next((one for one in ward.ids() if one != form_id and one.casefold() == form_id.casefold()), None)
    if alike:
        sentence = _("Đã có biểu mẫu “{alike}”, chỉ khác chữ hoa với “{id}”: hãy đổi form_id ở trang settings.")
        raise Refused(sentence.format(alike=alike, id=form_id))


def differences(before: Form, after: Form) -> Iterator[str]:
    """What answers given to the version before have that this one no longer asks for, in sentences."""
    old, now = _questions(before), _questions(after)
    for path, asked in old.items():
        name = "/".join(path)
        if path not in now:
            sentence = _("Câu “{label}” ({name}) không còn; câu trả lời cũ vẫn giữ, có cột riêng khi ghi ra tệp.")
            yield sentence.format(label=asked.text, name=name)
        elif now[path].kind != asked.kind:
            sentence = _("Câu “{label}” ({name}) đổi kiểu {old} thành {new}; câu trả lời cũ giữ nguyên kiểu cũ.")
            yield sentence.format(label=asked.text, name=name, old=asked.kind, new=now[path].kind)
    for listed, choices in before.choices.items():
        kept = {choice.name for choice in after.choices.get(listed, ())}
        gone = [choice.text for choice in choices if choice.name not in kept]
        if gone and listed in after.choices:
            sentence = _("Danh sách {list} bỏ lựa chọn: {names}; câu trả lời cũ vẫn giữ.")
            yield sentence.format(list=listed, names="; ".join(gone[:20]) + ("…" if len(gone) > 20 else ""))


def _questions(form: Form) -> dict[tuple[str, ...], Field]:
    return {path: asked for path, asked in walk(form.fields) if asked.kind not in ("note", "begin_group")}

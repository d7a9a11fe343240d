"""`add`, `list`, `show`, `edit`, `cancel` for one kind of record: the commands of every kind come from here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import answers_option, json_option, reason_option, with_example
from cpkit.commands.output import emit_json, say, show, table, warn_all
from cpkit.commands.typed import answers_of_file, need
from cpkit.errors import Misused
from cpkit.forms import records
from cpkit.forms.options import form_options
from cpkit.forms.records import RecordKind
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.store import Store


@dataclass(frozen=True)
class RecordWords:
    """How one kind of record speaks: `name` in sentences ("tổ chức"), the columns of its list, and examples.

    An example is a line without `cpkit`.
    """

    name: str
    group: str
    help: str
    add_example: str
    edit_example: str
    columns: tuple[str, ...]


def record_group(kind: RecordKind, words: RecordWords) -> click.Group:
    """The click group of one kind of record."""
    examples = (words.add_example, f"{words.group} list", words.edit_example)
    group = click.Group(words.group, help=with_example(words.help, *examples))
    for command in (
        _add(kind, words),
        _list(kind, words),
        _show(kind, words),
        _edit(kind, words),
        _cancel(kind, words),
    ):
        group.add_command(command)
    return group


def resolve(store: Store, kind: RecordKind, text: str) -> int:
    """The id that an officer typed for a record of this kind."""
    return store.read_id(kind.table, text)


def _add(kind: RecordKind, words: RecordWords) -> click.Command:
    text = _("Ghi {name} mới. Trong cửa sổ lệnh, điều còn thiếu sẽ được hỏi.").format(name=words.name)

    @click.command("add", help=with_example(text, words.add_example))
    @form_options(kind.form_id)
    @answers_option
    @json_option
    @with_store
    def add(store: Store, answers: dict[str, Any], answers_file: Path | None, as_json: bool) -> None:
        from cpkit.forms.drafts import Draft
        from cpkit.forms.prompts import complete

        draft = Draft(store, kind.form)
        checked = complete(
            kind.form,
            answers_of_file(answers_file, answers),
            today=today(),
            resolver=store.read_id,
            draft=draft,
            interactive=current_session().interactive,
        )
        doc_id = records.add(store, kind, checked)
        draft.clear()
        warn_all(checked.warnings)
        shown = show_id(kind.table, doc_id)
        if as_json:
            emit_json({"id": shown})
        else:
            show(_("Đã ghi {name} {id}.").format(name=words.name, id=shown))

    return add


def _list(kind: RecordKind, words: RecordWords) -> click.Command:
    @click.command("list", help=with_example(_("Danh sách đã ghi."), f"{words.group} list"))
    @click.option("--all", "with_cancelled", is_flag=True, help=_("Cả những bản ghi đã hủy."))
    @json_option
    @with_store
    def list_(store: Store, with_cancelled: bool, as_json: bool) -> None:
        rows = records.listed(store, kind, cancelled=with_cancelled)
        store.look(f"{kind.table} list")
        if as_json:
            emit_json([records.outward(kind, doc_id, document) for doc_id, document in rows])
        elif rows:
            _show_table(kind, words, rows)
        else:
            say(_("Chưa ghi {name} nào.").format(name=words.name))

    return list_


def _show_table(kind: RecordKind, words: RecordWords, rows: list[tuple[int, dict[str, Any]]]) -> None:
    from cpkit.forms.showing import show_answer

    form = kind.form
    asked = [form.field(key) for key in words.columns]
    lines = list[list[str]]()
    for doc_id, document in rows:
        mark = "\n" + _("(đã hủy)") if document.get("cancelled") else ""
        cells = [show_answer(form, field, document.get(field.key)) for field in asked]
        lines.append([show_id(kind.table, doc_id) + mark, *cells])
    title = f"{form.text} ({len(rows)})"
    table([_("Mã"), *(field.text for field in asked)], lines, title=title, whole=[_("Mã")])


def _show(kind: RecordKind, words: RecordWords) -> click.Command:
    text = _("Xem một bản ghi với mọi điều đã ghi.")

    @click.command("show", help=with_example(text, f"{words.group} show 12"))
    @click.argument("record_id", metavar=_("MÃ"))
    @json_option
    @with_store
    def show_one(store: Store, record_id: str, as_json: bool) -> None:
        from cpkit.commands.form_about import show_forms_about
        from cpkit.forms.showing import lines

        doc_id = resolve(store, kind, record_id)
        document = records.get(store, kind.table, doc_id)
        store.look(f"{kind.table} show", [show_id(kind.table, doc_id)])
        if as_json:
            emit_json(records.outward(kind, doc_id, document))
            return
        show(show_id(kind.table, doc_id))
        for label, answer in lines(kind.form, document):
            show(f"  {label}: {answer}")
        show_forms_about(store, kind.table, doc_id, "  ")
        if document.get("cancelled"):
            show("  " + _("Đã hủy: {reason}").format(reason=document["cancelled"]["reason"]))

    return show_one


def _edit(kind: RecordKind, words: RecordWords) -> click.Command:
    text = _('Sửa một bản ghi: nêu những điều cần sửa; để trống ("") là xóa câu trả lời.')

    @click.command("edit", help=with_example(text, words.edit_example))
    @click.argument("record_id", metavar=_("MÃ"))
    @form_options(kind.form_id)
    @with_store
    def edit(store: Store, record_id: str, answers: dict[str, Any]) -> None:
        doc_id = resolve(store, kind, record_id)
        if not answers:
            answers = _asked_again(store, kind, doc_id)
        checked, changed = records.change(store, kind, doc_id, answers)
        warn_all(checked.warnings)
        shown = show_id(kind.table, doc_id)
        say(_("Không có gì thay đổi.") if not changed else _("Đã sửa {name} {id}.").format(name=words.name, id=shown))

    return edit


def _asked_again(store: Store, kind: RecordKind, doc_id: int) -> dict[str, Any]:
    """The answers after an officer looked through them in a terminal; Misused where nobody can be asked."""
    from cpkit.forms.prompts import ask

    document = records.standing(store, kind.table, doc_id)
    if not current_session().interactive:
        raise Misused(_("Hãy nêu điều cần sửa bằng các tùy chọn; xem: --help."))
    known = records.current_answers(kind, document)
    before = {asked.key: known.get(asked.key) for asked in kind.form.questions()}
    after = ask(kind.form, before, today=today(), resolver=store.read_id)
    return {key: after.get(key) for key in before if after.get(key) != before[key]}


def _cancel(kind: RecordKind, words: RecordWords) -> click.Command:
    text = _("Hủy một bản ghi ghi nhầm. Bản ghi vẫn xem lại được nhưng không còn được tính.")

    @click.command("cancel", help=with_example(text, f'{words.group} cancel 12 --reason "{_("Ghi trùng")}"'))
    @click.argument("record_id", metavar=_("MÃ"))
    @reason_option
    @with_store
    def cancel(store: Store, record_id: str, reason: str | None) -> None:
        doc_id = resolve(store, kind, record_id)
        records.standing(store, kind.table, doc_id)
        records.cancel(store, kind.table, doc_id, need(reason, _("Lý do hủy"), "--reason"))
        say(_("Đã hủy {name} {id}.").format(name=words.name, id=show_id(kind.table, doc_id)))

    return cancel

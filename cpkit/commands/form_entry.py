"""`cpkit form entry`: one filled form, shown, corrected, taken back."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import current_session, with_store
from cpkit.commands.form_entries import TABLE, refuse_wrong_targets, set_option
from cpkit.commands.options import (
    answers_option,
    confidential_option,
    json_option,
    reason_option,
    with_example,
)
from cpkit.commands.output import WIDTH, emit_json, say, show, show_pair, show_wrapped, warn_all
from cpkit.commands.typed import answers_of_file, need, said_answers
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.forms.copies import Given
    from cpkit.store import Document, Store


@click.group(
    "entry",
    help=with_example(
        _("Một phiếu đã ghi: xem, sửa, hủy."),
        "form entry show PH-KM-00007-A",
        "form entry edit 7 --set place=Trường",
        'form entry cancel 7 --reason "Ghi trùng"',
    ),
)
def entry_command() -> None:
    """The group of one entry."""


@entry_command.command(
    "show", help=with_example(_("Xem một phiếu với mọi câu trả lời."), "form entry show PH-KM-00007-A")
)
@click.argument("entry", metavar=_("PHIẾU"))
@confidential_option
@json_option
@with_store
def show_command(store: Store, entry: str, confidential: bool, as_json: bool) -> None:
    """One entry in full, also one of a form that changed or is gone."""
    from cpkit.forms import entries
    from cpkit.forms.copies import Given

    doc_id = store.read_id(TABLE, entry)
    document = entries.get(store, doc_id)
    store.look("form entry --confidential" if confidential else "form entry", [show_id(TABLE, doc_id)])
    if as_json:
        emit_json(entries.outward(document, Given(store), confidential=confidential))
    else:
        _show(document, Given(store), confidential)


def _show(document: Document, given: Given, confidential: bool) -> None:
    from cpkit.forms import entries
    from cpkit.forms.layout import screen_lines
    from cpkit.forms.showing import as_stored

    form, answers = given.form(document), entries.told(document, given, confidential=confidential)
    about = document["subject"]
    show(f"{show_id(TABLE, document.doc_id)}  {form.text if form else document['form']}")
    show_pair("  " + _("Ghi cho"), show_id(about["table"], about["id"]) if about else "")
    for title, day in zip((_("Ngày"), _("Đến ngày")), entries.days_shown(document), strict=True):
        show_pair(f"  {title}", day)
    gone = entries.no_longer_asked(form, given.latest(document["form"]))
    old, version = _("{label} (câu của bản {version})"), document["form_version"]
    labels = (
        {one.key: old.format(label=one.text, version=version) for one in form.questions() if one.key in gone}
        if form
        else {}
    )
    for line in screen_lines(form, answers, document.get("unknown", ()), labels) if form else ():
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        show(
            textwrap.fill(
                line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False
            )
        )
    for key, stray in entries.strays(form, answers):
        show_pair(f"  {old.format(label=key, version=version)}", as_stored(stray))
    if not given.in_use(document["form"]):
        show_wrapped(_("Biểu mẫu này không còn dùng: phiếu chỉ xem và ghi ra tệp được."))
    if answers != document["answers"]:
        show_wrapped(_("Có câu trả lời mật: xem bằng --confidential."))
    if document["cancelled"]:
        show("  " + _("Đã hủy: {reason}").format(reason=document["cancelled"]["reason"]))


@entry_command.command(
    "edit",
    help=with_example(
        _('Sửa một phiếu: nêu những câu cần sửa; để trống (câu="") là xóa câu trả lời.'),
        "form entry edit PH-KM-00007-A --set place=Trường",
        "form entry edit 7 --answers sua.json",
    ),
)
@click.argument("entry", metavar=_("PHIẾU"))
@set_option
@answers_option
@with_store
def edit_command(store: Store, entry: str, said: tuple[str, ...], answers_file: Path | None) -> None:
    """Other answers; the whole entry is checked again."""
    from cpkit.cases.people import resolver
    from cpkit.forms import entries

    doc_id = store.read_id(TABLE, entry)
    answers = answers_of_file(answers_file, {}) | said_answers(said)
    asked = not answers
    if asked:
        answers = _asked_again(store, doc_id)
    with store.write(f"{TABLE} edit"):
        checked, changed = entries.change(store, doc_id, answers, resolver(store), rows_whole=asked)
        refuse_wrong_targets(store, checked.form.id, [doc_id])
    warn_all(checked.warnings)
    sentence = _("Đã sửa phiếu {id}.") if changed else _("Không có gì thay đổi.")
    say(sentence.format(id=show_id(TABLE, doc_id)))


def _asked_again(store: Store, doc_id: int) -> dict[str, Any]:
    """The answers after an officer looked through them in a terminal; `Misused` where nobody can be asked."""
    from cpkit.cases.people import resolver
    from cpkit.forms import entries
    from cpkit.forms.prompts import ask

    if not current_session().interactive:
        raise Misused(_("Hãy nêu câu cần sửa: --set CÂU=TRẢ LỜI hoặc --answers TỆP."))
    form, answers = entries.editable(store, doc_id)
    store.look("form entry --confidential", [show_id(TABLE, doc_id)])  # every answer is on the screen
    before = {asked.key: answers.get(asked.key) for asked in form.questions()}
    after = ask(form, before, today=today(), resolver=resolver(store))
    return {key: after.get(key) for key in before if after.get(key) != before[key]}


@entry_command.command(
    "cancel",
    help=with_example(
        _("Hủy một phiếu ghi nhầm. Phiếu vẫn xem lại được nhưng không còn được tính."),
        'form entry cancel PH-KM-00007-A --reason "Ghi trùng"',
    ),
)
@click.argument("entry", metavar=_("PHIẾU"))
@reason_option
@with_store
def cancel_command(store: Store, entry: str, reason: str | None) -> None:
    """Take an entry back."""
    from cpkit.forms import entries

    doc_id = store.read_id(TABLE, entry)
    entries.standing(store, doc_id)
    entries.cancel(store, doc_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy phiếu {id}.").format(id=show_id(TABLE, doc_id)))


COMMANDS = (entry_command,)

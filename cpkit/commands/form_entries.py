"""`cpkit form fill` and `cpkit form entry`: answers of any form, about a record of the store or about nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import answers_option, confidential_option, json_option, reason_option, with_example
from cpkit.commands.output import emit_json, say, show, show_pair, show_wrapped, warn_all
from cpkit.commands.typed import answers_of_file, need, said_answers
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from pathlib import Path

    from cpkit.forms import Checked, Form
    from cpkit.forms.drafts import Draft
    from cpkit.forms.entries import Subject
    from cpkit.store import Document, Store

TABLE = "entries"

FILL_HELP = _("""Ghi một phiếu theo biểu mẫu bất kỳ: cho một trẻ, một hộ, một ca, hay không cho ai.

Trong cửa sổ lệnh, các câu được hỏi lần lượt; dừng giữa chừng thì phần đã gõ được giữ lại. Câu có nhiều dòng ghi
trong tệp JSON của --answers. Mẫu có lệnh riêng (đăng ký trẻ, các mẫu của ca) thì dùng lệnh ấy.

\b
Thí dụ:
  cpkit form fill khao_sat --for TE-KM-00042-H
  cpkit form fill khao_sat --set date=12/5/2025 --set "place=Nhà văn hóa"
  cpkit form fill khao_sat --answers khao-sat.json
  cpkit form show khao_sat          các câu của một mẫu và mã trả lời""")

set_option = click.option(
    "--set", "said", multiple=True, metavar=_("CÂU=TRẢ LỜI"), help=_("Một câu trả lời; nêu được nhiều lần.")
)
for_option = click.option("--for", "about", metavar=_("MÃ"), help=_("Ghi cho trẻ, hộ, ca… mang mã này."))


@click.command("fill", help=FILL_HELP)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
@for_option
@set_option
@answers_option
@click.option("--draft", "as_draft", is_flag=True, help=_("Chỉ giữ lại để gõ tiếp lần sau, chưa ghi thành phiếu."))
@json_option
@with_store
def fill_command(
    store: Store, form_id: str, about: str | None, said: tuple[str, ...], answers_file: Path | None, as_draft: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Ask what is missing and store the form, or keep what there is as a draft."""
    from cpkit.cases.people import resolver
    from cpkit.forms import entries
    from cpkit.forms.drafts import Draft

    form = fillable(form_id)
    subject = entries.subject_of(store, form, about, resolver(store))
    given = entries.given_answers(form, answers_of_file(answers_file, {})) | said_answers(said)
    draft = Draft(store, form, subject.shown if subject else "")
    if as_draft:
        _keep_draft(draft, given)
        return
    checked = _completed(store, form, given, draft)
    (doc_id,) = entries.add(store, form, [(checked, subject)])
    draft.clear()
    warn_all(checked.warnings)
    _tell_filled(form, doc_id, subject, as_json)


def fillable(form_id: str) -> Form:
    """The form; `Misused` naming the command of a form that has its own."""
    from cpkit.forms import load

    form = load(form_id)
    if form.command:
        sentence = _("Phiếu “{title}” có lệnh riêng: cpkit {command}.")
        raise Misused(sentence.format(title=form.text, command=form.command))
    return form


def _keep_draft(draft: Draft, given: dict[str, Any]) -> None:
    if not given:
        raise Misused(_("Chưa có câu trả lời nào để giữ lại: hãy thêm --set hoặc --answers."))
    draft.save(draft.load() | given)
    say(_("Đã giữ lại phần đã gõ; gõ tiếp bằng lệnh này, không có --draft."))


def _completed(store: Store, form: Form, given: dict[str, Any], draft: Draft) -> Checked:
    """The answers checked; in a terminal every question without an answer is asked first."""
    from cpkit.cases.people import resolver
    from cpkit.forms.prompts import ask, complete

    find, asking = resolver(store), current_session().interactive
    if asking and not given:
        given = ask(form, given, today=today(), resolver=find, draft=draft)
    return complete(form, given, today=today(), resolver=find, draft=draft, interactive=asking)


def _tell_filled(form: Form, doc_id: int, subject: Subject | None, as_json: bool) -> None:
    shown, about = show_id(TABLE, doc_id), subject.shown if subject else None
    if as_json:
        emit_json({"id": shown, "form": form.id, "form_version": form.version, "subject": about})
    elif about:
        show(_("Đã ghi phiếu {id} “{title}” cho {about}.").format(id=shown, title=form.text, about=about))
    else:
        show(_("Đã ghi phiếu {id} “{title}”.").format(id=shown, title=form.text))


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

    doc_id = store.read_id(TABLE, entry)
    document = entries.get(store, doc_id)
    store.look("form entry --confidential" if confidential else "form entry", [show_id(TABLE, doc_id)])
    if as_json:
        emit_json(entries.outward(document, confidential=confidential))
    else:
        _show(document, confidential)


def _show(document: Document, confidential: bool) -> None:
    from cpkit.forms import entries
    from cpkit.forms.showing import lines
    from cpkit.vietnamese import show_date

    form, answers = entries.form_of(document), entries.told(document, confidential=confidential)
    about = document["subject"]
    show(f"{show_id(TABLE, document.doc_id)}  {form.text if form else document['form']}")
    show_pair("  " + _("Ghi cho"), show_id(about["table"], about["id"]) if about else "")
    show_pair("  " + _("Ngày"), show_date(document["on"]))
    show_pair("  " + _("Đến ngày"), show_date(document["to"]) if document["to"] else "")
    for label, answer in lines(form, answers) if form else ():
        show_pair(f"  {label}", answer)
    for key, answer in entries.strays(form, answers):
        show_pair(_("  {name} (câu của bản {version})").format(name=key, version=document["form_version"]), answer)
    if not confidential and len(answers) < len(document["answers"]):
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
    if not answers:
        answers = _asked_again(store, doc_id)
    checked, changed = entries.change(store, doc_id, answers, resolver(store))
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


COMMANDS = (fill_command, entry_command)

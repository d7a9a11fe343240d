"""`cpkit form fill` and `cpkit form answers`: answers of any form, about a record of the store or about nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import current_session, with_store
from cpkit.commands.options import (
    answers_option,
    confidential_option,
    json_option,
    span_options,
)
from cpkit.commands.output import emit_json, say, show, show_wrapped, warn, warn_all
from cpkit.commands.typed import answers_of_file, read_span, said_answers
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.forms import Checked, Form
    from cpkit.forms.copies import Given
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

ANSWERS_HELP = _("""Các phiếu đã ghi theo một biểu mẫu: xem, ghi ra tệp, hoặc nhận từ mẫu Excel đã phát.

Nhận phiếu: phát mẫu bằng form template, người khác ghi, rồi --import tệp ấy. Phiếu ghi trên điện thoại cũng vậy: tệp
tải về từ Kobo, ODK (.xlsx, .csv, .zip); phiếu đã nhận rồi thì bỏ qua. Một dòng sai thì chưa dòng nào được nhận;
mọi chỗ sai được nêu cùng lúc, với số dòng trong Excel.

\b
Thí dụ:
  cpkit form answers khao_sat
  cpkit form answers khao_sat --from 1/1/2025 --out khao-sat.xlsx
  cpkit form answers khao_sat --for TE-KM-00042-H --json
  cpkit form template khao_sat --out mau.xlsx
  cpkit form answers khao_sat --import mau.xlsx""")

MOST_SHOWN = 230
"""Characters of answers that the list shows of one form: three lines."""

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
    checked = _completed(store, form, given, draft, subject)
    try:
        (doc_id,) = _stored(store, form, [(checked, subject)])
    except Refused:
        if current_session().interactive and not given:
            say(_("Phần đã gõ vẫn được giữ; chạy lại lệnh này để sửa rồi ghi."))
        raise
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


def _completed(store: Store, form: Form, given: dict[str, Any], draft: Draft, subject: Subject | None) -> Checked:
    """The answers checked; in a terminal every question without an answer is asked first."""
    from cpkit.cases.people import resolver
    from cpkit.forms.prompts import ask, complete

    find, asking = resolver(store), current_session().interactive
    if asking and subject is not None:
        say(_("Ghi cho: {record}").format(record=named_record(store, subject)))
    if asking and not given:
        given = ask(form, given, today=today(), resolver=find, draft=draft)
    return complete(form, given, today=today(), resolver=find, draft=draft, interactive=asking)


def named_record(store: Store, subject: Subject) -> str:
    """The id of a record, with the name of the child where it is one: nobody fills in a form about another."""
    record = store.table(subject.table).get(doc_id=subject.id) or {}
    return " ".join(part for part in (subject.shown, record.get("name") or record.get("title") or "") if part)


def _tell_filled(form: Form, doc_id: int, subject: Subject | None, as_json: bool) -> None:
    shown, about = show_id(TABLE, doc_id), subject.shown if subject else None
    if as_json:
        emit_json({"id": shown, "form": form.id, "form_version": form.version, "subject": about})
    elif about:
        show(_("Đã ghi phiếu {id} “{title}” cho {about}.").format(id=shown, title=form.text, about=about))
    else:
        show(_("Đã ghi phiếu {id} “{title}”.").format(id=shown, title=form.text))


@click.command("answers", help=ANSWERS_HELP)
@click.argument("form_id", metavar=_("BIỂU-MẪU"))
@for_option
@span_options
@click.option("--all", "everything", is_flag=True, help=_("Cả những phiếu đã hủy."))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar=_("TỆP"), help=_("Ghi vào tệp này: .xlsx, .csv hoặc .json.")
)
@click.option(
    "--import",
    "source",
    type=click.Path(path_type=Path),
    metavar=_("TỆP"),
    help=_("Nhận phiếu từ mẫu Excel đã ghi, hoặc tệp của Kobo, ODK."),
)
@click.option("--again", is_flag=True, help=_("Nhận cả những dòng đã có phiếu y như vậy."))
@confidential_option
@json_option
@with_store
def answers_command(
    store: Store, /, form_id: str, about: str | None, first: str | None, last: str | None, confidential: bool,
    as_json: bool, **chosen: Any,
) -> None:  # fmt: skip
    """The filled forms of one form: on the screen, into a file; or forms taken in from a file."""
    from cpkit.cases.people import resolver
    from cpkit.forms import entries
    from cpkit.forms.copies import Given

    if chosen["source"] is not None:
        _take_in(store, fillable(form_id), chosen["source"], about, again=chosen["again"], as_json=as_json)
        return
    given = Given(store)
    form = _known_form(store, given, form_id)
    subject = entries.subject_of(store, form, about, resolver(store)) if form and about else None
    start, end = read_span(first, last)
    found = entries.listed(store, form_id, subject=subject, first=start, last=end, cancelled=chosen["everything"])
    store.look("form answers --confidential" if confidential else "form answers", [form_id])
    if chosen["out"] is not None:
        _write_answers(form, found, given, chosen["out"], confidential)
    elif as_json:
        emit_json([entries.outward(one, given, confidential=confidential) for one in found])
    else:
        _show_answers(found, given)


def _known_form(store: Store, given: Given, form_id: str) -> Form | None:
    """The form; None for one that is gone but was filled. `Misused`, naming the forms there are, otherwise."""
    from cpkit.forms import load

    form = given.latest(form_id)
    if form is None and store.find_ids(TABLE, "form", form_id):
        return None
    return form or load(form_id)


def _take_in(store: Store, form: Form, source: Path, about: str | None, *, again: bool, as_json: bool) -> None:
    from cpkit.cases.people import resolver
    from cpkit.forms.entries_file import read_list
    from cpkit.xlsform.submissions import is_submissions, read_submissions

    take = read_submissions if is_submissions(source) else read_list
    read = take(store, form, source, resolver(store), about=about, again=again)
    ids = _stored(store, form, read.ready, read.submissions) if read.ready else []
    for note in read.notes:
        warn(note)
    for checked, _subject in read.ready:
        warn_all(checked.warnings)
    if read.known:
        rows = _shortened(read.known)
        warn(_("Bỏ qua các dòng đã có phiếu y như vậy: {rows}. Vẫn ghi thì thêm --again.").format(rows=rows))
    if as_json:
        emit_json({"ids": [show_id(TABLE, one) for one in ids], "known_rows": read.known})
    else:
        show(_("Đã nhận {count} phiếu “{title}”.").format(count=len(ids), title=form.text))


def _stored(
    store: Store, form: Form, filled: list[tuple[Checked, Subject | None]], submissions: Sequence[str] = ()
) -> list[int]:
    """All filled forms in one transaction, with what they save to the register of children, which is said."""
    from cpkit.register.saving import add

    with store.write(f"{TABLE} add"):
        ids, changed = add(store, form, filled, submissions, today=today())
        refuse_wrong_targets(store, form.id, ids)
    if changed:
        shown = [show_id("children", child) for child in changed]
        say(_("Đã cập nhật sổ trẻ em: {ids}.").format(ids=", ".join(shown)))
    return ids


def refuse_wrong_targets(store: Store, form_id: str, ids: list[int]) -> None:
    """Of the ward's own targets, what is wrong with them together: Refused, and nothing is kept."""
    if form_id == "chi_tieu":  # else nothing of reports is loaded
        from cpkit.reports.own_targets import refuse_wrong

        refuse_wrong(store, ids)


def _shortened(rows: list[int], most: int = 30) -> str:
    return ", ".join(map(str, rows[:most])) + (" …" if len(rows) > most else "")


def _write_answers(form: Form | None, found: list[Document], given: Given, out: Path, confidential: bool) -> None:
    from cpkit.forms.entries_file import to_csv, to_json, to_xlsx
    from cpkit.reports.files import write_out

    writers = {".csv": to_csv, ".xlsx": to_xlsx, ".json": to_json}
    write = writers.get(out.suffix.lower())
    if write is None:
        raise Misused(_("--out {name}: tên tệp phải kết thúc bằng .xlsx, .csv hoặc .json.").format(name=out.name))
    write_out(out, write(form, found, given, confidential=confidential))
    show(_("Đã ghi {count} phiếu vào {path}").format(count=len(found), path=out))
    if not confidential and any(_holds_secret(one, given) for one in found):
        warn(_("Câu trả lời mật không ghi ra tệp; cần thì thêm --confidential."))


def _holds_secret(document: Document, given: Given) -> bool:
    from cpkit.forms import entries

    return bool(entries.told(document, given, confidential=False) != document["answers"])


def _show_answers(found: list[Document], given: Given) -> None:
    """Each filled form on a line or two: its id, day, whom it is about, and its answers in short."""
    from cpkit.forms import entries
    from cpkit.forms.layout import screen_lines

    for one in found:
        about = one["subject"]
        head = [show_id(TABLE, one.doc_id), entries.days_shown(one)[0]]
        head += [show_id(about["table"], about["id"])] if about else []
        head += [_("(đã hủy)")] if one["cancelled"] else []
        show("  ".join(head))
        form, answers = given.form(one), entries.told(one, given, confidential=False)
        told = list(screen_lines(form, answers, one.get("unknown", ()))) if form else map(str, answers.values())
        show_wrapped(textwrap.shorten("; ".join(told), MOST_SHOWN, placeholder=" …"))
    if found:
        say(
            _("{count} phiếu. Xem đủ: cpkit form entry show MÃ. Ra Excel: thêm --out TỆP.xlsx").format(count=len(found))
        )
    else:
        say(_("Chưa có phiếu nào."))


COMMANDS = (fill_command, answers_command)

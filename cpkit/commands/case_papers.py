"""The papers of a case: forms filled, the dossier, the plan submitted, approved, sent back, delivered (NĐ56 Đ28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.case_levels import tell_conclusion
from cpkit.commands.casework import due_json, show_due, show_id_or_none, show_ids
from cpkit.commands.context import current_session, with_store
from cpkit.commands.number import asked_number
from cpkit.commands.options import answers_option, confidential_option, json_option, with_example
from cpkit.commands.output import emit_json, say, show, show_pair, show_wrapped, warn, warn_all
from cpkit.commands.typed import answers_of_file, need, read_day, read_time, said_answers
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cpkit.cases.cases import StepTaken
    from cpkit.cases.papers import Sheet
    from cpkit.forms.drafts import Draft
    from cpkit.store import Document, Store

FILL_HELP = _("""Ghi một biểu mẫu của ca và bước mà biểu mẫu ấy thuộc về.

Trong cửa sổ lệnh, những câu chưa có sẽ được hỏi. Ghi lại cùng một mẫu là sửa tờ đã ghi; ghi tờ mới thì thêm --again.
Mẫu 04 và Mẫu 05 mới là dự thảo: trình bằng case submit, phê duyệt bằng case approve.

\b
Thí dụ:
  cpkit case fill CA-KM-00001-B mau_02 --at "15/11/2025 14:30"
  cpkit case fill 1 mau_03 --answers mau03.json --at "17/11/2025 10:00"
  cpkit case fill 1 mau_04 --set date=20/11/2025 --set "goals=phuc_hoi"
  cpkit form show mau_02            các câu của một mẫu và mã trả lời""")

DOSSIER_HELP = _("""Hồ sơ trình phê duyệt kế hoạch: đã có gì, còn thiếu gì (NĐ56 Đ28.2).

Mẫu ghi bằng tay thì nêu --paper, kèm nơi cất bằng --note.

\b
Thí dụ:
  cpkit case dossier CA-KM-00001-B
  cpkit case dossier 1 --paper mau_03 --note "Bản giấy ký 17/11, tủ số 2" """)

APPROVE_HELP = _("""Ghi quyết định phê duyệt kế hoạch: số, ngày, người ký (NĐ56 Đ28.4).

Không nêu --number thì trong cửa sổ lệnh, số tiếp theo của năm được gợi ý (cpkit number).
Người ký là Chủ tịch hoặc Phó Chủ tịch Ủy ban nhân dân; cán bộ giữ kho tự ký thì bị từ chối.

\b
Thí dụ:
  cpkit case approve 1 --number 25/QĐ-UBND --date 21/11/2025
      --signer "Lò Văn Chủ" """)

case_argument = click.argument("case", metavar=_("CA"))
force_option = click.option("--force", metavar=_("LÝ DO"), help=_("Ghi dù còn thiếu hoặc trái thứ tự; lý do ở lại."))
at_option = click.option("--at", metavar=_("LÚC"), help=_("Lúc nào, như 15/11/2025 14:30."))


@click.command("fill", help=FILL_HELP)
@case_argument
@click.argument("form", metavar=_("MẪU"))
@click.option("--set", "said", multiple=True, metavar=_("CÂU=TRẢ LỜI"), help=_("Một câu trả lời; nêu được nhiều lần."))
@answers_option
@at_option
@click.option("--step", metavar=_("MÃ"), help=_("Bước, khi mẫu dùng cho nhiều bước (mau_02, mau_06)."))
@click.option("--again", is_flag=True, help=_("Ghi tờ mới, không sửa tờ đã ghi."))
@force_option
@json_option
@with_store
def fill_command(
    store: Store,
    case: str,
    form: str,
    said: tuple[str, ...],
    answers_file: Path | None,
    at: str | None,
    step: str | None,
    again: bool,
    force: str | None,
    as_json: bool,
) -> None:
    """Ask what is missing, store the answers, record the step."""
    from cpkit.cases.papers import check_given, fill, sheet_for
    from cpkit.forms.drafts import Draft

    case_id = store.read_id("cases", case)
    sheet = sheet_for(store, case_id, form, step=step, again=again)
    given = check_given(sheet.form, answers_of_file(answers_file, {})) | said_answers(said)
    draft = Draft(store, sheet.form, show_ids("cases", [case_id])[0])
    answers = _completed(store, case_id, sheet, given, draft)
    if current_session().interactive:
        draft.save(answers)  # a step out of order must not cost the officer what was typed
    kept = fill(store, case_id, sheet, answers, at=_asked_moment(at, sheet, answers), force=force)
    draft.clear()
    warn_all(kept.warnings)
    if as_json:
        taken = kept.taken.step.id if kept.taken else None
        shown = {"id": show_id_or_none("cases", case_id), "form": sheet.form.id, "form_version": sheet.form.version}
        emit_json({**shown, "step": taken, "plan": sheet.cycle, "clock": _clock_json(store, case_id)})
        return
    show(_("Đã ghi {form}.").format(form=sheet.form.text))
    tell_conclusion(sheet.form, store.table("case_forms").get(doc_id=kept.id)["answers"])
    _tell_step(store, case_id, kept.taken)


def _completed(store: Store, case_id: int, sheet: Sheet, given: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """The answers with the missing ones asked in a terminal; elsewhere all that is wrong is said at once."""
    from cpkit.cases.papers import known_answers
    from cpkit.cases.people import resolver
    from cpkit.forms.prompts import complete

    if not current_session().interactive:
        return given
    known = known_answers(store, case_id, sheet) | given
    checked = complete(sheet.form, known, today=now().date(), resolver=resolver(store), draft=draft)
    return dict(checked.values)


def _asked_moment(at: str | None, sheet: Sheet, answers: dict[str, Any]) -> datetime | None:
    """When the step was taken: as typed, else asked in a terminal unless the form says it."""
    from cpkit.commands.output import ask_text
    from cpkit.vietnamese import show_moment

    if at is not None or not sheet.records or not current_session().interactive:
        return read_time(at) if at else None
    asked = {question.key: question.kind for question in sheet.form.questions()}
    if asked.get(sheet.step.when or "") == "dateTime" and answers.get(sheet.step.when or ""):
        return None
    return read_time(ask_text(_("Lúc nào?"), option="--at", default=show_moment(now())))


def _tell_step(store: Store, case_id: int, taken: StepTaken | None) -> None:
    """The step recorded, what it was forced past, and what is due next."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.due import due_in_case

    if taken is not None:
        show(_("Đã ghi: {step} ({article}).").format(step=taken.step.title, article=taken.step.article))
        for sentence in taken.forced_past:
            warn(sentence)
    for item in due_in_case(case_id, read_case(store, case_id), now()):
        show_due(item)


def _clock_json(store: Store, case_id: int) -> list[dict[str, Any]]:
    from cpkit.cases.cases import read_case
    from cpkit.cases.due import due_in_case

    return [due_json(item) for item in due_in_case(case_id, read_case(store, case_id), now())]


@click.command("dossier", help=DOSSIER_HELP)
@case_argument
@click.option("--paper", metavar=_("MẪU"), help=_("Mẫu này lưu bản giấy, ghi bằng tay."))
@click.option("--note", help=_("Bản giấy cất ở đâu, ký ngày nào."))
@confidential_option
@json_option
@with_store
def dossier_command(
    store: Store, case: str, paper: str | None, note: str | None, confidential: bool, as_json: bool
) -> None:
    """What the dossier holds and lacks; the answers of its forms only with `--confidential`."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.dossier import dossier
    from cpkit.cases.papers import filled, keep_on_paper
    from cpkit.cases.plans import lacking_decision

    case_id = store.read_id("cases", case)
    if paper:
        keep_on_paper(store, case_id, paper, need(note, _("Cất ở đâu"), "--note"))
    items, sheets = dossier(store, case_id), filled(store, case_id)
    decision = lacking_decision(read_case(store, case_id))
    store.look("case dossier --confidential" if confidential else "case dossier", show_ids("cases", [case_id]))
    if as_json:
        shown = {"id": show_id_or_none("cases", case_id), "complete": all(item.there for item in items)}
        forms = [_sheet_json(sheet, confidential) for sheet in sheets]
        lacking = [item.form for item in items if not item.there]
        emit_json({**shown, "papers": items, "lacking": lacking, "forms": forms, "decision": decision})
        return
    _show_dossier(items)
    if decision:
        show_wrapped(decision, "")
    if confidential:
        for sheet in sheets:
            _show_sheet(sheet)


def _sheet_json(sheet: Document, confidential: bool) -> dict[str, Any]:
    fields = ("form", "form_version", "episode", "step", "at", "filled_at", "paper")
    answers = {"answers": sheet["answers"]} if confidential else {}
    return {**{field: sheet[field] for field in fields}, "plan": sheet["cycle"], **answers}


def _show_dossier(items: list[Any]) -> None:
    from cpkit.vietnamese import show_moment

    for item in items:
        there = _("bản giấy: {note}").format(note=item.paper) if item.paper else ""
        there = there or (show_moment(item.filled) if item.filled else _("CÒN THIẾU"))
        show_wrapped(f"{item.title} ({item.article}): {there}", "")
    lacking = sum(not item.there for item in items)
    show()
    show(_("Hồ sơ đủ.") if not lacking else _("Hồ sơ còn thiếu {count} giấy tờ.").format(count=lacking))


def _show_sheet(sheet: Document) -> None:
    from cpkit.forms import load
    from cpkit.forms.answers import gone_answers
    from cpkit.forms.showing import as_stored, lines

    form = load(sheet["form"])
    show()
    show_wrapped(form.text, "")
    for title, answer in lines(form, sheet["answers"]):
        show_pair(f"  {title}", answer)
    for name, answer in gone_answers(form, sheet["answers"]).items():
        label = _("{label} (câu của bản {version})").format(label=name, version=sheet["form_version"])
        show_pair(f"  {label}", as_stored(answer))


@click.command(
    "submit",
    help=with_example(
        _("Ghi việc trình kế hoạch; hồ sơ thiếu (NĐ56 Đ28.2) thì bị từ chối, trừ khi nêu lý do bằng --force."),
        'case submit 1 --at "20/11/2025 15:00"',
        'case submit 1 --at "20/11/2025 15:00" --force "Họp bổ sung sau"',
    ),
)
@case_argument
@at_option
@force_option
@with_store
def submit_command(store: Store, case: str, at: str | None, force: str | None) -> None:
    """Lay the plan before the chairman."""
    from cpkit.cases.plans import submit

    case_id = store.read_id("cases", case)
    _tell_step(store, case_id, submit(store, case_id, read_time(need(at, _("Lúc trình"), "--at")), force=force))


@click.command("approve", help=APPROVE_HELP)
@case_argument
@click.option("--number", metavar=_("SỐ"), help=_("Số quyết định, như 25/QĐ-UBND."))
@click.option("--date", "day", metavar=_("NGÀY"), help=_("Ngày quyết định."))
@click.option("--signer", metavar=_("HỌ TÊN"), help=_("Chủ tịch hoặc Phó Chủ tịch đã ký."))
@force_option
@with_store
def approve_command(
    store: Store, case: str, number: str | None, day: str | None, signer: str | None, force: str | None
) -> None:
    """Record the chairman's decision."""
    from cpkit.cases.numbers import approval_paper
    from cpkit.cases.plans import approve

    case_id = store.read_id("cases", case)
    on = read_day(need(day, _("Ngày quyết định"), "--date"))
    if number is None:
        number = asked_number(store, approval_paper(store, case_id), on)
    signed = need(signer, _("Người ký"), "--signer")
    _tell_step(store, case_id, approve(store, case_id, on, number=number, signer=signed, force=force))


@click.command(
    "reject",
    help=with_example(
        _("Ghi việc Chủ tịch trả lại kế hoạch và lý do; sau đó phải trình lại."),
        'case reject 1 --at "21/11/2025 09:00" --reason "Chưa có dự toán"',
    ),
)
@case_argument
@at_option
@click.option("--reason", help=_("Vì sao trả lại (bắt buộc)."))
@with_store
def reject_command(store: Store, case: str, at: str | None, reason: str | None) -> None:
    """The plan goes back."""
    from cpkit.cases.plans import reject

    case_id = store.read_id("cases", case)
    why = need(reason, _("Vì sao trả lại"), "--reason")
    _tell_step(store, case_id, reject(store, case_id, read_time(at) if at else now(), why))


@click.command(
    "deliver",
    help=with_example(
        _("Ghi việc gửi quyết định và kế hoạch cho nơi thực hiện và cha, mẹ, người chăm sóc (NĐ56 Đ28.5)."),
        'case deliver 1 --to "Trạm y tế phường" --at "22/11/2025 08:00"',
        'case deliver 1 --to "Mẹ cháu" --at "22/11/2025 10:00" --note "Ký nhận"',
    ),
)
@case_argument
@click.option("--to", metavar=_("NƠI NHẬN"), help=_("Cơ quan, người nhận."))
@at_option
@click.option("--note", help=_("Gửi bằng cách nào, ai ký nhận."))
@with_store
def deliver_command(store: Store, case: str, to: str | None, at: str | None, note: str | None) -> None:
    """One line of the delivery log."""
    from cpkit.cases.plans import deliver

    case_id = store.read_id("cases", case)
    receiver = need(to, _("Nơi nhận"), "--to")
    deliver(store, case_id, receiver, read_time(at) if at else now(), note)
    say(_("Đã ghi việc gửi cho {to}.").format(to=receiver))


COMMANDS = (fill_command, dossier_command, submit_command, approve_command, reject_command, deliver_command)

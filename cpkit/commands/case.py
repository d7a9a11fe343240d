"""`cpkit case`: reports of harm and the cases opened on them, step by step by NĐ56."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands import case_levels, case_papers, case_police, case_print, case_progress, case_referrals
from cpkit.commands.case_screen import show_case
from cpkit.commands.case_views import case_json, list_cases, show_steps
from cpkit.commands.casework import due_json, show_due, show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import (
    answers_option,
    confidential_option,
    json_option,
    reason_option,
    span_options,
    with_example,
)
from cpkit.commands.output import ask_text, choose, emit_json, say, show, show_wrapped, warn, warn_all
from cpkit.commands.receiving import FORM, ask_report, read_unit, urgency, urgent_option
from cpkit.commands.typed import answers_of_file, need, read_span, read_time
from cpkit.errors import Misused
from cpkit.forms.options import form_options
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cpkit.cases.cases import StepTaken
    from cpkit.store import Store

GROUP_HELP = _("""Tiếp nhận tin báo và theo ca theo Nghị định 56/2017.

\b
Thí dụ:
  cpkit case open TE-KM-00042-H     hỏi hết Mẫu 01, rồi chạy thời hạn 12 giờ
  cpkit case list --open            các ca đang mở
  cpkit case show CA-KM-00001-B     một ca: các bước, còn thiếu gì, hạn
  cpkit case step CA-KM-00001-B danh_gia_ban_dau --at "15/11/2025 14:30"
  cpkit case fill CA-KM-00001-B mau_03   ghi biểu mẫu của ca
  cpkit case police CA-KM-00001-B   chuyển công an khi có dấu hiệu tội phạm
  cpkit case dossier CA-KM-00001-B  hồ sơ trình còn thiếu gì
  cpkit case steps                  các bước của nghị định và mã của chúng""")

OPEN_HELP = _("""Ghi một tin báo theo Mẫu số 01 và mở ca; in thời hạn 12 giờ đang chạy.

TRẺ là mã hoặc họ tên của trẻ trong sổ; bỏ trống khi trẻ chưa có trong sổ hoặc chưa biết là ai. Người báo tin có thể
không nêu tên. Trong cửa sổ lệnh, những câu chưa có sẽ được hỏi.

\b
Thí dụ:
  cpkit case open
  cpkit case open --intake TB-KM-00007-C
  cpkit case open TE-KM-00042-H --received-at "15/11/2025 08:30"
      --source dien_thoai --kind bao_luc --environment gia_dinh --urgent""")

EDIT_HELP = _("""Sửa một ca: tin báo Mẫu 01, trẻ, nơi trẻ cư trú. Chỉ sửa những câu được nêu.

\b
Thí dụ:
  cpkit case edit CA-KM-00001-B --child TE-KM-00042-H
  cpkit case edit CA-KM-00001-B --received-at "15/11/2025 07:50" --urgent""")

STEP_HELP = _("""Ghi một bước của ca đã làm lúc nào. Xem các bước: cpkit case steps.

Bước trái thứ tự bị từ chối, kèm điều luật và bước còn thiếu; --force LÝ DO vẫn ghi, lý do ở lại trong ca.

\b
Thí dụ:
  cpkit case step CA-KM-00001-B danh_gia_ban_dau --at "15/11/2025 14:30"
  cpkit case step CA-KM-00001-B cach_ly --not-done-because "Trẻ ở với bà"
  cpkit case step CA-KM-00001-B dong --at "20/3/2026 16:00" --outcome an_toan""")


@click.group("case", help=GROUP_HELP)
def command() -> None:
    """The group."""


@command.command("open", help=OPEN_HELP)
@click.argument("child", required=False, metavar=_("[TRẺ]"))
@form_options(FORM, leave_out=("urgent",))
@urgent_option
@click.option("--intake", metavar=_("TIN"), help=_("Mở ca trên một tin báo đã ghi (cpkit intake add)."))
@answers_option
@json_option
@with_store
def open_command(
    store: Store,
    child: str | None,
    answers: dict[str, Any],
    urgent: bool | None,
    intake: str | None,
    answers_file: Path | None,
    as_json: bool,
) -> None:
    """Ask what is missing, open the case, print its clock."""
    from cpkit.cases.intakes import open_case, open_case_on
    from cpkit.cases.people import resolver

    given = answers_of_file(answers_file, answers) | urgency(urgent)
    if intake:
        if child or given:
            raise Misused(_("Với --intake thì không nêu gì khác; sửa tin báo sau bằng cpkit case edit."))
        opened = open_case_on(store, store.read_id("intakes", intake))
    else:
        who = resolver(store)("children", child) if child else None
        checked, draft = ask_report(store, given, who)
        opened = open_case(store, checked.values, child=who)
        draft.clear()
    warn_all(opened.warnings)
    if opened.others:
        ids = ", ".join(show_ids("cases", opened.others))
        warn(_("Trẻ này còn ca đang mở: {ids}.").format(ids=ids))
    _tell_opened(store, opened.case, opened.intake, as_json)


def _tell_opened(store: Store, case: int, intake: int, as_json: bool) -> None:
    """The ids and the clock that now runs (NĐ56 Đ26.3: 12 hours from receipt); that a crime goes to the police."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.due import due_in_case
    from cpkit.codes import code_list

    opened = read_case(store, case)
    clock = due_in_case(case, opened, now())
    (case_id,), (intake_id,) = show_ids("cases", [case]), show_ids("intakes", [intake])
    if as_json:
        kept = ("step", "due", "citation", "remaining")
        items = [{key: due_json(item)[key] for key in kept} for item in clock]
        emit_json({"id": case_id, "intake": intake_id, "clock": items})
        return
    show(_("Đã mở ca {case} theo tin báo {intake}.").format(case=case_id, intake=intake_id))
    for item in clock:
        show_due(item)
    kind = code_list("case_kinds").get(opened.kind)
    if kind is not None and kind.extra.get("abuse"):
        sentence = _("Có dấu hiệu tội phạm thì chuyển công an ngay (NĐ56 Đ25.3): cpkit case police {id}.")
        show_wrapped(sentence.format(id=case_id), "")


LIST_HELP = _("""Các ca, mới nhất trước. Nhiều điều kiện thì ca phải hợp mọi điều kiện.

\b
Thí dụ:
  cpkit case list --open
  cpkit case list --overdue
  cpkit case list --step thuc_hien --kind bao_luc
  cpkit case list --from 1/1/2025 --to 31/3/2025""")


@command.command("list", help=LIST_HELP)
@click.option("--open", "only_open", is_flag=True, help=_("Chỉ ca đang mở."))
@click.option("--overdue", is_flag=True, help=_("Chỉ ca có việc quá hạn."))
@click.option("--step", metavar=_("MÃ"), help=_("Chỉ ca đang ở bước này (bước ghi gần nhất)."))
@click.option("--kind", metavar=_("MÃ"), help=_("Chỉ ca thuộc loại vụ việc này."))
@span_options
@confidential_option
@json_option
@with_store
def list_command(
    store: Store,
    only_open: bool,
    overdue: bool,
    step: str | None,
    kind: str | None,
    first: str | None,
    last: str | None,
    confidential: bool,
    as_json: bool,
) -> None:
    """Cases are confidential: the look is kept (NĐ56 Đ24)."""
    from cpkit.cases.finding import find_cases

    days = read_span(first, last)
    found = find_cases(
        store, now(), only_open=only_open, overdue=overdue, step=step, kind=kind, first=days[0], last=days[1]
    )
    store.look("case list --confidential" if confidential else "case list")
    list_cases(store, found, confidential, as_json)


@command.command(
    "show",
    help=with_example(
        _("Một ca: trẻ, tin báo, các bước, còn thiếu gì, hạn, các hỗ trợ đã ghi."),
        "case show CA-KM-00001-B",
        "case show CA-KM-00001-B --timeline",
    ),
)
@click.argument("case", metavar=_("CA"))
@click.option("--timeline", is_flag=True, help=_("Mọi việc theo thứ tự thời gian."))
@confidential_option
@json_option
@with_store
def show_command(store: Store, case: str, timeline: bool, confidential: bool, as_json: bool) -> None:
    """One case on one screen; what the report tells of the family only with `--confidential`."""
    case_id = store.read_id("cases", case)
    store.look("case show --confidential" if confidential else "case show", show_ids("cases", [case_id]))
    if timeline:
        case_progress.show_timeline(store, case_id, confidential, as_json)
    elif as_json:
        emit_json(case_json(store, case_id, confidential))
    else:
        show_case(store, case_id, confidential)


@command.command("edit", help=EDIT_HELP)
@click.argument("case", metavar=_("CA"))
@form_options(FORM, leave_out=("urgent",))
@urgent_option
@click.option("--child", help=_("Mã hoặc họ tên của trẻ, khi trẻ nay đã có trong sổ."))
@click.option("--residence", metavar=_("MÃ|TÊN"), help=_("Xã, phường nơi trẻ cư trú."))
@click.option(
    "--carer-unit", metavar=_("MÃ|TÊN"), help=_("Xã, phường nơi người nhận chăm sóc trẻ cư trú (NĐ56 Đ42.7).")
)
@with_store
def edit_command(
    store: Store,
    case: str,
    answers: dict[str, Any],
    urgent: bool | None,
    child: str | None,
    residence: str | None,
    carer_unit: str | None,
) -> None:
    """Change the intake, the case or both, in one transaction."""
    from cpkit.cases.cases import edit_case, read_case
    from cpkit.cases.intakes import edit_intake
    from cpkit.cases.people import resolver

    case_id = store.read_id("cases", case)
    changes = answers | urgency(urgent)
    own: dict[str, Any] = {"child": resolver(store)("children", child)} if child else {}
    own |= {"unit": read_unit(residence, "--residence")} if residence else {}
    own |= {"carer_unit": read_unit(carer_unit, "--carer-unit")} if carer_unit else {}
    if not changes and not own:
        raise Misused(_("Chưa nêu câu nào cần sửa. Xem: cpkit case edit --help."))
    with store.write("edit case"):
        intake = read_case(store, case_id).intake
        if changes and intake is not None:
            edit_intake(store, intake, changes)
        edit_case(store, case_id, own)
    say(_("Đã sửa ca {id}.").format(id=show_ids("cases", [case_id])[0]))


@command.command("step", help=STEP_HELP)
@click.argument("case", metavar=_("CA"))
@click.argument("step", required=False, metavar=_("[BƯỚC]"))
@click.option("--at", metavar=_("LÚC"), help=_("Lúc làm bước này, như 15/11/2025 14:30."))
@click.option("--note", help=_("Ghi chú: số văn bản, người dự, nơi tạm trú…"))
@click.option("--not-done-because", metavar=_("LÝ DO"), help=_("Ghi rằng bước này không làm, và vì sao."))
@click.option("--force", metavar=_("LÝ DO"), help=_("Ghi dù trái thứ tự; lý do ở lại trong ca."))
@click.option("--outcome", metavar=_("MÃ"), help=_("Kết quả khi kết thúc ca (bước dong); mặc định: an_toan."))
@json_option
@with_store
def step_command(store: Store, /, case: str, step: str | None, at: str | None, as_json: bool, **said: Any) -> None:
    """Record one step and show what is due next."""
    from cpkit.cases.cases import read_case, record_step
    from cpkit.cases.due import due_in_case

    case_id = store.read_id("cases", case)
    said["not_done"] = said.pop("not_done_because")
    taken = record_step(store, case_id, _step(store, case_id, step), _moment(at, said["not_done"]), **said)
    if not said["not_done"]:
        _warn_of_papers(store, case_id, taken)
    clock = due_in_case(case_id, read_case(store, case_id), now())
    if as_json:
        emit_json({"id": show_ids("cases", [case_id])[0], "step": taken.step.id, "clock": [*map(due_json, clock)]})
        return
    show(_("Đã ghi: {step} ({article}).").format(step=taken.step.title, article=taken.step.article))
    for sentence in taken.forced_past:
        warn(sentence)
    if taken.closed:
        show(_("Ca đã kết thúc."))
    for item in clock:
        show_due(item)


def _warn_of_papers(store: Store, case_id: int, taken: StepTaken) -> None:
    """A plan noted as submitted or approved without its papers (NĐ56 Đ28.2, Đ28.4): said, but not refused."""
    from cpkit.cases.cases import read_case
    from cpkit.cases.dossier import obstacles
    from cpkit.cases.plans import lacking_decision

    lacking = lacking_decision(read_case(store, case_id)) if taken.step.role == "approval" else None
    lacking_papers = obstacles(store, case_id) if taken.step.role == "submission" else []
    for sentence in (*(each.sentence for each in lacking_papers), *filter(None, [lacking])):
        warn(sentence)


def _step(store: Store, case_id: int, step: str | None) -> str:
    """The step typed, else chosen in a terminal, the next one of the main line first."""
    from cpkit.cases.cases import open_episode, read_case
    from cpkit.cases.steps import FIRST, next_step, process

    if step is not None:
        return step
    following = next_step(open_episode(read_case(store, case_id)).steps)
    steps = [(each.id, f"{each.title} ({each.article})") for each in process().steps if each.id != FIRST]
    return choose(_("Bước nào?"), steps, option=_("BƯỚC"), default=following.id if following else None)


def _moment(at: str | None, not_done: str | None) -> datetime:
    """The moment typed; now for a step that is not taken; else asked in a terminal."""
    from cpkit.vietnamese import show_moment

    if at is None and not_done is not None:
        return now()
    if at is None:
        at = ask_text(_("Lúc nào?"), option="--at", default=show_moment(now()))
    return read_time(at)


@command.command(
    "steps", help=with_example(_("Các bước của một ca: mã, biểu mẫu, điều luật; các cách kết thúc."), "case steps")
)
@json_option
def steps_command(as_json: bool) -> None:
    """The process as data; needs no store."""
    show_steps(as_json)


@command.command(
    "cancel",
    help=with_example(_("Hủy một ca ghi nhầm; ca vẫn còn để xem, kèm lý do."), 'case cancel 1 --reason "Ghi trùng"'),
)
@click.argument("case", metavar=_("CA"))
@reason_option
@with_store
def cancel_command(store: Store, case: str, reason: str | None) -> None:
    """Take a case back, with a written reason."""
    from cpkit.cases.cases import cancel_case

    case_id = store.read_id("cases", case)
    cancel_case(store, case_id, need(reason, _("Lý do hủy"), "--reason"))
    say(_("Đã hủy ca {id}.").format(id=show_ids("cases", [case_id])[0]))


@command.command(
    "reopen",
    help=with_example(
        _("Mở lại ca đã kết thúc thành một đợt mới; đợt cũ giữ nguyên."),
        'case reopen 1 --at "2/3/2026 09:00" --reason "Có tin báo mới"',
    ),
)
@click.argument("case", metavar=_("CA"))
@click.option("--at", metavar=_("LÚC"), help=_("Lúc nhận tin mới; thời hạn 12 giờ tính từ đây."))
@click.option("--reason", help=_("Vì sao mở lại."))
@with_store
def reopen_command(store: Store, case: str, at: str | None, reason: str | None) -> None:
    """Begin a new episode and show its clock."""
    from cpkit.cases.cases import read_case, reopen_case
    from cpkit.cases.due import due_in_case

    case_id = store.read_id("cases", case)
    reopen_case(store, case_id, _moment(at, None), need(reason, _("Vì sao mở lại"), "--reason"))
    show(_("Đã mở lại ca {id}.").format(id=show_ids("cases", [case_id])[0]))
    for item in due_in_case(case_id, read_case(store, case_id), now()):
        show_due(item)


_GROUPS = (case_papers, case_progress, case_police, case_referrals, case_levels)
for _each in (*(one for group in _GROUPS for one in group.COMMANDS), case_print.print_command):
    command.add_command(_each)

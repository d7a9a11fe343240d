"""`cpkit care`: placements listed, shown, printed; who may take a child in; the steps of the law."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.care_filling import clock_json, placement_argument, tell_clock
from cpkit.commands.carer import state_text
from cpkit.commands.carer_print import print_paper
from cpkit.commands.casework import child_name, show_id_or_none, show_ids, whom
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option, with_example
from cpkit.commands.output import emit_json, show, show_pair, show_wrapped, table, warn
from cpkit.commands.printing import PrintTo, file_names, made_folder, print_whole_options, refuse_existing
from cpkit.errors import Misused
from cpkit.language import _

if TYPE_CHECKING:
    from datetime import datetime

    from cpkit.care.candidates import Candidate
    from cpkit.care.records import Placement
    from cpkit.store import Store

STATES = ("need", "chosen", "decided", "in_care", "ended", "cancelled")


@click.command(
    "list",
    help=with_example(
        _("Các lần chăm sóc thay thế chưa kết thúc; --all là tất cả, --state chỉ một tình trạng."),
        "care list",
        "care list --state in_care --json",
        "care list --all",
    ),
)
@click.option("--state", "wanted", type=click.Choice(STATES), help=_("Chỉ tình trạng này."))
@click.option("--all", "every", is_flag=True, help=_("Cả những lần đã kết thúc, đã hủy."))
@confidential_option
@json_option
@with_store
def list_command(store: Store, wanted: str | None, every: bool, confidential: bool, as_json: bool) -> None:
    """One line a placement."""
    from cpkit.care.placements import state
    from cpkit.care.records import TABLE, Placement

    everything = every or wanted in ("ended", "cancelled")
    found = store.rows(TABLE, Placement) if everything else store.between(TABLE, "open", True, True, Placement)
    rows = [(id, each) for id, each in found if wanted is None or state(each) == wanted]
    store.look("care list --confidential" if confidential else "care list")
    if as_json:
        emit_json([_summary(store, id, each, confidential) for id, each in rows])
    elif not rows:
        show(_("Không có lần chăm sóc thay thế nào."))
    else:
        _show_table(store, rows, confidential)


def _show_table(store: Store, rows: list[tuple[int, Placement]], confidential: bool) -> None:
    from cpkit.care.placements import state, waited
    from cpkit.vietnamese import show_date

    columns = [_("Mã"), _("Trẻ"), _("Từ ngày"), _("Tình trạng"), _("Người nhận")]
    lines = []
    for id, each in rows:
        text = state_text(state(each))
        if state(each) in ("need", "chosen", "decided"):
            text += _(", chờ {days} ngày").format(days=waited(each))
        child = whom(store, {"child": each.child}, confidential)
        carer = show_id_or_none("carers", each.carer)
        lines.append((show_ids("placements", [id])[0], child, show_date(each.opened), text, carer))
    table(columns, lines, whole=[columns[0]])


def _summary(store: Store, id: int, placement: Placement, confidential: bool) -> dict[str, Any]:
    from cpkit.care.placements import state

    name = {"child_name": child_name(store, {"child": placement.child})} if confidential else {}
    return {
        "id": show_id_or_none("placements", id),
        "child": show_id_or_none("children", placement.child),
        **name,
        "state": state(placement),
        "carer": show_id_or_none("carers", placement.carer),
        "opened": placement.opened,
        "closed": placement.closed,
        "outcome": placement.outcome,
        "facility": placement.facility,
        "case": show_id_or_none("cases", placement.case),
        "previous": show_id_or_none("placements", placement.previous),
    }


@click.command(
    "show",
    help=with_example(
        _("Một lần chăm sóc thay thế: trẻ, người nhận, các bước đã làm và tiếp theo, thời hạn."),
        "care show CS-KM-00001-K",
        "care show 1 --confidential",
    ),
)
@placement_argument
@confidential_option
@json_option
@with_store
def show_command(store: Store, placement: str, confidential: bool, as_json: bool) -> None:
    """One screen; names and notes only with `--confidential`."""
    from cpkit.care.placements import read_placement

    placement_id = store.read_id("placements", placement)
    found = read_placement(store, placement_id)
    store.look("care show --confidential" if confidential else "care show", show_ids("placements", [placement_id]))
    if as_json:
        shown = _summary(store, placement_id, found, confidential)
        emit_json({**shown, **_steps_json(store, found, confidential), "clock": clock_json(store, placement_id)})
        return
    _show_head(store, placement_id, found, confidential)
    _show_steps(store, placement_id, found, confidential)
    if found.is_open:
        show()
        tell_clock(store, placement_id)


def _show_head(store: Store, placement_id: int, found: Placement, confidential: bool) -> None:
    from cpkit.care.candidates import siblings
    from cpkit.care.placements import state
    from cpkit.care.steps import care_process
    from cpkit.vietnamese import show_date

    about = whom(store, {"child": found.child}, confidential)
    show(f"{show_ids('placements', [placement_id])[0]}  {about}  {state_text(state(found))}")
    show_pair(_("  Cần chăm sóc thay thế từ"), show_date(found.opened))
    show_pair(_("  Người nhận"), _carer_text(store, found, confidential))
    show_pair(_("  Từ cơ sở"), found.facility)
    show_pair(_("  Ca"), show_id_or_none("cases", found.case))
    show_pair(_("  Tiếp theo lần"), show_id_or_none("placements", found.previous))
    kin = [_kin_text(store, each) for each in siblings(store, found.child)]
    show_pair(_("  Anh, chị, em ruột trong sổ (Luật Trẻ em Đ60.4)"), "; ".join(kin))
    if found.closed and found.outcome:
        ending = care_process().outcome(found.outcome)
        reason = f": {found.reason}" if found.reason and confidential else ""
        show_pair(_("  Kết thúc"), f"{show_date(found.closed)}, {ending.title} ({ending.article}){reason}")
    if found.cancelled:
        show_pair(_("  Đã hủy"), found.cancelled.reason)


def _carer_text(store: Store, found: Placement, confidential: bool) -> str | None:
    """Who has the child; by id alone where nothing confidential is asked for (NĐ56 Đ33)."""
    import msgspec

    from cpkit.care.candidates import candidate
    from cpkit.care.records import Carer
    from cpkit.forms import records

    if found.carer is None:
        return None
    carer = msgspec.convert(records.get(store, "carers", found.carer), Carer)
    seen = candidate(store, found, found.carer, carer)
    related = seen.relation or seen.tier.title
    return f"{show_ids('carers', [found.carer])[0]} {carer.name if confidential else ''} ({related})".replace("  ", " ")


def _kin_text(store: Store, child: int) -> str:
    placed = [each.doc_id for each in store.find("placements", "child", child) if each.get("open")]
    shown = show_ids("children", [child])[0]
    return f"{shown} ({show_ids('placements', placed)[0]})" if placed else shown


def _show_steps(store: Store, placement_id: int, found: Placement, confidential: bool) -> None:
    from cpkit.care.placements import obstacles, standing
    from cpkit.care.steps import care_process, done_steps, next_step
    from cpkit.times import today

    titles = {step.id: step for step in care_process().steps}
    for record in done_steps(found):
        step = titles[record.step]
        text = f"{_when(record.at)}  {step.title} ({step.article})"
        if record.number:
            text += _(", số {number}, {signer} ký").format(number=record.number, signer=record.signer)
        show_wrapped(text)
        for label, remark in ((_("không làm"), record.not_done), (_("vượt thứ tự"), record.forced)):
            if remark:
                show_wrapped(f"{label}: {remark}", "    ")
        if record.note and confidential:
            show_wrapped(record.note, "    ")
    following = next_step(found, standing(store, found, today())) if found.is_open else None
    if following is not None:
        show_wrapped(_("Tiếp theo: {step} ({article})").format(step=following.title, article=following.article))
        for sentence in obstacles(store, placement_id, found, following, today()):
            show_wrapped(sentence, "    ")


def _steps_json(store: Store, found: Placement, confidential: bool) -> dict[str, Any]:
    from cpkit.care.placements import standing
    from cpkit.care.steps import done_steps, next_step
    from cpkit.times import today

    kept = ("step", "at", "number", "signer", "forced", "not_done", *(("note",) if confidential else ()))
    steps = [{key: getattr(record, key) for key in kept} for record in done_steps(found)]
    following = next_step(found, standing(store, found, today())) if found.is_open else None
    return {"steps": steps, "next_step": following.id if following else None}


def _when(moment: datetime) -> str:
    """A day, with the hour where it is known."""
    from cpkit.vietnamese import show_date, show_moment

    return show_moment(moment) if moment.hour or moment.minute else show_date(moment.date())


@click.command(
    "candidates",
    help=with_example(
        _("""Ai trong sổ có thể nhận trẻ, theo thứ tự ưu tiên của NĐ56 Đ42.3; ai không nhận được và vì sao.

Anh, chị, em ruột được ưu tiên sống cùng nhau (Luật Trẻ em Đ60.4). Cán bộ là người chọn: care choose."""),
        "care candidates 1",
        "care candidates CS-KM-00001-K --json",
    ),
)
@placement_argument
@json_option
@with_store
def candidates_command(store: Store, placement: str, as_json: bool) -> None:
    """The carers in the order of the law."""
    from cpkit.care.candidates import candidates

    placement_id = store.read_id("placements", placement)
    found = candidates(store, placement_id)
    store.look("care candidates", show_ids("placements", [placement_id]))
    if as_json:
        emit_json([_candidate_json(each) for each in found])
        return
    if not found:
        show(_("Sổ chưa có ai nhận chăm sóc thay thế: cpkit carer add. Chưa tìm được ai: cơ sở (NĐ56 Đ42.2c, Đ42.4)."))
    for each in found:
        _show_candidate(each)


def _show_candidate(found: Candidate) -> None:
    tier = f"{found.tier.title}: {found.relation}" if found.relation else found.tier.title
    mark = _("KHÔNG ĐƯỢC CHỌN  ") if found.excluded else ""
    show(f"{mark}{show_ids('carers', [found.id])[0]}  {found.carer.name}")
    show_wrapped(f"{tier} ({found.tier.article})")
    for sentence in found.excluded or found.notes:
        show_wrapped(sentence, "    ")


def _candidate_json(found: Candidate) -> dict[str, Any]:
    return {
        "carer": show_id_or_none("carers", found.id),
        "name": found.carer.name,
        "tier": found.tier.id,
        "citation": found.tier.article,
        "relation": found.relation,
        "verified": found.verified,
        "excluded": found.excluded,
        "notes": found.notes,
    }


@click.command(
    "steps", help=with_example(_("Các bước, các cách kết thúc của chăm sóc thay thế và mã của chúng."), "care steps")
)
@json_option
def steps_command(as_json: bool) -> None:
    """The steps as data; needs no store."""
    from cpkit.care.steps import care_process

    process = care_process()
    if as_json:
        steps = [
            {"step": step.id, "title": step.title, "form": step.form, "citation": step.article}
            for step in process.steps
        ]
        ends = [{"outcome": each.id, "title": each.title, "citation": each.article} for each in process.outcomes]
        emit_json({"steps": steps, "outcomes": ends})
        return
    columns = [_("Mã"), _("Bước"), _("Mẫu"), _("Điều")]
    table(columns, [(step.id, step.title, step.form, step.article) for step in process.steps])
    show()
    table([_("Mã"), _("Kết thúc"), _("Điều")], [(each.id, each.title, each.article) for each in process.outcomes])


@click.command(
    "print",
    help=with_example(
        _("""In biểu mẫu của một lần chăm sóc thay thế thành tệp Word (mau_08, mau_10 đến mau_13, mau_15, mau_16).

Chưa ghi thì in với những gì đã biết, chỗ còn thiếu là dòng chấm. --all ghi mọi mẫu đã ghi vào thư mục --out."""),
        "care print 1 mau_12 --out quyet-dinh.docx",
        "care print 1 --all --out ho-so",
    ),
)
@placement_argument
@click.argument("form_id", required=False, metavar=_("[BIỂU-MẪU]"))
@click.option("--all", "whole", is_flag=True, help=_("Mọi tờ đã ghi, mỗi tờ một tệp."))
@print_whole_options
@with_store
def print_command(store: Store, placement: str, form_id: str | None, whole: bool, to: PrintTo) -> None:
    """Print one form or all."""
    from cpkit.forms import load
    from cpkit.printing.care_papers import placement_paper, placement_sheets
    from cpkit.printing.papers import Sheet

    if whole == bool(form_id):
        raise Misused(_("Hãy nêu một biểu mẫu (như mau_12) hoặc --all."))
    placement_id = store.read_id("placements", placement)
    name = show_ids("placements", [placement_id])[0]
    store.look("care print", [name])
    sheets = placement_sheets(store, placement_id) if form_id is None else [Sheet(_known_form(form_id))]
    folder = made_folder(to.out) if whole else Path()
    names = [folder / file for file in file_names(name, [sheet.form_id for sheet in sheets])]
    targets = names if whole or to.out is None else [to.out]
    refuse_existing(targets, to)
    for (each, document), target in zip(sheets, targets, strict=True):
        paper = placement_paper(store, placement_id, load(each), document)
        if not paper.recorded:
            warn(_("Chưa ghi {title}: in mẫu để ghi tay.").format(title=load(each).text))
        print_paper(store, each, paper, to._replace(out=target))


def _known_form(form_id: str) -> str:
    if form_id not in FORMS:
        sentence = _("Lần chăm sóc thay thế không có mẫu “{form}”. Các mẫu: {known}.")
        raise Misused(sentence.format(form=form_id, known=", ".join(FORMS)))
    return form_id


FORMS = ("mau_08", "mau_10", "mau_11", "mau_12", "mau_13", "mau_15", "mau_16")
COMMANDS = (list_command, show_command, candidates_command, steps_command, print_command)

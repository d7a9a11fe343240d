"""`cpkit case plan` and the timeline: how far a case has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import show_id_or_none, show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option
from cpkit.commands.output import emit_json, show, show_wrapped
from cpkit.commands.typed import read_day
from cpkit.errors import Misused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.cases.progress import Activity
    from cpkit.store import Store

PLAN_HELP = _("""Các hoạt động của kế hoạch (Mẫu 04) và tiến độ; nêu SỐ để ghi một hoạt động đã xong hay không làm.

Ca chỉ kết thúc được khi hoạt động nào cũng đã ghi rõ. Ghi hỗ trợ hay hoạt động chung cho một hoạt động của kế hoạch:
cpkit log … --case CA --plan-activity SỐ, cpkit activity add … --case CA --plan-activity SỐ; xong thì thêm --plan-done.

\b
Thí dụ:
  cpkit case plan CA-KM-00001-B --confidential
  cpkit case plan 1 2 --done 5/12/2025 --by HT-KM-00012-C
  cpkit case plan 1 3 --not-done-because "Gia đình đã chuyển đi" """)


@click.command("plan", help=PLAN_HELP)
@click.argument("case", metavar=_("CA"))
@click.argument("number", required=False, type=int, metavar=_("[SỐ]"))
@click.option("--done", metavar=_("NGÀY"), help=_("Ngày hoạt động xong."))
@click.option("--by", metavar=_("MÃ"), help=_("Lần hỗ trợ, can thiệp đã ghi (cpkit log) làm xong hoạt động này."))
@click.option("--not-done-because", "not_done", metavar=_("LÝ DO"), help=_("Hoạt động này không làm, và vì sao."))
@confidential_option
@json_option
@with_store
def plan_command(
    store: Store,
    case: str,
    number: int | None,
    done: str | None,
    by: str | None,
    not_done: str | None,
    confidential: bool,
    as_json: bool,
) -> None:
    """Show the plan with its progress, or record that of one activity."""
    from cpkit.cases.progress import activities, record_progress

    case_id = store.read_id("cases", case)
    if (number is None) != (done is None and not_done is None) or (done and not_done):
        raise Misused(_("Nêu SỐ của hoạt động cùng với --done hoặc --not-done-because."))
    if number is not None:
        day, record = read_day(done, "--done") if done else None, store.read_id("interventions", by) if by else None
        record_progress(store, case_id, number, done=day, not_done=not_done, intervention=record)
    found = activities(store, case_id)
    store.look("case plan --confidential" if confidential else "case plan", show_ids("cases", [case_id]))
    if as_json:
        emit_json([_activity_json(each, confidential) for each in found])
        return
    if not found:
        show(_("Ca này chưa ghi kế hoạch (Mẫu 04)."))
    for each in found:
        show_wrapped(activity_line(each, confidential), "")


def _activity_json(activity: Activity, confidential: bool) -> dict[str, Any]:
    said = {"title": activity.title, "responsible": activity.responsible, "not_done": activity.not_done}
    return {
        "number": activity.number,
        **(said if confidential else dict.fromkeys(said)),
        "end": activity.end,
        "done": activity.done,
        "open": activity.open,
        "intervention": show_id_or_none("interventions", activity.intervention),
        "logged": [show_id_or_none(table, doc_id) for table, doc_id in activity.logged],
        "last": activity.last,
    }


def activity_line(activity: Activity, confidential: bool) -> str:
    """One activity of the plan on a line: what it is, how often it was served, what became of it."""
    title = activity.title if confidential else _("hoạt động {number}").format(number=activity.number)
    return " – ".join([f"{activity.number}. {title}", *_states(activity, confidential)])


def _states(activity: Activity, confidential: bool) -> Iterator[str]:
    from cpkit.vietnamese import show_date

    if activity.last:
        served = _("{count} lần, gần nhất {date}")
        yield served.format(count=len(activity.logged), date=show_date(activity.last))
    if activity.done:
        yield _("xong {date}").format(date=show_date(activity.done))
    elif activity.not_done:
        yield _("không làm: {reason}").format(reason=activity.not_done if confidential else "…")
    elif activity.end is None:
        yield _("chưa xong")
    else:
        late = _("quá hạn {date}") if activity.end < today() else _("hạn {date}")
        yield late.format(date=show_date(activity.end))


def show_timeline(store: Store, case_id: int, confidential: bool, as_json: bool) -> None:
    """Everything that happened, oldest first; details only where `confidential`."""
    from cpkit.cases.timeline import timeline
    from cpkit.vietnamese import show_date, show_moment

    events = timeline(store, case_id)
    if as_json:
        shown = [{"at": one.at, "kind": one.kind, "text": one.text} for one in events]
        details = [{"detail": one.detail if confidential else None} for one in events]
        emit_json([event | detail for event, detail in zip(shown, details, strict=True)])
        return
    show(_("Ca {id}").format(id=show_id_or_none("cases", case_id)))
    for one in events:
        at = show_date(one.at.date()) if one.whole_day else show_moment(one.at)
        detail = f": {one.detail}" if one.detail and confidential else ""
        show_wrapped(f"{at} – {one.text}{detail}", "")


COMMANDS = (plan_command,)

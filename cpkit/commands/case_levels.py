"""`cpkit case compare`: two assessments of a case beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import show_id_or_none, show_ids
from cpkit.commands.context import with_store
from cpkit.commands.options import confidential_option, json_option
from cpkit.commands.output import emit_json, show_wrapped, table, warn
from cpkit.errors import Refused
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.cases.assessment import Assessed, Conclusion, Row
    from cpkit.forms import Form
    from cpkit.store import Store

COMPARE_HELP = _("""Hai lần đánh giá của ca đặt cạnh nhau: từng mức Cao, Trung bình, Thấp lần trước và lần cuối.

Lần cuối được so với lần trước có nhiều dòng chung nhất; các mức và kết luận chỉ hiện khi thêm --confidential.

\b
Thí dụ:
  cpkit case compare CA-KM-00001-B --confidential""")


@click.command("compare", help=COMPARE_HELP)
@click.argument("case", metavar=_("CA"))
@confidential_option
@json_option
@with_store
def compare_command(store: Store, case: str, confidential: bool, as_json: bool) -> None:
    """Show the last assessment beside the earlier one it has most in common with."""
    from cpkit.cases.assessment import latest_pair, side_by_side

    case_id = store.read_id("cases", case)
    pair = latest_pair(_assessed(store, case_id))
    if pair is None:
        raise Refused(_("Ca này chưa có hai lần đánh giá (Mẫu 02, 03 hoặc 06) để đặt cạnh nhau."))
    store.look("case compare --confidential" if confidential else "case compare", show_ids("cases", [case_id]))
    rows = side_by_side(*pair)
    if as_json:
        emit_json(_as_json(case_id, pair, rows, confidential))
    else:
        _show(pair, rows, confidential)


def tell_conclusion(form: Form, answers: Mapping[str, Any]) -> None:
    """What an assessment just written leads to: the totals, what the form concludes, its warnings; nothing for others.

    Mẫu số 03 orders its conclusion, 02 and 06 only suggest one; the officer's own stands before both.
    """
    from cpkit.cases.assessment import conclude, tables, totals
    from cpkit.times import now

    if not tables(form):
        return
    found, counted = conclude(form, answers, today=now().date()), totals(form, answers)
    for group in tables(form):
        levels = counted[group.group.name]
        sentence = _("{table}: Cao {high}, Trung bình {medium}, Thấp {low}.")
        shown = {"high": levels.high, "medium": levels.medium, "low": levels.low}
        show_wrapped(sentence.format(table=group.group.text, **shown), "")
    if found.proposed:
        ordered = _("Kết luận theo mẫu: {text}.") if found.ordered else _("Mẫu gợi ý: {text}; cán bộ quyết định.")
        show_wrapped(ordered.format(text=found.proposed.text), "")
    if found.chosen:
        reason = f" ({found.reason})" if found.reason else ""
        show_wrapped(_("Kết luận của cán bộ: {text}.").format(text=found.chosen.text + reason), "")
    for warning in found.warnings:
        warn(warning)


def _assessed(store: Store, case_id: int) -> list[Assessed]:
    from cpkit.cases.assessment import Assessed, tables
    from cpkit.cases.papers import filled
    from cpkit.forms import load

    sheets = [(load(each["form"]), each) for each in filled(store, case_id) if not each.get("paper")]
    return [Assessed(form, each["answers"]) for form, each in sheets if tables(form)]


def _conclusion(each: Assessed) -> Conclusion:
    from cpkit.cases.assessment import conclude
    from cpkit.times import now

    return conclude(each.form, each.answers, today=now().date())


def _show(pair: tuple[Assessed, Assessed], rows: list[Row], confidential: bool) -> None:
    titles = [_heading(each) for each in pair]
    for name in dict.fromkeys(row.table for row in rows):
        shown = [_cells(row, confidential) for row in rows if row.table == name]
        table([_("Nội dung"), *titles, _("Thay đổi")], shown, title=name)
    for title, found in zip(titles, map(_conclusion, pair), strict=True):
        if found.valid and confidential:
            show_wrapped(_("Kết luận {form}: {conclusion}").format(form=title, conclusion=found.valid.text), "")
    for sentence in _conclusion(pair[1]).warnings if confidential else ():
        warn(sentence)


def _cells(row: Row, confidential: bool) -> list[str]:
    words = {-1: _("xấu hơn"), 0: _("như cũ"), 1: _("tốt hơn"), None: ""}
    return [row.label, _level(row.then, confidential), _level(row.now, confidential), words[row.change]]


def _heading(each: Assessed) -> str:
    from cpkit.forms.showing import show_answer

    number = each.form.id.removeprefix("mau_")
    on = show_answer(each.form, each.form.field("assessed_on"), each.answers.get("assessed_on"))
    return _("Mẫu {number}, {date}").format(number=number, date=on)


def _level(level: Any, confidential: bool) -> str:
    if level is None:
        return "–"
    return str(level.short_text) if confidential else "…"


def _as_json(case_id: int, pair: tuple[Assessed, Assessed], rows: list[Row], confidential: bool) -> dict[str, Any]:
    sheets = {name: _sheet_json(each, confidential) for name, each in zip(("then", "now"), pair, strict=True)}
    return {"case": show_id_or_none("cases", case_id), **sheets, "rows": [_row_json(row, confidential) for row in rows]}


def _sheet_json(each: Assessed, confidential: bool) -> dict[str, Any]:
    found = _conclusion(each)
    concluded = found.valid.name if found.valid else None
    return {
        "form": each.form.id,
        "assessed_on": each.answers.get("assessed_on"),
        "conclusion": concluded if confidential else None,
        "warnings": list(found.warnings) if confidential else [],
    }


def _row_json(row: Row, confidential: bool) -> dict[str, Any]:
    levels = {"then": row.then and row.then.name, "now": row.now and row.now.name}
    shown = levels if confidential else dict.fromkeys(levels)
    return {"table": row.table, "label": row.label, **shown, "change": row.change}


COMMANDS = (compare_command,)

"""How the commands of alternative care fill a form: what is missing asked in a terminal, the answer told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.casework import due_json, show_due, show_id_or_none, show_ids
from cpkit.commands.context import current_session
from cpkit.commands.options import answers_option, json_option
from cpkit.commands.output import emit_json, show, show_wrapped, warn, warn_all
from cpkit.commands.typed import answers_of_file, said_answers
from cpkit.language import _
from cpkit.times import now, today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cpkit.care.papers import CareFilled, CareSheet
    from cpkit.care.placements import CareTaken
    from cpkit.forms.drafts import Draft
    from cpkit.store import Store

placement_argument = click.argument("placement", metavar=_("LẦN CHĂM SÓC"))
set_option = click.option(
    "--set", "said", multiple=True, metavar=_("CÂU=TRẢ LỜI"), help=_("Một câu trả lời; nêu được nhiều lần.")
)
past_option = click.option("--force", metavar=_("LÝ DO"), help=_("Ghi dù còn thiếu hoặc trái thứ tự; lý do ở lại."))


def form_command_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options every command takes that fills a form of a placement."""
    for option in (json_option, past_option, answers_option, set_option):
        command = option(command)
    return command


def completed(store: Store, sheet: CareSheet, given: dict[str, Any], subject: str) -> tuple[dict[str, Any], Draft]:
    """The answers with the missing ones asked in a terminal, and the draft they are kept in until they are stored."""
    from cpkit.cases.people import resolver
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete

    draft = Draft(store, sheet.form, subject)
    if not current_session().interactive:
        return given, draft
    checked = complete(sheet.form, sheet.known | given, today=today(), resolver=resolver(store), draft=draft)
    answers = dict(checked.values)
    draft.save(answers)  # a step out of order must not cost the officer what was typed
    return answers, draft


def run_fill(
    store: Store, placement: str, form_id: str, answers: Mapping[str, Any], said: tuple[str, ...],
    answers_file: Path | None, *, force: str | None, as_json: bool, again: bool | None = None,
    by_unit: str | None = None, next_carer: int | None = None, unless_said: Mapping[str, Any] | None = None,
) -> CareFilled:  # fmt: skip
    """Fill a form of a placement and tell what it recorded, what is due now; `unless_said` answer where
    nobody said otherwise."""
    from cpkit.care.papers import fill, sheet_for
    from cpkit.cases.papers import check_given
    from cpkit.commands.receiving import read_unit

    placement_id = store.read_id("placements", placement)
    sheet = sheet_for(store, placement_id, form_id, again=again)
    given = check_given(sheet.form, answers_of_file(answers_file, {})) | said_answers(said)
    given |= {key: value for key, value in answers.items() if value is not None}
    given = {key: value for key, value in (unless_said or {}).items() if value is not None} | given
    filled_in, draft = completed(store, sheet, given, show_ids("placements", [placement_id])[0])
    unit = read_unit(by_unit, "--by-unit") if by_unit else None
    kept = fill(store, sheet, filled_in, force=force, by_unit=unit, next_carer=next_carer)
    draft.clear()
    warn_all(kept.warnings)
    tell(store, placement_id, kept, sheet.form.text, sheet.form.id, as_json)
    return kept


def tell(store: Store, placement_id: int, kept: CareFilled, title: str, form_id: str, as_json: bool) -> None:
    """What was stored, which steps it recorded, past what they were forced, what is due now."""
    if as_json:
        steps = [taken.step.id for taken in kept.taken]
        shown = {"id": show_id_or_none("placements", placement_id), "form": form_id, "steps": steps}
        emit_json(
            {
                **shown,
                "next": show_id_or_none("placements", kept.next_placement),
                "clock": clock_json(store, placement_id),
            }
        )
        return
    show(_("Đã ghi {form}.").format(form=title))
    for taken in kept.taken:
        tell_step(taken)
    if not kept.taken:
        show_wrapped(_("Chưa có ngày: mới là dự thảo, chưa ghi bước nào.")) if _is_draft(store, kept) else None
    if kept.next_placement is not None:
        show(_("Đã mở lần chăm sóc tiếp theo {id}.").format(id=show_ids("placements", [kept.next_placement])[0]))
    tell_clock(store, kept.next_placement or placement_id)


def _is_draft(store: Store, kept: CareFilled) -> bool:
    return not store.table("placement_forms").get(doc_id=kept.sheet)["steps"]


def tell_step(taken: CareTaken) -> None:
    """One step that was recorded."""
    show(_("Đã ghi bước “{step}” ({article}).").format(step=taken.step.title, article=taken.step.article))
    for sentence in taken.forced_past:
        warn(sentence)


def tell_clock(store: Store, placement_id: int) -> None:
    """What is due in a placement."""
    from cpkit.care.due import due_in_care
    from cpkit.care.placements import read_placement

    for item in due_in_care(store, placement_id, read_placement(store, placement_id), now()):
        show_due(item)


def clock_json(store: Store, placement_id: int) -> list[dict[str, Any]]:
    """What is due in a placement, as `cpkit due --json` has it."""
    from cpkit.care.due import due_in_care
    from cpkit.care.placements import read_placement

    return [due_json(item) for item in due_in_care(store, placement_id, read_placement(store, placement_id), now())]

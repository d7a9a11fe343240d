"""What `cpkit intake` and `cpkit case` share: Mẫu 01 as it is asked, and units typed by code or name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cpkit.commands.context import current_session
from cpkit.language import _
from cpkit.times import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpkit.forms import Form
    from cpkit.forms.checking import Checked
    from cpkit.store import Store

FORM = "mau_01"

urgent_option = click.option(
    "--urgent/--not-urgent", default=None, help=_("Trẻ cần được bảo vệ khẩn cấp (NĐ56 Đ31.1) hay không.")
)


def ask_report(store: Store, given: Mapping[str, Any], child: int | None) -> tuple[Checked, Any]:
    """Mẫu 01 with what is missing asked in a terminal, and the draft to clear once it is stored."""
    from cpkit.cases.intakes import known_answers
    from cpkit.forms.drafts import Draft
    from cpkit.forms.prompts import complete

    form = _form()
    draft = Draft(store, form)
    known = known_answers(store, child) | dict(given)
    return complete(form, known, today=now().date(), draft=draft, interactive=current_session().interactive), draft


def _form() -> Form:
    """Mẫu 01; in a terminal the time of receipt is offered as now, elsewhere it has to be given."""
    import msgspec

    from cpkit.forms import load
    from cpkit.forms.model import GROUP
    from cpkit.vietnamese import show_moment

    form = load(FORM)
    if not current_session().interactive:
        return form
    replace = msgspec.structs.replace
    moment = show_moment(now())

    def offered(field: Any) -> Any:
        if field.kind == GROUP:
            return replace(field, fields=tuple(map(offered, field.fields)))
        return replace(field, default=moment) if field.key == "received_at" else field

    return replace(form, fields=tuple(map(offered, form.fields)))


def urgency(urgent: bool | None) -> dict[str, str]:
    """The answer of Mẫu 01 that `--urgent/--not-urgent` gives."""
    return {} if urgent is None else {"urgent": "co" if urgent else "khong"}


def read_unit(text: str, option: str) -> str:
    """The key of the unit that `text` means today; a key may be of a unit that is no more.

    Refused when it means none, or several and nobody can be asked.
    """
    from cpkit.commands.units import choose_unit
    from cpkit.places import is_unit

    return text if is_unit(text) else choose_unit(text, option=option).key

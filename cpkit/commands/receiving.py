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


def read_unit(text: str) -> str:
    """The key of the unit that `text` means today; Refused when it means none or several."""
    from cpkit.errors import Refused
    from cpkit.places import find_units, is_unit

    if is_unit(text):
        return text
    found = find_units(text, on=now().date())
    if not found:
        raise Refused(_("Không có xã, phường nào tên “{text}”.").format(text=text))
    if len(found) > 1:
        names = "; ".join(f"{unit.code} {unit.full_name}" for unit in found[:5])
        raise Refused(_("Có nhiều đơn vị tên “{text}”: {names}.").format(text=text, names=names))
    return found[0].key


def show_unit(key: str | None) -> str | None:
    """The full name of a unit; a key nobody knows as it is."""
    from cpkit.places import is_unit, unit

    return unit(key).full_name if key and is_unit(key) else key

"""The filled forms of the ward that are about one record, as the screen of that record names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.commands.output import show_pair
from cpkit.language import _
from cpkit.store.identifiers import show_id

if TYPE_CHECKING:
    from cpkit.store import Store

MOST = 5
"""So many are named, the latest; the others are counted."""


def forms_about(store: Store, table: str, doc_id: int) -> str:
    """ "PH-KM-00007-A Khảo sát đuối nước 12/05/2025; …", the latest first; "" where there is none."""
    found = store.find("entries", "subject", doc_id)
    found = [one for one in found if one["subject"]["table"] == table and not one["cancelled"]]
    if not found:
        return ""
    from cpkit.forms import entries
    from cpkit.forms.copies import Given

    given, named = Given(store), list[str]()
    for one in sorted(found, key=lambda each: (each["on"], each.doc_id), reverse=True)[:MOST]:
        form = given.form(one)
        title = form.text if form else one["form"]
        named.append(f"{show_id('entries', one.doc_id)} {title} {entries.days_shown(one)[0]}")
    more = [_("và {count} phiếu nữa").format(count=len(found) - MOST)] if len(found) > MOST else []
    return "; ".join([*named, *more])


def show_forms_about(store: Store, table: str, doc_id: int, indent: str = "") -> None:
    """Print them on the screen of a record; nothing where there is none."""
    show_pair(indent + _("Phiếu đã ghi"), forms_about(store, table, doc_id))

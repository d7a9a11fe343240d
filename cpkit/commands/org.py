"""`cpkit org`: boards, standing groups, networks, schools, service points, clubs and children's groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpkit.commands.records import RecordWords, record_group
from cpkit.forms.records import RecordKind, by_text
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store


def _in_own_unit(store: Store, document: dict[str, Any]) -> dict[str, Any]:
    """An organisation whose unit was not given belongs to the unit of the store."""
    return document | {"unit": document.get("unit") or store.settings.unit}


KIND = RecordKind("organisations", "to_chuc", by_text("kind", "name"), _in_own_unit)

command = record_group(
    KIND,
    RecordWords(
        name=_("tổ chức"),
        group="org",
        help=_("Ban, nhóm, mạng lưới, trường học, cơ sở dịch vụ, câu lạc bộ và nhóm trẻ em của địa bàn."),
        add_example='org add --kind ban_bvte --name "Ban Bảo vệ trẻ em phường" --active-from 01/02/2024',
        edit_example="org edit 3 --effective-from 01/01/2025",
        columns=("name", "kind", "hamlet", "active_from"),
    ),
)

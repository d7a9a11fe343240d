"""Which ward or commune is meant: by code or name, asked in a terminal when it is missing or means several."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cpkit.commands import output
from cpkit.commands.typed import read_day
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.places import Unit

MOST_NAMED = 12
LAST_DAY_OF_63 = date(2025, 6, 30)


def choose_unit(text: str | None, on: str | None = None, *, option: str = "--unit") -> Unit:
    """The unit in force on the day `on` (today when None) that `text` means.

    `Misused` naming `option` when it is missing and nobody can be asked, `Refused` when it means none or several.
    """
    day = today() if on is None else read_day(on)
    if text is None:
        if not output.interactive():
            raise Misused(_("Thiếu đơn vị: hãy thêm {option} MÃ hoặc {option} TÊN.").format(option=option))
        text = output.ask_text(
            _("Xã, phường (mã hoặc tên)"), option=option, check=lambda typed: _sentence_or_true(typed, day)
        )
    found = _find(text, day)
    if len(found) == 1:
        return found[0]
    if not output.interactive():
        message = _("Có {count} đơn vị khớp với “{text}”; hãy dùng mã: {units}.")
        raise Refused(message.format(count=len(found), text=text, units=", ".join(map(described, found[:MOST_NAMED]))))
    return output.choose(_("Đơn vị nào?"), [(unit, described(unit)) for unit in found], option=option)


def described(unit: Unit) -> str:
    """`Phường Điện Biên Phủ, Tỉnh Điện Biên (03127)`."""
    return f"{unit.full_name} ({unit.code})"


def unit_names(units: list[Unit]) -> str:
    """`Phường Him Lam (03127), Phường Thanh Bình (03130)`; of very many only the first, and how many more."""
    named = ", ".join(f"{unit.name} ({unit.code})" for unit in units[:MOST_NAMED])
    more = len(units) - MOST_NAMED
    return named + _(" và {count} đơn vị nữa").format(count=more) if more > 0 else named


def _find(text: str, day: date) -> list[Unit]:
    """The units `text` means; `Refused` when there are none."""
    from cpkit.places import meant_units

    found = meant_units(text, on=day)
    if not found:
        message = _("Không tìm thấy xã, phường nào có mã hoặc tên “{text}”.").format(text=text)
        raise Refused(message + _where_it_went(text, day))
    return found


def _where_it_went(text: str, day: date) -> str:
    """For a name from before 01/07/2025: ` Phường Him Lam nay thuộc Phường Điện Biên Phủ (03127).`, else ""."""
    from cpkit.places import find_units, successors

    old = find_units(text, on=LAST_DAY_OF_63) if day > LAST_DAY_OF_63 else []
    if not old:
        return ""
    now = ", ".join(described(unit) for unit in successors(old[0].key))
    return " " + _("{old} nay thuộc {now}.").format(old=old[0].full_name, now=now)


def _sentence_or_true(typed: str, day: date) -> bool | str:
    try:
        return bool(_find(typed, day))
    except Refused as refused:
        return str(refused)

"""`cpkit init`: make the store of a ward or commune."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option, recovery_file_option
from cpkit.commands.passphrase import PASSPHRASE_VARIABLE, check_new_file, new_passphrase, show_recovery
from cpkit.commands.typed import read_officer
from cpkit.commands.units import choose_unit, described, unit_names
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.places import Unit
    from cpkit.store import Store

HELP = _("""Lập kho dữ liệu của xã, phường trên máy này.

\b
Thí dụ:
  cpkit init --unit 03127 --officer "Lò Thị Hoa"
  cpkit init --unit "Mường Phăng" --officer "Lò Thị Hoa" --practice

Đơn vị theo địa giới hôm nay, trừ khi có --on NGÀY. Kho thật hỏi mật khẩu (tập lệnh: biến CPKIT_PASSPHRASE) và in khóa
khôi phục một lần. Kho thực hành (--practice) không cần mật khẩu, chỉ để tập làm.""")


@dataclass(frozen=True)
class Wanted:
    """What was given on the command line; what is None is asked in a terminal."""

    unit: str | None = None
    officer: str | None = None
    on: str | None = None
    practice: bool = False
    recovery_file: Path | None = None


@click.command(help=HELP)
@click.option("--unit", metavar=_("MÃ|TÊN"), help=_("Mã hoặc tên xã, phường."))
@click.option("--officer", metavar=_("HỌ TÊN"), help=_("Người giữ kho: người làm công tác bảo vệ trẻ em."))
@click.option("--on", metavar=_("NGÀY"), help=_("Lấy đơn vị theo địa giới của ngày này (mặc định: hôm nay)."))
@click.option("--practice", is_flag=True, help=_("Kho thực hành: không mật khẩu, chỉ dùng dữ liệu bịa."))
@recovery_file_option(_("Ghi khóa khôi phục vào tệp này thay vì in ra."))
@json_option
@with_session
def command(
    session: Session,
    unit: str | None,
    officer: str | None,
    on: str | None,
    practice: bool,
    recovery_file: Path | None,
    as_json: bool,
) -> None:
    """Make the store and say what was made."""
    make_store(session, Wanted(unit, officer, on, practice, recovery_file), as_json=as_json)


def lead_through_init(session: Session) -> Store:
    """In a terminal, before the first command: ask for everything, make the store, return it open."""
    output.say(_("Chưa có kho dữ liệu trong {folder}. Hãy lập kho trước.").format(folder=session.home))
    wanted = Wanted(practice=_ask_practice())
    return make_store(session, wanted)


def make_store(session: Session, wanted: Wanted, *, as_json: bool = False) -> Store:
    """Make the store in the session's folder from `wanted`, asking for what is missing; the session keeps it open."""
    from cpkit.store.opening import create_store, refuse_existing

    refuse_existing(session.home)
    check_new_file(wanted.recovery_file)
    warning = _warn_of_place(session.home)
    unit = choose_unit(wanted.unit, wanted.on)
    officer = read_officer(wanted.officer, option="--officer")
    passphrase = None if wanted.practice else _passphrase((unit.name, unit.bare_name, officer))
    store, recovery_key = create_store(
        session.home,
        unit=unit.key,
        unit_name=unit.name,
        officer=officer,
        practice=wanted.practice,
        passphrase=passphrase,
    )
    session.use(store)
    if recovery_key and as_json and wanted.recovery_file:
        show_recovery(recovery_key, wanted.recovery_file)
    if as_json:
        output.emit_json(_as_json(session.home, store, unit, recovery_key, warning))
    else:
        _say_what_was_made(session.home, store, unit)
        if recovery_key:
            show_recovery(recovery_key, wanted.recovery_file)
            _wait_for_paper(wanted.recovery_file)
    return store


def _passphrase(names: tuple[str, ...]) -> str | None:
    """One typed by the rules; None where a script brings its own, of whose weakness it is warned."""
    if PASSPHRASE_VARIABLE not in os.environ:
        return new_passphrase(names)
    from cpkit.store.passphrases import weakness

    weak = weakness(os.environ[PASSPHRASE_VARIABLE], names=names)
    if weak:
        output.warn(weak)
    return None


def _warn_of_place(home: Path) -> str:
    from cpkit.store.location import place_of

    warning = place_of(home).warning
    if warning:
        output.warn(warning)
    return warning


def _ask_practice() -> bool:
    kinds = [(False, _("Kho thật, có mật khẩu")), (True, _("Kho thực hành, không mật khẩu, dữ liệu bịa"))]
    return output.choose(_("Lập kho nào?"), kinds, option="cpkit init")


def _wait_for_paper(file: Path | None) -> None:
    if file is None and output.interactive():
        while not output.confirm(_("Đã chép khóa khôi phục ra giấy?"), option="--recovery-file"):
            continue


def _say_what_was_made(home: Path, store: Store, unit: Unit) -> None:
    from cpkit.places import predecessors
    from cpkit.vietnamese import show_date

    settings = store.settings
    output.show(_("Đã lập kho của {unit} trong {folder}.").format(unit=described(unit), folder=home))
    before = predecessors(unit.key)
    if before and unit.valid_from:
        sentence = _("{unit} có từ {day}, lập từ {units}; hồ sơ trước ngày đó ghi theo đơn vị cũ.")
        output.show(sentence.format(unit=unit.name, day=show_date(unit.valid_from), units=unit_names(before)))
    sentence = _("Người giữ kho: {officer}. Dấu của kho trong mọi mã số: {mark}.")
    output.show(sentence.format(officer=settings.officer, mark=settings.mark))


def _as_json(home: Path, store: Store, unit: Unit, recovery_key: str | None, warning: str) -> dict[str, object]:
    from cpkit.places import predecessors

    settings = store.settings
    return {
        "store_id": settings.store_id,
        "mark": settings.mark,
        "unit": settings.unit,
        "unit_name": settings.unit_name,
        "made_of": [{"unit": each.key, "unit_name": each.name} for each in predecessors(unit.key)],
        "officer": settings.officer,
        "practice": settings.practice,
        "home": str(home),
        "recovery_key": recovery_key,
        "warnings": [warning] if warning else [],
    }

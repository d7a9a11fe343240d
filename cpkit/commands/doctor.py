"""`cpkit doctor`: are this computer and the store's place as they should be? Needs no store and no passphrase.

Exit code 4 when the store is there but cannot be opened by anybody (both key files damaged, or the database gone).
"""

from __future__ import annotations

import platform
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click
import msgspec

from cpkit import __version__
from cpkit.commands import output
from cpkit.commands.context import Session, with_session
from cpkit.commands.options import json_option
from cpkit.errors import Damaged
from cpkit.language import _

LIBRARIES = (
    "click", "tinydb", "sqlcipher3", "cryptography", "pyrage", "msgspec", "xlsxwriter", "python-calamine", "lxml",
    "questionary", "rich", "rapidfuzz", "holidays", "pluggy", "platformdirs",
)  # fmt: skip
LEAST_FREE = 500 * 1024 * 1024
BACKUP_AGE = timedelta(days=7)
UTF8_CODE_PAGE = 65001

HELP = _("""Kiểm tra máy tính, chương trình và nơi cất dữ liệu. Không cần mật khẩu, không thay đổi gì.

\b
Thí dụ:
  cpkit doctor
  cpkit doctor --json""")


class StoreState(msgspec.Struct, frozen=True):
    """What can be said of the store without opening it; `key_files` says of each whether it is whole."""

    exists: bool = False
    practice: bool | None = None
    key_files: dict[str, bool] = {}
    database: bool = False
    unlocked_until: datetime | None = None
    last_backup: datetime | None = None
    damaged: bool = False


class Findings(msgspec.Struct, frozen=True):
    """Everything `doctor` found; `warnings` are sentences, `ok` is true when there is none."""

    ok: bool
    cpkit: str
    python: str
    system: str
    libraries: dict[str, str | None]
    home: str
    place: str
    free_bytes: int | None
    store: StoreState
    plugins_failed: dict[str, str]
    encoding: str
    warnings: list[str]


@click.command(help=HELP)
@json_option
@with_session
def command(session: Session, as_json: bool) -> None:
    """Look, say, and end with 4 when the store is past opening."""
    findings = examine(session.home)
    if as_json:
        output.emit_json(findings)
    else:
        _show(findings)
    if findings.store.damaged:
        click.get_current_context().exit(Damaged.exit_code)


def examine(home: Path) -> Findings:
    """Look at the computer and at `home`; nothing is opened, asked or changed."""
    from cpkit.store.location import place_of

    place, store, free = place_of(home), _store_state(home), _free_bytes(home)
    failed, libraries = _failed_plugins(), {name: _version(name) for name in LIBRARIES}
    warnings = [
        *([place.warning] if place.warning else []),
        *_store_warnings(store),
        *_program_warnings(libraries, failed),
        *_machine_warnings(free),
    ]
    return Findings(
        ok=not warnings,
        cpkit=__version__,
        python=platform.python_version(),
        system=platform.platform(),
        libraries=libraries,
        home=str(home),
        place=place.kind,
        free_bytes=free,
        store=store,
        plugins_failed=failed,
        encoding=(sys.stdout.encoding or "").lower(),
        warnings=warnings,
    )


def _store_state(home: Path) -> StoreState:
    from cpkit.store.backup import last_backup
    from cpkit.store.engine import DATABASE
    from cpkit.store.keys import key_files, peek_at_keys
    from cpkit.store.opening import has_store
    from cpkit.store.sessions import unlocked_until

    if not has_store(home):
        return StoreState()
    files, database, last = key_files(home), (home / DATABASE).exists(), last_backup(home)
    made = last.made if last else None
    keys = peek_at_keys(home)
    if keys is None:
        return StoreState(True, None, files, database, None, made, damaged=True)
    damaged = not database and not keys.incoming
    return StoreState(True, keys.practice, files, database, unlocked_until(keys.store_id), made, damaged)


def _store_warnings(store: StoreState) -> list[str]:
    from cpkit.times import now

    warnings = []
    if store.damaged:
        warnings.append(_("Kho không mở được nữa (mất hoặc hỏng tệp). Hãy phục hồi từ bản sao lưu: cpkit restore."))
    elif not all(store.key_files.values()):
        warnings.append(_("Một trong hai tệp khóa bị hỏng; lần mở kho tới cpkit sẽ tự chép lại từ tệp còn nguyên."))
    if store.exists and not store.practice:
        if store.last_backup is None:
            warnings.append(_("Kho chưa được sao lưu lần nào. Hãy sao lưu: cpkit backup --out E:\\"))
        elif now() - store.last_backup > BACKUP_AGE:
            message = _("Lần sao lưu gần nhất đã {days} ngày. Hãy sao lưu: cpkit backup --out E:\\")
            warnings.append(message.format(days=(now() - store.last_backup).days))
    return warnings


def _program_warnings(libraries: dict[str, str | None], failed: dict[str, str]) -> list[str]:
    missing, broken = _("Thiếu thư viện {name}: hãy cài lại cpkit."), _("Tiện ích {name} không chạy được: {reason}")
    return [
        *(missing.format(name=name) for name, version in libraries.items() if version is None),
        *(broken.format(name=name, reason=reason) for name, reason in failed.items()),
    ]


def _machine_warnings(free: int | None) -> list[str]:
    warnings = []
    if free is not None and free < LEAST_FREE:
        warnings.append(_("Ổ đĩa sắp đầy: chỉ còn {size}.").format(size=_megabytes(free)))
    if _console_garbles():
        warnings.append(_("Cửa sổ lệnh chưa dùng UTF-8: hãy gõ chcp 65001 rồi mở lại cpkit."))
    return warnings


def _console_garbles() -> bool:
    """Whether this is a Windows console of another code page: it shows Vietnamese letters as question marks."""
    if sys.platform != "win32" or not sys.stdout.isatty():
        return False
    import ctypes

    return int(ctypes.windll.kernel32.GetConsoleOutputCP()) != UTF8_CODE_PAGE


def _free_bytes(home: Path) -> int | None:
    folder = next((each for each in (home, *home.absolute().parents) if each.exists()), None)
    try:
        return shutil.disk_usage(folder).free if folder else None
    except OSError:
        return None


def _failed_plugins() -> dict[str, str]:
    from cpkit.plugins.manager import failures, manager

    manager()
    return {failure.name: failure.reason for failure in failures()}


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _megabytes(size: int) -> str:
    from cpkit.vietnamese import show_number

    return f"{show_number(size >> 20)} MB"


def _show(findings: Findings) -> None:
    store = findings.store
    free = "" if findings.free_bytes is None else _megabytes(findings.free_bytes)
    rows = [
        (_("cpkit"), findings.cpkit),
        (_("Python"), f"{findings.python}, {findings.system}"),
        (_("Thư mục kho"), findings.home),
        (_("Nơi đặt kho"), _places().get(findings.place, findings.place)),
        (_("Còn trống"), free),
        (_("Kho"), _described(store)),
        (_("Tệp khóa"), ", ".join(f"{name}: {_whole(whole)}" for name, whole in store.key_files.items()) or "–"),
        (_("Mở khóa đến"), _moment(store.unlocked_until)),
        (_("Sao lưu gần nhất"), _moment(store.last_backup)),
        (_("Bảng mã màn hình"), findings.encoding),
    ]
    output.table((_("Mục"), _("Kết quả")), rows)
    for warning in findings.warnings:
        output.warn(warning)
    if findings.ok:
        output.show(_("Không thấy điều gì bất thường."))


def _places() -> dict[str, str]:
    return {
        "disk": _("ổ đĩa của máy"),
        "cloud": _("thư mục đồng bộ lên mạng"),
        "network": _("ổ mạng"),
        "removable": _("USB hoặc thẻ nhớ"),
    }


def _described(store: StoreState) -> str:
    if not store.exists:
        return _("chưa có (cpkit init)")
    if store.damaged:
        return _("hỏng")
    return _("kho thực hành") if store.practice else _("kho thật, có mật khẩu")


def _whole(whole: bool) -> str:
    return _("nguyên vẹn") if whole else _("hỏng")


def _moment(moment: datetime | None) -> str:
    from cpkit.vietnamese import show_moment

    return show_moment(moment) if moment else "–"

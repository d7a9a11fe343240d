"""A working day's key: `cpkit unlock` keeps the data key for some hours so that the passphrase is asked once.

The key lies outside the store's folder, in the folder that the system keeps for a user's running programs: on Linux in
memory, gone after log-out or restart; on Windows in the user's own temporary folder, in a box only the same Windows
account opens (DPAPI).

What this protects against: a store copied, synchronised, backed up or stolen as files, and anybody who finds the
computer after the hours have passed, after `cpkit lock`, or after a restart. What it does not: somebody who sits down
at the computer, or a program that runs as the same user, while the store is unlocked. Lock the screen, or `cpkit lock`.
"""

from __future__ import annotations

import os
import stat
import sys
import warnings
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from cpkit.errors import Refused, system_reason
from cpkit.language import _
from cpkit.store.files import remove_quietly, write_atomically
from cpkit.store.keys import Keys, fingerprint
from cpkit.times import now

DEFAULT_HOURS = 10.0
LONGEST_HOURS = 24.0
SUFFIX = ".session"


class Unlocked(msgspec.Struct, frozen=True):
    """A session: the data key (in a box on Windows), since when and until when it may be used."""

    key: bytes
    since: datetime
    until: datetime

    def holds_at(self, moment: datetime) -> bool:
        """Whether it may be used at `moment`; a clock that was set back does not prolong it."""
        return self.since - timedelta(minutes=5) <= moment < self.until


def sessions_folder() -> Path:
    """The folder of this user's sessions; it need not exist."""
    from platformdirs import user_runtime_path

    with warnings.catch_warnings():  # it warns in English of an odd XDG_RUNTIME_DIR, and takes another folder
        warnings.simplefilter("ignore")
        return user_runtime_path("cpkit", appauthor=False)


def unlock(keys: Keys, data_key: bytes, hours: float = DEFAULT_HOURS) -> datetime:
    """Keep `data_key` for `hours`; until when. `Refused` for hours that are no working day."""
    if not 0 < hours <= LONGEST_HOURS:
        raise Refused(_("Số giờ mở khóa phải lớn hơn 0 và không quá {longest}.").format(longest=int(LONGEST_HOURS)))
    since = now()
    session = Unlocked(_boxed(data_key), since, since + timedelta(hours=hours))
    _make_folder()
    write_atomically(_path(keys.store_id), msgspec.json.encode(session))
    return session.until


def session_key(keys: Keys) -> bytes | None:
    """The data key kept for this store, while it may be used; sessions that have run out are deleted on the way."""
    delete_expired()
    session = _read(_path(keys.store_id))
    if session is None:
        return None
    data_key = _unboxed(session.key)
    if data_key is None or fingerprint(data_key) != keys.fingerprint:
        lock(keys.store_id)
        return None
    return data_key


def unlocked_until(store_id: str) -> datetime | None:
    """Until when the store stays unlocked; None when it is locked."""
    session = _read(_path(store_id))
    return session.until if session is not None and session.holds_at(now()) else None


def lock(store_id: str) -> bool:
    """Delete the key kept for the store; whether there was one."""
    path = _path(store_id)
    there = path.exists()
    remove_quietly(path)
    return there


def delete_expired() -> None:
    """Delete every session that has run out or cannot be read."""
    folder = sessions_folder()
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        session = _read(path)
        if session is None or not session.holds_at(now()):
            remove_quietly(path)


def _path(store_id: str) -> Path:
    return sessions_folder() / f"{store_id}{SUFFIX}"


def _read(path: Path) -> Unlocked | None:
    """The session in `path`; None when there is none, or when it is not this user's own and private."""
    try:
        if not _is_private(path):
            return None
        return msgspec.json.decode(path.read_bytes(), type=Unlocked)
    except (OSError, msgspec.DecodeError):
        return None


def _is_private(path: Path) -> bool:
    if sys.platform == "win32":
        return True
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077


def _make_folder() -> None:
    """Make the folder, readable by this user only; `Refused` when somebody else made it first."""
    folder = sessions_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sys.platform != "win32":
            if folder.lstat().st_uid != os.getuid() or folder.is_symlink():
                raise PermissionError(0, _("thư mục của người khác"))
            folder.chmod(0o700)
    except OSError as error:
        message = _("Không mở khóa được: {reason} ({folder}).")
        raise Refused(message.format(reason=system_reason(error), folder=folder)) from error


def _boxed(data_key: bytes) -> bytes:
    if sys.platform != "win32":
        return data_key
    from cpkit.store.dpapi import protect

    return protect(data_key)


def _unboxed(key: bytes) -> bytes | None:
    if sys.platform != "win32":
        return key
    from cpkit.store.dpapi import unprotect

    try:
        return unprotect(key)
    except OSError:
        return None

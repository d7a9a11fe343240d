"""Bringing a store back from a backup, on an empty computer or in the place of another store.

It is unpacked and checked in a folder beside the store; only when everything is right does it become the store. It gets
a new mark for its ids: what was registered after the backup was made had ids too, perhaps on paper, and the computer
the backup came from may still be in use. No id is ever given twice.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from cpkit.errors import Damaged, Refused
from cpkit.language import _
from cpkit.store.backup import LAST, unpack
from cpkit.store.backup_format import Header, broken_backup
from cpkit.store.creation import adopt
from cpkit.store.disk import replace
from cpkit.store.engine import COPY, DATABASE, MARK
from cpkit.store.identifiers import MARK_LETTERS, NUMBERS_PER_MARK, first_id, mark_letters
from cpkit.store.journal import journal_of
from cpkit.store.keys import KEY_COPY, KEY_FILE
from cpkit.store.opening import has_store
from cpkit.store.store import Store
from cpkit.store.swapping import empty_incoming, plain_errors, remove_folder, swap
from cpkit.times import now

KEPT = "store.kept-"


def restore(home: Path, file: Path, data_key: bytes, *, replacing: bool = False) -> tuple[Header, Path | None]:
    """Make the store in the backup `file` the store in `home`; its header, and where a store that was there is kept.

    `Refused` when there is a store and it is not to be replaced, `Damaged` when the backup is not whole: then `home` is
    as before.
    """
    if not replacing:
        refuse_to_overwrite(home)
    with plain_errors():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = empty_incoming(home)
    try:
        header = unpack(file, data_key, folder / DATABASE)
        _check_and_mark(folder, data_key)
    except BaseException:
        remove_folder(folder)
        raise
    kept = _keep_old(home) if has_store(home) else None
    swap(home, header.keys)
    return header, kept


def refuse_to_overwrite(home: Path) -> None:
    """`Refused` when a store, or what is left of one, lies in `home`."""
    if has_store(home):
        message = _("Trong {folder} đã có kho dữ liệu. Thêm --replace để cất kho cũ sang bên rồi phục hồi.")
        raise Refused(message.format(folder=home))


def _check_and_mark(folder: Path, data_key: bytes) -> None:
    """Open what was unpacked, verify it, and give it its new mark."""
    adopt(folder, data_key)
    with Store.open(folder, data_key) as store:
        if not store.verify().ok:
            raise broken_backup()
        mark = _unused_mark(store)
        with store.write("restore"), store.reading() as connection:
            store.change_settings("restore", mark=mark)
            connection.execute("UPDATE tables SET last_id = ?", (first_id(mark),))


def _unused_mark(store: Store) -> str:
    """A mark drawn at random of those under which this store never gave an id."""
    with store.engine.reading() as connection:
        query = f"SELECT DISTINCT doc_id / {NUMBERS_PER_MARK} FROM changes"
        used = {mark_letters(number) for (number,) in connection.execute(query)} | {store.settings.mark}
    free = [mark for number in range(len(MARK_LETTERS) ** 2) if (mark := mark_letters(number)) not in used]
    if not free:
        raise Damaged(_("Kho này đã dùng hết các dấu mã số."))
    return secrets.choice(free)


def _keep_old(home: Path) -> Path:
    """Move the store that is there into a folder of its own; what opens it is moved last."""
    kept = home / f"{KEPT}{now():%Y%m%d-%H%M%S}"
    with plain_errors():
        kept.mkdir(mode=0o700)
        for name in (DATABASE, journal_of(home / DATABASE).name, COPY, MARK, LAST, KEY_FILE, KEY_COPY):
            if (home / name).exists():
                replace(home / name, kept / name)
    return kept

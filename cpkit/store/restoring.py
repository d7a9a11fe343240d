"""Bringing a store back from a backup, on an empty computer or in the place of another store.

It is unpacked and checked in a folder beside the store; only when everything is right does it become the store. It gets
a new mark for its ids: what was registered after the backup was made had ids too, perhaps on paper, and the computer
the backup came from may still be in use. No id is ever given twice.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import msgspec

from cpkit.errors import Damaged, Misused, Refused
from cpkit.language import _
from cpkit.store.backup import LAST, unpack
from cpkit.store.backup_format import Header, broken_backup
from cpkit.store.creation import adopt
from cpkit.store.disk import replace
from cpkit.store.engine import COPY, DATABASE, MARK
from cpkit.store.files import write_atomically
from cpkit.store.identifiers import MARK_LETTERS, NUMBERS_PER_MARK, first_id, mark_letters
from cpkit.store.journal import journal_of
from cpkit.store.keys import KEY_COPY, KEY_FILE, Keys, read_keys
from cpkit.store.opening import has_store
from cpkit.store.secondcopy import SecondCopy
from cpkit.store.store import Store
from cpkit.store.swapping import alone_in, empty_incoming, finish_swap, plain_errors, remove_folder, swap
from cpkit.times import now

KEPT = "store.kept-"
UNFINISHED = ".part"


def restore(home: Path, file: Path, data_key: bytes, *, replacing: bool = False) -> tuple[Header, Path | None]:
    """Make the store in the backup `file` the store in `home`; its header, and where a store that was there is kept.

    `Refused` when there is a store and it is not to be replaced, `Damaged` when the backup is not whole: then `home` is
    as before.
    """
    if not replacing:
        refuse_to_overwrite(home)
    folder = _make_ready(home)
    try:
        header = unpack(file, data_key, folder / DATABASE)
        _check_and_mark(folder, data_key)
        with alone_in(home) as copy:
            kept = _keep_old(home, copy) if has_store(home) else None
            swap(home, _newer_than_old(home, header.keys), copy)
    except BaseException:
        if not _is_moving_in(home):
            remove_folder(folder)
        raise
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


def _make_ready(home: Path) -> Path:
    """The folder to unpack in; a hand-over or restore that was cut short is finished first."""
    with plain_errors():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_moving_in(home):
            finish_swap(home)
        for left in home.glob(f"{KEPT}*{UNFINISHED}"):
            remove_folder(left)
        return empty_incoming(home)


def _is_moving_in(home: Path) -> bool:
    keys = _old_keys(home)
    return keys is not None and keys.incoming


def _old_keys(home: Path) -> Keys | None:
    try:
        return read_keys(home)
    except (Damaged, Misused):
        return None


def _newer_than_old(home: Path, keys: Keys) -> Keys:
    """`keys` with a revision above that of the store before: of two key files the newer one serves."""
    old = _old_keys(home)
    return msgspec.structs.replace(keys, revision=max(keys.revision, old.revision if old else 0))


def _keep_old(home: Path, copy: SecondCopy) -> Path:
    """Keep the store that is there, whole, in a folder of its own; it also stays where it is until it is replaced."""
    kept = home / f"{KEPT}{now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    part = kept.with_name(kept.name + UNFINISHED)
    part.mkdir(mode=0o700)
    for name in (DATABASE, journal_of(home / DATABASE).name, MARK, LAST, KEY_FILE, KEY_COPY):
        if (home / name).exists():
            _link(home / name, part / name)
    write_atomically(part / COPY, copy.content())
    replace(part, kept)
    return kept


def _link(source: Path, target: Path) -> None:
    """A second name for the file, at once and whatever its size; a copy where the disk knows no second names."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)

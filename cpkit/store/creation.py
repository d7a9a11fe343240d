"""Making a store's files, so that they are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from cpkit.errors import Misused
from cpkit.language import _
from cpkit.store import disk, indexes
from cpkit.store.engine import COPY, DATABASE, MARK, Engine, connect
from cpkit.store.identifiers import first_id
from cpkit.store.journal import journal_of
from cpkit.store.layout import lay_out
from cpkit.store.mark import MarkFile, mark_of
from cpkit.store.rows import Rows
from cpkit.store.secondcopy import SecondCopy
from cpkit.store.settings import Settings, write_settings
from cpkit.store.writer import Writer

WORKSHOP = ".new"


def create(home: Path, settings: Settings, key: bytes) -> None:
    """Make an empty store in `home`. Raises Misused when there is one already.

    It is built in a folder of its own and moved into place, the database last: killed on the way, there is no store.
    """
    import shutil  # slow to load, and a store is made once

    if (home / DATABASE).exists():
        raise Misused(_("Trong thư mục {home} đã có kho dữ liệu.").format(home=home))
    workshop = home / WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True, mode=0o700)
    _build(workshop, settings, key)
    for name in (MARK, COPY, DATABASE):
        disk.replace(workshop / name, home / name)
    workshop.rmdir()


def _build(home: Path, settings: Settings, key: bytes) -> None:
    connection = connect(home / DATABASE, key, create=True)
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("BEGIN")
    lay_out(connection)
    connection.execute("COMMIT")
    connection.close()
    (home / DATABASE).chmod(0o600)
    _set_mark(home, key)
    _write_first_entry(home, settings, key)


def _write_first_entry(home: Path, settings: Settings, key: bytes) -> None:
    engine = Engine(home, key)
    engine.open()
    try:
        with engine.writing() as connection:
            rows = Rows(engine)
            indexes.bring_up_to_date(rows, connection)
            writer = Writer(rows, connection, "init", settings.officer, first_id(settings.mark))
            write_settings(connection, writer, settings)
            writer.finish()
    finally:
        engine.close()


def adopt(home: Path, key: bytes) -> None:
    """Make the database file that lies in `home` the store: after a backup was put back there.

    Whatever the store that was there before had left (second copy, journal, mark) is void. Raises Damaged when the
    file cannot be read with `key`.
    """
    journal = journal_of(home / DATABASE)
    journal.unlink(missing_ok=True)
    copy = SecondCopy(home / COPY, key)
    copy.open()
    copy.clear()
    copy.close()
    _set_mark(home, key)


def _set_mark(home: Path, key: bytes) -> None:
    connection = connect(home / DATABASE, key)
    try:
        mark = MarkFile(home / MARK, key)
        mark.prepare(mark_of(connection))
        mark.publish()
    finally:
        connection.close()

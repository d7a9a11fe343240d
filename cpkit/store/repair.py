"""What a dead writer left behind, and how the store is brought back to its last acknowledged write.

Decided under the write lock (so no writer is alive) and SQLite's own EXCLUSIVE lock (so nobody reads, and SQLite
does not play a journal meanwhile):

* second copy whole and pending, not older than the mark: the COMMIT may have been half done. Its pages are written
  back, the file is cut to its old size, the journal (whatever its state) is removed.
* second copy whole, but cleared or older than the mark: no COMMIT was under way. A journal found here is of a write
  that never reached the file, or of one that was finished (a power cut brought its name back): it is removed.
* second copy broken: either it was being written (then the journal was never synced, and the file is untouched), or it
  was damaged later; then SQLite's journal is the only thing that can help, and SQLite is left to play it.

Writing the same pages back twice does no harm, so a recovery that is itself killed is simply done again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpkit.store import disk, locks
from cpkit.store.journal import was_synced
from cpkit.store.rawfile import PAGE_SIZE
from cpkit.store.secondcopy import SALT_SIZE, Before, State

if TYPE_CHECKING:
    from cpkit.store.engine import Engine


def settle(engine: Engine) -> None:
    """Before a read: recover if a dead writer left something; wait for a live one that is in its COMMIT.

    Raises TimeoutError, OSError, Damaged.
    """
    pending = engine.copy.looks_pending()
    if not pending and not engine.journal.exists():
        return
    try:
        taken = engine.copy.lock(engine.wait if pending else 0)
    except PermissionError:
        if pending:
            raise
        return  # read-only folder: SQLite refuses by itself when the journal matters
    if not taken:
        if pending:
            raise TimeoutError
        return  # a live writer, still before its COMMIT: SQLite's locks serve
    try:
        recover(engine)
    finally:
        engine.copy.unlock()


def recover(engine: Engine) -> None:
    """Under the write lock: bring the file back to its last acknowledged write.

    Raises TimeoutError, OSError, Damaged, and Refused where another file was put in its place.
    """
    if not engine.copy.looks_pending() and not engine.journal.exists():
        return
    engine.check_same_file()
    engine.forget_pages()
    with locks.file_lock(engine.raw.handle, engine.wait):
        state, before = engine.copy.state()
        if state is State.PENDING and before is not None and _is_due(engine, before):
            engine.raw.put_back(engine.copy.pages(), before.size)
            _remove_journal(engine)
        elif state is not State.BROKEN or not was_synced(engine.journal):
            _remove_journal(engine)
        engine.copy.clear()


def _is_due(engine: Engine, before: Before) -> bool:
    """Whether the copy belongs to this file and the mark does not say that its commit is done."""
    same_file = engine.raw.read(0, SALT_SIZE) == before.salt or before.size < PAGE_SIZE
    return same_file and before.commit >= engine.mark.read().commit


def _remove_journal(engine: Engine) -> None:
    if engine.journal.exists():
        engine.journal.unlink()
        disk.sync_folder(engine.journal.parent)

"""The small files and locks a write leans on: second copy, mark, journal, whole files, locks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cpkit.errors import Damaged, Misused
from cpkit.store import Store, disk
from cpkit.store.creation import adopt
from cpkit.store.engine import COPY, DATABASE, MARK
from cpkit.store.journal import changed_pages, journal_of, was_synced
from cpkit.store.mark import Mark, MarkFile
from cpkit.store.rawfile import PAGE_SIZE, RawFile
from cpkit.store.secondcopy import Before, SecondCopy, State
from tests.store.processes import needs_fork, start, wait_for
from tests.store.stores import KEY, contents, new_store, open_store, watched_store

BEFORE = Before(commit=7, size=9 * PAGE_SIZE, salt=b"s" * 16)
PAGES = [(number, bytes([number]) * PAGE_SIZE) for number in (1, 4, 9)]
NOTHING_DONE = Mark(commit=0, number=0, hash="", look_number=0, look_hash="")


@pytest.fixture
def copy(tmp_path: Path) -> SecondCopy:
    made = SecondCopy(tmp_path / "copy", KEY)
    made.open()
    return made


class TestSecondCopy:
    def test_gives_back_what_was_kept(self, copy: SecondCopy) -> None:
        copy.write(BEFORE, PAGES)
        assert copy.looks_pending()
        assert copy.state() == (State.PENDING, BEFORE)
        assert list(copy.pages()) == PAGES

    def test_once_cleared_is_done(self, copy: SecondCopy) -> None:
        copy.write(BEFORE, PAGES)
        copy.clear()
        assert not copy.looks_pending()
        assert copy.state() == (State.DONE, BEFORE)

    def test_a_shorter_one_replaces_a_longer_one(self, copy: SecondCopy) -> None:
        copy.write(BEFORE, PAGES * 5)
        copy.write(BEFORE, PAGES[:1])
        assert list(copy.pages()) == PAGES[:1]
        assert copy.state()[0] is State.PENDING

    def test_every_wrong_byte_is_seen(self, copy: SecondCopy, tmp_path: Path) -> None:
        copy.write(BEFORE, PAGES[:1])
        content = (tmp_path / "copy").read_bytes()
        for place in [*range(0, 120), *range(120, len(content), 97)]:
            changed = bytearray(content)
            changed[place] ^= 1
            (tmp_path / "copy").write_bytes(changed)
            assert copy.state()[0] is State.BROKEN

    @pytest.mark.parametrize("length", [0, 1, 8, 75, 76, 500, PAGE_SIZE + 79])
    def test_every_missing_end_is_seen(self, copy: SecondCopy, tmp_path: Path, length: int) -> None:
        copy.write(BEFORE, PAGES[:1])
        os.truncate(tmp_path / "copy", length)
        assert copy.state()[0] is State.BROKEN

    def test_of_another_store_is_broken(self, copy: SecondCopy, tmp_path: Path) -> None:
        copy.write(BEFORE, PAGES)
        other = SecondCopy(tmp_path / "copy", bytes(32))
        other.open()
        assert other.state()[0] is State.BROKEN

    def test_the_lock_follows_the_file_that_is_there(self, copy: SecondCopy, tmp_path: Path) -> None:
        (tmp_path / "copy").unlink()
        assert copy.lock(1)
        other = SecondCopy(tmp_path / "copy", KEY)
        assert not other.lock(0.05)
        copy.unlock()
        assert other.lock(1)

    @needs_fork
    def test_the_lock_goes_with_its_process(self, copy: SecondCopy) -> None:
        def take() -> None:
            own = SecondCopy(copy._path, KEY)
            assert own.lock(1)

        assert wait_for(start(take)) == [0]
        assert copy.lock(1)


class TestMark:
    def test_is_what_was_published_last(self, tmp_path: Path) -> None:
        file = MarkFile(tmp_path / "mark", KEY)
        file.prepare(NOTHING_DONE)
        with pytest.raises(Damaged):
            file.read()
        file.publish()
        assert file.read() == NOTHING_DONE

    def test_of_another_store_is_refused(self, tmp_path: Path) -> None:
        file = MarkFile(tmp_path / "mark", KEY)
        file.prepare(NOTHING_DONE)
        file.publish()
        with pytest.raises(Damaged):
            MarkFile(tmp_path / "mark", bytes(32)).read()


class TestJournal:
    def test_that_is_not_there_or_no_journal_tells_nothing(self, tmp_path: Path) -> None:
        journal = tmp_path / "journal"
        assert changed_pages(journal) is None
        assert not was_synced(journal)
        for content in (b"", bytes(28), b"x" * 28, os.urandom(5000)):
            journal.write_bytes(content)
            assert changed_pages(journal) is None
            assert not was_synced(journal)

    def test_tells_the_pages_a_write_is_going_to_change(self, tmp_path: Path) -> None:
        new_store(tmp_path / "kho").close()
        with watched_store(tmp_path / "kho", tmp_path) as store:
            store.table("children").insert({"name": "Lò Thị Thử"})
        found = changed_pages(journal_of(tmp_path / "prepared" / DATABASE))
        assert found is not None
        before, after = ((tmp_path / folder / DATABASE).read_bytes() for folder in ("prepared", "kho"))
        starts = range(0, len(before), PAGE_SIZE)
        changed = {n // PAGE_SIZE + 1 for n in starts if before[n : n + PAGE_SIZE] != after[n : n + PAGE_SIZE]}
        assert found[1] == len(starts)
        assert changed <= {1, *found[0]}


class TestRawFile:
    def test_one_handle_serves_a_whole_process(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"x" * PAGE_SIZE)
        first, second = RawFile(tmp_path / "file"), RawFile(tmp_path / "file")
        assert first.handle == second.handle
        first.close()
        first.close()
        assert second.read_page(1) == b"x" * PAGE_SIZE
        second.close()
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(second.handle)

    def test_puts_pages_back_and_cuts(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"new " * 3 * 1024)
        raw = RawFile(tmp_path / "file")
        raw.put_back([(2, b"old " * 1024)], 2 * PAGE_SIZE)
        assert (tmp_path / "file").read_bytes() == b"new " * 1024 + b"old " * 1024
        raw.close()


class TestWholeFiles:
    def test_replace_the_old_one(self, tmp_path: Path) -> None:
        disk.write_whole(tmp_path / "file", b"old")
        disk.write_whole(tmp_path / "file", b"new")
        assert [file.name for file in tmp_path.iterdir() if file.name.startswith("file")] == ["file"]
        assert (tmp_path / "file").read_bytes() == b"new"


class TestCreation:
    def test_leaves_only_the_stores_files_readable_by_this_user(self, tmp_path: Path) -> None:
        new_store(tmp_path / "kho").close()
        assert {file.name for file in (tmp_path / "kho").iterdir()} == {DATABASE, COPY, MARK}
        assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "kho").iterdir())

    def test_is_refused_where_there_is_a_store(self, tmp_path: Path) -> None:
        new_store(tmp_path / "kho").close()
        before = (tmp_path / "kho" / DATABASE).read_bytes()
        with pytest.raises(Misused):
            new_store(tmp_path / "kho")
        assert (tmp_path / "kho" / DATABASE).read_bytes() == before

    @pytest.mark.parametrize("left", [[], [MARK], [MARK, COPY]])
    def test_that_was_killed_can_be_done_again(self, tmp_path: Path, left: list[str]) -> None:
        (tmp_path / "kho" / ".new").mkdir(parents=True)
        for name in (*left, f".new/{DATABASE}", ".new/x"):
            (tmp_path / "kho" / name).write_bytes(b"left behind")
        with new_store(tmp_path / "kho") as store:
            store.table("children").insert({"name": "Lò Thị Thử"})
            assert store.verify().ok

    def test_no_store_is_said_plainly(self, tmp_path: Path) -> None:
        with pytest.raises(Misused, match="cpkit init"):
            Store.open(tmp_path, KEY)


class TestAdopting:
    def test_makes_an_older_file_the_store(self, tmp_path: Path) -> None:
        home = tmp_path / "kho"
        with new_store(home) as store:
            store.table("children").insert({"name": "Lò Thị Thử"})
        old = (home / DATABASE).read_bytes()
        with open_store(home) as store:
            store.table("children").insert({"name": "Cà Thị Mẫu"})
        (home / DATABASE).write_bytes(old)
        with pytest.raises(Damaged):
            open_store(home)
        adopt(home, KEY)
        with open_store(home) as store:
            assert len(contents(store)["children"]) == 1
            store.table("children").insert({"name": "Cà Thị Mẫu"})
            assert store.verify().ok

"""Whatever a killed write leaves behind - and whatever then becomes of it - the acknowledged records are there.

Each test makes the files as a kill at one moment leaves them: `prepared` is the folder right before COMMIT touches the
database file, `done` the folder afterwards; a torn file has some pages of the one and some of the other.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpkit.errors import CpkitError, Damaged
from cpkit.store import Store
from cpkit.store.engine import COPY, DATABASE, MARK
from cpkit.store.journal import MAGIC, changed_pages
from cpkit.store.rawfile import PAGE_SIZE
from tests.store.processes import needs_fork, start, wait_for
from tests.store.stores import KEY, contents, new_store, open_store, watched_store

JOURNAL = DATABASE + "-journal"


@dataclass(frozen=True)
class Moments:
    """A store before one write, right before its COMMIT, and after it, with what it held before and after."""

    before: Path
    prepared: Path
    done: Path
    was: dict[str, Any] = field(repr=False)
    became: dict[str, Any] = field(repr=False)


def child(number: int, size: int = 200) -> dict[str, Any]:
    return {"name": f"Lò Thị Thử {number}", "id_number": f"{number:012}", "note": "ghi chú " * (size // 8)}


def insert_one(store: Store) -> None:
    store.table("children").insert(child(5000))


def insert_many(store: Store) -> None:
    store.table("children").insert_multiple([child(6000 + number) for number in range(300)])


def change_all(store: Store) -> None:
    store.table("children").update({"hamlet": "Bản Thử", "note": "dài " * 100})


def remove_most(store: Store) -> None:
    ids = [doc_id for doc_id, _document in store.rows("children")]
    store.table("children").remove(doc_ids=ids[: len(ids) * 9 // 10])


def replace_everything(store: Store) -> None:
    with store.write("replace"):
        store.drop_table("children")
        store.table("others").insert_multiple([child(number, 900) for number in range(60)])


WRITES = [insert_one, insert_many, change_all, remove_most, replace_everything]


def moments_of(folder: Path, write: Callable[[Store], None]) -> Moments:
    home = folder / "home"
    with new_store(home) as store:
        store.table("children").insert_multiple([child(number) for number in range(400)])
    shutil.copytree(home, folder / "before")
    with watched_store(home, folder) as store:
        was = contents(store)
        write(store)
        became = contents(store)
    return Moments(folder / "before", folder / "prepared", home, was, became)


@pytest.fixture(scope="module", params=WRITES, ids=lambda write: write.__name__)
def moments(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Moments:
    return moments_of(tmp_path_factory.mktemp("moments"), request.param)


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Moments:
    return moments_of(tmp_path_factory.mktemp("change"), change_all)


def copied(moments: Path, folder: Path) -> Path:
    home = folder / "crashed"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(moments, home)
    return home


def pages(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [content[start : start + PAGE_SIZE] for start in range(0, len(content), PAGE_SIZE)]


def tear(moments: Moments, home: Path, chosen: random.Random) -> None:
    """Leave the database file as a COMMIT killed half way: any of its pages new, the others old."""
    old, new = pages(moments.prepared / DATABASE), pages(moments.done / DATABASE)
    length = chosen.choice([len(old), len(new), max(len(old), len(new))])
    either = [[version[number] for version in (old, new) if number < len(version)] for number in range(length)]
    torn = b"".join(chosen.choice(versions) for versions in either)
    half_grown = length > len(old) and chosen.random() < 0.3
    (home / DATABASE).write_bytes(torn[:-1000] if half_grown else torn)


def leave(path: Path, chosen: random.Random) -> None:
    """Leave the journal as it is."""


def delete(path: Path, chosen: random.Random) -> None:
    path.unlink()


def cut(path: Path, chosen: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chosen.randrange(len(content))])


def spoil(path: Path, chosen: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _time in range(chosen.randrange(1, 30)):
        content[chosen.randrange(len(content))] ^= chosen.randrange(1, 256)
    path.write_bytes(content)


def empty(path: Path, chosen: random.Random) -> None:
    path.write_bytes(b"")


def overwrite(path: Path, chosen: random.Random) -> None:
    path.write_bytes(chosen.randbytes(path.stat().st_size))


DAMAGES = [leave, delete, cut, spoil, empty, overwrite]


def sync(journal: Path) -> None:
    """Make the unsynced journal what SQLite makes of it before it touches the database file."""
    found = changed_pages(journal)
    assert found is not None
    content = bytearray(journal.read_bytes())
    content[:12] = MAGIC + len(found[0]).to_bytes(4, "big")
    journal.write_bytes(content)


def assert_holds(home: Path, expected: dict[str, Any]) -> None:
    """The store opens, holds exactly `expected`, is whole, can be written, and is the same when opened again."""
    with open_store(home) as store:
        assert contents(store) == expected
        assert store.verify().problems == ()
        store.table("children").insert(child(9999))
    with open_store(home) as store:
        assert store.verify().problems == ()
        assert not (home / JOURNAL).exists()


class TestKilledBeforeItsCommit:
    """The database file is untouched; the journal was never synced."""

    @pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
    def test_nothing_of_the_write_is_there(
        self, moments: Moments, tmp_path: Path, damage: Callable[[Path, random.Random], None]
    ) -> None:
        home = copied(moments.prepared, tmp_path)
        damage(home / JOURNAL, random.Random(1))
        assert_holds(home, moments.was)

    @pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
    def test_nor_when_the_second_copy_was_not_finished(
        self, change: Moments, tmp_path: Path, damage: Callable[[Path, random.Random], None]
    ) -> None:
        home = copied(change.prepared, tmp_path)
        cut(home / COPY, random.Random(2))
        damage(home / JOURNAL, random.Random(3))
        assert_holds(home, change.was)

    @pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
    def test_nor_when_the_second_copy_was_not_begun(
        self, change: Moments, tmp_path: Path, damage: Callable[[Path, random.Random], None]
    ) -> None:
        home = copied(change.prepared, tmp_path)
        shutil.copy(change.before / COPY, home / COPY)
        damage(home / JOURNAL, random.Random(4))
        assert_holds(home, change.was)


class TestKilledInItsCommit:
    """Some pages are new, some old; the journal was synced."""

    @given(seed=st.integers(0, 2**32), damage=st.sampled_from(DAMAGES))
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_file_goes_back_whatever_became_of_the_journal(
        self, moments: Moments, tmp_path: Path, seed: int, damage: Callable[[Path, random.Random], None]
    ) -> None:
        chosen = random.Random(seed)
        home = copied(moments.prepared, tmp_path)
        tear(moments, home, chosen)
        sync(home / JOURNAL)
        damage(home / JOURNAL, chosen)
        assert_holds(home, moments.was)

    def test_byte_for_byte(self, moments: Moments, tmp_path: Path) -> None:
        home = copied(moments.prepared, tmp_path)
        tear(moments, home, random.Random(5))
        (home / JOURNAL).unlink()
        with open_store(home):
            assert (home / DATABASE).read_bytes() == (moments.prepared / DATABASE).read_bytes()

    def test_sqlite_goes_back_by_itself_where_only_the_second_copy_was_damaged(
        self, change: Moments, tmp_path: Path
    ) -> None:
        home = copied(change.prepared, tmp_path)
        tear(change, home, random.Random(6))
        sync(home / JOURNAL)
        spoil(home / COPY, random.Random(6))
        assert_holds(home, change.was)

    def test_a_recovery_that_was_killed_is_done_again(self, change: Moments, tmp_path: Path) -> None:
        home = copied(change.prepared, tmp_path)
        tear(change, home, random.Random(7))
        put_back = pages(change.prepared / DATABASE)[:3]
        content = (home / DATABASE).read_bytes()
        (home / DATABASE).write_bytes(b"".join(put_back) + content[3 * PAGE_SIZE :])
        assert_holds(home, change.was)

    def test_without_journal_and_second_copy_nothing_is_invented(self, change: Moments, tmp_path: Path) -> None:
        home = copied(change.prepared, tmp_path)
        tear(change, home, random.Random(8))
        delete(home / JOURNAL, random.Random())
        delete(home / COPY, random.Random())
        try:
            with open_store(home) as store:
                whole = store.verify().ok
        except Damaged:
            whole = False
        assert not whole


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["insert", "grow", "remove", "drop", "look"]), st.integers(1, 60), st.integers(0, 9)),
    min_size=3,
    max_size=9,
)


def operate(store: Store, kind: str, amount: int, seed: int) -> None:
    """One write of random size and place."""
    table, chosen = store.table(f"table {seed % 3}"), random.Random(seed)
    ids = [doc_id for doc_id, _document in store.rows(table.name)]
    some = chosen.sample(ids, min(len(ids), amount))
    if kind == "insert":
        table.insert_multiple([child(number, 50 * amount) for number in range(amount)])
    elif kind == "grow":
        table.update({"note": "dài " * chosen.randrange(3000)}, doc_ids=some)
    elif kind == "remove":
        table.remove(doc_ids=some)
    elif kind == "drop":
        store.drop_table(table.name)
    else:
        store.look("look", ["x" * 50 * amount])


class TestAfterAnyWrite:
    @given(operations=OPERATIONS)
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_second_copy_gives_the_file_back_byte_for_byte(
        self, tmp_path: Path, operations: list[tuple[str, int, int]]
    ) -> None:
        home, prepared = tmp_path / "kho", tmp_path / "prepared"
        shutil.rmtree(home, ignore_errors=True)
        new_store(home).close()
        with watched_store(home, tmp_path) as store:
            for kind, amount, seed in operations:
                shutil.rmtree(prepared, ignore_errors=True)
                operate(store, kind, amount, seed)
                if not prepared.exists():
                    continue  # nothing was changed
                before = (prepared / DATABASE).read_bytes()
                shutil.copy(home / DATABASE, prepared / DATABASE)
                (prepared / JOURNAL).unlink()
                open_store(prepared).close()
                assert (prepared / DATABASE).read_bytes() == before


class TestSeveralProcessesAfterAKill:
    @needs_fork
    @pytest.mark.parametrize("seed", range(4))
    def test_all_find_the_store_whole_and_write_to_it(self, moments: Moments, tmp_path: Path, seed: int) -> None:
        chosen = random.Random(seed)
        home = copied(moments.prepared, tmp_path)
        tear(moments, home, chosen)
        sync(home / JOURNAL)
        chosen.choice(DAMAGES)(home / JOURNAL, chosen)

        def work() -> None:
            with Store.open(home, KEY) as store:
                held = contents(store)
                assert {name: held[name] for name in held if name != "others2"} == moments.was
                store.table("others2").insert({"by": os.getpid()})

        assert wait_for(*[start(work) for _process in range(4)]) == [0, 0, 0, 0]
        with open_store(home) as store:
            assert len(store.table("others2")) == 4
            assert {**contents(store), "others2": {}} == {**moments.was, "others2": {}}
            assert store.verify().problems == ()

    @pytest.mark.parametrize("seed", range(4))
    def test_one_that_was_open_all_the_while_reads_what_was_acknowledged(
        self, moments: Moments, tmp_path: Path, seed: int
    ) -> None:
        chosen = random.Random(seed)
        home = copied(moments.before, tmp_path)
        with open_store(home) as store:
            assert contents(store) == moments.was  # its pages are in memory now
            tear(moments, home, chosen)
            for name in (COPY, JOURNAL):
                (home / name).write_bytes((moments.prepared / name).read_bytes())
            sync(home / JOURNAL)
            chosen.choice(DAMAGES)(home / JOURNAL, chosen)
            assert contents(store) == moments.was
            store.table("children").insert(child(7777))
            assert store.verify().problems == ()


class TestKilledAfterItsCommit:
    """The file is new and whole."""

    def test_a_write_without_its_mark_was_not_acknowledged_and_goes_back(
        self, moments: Moments, tmp_path: Path
    ) -> None:
        home = copied(moments.prepared, tmp_path)
        shutil.copy(moments.done / DATABASE, home / DATABASE)
        (home / JOURNAL).unlink()
        assert_holds(home, moments.was)

    def test_a_write_with_its_mark_stays_though_the_second_copy_was_not_cleared(
        self, moments: Moments, tmp_path: Path
    ) -> None:
        home = copied(moments.prepared, tmp_path)
        (home / JOURNAL).unlink()
        for name in (DATABASE, MARK):
            shutil.copy(moments.done / name, home / name)
        assert_holds(home, moments.became)

    def test_a_journal_that_a_power_cut_brought_back_is_not_played(self, moments: Moments, tmp_path: Path) -> None:
        for second_copy in (moments.prepared, moments.done):
            home = copied(moments.prepared, tmp_path)
            sync(home / JOURNAL)
            for name in (DATABASE, MARK):
                shutil.copy(moments.done / name, home / name)
            shutil.copy(second_copy / COPY, home / COPY)
            assert_holds(home, moments.became)

    def test_a_write_whose_mark_was_lost_with_the_second_copy_is_kept(self, moments: Moments, tmp_path: Path) -> None:
        home = copied(moments.done, tmp_path)
        shutil.copy(moments.before / MARK, home / MARK)
        assert_holds(home, moments.became)


class TestBehindItsMark:
    """A store that has lost what was acknowledged is refused and left as it is."""

    def test_an_older_database_file_is_refused(self, moments: Moments, tmp_path: Path) -> None:
        home = copied(moments.done, tmp_path)
        shutil.copy(moments.before / DATABASE, home / DATABASE)
        with pytest.raises(Damaged):
            open_store(home)
        assert (home / DATABASE).read_bytes() == (moments.before / DATABASE).read_bytes()

    @pytest.mark.parametrize("damage", [delete, cut, empty, overwrite], ids=lambda damage: damage.__name__)
    def test_a_damaged_mark_is_refused(
        self, change: Moments, tmp_path: Path, damage: Callable[[Path, random.Random], None]
    ) -> None:
        home = copied(change.done, tmp_path)
        damage(home / MARK, random.Random(9))
        with pytest.raises(Damaged):
            open_store(home)

    def test_every_flipped_bit_of_the_mark_is_refused(self, change: Moments, tmp_path: Path) -> None:
        home = copied(change.done, tmp_path)
        content = (home / MARK).read_bytes()
        for place in range(len(content)):
            flipped = bytearray(content)
            flipped[place] ^= 1 << place % 8
            (home / MARK).write_bytes(flipped)
            with pytest.raises(CpkitError):
                open_store(home)

"""A backup and the passphrase of its day, or the recovery key, bring the store back on an empty computer."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cpkit.errors import Damaged, Refused
from cpkit.store import open_store
from cpkit.store.backup import backup_header, make_backup
from cpkit.store.changing import change_passphrase
from cpkit.store.identifiers import NUMBERS_PER_MARK, mark_number
from cpkit.store.keys import open_with_passphrase, open_with_recovery, read_keys
from cpkit.store.recovery_key import read_recovery
from cpkit.store.restoring import KEPT, UNFINISHED, restore
from tests.store.real import OTHER_PASSPHRASE, PASSPHRASE, children_of, in_clear, make_real_store, register


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    """A backup of a real store with three children."""
    make_real_store(home, children=3)
    with open_store(home, passphrase=PASSPHRASE) as store:
        return make_backup(home, store, tmp_path / "ban-sao.cpkit").path


@pytest.fixture
def data_key(backup: Path) -> bytes:
    return open_with_passphrase(backup_header(backup).keys, PASSPHRASE)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The folder of a store on an empty computer: not even made yet."""
    return tmp_path / "may-moi" / "kho"


class TestOnAnEmptyComputer:
    def test_the_passphrase_brings_everything_back(self, backup: Path, data_key: bytes, empty: Path) -> None:
        header, kept = restore(empty, backup, data_key)
        assert (header.unit_name, kept) == ("Phường Điện Biên Phủ", None)
        assert children_of(empty) == 3

    def test_so_does_the_recovery_key(self, home: Path, empty: Path, tmp_path: Path) -> None:
        recovery_key = make_real_store(home)
        with open_store(home, passphrase=PASSPHRASE) as store:
            path = make_backup(home, store, tmp_path / "b.cpkit").path
        restore(empty, path, open_with_recovery(backup_header(path).keys, read_recovery(recovery_key.lower())))
        assert children_of(empty) == 1

    def test_it_opens_with_the_passphrase_of_its_day_not_of_today(
        self, home: Path, backup: Path, data_key: bytes, empty: Path
    ) -> None:
        with open_store(home, passphrase=PASSPHRASE) as store:
            change_passphrase(home, store, OTHER_PASSPHRASE)
        assert open_with_passphrase(backup_header(backup).keys, PASSPHRASE) == data_key
        restore(empty, backup, data_key)
        assert children_of(empty, PASSPHRASE) == 3

    def test_the_restored_store_writes_on(self, backup: Path, data_key: bytes, empty: Path) -> None:
        restore(empty, backup, data_key)
        with open_store(empty, passphrase=PASSPHRASE) as store:
            register(store, 2)
        assert children_of(empty) == 5

    def test_no_id_is_given_twice_even_when_the_old_computer_works_on(
        self, home: Path, backup: Path, data_key: bytes, empty: Path
    ) -> None:
        restore(empty, backup, data_key)
        with open_store(empty, passphrase=PASSPHRASE) as restored, open_store(home, passphrase=PASSPHRASE) as old:
            given = [store.table("children").insert({"name": "Sùng A"}) for store in (restored, old)]
            assert given[0] != given[1]
            assert given[0] // NUMBERS_PER_MARK == mark_number(restored.settings.mark)
            assert restored.settings.mark != old.settings.mark

    def test_the_ledger_says_that_it_was_restored(self, backup: Path, data_key: bytes, empty: Path) -> None:
        header, _kept = restore(empty, backup, data_key)
        with open_store(empty, passphrase=PASSPHRASE) as store:
            assert store.head()[0] == header.entries + 1
            with store.reading() as connection:
                last = connection.execute("SELECT action FROM ledger ORDER BY number DESC").fetchone()
            assert last == ("restore",)

    def test_nothing_of_the_work_is_left(self, backup: Path, data_key: bytes, empty: Path) -> None:
        restore(empty, backup, data_key)
        names = sorted(path.name for path in empty.iterdir())
        assert [name for name in names if name not in ("store.undo",)] == [
            "store.db",
            "store.key",
            "store.key.copy",
            "store.mark",
        ]
        assert in_clear(empty) == []


class TestWhereAStoreIs:
    def test_it_refuses_to_overwrite(self, home: Path, backup: Path, data_key: bytes) -> None:
        with pytest.raises(Refused, match="--replace"):
            restore(home, backup, data_key)
        assert children_of(home) == 3

    def test_replacing_keeps_the_old_store_aside_whole(self, home: Path, backup: Path, data_key: bytes) -> None:
        with open_store(home, passphrase=PASSPHRASE) as store:
            register(store, 4)
        _header, kept = restore(home, backup, data_key, replacing=True)
        assert kept is not None and kept.name.startswith(KEPT)
        assert children_of(home) == 3
        assert children_of(kept) == 7

    def test_a_damaged_store_can_be_replaced(self, home: Path, backup: Path, data_key: bytes) -> None:
        for name in ("store.key", "store.key.copy", "store.db"):
            (home / name).write_bytes(b"hong")
        restore(home, backup, data_key, replacing=True)
        assert children_of(home) == 3

    def test_a_store_whose_keys_are_gone_counts_as_one(self, home: Path, backup: Path, data_key: bytes) -> None:
        for name in ("store.key", "store.key.copy"):
            (home / name).unlink()
        with pytest.raises(Refused):
            restore(home, backup, data_key)

    def test_a_damaged_backup_leaves_the_old_store_in_its_place(
        self, home: Path, backup: Path, data_key: bytes
    ) -> None:
        backup.write_bytes(backup.read_bytes()[:-1])
        with pytest.raises(Damaged):
            restore(home, backup, data_key, replacing=True)
        assert children_of(home) == 3
        assert not list(home.glob(f"{KEPT}*"))

    def test_a_damaged_backup_leaves_an_empty_computer_empty(self, backup: Path, data_key: bytes, empty: Path) -> None:
        backup.write_bytes(backup.read_bytes()[:-1])
        with pytest.raises(Damaged):
            restore(empty, backup, data_key)
        assert [path.name for path in empty.iterdir()] in ([], ["store.undo"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_killed_at_any_moment_it_can_be_done_again(home: Path, backup: Path, tmp_path: Path) -> None:
    """Whatever is there after the kill is no store, or the whole one; and restoring again succeeds."""
    draw = random.Random(7)
    environment = {**os.environ, "CPKIT_PASSPHRASE": PASSPHRASE}
    for number in range(5):
        target = tmp_path / f"may-{number}"
        command = [sys.executable, "-m", "cpkit", "restore", str(backup), "--home", str(target), "--replace"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.3, 0.8))
        process.kill()
        process.wait()
        if not (target / "store.key").exists():
            assert subprocess.run(command, env=environment, capture_output=True, timeout=60).returncode == 0
        assert children_of(target) == 3


@pytest.mark.parametrize("call", range(1, 12))
def test_killed_at_any_rename_the_store_is_the_old_or_the_restored_one(home: Path, backup: Path, call: int) -> None:
    """`--replace` puts the other store in file by file: no rename may be the fatal one."""
    with open_store(home, passphrase=PASSPHRASE) as store:
        register(store, 4)
    done = subprocess.run([sys.executable, "-c", KILLED_AT_RENAME, str(home), str(backup), str(call)], timeout=60)
    assert done.returncode in (0, 9)
    left = children_of(home)
    assert left in (3, 7)
    if left == 3:
        (kept,) = (folder for folder in home.glob(f"{KEPT}*") if folder.suffix != UNFINISHED)
        assert children_of(kept) == 7
    data_key = open_with_passphrase(backup_header(backup).keys, PASSPHRASE)
    restore(home, backup, data_key, replacing=True)
    assert children_of(home) == 3


KILLED_AT_RENAME = f"""
import os, sys
from pathlib import Path
real, calls = os.replace, [0]
def replace(source, target):
    calls[0] += 1
    if calls[0] == int(sys.argv[3]):
        os._exit(9)
    real(source, target)
from cpkit.store.backup import backup_header
from cpkit.store.keys import open_with_passphrase
from cpkit.store.restoring import restore
backup = Path(sys.argv[2])
data_key = open_with_passphrase(backup_header(backup).keys, {PASSPHRASE!r})
os.replace = replace
restore(Path(sys.argv[1]), backup, data_key, replacing=True)
"""


def test_the_session_of_the_store_before_does_not_open_the_restored_one(
    home: Path, backup: Path, data_key: bytes
) -> None:
    from cpkit.store.sessions import session_key, unlock

    keys = read_keys(home)
    unlock(keys, data_key)
    restore(home, backup, data_key, replacing=True)
    assert session_key(read_keys(home)) == data_key  # the same key: it is the same store

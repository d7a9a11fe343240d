"""Another passphrase, another recovery key, another officer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from cpkit.errors import Locked, Refused
from cpkit.store import Store, open_store, sessions
from cpkit.store.backup import backup_header, make_backup
from cpkit.store.changing import change_passphrase, change_recovery, hand_over, set_office
from cpkit.store.keys import age_identity, open_with_passphrase, open_with_recovery, read_keys
from cpkit.store.recovery_key import read_recovery
from cpkit.store.restoring import restore
from tests.store.real import (
    CHILD,
    OFFICER,
    OTHER_PASSPHRASE,
    PASSPHRASE,
    children_of,
    in_clear,
    make_real_store,
)

NEXT = "Vàng A Sử"


@pytest.fixture
def recovery_key(home: Path) -> str:
    return make_real_store(home, children=3)


@pytest.fixture
def real(home: Path, recovery_key: str) -> Iterator[Store]:
    """A real store with three children, open."""
    with open_store(home, passphrase=PASSPHRASE) as store:
        yield store


class TestPassphrase:
    def test_the_new_one_opens_and_the_old_one_does_not(self, home: Path, real: Store) -> None:
        change_passphrase(home, real, OTHER_PASSPHRASE)
        assert children_of(home, OTHER_PASSPHRASE) == 3
        with pytest.raises(Locked):
            open_store(home, passphrase=PASSPHRASE)

    def test_the_recovery_key_still_opens_it(self, home: Path, real: Store, recovery_key: str) -> None:
        change_passphrase(home, real, OTHER_PASSPHRASE)
        open_with_recovery(read_keys(home), read_recovery(recovery_key))

    def test_a_weak_one_changes_nothing(self, home: Path, real: Store) -> None:
        with pytest.raises(Refused):
            change_passphrase(home, real, f"{OFFICER} 1985")
        assert children_of(home) == 3

    def test_it_is_on_record(self, home: Path, real: Store) -> None:
        change_passphrase(home, real, OTHER_PASSPHRASE)
        assert [look.action for look in real.looks()] == ["passwd"]


def test_a_new_recovery_key_voids_the_old(home: Path, real: Store, recovery_key: str) -> None:
    fresh = change_recovery(home, real)
    open_with_recovery(read_keys(home), read_recovery(fresh))
    with pytest.raises(Locked):
        open_with_recovery(read_keys(home), read_recovery(recovery_key))
    assert children_of(home) == 3


class TestHandOver:
    def test_the_new_officer_opens_it_and_writes_under_their_name(self, home: Path, real: Store) -> None:
        hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        assert children_of(home, OTHER_PASSPHRASE) == 3
        with open_store(home, passphrase=OTHER_PASSPHRASE) as store:
            assert store.settings.officer == NEXT
            doc_id = store.table("children").insert({"name": CHILD})
            assert store.history("children", doc_id)[0].actor == NEXT

    def test_the_ledger_tells_of_it(self, home: Path, real: Store) -> None:
        hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        with open_store(home, passphrase=OTHER_PASSPHRASE) as store, store.reading() as connection:
            last = connection.execute("SELECT action, actor FROM ledger ORDER BY number DESC").fetchone()
        assert last == ("hand_over", NEXT)

    def test_nothing_of_before_opens_it(self, home: Path, real: Store, recovery_key: str, tmp_path: Path) -> None:
        """Passphrase, recovery key, unlocked session, data key and age identity of the officer before are void."""
        keys = read_keys(home)
        data_key = open_with_passphrase(keys, PASSPHRASE)
        identity = age_identity(keys, data_key)
        sessions.unlock(keys, data_key)
        hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        for door in (PASSPHRASE, None):
            with pytest.raises(Locked):
                open_store(home, passphrase=door)
        with pytest.raises(Locked):
            open_with_recovery(read_keys(home), read_recovery(recovery_key))
        with open_store(home, passphrase=OTHER_PASSPHRASE) as store:
            backup = make_backup(home, store, tmp_path / "moi.cpkit").path
        payload = backup.read_bytes().split(b"\n", 2)[2]
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(payload, [pyrage.x25519.Identity.from_str(identity)])

    def test_the_new_recovery_key_opens_it(self, home: Path, real: Store) -> None:
        fresh = hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        assert fresh is not None
        open_with_recovery(read_keys(home), read_recovery(fresh))

    def test_an_old_backup_still_opens_with_the_passphrase_of_its_day(
        self, home: Path, real: Store, tmp_path: Path
    ) -> None:
        backup = make_backup(home, real, tmp_path / "cu.cpkit").path
        hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        restore(tmp_path / "may-cu", backup, open_with_passphrase(backup_header(backup).keys, PASSPHRASE))
        assert children_of(tmp_path / "may-cu") == 3

    def test_the_office_stays(self, home: Path, real: Store, tmp_path: Path) -> None:
        office = pyrage.x25519.Identity.generate()
        set_office(home, real, str(office.to_public()))
        hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        wrap = read_keys(home).office
        assert wrap is not None
        assert pyrage.decrypt(wrap.text, [office]) == open_with_passphrase(read_keys(home), OTHER_PASSPHRASE)

    def test_a_weak_passphrase_changes_nothing(self, home: Path, real: Store) -> None:
        with pytest.raises(Refused):
            hand_over(home, real, officer=NEXT, passphrase="Vàng A Sử 1990")
        assert real.settings.officer == OFFICER
        assert children_of(home) == 3

    def test_a_practice_store_only_changes_the_name(self, practice: Path) -> None:
        with open_store(practice) as store:
            assert hand_over(practice, store, officer=NEXT, passphrase=None) is None
        with open_store(practice) as store:
            assert store.settings.officer == NEXT

    def test_nothing_of_the_work_is_left(self, home: Path, real: Store) -> None:
        before = {path.name for path in home.iterdir()}
        hand_over(home, real, officer=NEXT, passphrase=OTHER_PASSPHRASE)
        assert {path.name for path in home.iterdir()} == before
        assert in_clear(home) == []

    @pytest.mark.parametrize("call", range(1, 10))
    def test_killed_at_any_rename_one_of_the_two_passphrases_opens_it_whole(
        self, home: Path, recovery_key: str, call: int
    ) -> None:
        done = subprocess.run([sys.executable, "-c", KILLED_AT_RENAME, str(home), str(call)], timeout=60)
        assert done.returncode in (0, 9)
        opened = [each for each in (PASSPHRASE, OTHER_PASSPHRASE) if _count(home, each) == 3]
        assert len(opened) == 1
        assert done.returncode or opened == [OTHER_PASSPHRASE]


def _count(home: Path, passphrase: str) -> int:
    try:
        return children_of(home, passphrase)
    except Locked:
        return -1


KILLED_AT_RENAME = f"""
import os, sys
from pathlib import Path
from cpkit.store import open_store
from cpkit.store.changing import hand_over
real, calls = os.replace, [0]
def replace(source, target):
    calls[0] += 1
    if calls[0] == int(sys.argv[2]):
        os._exit(9)
    real(source, target)
home = Path(sys.argv[1])
store = open_store(home, passphrase={PASSPHRASE!r})
os.replace = replace
hand_over(home, store, officer={NEXT!r}, passphrase={OTHER_PASSPHRASE!r})
"""

"""`cpkit unlock` keeps the data key for a working day, outside the store's folder."""

from __future__ import annotations

import stat
import sys
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from cpkit.errors import Refused
from cpkit.store import sessions
from cpkit.store.keys import Keys, make_keys
from cpkit.store.sealing import new_key
from cpkit.times import VIETNAM

MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=VIETNAM)
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps sessions in a box of the account")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock the sessions read, in a list so that a test can move it."""
    time = [MORNING]
    monkeypatch.setattr(sessions, "now", lambda: time[0])
    return time


@pytest.fixture
def data_key() -> bytes:
    return new_key()


@pytest.fixture
def keys(data_key: bytes) -> Keys:
    return make_keys("0123456789abcdef", data_key)


def test_the_key_is_kept_for_ten_hours_and_no_longer(keys: Keys, data_key: bytes, clock: list[datetime]) -> None:
    assert sessions.unlock(keys, data_key) == MORNING + timedelta(hours=10)
    clock[0] = MORNING + timedelta(hours=9, minutes=59)
    assert sessions.session_key(keys) == data_key
    clock[0] = MORNING + timedelta(hours=10)
    assert sessions.session_key(keys) is None
    assert list(sessions.sessions_folder().iterdir()) == []


def test_the_next_run_deletes_what_has_run_out_for_any_store(
    keys: Keys, data_key: bytes, clock: list[datetime]
) -> None:
    other = make_keys("fedcba9876543210", data_key)
    sessions.unlock(other, data_key, hours=1)
    clock[0] = MORNING + timedelta(hours=2)
    assert sessions.session_key(keys) is None
    assert list(sessions.sessions_folder().iterdir()) == []


def test_a_clock_set_back_does_not_prolong_it(keys: Keys, data_key: bytes, clock: list[datetime]) -> None:
    sessions.unlock(keys, data_key)
    clock[0] = MORNING - timedelta(days=1)
    assert sessions.session_key(keys) is None


def test_lock_deletes_it(keys: Keys, data_key: bytes) -> None:
    sessions.unlock(keys, data_key)
    assert sessions.lock(keys.store_id) is True
    assert sessions.session_key(keys) is None
    assert sessions.lock(keys.store_id) is False


def test_until_when_can_be_asked(keys: Keys, data_key: bytes) -> None:
    assert sessions.unlocked_until(keys.store_id) is None
    sessions.unlock(keys, data_key, hours=2)
    assert sessions.unlocked_until(keys.store_id) == MORNING + timedelta(hours=2)


def test_unlocking_again_starts_the_hours_anew(keys: Keys, data_key: bytes, clock: list[datetime]) -> None:
    sessions.unlock(keys, data_key, hours=1)
    clock[0] = MORNING + timedelta(minutes=30)
    sessions.unlock(keys, data_key, hours=1)
    assert sessions.unlocked_until(keys.store_id) == MORNING + timedelta(minutes=90)


@pytest.mark.parametrize("hours", [0, -1, 24.5, float("nan"), float("inf")])
def test_hours_that_are_no_working_day_are_refused(keys: Keys, data_key: bytes, hours: float) -> None:
    with pytest.raises(Refused):
        sessions.unlock(keys, data_key, hours=hours)


def test_a_key_from_before_a_hand_over_is_no_longer_used(keys: Keys, data_key: bytes) -> None:
    sessions.unlock(keys, data_key)
    rekeyed = make_keys(keys.store_id, new_key())
    assert sessions.session_key(rekeyed) is None
    assert sessions.session_key(keys) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"key":"","since":1,"until":2}'])
def test_an_unreadable_session_counts_as_locked(keys: Keys, data_key: bytes, content: bytes) -> None:
    sessions.unlock(keys, data_key)
    path = next(sessions.sessions_folder().iterdir())
    path.write_bytes(content)
    assert sessions.session_key(keys) is None


@unix_only
def test_only_this_user_can_read_it(keys: Keys, data_key: bytes) -> None:
    sessions.unlock(keys, data_key)
    path = next(sessions.sessions_folder().iterdir())
    assert path.name == f"{keys.store_id}.session"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@unix_only
def test_a_session_that_others_can_read_is_not_trusted(keys: Keys, data_key: bytes) -> None:
    sessions.unlock(keys, data_key)
    path = next(sessions.sessions_folder().iterdir())
    path.chmod(0o644)
    assert sessions.session_key(keys) is None


@unix_only
def test_a_link_is_not_followed(keys: Keys, data_key: bytes, tmp_path: Path) -> None:
    sessions.unlock(keys, data_key)
    path = next(sessions.sessions_folder().iterdir())
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert sessions.session_key(keys) is None


@unix_only
def test_a_folder_that_is_a_link_is_refused(keys: Keys, data_key: bytes, tmp_path: Path) -> None:
    folder = sessions.sessions_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "trap").mkdir()
    folder.symlink_to(tmp_path / "trap")
    with pytest.raises(Refused):
        sessions.unlock(keys, data_key)


def test_the_file_holds_the_key_and_two_times_only(keys: Keys, data_key: bytes) -> None:
    sessions.unlock(keys, data_key)
    content = msgspec.json.decode(next(sessions.sessions_folder().iterdir()).read_bytes())
    assert sorted(content) == ["key", "since", "until"]

"""`unlock`, `lock`, `passwd`, `officer`: who may open the store, and for how long."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpkit.store.sessions import sessions_folder
from tests.conftest import Run
from tests.store.real import OFFICER, OTHER_PASSPHRASE, PASSPHRASE, children_of, make_real_store

ONE_SENTENCE = re.compile(r"^[^\n]+\.\n$")


@pytest.fixture
def recovery_key(home: Path) -> str:
    """A real store with three children; its recovery key."""
    return make_real_store(home, children=3)


@pytest.fixture
def right(recovery_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That store, and the right passphrase in the environment."""
    monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)


class TestUnlock:
    def test_a_working_day_asks_once(self, run: Run, right: None, monkeypatch: pytest.MonkeyPatch) -> None:
        assert run("unlock").exit_code == 0
        monkeypatch.delenv("CPKIT_PASSPHRASE")
        assert run("officer", "show").exit_code == 0
        assert run("lock").exit_code == 0
        assert run("officer", "show").exit_code == 3

    def test_it_says_until_when(self, run: Run, right: None) -> None:
        assert re.search(r"\d\d/\d\d/\d{4} \d\d:\d\d", run("unlock", "--hours", "2").stdout)
        assert run("unlock", "--json").json["until"].endswith("+07:00")

    def test_a_wrong_passphrase_is_3_and_one_sentence(
        self, run: Run, recovery_key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_PASSPHRASE", "sai hoàn toàn rồi")
        for words in (["unlock"], ["officer", "show"], ["passwd"], ["backup"], ["officer", "hand-over", "--to", "A"]):
            done = run(*words)
            assert (done.exit_code, done.stdout) == (3, ""), words
            assert ONE_SENTENCE.match(done.stderr), words
        assert not sessions_folder().exists() or not list(sessions_folder().iterdir())

    def test_without_a_terminal_a_locked_store_is_3_and_names_what_helps(self, run: Run, recovery_key: str) -> None:
        done = run("officer", "show")
        assert (done.exit_code, done.stdout) == (3, "")
        assert "cpkit unlock" in done.stderr and "CPKIT_PASSPHRASE" in done.stderr

    def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(self, run: Run, recovery_key: str) -> None:
        assert run("unlock", "--recovery-key", recovery_key).exit_code == 0
        assert run("officer", "show").exit_code == 0

    def test_a_mistyped_recovery_key_names_the_group(self, run: Run, recovery_key: str) -> None:
        first = "3" if recovery_key[0] != "3" else "4"
        done = run("unlock", "--recovery-key", first + recovery_key[1:])
        assert (done.exit_code, "nhóm thứ 1" in done.stderr) == (3, True)

    @pytest.mark.parametrize("hours", ["0", "-1", "25"])
    def test_hours_that_are_no_working_day_are_refused(self, run: Run, right: None, hours: str) -> None:
        assert run("unlock", "--hours", hours).exit_code == 1

    def test_a_damaged_store_is_4_already_here(self, run: Run, home: Path, right: None) -> None:
        (home / "store.db").write_bytes(b"x" * 9000)
        assert run("unlock").exit_code == 4
        assert (home / "store.db").read_bytes() == b"x" * 9000

    def test_a_practice_store_needs_none(self, run: Run, practice: Path) -> None:
        assert run("unlock").exit_code == 0
        assert run("lock").exit_code == 0

    def test_the_session_lies_outside_the_stores_folder(self, run: Run, home: Path, right: None) -> None:
        before = {path.name for path in home.iterdir()}
        run("unlock")
        assert {path.name for path in home.iterdir()} == before
        assert not sessions_folder().is_relative_to(home)


class TestPasswd:
    def test_the_new_one_opens_and_the_old_one_does_not(
        self, run: Run, home: Path, right: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_NEW_PASSPHRASE", OTHER_PASSPHRASE)
        assert run("passwd").exit_code == 0
        assert run("officer", "show").exit_code == 3
        assert children_of(home, OTHER_PASSPHRASE) == 3

    def test_an_unlocked_session_is_not_enough(
        self, run: Run, home: Path, right: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("unlock")
        monkeypatch.delenv("CPKIT_PASSPHRASE")
        monkeypatch.setenv("CPKIT_NEW_PASSPHRASE", OTHER_PASSPHRASE)
        assert run("passwd").exit_code == 3
        assert children_of(home) == 3

    def test_the_recovery_key_stands_in_for_a_forgotten_one(
        self, run: Run, home: Path, recovery_key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_NEW_PASSPHRASE", OTHER_PASSPHRASE)
        assert run("passwd", "--recovery-key", recovery_key).exit_code == 0
        assert children_of(home, OTHER_PASSPHRASE) == 3

    def test_a_weak_one_is_refused(self, run: Run, home: Path, right: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CPKIT_NEW_PASSPHRASE", "dienbienphu1954")
        assert run("passwd").exit_code == 1
        assert children_of(home) == 3

    def test_without_a_terminal_the_new_one_is_named(self, run: Run, right: None) -> None:
        done = run("passwd")
        assert (done.exit_code, "CPKIT_NEW_PASSPHRASE" in done.stderr) == (2, True)

    def test_the_recovery_key_can_be_replaced(self, run: Run, right: None, recovery_key: str) -> None:
        fresh = run("passwd", "--new-recovery-key", "--json").json["recovery_key"]
        assert run("unlock", "--recovery-key", fresh).exit_code == 0
        assert run("unlock", "--recovery-key", recovery_key).exit_code == 3


class TestHandOver:
    @pytest.fixture
    def handed(self, run: Run, right: None, monkeypatch: pytest.MonkeyPatch) -> str:
        """The store after Lò Thị Hoa, who had it unlocked, handed it to Vàng A Sử; the new recovery key."""
        run("unlock")
        monkeypatch.setenv("CPKIT_NEW_PASSPHRASE", OTHER_PASSPHRASE)
        done = run("officer", "hand-over", "--to", "Vàng A Sử", "--json")
        assert done.json["before"] == OFFICER
        return str(done.json["recovery_key"])

    def test_the_old_passphrase_is_void(self, run: Run, home: Path, handed: str) -> None:
        assert run("officer", "show").exit_code == 3
        assert children_of(home, OTHER_PASSPHRASE) == 3

    def test_the_old_session_is_gone(self, run: Run, handed: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CPKIT_PASSPHRASE")
        assert run("officer", "show").exit_code == 3

    def test_the_old_recovery_key_is_void_the_new_one_opens(self, run: Run, handed: str, recovery_key: str) -> None:
        assert run("unlock", "--recovery-key", recovery_key).exit_code == 3
        assert run("unlock", "--recovery-key", handed).exit_code == 0

    def test_the_officer_is_the_new_one(self, run: Run, handed: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CPKIT_PASSPHRASE", OTHER_PASSPHRASE)
        assert run("officer", "show", "--json").json["officer"] == "Vàng A Sử"

    def test_help_says_what_old_backups_still_open_with(self, run: Run) -> None:
        assert "TRƯỚC bàn giao vẫn mở bằng mật khẩu" in " ".join(run("officer", "hand-over", "--help").stdout.split())

    def test_an_officer_who_left_without_telling_is_followed_by_the_recovery_key(
        self, run: Run, home: Path, recovery_key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_NEW_PASSPHRASE", OTHER_PASSPHRASE)
        assert run("officer", "hand-over", "--to", "Vàng A Sử", "--recovery-key", recovery_key).exit_code == 0
        assert children_of(home, OTHER_PASSPHRASE) == 3

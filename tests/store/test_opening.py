"""Making a store and opening one: by practice key, passphrase, `CPKIT_PASSPHRASE` or session, in this order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cpkit.errors import Damaged, Locked, Misused, Refused
from cpkit.store import create_store, open_store, sessions
from cpkit.store.engine import DATABASE, MARK
from cpkit.store.keys import KEY_COPY, KEY_FILE, open_with_passphrase, read_keys
from cpkit.store.opening import has_store
from tests.store.real import CHILD, OFFICER, PASSPHRASE, UNIT, UNIT_NAME, children_of, in_clear, make_real_store


def contents(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}


class TestMaking:
    def test_the_settings_are_those_given(self, home: Path) -> None:
        store, recovery_key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, passphrase=PASSPHRASE)
        with store:
            settings = store.settings
        assert (settings.unit, settings.unit_name, settings.officer, settings.practice) == (
            UNIT,
            UNIT_NAME,
            OFFICER,
            False,
        )
        assert len(settings.mark) == 2
        assert recovery_key and len(recovery_key.split("-")) == 8

    def test_two_stores_have_other_ids_and_other_keys(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            create_store(tmp_path / name, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)[0].close()
        first, second = read_keys(tmp_path / "a"), read_keys(tmp_path / "b")
        assert first.store_id != second.store_id
        assert first.data_key != second.data_key

    def test_a_practice_store_opens_without_anything(self, practice: Path) -> None:
        with open_store(practice) as store:
            assert store.settings.practice

    def test_the_passphrase_of_a_script_comes_from_the_environment(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)
        create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER)[0].close()
        open_store(home, passphrase=PASSPHRASE).close()

    def test_no_passphrase_is_wrong_usage_and_makes_nothing(self, home: Path) -> None:
        with pytest.raises(Misused, match="CPKIT_PASSPHRASE"):
            create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER)
        assert not home.exists()

    @pytest.mark.parametrize("weak", ["12345678", "dienbienphu1954", "Lò Thị Hoa 1985", "phuongdienbienphu"])
    def test_a_weak_passphrase_is_refused_and_makes_nothing(self, home: Path, weak: str) -> None:
        with pytest.raises(Refused, match="Hãy đặt vài từ"):
            create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, passphrase=weak)
        assert not home.exists()

    def test_an_existing_store_is_never_written_over(self, practice: Path) -> None:
        before = contents(practice)
        with pytest.raises(Refused, match="đã có kho"):
            create_store(practice, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
        assert contents(practice) == before

    def test_a_folder_that_cannot_be_made_is_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "tep").write_text("", encoding="utf-8")
        with pytest.raises(Refused, match="Không tạo được thư mục"):
            create_store(tmp_path / "tep" / "kho", unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)

    @pytest.mark.parametrize("call", range(1, 8))
    def test_a_making_that_was_killed_leaves_no_store_and_can_be_done_again(self, home: Path, call: int) -> None:
        killed = _run_killed_at_replace(home, call)
        if killed and has_store(home):
            assert open_store(home).settings.unit == UNIT  # all was there already
            return
        if killed:
            with pytest.raises(Misused, match="cpkit init"):
                open_store(home)
            create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)[0].close()
        with open_store(home) as store:
            assert store.verify().ok

    def test_the_childs_name_is_nowhere_in_clear(self, home: Path, tmp_path: Path) -> None:
        make_real_store(home, children=50)
        assert in_clear(tmp_path) == []
        (tmp_path / "doi-chung").write_text(CHILD, encoding="utf-16")
        assert in_clear(tmp_path) == [tmp_path / "doi-chung"]


def _run_killed_at_replace(home: Path, call: int) -> bool:
    """Make a practice store in a process that dies at its n-th rename; whether it died."""
    script = """
import os, sys
from pathlib import Path
real, calls = os.replace, [0]
def replace(source, target):
    calls[0] += 1
    if calls[0] == int(sys.argv[2]):
        os._exit(9)
    real(source, target)
os.replace = replace
from cpkit.store import create_store
create_store(Path(sys.argv[1]), unit=sys.argv[3], unit_name=sys.argv[4], officer="x", practice=True)[0].close()
"""
    done = subprocess.run([sys.executable, "-c", script, str(home), str(call), UNIT, UNIT_NAME], timeout=60)
    assert done.returncode in (0, 9)
    return done.returncode == 9


class TestOpening:
    def test_the_passphrase_given_comes_before_the_environment(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_real_store(home)
        monkeypatch.setenv("CPKIT_PASSPHRASE", "sai hoàn toàn rồi")
        open_store(home, passphrase=PASSPHRASE).close()
        with pytest.raises(Locked, match=r"^Mật khẩu không đúng\.$"):
            open_store(home)

    def test_an_unlocked_session_opens_it_and_lock_closes_it(self, home: Path) -> None:
        make_real_store(home)
        with pytest.raises(Locked, match="cpkit unlock"):
            open_store(home)
        keys = read_keys(home)
        sessions.unlock(keys, open_with_passphrase(keys, PASSPHRASE))
        open_store(home).close()
        sessions.lock(keys.store_id)
        with pytest.raises(Locked):
            open_store(home)

    def test_opening_an_unlocked_store_loads_no_cryptography(self, home: Path) -> None:
        make_real_store(home)
        keys = read_keys(home)
        sessions.unlock(keys, open_with_passphrase(keys, PASSPHRASE))
        script = (
            "import sys; from pathlib import Path; from cpkit.store import open_store;"
            "open_store(Path(sys.argv[1])).close();"
            "print(sorted({'cryptography', 'pyrage', 'questionary', 'rich', 'argon2'} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", script, str(home)], capture_output=True, text=True, timeout=60)
        assert done.stdout == "[]\n"

    def test_no_store_is_wrong_usage_that_names_init(self, home: Path) -> None:
        with pytest.raises(Misused, match="cpkit init"):
            open_store(home)
        assert not home.exists()


class TestDamage:
    """Damaged is exit 4, and nothing is touched."""

    @pytest.fixture
    def real(self, home: Path) -> Path:
        make_real_store(home, children=3)
        return home

    def refused(self, home: Path, match: str | None = None) -> None:
        before = contents(home)
        with pytest.raises(Damaged, match=match):
            open_store(home, passphrase=PASSPHRASE)
        assert contents(home) == before

    def test_both_key_files_damaged(self, real: Path) -> None:
        for name in (KEY_FILE, KEY_COPY):
            (real / name).write_bytes((real / name).read_bytes()[:-5])
        self.refused(real, "tệp khóa")

    def test_both_key_files_gone(self, real: Path) -> None:
        for name in (KEY_FILE, KEY_COPY):
            (real / name).unlink()
        self.refused(real, "mất cả hai tệp khóa")
        assert has_store(real)

    def test_one_key_file_damaged_is_mended(self, real: Path) -> None:
        whole = (real / KEY_FILE).read_bytes()
        (real / KEY_FILE).write_bytes(whole[: len(whole) // 2])
        assert children_of(real) == 3
        assert (real / KEY_FILE).read_bytes() == whole

    def test_the_database_gone(self, real: Path) -> None:
        (real / DATABASE).unlink()
        self.refused(real, "store.db")

    @pytest.mark.parametrize("place", [0, 20, 1000, 4096, 5000, -1])
    def test_one_byte_of_the_database_changed(self, real: Path, place: int) -> None:
        content = bytearray((real / DATABASE).read_bytes())
        content[place] ^= 0x40
        (real / DATABASE).write_bytes(content)
        with pytest.raises(Damaged), open_store(real, passphrase=PASSPHRASE) as store:
            assert not store.verify().ok
            raise Damaged("found by verify")
        assert (real / DATABASE).read_bytes() == bytes(content)

    def test_the_key_of_another_store(self, real: Path, tmp_path: Path) -> None:
        make_real_store(tmp_path / "other")
        for name in (KEY_FILE, KEY_COPY):
            (real / name).write_bytes((tmp_path / "other" / name).read_bytes())
        self.refused(real)

    def test_the_mark_gone(self, real: Path) -> None:
        (real / MARK).unlink()
        self.refused(real)

    def test_an_older_database_put_back(self, real: Path) -> None:
        older = (real / DATABASE).read_bytes()
        with open_store(real, passphrase=PASSPHRASE) as store:
            store.table("children").insert({"name": CHILD})
        (real / DATABASE).write_bytes(older)
        self.refused(real)

    def test_a_newer_store(self, real: Path) -> None:
        with open_store(real, passphrase=PASSPHRASE) as store, store.engine.writing() as connection:
            connection.execute("UPDATE facts SET value = 99 WHERE name = 'schema_version'")
        self.refused(real, "mới hơn")

    def test_a_wrong_passphrase_is_not_damage(self, real: Path) -> None:
        with pytest.raises(Locked):
            open_store(real, passphrase="một câu hoàn toàn khác")

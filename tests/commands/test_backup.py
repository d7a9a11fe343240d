"""`backup`, `restore` and `doctor` as an officer runs them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pyrage
import pytest

from tests.conftest import Run
from tests.store.real import PASSPHRASE, children_of, in_clear, make_real_store


@pytest.fixture
def recovery_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A real store with three children, its passphrase in the environment; its recovery key."""
    made = make_real_store(home, children=3)
    monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)
    return made


@pytest.fixture
def backup(run: Run, recovery_key: str, tmp_path: Path) -> Path:
    return Path(run("backup", "--out", tmp_path / "ban-sao.cpkit", "--json").json["file"])


class TestBackup:
    def test_into_a_folder(self, run: Run, recovery_key: str, tmp_path: Path) -> None:
        folder = tmp_path / "usb"
        folder.mkdir()
        done = run("backup", "--out", folder)
        (file,) = folder.iterdir()
        assert done.exit_code == 0 and file.name.startswith("cpkit-34-03127-") and file.suffix == ".cpkit"
        assert in_clear(folder) == []

    def test_into_a_folder_that_is_made_for_it(self, run: Run, recovery_key: str, tmp_path: Path) -> None:
        assert run("backup", "--out", f"{tmp_path / 'usb'}{os.sep}").exit_code == 0
        assert [file.suffix for file in (tmp_path / "usb").iterdir()] == [".cpkit"]
        refused = run("backup", "--out", f"{tmp_path / 'khong' / 'co'}{os.sep}")
        assert (refused.exit_code, "không có tệp hoặc thư mục" in refused.stderr) == (1, True)

    def test_into_the_current_folder(
        self, run: Run, recovery_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "day").mkdir()
        monkeypatch.chdir(tmp_path / "day")
        run("backup")
        assert len(list((tmp_path / "day").iterdir())) == 1

    def test_a_file_that_is_there_is_refused(self, run: Run, backup: Path) -> None:
        before = backup.read_bytes()
        assert run("backup", "--out", backup).exit_code == 1
        assert backup.read_bytes() == before

    def test_identity_opens_the_payload(self, run: Run, backup: Path) -> None:
        identity = pyrage.x25519.Identity.from_str(run("backup", "identity").stdout.strip())
        content = backup.read_bytes()
        assert pyrage.decrypt(content[content.index(b"age-encryption.org/v1") :], [identity])

    def test_the_office_can_be_given_a_key(self, run: Run, recovery_key: str, tmp_path: Path) -> None:
        office = pyrage.x25519.Identity.generate()
        assert run("backup", "office", office.to_public()).exit_code == 0
        file = Path(run("backup", "--out", tmp_path / "b.cpkit", "--json").json["file"])
        assert pyrage.decrypt(file.read_bytes().split(b"\n", 2)[2], [office])

    def test_a_bad_office_key_is_wrong_usage(self, run: Run, recovery_key: str) -> None:
        assert run("backup", "office", "age1khong").exit_code == 2

    def test_a_practice_store_is_backed_up_and_restored_without_a_passphrase(
        self, run: Run, practice: Path, tmp_path: Path
    ) -> None:
        run("backup", "--out", tmp_path / "p.cpkit")
        assert run("restore", tmp_path / "p.cpkit", "--home", tmp_path / "khac").exit_code == 0


class TestRestore:
    def test_on_an_empty_computer_with_the_passphrase(self, run: Run, backup: Path, tmp_path: Path) -> None:
        done = run("restore", backup, "--home", tmp_path / "moi", "--json")
        assert (done.exit_code, done.json["unit"], done.json["whole"]) == (0, "34:03127", True)
        assert children_of(tmp_path / "moi") == 3

    def test_on_an_empty_computer_with_the_recovery_key(
        self, run: Run, backup: Path, recovery_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("CPKIT_PASSPHRASE")
        done = run("--home", tmp_path / "moi", "restore", backup, "--recovery-key", recovery_key)
        assert done.exit_code == 0
        assert children_of(tmp_path / "moi") == 3

    def test_a_wrong_passphrase_is_3_and_makes_nothing(
        self, run: Run, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CPKIT_PASSPHRASE", "sai hoàn toàn rồi")
        assert run("restore", backup, "--home", tmp_path / "moi").exit_code == 3
        assert not (tmp_path / "moi").exists()

    def test_a_store_is_not_overwritten_unless_replaced_and_then_kept_aside(
        self, run: Run, home: Path, backup: Path
    ) -> None:
        assert run("restore", backup).exit_code == 1
        done = run("restore", backup, "--replace", "--json")
        assert done.exit_code == 0
        assert children_of(Path(done.json["kept"])) == 3
        assert children_of(home) == 3

    @pytest.mark.parametrize("damage", ["flip", "cut"])
    def test_a_damaged_or_truncated_one_is_4_and_a_plain_sentence(
        self, run: Run, home: Path, backup: Path, tmp_path: Path, damage: str
    ) -> None:
        content = bytearray(backup.read_bytes())
        content[len(content) // 2] ^= 1
        backup.write_bytes(content if damage == "flip" else content[: len(content) // 2])
        done = run("restore", backup, "--home", tmp_path / "moi")
        assert (done.exit_code, "bị hỏng hoặc bị cắt cụt" in done.stderr) == (4, True)
        assert run("restore", backup, "--replace").exit_code == 4
        assert children_of(home) == 3
        assert run("--home", tmp_path / "moi", "officer", "show").exit_code == 2

    def test_what_is_no_backup_is_1(self, run: Run, recovery_key: str, tmp_path: Path) -> None:
        (tmp_path / "x.xlsx").write_bytes(b"PK")
        assert run("restore", tmp_path / "x.xlsx", "--home", tmp_path / "moi").exit_code == 1
        assert run("restore", tmp_path / "khong-co", "--home", tmp_path / "moi").exit_code == 1


class TestDoctor:
    def test_it_needs_no_store(self, run: Run, home: Path) -> None:
        done = run("doctor", "--json")
        assert (done.exit_code, done.json["store"]["exists"], done.json["home"]) == (0, False, str(home))
        assert not home.exists()

    def test_it_names_versions_place_and_encoding(self, run: Run, practice: Path) -> None:
        found = run("doctor", "--json").json
        assert found["python"] == ".".join(map(str, sys.version_info[:3]))
        assert (found["place"], found["encoding"], found["store"]["practice"]) == ("disk", "utf-8", True)
        assert found["free_bytes"] > 0 and all(found["libraries"].values())

    def test_it_needs_no_passphrase_and_says_when_the_session_ends(self, run: Run, recovery_key: str) -> None:
        run("unlock")
        del os.environ["CPKIT_PASSPHRASE"]
        assert run("doctor", "--json").json["store"]["unlocked_until"]

    def test_a_store_never_backed_up_is_warned_about(self, run: Run, recovery_key: str) -> None:
        assert "chưa được sao lưu" in run("doctor").stderr

    def test_a_backup_is_seen(self, run: Run, backup: Path) -> None:
        done = run("doctor", "--json")
        assert (done.json["store"]["last_backup"] is not None, done.json["ok"]) == (True, True)

    def test_an_old_backup_is_warned_about(self, run: Run, home: Path, backup: Path) -> None:
        last = json.loads((home / "store.last-backup").read_text(encoding="utf-8"))
        last["made"] = "2020-01-01T08:00:00+07:00"
        (home / "store.last-backup").write_text(json.dumps(last), encoding="utf-8")
        assert "ngày" in run("doctor").stderr

    @pytest.mark.parametrize("folder", ["OneDrive", "Dropbox"])
    def test_a_cloud_folder_is_warned_about(self, run: Run, tmp_path: Path, folder: str) -> None:
        done = run("--home", tmp_path / folder / "kho", "doctor")
        assert (done.exit_code, folder in done.stderr) == (0, True)

    def test_one_damaged_key_file_is_seen_and_not_touched(self, run: Run, home: Path, recovery_key: str) -> None:
        (home / "store.key").write_bytes(b"hong")
        found = run("doctor", "--json").json
        assert found["store"]["key_files"] == {"store.key": False, "store.key.copy": True}
        assert (home / "store.key").read_bytes() == b"hong"

    def test_a_store_past_opening_is_4(self, run: Run, home: Path, recovery_key: str) -> None:
        for name in ("store.key", "store.key.copy"):
            (home / name).write_bytes(b"hong")
        done = run("doctor")
        assert (done.exit_code, "cpkit restore" in done.stderr) == (4, True)

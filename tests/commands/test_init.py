"""`cpkit init` makes the store of one ward or commune, and shows its recovery key once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpkit.store import open_store
from cpkit.store.keys import open_with_recovery, read_keys
from cpkit.store.recovery_key import read_recovery
from tests.conftest import Run
from tests.store.real import CHILD, PASSPHRASE

OFFICER = ("--officer", "Lò Thị Hoa")


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CPKIT_PASSPHRASE", PASSPHRASE)
    return PASSPHRASE


class TestTheStore:
    def test_json_says_what_was_made(self, run: Run, home: Path, passphrase: str) -> None:
        done = run("init", "--unit", "03127", *OFFICER, "--json")
        assert done.exit_code == 0
        made = done.json
        with open_store(home) as store:
            settings = store.settings
        assert (made["store_id"], made["mark"]) == (settings.store_id, settings.mark)
        assert (made["unit"], made["unit_name"], made["officer"]) == (
            "34:03127",
            "Phường Điện Biên Phủ",
            "Lò Thị Hoa",
        )
        assert open_with_recovery(read_keys(home), read_recovery(made["recovery_key"]))

    def test_it_shows_what_the_unit_was_made_of(self, run: Run, passphrase: str) -> None:
        """Phường Điện Biên Phủ was made of six wards and communes on 01/07/2025."""
        done = run("init", "--unit", "03127", *OFFICER)
        for before in ("Phường Him Lam (03127)", "Phường Thanh Trường (03142)", "Xã Thanh Minh (03145)"):
            assert before in done.stdout.replace("\n", " ")
        assert "01/07/2025" in done.stdout

    def test_the_recovery_key_is_shown_once(self, run: Run, home: Path, passphrase: str) -> None:
        done = run("init", "--unit", "03127", *OFFICER)
        (shown,) = (line for line in done.stdout.splitlines() if line.count("-") == 7)
        assert open_with_recovery(read_keys(home), read_recovery(shown))

    def test_or_written_to_a_file(self, run: Run, home: Path, tmp_path: Path, passphrase: str) -> None:
        done = run("init", "--unit", "03127", *OFFICER, "--recovery-file", tmp_path / "giay.txt")
        written = (tmp_path / "giay.txt").read_text(encoding="utf-8")
        assert open_with_recovery(read_keys(home), read_recovery(written))
        assert written.strip() not in done.stdout + done.stderr

    def test_a_recovery_file_that_is_there_is_refused_before_anything_is_made(
        self, run: Run, home: Path, tmp_path: Path, passphrase: str
    ) -> None:
        (tmp_path / "giay.txt").write_text("cu", encoding="utf-8")
        done = run("init", "--unit", "03127", *OFFICER, "--recovery-file", tmp_path / "giay.txt")
        assert (done.exit_code, home.exists()) == (1, False)

    def test_a_practice_store_needs_no_passphrase_and_has_no_recovery_key(self, run: Run, home: Path) -> None:
        done = run("init", "--unit", "03127", *OFFICER, "--practice", "--json")
        assert (done.exit_code, done.json["practice"], done.json["recovery_key"]) == (0, True, None)
        assert "KHO THỰC HÀNH" in done.stderr

    def test_an_existing_store_is_refused_and_left_alone(self, run: Run, practice: Path) -> None:
        before = {path.name: path.read_bytes() for path in practice.iterdir()}
        done = run("init", "--unit", "03127", *OFFICER, "--practice")
        assert (done.exit_code, done.stdout) == (1, "")
        assert {path.name: path.read_bytes() for path in practice.iterdir()} == before

    def test_a_made_up_child_in_it_is_nowhere_in_clear(self, run: Run, home: Path, passphrase: str) -> None:
        run("init", "--unit", "03127", *OFFICER)
        with open_store(home) as store:
            store.table("children").insert({"name": CHILD})
        assert not any(CHILD.encode() in path.read_bytes() for path in home.iterdir())


class TestTheUnit:
    @pytest.mark.parametrize("text", ["03127", "34:03127", "Điện Biên Phủ", "phuong dien bien phu", "P. Điện Biên Phủ"])
    def test_it_is_found_by_code_or_name(self, run: Run, text: str) -> None:
        done = run("init", "--unit", text, *OFFICER, "--practice", "--json")
        assert done.json["unit"] == "34:03127"

    def test_dated_it_is_the_unit_of_that_day(self, run: Run) -> None:
        done = run("init", "--unit", "03127", *OFFICER, "--practice", "--on", "30/06/2025", "--json")
        assert (done.json["unit"], done.json["unit_name"]) == ("63:03127", "Phường Him Lam")

    def test_an_old_name_is_refused_saying_where_it_went(self, run: Run) -> None:
        done = run("init", "--unit", "Him Lam", *OFFICER, "--practice")
        assert done.exit_code == 1
        assert "nay thuộc Phường Điện Biên Phủ" in done.stderr

    def test_a_name_of_several_is_refused_naming_their_codes(self, run: Run) -> None:
        done = run("init", "--unit", "Tân Thành", *OFFICER, "--practice")
        assert done.exit_code == 1
        assert "(05923)" in done.stderr

    def test_the_tones_decide_between_names(self, run: Run) -> None:
        done = run("init", "--unit", "Tân Thanh", *OFFICER, "--practice")
        assert "Tân Thành" not in done.stderr

    def test_the_province_narrows_it(self, run: Run) -> None:
        done = run("init", "--unit", "Tân Thành, Lạng Sơn", *OFFICER, "--practice", "--json")
        assert done.json["unit"] == "34:06445"

    def test_a_wrong_day_is_refused(self, run: Run) -> None:
        assert run("init", "--unit", "03127", *OFFICER, "--practice", "--on", "31/02/2025").exit_code == 1


class TestWhatIsMissing:
    def test_without_a_terminal_the_unit_is_asked_for_by_name_of_its_option(self, run: Run) -> None:
        done = run("init", *OFFICER, "--practice")
        assert (done.exit_code, "--unit" in done.stderr) == (2, True)

    def test_so_is_the_officer(self, run: Run) -> None:
        done = run("init", "--unit", "03127", "--practice")
        assert (done.exit_code, "--officer" in done.stderr) == (2, True)

    def test_so_is_the_passphrase(self, run: Run, home: Path) -> None:
        done = run("init", "--unit", "03127", *OFFICER)
        assert (done.exit_code, "CPKIT_PASSPHRASE" in done.stderr, home.exists()) == (2, True, False)

    @pytest.mark.parametrize("officer", ["", "   ", "Lò\x07Hoa", "Lò\nHoa"])
    def test_an_officer_without_a_name_is_refused(self, run: Run, officer: str) -> None:
        assert run("init", "--unit", "03127", "--officer", officer, "--practice").exit_code == 1

    @pytest.mark.parametrize("weak", ["12345678", "dienbienphu1954", "lothihoa1985"])
    def test_a_script_is_warned_of_its_weak_passphrase_with_advice(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, weak: str
    ) -> None:
        monkeypatch.setenv("CPKIT_PASSPHRASE", weak)
        done = run("init", "--unit", "03127", *OFFICER)
        assert (done.exit_code, "Hãy đặt vài từ" in done.stderr) == (0, True)
        assert run("child", "list").exit_code == 0


class TestThePlace:
    def test_onedrive_is_warned_about(self, run: Run, tmp_path: Path) -> None:
        folder = tmp_path / "OneDrive - UBND" / "kho"
        done = run("--home", folder, "init", "--unit", "03127", *OFFICER, "--practice", "--json")
        assert done.exit_code == 0
        assert "OneDrive" in done.stderr
        assert "OneDrive" in done.json["warnings"][0]


def test_other_commands_name_init_when_there_is_no_store(run: Run, home: Path) -> None:
    for words in (
        ["officer", "show"],
        ["unlock"],
        ["lock"],
        ["passwd"],
        ["backup"],
        ["officer", "hand-over", "--to", "x"],
    ):
        done = run(*words)
        assert (done.exit_code, "cpkit init" in done.stderr, done.stdout) == (2, True, ""), words
    assert not home.exists()

"""A backup is one file that holds the whole store as of one moment, and no name in clear."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from cpkit.errors import Damaged, Refused
from cpkit.store import Store, open_store
from cpkit.store.backup import PART, SUFFIX, backup_header, last_backup, make_backup, unpack
from cpkit.store.changing import set_office
from cpkit.store.keys import age_identity, open_with_passphrase, read_keys
from cpkit.store.restoring import restore
from tests.store.real import CHILD, PASSPHRASE, children_of, in_clear, make_real_store


@pytest.fixture
def real(home: Path) -> Iterator[Store]:
    """A real store with three children, open."""
    make_real_store(home, children=3)
    with open_store(home, passphrase=PASSPHRASE) as store:
        yield store


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "sao lưu"
    folder.mkdir()
    return folder


def age_file(backup: Path) -> bytes:
    """What follows the two lines of the header, as `tail -n +3` cuts it."""
    return backup.read_bytes().split(b"\n", 2)[2]


class TestMaking:
    def test_the_file_is_named_by_unit_and_time_only(self, home: Path, real: Store, out: Path) -> None:
        made = make_backup(home, real, out)
        assert made.path == out / f"cpkit-34-03127-{made.made:%Y%m%d-%H%M}.cpkit"
        assert made.size == made.path.stat().st_size
        assert [path.name for path in out.iterdir()] == [made.path.name]

    def test_a_second_one_in_the_same_minute_gets_a_name_of_its_own(self, home: Path, real: Store, out: Path) -> None:
        paths = {make_backup(home, real, out).path for _ in range(3)}
        assert len(paths) == 3

    def test_a_file_that_is_there_is_never_written_over(self, home: Path, real: Store, out: Path) -> None:
        (out / "cu.cpkit").write_bytes(b"cu")
        with pytest.raises(Refused, match="Đã có tệp"):
            make_backup(home, real, out / "cu.cpkit")
        assert (out / "cu.cpkit").read_bytes() == b"cu"

    def test_a_folder_that_is_not_there_is_a_sentence(self, home: Path, real: Store, out: Path) -> None:
        with pytest.raises(Refused, match="Không có thư mục"):
            make_backup(home, real, out / "khong-co" / "tep.cpkit")

    def test_nothing_of_the_work_is_left_in_the_stores_folder(self, home: Path, real: Store, out: Path) -> None:
        make_backup(home, real, out)
        assert [path.name for path in home.iterdir() if path.name.startswith("store.backup")] == []

    def test_the_folder_remembers_the_last_one(self, home: Path, real: Store, out: Path) -> None:
        assert last_backup(home) is None
        made = make_backup(home, real, out)
        last = last_backup(home)
        assert last is not None and (last.made, last.path) == (made.made, str(made.path))

    def test_no_name_in_clear_neither_in_it_nor_beside_it(
        self, home: Path, real: Store, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        temporary = tmp_path / "tam"
        temporary.mkdir()
        monkeypatch.setenv("TMPDIR", str(temporary))
        make_backup(home, real, out)
        assert in_clear(home, out, temporary) == []
        assert CHILD.split()[0].encode() not in b"".join(path.read_bytes() for path in out.iterdir())

    def test_it_is_complete_while_another_process_writes(self, home: Path, real: Store, out: Path) -> None:
        writer = subprocess.Popen([sys.executable, "-c", WRITE_ON, str(home)], stdout=subprocess.PIPE)
        try:
            assert writer.stdout is not None and writer.stdout.readline()
            backups = [make_backup(home, real, out) for _ in range(4)]
        finally:
            writer.kill()
            writer.wait()
        data_key = open_with_passphrase(read_keys(home), PASSPHRASE)
        counted = []
        for number, backup in enumerate(backups):
            elsewhere = home.parent / f"may-{number}"
            restore(elsewhere, backup.path, data_key)
            counted.append(children_of(elsewhere))
            assert counted[-1] == 3 + backup.entries - 2  # init and the first three are two entries, then one a child
        assert counted == sorted(set(counted)) and counted[0] > 3


WRITE_ON = f"""
import sys
from pathlib import Path
from cpkit.store import open_store
with open_store(Path(sys.argv[1]), passphrase={PASSPHRASE!r}) as store:
    store.table("children").insert({{"name": "Mùa A"}})
    for number in range(100_000):
        store.table("children").insert({{"name": f"Mùa A {{number}}"}})
        print(number, flush=True)
"""


class TestReading:
    def test_the_standard_age_tool_opens_the_payload_with_the_identity(
        self, home: Path, real: Store, out: Path
    ) -> None:
        backup = make_backup(home, real, out).path
        keys = read_keys(home)
        identity = age_identity(keys, open_with_passphrase(keys, PASSPHRASE))
        payload = pyrage.decrypt(age_file(backup), [pyrage.x25519.Identity.from_str(identity)])
        with tarfile.open(fileobj=io.BytesIO(payload)) as tar:
            assert tar.getnames() == ["READ-ME.txt", "data-key.txt", "store.db"]
            tar.extractall(out, filter="data")
        connection = sqlcipher.connect(str(out / "store.db"))
        connection.execute(f"PRAGMA key = \"x'{(out / 'data-key.txt').read_text().strip()}'\"")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert "ledger" in tables
        connection.close()

    def test_the_office_opens_it_with_its_own_identity_once_set(self, home: Path, real: Store, out: Path) -> None:
        office = pyrage.x25519.Identity.generate()
        before = make_backup(home, real, out).path
        set_office(home, real, str(office.to_public()))
        after = make_backup(home, real, out).path
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(age_file(before), [office])
        assert CHILD.encode() not in pyrage.decrypt(age_file(after), [office])
        wrap = backup_header(after).keys.office
        assert wrap is not None
        assert pyrage.decrypt(wrap.text, [office]) == open_with_passphrase(read_keys(home), PASSPHRASE)

    def test_the_header_says_when_and_whose(self, home: Path, real: Store, out: Path) -> None:
        made = make_backup(home, real, out)
        header = backup_header(made.path)
        assert (header.made, header.unit, (header.entries, header.head)) == (made.made, "34:03127", real.head())


class TestDamage:
    @pytest.fixture
    def backup(self, home: Path, real: Store, out: Path) -> Path:
        return make_backup(home, real, out).path

    @pytest.fixture
    def data_key(self, home: Path, real: Store) -> bytes:
        return open_with_passphrase(read_keys(home), PASSPHRASE)

    def test_one_flipped_byte_anywhere_is_refused(self, backup: Path, data_key: bytes, out: Path) -> None:
        """Every byte of the header and of age's own header, then one in 97 and the last hundred."""
        content = backup.read_bytes()
        start = content.index(b"age-encryption.org") + 250
        places = {*range(start), *range(start, len(content), 97), *range(len(content) - 100, len(content))}
        damaged = out / "hong.cpkit"
        for place in sorted(places):
            damaged.write_bytes(content[:place] + bytes([content[place] ^ 0x01]) + content[place + 1 :])
            with pytest.raises((Damaged, Refused), match="sao lưu"):
                unpack(damaged, data_key, out / "store.db")
            (out / "store.db").unlink(missing_ok=True)

    def test_any_truncation_is_refused(self, backup: Path, data_key: bytes, out: Path) -> None:
        content = backup.read_bytes()
        damaged = out / "cut.cpkit"
        for length in [*range(0, len(content), 701), len(content) - 1]:
            damaged.write_bytes(content[:length])
            with pytest.raises((Damaged, Refused), match="sao lưu"):
                unpack(damaged, data_key, out / "store.db")
            (out / "store.db").unlink(missing_ok=True)

    def test_something_appended_is_refused(self, backup: Path, data_key: bytes, out: Path) -> None:
        with backup.open("ab") as file:
            file.write(b"x")
        with pytest.raises(Damaged):
            unpack(backup, data_key, out / "store.db")

    def test_the_payload_of_another_backup_is_refused(
        self, backup: Path, data_key: bytes, home: Path, out: Path, tmp_path: Path
    ) -> None:
        make_real_store(tmp_path / "khac")
        with open_store(tmp_path / "khac", passphrase=PASSPHRASE) as other:
            foreign = make_backup(tmp_path / "khac", other, out / "khac.cpkit").path
        header = backup.read_bytes()[: -len(age_file(backup))]
        (out / "ghep.cpkit").write_bytes(header + age_file(foreign))
        with pytest.raises(Damaged):
            unpack(out / "ghep.cpkit", data_key, out / "store.db")

    def test_a_file_that_is_no_backup_is_refused(self, data_key: bytes, out: Path) -> None:
        (out / "danh-sach.xlsx").write_bytes(b"PK\x03\x04 ...")
        with pytest.raises(Refused, match="không phải bản sao lưu"):
            backup_header(out / "danh-sach.xlsx")


@pytest.mark.skipif(not hasattr(os, "kill") or sys.platform == "win32", reason="needs kill -9")
def test_a_backup_killed_at_any_moment_leaves_nothing_that_looks_whole(home: Path, out: Path) -> None:
    make_real_store(home, children=3000)
    data_key = open_with_passphrase(read_keys(home), PASSPHRASE)
    environment = {**os.environ, "CPKIT_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-m", "cpkit", "backup", "--out", str(out)]
    draw = random.Random(1954)
    for _ in range(8):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.15, 0.6))
        process.kill()
        process.wait()
    assert {path.suffix for path in out.iterdir()} <= {SUFFIX, PART}
    for path in out.glob(f"*{SUFFIX}"):
        unpack(path, data_key, out.parent / f"{path.stem}.db")
    assert children_of(home) == 3000
    assert in_clear(home, out) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_disk_that_fills_up_is_a_sentence_and_leaves_no_file(home: Path, out: Path) -> None:
    make_real_store(home, children=300)
    size = (home / "store.db").stat().st_size
    script = (
        f"import resource, signal, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from cpkit.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = {**os.environ, "CPKIT_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-c", script, "backup", "--out", str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr and done.stderr.endswith(".\n")
    assert list(out.iterdir()) == []
    assert children_of(home) == 300

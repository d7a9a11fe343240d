"""What the disk refuses is said in the officer's words, never in SQLite's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpkit.testing import make_practice
from tests.store.processes import needs_fork

CHILD = ("register", "--name", "Lò Thị Thử", "--birth-date", "1/2/2018", "--sex", "nu", "--hamlet", "Bản Kéo")
SQLITES = ("disk I/O error", "database or disk is full", "readonly database", "attempt to write", "SQLITE", "Traceback")


def told(home: Path, *words: str, largest: int | None = None) -> tuple[int, str]:
    """Exit code and stderr of the command; with `largest` no file may grow past so many bytes."""

    def limit() -> None:
        import resource

        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    done = subprocess.run(
        [sys.executable, "-m", "cpkit", "--home", str(home), *words],
        capture_output=True, encoding="utf-8", preexec_fn=limit, timeout=120,
    )  # fmt: skip
    assert not [words for words in SQLITES if words in done.stderr], done.stderr
    return done.returncode, done.stderr


@needs_fork
@pytest.mark.parametrize("room", [0, 4096, 40_000])
def test_no_file_may_grow(practice: Path, room: int) -> None:
    """A quota, or the largest file of a memory stick."""
    code, said = told(practice, "--lang", "vi", *CHILD, largest=(practice / "store.db").stat().st_size + room)
    assert code == 0 or (code == 1 and "chưa lưu được gì" in said)
    code, said = told(practice, "--lang", "en", *CHILD, largest=(practice / "store.db").stat().st_size // 2)
    assert code == 1 and said.strip()
    assert told(practice, "verify")[0] == 0, "the store is as whole as before"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of 1 MB; where none can be mounted the test is skipped."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True)
    if made.returncode:
        pytest.skip("may not mount a small disk here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    home = make_practice(small_disk / "kho")
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(bytes(1024 * 1024))
    code, said = told(home, *CHILD)
    assert code == 1 and "đầy" in said


def test_a_disk_that_is_for_reading_only(small_disk: Path) -> None:
    home = make_practice(small_disk / "kho")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, said = told(home, *CHILD)
    assert code == 1 and "chỉ cho đọc" in said

"""A small file is written whole or not at all."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from cpkit.errors import Refused
from cpkit.store import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing else in it."""
    made = tmp_path / "kho"
    made.mkdir()
    return made


def test_it_is_written_and_nothing_else_is_left(folder: Path) -> None:
    path = folder / "kho"
    files.write_atomically(path, b"cu")
    files.write_atomically(path, b"moi")
    assert path.read_bytes() == b"moi"
    assert list(folder.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_this_user_can_read_it(folder: Path) -> None:
    files.write_atomically(folder / "kho", b"")
    assert stat.S_IMODE((folder / "kho").stat().st_mode) == 0o600


def test_a_failed_write_leaves_the_old_file_and_a_sentence(folder: Path) -> None:
    path = folder / "kho"
    path.mkdir()
    with pytest.raises(Refused, match="Không ghi được vào thư mục"):
        files.write_atomically(path, b"moi")
    assert path.is_dir() and list(folder.iterdir()) == [path]


def test_a_folder_that_is_gone_is_a_sentence(folder: Path) -> None:
    with pytest.raises(Refused):
        files.write_atomically(folder / "khong-co" / "kho", b"")

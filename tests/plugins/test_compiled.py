"""Data files read once: what is remembered is what the file says, and a changed or damaged memory is not believed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import msgspec
import pytest

from cpkit.plugins.compiled import read_toml
from cpkit.plugins.index import cache_file


class File(msgspec.Struct):
    """Something dated, as the law is."""

    valid_from: date
    name: str = ""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "luat.toml"
    path.write_text('valid_from = 2017-07-01\nname = "Nghị định 56"', encoding="utf-8")
    return path


def remembered() -> list[Path]:
    return list(Path(cache_file()).parent.glob("*.json"))


def test_the_second_reading_gives_the_same(file: Path) -> None:
    assert read_toml(file, File) == read_toml(file, File) == File(date(2017, 7, 1), "Nghị định 56")
    assert len(remembered()) == 1


def test_a_changed_file_is_read_anew(file: Path) -> None:
    read_toml(file, File)
    file.write_text("valid_from = 2025-07-01", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert read_toml(file, File) == File(date(2025, 7, 1))


@pytest.mark.parametrize("damage", [b"", b"x", b"{}"])
def test_a_damaged_memory_is_done_without(file: Path, damage: bytes) -> None:
    read_toml(file, File)
    (kept,) = remembered()
    key = kept.read_bytes().split(b"\n")[0] + b"\n"
    kept.write_bytes(key + damage)
    assert read_toml(file, File).valid_from == date(2017, 7, 1)


def test_a_cache_that_cannot_be_written_is_done_without(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = file.with_name("khong-phai-thu-muc")
    blocked.write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("LOCALAPPDATA", str(blocked))
    assert read_toml(file, File).name == "Nghị định 56"


def test_a_file_that_is_no_such_thing_raises(file: Path) -> None:
    file.write_text("name = 1", encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        read_toml(file, File)

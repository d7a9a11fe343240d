"""Data files read once: what is remembered is what the file says, and a changed or damaged memory is not believed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

import cpkit
from cpkit import calendar, codes, places
from cpkit.care import steps as care_steps
from cpkit.cases import clock, numbers, steps
from cpkit.forms import loading
from cpkit.plugins.compiled import read_toml
from cpkit.plugins.index import cache_file
from cpkit.plugins.plan_2021_2025 import shares
from cpkit.printing import agencies
from cpkit.reports import declared

PACKAGE = Path(cpkit.__file__).parent
KINDS: dict[str, tuple[Any, ...]] = {
    "codes": (codes.CodeFile,),
    "unit_sets": (places.UnitSet,),
    "calendars": (calendar.CalendarFile,),
    "deadlines": (clock.DeadlineFile,),
    "steps": (steps.Process,),
    "care": (care_steps.CareProcess,),
    "agencies": (numbers._File, agencies._File),
    "tables": (declared.Declared,),
    "forms": (loading._File,),
    "definitions": (loading._File,),
}
"""The folders of data files, each with what its files are read as."""
PLAN = PACKAGE / "plugins" / "plan_2021_2025" / "data"
FILES = [(path, type) for path in sorted(PACKAGE.rglob("*.toml")) for type in KINDS.get(path.parent.name, ())] + [
    (PLAN / "indicators.toml", dict[str, list[shares.Words]]),
    (PLAN / "sentences.toml", dict[str, dict[str, dict[str, str]]]),
]


class File(msgspec.Struct):
    """Something dated, as the law is."""

    valid_from: date
    name: str = ""
    extra: dict[str, Any] = {}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "luat.toml"
    path.write_text('valid_from = 2017-07-01\nname = "Nghị định 56"', encoding="utf-8")
    return path


def remembered() -> list[Path]:
    return list(Path(cache_file()).parent.glob("*.json"))


def move_cache(to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(to))
    monkeypatch.setenv("LOCALAPPDATA", str(to))


@pytest.mark.parametrize(("path", "type"), FILES, ids=[f"{path.stem}-{len(str(type))}" for path, type in FILES])
def test_every_data_file_reads_from_memory_as_from_its_own_text(path: Path, type: Any) -> None:
    straight = msgspec.toml.decode(path.read_bytes(), type=type)
    assert read_toml(path, type) == straight
    (kept,) = remembered()
    written = kept.stat().st_mtime_ns
    assert read_toml(path, type) == straight
    assert kept.stat().st_mtime_ns == written


def test_no_data_file_of_the_built_in_plugins_is_left_out_above() -> None:
    elsewhere = {"plans", "data"}  # figures of a plan stay decimals, made-up names are no plugin's
    assert {path.parent.name for path in PACKAGE.rglob("*.toml")} == set(KINDS) | elsewhere


def test_the_second_reading_gives_the_same(file: Path) -> None:
    assert read_toml(file, File) == read_toml(file, File) == File(date(2017, 7, 1), "Nghị định 56")
    assert len(remembered()) == 1


def test_one_file_read_as_two_things_is_remembered_as_both(file: Path) -> None:
    for _time in range(2):
        assert read_toml(file, File).valid_from == date(2017, 7, 1)
        assert read_toml(file, dict[str, Any])["valid_from"] == date(2017, 7, 1)


def test_a_date_in_a_field_of_any_kind_stays_a_date(file: Path) -> None:
    file.write_text("valid_from = 2017-07-01\nextra = { since = 2017-07-01 }", encoding="utf-8")
    for _time in range(2):
        assert read_toml(file, File).extra == {"since": date(2017, 7, 1)}
    assert remembered() == []


@pytest.mark.parametrize(
    "written", ["inf", "-inf", "1.0", "true", "16:55:00", "9007199254740993", "2017-07-01T00:00:00"]
)
def test_what_json_does_not_know_stays_what_it_is(file: Path, written: str) -> None:
    file.write_text(f"valid_from = 2017-07-01\nextra = {{ value = {written} }}", encoding="utf-8")
    straight = msgspec.toml.decode(file.read_bytes(), type=File).extra["value"]
    for _time in range(2):
        found = read_toml(file, File).extra["value"]
        assert (type(found), found) == (type(straight), straight)


def test_a_changed_file_is_read_anew_though_its_time_and_size_are_the_same(file: Path) -> None:
    before = file.stat()
    read_toml(file, File)
    file.write_text('valid_from = 2025-07-01\nname = "Nghị định 56"', encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert read_toml(file, File).valid_from == date(2025, 7, 1)


@pytest.mark.parametrize("damage", [b"", b"x", b"{}", b'{"valid_from":"2017"}', b"\xff"])
def test_a_damaged_memory_is_done_without(file: Path, damage: bytes) -> None:
    read_toml(file, File)
    (kept,) = remembered()
    kept.write_bytes(kept.read_bytes().partition(b"\0")[0] + b"\0" + damage)
    assert read_toml(file, File).valid_from == date(2017, 7, 1)


def test_a_cache_that_cannot_be_written_is_done_without(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = file.with_name("khong-phai-thu-muc")
    blocked.write_bytes(b"")
    move_cache(blocked, monkeypatch)
    for _time in range(2):
        assert read_toml(file, File).name == "Nghị định 56"


def test_a_cache_where_a_folder_lies_in_the_way_is_done_without(file: Path) -> None:
    read_toml(file, File)
    (kept,) = remembered()
    kept.unlink()
    kept.mkdir()
    for _time in range(2):
        assert read_toml(file, File).name == "Nghị định 56"
    assert [path.name for path in kept.parent.iterdir() if path.name.startswith(file.stem)] == [kept.name]


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="nothing is read-only for this user")
def test_a_read_only_cache_is_done_without(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "chi-doc"
    folder.mkdir(mode=0o500)
    move_cache(folder, monkeypatch)
    assert read_toml(file, File).name == "Nghị định 56"


def test_several_processes_may_read_and_remember_at_once(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from typing import Any; from cpkit.plugins.compiled import read_toml\n"
        "print({read_toml(Path(sys.argv[1]), dict[str, str])['name'] for _time in range(300)})"
    )
    file.write_text('name = "Nghị định 56"', encoding="utf-8")
    command = [sys.executable, "-X", "utf8", "-c", code, str(file)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") for _process in range(4)]
    assert {process.communicate()[0] for process in running} == {"{'Nghị định 56'}\n"}
    assert len(list(Path(cache_file()).parent.glob("luat*"))) == 1


def test_a_file_that_is_no_such_thing_raises(file: Path) -> None:
    file.write_text("name = 1", encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        read_toml(file, File)
    file.write_text("name = ", encoding="utf-8")
    with pytest.raises(msgspec.DecodeError):
        read_toml(file, File)
    with pytest.raises(OSError):
        read_toml(file.with_name("khong-co.toml"), File)

"""The index of installed plugins: remembered while nothing was installed, made anew when something was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpkit.plugins import index, manager
from cpkit.plugins.index import EntryPoint
from cpkit.plugins.manager import collect, failures
from tests.plugins.packages import HELLO, HELLO_COMMAND, install

HELLO_ENTRY = EntryPoint("hello", "hello_plugin", "hello", "1.2")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder on `sys.path`."""
    packages = tmp_path / "packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(str(packages))
    yield packages
    manager.reset()


def _install_hello(folder: Path) -> None:
    install(folder, "hello", HELLO, hello_command=HELLO_COMMAND)


def test_an_installed_plugin_is_found_with_its_package_and_version(folder: Path) -> None:
    _install_hello(folder)
    assert HELLO_ENTRY in index.entry_points()


def test_the_answer_is_remembered_in_the_user_s_cache_folder(folder: Path) -> None:
    _install_hello(folder)
    first = index.entry_points()
    assert Path(index.cache_file()).exists()
    assert index.entry_points() == first
    assert index._read(index._key()) == first


def test_an_installation_and_a_removal_are_noticed(folder: Path) -> None:
    before = index.entry_points()
    _install_hello(folder)
    assert set(index.entry_points()) - set(before) == {HELLO_ENTRY}
    for path in (folder / "hello-1.2.dist-info").iterdir():
        path.unlink()
    (folder / "hello-1.2.dist-info").rmdir()
    assert index.entry_points() == before


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"other key\nhello\thello_plugin\thello\t1.2"])
def test_a_damaged_or_foreign_index_is_made_anew(folder: Path, damage: bytes) -> None:
    _install_hello(folder)
    good = index.entry_points()
    Path(index.cache_file()).write_bytes(damage)
    assert index.entry_points() == good


def test_lines_with_too_many_fields_are_not_trusted(folder: Path) -> None:
    _install_hello(folder)
    good = index.entry_points()
    Path(index.cache_file()).write_text(f"{index._key()}\na\tb\tc\td\te\tf", encoding="utf-8")
    assert index.entry_points() == good


@pytest.mark.skipif(sys.platform == "win32", reason="the cache folder is named by another variable")
def test_a_cache_folder_that_cannot_be_written_is_done_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install_hello(folder)
    (tmp_path / "a-file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a-file"))
    assert HELLO_ENTRY in index.entry_points()


def _package(folder: Path, name: str, **files: bytes) -> None:
    """A package as an installer left it, or as it was left half removed."""
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir()
    for file, content in files.items():
        (metadata / file.replace("_points", "_points.txt")).write_bytes(content)


class TestDamaged:
    """One package that is damaged hides no other one, and is named."""

    def _found(self, folder: Path, name: str) -> list[EntryPoint]:
        _install_hello(folder)
        assert HELLO_ENTRY in index.entry_points()
        return [entry for entry in index.entry_points() if entry.package == name]

    def test_one_without_its_metadata_goes_by_the_name_of_its_folder(self, folder: Path) -> None:
        _package(folder, "half", entry_points=b"[cpkit]\nhalf = half_gone\n")
        assert self._found(folder, "half") == [EntryPoint("half", "half_gone", "half", "1.0")]

    @pytest.mark.parametrize("content", [b"\xff\xfe[cpkit]\n", b"[cpkit]\nlonely\n", "[cpkit]\nx = 1".encode("utf-16")])
    def test_one_whose_entry_points_cannot_be_read_is_named_with_the_reason(self, folder: Path, content: bytes) -> None:
        _package(folder, "torn", METADATA=b"Metadata-Version: 2.1\nName: torn\nVersion: 1.0\n", entry_points=content)
        (entry,) = self._found(folder, "torn")
        assert entry.fault
        manager.reset()
        collect("forms")
        (failure,) = [one for one in failures() if one.name == "torn"]
        assert "gói torn" in failure.reason

    def test_one_of_others_that_cannot_be_read_is_nobody_s_business(self, folder: Path) -> None:
        _package(folder, "theirs", entry_points=b"\xff\xfe[console_scripts]\n")
        assert self._found(folder, "theirs") == []

    def test_of_two_packages_with_a_plugin_of_one_name_the_first_is_used_and_both_are_named(self, folder: Path) -> None:
        for name in ("mot", "hai"):
            metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()
            _package(folder, name, METADATA=metadata, entry_points=b"[cpkit]\nchung = chung_plugin\n")
        (folder / "chung_plugin.py").write_text("", encoding="utf-8")
        manager.reset()
        collect("forms")
        (failure,) = [one for one in failures() if one.name == "chung"]
        assert "gói mot" in failure.reason.lower() and "gói hai" in failure.reason.lower()
        assert [one.name for one in manager.loaded()].count("chung") == 1

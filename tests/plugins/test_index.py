"""The index of installed plugins: remembered while nothing was installed, made anew when something was."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cpkit.plugins import index
from cpkit.plugins.index import EntryPoint
from tests.plugins.packages import HELLO, HELLO_COMMAND, install

HELLO_ENTRY = EntryPoint("hello", "hello_plugin", "hello", "1.2")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder on `sys.path`."""
    packages = tmp_path / "packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(str(packages))
    return packages


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

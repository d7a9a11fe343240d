"""The bundle for a Windows computer without network: what is no wheel, and what Windows needs beside our wheels."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tools import bundle


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The files beside the wheels."""
    bundle.write_files(tmp_path, ["3.11", "3.13"])
    return tmp_path


def _wheel(folder: Path, name: str, *requires: str) -> None:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {each}" for each in requires)]
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines))


def test_every_line_ends_as_windows_expects(written: Path) -> None:
    for name in ("install.cmd", "cpkit.cmd", "DOC.txt"):
        content = (written / name).read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n") > 3


def test_the_page_is_vietnamese_says_it_is_untested_and_names_the_pythons(written: Path) -> None:
    page = (written / "DOC.txt").read_text(encoding="utf-8-sig")
    assert "chưa được chạy thử trên máy Windows thật" in page
    assert "3.11, 3.13" in page


def test_the_installer_uses_nothing_but_the_folder(written: Path) -> None:
    installer = (written / "install.cmd").read_text(encoding="utf-8")
    assert "--no-index --find-links" in installer
    assert "http" not in installer


def test_what_only_windows_needs_is_seen_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "WHEELS", tmp_path)
    _wheel(tmp_path, "cpkit", "rich>=13", "colorama; sys_platform == 'win32'", "uvloop; sys_platform == 'linux'")
    _wheel(tmp_path, "rich", "tomli; python_version < '3.11'", "ipython; extra == 'jupyter'")
    assert bundle.missing("3.11") == {"colorama"}

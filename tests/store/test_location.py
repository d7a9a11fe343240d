"""A store belongs on the computer's own disk; other places are warned about."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpkit.store import location
from cpkit.store.location import default_home, place_of


def test_a_plain_folder_needs_no_warning(tmp_path: Path) -> None:
    assert place_of(tmp_path).kind == "disk"
    assert place_of(tmp_path).warning == ""


def test_a_folder_that_does_not_exist_yet_is_judged_by_its_name(tmp_path: Path) -> None:
    place = place_of(tmp_path / "OneDrive - UBND phường" / "kho")
    assert place.kind == "cloud"
    assert "OneDrive" in place.warning and "--home" in place.warning


@pytest.mark.parametrize("folder", ["Dropbox", "Google Drive", "iCloudDrive", "Nextcloud"])
def test_other_clouds_are_known(tmp_path: Path, folder: str) -> None:
    assert place_of(tmp_path / folder / "kho").kind == "cloud"


def test_the_folder_that_onedrive_names_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDrive", str(tmp_path / "Tài liệu"))
    assert place_of(tmp_path / "Tài liệu" / "kho").name == "OneDrive"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("//may-chu/chung {} cifs rw 0 0", "network"),
        ("may-chu:/nha {} nfs4 rw 0 0", "network"),
        ("/dev/sda1 {} ext4 rw 0 0", "disk"),
    ],
)
def test_the_mount_tells_a_share_from_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    folder = tmp_path / "ổ chung"
    escaped = str(folder).replace(" ", "\\040")
    mounts.write_text(f"/dev/root / ext4 rw 0 0\n{line.format(escaped)}\n", encoding="utf-8")
    monkeypatch.setattr(location, "MOUNTS", mounts)
    assert place_of(folder / "kho").kind == kind


def test_a_stick_is_known_by_where_it_is_mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/root / ext4 rw 0 0\n/dev/sdz1 /media/canbo/KINGSTON vfat rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(location, "MOUNTS", mounts)
    place = place_of(Path("/media/canbo/KINGSTON/kho"))
    assert place.kind == "removable"
    assert "USB" in place.warning


def test_home_is_named_by_the_environment_or_is_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPKIT_HOME", str(tmp_path))
    assert default_home() == tmp_path
    monkeypatch.delenv("CPKIT_HOME")
    assert default_home().name == "cpkit"

"""Where a store lies on this computer, and whether that is a good place for it.

A store belongs on the computer's own disk: a folder that a cloud program copies away while it is written, a share on
the network or a stick that is pulled out can each lose records or carry them to strangers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from cpkit.language import _

CLOUD_FOLDERS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud": "iCloud",
    "nextcloud": "Nextcloud",
}
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "fuse.sshfs", "fuse.davfs"}
MOUNTS = Path("/proc/mounts")
WINDOWS_REMOVABLE, WINDOWS_REMOTE = 2, 4


class Place(NamedTuple):
    """What kind of place a folder is: `kind` is "disk", "cloud", "network" or "removable"; `name` is the cloud's."""

    kind: str
    name: str = ""

    @property
    def warning(self) -> str:
        """The sentence for the officer; "" for the computer's own disk."""
        return _warnings().get(self.kind, "").format(name=self.name)


def _warnings() -> dict[str, str]:
    return {
        "cloud": _(
            "Thư mục này nằm trong {name}: chương trình đó chép dữ liệu lên mạng và có thể làm hỏng kho đang ghi. "
            "Hãy chọn thư mục khác trên ổ đĩa của máy bằng --home."
        ),
        "network": _(
            "Thư mục này nằm trên ổ mạng: mất mạng lúc đang ghi có thể làm hỏng kho. "
            "Hãy chọn thư mục trên ổ đĩa của máy bằng --home."
        ),
        "removable": _(
            "Thư mục này nằm trên USB hoặc thẻ nhớ: rút ra lúc đang ghi có thể làm hỏng kho, và rất dễ mất. "
            "Hãy chọn thư mục trên ổ đĩa của máy bằng --home; USB chỉ để cất bản sao lưu."
        ),
    }


def default_home() -> Path:
    """The store's folder when `--home` is not given: `CPKIT_HOME`, else the usual data folder of this user."""
    named = os.environ.get("CPKIT_HOME")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("cpkit", appauthor=False)


def place_of(folder: Path) -> Place:
    """What kind of place `folder` (which need not exist yet) is; "disk" when this cannot be found out."""
    cloud = _cloud_name(folder)
    if cloud:
        return Place("cloud", cloud)
    try:
        return Place(_windows_kind(folder) if sys.platform == "win32" else _unix_kind(folder))
    except (OSError, AttributeError, ValueError):
        return Place("disk")


def _cloud_name(folder: Path) -> str:
    resolved = _resolved(folder)
    for part in (*folder.parts, *resolved.parts):
        for word, name in CLOUD_FOLDERS.items():
            if part.casefold().startswith(word):
                return name
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        root = os.environ.get(variable)
        if root and resolved.is_relative_to(_resolved(Path(root))):
            return "OneDrive"
    return ""


def _resolved(folder: Path) -> Path:
    try:
        return folder.expanduser().resolve()
    except OSError:
        return folder.absolute()


def _windows_kind(folder: Path) -> str:
    """Asks Windows what the drive is; `\\\\server\\share` is the network without asking."""
    if str(folder).startswith(("\\\\", "//")):
        return "network"
    import ctypes

    drive = _resolved(folder).anchor
    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(drive)  # noqa: B009 - the attribute exists on Windows only
    return {WINDOWS_REMOVABLE: "removable", WINDOWS_REMOTE: "network"}.get(int(kind), "disk")


def _unix_kind(folder: Path) -> str:
    """Looks the folder's mount up in /proc/mounts (Linux); elsewhere "disk"."""
    device, mount, kind = _mount_of(_resolved(folder))
    if kind in NETWORK_FILE_SYSTEMS:
        return "network"
    if mount.startswith(("/media/", "/run/media/")) or _is_removable(device):
        return "removable"
    return "disk"


def _mount_of(folder: Path) -> tuple[str, str, str]:
    """Device, mount point and file system of `folder`: the longest mount point that leads to it."""
    best = ("", "", "")
    for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        device, mount, kind = (field.replace("\\040", " ") for field in line.split(" ")[:3])
        if len(mount) >= len(best[1]) and folder.is_relative_to(mount):
            best = (device, mount, kind)
    return best


def _is_removable(device: str) -> bool:
    name = Path(device).name.rstrip("0123456789")
    flag = Path("/sys/block") / name / "removable"
    return bool(name) and flag.is_file() and flag.read_text(encoding="ascii").strip() == "1"

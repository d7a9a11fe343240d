"""Where a report goes: the writers by format, file names without anybody's name, writing that overwrites no work."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.reports.report import Report
from cpkit.store.files import write_atomically

FORMATS = ("xlsx", "docx", "html", "json", "csv")
"""Each is a module of `cpkit.reports` with a function `encode(report) -> bytes`."""
PRINTED = ("json", "csv")
"""Formats that go to standard output where no file is named."""
COMPARED = ("docx", "html")
"""Formats that tell of the same period a year earlier."""


def encode(report: Report, format: str) -> bytes:
    """The report as the bytes of a file of this format."""
    write: Callable[[Report], bytes] = import_module(f"cpkit.reports.{format}").encode
    return write(report)


def format_of(path: Path) -> str | None:
    """The format the ending of `path` names, if it is one of ours."""
    ending = path.suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else None


def default_name(report: Report, format: str) -> str:
    """`bao-cao-2025-34-03127.xlsx`: the period and the unit's key, no name."""
    return f"bao-cao-{report.period.slug}-{report.unit.replace(':', '-')}.{format}"


def target_path(out: Path | None, report: Report, format: str, content: bytes) -> Path:
    """The file asked for; without one, or in a folder, a name of its own that overwrites nothing."""
    if out is not None and not out.is_dir():
        return out
    return free_path(out or Path.cwd(), default_name(report, format), content)


def free_path(folder: Path, name: str, content: bytes) -> Path:
    """Where a file may go without overwriting what an officer has worked on: beside it with a number, if it differs."""
    stem, ending = Path(name).stem, Path(name).suffix
    for number in count(1):
        path = folder / (name if number == 1 else f"{stem} ({number}){ending}")
        if not path.exists() or _holds(path, content):
            return path
    raise AssertionError("unreachable")


def write_out(path: Path, content: bytes) -> None:
    """Write the file whole. Raises Refused in a plain sentence: no such folder, open in Excel, disk full."""
    if path.is_dir():
        raise Refused(_("{path} là một thư mục: hãy ghi cả tên tệp.").format(path=path))
    if not path.parent.is_dir():
        raise Refused(_("Không có thư mục {folder}.").format(folder=path.parent))
    try:
        write_atomically(path, content)
    except Refused as error:
        if isinstance(error.__cause__, PermissionError) and path.exists():
            sentence = _("Tệp {name} đang mở trong chương trình khác: hãy đóng lại rồi chạy lại lệnh.")
            raise Refused(sentence.format(name=path.name)) from error
        raise


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False

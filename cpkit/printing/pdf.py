"""A Word document as PDF, by LibreOffice where the computer has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cpkit.errors import Refused
from cpkit.language import _

PLACES = (
    Path("C:/Program Files/LibreOffice/program/soffice.com"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.com"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
LONGEST = 120
"""Seconds a conversion may take; the first start of LibreOffice is slow."""


def to_pdf(content: bytes) -> bytes:
    """The PDF of a .docx; Refused when there is no LibreOffice or it cannot convert."""
    return to_pdfs([content])[0]


def to_pdfs(contents: Sequence[bytes]) -> list[bytes]:
    """The PDF of each .docx by one start of LibreOffice, which takes longer than the converting; Refused as `to_pdf`.

    LibreOffice reads and writes files only: they lie in a folder of this user's own, under a name that says nothing,
    and are removed at once.
    """
    program = _program()
    with tempfile.TemporaryDirectory(prefix="cpkit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = [folder / f"{number}.docx" for number in range(len(contents))]
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", name, *map(str, files)]
        try:
            subprocess.run(command, capture_output=True, timeout=LONGEST, check=True, stdin=subprocess.DEVNULL)
            return [file.with_suffix(".pdf").read_bytes() for file in files]
        except (OSError, subprocess.SubprocessError) as problem:
            raise Refused(_("LibreOffice không chuyển được sang PDF; tệp Word đã ghi vẫn dùng được.")) from problem


def _program() -> str:
    found = shutil.which("soffice") or next((str(path) for path in PLACES if path.is_file()), None)
    if found is None:
        raise Refused(_("Không tìm thấy LibreOffice; hãy mở tệp Word rồi chọn Lưu thành PDF."))
    return found

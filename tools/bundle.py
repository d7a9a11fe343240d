"""Makes `bundle/`: what to carry on a USB stick to a Windows computer without network.

Wheels of cpkit and of all it depends on (64-bit Windows, every Python that cpkit supports and has wheels for),
`install.cmd` to double-click, `cpkit.cmd` for the desktop and a page in Vietnamese. It was never run on Windows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "bundle"
WHEELS = BUNDLE / "wheels"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}

INSTALL = r"""@echo off
chcp 65001 >nul
setlocal
set "HERE=%~dp0"
set "TARGET=%LOCALAPPDATA%\cpkit"
set "PY=python"
where py >nul 2>nul && set "PY=py -3"
%PY% -c "import sys, sysconfig; sys.exit(sys.version_info < (3, 11) or sysconfig.get_platform() != 'win-amd64')"
if errorlevel 1 (
  echo Máy này chưa có Python 3.11 trở lên loại 64 bit. Xem tệp DOC.txt, mục 1.
  pause
  exit /b 1
)
echo Đang cài cpkit vào %TARGET% ...
%PY% -m venv "%TARGET%\env" || goto failed
"%TARGET%\env\Scripts\python.exe" -m pip install --no-index --find-links "%HERE%wheels" --upgrade cpkit || goto failed
set "COPY=Copy-Item -Force ($env:HERE + 'cpkit.cmd') ([Environment]::GetFolderPath('Desktop'))"
powershell -NoProfile -Command "%COPY%" || goto failed
echo Xong. Bấm đúp "cpkit" trên màn hình để bắt đầu.
pause
exit /b 0
:failed
echo Chưa cài được. Hãy chụp lại cửa sổ này và gửi cho người hỗ trợ.
pause
exit /b 1
"""

START = r"""@echo off
chcp 65001 >nul
set "PATH=%LOCALAPPDATA%\cpkit\env\Scripts;%PATH%"
cd /d "%USERPROFILE%\Documents"
cmd /k cpkit
"""

PAGE = """CÀI CPKIT TRÊN MÁY WINDOWS KHÔNG CÓ MẠNG

Bộ cài này chưa được chạy thử trên máy Windows thật. Nếu có trục trặc, hãy chụp màn hình và báo lại.

1. Máy cần có Python 3.11 trở lên, loại 64 bit. Nếu chưa có: trên một máy có mạng, tải bộ cài
   "Windows installer (64-bit)" ở www.python.org, chép sang và cài; lúc cài nhớ chọn "Add python.exe to PATH".
   Bộ này có sẵn gói cho Python: {pythons}.

2. Chép cả thư mục này vào máy (hoặc để nguyên trên USB), bấm đúp tệp install.cmd và chờ dòng "Xong".

3. Trên màn hình có biểu tượng "cpkit". Bấm đúp để mở: lần đầu, cpkit hỏi đơn vị, tên cán bộ và mật khẩu,
   rồi in KHÓA KHÔI PHỤC một lần duy nhất. Chép khóa ấy ra giấy và cất trong két.

4. Trong cửa sổ đó gõ được mọi lệnh, ví dụ:  cpkit --help

Cập nhật: chép bộ mới vào máy rồi bấm đúp install.cmd lần nữa. Dữ liệu không bị đụng đến.
Gỡ bỏ: xóa thư mục %LOCALAPPDATA%\\cpkit\\env. Kho dữ liệu nằm ở nơi khác và còn nguyên.
"""


def main() -> int:
    """Build the wheel, fetch the others, write the files; 1 when no Python could be served."""
    for folder in (BUNDLE, ROOT / "build"):  # what an older build left behind would go into the wheel
        shutil.rmtree(folder, ignore_errors=True)
    WHEELS.mkdir(parents=True)
    _run("build", "--wheel", "--outdir", WHEELS, ROOT)
    served = [python for python in PYTHONS if fetch(python)]
    if not served:
        print("No Python could be served.", file=sys.stderr)
        return 1
    write_files(BUNDLE, served)
    size = sum(path.stat().st_size for path in WHEELS.iterdir()) / 1_000_000
    print(f"{BUNDLE}: {len(list(WHEELS.iterdir()))} wheels, {size:.0f} MB, for Python {', '.join(served)}")
    return 0


def write_files(folder: Path, pythons: list[str]) -> None:
    """Write what is no wheel, with the line ends of Windows; the page with the mark that Notepad looks for."""
    files = {"install.cmd": ("utf-8", INSTALL), "cpkit.cmd": ("utf-8", START), "DOC.txt": ("utf-8-sig", PAGE)}
    for name, (encoding, text) in files.items():
        filled = text.format(pythons=", ".join(pythons)) if name == "DOC.txt" else text
        (folder / name).write_text(filled, encoding=encoding, newline="\r\n")


def fetch(python: str) -> bool:
    """Download all that cpkit needs on Windows with this Python; False, and said, when something has no wheel."""
    wanted: set[str] = {str(next(WHEELS.glob("cpkit-*.whl")))}
    asked: set[str] = set()
    while wanted - asked:
        if not _download(python, sorted(wanted - asked)):
            print(f"Python {python}: not every package has a wheel for Windows; left out.", file=sys.stderr)
            return False
        asked |= wanted
        # pip reads `sys_platform == "win32"` for this computer, not for that one
        wanted = missing(python)
    return True


def missing(python: str) -> set[str]:
    """The requirements of the wheels, read as Windows reads them, that no wheel in the folder meets."""
    held = {parse_wheel_filename(path.name)[0] for path in WHEELS.glob("*.whl")}
    environment = {**WINDOWS, "python_version": python, "python_full_version": f"{python}.0", "extra": ""}
    return {
        f"{requirement.name}{requirement.specifier}"
        for wheel in WHEELS.glob("*.whl")
        for requirement in requirements(wheel)
        if canonicalize_name(requirement.name) not in held
        and (requirement.marker is None or requirement.marker.evaluate(environment))
    }


def requirements(wheel: Path) -> list[Requirement]:
    """What a wheel says it needs."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode())
    return [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]


def _download(python: str, what: list[str]) -> bool:
    target = ("--platform", "win_amd64", "--python-version", python, "--implementation", "cp", "--only-binary=:all:")
    done = _run("pip", "download", "--quiet", "--dest", WHEELS, *target, *what, check=False)
    return done.returncode == 0


def _run(module: str, *words: str | Path, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", module, *map(str, words)], check=check, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())

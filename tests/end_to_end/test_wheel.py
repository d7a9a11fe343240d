"""The wheel as a stranger gets it: in an empty environment, with run-time dependencies only, from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("cpkit", "templates", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")

pytestmark = pytest.mark.xdist_group("wheel")  # one process installs it, once

Cpkit = Callable[..., str]


def _copy(name: str, target: Path) -> None:
    source = ROOT / name
    if source.is_dir():
        shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target / name)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        _copy(name, folder)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder / "dist"),
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return next((folder / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `cpkit` program of an environment that holds the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("empty") / "env"
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip: list[str | Path] = [binaries / "python", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", wheel], check=True, capture_output=True)
    return binaries / "cpkit"


@pytest.fixture
def cpkit(program: Path, tmp_path: Path) -> Cpkit:
    """Run the installed program from a folder that has nothing to do with it; stdout, or the test fails with stderr."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*words: object) -> str:
        command: list[str | Path] = [program, *map(str, words)]
        done = subprocess.run(command, cwd=elsewhere, capture_output=True, env=environment, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return run


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    files = [path.relative_to(ROOT) for path in (ROOT / "cpkit").rglob("*") if _is_shipped(path)]
    templates = [Path("cpkit", path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*") if _is_shipped(path)]
    assert {path.as_posix() for path in files + templates} - held == set()


def _is_shipped(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".pyc", ".po")


def test_the_wheel_leaves_nothing_outside_its_package(wheel: Path) -> None:
    assert {name.split("/")[0].split("-")[0] for name in zipfile.ZipFile(wheel).namelist()} == {"cpkit"}


def test_help_and_version(cpkit: Cpkit) -> None:
    assert cpkit("--version").startswith("cpkit ")
    assert cpkit("--help").startswith("Cách dùng:")
    assert cpkit("--lang", "en", "--help").startswith("Usage:")


def test_what_needs_no_store(cpkit: Cpkit) -> None:
    plugins = json.loads(cpkit("plugins", "list", "--json"))
    assert [plugin["state"] for plugin in plugins] == ["in_use"] * 4
    assert json.loads(cpkit("clock", "10/11/2025 08:30", "12h", "--json"))["due"].startswith("2025-11-10T20:30")
    cpkit("doctor")


def test_a_new_plugin_is_written_from_what_the_wheel_holds(cpkit: Cpkit, tmp_path: Path) -> None:
    assert len(json.loads(cpkit("plugins", "new", "tien_ich_thu", "--out", tmp_path / "new", "--json"))) == 9
    assert json.loads(cpkit("plugins", "check", tmp_path / "new", "--json")) == []


def test_the_main_job(cpkit: Cpkit, tmp_path: Path) -> None:
    cpkit("init", "--practice", "--unit", "03127", "--officer", "Cán bộ thử")
    child = _json(cpkit("register", "--name", "Lò Văn Thử", "--birth-year", "2018", "--sex", "nam", "--json"))
    cpkit("log", "--child", child["id"], "--service", "y_te", "--date", "12/05/2025", "--provider", "Trạm y tế")
    assert [each["id"] for each in _json(cpkit("child", "find", "lo van thu", "--json"))] == [child["id"]]
    for ending in ("xlsx", "docx", "html"):
        cpkit("report", "--year", "2025", "--out", tmp_path / f"report.{ending}")
        assert (tmp_path / f"report.{ending}").stat().st_size > 5_000
    assert _json(cpkit("report", "--year", "2025", "--format", "json"))["reconciled"] is True
    cpkit("verify")


def _json(text: str) -> Any:
    return json.loads(text)

"""`cpkit plugins new`: what it writes is installed by pip, passes its tests, and a reviewer has nothing to say."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cpkit.authoring.making import MODULE, make
from cpkit.authoring.reviewing import review
from cpkit.errors import Misused, Refused
from tests.conftest import Run

FILES = {
    "README.md",
    "pyproject.toml",
    "tests/test_khao_sat_ao_ho.py",
    "khao_sat_ao_ho/__init__.py",
    "khao_sat_ao_ho/command.py",
    "khao_sat_ao_ho/indicator.py",
    "khao_sat_ao_ho/forms/khao_sat_ao_ho.toml",
    "khao_sat_ao_ho/tables/khao_sat_ao_ho.toml",
    "khao_sat_ao_ho/templates/khao_sat_ao_ho.docx",
}


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Path:
    """A new plugin's folder."""
    folder = tmp_path / "new"
    assert run("plugins", "new", "khao_sat_ao_ho", "--title", "Khảo sát ao hồ", "--out", folder).exit_code == 0
    return folder


def install(folder: Path, target: Path) -> Path:
    """Install the package in `folder` into `target` with pip, without a network; `target`."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index"]
    command = [sys.executable, "-m", "pip", "install", *quiet, "--target", str(target), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def run_tests(folder: Path, installed: Path) -> subprocess.CompletedProcess[str]:
    """Run the tests of a plugin against its installed package."""
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "cpkit.testing", "--rootdir", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *words, "--import-mode", "importlib", str(folder / "tests")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=installed)


def test_has_just_these_files(made: Path) -> None:
    assert {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()} == FILES


def test_nothing_of_the_template_s_own_name_is_left(made: Path) -> None:
    for path in made.rglob("*"):
        assert MODULE not in path.name
        if path.is_file() and path.suffix != ".docx":
            text = path.read_text(encoding="utf-8")
            assert not any(word in text for word in (MODULE, "ten-tien-ich", "Tên tiện ích"))
    assert "Khảo sát ao hồ" in (made / "README.md").read_text(encoding="utf-8")
    assert tomllib.loads((made / "pyproject.toml").read_text())["project"]["name"] == "cpkit-khao-sat-ao-ho"


def test_a_reviewer_has_nothing_to_say(made: Path) -> None:
    assert review(made) == []


def test_is_installed_passes_its_tests_and_works(made: Path, tmp_path: Path, installed: Run, practice: Path) -> None:
    target = install(made, tmp_path / "site")
    tested = run_tests(made, target)
    assert tested.returncode == 0, tested.stdout
    assert "5 passed" in tested.stdout
    row = installed("plugins", "list", "--json", PYTHONPATH=str(target)).json[-1]
    assert (row["name"], row["package"], row["version"]) == ("khao_sat_ao_ho", "cpkit-khao-sat-ao-ho", "0.1")
    assert row["error"] is None
    assert installed("khao-sat-ao-ho", "--json", PYTHONPATH=str(target)).json == []


@pytest.mark.parametrize("name", ["Vang", "1vang", "vãng", "class", "a-b", "x"])
def test_a_name_that_no_module_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Misused):
        make(name, tmp_path / "new")


@pytest.mark.parametrize("name", ["json", "mau_01", "cpkit"])
def test_a_name_that_is_taken_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        make(name, tmp_path / "new")


def test_nothing_is_written_over(run: Run, made: Path) -> None:
    again = run("plugins", "new", "khao_sat_ao_ho", "--out", made)
    assert again.exit_code == 1
    assert "--out" in again.stderr

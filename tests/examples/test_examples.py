"""The plugins of `examples/` as a ward gets them: installed by pip, tested, a reviewer has nothing to say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cpkit.authoring.reviewing import review
from cpkit.commands import COMMANDS
from tests.authoring.test_making import install, run_tests
from tests.conftest import Run

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if (path / "pyproject.toml").is_file())


@pytest.fixture
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the example, so that nothing is built among the sources."""
    target = tmp_path / str(request.param)
    shutil.copytree(FOLDER / str(request.param), target, ignore=shutil.ignore_patterns("__pycache__", "build"))
    return target


def test_there_are_three() -> None:
    assert EXAMPLES == ["duoi_nuoc", "hoi_dong_tre_em", "vang_gia"]


@pytest.mark.parametrize("copied", EXAMPLES, indirect=True)
def test_is_installed_and_passes_its_tests(copied: Path, tmp_path: Path, installed: Run) -> None:
    target = install(copied, tmp_path / "site")
    tested = run_tests(copied, target)
    assert tested.returncode == 0, tested.stdout
    row = installed("plugins", "list", "--json", PYTHONPATH=str(target)).json[-1]
    assert (row["name"], row["version"], row["error"]) == (copied.name, "1.0", None)


def test_all_three_live_together(tmp_path: Path, installed: Run) -> None:
    for name in EXAMPLES:
        install(Path(shutil.copytree(FOLDER / name, tmp_path / name)), tmp_path / "site")
    rows = installed("plugins", "list", "--json", PYTHONPATH=str(tmp_path / "site")).json
    assert {row["name"] for row in rows[4:]} == set(EXAMPLES)
    assert not any(row["error"] for row in rows)
    for name in EXAMPLES:
        tested = run_tests(tmp_path / name, tmp_path / "site")
        assert tested.returncode == 0, tested.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_reviewer_has_nothing_to_say(name: str) -> None:
    assert review(FOLDER / name, commands=COMMANDS) == []

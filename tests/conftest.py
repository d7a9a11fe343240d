"""What all tests share: an isolated home, the command in this process and as its own, a practice store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

UNIT, UNIT_NAME, OFFICER = "34:03127", "Phường Điện Biên Phủ", "Cán bộ thử"


@dataclass(frozen=True)
class Result:
    """What a run of the command left: exit code, stdout, stderr."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """stdout read as one JSON document."""
        return json.loads(self.stdout)


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees this computer's own store, session, cache, language or colours."""
    for variable in ("CPKIT_LANG", "CPKIT_PASSPHRASE", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    folders = {"XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "runtime", "LOCALAPPDATA": "local", "HOME": "user"}
    for variable, folder in folders.items():
        tmp_path.joinpath("machine", folder).mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(variable, str(tmp_path / "machine" / folder))
    for variable, value in {"NO_COLOR": "1", "COLUMNS": "80", "LINES": "24", "PYTHONUTF8": "1"}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("CPKIT_HOME", str(tmp_path / "home"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder that `CPKIT_HOME` names; nothing is in it yet."""
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    """Run `cpkit` in this process: `run("register", "--name", …, input=None)`; an unexpected error fails the test."""
    from cpkit.cli import main

    def run_here(*arguments: object, input: str | bytes | None = None) -> Result:
        with CliRunner().isolation(input=input) as (out, err, _both):
            code = main([str(argument) for argument in arguments], on_unexpected=_raise)
            sys.stdout.flush()
            sys.stderr.flush()
            return Result(code, out.getvalue().decode(), err.getvalue().decode())

    return run_here


def _raise(error: Exception) -> int:
    raise error


@pytest.fixture
def installed(home: Path) -> Run:
    """Run `python -m cpkit` as a process of its own."""

    def run_process(*arguments: object, input: str | None = None, **environment: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "cpkit", *map(str, arguments)],
            input=input if input is not None else "",
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **environment},
            timeout=120,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run_process


@pytest.fixture
def practice(home: Path) -> Path:
    """A home with an empty practice store of one ward."""
    from cpkit.store import create_store

    created, _recovery_key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    created.close()
    return home


@pytest.fixture
def store(practice: Path) -> Iterator[Any]:
    """That practice store, open; close it (or let a command run after it) as a person would not: both may be open."""
    from cpkit.store import open_store

    with open_store(practice) as opened:
        yield opened

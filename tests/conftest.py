"""What all tests share: an isolated home, the command in this process and as its own, a practice store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cpkit.testing import (
    OFFICER,
    UNIT,
    UNIT_NAME,
    Result,
    Run,
    cpkit_children,
    cpkit_home,
    cpkit_installed,
    cpkit_plugin,
    cpkit_practice,
    cpkit_run,
    cpkit_store,
    isolate,
    make_practice,
    run_here,
    run_process,
)

__all__ = ["OFFICER", "UNIT", "UNIT_NAME", "Result", "Run"]
FOR_AUTHORS = (
    cpkit_children, cpkit_home, cpkit_installed, cpkit_plugin, cpkit_practice, cpkit_run, cpkit_store
)  # fmt: skip
"""Fixtures that pytest finds by itself where cpkit is installed anew; from the sources too by this."""

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("anew", deadline=None)
settings.load_profile("same")
"""What is drawn is the same in every run, so that a red one is the change's doing; `--hypothesis-profile anew` draws
others, to find what nobody has thought of. No example is timed: a busy computer is no fault."""


@pytest.fixture(autouse=True)
def isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees this computer's own store, session, cache, settings, language or colours."""
    isolate(tmp_path, monkeypatch)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder that `CPKIT_HOME` names; nothing is in it yet."""
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    """Run `cpkit` in this process: `run("register", "--name", …, input=None)`; an unexpected error fails the test."""
    return run_here


@pytest.fixture
def installed(home: Path) -> Run:
    """Run `python -m cpkit` as a process of its own."""
    return run_process


@pytest.fixture
def practice(home: Path) -> Path:
    """A home with an empty practice store of one ward."""
    return make_practice(home)


@pytest.fixture
def store(practice: Path) -> Iterator[Any]:
    """That practice store, open; close it (or let a command run after it) as a person would not: both may be open."""
    from cpkit.store import open_store

    with open_store(practice) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The officer stands in an empty folder: files without a path of their own are written there."""
    place = tmp_path / "cho-lam-viec"
    place.mkdir()
    monkeypatch.chdir(place)
    return place

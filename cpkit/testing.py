"""For tests of cpkit and of its plugins: fixtures for pytest that cost nothing until a test asks for one.

A plugin's author writes `def test_visit(cpkit_run, cpkit_children): …`; installing cpkit installs these fixtures. Every
test that uses one has a home, settings and a cache of its own; nobody's real store is ever opened, and all children
are made up.

`cpkit_home`: the folder of the store, empty. `cpkit_store`: an empty practice store in it, open. `cpkit_run`: runs a
command in this process. `cpkit_installed`: as a process of its own. `cpkit_children`: registers made-up children.
`cpkit_plugin`: uses a module as a plugin without installing it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

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

    def ok(self) -> Result:
        """The result itself, of a command that did what it was asked; else the test fails with what it said."""
        assert self.exit_code == 0, f"exit code {self.exit_code}: {self.stderr or self.stdout}"
        return self


Run = Callable[..., Result]
_REMEMBERED = {
    "cpkit.calendar": "forget",
    "cpkit.care.steps": "care_process.cache_clear",
    "cpkit.cases.clock": "forget",
    "cpkit.cases.numbers": "all_series.cache_clear",
    "cpkit.cases.steps": "process.cache_clear",
    "cpkit.places": "forget",
    "cpkit.printing.agencies": "agencies.cache_clear",
}
"""Modules that read what plugins bring once, with what has each read it anew."""


def isolate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep this computer's own store, session, cache, settings, language and colours out of a test; the home."""
    from cpkit.language import set_language

    for variable in ("CPKIT_LANG", "CPKIT_PASSPHRASE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    folders = {
        "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "runtime", "XDG_CONFIG_HOME": "config",
        "LOCALAPPDATA": "local", "APPDATA": "roaming", "HOME": "user",
    }  # fmt: skip
    for variable, name in folders.items():
        folder.joinpath("machine", name).mkdir(parents=True, mode=0o700, exist_ok=True)
        monkeypatch.setenv(variable, str(folder / "machine" / name))
    for variable, value in {"NO_COLOR": "1", "COLUMNS": "80", "LINES": "24", "PYTHONUTF8": "1"}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("CPKIT_HOME", str(folder / "home"))
    set_language("vi")  # an earlier test may have run a command in English
    return folder / "home"


def run_here(*arguments: object, input: str | bytes | None = None) -> Result:
    """Run `cpkit` in this process; an unexpected error fails the test."""
    from click.testing import CliRunner

    from cpkit.cli import main

    with CliRunner().isolation(input=input) as (out, err, _both):
        code = main([str(argument) for argument in arguments], on_unexpected=_raise)
        sys.stdout.flush()
        sys.stderr.flush()
        return Result(code, out.getvalue().decode(), err.getvalue().decode())


def run_process(*arguments: object, input: str | None = None, **environment: str) -> Result:
    """Run `python -m cpkit` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "cpkit", *map(str, arguments)],
        input=input if input is not None else "",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=120,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def make_practice(home: Path) -> Path:
    """Make an empty practice store of one ward in `home`; `home` again."""
    from cpkit.store import create_store

    created, _recovery_key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    created.close()
    return home


def open_watched(home: Path) -> Any:
    """The store in `home` as a command opens it: plugins look at what is written."""
    from cpkit.plugins.watching import Watcher
    from cpkit.store import open_store

    store = open_store(home)
    store.watcher = Watcher()
    return store


def register_made_up(home: Path, count: int = 1, *, seed: int = 1, **answers: Any) -> list[str]:
    """Register made-up children in the store of `home`; their ids as people read them. `answers` hold for each."""
    from cpkit.practice.children import make_children
    from cpkit.store.identifiers import show_id

    children = [child | answers for child in make_children(random.Random(seed), count, UNIT)]
    with open_watched(home) as store, store.write("import"):
        return [show_id("children", doc_id) for doc_id in store.table("children").insert_multiple(children)]


def brought_by(hook: Callable[..., None]) -> list[Any]:
    """What a hook of a plugin registers: `brought_by(my_plugin.forms)`."""
    found: list[Any] = []
    hook(register=lambda *things: found.extend(things))
    return found


def use_plugin(module: ModuleType, name: str) -> None:
    """Use `module` as a plugin for the rest of the test (`forget_plugins` at its end)."""
    from cpkit.plugins.manager import add

    forget_plugins()
    add(name, module)


def forget_plugins() -> None:
    """Load the plugins anew the next time, and everything that was read from them."""
    from cpkit import codes
    from cpkit.forms.loading import forget_forms
    from cpkit.plugins import manager

    manager.reset()
    codes.forget()
    forget_forms()
    for name, forget in _REMEMBERED.items():
        module = sys.modules.get(name)  # what was never imported remembers nothing
        if module is not None:
            attrgetter(forget)(module)()


def _raise(error: Exception) -> int:
    raise error


@pytest.fixture
def cpkit_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the store of this test; nothing is in it yet. Plugins are loaded anew, before and after."""
    forget_plugins()
    yield isolate(tmp_path, monkeypatch)
    forget_plugins()


@pytest.fixture
def cpkit_practice(cpkit_home: Path) -> Path:
    """The folder of an empty practice store."""
    return make_practice(cpkit_home)


@pytest.fixture
def cpkit_store(cpkit_practice: Path) -> Iterator[Any]:
    """That practice store, open; plugins look at what is written."""
    with open_watched(cpkit_practice) as store:
        yield store


@pytest.fixture
def cpkit_run(cpkit_practice: Path) -> Run:
    """Run `cpkit` in this process, in the practice store: `cpkit_run("register", "--name", …).ok().json`."""
    return run_here


@pytest.fixture
def cpkit_installed(cpkit_practice: Path) -> Run:
    """Run `cpkit` as a process of its own, in the practice store; only installed plugins are there."""
    return run_process


@pytest.fixture
def cpkit_children(cpkit_practice: Path) -> Callable[..., list[str]]:
    """Register made-up children: `cpkit_children(3, hamlet="Bản Kéo")` gives their ids."""

    def register(count: int = 1, *, seed: int = 1, **answers: Any) -> list[str]:
        return register_made_up(cpkit_practice, count, seed=seed, **answers)

    return register


@pytest.fixture
def cpkit_plugin(cpkit_home: Path) -> Callable[[ModuleType, str], None]:
    """Use a module as a plugin without installing it: `cpkit_plugin(my_plugin, "my_plugin")`."""
    return use_plugin

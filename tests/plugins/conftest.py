"""What the tests of plugins share: installing one into this process, or beside a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpkit import codes
from cpkit.forms.loading import forget_forms
from cpkit.plugins import manager
from tests.plugins.packages import install

Plug = Callable[..., None]


@pytest.fixture
def anew() -> Iterator[None]:
    """The plugins are loaded anew in this test, and after it too."""
    known = set(sys.modules)
    _forget()
    yield
    for name in set(sys.modules) - known:
        if name.endswith("_plugin") or name.startswith("cpkit_ward_"):
            del sys.modules[name]
    _forget()


def _forget() -> None:
    manager.reset()
    codes.forget()
    forget_forms()


@pytest.fixture
def plug(anew: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Install a plugin `name` with this code: `plug("ours", code, module=code)`."""

    def plug_in(name: str, code: str, **modules: str) -> None:
        monkeypatch.syspath_prepend(str(install(tmp_path / "packages" / name, name, code, **modules)))
        _forget()

    return plug_in

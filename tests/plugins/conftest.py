"""What the tests of plugins share: installing one into this process, or beside a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpkit.testing import forget_plugins
from tests.plugins.packages import install

Plug = Callable[..., None]


@pytest.fixture
def anew() -> Iterator[None]:
    """The plugins are loaded anew in this test, and after it too."""
    known = set(sys.modules)
    forget_plugins()
    yield
    for name in set(sys.modules) - known:
        if name.endswith("_plugin") or name.startswith("cpkit_ward_"):
            del sys.modules[name]
    forget_plugins()


@pytest.fixture
def plug(anew: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Install a plugin `name` with this code, here and for new processes: `plug("ours", code, module=code)`."""

    def plug_in(name: str, code: str, **modules: str) -> None:
        folder = str(install(tmp_path / "packages" / name, name, code, **modules))
        monkeypatch.syspath_prepend(folder)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")])))
        forget_plugins()

    return plug_in

"""docs/plugins.md: its plugin works as written, and it has every hook with its signature."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cpkit.plugins import hookspecs
from tests.conftest import Run

PAGE = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`([\w./]+)`[^`\n]*:\n\n```\w+\n(.*?)```", PAGE, re.DOTALL))
HOOKS = [name for name, each in inspect.getmembers(hookspecs, inspect.isfunction) if hasattr(each, "cpkit_spec")]


@pytest.fixture
def installed_example(tmp_path: Path) -> str:
    """The folder where the files of the page lie as an installer would have put them."""
    folder = tmp_path / "packages"
    metadata = folder / "cpkit_muong_thanh-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: cpkit-muong-thanh\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[cpkit]\nmuong_thanh = muong_thanh\n")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def test_the_page_has_the_four_files() -> None:
    names = ["__init__.py", "codes/activity_topics.toml", "greeting.py"]
    assert list(FILES) == ["setup.cfg", *(f"muong_thanh/{name}" for name in names)]


def test_the_plugin_of_the_page_works(installed: Run, practice: Path, installed_example: str) -> None:
    plugin = json.loads(installed("plugins", "list", "--json", PYTHONPATH=installed_example).stdout)[-1]
    assert plugin["hooks"] == ["code_lists", "commands"]
    assert installed("chao", PYTHONPATH=installed_example).stdout == "Phường Điện Biên Phủ xin chào!\n"


def test_its_topic_is_among_those_of_cpkit(installed_example: str) -> None:
    code = "from cpkit.codes import code_list; print(code_list('activity_topics').find('nghe thuat dan gian').code)"
    command = [sys.executable, "-X", "utf8", "-c", code]
    environment = {**os.environ, "PYTHONPATH": installed_example}
    assert subprocess.run(command, capture_output=True, env=environment, check=True).stdout.split() == [b"nghe_thuat"]


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_its_heading_with_the_signature(name: str) -> None:
    signature = str(inspect.signature(getattr(hookspecs, name))).replace("'", "")
    assert f"### `{name}{signature}`" in PAGE

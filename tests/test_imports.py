"""What a start may import: a list instead of a stopwatch, so that a slow import is seen on every machine."""

from __future__ import annotations

import subprocess
import sys

FLOOR = "import click, pluggy"
HELP = """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()):
    from cpkit.cli import main
    main(["--help"])
"""
MODULES_OF_HELP = {
    "cpkit",
    "cpkit.cli",
    "cpkit.commands",
    "cpkit.commands.lazy",
    "cpkit.errors",
    "cpkit.language",
    "cpkit.plugins",
    "cpkit.plugins.decree56",
    "cpkit.plugins.dien_bien",
    "cpkit.plugins.hookspecs",
    "cpkit.plugins.index",
    "cpkit.plugins.manager",
    "cpkit.plugins.plan_2021_2025",
    "cpkit.plugins.viet_nam",
    "click._textwrap",
    # of the standard library: what gettext and click's help formatter use
    "_locale",
    "_struct",
    "copy",
    "encodings.ascii",
    "locale",
    "struct",
    "textwrap",
}


def _modules_after(code: str) -> set[str]:
    report = "import sys; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


def test_help_imports_click_and_the_table_of_commands_and_little_else() -> None:
    _modules_after(HELP)  # the first run writes the index of plugins
    imported = _modules_after(HELP) - _modules_after(FLOOR + ", contextlib, io")
    assert imported - MODULES_OF_HELP == set()


def test_every_module_of_the_list_is_still_used() -> None:
    imported = _modules_after(HELP)
    assert {name for name in MODULES_OF_HELP if name.startswith("cpkit")} <= imported

"""What a start may import: a list instead of a stopwatch, so that a slow import is seen on every machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
    "cpkit.plugins.choices",
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

REGISTER = """
from cpkit.cli import main
main(["register", "--name", "Lò Văn Thử", "--birth-year", "2018", "--sex", "nam"])
"""
PACKAGES_OF_A_PLAIN_WRITE = {"click", "cpkit", "lxml", "msgspec", "pluggy", "sqlcipher3", "tinydb", "typing_extensions"}
SLOW_IN_THE_STANDARD_LIBRARY = {"asyncio", "email.message", "importlib.metadata", "logging", "ssl", "unittest"}


def _modules_after(code: str) -> set[str]:
    report = "import sys; print('MODULES'); print('\\n'.join(sys.modules))"
    command = [sys.executable, "-c", f"{code}\n{report}"]
    printed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return set(printed.partition("MODULES\n")[2].split())


def test_help_imports_click_and_the_table_of_commands_and_little_else() -> None:
    _modules_after(HELP)  # the first run writes the index of plugins
    imported = _modules_after(HELP) - _modules_after(FLOOR + ", contextlib, io")
    assert imported - MODULES_OF_HELP == set()


def test_every_module_of_the_list_is_still_used() -> None:
    imported = _modules_after(HELP)
    assert {name for name in MODULES_OF_HELP if name.startswith("cpkit")} <= imported


def test_a_plain_write_imports_the_store_and_the_form_and_nothing_slow(practice: Path) -> None:
    _modules_after(HELP)  # the first run writes the index of plugins
    imported = _modules_after(REGISTER)
    packages = {name.partition(".")[0] for name in imported if "cython" not in name}
    assert packages - sys.stdlib_module_names - _always_there() - PACKAGES_OF_A_PLAIN_WRITE == set()
    assert imported & SLOW_IN_THE_STANDARD_LIBRARY == set()


def _always_there() -> set[str]:
    """Top-level modules of an interpreter that did nothing: finders of editable installs and the like."""
    return {name.partition(".")[0] for name in _modules_after("pass")}

"""What a start may import: a list instead of a stopwatch, so that a slow import is seen on every machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cpkit.store import open_store

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
DUE = """
from cpkit.cli import main
main(["due", "--json"])
"""
PACKAGES_OF_WHAT_IS_DUE = PACKAGES_OF_A_PLAIN_WRITE - {"lxml", "tinydb"}
NOT_FOR_WHAT_IS_DUE = {"dataclasses", "json", "secrets", "tomllib", "zlib"}
"""Slow to load, and not needed to read the law as remembered and the open cases through their index."""
SLOW_IN_THE_STANDARD_LIBRARY = {"asyncio", "email.message", "importlib.metadata", "logging", "ssl", "unittest"}


CASE = {
    "kind": "bao_luc", "received_at": "2025-11-03T08:00:00+07:00", "urgent": True, "open": True,
    "episodes": [{"opened": "2025-11-03", "steps": [{"step": "tiep_nhan", "at": "2025-11-03T08:00:00+07:00"}]}],
}  # fmt: skip


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


def test_what_is_due_is_said_without_the_tables_of_tinydb_and_without_reading_toml(practice: Path) -> None:
    with open_store(practice) as store:
        store.table("cases").insert(CASE)
    _modules_after(DUE)  # the first run remembers the plugins and the law
    imported = _modules_after(DUE)
    packages = {name.partition(".")[0] for name in imported if "cython" not in name}
    assert packages - sys.stdlib_module_names - _always_there() - PACKAGES_OF_WHAT_IS_DUE == set()
    assert imported & (SLOW_IN_THE_STANDARD_LIBRARY | NOT_FOR_WHAT_IS_DUE) == set()


def _always_there() -> set[str]:
    """Top-level modules of an interpreter that did nothing: finders of editable installs and the like."""
    return {name.partition(".")[0] for name in _modules_after("pass")}

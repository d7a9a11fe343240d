"""What was decided about plugins: by this user (what is off, which files of code are trusted), and for this run.

Read by every `cpkit --help`, so it imports nothing that is not there already. The user's decisions lie in the folder of
their settings on this computer, never beside the store: whoever can put a file there could trust it there too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

OFF, TRUSTED, REFUSED = "off", "trusted", "refused"
"""The kinds of decisions: a plugin switched off by name; a file of code, by its hash and path, trusted or refused."""

Decision = tuple[str, ...]
"""A kind with what it is about: ("off", NAME), ("trusted", HASH, PATH), ("refused", HASH, PATH)."""


class Run:
    """What holds for this run of the program."""

    home: str = ""
    """The store's folder of `--home`; "" where it was not given."""
    built_in_only: bool = False
    """Whether no other plugin is loaded: the command decides about plugins and must work whatever they do."""
    ask: Callable[[str, str], bool | None] | None = None
    """Asks whether the code called by the first text, lying at the second, may run; None where nobody can be asked."""
    trace: Callable[[str], None] | None = None
    """Takes one line for each call of a hook; None unless `CPKIT_TRACE_PLUGINS` is set."""


run = Run()


def has_drop_ins() -> bool:
    """Whether there is a drop-in folder."""
    return os.path.isdir(drop_in_folder())


def drop_in_folder() -> str:
    """`plugins` in the store's folder: `--home`, else `CPKIT_HOME`, else this user's data folder."""
    home = run.home or os.environ.get("CPKIT_HOME", "") or _data_folder()
    return os.path.join(os.path.expanduser(home), "plugins")


def wanted() -> frozenset[str] | None:
    """The plugins that `CPKIT_LOAD_PLUGINS` names, none where it is empty; None where it is not set: all."""
    named = "" if run.built_in_only else os.environ.get("CPKIT_LOAD_PLUGINS")
    return None if named is None else frozenset(filter(None, (name.strip() for name in named.split(","))))


def strict() -> bool:
    """Whether a plugin's failure stops the command (`CPKIT_STRICT_PLUGINS`): for authors and their tests."""
    return os.environ.get("CPKIT_STRICT_PLUGINS", "") not in ("", "0")


def seconds() -> float:
    """How long one call of a plugin may last: `CPKIT_PLUGIN_SECONDS`, else ten; 0 is without limit."""
    try:
        return max(0.0, float(os.environ.get("CPKIT_PLUGIN_SECONDS", "")))
    except ValueError:
        return 10.0


def decisions() -> set[Decision]:
    """Everything this user decided; nothing where the file is missing or damaged."""
    try:
        with open(decisions_file(), encoding="utf-8") as file:
            return {tuple(line.split("\t")) for line in file.read().split("\n") if "\t" in line}
    except (OSError, ValueError):
        return set()


def decide(decision: Decision, *, instead_of: Decision | None = None) -> None:
    """Remember a decision, in place of another one. Raises OSError where the settings cannot be written."""
    kept = decisions() - {instead_of} if instead_of else decisions()
    _write(kept | {decision})


def forget(decision: Decision) -> None:
    """Take a decision back; nothing happens when there was none."""
    _write(decisions() - {decision})


def decisions_file() -> str:
    """Where they are kept: `plugins.txt` in this user's settings."""
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA") or "~/AppData/Roaming"
    elif sys.platform == "darwin":
        folder = "~/Library/Preferences"
    else:
        folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return os.path.join(os.path.expanduser(folder), "cpkit", "plugins.txt")


def _write(kept: set[Decision]) -> None:
    target = decisions_file()
    partial = f"{target}.{os.getpid()}"
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        with open(partial, "w", encoding="utf-8") as file:
            file.write("".join("\t".join(decision) + "\n" for decision in sorted(kept)))
        os.replace(partial, target)
    finally:
        with suppress(OSError):
            os.unlink(partial)


def _data_folder() -> str:
    """This user's data folder, as `cpkit.store.location.default_home` finds it without `CPKIT_HOME`."""
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or "~/AppData/Local", "cpkit")
    if sys.platform == "darwin":
        return "~/Library/Application Support/cpkit"
    return os.path.join(os.environ.get("XDG_DATA_HOME") or "~/.local/share", "cpkit")

"""What a plugin registered, looked through before it is used: the right kind of thing, and each of its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cpkit.language import _
from cpkit.plugins.hookspecs import CommandSpec, ExporterSpec, Finding, ImporterSpec

KINDS: Mapping[str, type[Any]] = {"commands": CommandSpec, "importers": ImporterSpec, "exporters": ExporterSpec}
"""Hooks that bring other things than files and parts of the report, with what they bring."""
ANYTHING = frozenset({"indicators", "report_tables"})
"""Hooks whose things are looked through where the report is made."""
_NAME = re.compile(r"\w[\w.-]{0,60}")
_TARGET = re.compile(r"[\w.]+:\w+")
_ENDING = re.compile(r"\.\w{1,10}")


def faults(hook: str, thing: Any) -> Iterator[str]:
    """What keeps a thing from being used for `hook`, in sentences; none where it is sound."""
    if hook in ANYTHING:
        return
    kind = KINDS.get(hook, Path)
    if not isinstance(thing, kind):
        yield _("{hook} phải đăng ký {kind}.").format(hook=hook, kind=kind.__name__)
    elif kind is Path and not thing.is_file():
        yield _("Không có tệp {path}.").format(path=thing)
    elif hook == "templates" and not _is_document(thing):
        yield _("{path} không phải là tệp Word (.docx).").format(path=thing)
    elif kind is not Path:
        wrong = ", ".join(name for name in thing._fields if not _PARTS.get(name, _is_name)(getattr(thing, name)))
        if wrong:
            yield _("{id}: phần này chưa đúng: {parts}.").format(id=f"{kind.__name__} {thing[0]}", parts=wrong)


def is_finding(thing: object) -> bool:
    """Whether an officer can be told it: a sentence, the name of a field, refusing or not."""
    return (
        isinstance(thing, Finding)
        and isinstance(thing.message, str)
        and bool(thing.message.strip())
        and isinstance(thing.field, str)
    )


def _is_document(path: Path) -> bool:
    from zipfile import is_zipfile

    return path.suffix == ".docx" and is_zipfile(path)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_help(value: object) -> bool:
    if not isinstance(value, Mapping) or not value.get("vi"):
        return False
    return all(isinstance(text, str) for text in value.values())


_PARTS: Mapping[str, Callable[[Any], bool]] = {
    "help": _is_help,
    "target": lambda value: isinstance(value, str) and _TARGET.fullmatch(value) is not None,
    "ending": lambda value: isinstance(value, str) and _ENDING.fullmatch(value) is not None,
    "group": lambda value: value == "" or _is_name(value),
}

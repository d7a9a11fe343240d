"""A plugin looked through as a careful reviewer would, without running any of it."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from cpkit.authoring import code, data, packaging
from cpkit.authoring.remarks import Remark, error
from cpkit.errors import Refused
from cpkit.language import _

SKIPPED = frozenset({"__pycache__", "build", "dist", "node_modules", "venv"})


def review(path: Path, *, commands: Iterable[str] = ()) -> list[Remark]:
    """Every remark on the plugin at `path`: the folder of a package, or one file of the drop-in folder.

    `commands` are the names of cpkit's own commands. Errors first. Refused when there is no plugin.
    """
    if path.is_file() and path.suffix == ".py":
        return _sorted(code.review(path.name, _text(path), is_entry=True))
    if not path.is_dir() or not any(path.rglob("*.py")):
        raise Refused(_("{path} không phải là tiện ích: cần thư mục của gói hoặc một tệp .py.").format(path=path))
    return _sorted(_package(path, commands))


def _package(root: Path, commands: Iterable[str]) -> Iterator[Remark]:
    try:
        project = packaging.read_project(root)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        yield error("pyproject.toml", _("Không phải là TOML: {problem}.").format(problem=problem))
        return
    except configparser.Error as problem:
        yield error("setup.cfg", _("Không đọc được: {reason}.").format(reason=" ".join(str(problem).split())))
        return
    is_drop_in = project is None and (root / "__init__.py").is_file()
    if not is_drop_in:
        yield from packaging.review(root, project)
    entries = project.entries if project else {}
    mains = {packaging.module_file(root, target) for target in entries.values()} - {None}
    known = data.Known(frozenset(entries) | {root.name}, commands)
    yield from _code(root, mains or {root / "__init__.py"}, known)
    yield from _data(root, known)


def _code(root: Path, mains: set[Path | None], known: data.Known) -> Iterator[Remark]:
    hooks = set[str]()
    for path in _files(root, ".py"):
        where, text = path.relative_to(root).as_posix(), _text(path)
        if where.startswith("tests/"):
            continue
        hooks.update(code.hooks_of(text))
        yield from code.review(where, text, is_entry=path in mains)
        for name, group in code.commands_of(text):
            owner = known.commands.get((group, name))
            if owner:
                yield error(where, _("Lệnh {name} đã có ở {owner}.").format(name=name, owner=owner))
    if not hooks:
        yield error(".", _("Không có hàm nào mang @hookimpl: tiện ích không mang đến gì."))


def _data(root: Path, known: data.Known) -> Iterator[Remark]:
    found = [path for path in _files(root, ".toml", ".docx") if path.parent != root and "tests" not in path.parts]
    own_forms = {path.stem: path for path in found if _is_form(path)}
    for path in found:
        yield from data.review(root, path, known, own_forms)


def _text(path: Path) -> str:
    """What a file of code says; in another encoding than UTF-8 it is no Python, and the review says so."""
    return path.read_text(encoding="utf-8-sig", errors="surrogateescape")


def _is_form(path: Path) -> bool:
    return path.suffix == ".toml" and b"[settings]" in path.read_bytes()


def _files(root: Path, *endings: str) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.suffix in endings and not any(part in SKIPPED or part.startswith(".") for part in inside):
            yield path


def _sorted(remarks: Iterator[Remark]) -> list[Remark]:
    return sorted(set(remarks), key=lambda one: (one.weight != "error", one.where, one.sentence))

"""A plugin's Python looked through without running it: its hooks, slow imports, the commands it brings."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping

from cpkit.authoring import dangers
from cpkit.authoring.dangers import modules_of, name_of
from cpkit.authoring.remarks import Remark, error, warning
from cpkit.language import _
from cpkit.plugins import hookspecs

LIGHT = frozenset(
    {"__future__", "collections", "contextlib", "dataclasses", "datetime", "enum", "functools", "itertools", "math"}
    | {"os", "pathlib", "re", "sys", "typing"}
)
"""Modules that cost next to nothing or are loaded already; of cpkit only `cpkit.plugins` is."""


def specs() -> Mapping[str, list[str]]:
    """The hooks there are, with the names of their arguments."""
    found = {name: each for name, each in vars(hookspecs).items() if hasattr(each, "cpkit_spec")}
    return {name: list(inspect.signature(each).parameters) for name, each in found.items()}


def review(where: str, text: str, *, is_entry: bool) -> Iterator[Remark]:
    """What is to be said of one file; `is_entry`: it is the module that the entry point names."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        line = getattr(problem, "lineno", 0) or 0
        yield error(f"{where}:{line}", _("Không phải là mã Python: {problem}.").format(problem=problem))
        return
    yield from _hooks(where, tree)
    if is_entry:
        yield from _slow_imports(where, tree)
    for line, sentence in dangers.find(tree):
        yield warning(f"{where}:{line}", sentence)


def hooks_of(text: str) -> list[str]:
    """The hooks that a file implements; none of a file that is no Python."""
    try:
        return [each.name for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef) and _is_hook(each)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def commands_of(text: str) -> list[tuple[str, str]]:
    """Name and group of each `CommandSpec(…)` written out in a file."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and name_of(node.func) == "CommandSpec")
    return [found for call in calls if (found := _name_and_group(call))]


def _name_and_group(call: ast.Call) -> tuple[str, str] | None:
    texts = [each.value if isinstance(each, ast.Constant) else None for each in call.args]
    named = {each.arg: each.value.value for each in call.keywords if isinstance(each.value, ast.Constant)}
    name = texts[0] if texts else named.get("name")
    group = texts[3] if len(texts) > 3 else named.get("group", "")
    return (name, str(group)) if isinstance(name, str) else None


def _hooks(where: str, tree: ast.Module) -> Iterator[Remark]:
    known = specs()
    for each in (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))):
        place = f"{where}:{each.lineno}"
        if isinstance(each, ast.AsyncFunctionDef):
            if _is_hook(each):
                yield error(
                    place, _("{hook}() là async: cpkit gọi điểm mở rộng như hàm thường.").format(hook=each.name)
                )
            continue
        if not _is_hook(each):
            if each in tree.body and each.name in known and "hookimpl" in ast.dump(tree):
                yield warning(
                    place, _("{hook}() mang tên một điểm mở rộng nhưng thiếu @hookimpl.").format(hook=each.name)
                )
            continue
        if each.name not in known:
            names = ", ".join(sorted(known))
            yield error(
                place, _("Không có điểm mở rộng tên {hook}. Đang có: {names}.").format(hook=each.name, names=names)
            )
            continue
        strange = [argument.arg for argument in each.args.args if argument.arg not in (*known[each.name], "self")]
        if strange:
            sentence = _("{hook}() không nhận {names}; chỉ nhận: {known}.")
            shown = ", ".join(known[each.name]) or "–"
            yield error(place, sentence.format(hook=each.name, names=", ".join(strange), known=shown))
        if "register" in known[each.name] and "register" not in {argument.arg for argument in each.args.args}:
            yield error(place, _("{hook}() phải nhận register: không có nó thì không mang đến được gì.").format(
                hook=each.name
            ))  # fmt: skip


def _slow_imports(where: str, tree: ast.Module) -> Iterator[Remark]:
    for node in tree.body:
        for module in modules_of(node):
            if module.partition(".")[0] not in LIGHT and module not in ("cpkit.plugins", "cpkit.language"):
                sentence = _("Nạp {module} ở đầu tệp làm mọi lệnh chậm đi: hãy chuyển vào trong hàm.")
                yield warning(f"{where}:{node.lineno}", sentence.format(module=module))


def _is_hook(each: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in each.decorator_list]
    return any(name_of(mark) == "hookimpl" for mark in marks)

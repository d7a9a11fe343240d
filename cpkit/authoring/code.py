"""A plugin's Python looked through without running it: hooks, slow imports, prints, the network, files, escapes."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping

from cpkit.authoring.remarks import Remark, error, warning
from cpkit.language import _
from cpkit.plugins import hookspecs

LIGHT = frozenset(
    {"__future__", "collections", "contextlib", "dataclasses", "datetime", "enum", "functools", "itertools", "math"}
    | {"os", "pathlib", "re", "sys", "typing"}
)
"""Modules that cost next to nothing or are loaded already; of cpkit only `cpkit.plugins` is."""
NETWORK = frozenset(
    {"aiohttp", "ftplib", "http", "httpx", "imaplib", "paramiko", "requests", "smtplib", "socket", "urllib", "urllib3"}
)
RUNNING = frozenset({"ctypes", "marshal", "multiprocessing", "pickle", "shelve", "subprocess"})
ESCAPES = frozenset({"eval", "exec", "compile", "__import__"})
WRITING = frozenset({"write_text", "write_bytes", "unlink", "rmtree", "rename", "remove"})
INNER = frozenset({"engine", "_rows", "_writer", "_begin", "raw"})
"""Parts of the store that a plugin has no business with."""


def specs() -> Mapping[str, list[str]]:
    """The hooks there are, with the names of their arguments."""
    found = {name: each for name, each in vars(hookspecs).items() if hasattr(each, "cpkit_spec")}
    return {name: list(inspect.signature(each).parameters) for name, each in found.items()}


def review(where: str, text: str, *, is_entry: bool) -> Iterator[Remark]:
    """What is to be said of one file; `is_entry`: it is the module that the entry point names."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", 0) or 0
        yield error(f"{where}:{line}", _("Không phải là mã Python: {problem}.").format(problem=problem))
        return
    yield from _hooks(where, tree)
    if is_entry:
        yield from _slow_imports(where, tree)
    for node in ast.walk(tree):
        for sentence in (*_imported(node), *_called(node), *_caught(node)):
            yield warning(f"{where}:{getattr(node, 'lineno', 0)}", sentence)


def hooks_of(text: str) -> list[str]:
    """The hooks that a file implements; none of a file that is no Python."""
    try:
        return [each.name for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef) and _is_hook(each)]
    except (SyntaxError, ValueError):
        return []


def commands_of(text: str) -> list[tuple[str, str]]:
    """Name and group of each `CommandSpec(…)` written out in a file."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "CommandSpec")
    return [found for call in calls if (found := _name_and_group(call))]


def _name_and_group(call: ast.Call) -> tuple[str, str] | None:
    texts = [each.value if isinstance(each, ast.Constant) else None for each in call.args]
    named = {each.arg: each.value.value for each in call.keywords if isinstance(each.value, ast.Constant)}
    name = texts[0] if texts else named.get("name")
    group = texts[3] if len(texts) > 3 else named.get("group", "")
    return (name, str(group)) if isinstance(name, str) else None


def _hooks(where: str, tree: ast.Module) -> Iterator[Remark]:
    known = specs()
    for each in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        place = f"{where}:{each.lineno}"
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
        for module in _modules(node):
            if module.partition(".")[0] not in LIGHT and module not in ("cpkit.plugins", "cpkit.language"):
                sentence = _("Nạp {module} ở đầu tệp làm mọi lệnh chậm đi: hãy chuyển vào trong hàm.")
                yield warning(f"{where}:{node.lineno}", sentence.format(module=module))


def _imported(node: ast.AST) -> Iterator[str]:
    for module in _modules(node):
        first = module.partition(".")[0]
        if first in NETWORK:
            yield _("Dùng mạng ({module}): dữ liệu của trẻ em không được rời khỏi máy.").format(module=module)
        elif first in RUNNING:
            yield _("Dùng {module}: chạy được mã hoặc chương trình khác; cần nói rõ vì sao.").format(module=module)


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in INNER and _name(node.value) == "store":
        yield _("store.{name} là phần bên trong của kho: hãy dùng store.table() trong store.write().").format(
            name=node.attr
        )
    if not isinstance(node, ast.Call):
        return
    name, base = _name(node.func), _name(getattr(node.func, "value", None))
    if name == "print" and isinstance(node.func, ast.Name):
        yield _("print() lẫn vào kết quả: hãy dùng cpkit.commands.output (show, say, emit_json).")
    elif name in ESCAPES and isinstance(node.func, ast.Name):
        yield _("{name}() chạy mã không ai đọc trước được.").format(name=name)
    elif (name == "open" and _for_writing(node)) or name in WRITING:
        yield _("Ghi hoặc xóa tệp ngoài kho ({name}): tên trẻ em không được nằm ngoài kho.").format(name=name)
    elif base == "os" and name in ("system", "popen", "_exit"):
        yield _("os.{name} chạy hoặc dừng chương trình ngoài tầm của cpkit.").format(name=name)


def _caught(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ExceptHandler) and (node.type is None or _name(node.type) == "BaseException"):
        yield _("Bắt mọi lỗi (except trống): che cả Ctrl+C và giới hạn thời gian. Hãy ghi rõ loại lỗi.")


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _is_hook(each: ast.FunctionDef) -> bool:
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in each.decorator_list]
    return any(_name(mark) == "hookimpl" for mark in marks)


def _name(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _for_writing(call: ast.Call) -> bool:
    given = [*call.args[-1:], *(each.value for each in call.keywords if each.arg == "mode")]
    modes = (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return any(len(mode) <= 3 and not set("wax+").isdisjoint(mode) for mode in modes)

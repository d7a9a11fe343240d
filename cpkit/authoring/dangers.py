"""What a careful reviewer stops at in a plugin's code: the network, other programs, files, secrets, endless loops.

Nothing here proves that code does no harm; it shows the places to be read twice.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cpkit.language import _

NETWORK = frozenset(
    {"aiohttp", "boto3", "ftplib", "grpc", "http", "httpx", "imaplib", "paramiko", "poplib", "pycurl", "requests"}
    | {"smtplib", "socket", "socketserver", "ssl", "telegram", "telnetlib", "urllib", "urllib3", "webbrowser"}
    | {"websocket", "websockets", "xmlrpc"}
)
RUNNING = frozenset(
    {"code", "ctypes", "marshal", "multiprocessing", "pickle", "pip", "pty", "runpy", "shelve", "subprocess"}
)
OUTSIDE = frozenset({"logging", "sqlite3", "syslog", "tempfile"})
"""Modules that leave something beside the store."""
BEYOND = frozenset({"atexit", "builtins", "sched", "signal", "threading"})
"""Modules that go on after a call, or change what Python itself is."""
OPENS = frozenset({"cpkit.store.keys", "cpkit.store.opening", "cpkit.session", "sqlcipher3"})
"""Where the keys of a store are: a plugin is given the open store."""
ESCAPES = frozenset({"eval", "exec", "compile", "__import__"})
WRITING = frozenset(
    {"write_text", "write_bytes", "unlink", "rmtree", "rename", "remove", "symlink_to", "touch", "mkdir"}
)
MOVING = frozenset({"copy", "copy2", "copyfile", "copytree", "makedirs", "mkdir", "move", "open", "replace", "rmdir"})
"""What writes where it is asked of `os` or `shutil`."""
ENDING = frozenset(
    {"_exit", "abort", "execl", "execv", "execve", "execvp", "fork", "kill", "popen", "spawnl", "spawnv"}
)
INNER = frozenset({"engine", "_rows", "_writer", "_begin", "raw"})
"""Parts of the store that a plugin has no business with."""
SURROUNDINGS = frozenset({"chdir", "putenv", "setlocale", "setrecursionlimit", "simplefilter", "umask", "setcontext"})
"""What changes the program around the plugin; cpkit puts it back after each call."""
_ABSOLUTE = re.compile(r"(/(etc|home|root|tmp|usr|var|Users|proc)\b|~|[A-Za-z]:[\\/])")


def find(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each place to be read twice: its line, and why."""
    ours = set(_bound_from_cpkit(tree))
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for sentence in (*_imported(node), *_called(node), *_caught(node), *_looping(node), *_replaced(node, ours)):
            yield line, sentence


def modules_of(node: ast.AST) -> list[str]:
    """The modules that a statement imports, but for those of the plugin's own package."""
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def name_of(node: ast.AST | None) -> str:
    """The last name of `a`, `b.a`, `c.b.a`; "" of anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _imported(node: ast.AST) -> Iterator[str]:
    for module in modules_of(node):
        first = module.partition(".")[0]
        if first in NETWORK:
            yield _("Dùng mạng ({module}): dữ liệu của trẻ em không được rời khỏi máy.").format(module=module)
        elif first in RUNNING:
            yield _("Dùng {module}: chạy được mã hoặc chương trình khác; cần nói rõ vì sao.").format(module=module)
        elif first in OUTSIDE:
            yield _(
                "Dùng {module}: ghi ra ngoài kho; tên trẻ em không được nằm ngoài kho, kể cả trong nhật ký."
            ).format(module=module)
        elif first in BEYOND:
            yield _("Dùng {module}: còn chạy sau khi cpkit gọi xong, hoặc đổi cách chạy của cả chương trình.").format(
                module=module
            )
        elif module in OPENS or first in OPENS:
            yield _("Dùng {module}: mở kho hoặc khóa; hãy dùng kho đã mở (with_store).").format(module=module)


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in INNER and name_of(node.value) == "store":
        yield _("store.{name} là phần bên trong của kho: hãy dùng store.table() trong store.write().").format(
            name=node.attr
        )
    if isinstance(node, ast.Call):
        yield from _of_call(node, name_of(node.func), name_of(getattr(node.func, "value", None)))


def _of_call(node: ast.Call, name: str, base: str) -> Iterator[str]:
    alone = isinstance(node.func, ast.Name)
    if (name == "print" and alone) or (name == "write" and base in ("stdout", "stderr")):
        yield _("print() lẫn vào kết quả: hãy dùng cpkit.commands.output (show, say, emit_json).")
    elif (name in ESCAPES and alone) or (name == "import_module" and not _is_text(node.args[:1])):
        yield _("{name}() chạy mã không ai đọc trước được.").format(name=name)
    elif name == "getattr" and alone and base == "" and name_of(node.args[0] if node.args else None) in ("os", "sys"):
        yield _("{name}() chạy mã không ai đọc trước được.").format(name="getattr")
    elif (name == "open" and _for_writing(node)) or name in WRITING or (base in ("os", "shutil") and name in MOVING):
        yield _("Ghi hoặc xóa tệp ngoài kho ({name}): tên trẻ em không được nằm ngoài kho.").format(name=name)
    elif base == "os" and (name == "system" or name in ENDING):
        yield _("os.{name} chạy hoặc dừng chương trình ngoài tầm của cpkit.").format(name=name)
    elif name in SURROUNDINGS:
        yield _("{name}() đổi cách chạy của cả chương trình; cpkit đặt lại như cũ sau mỗi lần gọi.").format(name=name)
    elif name in ("home", "expanduser", "walk", "open", "Path") and _reaches_out(node, name):
        yield _("Đọc tệp ngoài tiện ích ({name}): hãy chỉ đọc tệp của mình, hoặc tệp mà cán bộ đưa.").format(name=name)


def _reaches_out(node: ast.Call, name: str) -> bool:
    """Whether a call looks for files where neither the plugin's own nor the officer's lie."""
    if name in ("home", "expanduser"):
        return True
    texts = (each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return any(_ABSOLUTE.match(text) for text in texts)


def _caught(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ExceptHandler) and (node.type is None or name_of(node.type) == "BaseException"):
        yield _("Bắt mọi lỗi (except trống): che cả Ctrl+C và giới hạn thời gian. Hãy ghi rõ loại lỗi.")


def _looping(node: ast.AST) -> Iterator[str]:
    ways_out = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom)
    if not (isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value):
        return
    if not any(isinstance(each, ways_out) for inner in node.body for each in ast.walk(inner)):
        yield _("Vòng lặp không có lối ra (while True không có break, return).")


def _replaced(node: ast.AST, ours: set[str]) -> Iterator[str]:
    """Parts of cpkit that are given another meaning while the program runs."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    changed = [each for each in targets if isinstance(each, ast.Attribute) and _root(each) in ours]
    if isinstance(node, ast.Call) and name_of(node.func) == "setattr" and node.args and _root(node.args[0]) in ours:
        yield _("Thay một phần của cpkit khi đang chạy ({name}): các phần khác sẽ tính sai.").format(name="setattr")
    for each in changed:
        yield _("Thay một phần của cpkit khi đang chạy ({name}): các phần khác sẽ tính sai.").format(name=each.attr)


def _bound_from_cpkit(tree: ast.Module) -> Iterator[str]:
    """The names under which parts of cpkit are known in a file."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and any(
            module.partition(".")[0] == "cpkit" for module in modules_of(node)
        ):
            yield from ((each.asname or each.name).partition(".")[0] for each in node.names)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(given: list[ast.expr]) -> bool:
    return bool(given) and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str)


def _for_writing(call: ast.Call) -> bool:
    given = [*call.args[-1:], *(each.value for each in call.keywords if each.arg == "mode")]
    modes = (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return any(len(mode) <= 3 and not set("wax+").isdisjoint(mode) for mode in modes)

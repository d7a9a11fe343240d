"""The `cpkit` command: global options, commands imported when they are called, and errors turned into exit codes.

Exit codes: 0 done; 1 refused, or something unexpected; 2 wrong usage; 3 locked or wrong passphrase; 4 the store is
damaged or newer; 130 interrupted; 141 whoever read our output stopped reading.
"""

from __future__ import annotations

import errno
import gettext
import os
import sys
from collections.abc import Callable, Sequence

import click

from cpkit import __version__
from cpkit.commands.lazy import LazyGroup
from cpkit.errors import CpkitError, Refused
from cpkit.language import CATALOGUES, LANGUAGES, _, cited, current_language, set_language
from cpkit.plugins import choices

INTERRUPTED, PIPE_CLOSED = 130, 141
NAMED_FAILURES = 3
"""Up to so many plugins that failed are named with the reason each; more are named in one line."""
DECIDING = ("enable", "disable", "trust")
"""Commands of `cpkit plugins` that must work whatever an installed plugin does: they load none."""


def main(arguments: Sequence[str] | None = None, *, on_unexpected: Callable[[Exception], int] | None = None) -> int:
    """Run `cpkit` with `arguments` (those of the process by default) and return the exit code.

    `on_unexpected` answers an error that is no refusal of ours; by default with one plain sentence and exit code 1.
    """
    _use_utf8()
    words, debug = _without_debug(list(sys.argv[1:] if arguments is None else arguments))
    speak(_global_option(words, "--lang") or os.environ.get("CPKIT_LANG", "vi"))
    _decide_about_plugins(words)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return _say_stopped()
    except Exception as error:
        if debug and not isinstance(error, click.ClickException):
            _show_traceback(error)
        return _answer(error, on_unexpected or _say_unexpected)
    finally:
        _name_failed_plugins()
        _forget_this_run()


def speak(code: str) -> None:
    """Speak `code` ("vi" or "en") from now on, in our own sentences and in click's."""
    set_language(code)
    os.environ["LANGUAGE"] = current_language()  # the only way to tell gettext, which click uses; Windows never sets it
    gettext.bindtextdomain("messages", CATALOGUES)
    gettext.textdomain("messages")


def root() -> LazyGroup:
    """The root command in the language spoken now."""
    group = LazyGroup(
        "cpkit",
        callback=_start,
        params=_global_options(),
        invoke_without_command=True,
        help=_("Bộ công cụ của người làm công tác bảo vệ trẻ em cấp xã. Xem một lệnh: cpkit LỆNH --help."),
        options_metavar=_("[TÙY CHỌN]"),
        subcommand_metavar=_("LỆNH [THAM SỐ]..."),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    return click.version_option(__version__, message="%(prog)s %(version)s")(group)


def _global_options() -> list[click.Parameter]:
    folder = click.Path(file_okay=False)
    return [
        click.Option(["--home"], type=folder, metavar=_("THƯ MỤC"), help=_("Thư mục của kho (hoặc CPKIT_HOME).")),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=_("Ngôn ngữ (hoặc CPKIT_LANG).")),
        click.Option(["--debug"], is_flag=True, help=_("Khi có lỗi, in cả chi tiết kỹ thuật.")),
    ]


@click.pass_context
def _start(context: click.Context, /, home: str | None, **_options: object) -> None:
    """What every command starts with; alone in a terminal the menu, alone in a pipe the help."""
    from pathlib import Path

    from cpkit.commands.context import Session

    context.obj = Session(Path(home) if home else None, lang=current_language())
    if context.invoked_subcommand is None:
        _without_command(context, context.obj.interactive)


def _without_command(context: click.Context, interactive: bool) -> None:
    if not interactive:
        click.echo(context.get_help())
        return
    from cpkit.commands.menu import run_menu

    run_menu(context, lambda error: _answer(error, _say_unexpected))


def _run(words: list[str]) -> int:
    group = root()
    if "_CPKIT_COMPLETE" in os.environ:
        group.main(words, prog_name="cpkit")
    colour = False if os.environ.get("NO_COLOR") else None
    code = 0
    try:
        with group.make_context("cpkit", words, color=colour, terminal_width=_width()) as context:
            group.invoke(context)
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    sys.stdout.flush()
    return code


def _width() -> int:
    """The width of help texts: the terminal's, at most 78. click would import shutil, and much with it, to find out."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal():
        return min(int(columns), 80) - 2
    try:
        return min(os.get_terminal_size().columns or 80, 80) - 2
    except OSError:
        return 78


def _without_debug(words: list[str]) -> tuple[list[str], bool]:
    """`--debug` may stand anywhere before "--": the arguments without it, and whether it was there."""
    end = words.index("--") if "--" in words else len(words)
    kept = [word for word in words[:end] if word != "--debug"]
    return kept + words[end:], len(kept) < end


def _global_option(words: list[str], name: str) -> str:
    """The value of `--lang` or `--home`, which stand before the command; "" where it was not given.

    Read before click reads anything, because help texts are made when a command's module is imported, and commands
    are found among those of plugins.
    """
    rest = iter(words)
    for word in rest:
        if word.startswith(name + "="):
            return word.removeprefix(name + "=")
        if word in ("--lang", "--home"):
            value = next(rest, "")
            if word == name:
                return value
        elif not word.startswith("-"):
            break
    return ""


def _decide_about_plugins(words: list[str]) -> None:
    """What holds for plugins in this run: the folder, who can be asked about new code, whether calls are told."""
    run = choices.run
    run.home = _global_option(words, "--home")
    managing = words[words.index("plugins") :][:2] if "plugins" in words else []
    run.built_in_only = bool(managing[1:]) and managing[1] in DECIDING
    silent = managing or {"--help", "-h", "--version"} & set(words) or "_CPKIT_COMPLETE" in os.environ
    run.ask = None if silent else _ask_about_code
    run.trace = _say if os.environ.get("CPKIT_TRACE_PLUGINS") else None


def _forget_this_run() -> None:
    """Nothing decided for this run holds for another one of the same process, nor the plugins that it left out."""
    manager = sys.modules.get("cpkit.plugins.manager")
    if choices.run.built_in_only and manager is not None:
        manager.reset()
    choices.run = choices.Run()


def _ask_about_code(name: str, path: str) -> bool | None:
    """Whether new code of the drop-in folder may run; None where nobody can be asked."""
    from cpkit.commands.output import confirm, interactive

    if not interactive():
        return None
    _say(_("Tiện ích {name} là mã chương trình mới hoặc vừa bị sửa: {path}").format(name=name, path=path))
    _say(_("Mã này đọc và ghi được mọi thứ trong kho. Chỉ cho chạy khi biết rõ ai viết."))
    return confirm(_("Cho chạy tiện ích {name}?").format(name=name), option=f"cpkit plugins trust {path}")


def _use_utf8() -> None:
    """A redirected stream on Windows has a code page that cannot write Vietnamese; one that is closed takes nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors)


def _answer(error: Exception, on_unexpected: Callable[[Exception], int]) -> int:
    """Say what `error` means to the officer and return its exit code."""
    if isinstance(error, CpkitError):
        return _say_refusal(error)
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, click.Abort | EOFError):
        return _say_stopped()
    if isinstance(error, OSError) and error.errno in (errno.EPIPE, errno.EINVAL) and not error.filename:
        _abandon_output()
        return PIPE_CLOSED
    if isinstance(error, OSError) and error.errno in _file_troubles():
        return _say_file_trouble(error)
    return on_unexpected(error)


MOST_SHOWN = 300
"""Problems that are told at once; of what is wrong everywhere nobody reads more."""


def _say_refusal(error: CpkitError) -> int:
    _say(str(error))
    if isinstance(error, Refused):
        for problem in error.problems[:MOST_SHOWN]:
            _say(f"  - {problem.message}")
        if len(error.problems) > MOST_SHOWN:
            _say(_("  … và {count} chỗ nữa.").format(count=len(error.problems) - MOST_SHOWN))
        if error.hints:
            _say("\n".join([_("Làm tiếp:"), *(f"  cpkit {hint}" for hint in error.hints)]))
    return error.exit_code


def _say_stopped() -> int:
    _say("\n" + _("Đã dừng."))
    return INTERRUPTED


def _say_unexpected(error: Exception) -> int:
    """Only the kind of error: its text could hold a child's name."""
    sentence = _("Có lỗi ngoài dự kiến ({kind}). Những gì đã ghi vẫn còn nguyên. Thêm --debug để xem chi tiết.")
    _say(sentence.format(kind=type(error).__name__))
    return 1


def _file_troubles() -> dict[int | None, str]:
    not_allowed = _("Không được phép ghi hoặc đọc {path}. Nếu tệp đang mở trong chương trình khác, hãy đóng lại.")
    return {
        errno.ENOSPC: _("Ổ đĩa đã đầy. Hãy xóa bớt tệp không cần rồi làm lại."),
        errno.EACCES: not_allowed,
        errno.EPERM: not_allowed,
        errno.EROFS: _("Ổ đĩa chỉ cho đọc: {path}. Hãy mở khóa ghi của ổ, hoặc chép kho sang ổ khác."),
        errno.ENOENT: _("Không có tệp hoặc thư mục {path}."),
        errno.EISDIR: _("{path} là thư mục, không phải tệp."),
        errno.ENOTDIR: _("{path} không phải là thư mục."),
    }


def _say_file_trouble(error: OSError) -> int:
    if not error.filename:
        _abandon_output()
    _say(_file_troubles()[error.errno].format(path=error.filename or ""))
    return 1


def _abandon_output() -> None:
    """Our output cannot be written (`cpkit … | head`, a full disk): Python would complain of it again at the end."""
    stream = sys.__stdout__
    if stream is not None and sys.stdout is stream:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _show_traceback(error: Exception) -> None:
    import traceback

    traceback.print_exception(error)


def _name_failed_plugins() -> None:
    """One line on stderr for each plugin that could not be used, or for many; nothing when no plugin was asked for."""
    manager = sys.modules.get("cpkit.plugins.manager")
    failures = manager.failures() if manager is not None else []
    names = list(dict.fromkeys(failure.name for failure in failures))
    if len(names) > NAMED_FAILURES:
        sentence = _("Bỏ qua {count} tiện ích bị lỗi: {names}. Xem lý do: cpkit plugins")
        _say(sentence.format(count=len(names), names=", ".join(names)))
        return
    for failure in failures:
        _say(_("Bỏ qua tiện ích {name}: {reason}").format(name=failure.name, reason=failure.reason))


def _say(text: str) -> None:
    click.echo(cited(text), err=True)

"""Bare `cpkit` in a terminal: a greeting with what is due, and a menu of the main jobs.

A job is the command that an officer could have typed; the menu only asks for what that command does not ask itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import click

from cpkit.commands.context import Session
from cpkit.commands.output import ask_text, choose, say, show
from cpkit.language import _
from cpkit.times import now, today

SHOWN_DUE = 8


class Job(NamedTuple):
    """A line of the menu: `words` gives the command line without `cpkit`, asking for what is missing."""

    label: str
    words: Callable[[], list[str]]


def run_menu(context: click.Context, answer: Callable[[Exception], int]) -> None:
    """Greet, then run the jobs chosen until the officer leaves; `answer` says what went wrong in one of them."""
    session = context.find_object(Session)
    assert session is not None
    greet(session)
    choices: list[tuple[Job | None, str]] = [*((job, job.label) for job in jobs()), (None, _("Thoát"))]
    while job := choose(_("Bạn muốn làm gì?"), choices, option="cpkit --help"):
        _run_job(context, job, answer)


def greet(session: Session) -> None:
    """Say good day by name and show what is due, overdue first."""
    from cpkit.calendar import weekday_name
    from cpkit.vietnamese import show_date

    settings = session.store().settings
    day = f"{weekday_name(today()).lower()} {show_date(today())}"
    show(_("Chào {officer} – {unit}, {day}.").format(officer=settings.officer, unit=settings.unit_name, day=day))
    for line in due_lines(session):
        show(line)
    show()


def due_lines(session: Session) -> list[str]:
    """What is due, one line each, at most `SHOWN_DUE`; a single sentence when nothing is."""
    from cpkit.care.due import everything_due
    from cpkit.cases.calendar_file import subject
    from cpkit.vietnamese import show_moment

    items = everything_due(session.store(), now())
    lines = [
        _("{mark} {due}  {case}  {title} ({citation})").format(
            mark=_("QUÁ HẠN") if item.overdue else _("Hạn    "),
            due=show_moment(item.due),
            case=subject(item),
            title=item.title,
            citation=item.citation,
        )
        for item in items[:SHOWN_DUE]
    ]
    if len(items) > SHOWN_DUE:
        lines.append(_("… và {count} việc nữa: cpkit due").format(count=len(items) - SHOWN_DUE))
    return lines or [_("Không có việc nào đến hạn.")]


def jobs() -> list[Job]:
    """The main jobs, the most frequent first."""
    return [
        Job(
            _("Tìm một em"), lambda: ["child", "find", ask_text(_("Tên, hoặc một phần của tên:"), option="child find")]
        ),
        Job(_("Đăng ký một em"), lambda: ["register"]),
        Job(_("Nhập danh sách Excel"), lambda: ["register", "--from", _ask_path(_("Tệp Excel:"), "--from")]),
        Job(_("Ghi việc hỗ trợ, can thiệp"), lambda: ["log"]),
        Job(_("Nhận tin báo, mở ca"), lambda: ["case", "open"]),
        Job(_("Xem việc đến hạn"), lambda: ["due"]),
        Job(_("Lập báo cáo năm"), _report_words),
        Job(_("Sao lưu"), lambda: ["backup", "--out", _ask_path(_("Thư mục cất bản sao lưu:"), "--out")]),
    ]


def _ask_path(message: str, option: str, default: str = "") -> str:
    """A path as typed, or as dragged into the window, which puts it between quotes."""
    return ask_text(message, option=option, default=default).strip("\"'")


def _report_words() -> list[str]:
    year = ask_text(_("Năm:"), option="--year", default=str(today().year))
    out = _ask_path(_("Ghi vào tệp:"), "--out", f"bao-cao-{year}.xlsx")
    return ["report", "--year", year, "--out", out]


def _run_job(context: click.Context, job: Job, answer: Callable[[Exception], int]) -> None:
    """Run a job as its command; whatever goes wrong is said, and the menu comes back."""
    try:
        name, *words = job.words()
        group = context.command
        command = group.get_command(context, name) if isinstance(group, click.Group) else None
        assert command is not None
        with command.make_context(name, words, parent=context) as inner:
            command.invoke(inner)
    except KeyboardInterrupt:
        say("\n" + _("Đã dừng."))
    except click.exceptions.Exit:
        pass
    except Exception as error:
        answer(error)
    show()

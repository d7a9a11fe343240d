"""Options that several commands take, each written once, and the shape of a help text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cpkit.errors import Misused
from cpkit.language import _

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help=_("In kết quả dạng JSON."))
confidential_option = click.option(
    "--confidential", is_flag=True, help=_("Kèm thông tin mật (HIV, xâm hại tình dục, ca); lượt xem được ghi lại.")
)
answers_option = click.option(
    "--answers", "answers_file", type=click.Path(path_type=Path), help=_("Lấy câu trả lời từ một tệp JSON.")
)
reason_option = click.option("--reason", help=_("Lý do hủy (bắt buộc)."))


def recovery_file_option(text: str) -> Callable[[Command], Command]:
    """`--recovery-file`, with `text` as its help."""
    file = click.Path(dir_okay=False, path_type=Path)
    return click.option("--recovery-file", type=file, metavar=_("TỆP"), help=text)


def span_options(command: Command) -> Command:
    """`--from` and `--to`, two days as typed (`typed.read_span`)."""
    click.option("--to", "last", metavar=_("NGÀY"), help=_("Đến hết ngày này."))(command)
    return click.option("--from", "first", metavar=_("NGÀY"), help=_("Từ ngày này."))(command)


def plan_options(command: Command) -> Command:
    """`--plan-activity` and `--plan-done`: what is logged serves an activity of a case's plan (`plan_of`)."""
    done, number = (
        _("Hoạt động ấy của kế hoạch đã xong."),
        _("Số của hoạt động trong kế hoạch của ca (cpkit case plan)."),
    )
    click.option("--plan-done", is_flag=True, help=done)(command)
    return click.option("--plan-activity", type=click.IntRange(min=1), metavar=_("SỐ"), help=number)(command)


def plan_of(case: object, number: int | None, done: bool) -> tuple[int, bool] | None:
    """Which activity of the plan is served, and whether it is done; None where none is. Misused for half of it."""
    if number is None and done:
        raise Misused(_("--plan-done đi cùng --plan-activity."))
    if number is not None and not case:
        raise Misused(_("--plan-activity cần ca: --case."))
    return None if number is None else (number, done)


def with_example(text: str, *examples: str) -> str:
    """A help text with its examples, each without `cpkit`, one a line."""
    return "\n".join([text, "", "\b", _("Thí dụ:"), *(f"  cpkit {example}" for example in examples)])

"""Options that several commands take, each written once, and the shape of a help text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

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


def with_example(text: str, *examples: str) -> str:
    """A help text with its examples, each without `cpkit`, one a line."""
    return "\n".join([text, "", "\b", _("Thí dụ:"), *(f"  cpkit {example}" for example in examples)])

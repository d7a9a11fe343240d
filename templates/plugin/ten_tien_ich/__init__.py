"""Tên tiện ích: a form about children, a command, an indicator, a table of the report, a printed template."""

from __future__ import annotations

from pathlib import Path

from cpkit.plugins import CommandSpec, Register, data_files, hookimpl


@hookimpl
def forms(register: Register[Path]) -> None:
    """The form that is filled for a child."""
    register(*data_files(__file__, "forms"))


@hookimpl
def templates(register: Register[Path]) -> None:
    """How the form is printed."""
    register(*data_files(__file__, "templates", "*.docx"))


@hookimpl
def report_tables(register: Register[object]) -> None:
    """The form's sheet of the report."""
    register(*data_files(__file__, "tables"))


@hookimpl
def indicators(register: Register[object]) -> None:
    """The ward's own indicator."""
    from ten_tien_ich.indicator import young_helped

    register(young_helped())


@hookimpl
def commands(register: Register[CommandSpec]) -> None:
    """`cpkit ten-tien-ich`."""
    words = {"vi": "Các phiếu “Tên tiện ích” đã ghi trong năm.", "en": "The forms of this plugin filled in a year."}
    register(CommandSpec("ten-tien-ich", "ten_tien_ich.command:command", words))

"""Tên tiện ích: a form about children, a command, an indicator, a table of the report, a printed template."""

from __future__ import annotations

from pathlib import Path

from cpkit.plugins import CommandSpec, data_files, hookimpl


@hookimpl
def forms() -> list[Path]:
    """The form that is filled for a child."""
    return data_files(__file__, "forms")


@hookimpl
def templates() -> list[Path]:
    """How the form is printed."""
    return data_files(__file__, "templates", "*.docx")


@hookimpl
def report_tables() -> list[object]:
    """The form's sheet of the report."""
    return [*data_files(__file__, "tables")]


@hookimpl
def indicators() -> list[object]:
    """The ward's own indicator."""
    from ten_tien_ich.indicator import young_helped

    return [young_helped()]


@hookimpl
def commands() -> list[CommandSpec]:
    """`cpkit ten-tien-ich`."""
    words = {"vi": "Các phiếu “Tên tiện ích” đã ghi trong năm.", "en": "The forms of this plugin filled in a year."}
    return [CommandSpec("ten-tien-ich", "ten_tien_ich.command:command", words)]

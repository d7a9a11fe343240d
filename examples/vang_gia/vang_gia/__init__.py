"""Home visits: a form about a household, a schedule, a command, sheets of the report, a check on the next visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cpkit.plugins import CommandSpec, Finding, Register, data_files, hookimpl

FORM = "vang_gia"


@hookimpl
def forms(register: Register[Path]) -> None:
    """One visit."""
    register(*data_files(__file__, "forms"))


@hookimpl
def report_tables(register: Register[object]) -> None:
    """Visits by hamlet and risk, and what was done."""
    register(*data_files(__file__, "tables"))


@hookimpl
def commands(register: Register[CommandSpec]) -> None:
    """`cpkit vang-gia`."""
    words = {"vi": "Vãng gia: lịch thăm hộ và các lần đã thăm.", "en": "Home visits: the schedule and what was done."}
    register(CommandSpec("vang-gia", "vang_gia.command:command", words))


@hookimpl
def check_document(table: str, document: Mapping[str, Any]) -> Iterator[Finding]:
    """A next visit that lies beyond the schedule is odd: it is kept and told."""
    if table != "entries" or document["form"] != FORM:
        return
    from vang_gia.schedule import late_appointment

    sentence = late_appointment(document)
    if sentence:
        yield Finding(sentence, "hen_lai", refuses=False)

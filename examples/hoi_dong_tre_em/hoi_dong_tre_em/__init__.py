"""A school's children's council: elections with their terms, members on a day, meetings that count for indicator b3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cpkit.plugins import CommandSpec, Finding, Register, data_files, hookimpl

FORM = "bau_cu_hdte"


@hookimpl
def forms(register: Register[Path]) -> None:
    """An election."""
    register(*data_files(__file__, "forms"))


@hookimpl
def report_tables(register: Register[object]) -> None:
    """Elections and those elected."""
    register(*data_files(__file__, "tables"))


@hookimpl
def commands(register: Register[CommandSpec]) -> None:
    """`cpkit hoi-dong`."""
    words = {"vi": "Hội đồng trẻ em: thành viên, kỳ họp.", "en": "Children's councils: members and meetings."}
    register(CommandSpec("hoi-dong", "hoi_dong_tre_em.command:command", words))


@hookimpl
def check_document(table: str, document: Mapping[str, Any]) -> Iterator[Finding]:
    """Nobody is elected twice; a council without a chair is odd."""
    if table != "entries" or document["form"] != FORM:
        return
    elected = document["answers"].get("trung_cu", [])
    children = [row["tre"] for row in elected]
    if len(children) > len(set(children)):
        yield Finding("Một trẻ được ghi trúng cử hai lần.", "trung_cu")
    if not any(row["vai_tro"] == "chu_tich" for row in elected):
        yield Finding("Hội đồng chưa có chủ tịch.", "trung_cu", refuses=False)

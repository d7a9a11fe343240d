"""The numbers of documents: one series a year and kind of document, from 01 on 1 January (NĐ 30/2020, Phụ lục I).

Which form carries a number, of which kind, is data of the plugins. A number stays with its document: printing again
shows the same one. What the office's own book gave is respected, and the series goes on after it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cpkit.cases.cases import read_case
from cpkit.cases.steps import cycle_of, process
from cpkit.errors import Misused, Refused
from cpkit.language import _
from cpkit.vietnamese import fold

if TYPE_CHECKING:
    from cpkit.store import Document, Store

TABLE = "numbers"
LONGEST = 5
"""Digits a number may have; more is a slip of the hand."""


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The number of one form: the question that holds it, the kind of document and the sign after the stroke."""

    form: str
    field: str
    kind: str
    sign: str
    citation: str = ""

    def shown(self, number: int) -> str:
        """The number as it is written: "05/QĐ-UBND", two digits at least (NĐ 30/2020)."""
        return f"{number:02d}/{self.sign}"


class _File(msgspec.Struct):
    numbers: tuple[Series, ...] = ()


class Paper(NamedTuple):
    """One document that may have a number: the record it belongs to, its form, and which sheet of that form it is."""

    table: str
    record: int
    form: str
    part: str = ""

    @property
    def key(self) -> str:
        """The paper in one word."""
        return f"{self.table} {self.record} {self.form} {self.part}".rstrip()


class SeriesState(NamedTuple):
    """How far one series is: the last number, and the documents that have one, by number."""

    kind: str
    year: int
    last: int
    given: list[Document]


@cache
def all_series() -> dict[str, Series]:
    """Every form that carries a number."""
    from cpkit.plugins.compiled import read_toml
    from cpkit.plugins.manager import collect_files

    files = collect_files("agencies", lambda path: read_toml(path, _File))
    return {series.form: series for file in files for series in file.numbers}


def kinds() -> list[str]:
    """The kinds of document that have a series, in the order of the forms."""
    return list(dict.fromkeys(series.kind for series in all_series().values()))


def read_kind(text: str) -> str:
    """The kind that was typed ("qd" is QĐ); Misused naming those there are."""
    found = next((kind for kind in kinds() if fold(kind) == fold(text)), None)
    if found is None:
        sentence = _("Không có loại văn bản “{text}”. Các loại có số: {kinds}.")
        raise Misused(sentence.format(text=text, kinds=", ".join(kinds())))
    return found


def read_number(text: str) -> int | None:
    """The number of "25", "025" or "25/QĐ-UBND"; None where there is none to read ("25A/QĐ-UBND")."""
    found = re.fullmatch(rf"0*(\d{{1,{LONGEST}}})(?:\s*/.*)?", text.strip())
    return int(found[1]) or None if found else None


def case_paper(store: Store, case_id: int, form_id: str) -> Paper:
    """What is printed of a form of a case: of the report its intake, else the newest sheet, else the plan's."""
    case = read_case(store, case_id)
    if form_id == process().steps[0].form and case.intake is not None:
        return intake_paper(case.intake)
    sheets = _sheets(store, case_id, form_id)
    if sheets:
        return sheet_paper(store, case_id, form_id, (sheets[-1]["episode"], sheets[-1]["cycle"]))
    return paper_now(store, case_id, form_id)


def paper_now(store: Store, case_id: int, form_id: str) -> Paper:
    """The sheet of a form that belongs to the plan there is now, filled or not."""
    episodes = read_case(store, case_id).episodes
    step = next((each for each in process().steps if each.form == form_id), None)
    cycle = cycle_of(episodes[-1].steps, step) if step is not None else 1
    return sheet_paper(store, case_id, form_id, (len(episodes), cycle))


def approval_paper(store: Store, case_id: int) -> Paper | None:
    """The decision on the plan there is now; None where no plugin brings a form for it."""
    approval = process().of_role("approval")
    return paper_now(store, case_id, approval.form) if approval is not None and approval.form else None


def sheet_paper(store: Store, case_id: int, form_id: str, plan: tuple[int, int]) -> Paper:
    """The last sheet of a form for `plan` (episode and plan, both from 1)."""
    same = [each for each in _sheets(store, case_id, form_id) if (each["episode"], each["cycle"]) == plan]
    return Paper("cases", case_id, form_id, f"{plan[0]}.{plan[1]}.{max(1, len(same))}")


def paper_of(store: Store, sheet: Document) -> Paper:
    """The paper that one sheet of a form is."""
    plan = (sheet["episode"], sheet["cycle"])
    same = [
        each.doc_id for each in _sheets(store, sheet["case"], sheet["form"]) if (each["episode"], each["cycle"]) == plan
    ]
    return Paper("cases", sheet["case"], sheet["form"], f"{plan[0]}.{plan[1]}.{same.index(sheet.doc_id) + 1}")


def intake_paper(intake_id: int) -> Paper:
    """The report of an intake."""
    return Paper("intakes", intake_id, process().steps[0].form or "")


def _sheets(store: Store, case_id: int, form_id: str) -> list[Document]:
    return [each for each in store.find("case_forms", "case", case_id) if each["form"] == form_id]


def number_of(store: Store, paper: Paper) -> str | None:
    """The number a document has, as it is written; None when it has none yet."""
    found = store.find(TABLE, "paper", paper.key)
    return all_series()[paper.form].shown(found[-1]["number"]) if found else None


def state(store: Store, kind: str, year: int) -> SeriesState:
    """How far the series of `kind` is in `year`."""
    found = sorted(store.find(TABLE, "series", _series(kind, year)), key=lambda each: int(each["number"]))
    return SeriesState(kind, year, max((each["number"] for each in found), default=0), [e for e in found if e["paper"]])


def next_number(store: Store, form_id: str, day: date) -> str:
    """The next free number of a form's series in the year of `day`, as it is written."""
    series = _numbered(form_id)
    return series.shown(state(store, series.kind, day.year).last + 1)


def give(store: Store, paper: Paper, day: date, number: int | None = None) -> str:
    """The number of a document dated `day`, given now where it has none: the next free one, or `number` of the office.

    Refused when another document of the year has that number; Misused when the form carries no number.
    """
    series = _numbered(paper.form)
    had = store.find(TABLE, "paper", paper.key)
    if had and number in (None, had[-1]["number"]):
        return series.shown(had[-1]["number"])
    with store.write("number"):
        chosen = number or state(store, series.kind, day.year).last + 1
        _refuse_taken(store, series, day.year, chosen, paper)
        _keep(store, paper, had, _document(series, day.year, chosen, paper.key))
    return series.shown(chosen)


def keep(store: Store, paper: Paper, day: date, written: str | None) -> None:
    """Note the number that a form or a decision already says, so that the series goes on after it.

    Refused when another document of the year has it. A number that is none ("25A") stays as it is written.
    """
    number = read_number(written) if written else None
    if number is not None and paper.form in all_series():
        give(store, paper, day, number)


def set_last(store: Store, kind: str, year: int, last: int) -> None:
    """The office's book is at `last` for `kind` in `year`; the next number comes after it.

    Refused when a document here already has a higher number.
    """
    taken = max((each["number"] for each in state(store, kind, year).given), default=0)
    if not 0 <= last < 10**LONGEST:
        raise Refused(_("Số phải từ 0 đến 99999."))
    if last < taken:
        sentence = _("Đã có văn bản {kind} mang số {taken} trong năm {year}: số cuối không thể là {last}.")
        raise Refused(sentence.format(kind=kind, taken=taken, year=year, last=last))
    with store.write("set number"):
        marks = [each for each in store.find(TABLE, "series", _series(kind, year)) if not each["paper"]]
        document = {"series": _series(kind, year), "kind": kind, "year": year, "number": last, "paper": None}
        if marks:
            store.table(TABLE).update(document, doc_ids=[marks[-1].doc_id])
        else:
            store.table(TABLE).insert(document)


def _numbered(form_id: str) -> Series:
    found = all_series().get(form_id)
    if found is None:
        names = ", ".join(all_series())
        raise Misused(_("Mẫu {form} không mang số. Các mẫu có số: {names}.").format(form=form_id, names=names))
    return found


def _refuse_taken(store: Store, series: Series, year: int, number: int, paper: Paper) -> None:
    now = state(store, series.kind, year)
    other = next((each for each in now.given if each["number"] == number and each["paper"] != paper.key), None)
    if other is not None:
        sentence = _("Số {number} năm {year} đã cấp cho {other}. Số tiếp theo: {free}.")
        free = series.shown(now.last + 1)
        raise Refused(sentence.format(number=series.shown(number), year=year, other=told(other), free=free))


def told(document: Document) -> str:
    """Whose number it is: "CA-KM-00001-B, mau_05"."""
    from cpkit.store.identifiers import show_id

    table, record, form, *_part = str(document["paper"]).split()
    return f"{show_id(table, int(record))}, {form}"


def _keep(store: Store, paper: Paper, had: list[Document], document: dict[str, Any]) -> None:
    if had:
        store.table(TABLE).update(document, doc_ids=[had[-1].doc_id])
    else:
        store.table(TABLE).insert(document)


def _document(series: Series, year: int, number: int, paper: str) -> dict[str, Any]:
    return {
        "series": _series(series.kind, year),
        "kind": series.kind,
        "year": year,
        "number": number,
        "paper": paper,
        "form": series.form,
    }


def _series(kind: str, year: int) -> str:
    return f"{kind} {year}"

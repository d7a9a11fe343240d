"""Forms filled in on phones, back in: the exports of Kobo and ODK in Excel, CSV or ZIP, with the rows of repeats.

An export is known by the column that carries each submission's own id. A column is found by the question's path, name
or label; a repeat's rows lie on a sheet or in a file of their own and name the row they belong to. A submission that
was taken in before is known by its id and left out.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpkit.errors import CpkitError, Problem, Refused
from cpkit.exchange.reading import Row, read_sheets, read_text_table
from cpkit.forms import entries
from cpkit.forms.checking import check
from cpkit.forms.entries import Resolve
from cpkit.forms.entries_file import ABOUT, MOST_TOLD, Read, handed_out
from cpkit.forms.loading import version_of
from cpkit.forms.model import GROUP, REPEAT, Field, Form
from cpkit.forms.sheet_reading import FilledRow
from cpkit.language import _
from cpkit.store.identifiers import show_id
from cpkit.times import today
from cpkit.vietnamese import fold
from cpkit.xlsform.workbook import LARGEST_FILE

if TYPE_CHECKING:
    from cpkit.store import Document, Store

LARGEST_EXPORT = 40_000_000
"""Bytes of all tables; 10,000 submissions of 300 questions come to about 15 million."""
UUIDS = (
    "meta/rootUuid",
    "_uuid",
    "meta/instanceID",
    "meta-instanceID",
    "instanceID",
    "KEY",
    "_submission__uuid",
    "_id",
)
"""The columns that carry a submission's own id, the surest first."""
OWN_KEYS = ("KEY", "_index")
PARENT_KEYS = ("PARENT_KEY", "_parent_index")
VERSIONS = ("__version__", "_version_", "version", "_version")
MOST_NAMED = 20
"""Rows that are named one by one."""
SEPARATORS = ("/", "-", ":", ".")
_DECIMAL = re.compile(r"[+-]?\d+\.\d+")
"""A number as a phone writes it: its dot is a decimal point, also before three digits, where an officer's is not."""
_EXPORTS = frozenset({"submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected",
                      "status", "reviewstate", "deviceid", "edits", "formversion", "key", "parent_key",
                      "instanceid", "instancename", "start", "end", "today", "username"})  # fmt: skip
"""Columns that every export has beside the answers (compared in small letters)."""


@dataclass
class Table:
    """One sheet or file of an export: its name, its headings, its rows with their numbers."""

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def first(self, row: Mapping[str, Any], names: Sequence[str]) -> str:
        """What stands in the first of these columns that has something; "" for none."""
        return next((_text(row[name]) for name in names if _text(row.get(name, ""))), "")


@dataclass
class Export:
    """The tables of an export while they are read; `taken` are the rows of repeats that belong to a submission, by
    their table, `places` where the rows of the submission read last stand."""

    tables: list[Table]
    taken: dict[str, set[int]] = field(default_factory=dict)
    repeats: dict[str, tuple[Field, tuple[str, ...]]] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    owned: dict[str, dict[str, list[tuple[int, dict[str, Any]]]]] = field(default_factory=dict)

    def rows_of(self, child: Table, owner: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows of a repeat's table that belong to the row `owner`."""
        if child.name not in self.owned:
            owned = self.owned[child.name] = dict[str, list[tuple[int, dict[str, Any]]]]()
            for number, line in child.rows:
                owned.setdefault(_parent(child, line), []).append((number, line))
        for number, line in self.owned[child.name].get(owner, ()):
            self.taken.setdefault(child.name, set()).add(number)
            yield number, line


def is_submissions(path: Path) -> bool:
    """Whether the file is an export of submissions, not a list that was handed out; False for what cannot be read."""
    if path.suffix.lower() == ".zip":
        return True
    try:
        return any(set(UUIDS) & set(table.headings) for table in _tables(path))
    except CpkitError:
        return False


def read_submissions(
    store: Store, form: Form, path: Path, resolve: Resolve, *, about: str | None = None, again: bool = False
) -> Read:
    """The submissions in an export; Refused with every row that is wrong, so that all or none are stored.

    `about` names the record that all are about. One that was taken in before is left out, unless `again`.
    """
    tables = _tables(path)
    main = next((table for table in tables if set(UUIDS) & set(table.headings) and not _is_child(table)), None)
    if main is None:
        sentence = _("Tệp {name} không có bảng phiếu nào của Kobo hay ODK (thiếu cột _uuid hoặc KEY).")
        raise Refused(sentence.format(name=path.name))
    _refuse_alike(form, main)
    stored = {one["submission"]: one for one in store.find(entries.TABLE, "form", form.id) if one.get("submission")}
    read, problems, export = Read(), list[Problem](), Export(tables)
    for number, row in main.rows:
        uuid = main.first(row, UUIDS).removeprefix("uuid:")
        shape = version_of(form.id, main.first(row, VERSIONS)) or form
        given = _answers(handed_out(shape), main, row, export)
        if uuid and (uuid in stored or uuid in read.submissions) and not again:
            read.known.append(number)
            read.notes += _changed(shape, given, stored.get(uuid), number, resolve)
            continue
        problems += _take(store, read, shape, given, uuid, FilledRow(number, {}, dict(export.places)), resolve, about)
        if len(problems) > MOST_TOLD:
            problems.append(Problem("", _("Các dòng sau chưa xem: hãy sửa những chỗ trên rồi nhận lại.")))
            break
    read.notes += [*_unused(form, main), *_left(export, main)]
    if problems:
        sentence = _("Tệp {name} có chỗ chưa đúng, chưa ghi phiếu nào.")
        raise Refused(sentence.format(name=path.name), tuple(problems))
    return read


def _take(
    store: Store, read: Read, form: Form, given: dict[str, Any], uuid: str, row: FilledRow, resolve: Resolve,
    about: str | None,
) -> list[Problem]:  # fmt: skip
    """Check one submission and keep it as ready; what is wrong with it, each with its row."""
    named = given.pop(ABOUT, None)
    checked = check(form, given, today=today(), resolver=resolve)
    found, subject = list(checked.problems), None
    try:
        subject = entries.subject_of(store, form, about or (_text(named) or None), resolve)
    except CpkitError as problem:
        found.append(Problem("", str(problem)))
    if not found:
        read.ready.append((checked, subject))
        read.submissions.append(uuid)
    return [Problem(str(row.row), row.where(problem)) for problem in found]


def _changed(
    form: Form, given: dict[str, Any], stored: Document | None, number: int, resolve: Resolve
) -> Iterator[str]:
    """That a submission taken in before says something else now: it is not laid over what may have been corrected."""
    checked = check(form, {key: each for key, each in given.items() if key != ABOUT}, today=today(), resolver=resolve)
    if stored is None or checked.problems or stored["cancelled"]:
        return
    kept, now = stored["answers"], entries.kept_answers(checked)
    differ = [asked.text for asked in form.questions() if kept.get(asked.key) != now.get(asked.key)]
    if differ and stored["form_version"] == form.version:
        sentence = _(
            "Dòng {row}: phiếu {id} đã nhận, nay tệp ghi khác ({names}); chưa đổi gì. Sửa: cpkit form entry edit."
        )
        shown = show_id(entries.TABLE, stored.doc_id)
        yield sentence.format(row=number, id=shown, names=", ".join(differ))


def _refuse_alike(form: Form, main: Table) -> None:
    """Two columns of one heading would give two questions one answer."""
    given = handed_out(form)
    known = {name for path, asked in _opened(given.fields, ()) for name in _names(asked, path)}
    seen = Counter(fold(heading.removeprefix("/data/")) for heading in main.headings if heading)
    alike = [heading for heading in dict.fromkeys(main.headings) if seen[fold(heading)] > 1 and fold(heading) in known]
    if alike:
        sentence = _("Có nhiều cột cùng tên: {columns}. Hãy tải lại tệp với tên câu (XML values and headers).")
        raise Refused(sentence.format(columns=", ".join(alike)))


def _left(export: Export, main: Table) -> Iterator[str]:
    """The rows of repeats that belong to no submission, the columns of them and the tables nobody asked for."""
    for table in export.tables:
        if table is main or not table.rows:
            continue
        if table.name not in export.repeats:
            yield _("Trang “{sheet}” không có trong biểu mẫu, không nhận.").format(sheet=table.name)
            continue
        left = [str(number) for number, _row in table.rows if number not in export.taken.get(table.name, set())]
        if left:
            sentence = _("Trang “{sheet}”: các dòng này không thuộc phiếu nào trong tệp, không nhận: {rows}.")
            yield sentence.format(
                sheet=table.name, rows=", ".join(left[:MOST_NAMED]) + (" …" if left[MOST_NAMED:] else "")
            )
        repeat, path = export.repeats[table.name]
        yield from _strange(table, repeat.fields, path, _("Trang “{sheet}”: ").format(sheet=table.name))


def _tables(path: Path) -> list[Table]:
    """Every sheet or file of an export; Refused when it cannot be read or is too large."""
    if path.suffix.lower() == ".zip":
        return [_table(name, rows) for name, rows in _zipped(path)]
    if path.suffix.lower() == ".csv":
        beside = sorted(path.parent.glob(f"{_escaped(path.stem)}-*.csv"))
        files = [path, *(one for one in beside if one != path)]
        return [_table(one.stem, sheet.rows) for one in files for sheet in read_sheets(one)]
    return [_table(sheet.name, sheet.rows) for sheet in read_sheets(path)]


def _escaped(stem: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in stem)


def _zipped(path: Path) -> Iterator[tuple[str, Sequence[Row]]]:
    """The CSV files of an archive, read in memory: no answer lies in a temporary file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(_("Tệp {name} quá lớn.").format(name=path.name))
        with zipfile.ZipFile(path) as packed:
            parts = [part for part in packed.infolist() if part.filename.lower().endswith(".csv")]
            if sum(part.file_size for part in parts) > LARGEST_EXPORT:
                sentence = _("Tệp {name} nở ra quá lớn khi mở. Không đọc tệp này.")
                raise Refused(sentence.format(name=path.name))
            for part in sorted(parts, key=lambda one: len(one.filename)):
                inner = Path(part.filename)
                yield inner.stem, read_text_table(inner, packed.read(part)).rows
    except (OSError, zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError) as problem:
        raise Refused(_("Không đọc được tệp {name}.").format(name=path.name)) from problem


def _table(name: str, rows: Sequence[Row]) -> Table:
    headings = tuple(str(cell).strip() for cell in rows[0]) if rows else ()
    filled = [(at, dict(zip(headings, row, strict=False))) for at, row in enumerate(rows[1:], 2)]
    return Table(name, headings, [(at, row) for at, row in filled if any(_text(cell) for cell in row.values())])


def _is_child(table: Table) -> bool:
    return bool(set(PARENT_KEYS) & set(table.headings))


def _answers(form: Form, main: Table, row: Mapping[str, Any], export: Export) -> dict[str, Any]:
    """The answers of one submission by the keys of the form, repeats as lists of rows."""
    export.places = {}
    return _scope(form.fields, (), main, row, export, "")


def _scope(
    fields: tuple[Field, ...], path: tuple[str, ...], table: Table, row: Mapping[str, Any], export: Export, at: str
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for here, asked in _opened(fields, path):
        if asked.kind == REPEAT:
            if (child := _table_of(here, asked, export.tables)) is not None:
                export.repeats[child.name] = asked, here
                answers[asked.key] = _rows(asked, here, child, table.first(row, OWN_KEYS), export, at)
        elif asked.kind != "note" and (asked.trigger or not asked.computed):
            answers[asked.key] = _answer(asked, _cells(asked, here, table, row), row)
    return {key: value for key, value in answers.items() if value not in ("", None, [])}


def _rows(
    repeat: Field, path: tuple[str, ...], child: Table, owner: str, export: Export, at: str
) -> list[dict[str, Any]]:
    rows = list[dict[str, Any]]()
    for number, line in export.rows_of(child, owner):
        name = f"{at}{repeat.key}[{len(rows) + 1}]"
        export.places[name] = child.name, number
        rows.append(_scope(repeat.fields, path, child, line, export, f"{name}."))
    return rows


def _opened(fields: tuple[Field, ...], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    for asked in fields:
        if asked.kind == GROUP:
            yield from _opened(asked.fields, (*path, asked.name))
        else:
            yield (*path, asked.name), asked


def _table_of(path: tuple[str, ...], repeat: Field, tables: list[Table]) -> Table | None:
    """The table of a repeat: called like it, or ending in its name."""
    children = [table for table in tables if _is_child(table)]
    names = {repeat.name, "/".join(path), *(label[:31] for label in repeat.label.values())}
    exact = next((table for table in children if table.name in names), None)
    return exact or next((table for table in children if table.name.endswith(f"-{repeat.name}")), None)


def _parent(table: Table, line: Mapping[str, Any]) -> str:
    return table.first(line, PARENT_KEYS)


def _cells(asked: Field, path: tuple[str, ...], table: Table, row: Mapping[str, Any]) -> Any:
    """What stands in the column of a question: by its path, the end of it, its name or its label."""
    columns = _headings(table)
    for name in _names(asked, path):
        heading = columns.get(name)
        if heading is not None and _text(row.get(heading, "")):
            return row[heading]
    return _ticked(asked, path, row)


def _names(asked: Field, path: tuple[str, ...]) -> Iterator[str]:
    for start in range(len(path)):
        yield from (fold(sign.join(path[start:])) for sign in SEPARATORS)
    yield from (fold(label) for label in asked.label.values())


def _headings(table: Table) -> dict[str, str]:
    """The headings as they are compared, each once; of two alike the first."""
    found: dict[str, str] = {}
    for heading in table.headings:
        found.setdefault(fold(heading.removeprefix("/data/")), heading)
    return found


def _ticked(asked: Field, path: tuple[str, ...], row: Mapping[str, Any]) -> Any:
    """A select_multiple that an export has only as one column an option."""
    if asked.kind != "select_multiple":
        return ""
    ticks: dict[str, bool] = defaultdict(bool)
    for start in range(len(path)):
        for sign in ("/", "."):
            prefix = sign.join(path[start:]) + sign
            for heading, cell in row.items():
                if heading.startswith(prefix) and fold(_text(cell)) in ("1", "true", "x"):
                    ticks[heading.removeprefix(prefix)] = True
    return " ".join(ticks)


def _answer(asked: Field, cell: Any, row: Mapping[str, Any]) -> Any:
    """A cell as an answer; of "other" the text beside it, where the form keeps it in one answer."""
    if asked.or_other and _text(cell) == "other":
        beside = next((heading for heading in row if heading.endswith(f"{asked.name}_other")), "")
        return row.get(beside) or cell
    if asked.kind in ("decimal", "range") and isinstance(cell, str) and _DECIMAL.fullmatch(cell.strip()):
        return float(cell)
    return cell


def _unused(form: Form, main: Table) -> Iterator[str]:
    """The columns of the export that are nobody's answer, named: nothing is dropped silently."""
    return _strange(main, handed_out(form).fields, (), "")


def _strange(table: Table, fields: tuple[Field, ...], path: tuple[str, ...], where: str) -> Iterator[str]:
    known = {name for here, asked in _opened(fields, path) for name in _names(asked, here)}
    multiple = [asked.name for _path, asked in _opened(fields, path) if asked.many or asked.or_other]
    strange = [
        heading for heading in table.headings
        if heading and not heading.startswith(("_", "meta", "SET-OF-")) and heading.lower() not in _EXPORTS
        and fold(heading.removeprefix("/data/")) not in known
        and not any(f"{name}/" in heading or f"{name}_other" in heading for name in multiple)
    ]  # fmt: skip
    if strange:
        sentence = _("Các cột này không có trong biểu mẫu, không nhận: {columns}.")
        yield where + sentence.format(columns=", ".join(strange[:30]) + (", …" if len(strange) > 30 else ""))


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()

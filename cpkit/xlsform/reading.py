"""From a workbook to a form: looked through, read by pyxform, turned into our model, examined; all problems at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Problem, Refused
from cpkit.forms.cycles import cycles
from cpkit.forms.defaults import default_answer
from cpkit.forms.examining import examine
from cpkit.forms.loading import with_keys
from cpkit.forms.model import SILENT, Choice, Field, Form, Labels, walk
from cpkit.forms.reading import AnswerError, Context, is_empty, read_value
from cpkit.forms.ward import known_id
from cpkit.forms.xpath import ExpressionError
from cpkit.language import _
from cpkit.times import today
from cpkit.vietnamese import fold
from cpkit.xlsform.expressions import LAST_SAVED
from cpkit.xlsform.files import Files, looked_into, sheet_choices
from cpkit.xlsform.labels import labels_of
from cpkit.xlsform.leftovers import SETTINGS, told_by_phone, unused
from cpkit.xlsform.messages import translated
from cpkit.xlsform.outline import outline
from cpkit.xlsform.remedies import usable_name
from cpkit.xlsform.saving import SAVE_TO, condition, saving_problems
from cpkit.xlsform.types import BY_PHONE, FROM_FILE, TABLE_FILE, TYPES, UNSUPPORTED
from cpkit.xlsform.workbook import Sheet, Workbook, read_workbook, snake, where

MOST_TOLD = 100
"""Problems that are told of one workbook; of one that is wrong in every row nobody reads more."""
LONGEST_SHEET_NAME = 31
"""Characters, as in Excel: pyxform lays each name beside those it knows."""


@dataclass
class Read:
    """A form read from a workbook, the workbook itself, and what the officer should know of it."""

    form: Form
    workbook: Workbook
    notes: list[str] = field(default_factory=list)


def read_form(path: Path, *, as_text: frozenset[str] = frozenset()) -> Read:
    """The form in the workbook at `path`; Refused with every problem, each with sheet and row."""
    workbook = read_workbook(path)
    found = outline(workbook, as_text)
    _refuse(path, found.problems)
    reader = _Reader(workbook, {number: (words, name) for number, words, name in found.rows}, as_text)
    form = reader.form()
    problems = [*reader.problems, *reader.examined(form), *saving_problems(form, workbook, reader.rows)]
    _refuse(path, problems)
    return Read(form, workbook, [*unused(workbook), *told_by_phone(reader.by_phone), *reader.notes])


def _refuse(path: Path, problems: list[Problem]) -> None:
    if problems:
        sentence = _("Biểu mẫu {name} có chỗ chưa đúng, chưa nạp.").format(name=path.name)
        found = sorted(dict.fromkeys(problems), key=_place)
        more = _("Còn {count} chỗ nữa chưa đúng: sửa những chỗ trên rồi nạp lại.").format(count=len(found) - MOST_TOLD)
        raise Refused(sentence, (*found[:MOST_TOLD], *([Problem("", more)] if len(found) > MOST_TOLD else ())))


def _place(problem: Problem) -> tuple[str, int]:
    """Sheet and row of a problem: they are named in the order of the workbook's rows."""
    sheet, _sign, row = problem.field.partition("!")
    return ("" if sheet == "survey" else sheet), int(row) if row.isdecimal() else 0


class _Reader:
    """One workbook while it becomes a form; `rows` says in which row each question stands, by its path."""

    def __init__(self, workbook: Workbook, rows: Mapping[int, tuple[list[str], str]], as_text: frozenset[str]) -> None:
        self.workbook, self.as_text = workbook, as_text
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.by_phone: list[str] = []
        self.rows: dict[tuple[str, ...], int] = {}
        self._left = [(number, words, name) for number, (words, name) in rows.items()]
        self._words = {number: words for number, (words, _name) in rows.items()}
        self._counts: dict[str, str] = {}
        self._choices: dict[str, tuple[Choice, ...]] = {}
        self._files = Files(workbook.path.parent)
        survey = workbook.sheet("survey")
        assert survey is not None
        self.survey: Sheet = survey
        self._cells = {row.number: {snake(key): text for key, text in row.cells.items()} for row in survey.filled}

    def form(self) -> Form:
        """The form; Refused with pyxform's first objection."""
        read = self._pyxform()
        for name, choices in (read.get("choices") or {}).items():
            self._choices[name] = tuple(_choice(one) for one in choices)
        self._choices |= sheet_choices(self.workbook, "external_choices")
        fields = with_keys(tuple(self._fields(read["children"], ())))
        self.problems += looked_into(self.workbook, self._files, set(self._choices))
        self._choices |= self._files.lists
        settings = self._settings()
        return Form(
            id=settings["form_id"], version=settings.get("version", ""), fields=fields, choices=self._choices,
            title={"vi": settings.get("form_title") or settings["form_id"]}, citation=settings.get("citation", ""),
            attaches=tuple(re.split(r"[\s,;]+", settings["attaches"])) if settings.get("attaches") else (),
            date=settings.get("date", ""), until=settings.get("until", ""), tables=tuple(self._files.tables),
            save_if=condition(self.workbook),
        )  # fmt: skip

    def examined(self, form: Form) -> list[Problem]:
        """What `examine` and the search for circles find, each with its row."""
        found = examine(form) or cycles(form)
        return [self._placed(problem) for problem in (*found, *_wrong_defaults(form))]

    def _placed(self, problem: Problem) -> Problem:
        row = self.rows.get(tuple(problem.field.split("/")))
        if row is not None:
            return where("survey", row, problem.message)
        return Problem(problem.field, _("Trang settings: {text}").format(text=problem.message))

    def _settings(self) -> dict[str, str]:
        sheet = self.workbook.sheet("settings")
        row = next(sheet.filled, None) if sheet else None
        given = {snake(key).removeprefix("set_"): text for key, text in row.cells.items()} if row else {}
        given["form_title"] = given.get("form_title") or given.get("title", "")
        stem = re.sub(r"\W+", "_", fold(self.workbook.path.stem), flags=re.ASCII).strip("_")
        given["form_id"] = given.get("form_id") or given.get("id_string") or stem
        if not known_id(given["form_id"]):
            sentence = _("Trang settings: mã biểu mẫu “{id}” chỉ gồm chữ không dấu, số, gạch dưới, bắt đầu bằng chữ, "
                         "như {usable}.")  # fmt: skip
            usable = usable_name(given["form_id"]) or "khao_sat"
            self.problems.append(Problem("form_id", sentence.format(id=given["form_id"], usable=usable)))
        return given

    def _pyxform(self) -> dict[str, Any]:
        """What pyxform makes of the workbook; it also writes the XForm, which finds what reading alone does not."""
        from pyxform.builder import create_survey_element_from_dict
        from pyxform.errors import PyXFormError
        from pyxform.xls2json import workbook_to_json

        try:
            read: dict[str, Any] = workbook_to_json(self._definition(), fallback_form_name="form", warnings=[])
            create_survey_element_from_dict(read).to_xml(validate=False, warnings=[])
        except PyXFormError as problem:
            tops = {sheet.name.casefold(): sheet.top for sheet in self.workbook.sheets}
            _refuse(self.workbook.path, [translated(str(problem), tops)])
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
            sentence = _("pyxform không đọc được biểu mẫu này và không nói vì sao ({problem}).")
            _refuse(self.workbook.path, [Problem("", sentence.format(problem=f"{type(problem).__name__}: {problem}"))])
        except RecursionError:
            _refuse(self.workbook.path, [Problem("", _("Biểu mẫu lồng nhau quá sâu."))])
        return read

    def _definition(self) -> Any:
        from pyxform.xls2json_backends import DefinitionData

        given: dict[str, Any] = {
            "fallback_form_name": "form",
            "sheet_names": [one.name[:LONGEST_SHEET_NAME] for one in self.workbook.sheets][:MOST_TOLD],
        }
        for name in ("survey", "choices", "settings", "external_choices"):
            sheet = self.workbook.sheet(name)
            if sheet and sheet.headings:
                kept = [one for one in sheet.headings if one and snake(one) not in ("save_to", *SETTINGS[:3])]
                given[name] = [{key: row.cells[key] for key in kept if key in row.cells} for row in sheet.rows]
                given[f"{name}_header"] = [dict.fromkeys(kept)]
        kind = self.survey.column("type", "command")
        for row, cells in zip(self.survey.rows, given["survey"], strict=True):
            words = self._words.get(row.number, [])
            if words[1:2] and words[1].startswith("${"):
                cells[kind] = " ".join(words)
            elif words and words[0] in UNSUPPORTED:
                cells[kind] = "text"
            elif words and words[0] in BY_PHONE:
                cells[kind] = "hidden"
                cells.setdefault(self.survey.column("name", "tag", "value"), words[0])
            elif words and words[0] in ("select_one", "select_multiple") and not words[1].startswith("${"):
                cells[kind] = " ".join(words)  # pyxform does not know every old spelling
        return DefinitionData(**given)

    def _take(self, name: str) -> tuple[int, list[str]] | None:
        """The row of the question that comes next, where it is this one; else the question is pyxform's own."""
        while self._left and self._left[0][1][:1] and self._left[0][1][0] in ("end_group", "end_repeat"):
            self._left.pop(0)
        if not self._left:
            return None
        number, words, written = self._left[0]
        if written and written != name:
            return None
        self._left.pop(0)
        return number, words

    def _fields(self, nodes: list[dict[str, Any]], path: tuple[str, ...]) -> Iterator[Field]:
        last = 0
        for node in nodes:
            name = node["name"]
            if name == "meta" and not path and node["type"] == "group":
                continue
            taken = self._take(name)
            if taken is None and name.endswith("_count") and node["type"] == "calculate":
                self._counts[f"${{{name}}}"] = node["bind"]["calculate"]
                continue
            last = taken[0] if taken else last
            here = (*path, name)
            self.rows[here] = last
            if node["type"] == TABLE_FILE:
                self._from_file(here, name)
                continue
            yield self._field(node, taken, here)

    def _field(self, node: dict[str, Any], taken: tuple[int, list[str]] | None, path: tuple[str, ...]) -> Field:
        words = taken[1] if taken else [node["type"]]
        cells = self._cells.get(taken[0], {}) if taken else {}
        bind, control = node.get("bind") or {}, node.get("control") or {}
        kind = self._kind(words, node, path)
        labels, hints = _labels_and_hints(node) if taken else ({"vi": "Ghi rõ", "en": "Specify"}, {})
        made = Field(
            type=kind, name=path[-1], label=labels,
            hint=hints,
            required=_required(bind.get("required")), required_message=labels_of(bind.get("jr:requiredMsg")),
            relevant=_text(bind.get("relevant")), constraint=_text(bind.get("constraint")),
            constraint_message=labels_of(bind.get("jr:constraintMsg")), calculation=_text(bind.get("calculate")),
            choice_filter=_text(node.get("choice_filter")), default=self._default(node, path),
            appearance=_text(control.get("appearance")), parameters=_text(cells.get("parameters")),
            repeat_count=self._count(control.get("jr:count")), **_own(cells),
            trigger=", ".join(f"${{{name}}}" for name in node.get("trigger") or ()),
        )  # fmt: skip
        made = _ranged(made) if made.kind == "range" else made
        if words[0] in BY_PHONE:
            made = msgspec.structs.replace(made, default=BY_PHONE[words[0]] or None)
        inner = tuple(self._fields(node.get("children") or [], path))
        return msgspec.structs.replace(made, fields=inner)

    def _kind(self, words: list[str], node: dict[str, Any], path: tuple[str, ...]) -> str:
        if words[0] in UNSUPPORTED:
            sentence = _("Câu {name} (kiểu {kind}) được ghi bằng chữ.").format(name=path[-1], kind=words[0])
            self.notes.append(sentence)
            return "text"
        if words[0] in BY_PHONE:
            self.by_phone.append(path[-1])
            return "hidden"
        kind = TYPES.get(words[0], words[0])
        if words[0] in FROM_FILE:
            return f"{kind} {self._from_file(path, words[1], node.get('parameters') or {})}"
        if kind not in (*SILENT, "begin_group", "begin_repeat") and self._read_only(node, path):
            return "calculate" if node.get("trigger") else "hidden"
        return f"{kind} {words[1]}" if len(words) > 1 and kind in ("select_one", "select_multiple", "rank") else kind

    def _default(self, node: dict[str, Any], path: tuple[str, ...]) -> Any:
        """What is written before anybody answers; an answer of the form filled in last is told and left out."""
        if LAST_SAVED not in str(node.get("default", "")):
            return node.get("default")
        sentence = _(
            "Trang survey, dòng {row}: không ghi sẵn câu trả lời của phiếu trước (last-saved); câu {name} để trống."
        )
        self.notes.append(sentence.format(row=self.rows[path], name=path[-1]))
        return None

    def _read_only(self, node: dict[str, Any], path: tuple[str, ...]) -> bool:
        """Whether nobody answers it and no calculation does; a condition that says when is told, for it is not kept."""
        bind = node.get("bind") or {}
        said = _required(bind.get("readonly"))
        if isinstance(said, str):
            sentence = _(
                "Trang survey, dòng {row}: cpkit chưa dùng được điều kiện ở cột read_only; câu {name} vẫn hỏi."
            )
            self.notes.append(sentence.format(row=self.rows[path], name=path[-1]))
        return said is True and (bool(node.get("trigger")) or not bind.get("calculate"))

    def _from_file(self, path: tuple[str, ...], file: str, parameters: Mapping[str, str] | None = None) -> str:
        """Read a file beside the workbook: the name of its list; what is wrong is a problem of the question's row."""
        try:
            if parameters is None:
                return self._files.table(file)
            return self._files.choices(file, parameters.get("value", "name"), parameters.get("label", "label"))
        except Refused as problem:
            self.problems.append(where("survey", self.rows[path], str(problem)))
            self._choices.setdefault(Path(file).stem, ())
            return Path(file).stem

    def _count(self, written: Any) -> str:
        text = _text(written)
        return self._counts.get(text, text)


def _labels_and_hints(node: Mapping[str, Any]) -> tuple[Labels, Labels]:
    """The label, else the hint in its place; the hint with its longer guidance behind it."""
    label, hint, more = (labels_of(node.get(name)) for name in ("label", "hint", "guidance_hint"))
    if not label:
        label, hint = hint, {}
    behind = {one: f"{hint[one].rstrip('.')}. {text}" if one in hint else text for one, text in more.items()}
    return label, hint | behind


def _wrong_defaults(form: Form) -> Iterator[Problem]:
    """Defaults that the question itself would not take: a day there is not, a choice of no list."""
    context = Context(form, today())
    for path, asked in walk(form.fields):
        try:
            written = default_answer(asked, context.today)
            if not is_empty(written):
                read_value(asked, written, context)
        except (AnswerError, ExpressionError) as problem:
            yield Problem("/".join(path), _("giá trị ghi sẵn (default) {problem}").format(problem=problem))


def _text(value: Any) -> str:
    """An expression as one text: line breaks of the cell become spaces."""
    return " ".join(str(value).split()) if value not in (None, "") else ""


def _required(value: Any) -> bool | str:
    text = _text(value)
    if fold(text) in ("yes", "true", "true()", "co", "bat buoc", "x", "1"):
        return True
    return False if fold(text) in ("", "no", "false", "false()", "khong", "0") else text


def _own(cells: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the survey sheet that are cpkit's own."""
    own: dict[str, Any] = {name: _required(cells.get(name)) is True for name in ("unknown", "secret")}
    own["option"] = cells.get("option", "").removeprefix("--")
    own["aliases"] = _parts(cells.get("aliases", ""))
    own["save_to"] = (cells.get("save_to") or cells.get(SAVE_TO, "")).rpartition("#")[2].strip()
    return own


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _choice(node: Mapping[str, Any]) -> Choice:
    known = ("name", "label", "short", "aliases", "media")
    columns = {str(key): str(text) for key, text in node.items() if key not in known and not str(key).startswith("__")}
    label = labels_of(node.get("label")) or {"vi": str(node["name"])}
    if node["name"] == "other" and set(label.values()) == {"Other"}:
        label = {"vi": "Khác", "en": "Other"}
    aliases = _parts(str(node.get("aliases") or ""))
    return Choice(
        name=str(node["name"]), label=label, short=labels_of(node.get("short")), aliases=aliases, columns=columns
    )


def _ranged(asked: Field) -> Field:
    """A range as a number with bounds: XLSForm's start, end and step."""
    given = dict(part.split("=", 1) for part in asked.parameters.split() if "=" in part)
    start, end = given.get("start", "0"), given.get("end", "10")
    low, high = sorted((start, end), key=float)
    bounds = f". >= {low} and . <= {high}"
    if bounds in asked.constraint:  # a form that was written out by cpkit
        return asked
    constraint = f"({asked.constraint}) and {bounds}" if asked.constraint else bounds
    bounds_named = {"vi": f"phải từ {low} đến {high}.", "en": f"must be from {low} to {high}."}
    message = asked.constraint_message or {one: bounds_named.get(one, bounds_named["vi"]) for one in asked.label}
    return msgspec.structs.replace(asked, constraint=constraint, constraint_message=message)

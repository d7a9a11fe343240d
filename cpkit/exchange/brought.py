"""Foreign files that plugins read and write (hooks `importers` and `exporters`).

A plugin only turns the file into answers; each row is checked here as if it were typed, every fault is named with its
row, and all rows are stored or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cpkit.errors import CpkitError, Problem, Refused
from cpkit.forms import check, entries, load
from cpkit.forms.checking import Checked
from cpkit.forms.entries import Resolve, Subject
from cpkit.forms.model import Form
from cpkit.language import _
from cpkit.plugins.hookspecs import ExporterSpec, ImporterSpec
from cpkit.plugins.limits import FAILURES, guarded
from cpkit.plugins.manager import collect_named, note_failure, reason_of
from cpkit.register import answers as registering
from cpkit.register.children import new_document, problems_of
from cpkit.register.duplicates import TABLE as CHILDREN
from cpkit.register.duplicates import find_same, identity

if TYPE_CHECKING:
    from cpkit.store import Store

Spec = TypeVar("Spec", ImporterSpec, ExporterSpec)
MOST_ROWS = 100_000
"""More rows of one file are a mistake, or a reader without end."""
FOR, ROW = "_for", "_row"
"""Keys of a row that are no answers: the record it is about, and its number in the file."""


@dataclass(frozen=True)
class Read:
    """The rows of a file after checking, ready to be stored; `known`: rows whose child is in the register already."""

    form: Form
    filled: list[tuple[Checked, Subject | None]] = field(default_factory=list)
    children: list[dict[str, Any]] = field(default_factory=list)
    known: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows would be stored."""
        return len(self.filled) + len(self.children)


def importers() -> list[tuple[str, ImporterSpec]]:
    """The importers with their plugins; of a name that is taken twice the first."""
    return _specs("importers")


def exporters() -> list[tuple[str, ExporterSpec]]:
    """The exporters with their plugins; of a name that is taken twice the first."""
    return _specs("exporters")


def named(specs: Sequence[tuple[str, Spec]], name: str) -> tuple[str, Spec]:
    """The plugin and the one of that name; Refused, naming those there are, when there is none."""
    for plugin, spec in specs:
        if spec.name == name:
            return plugin, spec
    names = ", ".join(spec.name for _plugin, spec in specs) or "–"
    raise Refused(_("Không có tiện ích nào mang “{name}”. Đang có: {names}.").format(name=name, names=names))


def read(store: Store, plugin: str, spec: ImporterSpec, path: Path, resolve: Resolve, *, today: date) -> Read:
    """The rows of the file, checked; Refused with everything that is wrong, or when the plugin fails."""
    form = load(spec.form)
    found, problems = Read(form), list[Problem]()
    for place, row in enumerate(_rows(plugin, spec, path), 1):
        number = row.get(ROW, place)
        try:
            _take(store, found, row, resolve, today)
        except CpkitError as error:
            for problem in getattr(error, "problems", ()) or (Problem("", str(error)),):
                problems.append(Problem(f"{ROW}[{number}]", _row_words(number, problem, form)))
    if problems:
        raise Refused(_("Tệp {name} chưa đúng, chưa ghi gì.").format(name=path.name), tuple(problems))
    return found


def save(store: Store, found: Read) -> list[int]:
    """Store what was read in one transaction; the new ids."""
    if found.filled:
        return entries.add(store, found.form, found.filled)
    with store.write("import"):
        return list(store.table(CHILDREN).insert_multiple(found.children))


def write(store: Store, plugin: str, spec: ExporterSpec) -> bytes:
    """The bytes of the file; Refused when the plugin fails, the look is recorded before."""
    store.look(f"export {spec.name}")
    made = _of_plugin(plugin, lambda: guarded(lambda: _function(spec.target)))
    content = _of_plugin(plugin, lambda: made(store))
    if not isinstance(content, bytes):
        raise Refused(_("Tiện ích {name} bị lỗi: {reason}").format(name=plugin, reason=type(content).__name__))
    return content


def _specs(hook: str) -> list[tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    for plugin, spec in collect_named(hook):
        if spec.name in found:
            sentence = _("{name} đã có ở tiện ích {owner}.").format(name=spec.name, owner=found[spec.name][0])
            note_failure(plugin, sentence)
        else:
            found[spec.name] = plugin, spec
    return list(found.values())


def _rows(plugin: str, spec: ImporterSpec, path: Path) -> list[Mapping[str, Any]]:
    if not path.is_file():
        raise Refused(_("Không mở được tệp {name}.").format(name=path.name))
    read = _of_plugin(plugin, lambda: guarded(lambda: _function(spec.target)))
    rows: list[Mapping[str, Any]] = _of_plugin(plugin, lambda: list(islice(read(path), MOST_ROWS + 1)))
    if len(rows) > MOST_ROWS:
        sentence = _("Tiện ích {name} đọc được hơn {most} dòng; hãy chia nhỏ tệp.")
        raise Refused(sentence.format(name=plugin, most=MOST_ROWS))
    if not all(isinstance(row, Mapping) for row in rows):
        raise Refused(_("Tiện ích {name} bị lỗi: {reason}").format(name=plugin, reason="Mapping"))
    return rows


def _of_plugin(plugin: str, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except CpkitError:
        raise
    except FAILURES as error:
        sentence = _("Tiện ích {name} bị lỗi: {reason}")
        raise Refused(sentence.format(name=plugin, reason=reason_of(error))) from error


def _function(target: str) -> Callable[[Any], Iterable[Mapping[str, Any]] | bytes | Any]:
    module, _colon, name = target.partition(":")
    found: Callable[[Any], Any] = getattr(import_module(module), name)
    return found


def _take(store: Store, found: Read, row: Mapping[str, Any], resolve: Resolve, today: date) -> None:
    form, answers = found.form, {key: value for key, value in row.items() if key not in (FOR, ROW)}
    checked = check(form, answers, today=today, resolver=resolve)
    checked.require()
    if form.id != registering.FORM:
        about = row.get(FOR)
        found.filled.append((checked, entries.subject_of(store, form, about and str(about), resolve)))
        return
    child = new_document(registering.from_form(checked.values, today), unit=store.settings.unit, on=today)
    problems = problems_of(child, today)
    if problems:
        raise Refused(_("Chưa ghi được trẻ vào sổ."), tuple(problems))
    who = identity(child)
    if find_same(store, who) is not None or any(identity(other) == who for other in found.children):
        found.known.append(int(row.get(ROW, 0)))
    else:
        found.children.append(child)


def _row_words(number: object, problem: Problem, form: Form) -> str:
    labels = {asked.key: asked.text for asked in form.questions()}
    label = labels.get(problem.field, "")
    said = f"{label}: {problem.message}" if label and label not in problem.message else problem.message
    return _("Dòng {row}: {sentence}").format(row=number, sentence=said)

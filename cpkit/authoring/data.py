"""A plugin's data files, read as cpkit reads them: forms, code lists, tables, plans, rules of law, templates."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cpkit.authoring.remarks import Remark, error, warning
from cpkit.errors import Refused
from cpkit.language import _

LABELS = ("label", "title", "hint", "short", "constraint_message", "required_message", "help", "text")
LAW = ("deadlines", "steps", "outcomes", "tiers", "agencies")
"""Parts of a file that say what law orders: each line needs its article, and the day from which it holds."""


class Known:
    """The ids that are taken, each with who has it: forms, tables of the report, commands."""

    def __init__(self, own: frozenset[str], commands: Iterable[str]) -> None:
        from cpkit.forms.loading import DEFINITIONS
        from cpkit.plugins.manager import collect_named
        from cpkit.reports.tables import built_in_tables

        others = [(plugin, path) for plugin, path in collect_named("forms") if plugin not in own]
        specs = [(plugin, spec) for plugin, spec in collect_named("commands") if plugin not in own]
        self.forms = {path.stem: "cpkit" for path in DEFINITIONS.glob("*.toml")}
        self.forms |= {path.stem: plugin for plugin, path in others}
        self.tables = {spec.id: "cpkit" for spec in built_in_tables()}
        self.commands = {("", name): "cpkit" for name in commands}
        self.commands |= {(spec.group, spec.name): plugin for plugin, spec in specs}


def review(root: Path, path: Path, known: Known, own_forms: Mapping[str, Path]) -> Iterator[Remark]:
    """What is to be said of one data file; `own_forms` are those of the plugin."""
    where = path.relative_to(root).as_posix()
    if path.suffix == ".docx":
        yield from _template(where, path, known, own_forms)
        return
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        yield error(where, _("Không phải là TOML: {problem}.").format(problem=problem))
        return
    yield from _read(where, path, content)
    yield from _clashes(where, path, content, known)
    yield from _labels(where, content)
    yield from _law(where, content)


def _read(where: str, path: Path, content: Mapping[str, Any]) -> Iterator[Remark]:
    """The file through cpkit's own reader of its kind."""
    read = _reader(content)
    if read is None:
        return
    try:
        read(path)
    except Refused as refused:
        sentences = [problem.message for problem in refused.problems] or [str(refused)]
        yield from (error(where, sentence) for sentence in sentences)
    except Exception as problem:
        yield error(where, f"{type(problem).__name__}: {problem}")


def _reader(content: Mapping[str, Any]) -> Callable[[Path], object] | None:
    if "settings" in content and "survey" in content:
        return _form
    if "over" in content:
        from cpkit.reports.declared import read_declared

        return read_declared
    if "codes" in content:
        from cpkit.codes import read_codes

        return read_codes
    if "targets" in content and "valid_from" in content:
        from cpkit.reports.plans import read_plan

        return read_plan
    return None


def _form(path: Path) -> object:
    from cpkit.forms.examining import examine
    from cpkit.forms.loading import read_form

    form = read_form(path)
    problems = tuple(examine(form))
    if problems:
        raise Refused(_("Biểu mẫu {form} chưa đúng.").format(form=form.id), problems)
    if form.id != path.stem:
        raise Refused(_("Tệp phải mang tên biểu mẫu: {form}.toml.").format(form=form.id))
    return form


def _clashes(where: str, path: Path, content: Mapping[str, Any], known: Known) -> Iterator[Remark]:
    is_form, is_table = "settings" in content, "over" in content
    if is_form and path.stem in known.forms:
        sentence = _("Biểu mẫu {form} đã có ở {owner}.")
        yield error(where, sentence.format(form=path.stem, owner=known.forms[path.stem]))
    if is_table and content.get("id") in known.tables:
        yield error(where, _("Đã có biểu mang mã {id}.").format(id=content["id"]))
    if "survey" in content and not is_form and path.stem not in known.forms:
        yield error(where, _("Không có biểu mẫu {form} để thêm câu hỏi.").format(form=path.stem))


def _labels(where: str, content: Any, name: str = "") -> Iterator[Remark]:
    if isinstance(content, list):
        for item in content:
            yield from _labels(where, item, name)
        return
    if not isinstance(content, dict):
        return
    for key, value in content.items():
        if key in LABELS and isinstance(value, dict):
            shown = str(content.get("name") or content.get("code") or content.get("id") or name or key)
            if not value.get("vi"):
                yield error(where, _("{name}: {key} thiếu tiếng Việt.").format(name=shown, key=key))
            elif not value.get("en"):
                yield warning(where, _("{name}: {key} thiếu tiếng Anh.").format(name=shown, key=key))
        else:
            yield from _labels(where, value, key)


def _law(where: str, content: Mapping[str, Any]) -> Iterator[Remark]:
    for part in LAW:
        for number, line in enumerate(content.get(part, ()), 1):
            if isinstance(line, dict) and not line.get("citation") and not line.get("article"):
                yield error(where, _("{part} {number}: thiếu căn cứ (citation).").format(part=part, number=number))
            if part in ("deadlines", "agencies") and isinstance(line, dict) and not line.get("valid_from"):
                yield warning(where, _("{part} {number}: thiếu ngày hiệu lực (valid_from).").format(
                    part=part, number=number
                ))  # fmt: skip


def _template(where: str, path: Path, known: Known, own_forms: Mapping[str, Path]) -> Iterator[Remark]:
    from cpkit.forms.loading import read_form
    from cpkit.printing.agencies import Letterhead, heading
    from cpkit.printing.template import Template
    from cpkit.printing.values import template_values
    from cpkit.times import today

    if path.stem not in own_forms:
        owner = known.forms.get(path.stem)
        sentence = _("Mẫu in của {form}: tiện ích không có biểu mẫu này.") if owner is None else ""
        sentence = sentence or _("Mẫu in của {form} là của {owner}: của cpkit thì không thay được.")
        yield warning(where, sentence.format(form=path.stem, owner=owner))
        return
    try:
        head = heading(Letterhead(), None, today())
        Template(path).check({**template_values(read_form(own_forms[path.stem]), {}), "doc": head})
    except Refused as refused:
        yield error(where, str(refused))

"""A Word template with Jinja tags: read, looked through before use, rendered in Jinja's sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cpkit.errors import Refused
from cpkit.language import _
from cpkit.printing.checking import wrong_names, wrong_tags
from cpkit.printing.values import Answer, Rows, among, besides, rows

DOTS = "." * 20
"""What an empty answer prints where a template gives no dots of its own."""


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja without a way out of the template: sandboxed, escaping, every unknown name an error."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_dotted)
    made.filters = {name: made.filters[name] for name in ("upper", "lower", "trim", "length", "join")} | {
        "rows": rows,
        "among": among,
        "besides": besides,
    }
    made.globals = {}
    return made


def _dotted(value: Any) -> Any:
    return DOTS if isinstance(value, (Answer, Rows)) and not value else value


class Place(NamedTuple):
    """One place of a template: the names of which one has to have an answer, and whether dots stand there else.

    A name in a row of a repeat has the repeat before it: `activities.title`.
    """

    names: tuple[str, ...]
    dotted: bool


class Template:
    """One template; every method raises Refused with the file's name and what is wrong in it.

    `content` is the template itself where it lies in no file.
    """

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        self.path = path
        self._environment = environment()
        try:
            self._document = DocxTemplate(path if content is None else BytesIO(content))
            self._document.init_docx()
        except (OSError, KeyError, ValueError, BadZipFile) as problem:
            raise Refused(_("Tệp mẫu {name} không phải là tài liệu Word (.docx).").format(name=path.name)) from problem

    def check(self, known: Mapping[str, Any]) -> None:
        """Refused, naming all of them, when the template names what is not in `known`, or a part that is not there."""
        wrong = sorted({path.split(".")[0] for path in self.paths()} - known.keys())
        wrong += dict.fromkeys(name for tree in self._trees for name in wrong_names(tree, known))
        if wrong:
            sentence = _("Tệp mẫu {name} gọi câu không có trong biểu mẫu: {wrong}.")
            raise Refused(sentence.format(name=self.path.name, wrong=", ".join(wrong)))

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The template with the values in it, as a file."""
        try:
            self._document.render(dict(values), self._environment)
        except UndefinedError as problem:
            raise self._refused(_("gọi thứ không có: {problem}"), problem) from problem
        except SecurityError as problem:
            raise self._refused(_("có lệnh không được phép: {problem}"), problem) from problem
        except (TemplateError, TypeError, ValueError, AttributeError) as problem:
            raise self._refused(_("không in được: {problem}"), problem) from problem
        made = BytesIO()
        self._document.save(made)
        return made.getvalue()

    def names(self) -> set[str]:
        """The names of the answers that the template prints."""
        return {path.split(".")[0] for path in self.paths()}

    def paths(self) -> set[str]:
        """Every name the template takes from outside; those of the heading with their part: `doc.place`."""
        return {path for tree in self._trees for path in _paths(tree)}

    def places(self) -> list[Place]:
        """Every place that stands as dots, or empty, where it has no answer; each once, in the document's order."""
        return [*dict.fromkeys(found for tree in self._trees for found in _places(tree, {}) if found.names)]

    @cached_property
    def _trees(self) -> list[nodes.Template]:
        """The template's parts as Jinja reads them."""
        document = self._document
        parts = [document.patch_xml(document.get_xml())]
        for kind in (document.HEADER_URI, document.FOOTER_URI):
            parts += [
                document.patch_xml(document.get_part_xml(part)) for _key, part in document.get_headers_footers(kind)
            ]
        try:
            return [self._environment.parse(part) for part in parts]
        except TemplateSyntaxError as problem:
            where = wrong_tags(self._lines(), self._environment, str(problem))
            raise self._refused(_("có chỗ viết sai: {problem}"), where) from problem

    def _lines(self) -> list[str]:
        """The paragraphs of the template with their tags, as they stand in Word."""
        parts = [self._document.docx.element.body]
        parts += [
            part._element for section in self._document.docx.sections for part in (section.header, section.footer)
        ]
        paragraphs = (each for part in parts for each in part.iter() if each.tag.endswith("}p"))
        return ["".join(text.text or "" for text in each.iter() if text.tag.endswith("}t")) for each in paragraphs]

    def _refused(self, what: str, problem: Exception | str) -> Refused:
        said = what.format(problem=problem)
        return Refused(_("Tệp mẫu {name} {what}.").format(name=self.path.name, what=said.rstrip(".")))


def _paths(tree: nodes.Template) -> Iterator[str]:
    from jinja2.meta import find_undeclared_variables

    outside = find_undeclared_variables(tree)
    yield from outside - {"doc"}
    for each in tree.find_all(nodes.Getattr):
        if isinstance(each.node, nodes.Name) and each.node.name == "doc":
            yield f"doc.{each.attr}"


def _places(node: nodes.Node, rows: Mapping[str, str], *, chosen: bool = False) -> Iterator[Place]:
    """The places under `node`; `rows` says of which repeat a loop's name is a row, `chosen` that an if decides."""
    if isinstance(node, nodes.For):
        rows = {**rows, **_row_of(node)}
    if isinstance(node, nodes.Output):
        for each in node.nodes:
            if not (isinstance(each, nodes.Name) and each.name in rows):  # a line that is there has its words
                yield from _printed(each, rows, chosen=chosen)
    for child in node.iter_child_nodes():
        if not isinstance(child, nodes.Expr):
            yield from _places(child, rows, chosen=chosen or isinstance(node, nodes.If))


def _printed(node: nodes.Node, rows: Mapping[str, str], *, chosen: bool) -> Iterator[Place]:
    """The places in what is printed at one spot."""
    if _is_place(node, chosen=chosen):
        yield _place(node, rows)
        return
    for either in node.find_all(nodes.Or):
        if _is_place(either, chosen=chosen):
            yield _place(either, rows)


def _place(node: nodes.Node, rows: Mapping[str, str]) -> Place:
    if isinstance(node, nodes.Or):
        return Place(tuple(_roots(node.left, rows)), isinstance(node.right, nodes.Const) and bool(node.right.value))
    return Place(tuple(_roots(node, rows)), not isinstance(node, nodes.Call))


def _is_place(node: nodes.Node, *, chosen: bool) -> bool:
    """Whether it prints an answer: `name or "..."`, `name`, the box of a choice `sex.tick("nu")`.

    What an if decides is a place only where it has dots of its own.
    """
    if isinstance(node, nodes.Or) and isinstance(node.right, nodes.Const):
        return bool(node.right.value) or not chosen
    box = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr == "tick"
    return not chosen and (box or isinstance(node, (nodes.Name, nodes.Getattr)))


def _row_of(loop: nodes.For) -> dict[str, str]:
    """The name of the loop and the repeat whose rows it goes through, filters aside."""
    target, through = loop.target, loop.iter
    while isinstance(through, nodes.Filter) and through.node is not None:
        through = through.node
    named = isinstance(target, nodes.Name) and isinstance(through, nodes.Name)
    return {target.name: through.name} if named else {}  # type: ignore[attr-defined]


def _roots(node: nodes.Node, rows: Mapping[str, str]) -> Iterator[str]:
    """The names an expression begins with, in order: `doc.place` for the heading, `activities.title` for a row's."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in {"doc", *rows}:
        yield f"{rows.get(node.node.name, 'doc')}.{node.attr}"
    elif isinstance(node, nodes.Name):
        yield rows.get(node.name, node.name)
    else:
        for child in node.iter_child_nodes():
            yield from _roots(child, rows)

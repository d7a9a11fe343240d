"""A Word template with Jinja tags: read, looked through before use, rendered in Jinja's sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cpkit.errors import Refused
from cpkit.language import _
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


class Template:
    """One template; every method raises Refused with the file's name and what is wrong in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._environment = environment()
        try:
            self._document = DocxTemplate(path)
            self._document.init_docx()
        except (OSError, KeyError, ValueError, BadZipFile) as problem:
            raise Refused(_("Tệp mẫu {name} không phải là tài liệu Word (.docx).").format(name=path.name)) from problem

    def check(self, known: set[str]) -> None:
        """Refused when the template names what is not in `known`."""
        wrong = sorted({path.split(".")[0] for path in self.paths()} - known)
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

    def blanks(self) -> list[tuple[str, ...]]:
        """What stands as dots when it is empty: for each place the names of which one at least has to be there."""
        return [found for tree in self._trees for found in _blanks(tree)]

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
            raise self._refused(_("có chỗ viết sai: {problem}"), problem) from problem

    def _refused(self, what: str, problem: Exception) -> Refused:
        said = what.format(problem=problem)
        return Refused(_("Tệp mẫu {name} {what}.").format(name=self.path.name, what=said.rstrip(".")))


def _paths(tree: nodes.Template) -> Iterator[str]:
    from jinja2.meta import find_undeclared_variables

    outside = find_undeclared_variables(tree)
    yield from outside - {"doc"}
    for each in tree.find_all(nodes.Getattr):
        if isinstance(each.node, nodes.Name) and each.node.name == "doc":
            yield f"doc.{each.attr}"


def _blanks(tree: nodes.Template) -> Iterator[tuple[str, ...]]:
    for either in tree.find_all(nodes.Or):
        if isinstance(either.right, nodes.Const) and either.right.value:
            yield tuple(_roots(either.left))
    inside = {id(output) for choice in tree.find_all(nodes.If) for output in choice.find_all(nodes.Output)}
    for output in (each for each in tree.find_all(nodes.Output) if id(each) not in inside):
        for each in output.nodes:
            if isinstance(each, (nodes.Name, nodes.Getattr)):
                yield tuple(_roots(each))


def _roots(node: nodes.Node) -> Iterator[str]:
    """The names an expression begins with, in order: `doc.place` for the heading."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "doc":
        yield f"doc.{node.attr}"
    elif isinstance(node, nodes.Name):
        yield node.name
    else:
        for child in node.iter_child_nodes():
            yield from _roots(child)

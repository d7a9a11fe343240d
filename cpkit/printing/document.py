"""One form printed: the template found and looked through, the answers laid into it, the bytes made.

Templates are Word documents with Jinja tags, run in Jinja's sandbox: a ward's own may come from anywhere. What is
wrong in one is named before anything is written; a document is made in memory, so no name lies in a temporary file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpkit.errors import Misused
from cpkit.forms import ward
from cpkit.forms.loading import brought_ids
from cpkit.forms.model import Form
from cpkit.language import _
from cpkit.printing.agencies import Letterhead, agencies_on, heading
from cpkit.printing.blanks import empty_rows
from cpkit.printing.package import mark_practice, with_fixed_dates
from cpkit.printing.plain import plain_template
from cpkit.printing.values import Rows, printed_fields, template_values
from cpkit.times import today

if TYPE_CHECKING:
    from cpkit.printing.template import Template

FOLDER = "templates"
"""The folder of the store's home where a ward keeps its own templates."""


@dataclass(frozen=True)
class Printed:
    """A finished document: `blanks` are the labels left as dotted lines, `left_out` those a ward's template has not,
    `unverified` the names that have to be looked up before signing, with what they rest on, `one_of` the units of which
    one made it where its heading is left open."""

    content: bytes
    blanks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


def print_form(
    form: Form,
    answers: Mapping[str, Any],
    *,
    letterhead: Letterhead,
    dated: date | None = None,
    home: Path | None = None,
) -> Printed:
    """The form with these answers (as checked or as they lie in a document), dated `dated`, as a Word document.

    The ward's own template `<home>/templates/FORM.docx` goes before the one shipped; a form of the ward without one is
    printed plainly, and so is one that is gone. What only another version of the form asks, a ward's template may name:
    it stays empty. Refused, naming them, when the template asks for what no version has; Misused when a form of cpkit
    or a plugin has no template.
    """
    from cpkit.printing.template import Template

    own = home / FOLDER / f"{form.id}.docx" if home is not None else None
    template = Template(own) if own is not None and own.exists() else _template(form)
    values = template_values(form, answers)
    head = heading(letterhead, dated, dated or today())
    known = {**_of_other_versions(form), **values, "doc": head}
    template.check(known)
    blanks, left_out = _left(template, form, values, head)
    content = template.render(known)
    if letterhead.practice:
        content = mark_practice(content)
    one_of = letterhead.one_of if {"doc.unit", "doc.committee", "doc.place"} & set(template.paths()) else ()
    return Printed(with_fixed_dates(content), blanks, left_out, _unverified(template, dated or today()), one_of)


def has_template(form_id: str) -> bool:
    """Whether a template of this form is shipped, or brought by a plugin."""
    return _found(form_id) is not None


def shipped_template(form: Form) -> bytes:
    """The template as it is shipped, or the plain layout, for a ward to change in Word; Misused when there is none."""
    return plain_template(form) if _is_plain(form) else _shipped(form).read_bytes()


def _is_plain(form: Form) -> bool:
    """Whether it is a form of the ward, or one that is gone, for which nobody has drawn a template."""
    return _found(form.id) is None and form.id not in brought_ids()


def _of_other_versions(form: Form) -> dict[str, Any]:
    """The questions of every version of a ward's form, empty."""
    return {name: value for one in ward.versions(form.id) for name, value in template_values(one, {}).items()}


def _template(form: Form) -> Template:
    from cpkit.printing.template import Template

    return Template(Path(f"{form.id}.docx"), plain_template(form)) if _is_plain(form) else Template(_shipped(form))


def _folder() -> Path:
    """Where the shipped templates lie: beside the package in its sources, inside it once installed."""
    installed = Path(__file__).parents[1] / FOLDER
    return installed if installed.is_dir() else Path(__file__).parents[2] / FOLDER


def _found(form_id: str) -> Path | None:
    """The shipped template, else that of a plugin: what law prescribes is printed as it is shipped."""
    from cpkit.plugins.manager import collect_named, note_failure

    shipped: Path | None = _folder() / f"{form_id}.docx"
    found, owner = (shipped, "cpkit") if shipped and shipped.is_file() else (None, "")
    for plugin, path in collect_named("templates"):
        if path.stem != form_id:
            continue
        if found is None:
            found, owner = path, plugin
        else:
            sentence = _("Mẫu in của {form} đã có ở {owner}.").format(form=form_id, owner=owner)
            note_failure(plugin, sentence)
    return found


def _shipped(form: Form) -> Path:
    found = _found(form.id)
    if found is None:
        names = ", ".join(sorted(path.stem for path in _folder().glob("*.docx")))
        sentence = _("Chưa có mẫu in của {name}. Các mẫu in hiện có: {names}.")
        raise Misused(sentence.format(name=form.id, names=names))
    return found


def _left(template: Template, form: Form, values: Mapping[str, Any], head: Any) -> tuple[tuple[str, ...], ...]:
    """The labels left blank, and those with an answer that a ward's own template prints nowhere.

    `head` learns whether dots are left, for which the form's notes say what to write there.
    """
    fields = printed_fields(form)
    always = {name for name, asked in fields.items() if not asked.relevant or not any(values.values())}
    labels = {name: asked.label.get("vi", name) for name, asked in fields.items()}
    labels |= {"doc.place": _("Địa danh"), "doc.date": _("Ngày của văn bản"), "doc.unit": _("Tên đơn vị")}
    known = {**values, **{f"doc.{name}": value for name, value in vars(head).items()}}
    named = {*always, *known.keys() - values.keys()} & labels.keys()
    places = template.places()
    empty = [each for each in places if _is_blank(each.names, named, known)]
    vars(head)["notes"] = any(each.dotted for each in empty)
    blanks = [labels[each.names[0]] for each in empty]
    blanks += empty_rows(fields, values, [each.names[0] for each in places])
    if template.path == _found(form.id):
        return tuple(dict.fromkeys(blanks)), ()
    shipped = _shipped_names(form)
    left = [labels[name] for name in labels if values.get(name) and name in shipped - template.names()]
    return tuple(dict.fromkeys(blanks)), tuple(left)


def _is_blank(names: tuple[str, ...], counted: set[str], known: Mapping[str, Any]) -> bool:
    return names[0] in counted and not isinstance(known.get(names[0]), Rows) and not any(map(known.get, names))


def _shipped_names(form: Form) -> set[str]:
    """What the template prints that a ward's own stands in place of: the shipped one, else the plain layout."""
    return _template(form).names() if has_template(form.id) or _is_plain(form) else set()


def _unverified(template: Template, day: date) -> tuple[str, ...]:
    found = [agency for agency in agencies_on(day) if not agency.verified and f"doc.{agency.name}" in template.paths()]
    return tuple(f"{agency.text} ({agency.citation})" for agency in found)

"""How a child of the register is shown: one line of a list, a whole record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from textwrap import fill
from typing import TYPE_CHECKING, Any

from cpkit.codes import code_list
from cpkit.commands.output import WIDTH, show, table
from cpkit.language import _
from cpkit.places import unit_name
from cpkit.register.children import stored_birth
from cpkit.register.memberships import code_of
from cpkit.vietnamese import read_date, show_date, show_partial

if TYPE_CHECKING:
    from cpkit.forms import Form

SEXES = {"nam": _("Nam"), "nu": _("Nữ"), "unknown": "?"}


def birth_text(child: Mapping[str, Any]) -> str:
    """26/11/2018, "tháng 11/2018", "năm 2018" or "khoảng năm 2018"."""
    birth = stored_birth(child)
    return show_partial(birth) if birth else ""


def day_text(iso: str | None) -> str:
    """An ISO date as 26/11/2018; "" for none."""
    return show_date(read_date(iso)) if iso else ""


def group_names(child: Mapping[str, Any]) -> str:
    """The numbers of the groups the child is in: "4.2, 13"; those that ended are left out."""
    return ", ".join(code_of(entry) for entry in child.get("groups", ()) if not entry.get("to"))


def show_children(children: Iterable[tuple[object, Mapping[str, Any]]], first: str) -> None:
    """A table of children, one a line; what stands before each (an id, a row of a list) is headed `first`."""
    columns = [first, _("Họ và tên"), _("Sinh"), _("Giới"), _("Tổ, bản"), _("Mẹ"), _("Nhóm")]
    rows = ((before, *_in_columns(child)) for before, child in children)
    table(columns, rows, whole=columns[:1] + columns[2:3])


def _in_columns(child: Mapping[str, Any]) -> tuple[str | None, ...]:
    sex = SEXES.get(child.get("sex") or "", "")
    return child["name"], birth_text(child), sex, child.get("hamlet"), child.get("mother"), group_names(child)


def record_lines(child: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every field of a record that is known, as label and text, in the order of the registration form."""
    yield from ((label, text) for key, label in labels().items() if (text := field_text(key, child)))
    for key, value in (child.get("extra") or {}).items():
        if key not in labels():  # its plugin is gone: shown under the name it was stored by
            yield _("{name} (câu nay không còn hỏi)").format(name=key), str(value)


def show_record(lines: Sequence[tuple[str, str]]) -> None:
    """Labels and texts below each other, long texts on lines of their own column."""
    width = max(len(label) for label, _text in lines) + 2
    for label, text in lines:
        show(fill(text, WIDTH, initial_indent=label.ljust(width), subsequent_indent=" " * width))


def changed_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """ "Họ tên mẹ: Quàng Thị Thử → Quàng Thị Mẫu", one line a field; a record that is new shows what it says."""
    for key, label in labels().items():
        old, new = field_text(key, before), field_text(key, after)
        if old != new:
            yield f"{label}: {new}" if not before else f"{label}: {old or '–'} → {new or '–'}"


@cache
def labels() -> dict[str, str]:
    """The fields of a record with their labels: those of the registration form, and those the program keeps itself."""
    form = {("birth" if field.key == "birth_date" else field.key): field.text for field in _form().questions()}
    own = {"residence": _("Cư trú"), "registered_on": _("Vào sổ"), "died": _("Mất ngày"), "unit": _("Đơn vị")}
    return {key: text for key, text in form.items() if key not in ("birth_year", "age")} | own


def field_text(key: str, child: Mapping[str, Any]) -> str:
    """What a record says in one field, in words; "" where it says nothing."""
    from cpkit.forms.showing import show_answer

    special: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "birth": birth_text,
        "groups": lambda record: "; ".join(map(_group_text, record.get("groups") or ())),
        "risks": lambda record: "; ".join(map(_risk_text, record.get("risks") or ())),
        "residence": lambda record: "; ".join(map(_stay_text, record.get("residence") or ())),
        "registered_on": lambda record: day_text(record.get("registered_on")),
        "died": lambda record: day_text(record.get("died")),
        "unit": lambda record: unit_name(record.get("unit") or ""),
    }
    if key in special:
        return special[key](child)
    value = child.get(key, (child.get("extra") or {}).get(key))
    return show_answer(_form(), _form().field(key), value)


@cache
def _form() -> Form:
    from cpkit.forms import load
    from cpkit.register.answers import FORM

    return load(FORM)


def _group_text(entry: Mapping[str, Any]) -> str:
    code = code_of(entry)
    found = code_list("groups").get(code)
    papers = [entry[key] for key in ("evidence", "decision") if entry.get(key)]
    named = f"{code} {found.text}" if found else code
    return named + _dates(entry) + (f" ({'; '.join(papers)})" if papers else "")


def _risk_text(entry: Mapping[str, Any]) -> str:
    found = code_list("risks").get(entry["risk"])
    return (found.text if found else str(entry["risk"])) + _dates(entry)


def _stay_text(stay: Mapping[str, Any]) -> str:
    return _("trên địa bàn") + _dates(stay) + (f" ({stay['reason']})" if stay.get("reason") else "")


def _dates(entry: Mapping[str, Any]) -> str:
    """ ", từ 01/02/2024 đến 03/04/2025"; nothing where neither is known."""
    start, end = day_text(entry.get("from")), day_text(entry.get("to"))
    said = [_("từ {day}").format(day=start)] if start else []
    said += [_("đến {day}").format(day=end)] if end else []
    return f", {' '.join(said)}" if said else ""

"""The ward's own forms: every version beside the others in `<home>/forms/FORM/`, compiled, with its workbook.

A form holds no child's data, so the files are plain. A version is never written over and never taken away: answers keep
the version they were given to, and are read and exported by it whatever the form has become since. A removed form is
only marked so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Refused, system_reason
from cpkit.forms.model import Form
from cpkit.home import chosen_home
from cpkit.language import _
from cpkit.plugins.manager import note_failure
from cpkit.store.files import write_atomically
from cpkit.store.location import default_home
from cpkit.times import today

INDEX = "form.json"
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows gives no folder."""
_tried: dict[str, Form] = {}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")


class Compiled(msgspec.Struct, frozen=True):
    """A form as it was read from its workbook, with the tables and indicators that the workbook declares."""

    form: Form
    tables: tuple[dict[str, Any], ...] = ()
    indicators: tuple[dict[str, Any], ...] = ()


class Version(msgspec.Struct, frozen=True):
    """One version: its name, the day it came, the names of its files, the fingerprint of what was compiled."""

    version: str
    added: str
    compiled: str
    source: str
    fingerprint: str


class Index(msgspec.Struct, frozen=True):
    """What lies in the folder of one form: its versions, oldest first, and since when the form is removed."""

    id: str
    versions: tuple[Version, ...]
    removed: str | None = None


def folder() -> Path:
    """Where the ward's forms lie."""
    return (chosen_home() or default_home()) / "forms"


def known_id(form_id: str) -> bool:
    """Whether a form can have this id: it names a folder on any system."""
    return bool(_ID.fullmatch(form_id)) and form_id.casefold() not in RESERVED and not form_id.endswith(".")


def ids() -> list[str]:
    """The ids of the ward's forms, those removed left out."""
    return sorted(one.form.id for one in standing())


@contextmanager
def tried(form: Form) -> Iterator[None]:
    """While this lasts the form is found as if it were kept: what is declared about it can be checked before it is."""
    _tried[form.id] = form
    try:
        yield
    finally:
        del _tried[form.id]


def find(form_id: str) -> Form | None:
    """The newest version of a form; None where there is none or it was removed."""
    if form_id in _tried:
        return _tried[form_id]
    index = _index(form_id)
    return compiled(index)[-1].form if index and not index.removed else None


def versions(form_id: str) -> list[Form]:
    """Every version of a form, oldest first, also of one that was removed; none for a form that never was."""
    index = _index(form_id)
    return [one.form for one in compiled(index)] if index else []


def version(form_id: str, name: str) -> Form | None:
    """The version of a form that goes by this name; None where there is no such version."""
    return next((form for form in versions(form_id) if form.version == name), None)


def compiled_version(form_id: str, name: str) -> Compiled | None:
    """The version of a form with all that its workbook declares; None where there is no such version."""
    index = _index(form_id)
    return next((one for one in compiled(index) if one.form.version == name), None) if index else None


def standing() -> list[Compiled]:
    """The newest version of every form that is not removed."""
    return [made for index in _indexes() if not index.removed and (made := _newest(index)) is not None]


def _newest(index: Index) -> Compiled | None:
    """The newest version; one that cannot be read is noted and left out: it must not stop a report."""
    try:
        return compiled(index)[-1]
    except Refused as problem:
        note_failure(index.id, str(problem))
        return None


def compiled(index: Index) -> list[Compiled]:
    """What was compiled, a version each."""
    place = folder() / index.id
    return [_decoded(str(place / one.compiled), one.fingerprint) for one in index.versions]


def source(form_id: str, name: str) -> Path | None:
    """The workbook that a version was made of."""
    index = _index(form_id)
    found = next((one for one in index.versions if one.version == name), None) if index else None
    return folder() / form_id / found.source if found else None


def keep(made: Compiled, source_name: str, content: bytes) -> tuple[Form, bool]:
    """Keep a form as a new version beside the older ones; the form as kept, and whether anything was new.

    Just what the newest version holds already is kept only once. A version's name that is taken gets a number.
    """
    index = _index(made.form.id) or Index(made.form.id, ())
    fingerprint = _fingerprint(made)
    if index.versions and index.versions[-1].fingerprint == fingerprint:
        if index.removed:
            _write_index(msgspec.structs.replace(index, removed=None))
        return compiled(index)[-1].form, bool(index.removed)
    form = msgspec.structs.replace(made.form, version=_free_version(index, made.form.version))
    number = f"{len(index.versions) + 1:03}"
    added = Version(
        form.version, today().isoformat(), f"{number}.json", number + Path(source_name).suffix.lower(), fingerprint
    )
    place = folder() / index.id
    _make(place)
    if source_name:
        write_atomically(place / added.source, content)
    write_atomically(place / added.compiled, msgspec.json.encode(msgspec.structs.replace(made, form=form)))
    _write_index(msgspec.structs.replace(index, versions=(*index.versions, added), removed=None))
    return form, True


def remove(form_id: str) -> None:
    """Mark a form as removed: nobody fills it in any more, its answers stay readable. Refused when there is none."""
    index = _index(form_id)
    if index is None or index.removed:
        raise Refused(_("Không có biểu mẫu riêng nào tên là {name}.").format(name=form_id))
    _write_index(msgspec.structs.replace(index, removed=today().isoformat()))


def _free_version(index: Index, wanted: str) -> str:
    """`wanted`, else with the first number that is free: an older version keeps its name."""
    taken = {one.version for one in index.versions}
    wanted = wanted or str(len(index.versions) + 1)
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _fingerprint(made: Compiled) -> str:
    """What tells one version from another: everything but the name of the version."""
    same = msgspec.structs.replace(made, form=msgspec.structs.replace(made.form, version=""))
    return hashlib.sha256(msgspec.json.encode(same, order="deterministic")).hexdigest()


def _indexes() -> list[Index]:
    try:
        names = sorted(each.name for each in folder().iterdir() if each.is_dir())
    except OSError:
        return []
    return [index for name in names if (index := _sound_index(name)) is not None]


def _sound_index(form_id: str) -> Index | None:
    """The index of one form among all; one that cannot be read is noted and left out."""
    try:
        return _index(form_id)
    except Refused as problem:
        note_failure(form_id, str(problem))
        return None


def _index(form_id: str) -> Index | None:
    """The index of one form; None where there is none. Refused when it cannot be read."""
    path = folder() / form_id / INDEX
    if not known_id(form_id):
        return None
    try:
        index = msgspec.json.decode(path.read_bytes(), type=Index)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as problem:
        raise _unreadable(path, problem) from problem
    return index if index.id == form_id else None  # a folder of another case, on a system that knows no case


@lru_cache(maxsize=256)
def _decoded(path: str, fingerprint: str) -> Compiled:
    """One version, decoded once: a version is never written over, and the fingerprint tells a home from another."""
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=Compiled)
    except (OSError, ValueError) as problem:
        raise _unreadable(Path(path), problem) from problem


def _unreadable(path: Path, problem: Exception) -> Refused:
    reason = system_reason(problem) if isinstance(problem, OSError) else _("nội dung không đọc được")
    sentence = _("Không đọc được biểu mẫu riêng {path} ({reason}). Hãy nạp lại bằng cpkit form add.")
    return Refused(sentence.format(path=path, reason=reason))


def _write_index(index: Index) -> None:
    write_atomically(folder() / index.id / INDEX, msgspec.json.format(msgspec.json.encode(index)))


def _make(place: Path) -> None:
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        sentence = _("Không tạo được thư mục {folder}: {reason}.")
        raise Refused(sentence.format(folder=place, reason=system_reason(problem))) from problem

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
    return _made(index, index.versions[-1]).form if index and not index.removed else None


def known(form_id: str) -> bool:
    """Whether the folder holds a form of that id, removed or not."""
    return _index(form_id) is not None


def versions(form_id: str) -> list[Form]:
    """Every version of a form, oldest first, also of one that was removed; none for a form that never was."""
    return [one.form for one in compiled_versions(form_id)]


def compiled_versions(form_id: str) -> list[Compiled]:
    """Every version that can be read, with all that its workbook declares; one that cannot is noted and left out."""
    index = _index(form_id)
    found = [_sound(index, one) for one in index.versions] if index else []
    return [one for one in found if one is not None]


def version(form_id: str, name: str) -> Form | None:
    """The version of a form that goes by this name; None where there is none, or it cannot be read."""
    index = _index(form_id)
    found = next((_sound(index, one) for one in index.versions if one.version == name), None) if index else None
    return found.form if found else None


def standing() -> list[Compiled]:
    """The newest version of every form that is not removed."""
    newest = ((index, index.versions[-1]) for index in _indexes() if not index.removed)
    return [made for index, one in newest if (made := _sound(index, one)) is not None]


def _sound(index: Index, one: Version) -> Compiled | None:
    """A version; one that cannot be read is noted and left out: it must stop neither a report nor an answer."""
    try:
        return _made(index, one)
    except Refused as problem:
        note_failure(index.id, str(problem))
        return None


def _made(index: Index, one: Version) -> Compiled:
    """What was compiled of a version; Refused when its file cannot be read."""
    return _decoded(str(folder() / index.id / one.compiled), one.fingerprint)


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
    newest = _sound(index, index.versions[-1]) if index.versions else None
    if newest is not None and alike(newest, made):
        if index.removed:
            _write_index(msgspec.structs.replace(index, removed=None))
        return newest.form, bool(index.removed)
    form = msgspec.structs.replace(made.form, version=_free_version(index, made.form.version))
    number = _free_number(index)
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


def removed() -> dict[str, str]:
    """The forms that were removed, each with the day of it (ISO)."""
    return {index.id: index.removed for index in _indexes() if index.removed}


def remove(form_id: str) -> None:
    """Mark a form as removed: nobody fills it in any more, its answers stay readable. Refused when there is none."""
    index = _index(form_id)
    if index is None or index.removed:
        raise Refused(_("Không có biểu mẫu riêng nào tên là {name}.").format(name=form_id))
    _write_index(msgspec.structs.replace(index, removed=today().isoformat()))


def _free_number(index: Index) -> str:
    """The number of the next version's files; one under which anything lies already is passed over."""
    place, number = folder() / index.id, len(index.versions) + 1
    while any(place.glob(f"{number:03}.*")):
        number += 1
    return f"{number:03}"


def _free_version(index: Index, wanted: str) -> str:
    """`wanted`, else with the first number that is free: an older version keeps its name."""
    taken = {one.version for one in index.versions}
    wanted = wanted or str(len(index.versions) + 1)
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def alike(one: Compiled, other: Compiled) -> bool:
    """Whether two versions say the same, whatever they are called."""
    return renamed(one, "") == renamed(other, "")


def renamed(made: Compiled, version: str) -> Compiled:
    """The same under another version's name."""
    return msgspec.structs.replace(made, form=msgspec.structs.replace(made.form, version=version))


def _fingerprint(made: Compiled) -> str:
    """What tells one version from another: everything but the name of the version."""
    return hashlib.sha256(msgspec.json.encode(renamed(made, ""), order="deterministic")).hexdigest()


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
    """The index of one form; None where there is none. One that is lost or spoilt is made anew from the versions."""
    path = folder() / form_id / INDEX
    if not known_id(form_id):
        return None
    try:
        index = msgspec.json.decode(path.read_bytes(), type=Index)
    except (FileNotFoundError, NotADirectoryError):
        return _from_versions(form_id)
    except (OSError, ValueError) as problem:
        found = _from_versions(form_id)
        if found is None:
            raise _unreadable(path, problem) from problem
        return found
    sound = index.id == form_id and index.versions  # not a folder of another case, on a system that knows no case
    return index if sound else None


def _from_versions(form_id: str) -> Index | None:
    """The index as the files of the versions tell it; None where there is none of them."""
    found: dict[str, Version] = {}
    for path in sorted((folder() / form_id).glob("[0-9][0-9][0-9].json")):
        try:
            made = msgspec.json.decode(path.read_bytes(), type=Compiled)
        except (OSError, ValueError):
            continue
        source = next((one.name for one in path.parent.glob(f"{path.stem}.*") if one != path), path.stem)
        if made.form.id == form_id:
            found[made.form.version] = Version(made.form.version, "", path.name, source, _fingerprint(made))
    return Index(form_id, tuple(found.values())) if found else None


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

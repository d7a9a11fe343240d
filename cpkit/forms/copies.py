"""Copies of the ward's forms in the store: a version that was filled in lies with its answers, so a backup is enough.

The folder of forms may be lost with the computer. A store that comes back without it brings the forms back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cpkit.forms import ward
from cpkit.forms.model import Form

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "ward_forms"


class Copy(msgspec.Struct):
    """One version of a form as it lies in the store."""

    form: str
    version: str
    compiled: msgspec.Raw


def keep_copy(store: Store, form: Form) -> None:
    """Keep this version of a ward's form in the store, once; called inside the write that stores its answers."""
    compiled = ward.compiled_version(form.id, form.version)
    if compiled is None or any(one["version"] == form.version for one in store.find(TABLE, "form", form.id)):
        return
    document = {"form": form.id, "version": form.version, "compiled": msgspec.to_builtins(compiled)}
    store.table(TABLE).insert(document)


def bring_back(store: Store) -> list[str]:
    """Write the forms that the store knows and the folder has not into the folder; their ids."""
    found: dict[str, list[ward.Compiled]] = {}
    for _id, copy in store.rows(TABLE, Copy):
        if not ward.versions(copy.form):
            found.setdefault(copy.form, []).append(msgspec.json.decode(copy.compiled, type=ward.Compiled))
    for compiled in (one for versions in found.values() for one in versions):
        ward.keep(compiled, "", b"")
    return list(found)

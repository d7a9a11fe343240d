"""Copies of forms in the store: a version that was filled in lies with its answers, so a backup is enough.

A form of a plugin is kept too, with the questions that other plugins add to it: a plugin may change or go, and its
answers are told in the words they were given to. The folder of a ward's forms may be lost with the computer, or a file
in it changed by hand: a store that comes back without it brings the forms back, and answers are read by their copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from cpkit.errors import Refused
from cpkit.forms import ward
from cpkit.forms.choices import CODE_PREFIX, choices_of
from cpkit.forms.loading import brought_ids, find, latest, version_of
from cpkit.forms.model import Form, walk

if TYPE_CHECKING:
    from cpkit.store import Store

TABLE = "ward_forms"


class _Named(msgspec.Struct):
    """Of a copy only which form it is, and whether that came with a plugin or cpkit, not from the ward."""

    form: str
    brought: bool = False


class Given:
    """The forms of a store's answers as they were when these were given; each form is read once.

    Without a store only the forms that still lie in their place are known.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._copies: dict[str, dict[str, Form]] = {}

    def form(self, document: Mapping[str, Any]) -> Form | None:
        """The form that a document with `form` and `form_version` answers; None when it is gone and nobody kept it."""
        copied = self._of(document["form"]).get(document["form_version"])
        return copied or _tolerant(version_of, document["form"], document["form_version"])

    def latest(self, form_id: str) -> Form | None:
        """The form as it was last, in its place or among the copies; None when there never was one."""
        found: Form | None = _tolerant(latest, form_id)
        return found or next(reversed(self._of(form_id).values()), None)

    def in_use(self, form_id: str) -> bool:
        """Whether the form can still be filled in."""
        return _tolerant(find, form_id) is not None

    def _of(self, form_id: str) -> dict[str, Form]:
        if form_id not in self._copies:
            found = _copies(self._store, form_id) if self._store is not None else {}
            self._copies[form_id] = {name: made.form for name, made in found.items()}
        return self._copies[form_id]


def _tolerant(look: Any, *names: str) -> Form | None:
    """What `look` finds; None where a file of the form cannot be read: its answers are read all the same."""
    try:
        found: Form | None = look(*names)
    except Refused:
        return None
    return found


def name_of_copy(store: Store, form: Form) -> tuple[str, bool]:
    """The name by which answers to this form know its version, and whether a copy of it lies in the store already."""
    copies, made = _copies(store, form.id), _compiled(form)
    names = (form.version, *(f"{form.version}-{number}" for number in range(2, len(copies) + 3)))
    name = next(one for one in names if one not in copies or ward.alike(copies[one], made))
    return name, name in copies


def keep_copy(store: Store, form: Form) -> str:
    """Keep this version of a form in the store, once; the name by which its answers know it.

    Called inside the write that stores its answers.
    """
    name, kept = name_of_copy(store, form)
    if kept:
        return name
    versions = [one.form for one in ward.compiled_versions(form.id)]
    for each in versions if form in versions else [form]:  # older ones too: forms come back in their order
        name, kept = name_of_copy(store, each)
        if not kept:
            compiled = msgspec.to_builtins(ward.renamed(_compiled(each), name))
            copy = {"form": each.id, "version": name, "compiled": compiled, "brought": form not in versions}
            store.table(TABLE).insert(copy)
    return name_of_copy(store, form)[0]


def bring_back(store: Store) -> list[str]:
    """Write the ward's forms that the store knows and the folder has not into the folder; their ids."""
    known = {one.form for _id, one in store.rows(TABLE, _Named) if not one.brought}
    lost = [form_id for form_id in sorted(known) if not ward.known(form_id)]
    lost = [form_id for form_id in lost if form_id not in brought_ids()] if lost else []
    for form_id in lost:
        for made in _copies(store, form_id).values():
            ward.keep(made, "", b"")
    return lost


def _compiled(form: Form) -> ward.Compiled:
    """The form with the tables and indicators that its workbook declares, where it is the ward's."""
    found = next((one for one in ward.compiled_versions(form.id) if one.form == form), None)
    return found or ward.Compiled(_with_lists(form))


def _with_lists(form: Form) -> Form:
    """The form with the code lists it names as they are today: they too may change, or go with their plugin."""
    named = {asked.list_name: asked for _path, asked in walk(form.fields) if asked.list_name.startswith(CODE_PREFIX)}
    lists = {name: choices_of(form, asked).items for name, asked in named.items()}
    return msgspec.structs.replace(form, choices=form.choices | lists) if lists else form


def _copies(store: Store, form_id: str) -> dict[str, ward.Compiled]:
    """Every copy of the form, the oldest first, each under its version's name."""
    copies = store.find(TABLE, "form", form_id)
    return {one["version"]: msgspec.convert(one["compiled"], ward.Compiled) for one in copies}

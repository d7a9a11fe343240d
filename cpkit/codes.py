"""Code lists: groups, services, ethnic groups and the like, each a data file that a plugin brings.

A list's name is the name of its file (`groups.toml`); files of several plugins under one name add up, and a code given
again replaces the earlier one. Codes have dates of validity and a citation, and are found by code, label or spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from cpkit.errors import Misused
from cpkit.language import _, label
from cpkit.vietnamese.text import fold, loose_fold, nfc


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry: `parent` is the code it is a finer kind of; `aliases` are the spellings and headings it is known by.

    `confidential` codes are shown and exported only where confidential matters are asked for.
    """

    code: str
    label: dict[str, str]
    short: dict[str, str] = {}
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str = ""
    aliases: tuple[str, ...] = ()
    confidential: bool = False
    extra: dict[str, Any] = {}

    @property
    def text(self) -> str:
        """The official name in the language spoken now."""
        return label(self.label)

    @property
    def short_text(self) -> str:
        """A name short enough for a table or a menu: the short name, else the official one."""
        return label(self.short or self.label)

    def is_valid(self, day: date) -> bool:
        """Whether the code may be used for a fact of `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class CodeFile(msgspec.Struct, forbid_unknown_fields=True):
    """What one data file holds; `prefixes` are words that a heading may put before a name ("Trẻ em", "Nhóm")."""

    title: dict[str, str]
    codes: list[Code] = []
    prefixes: list[str] = []


class CodeList:
    """The codes of one list in the order of their files; iterates over them."""

    def __init__(self, name: str, title: dict[str, str], codes: list[Code], prefixes: tuple[str, ...] = ()) -> None:
        self.name = name
        self.title = title
        self.codes = tuple(codes)
        self._by_code = {code.code: code for code in codes}
        self._prefixes = sorted((f"{fold(prefix)} " for prefix in prefixes), key=len, reverse=True)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str | None) -> Code | None:
        """The entry with exactly this code, valid today or not."""
        return None if code is None else self._by_code.get(code)

    def find(self, text: str) -> Code | None:
        """The entry that `text` means: by code, or by name as written, then without tones, then with i for y.

        A number before the name and the list's prefixes are skipped: "4. Trẻ em khuyết tật", "Nhóm 4".
        """
        for candidate in self._candidates(text):
            if found := self.get(candidate) or self.get(candidate.casefold()):
                return found
            for key, names in zip(_READINGS, self._names, strict=True):
                if found := names.get(key(candidate)):
                    return found
        return None

    def near(self, text: str, limit: int = 5) -> list[Code]:
        """The entries whose names look most like `text`, best first: what to offer when `find` found nothing."""
        from rapidfuzz import process

        names = self._names[1]
        hits = process.extract(_plain(text), list(names), limit=4 * limit, score_cutoff=60)
        return list({names[hit[0]].code: names[hit[0]] for hit in hits}.values())[:limit]

    def children(self, parent: str | None) -> list[Code]:
        """The finer kinds of `parent`; of None, the entries that are no finer kind themselves."""
        return [code for code in self.codes if code.parent == parent]

    def valid_on(self, day: date) -> list[Code]:
        """The entries that may be used for a fact of `day`."""
        return [code for code in self.codes if code.is_valid(day)]

    @cached_property
    def _names(self) -> list[dict[str, Code]]:
        """For each reading, what every name read so means; the first entry keeps a name that two share."""
        tables: list[dict[str, Code]] = [{} for _reading in _READINGS]
        for key, table in zip(_READINGS, tables, strict=True):
            for code in self.codes:
                for name in (*code.label.values(), *code.short.values(), *code.aliases):
                    table.setdefault(key(name), code)
        return tables

    def _candidates(self, text: str) -> list[str]:
        """`text`, then without a number before it, then without one of the list's prefixes."""
        bare = re.sub(r"^\s*\(?\d{1,2}(?:\s*[.):-])+\s*(?=[^\W\d])", "", text).strip()
        folded = fold(bare)
        rests = [folded.removeprefix(prefix).strip() for prefix in self._prefixes if folded.startswith(prefix)]
        return list(dict.fromkeys([text.strip(), bare, *filter(None, rests)]))


def code_list(name: str) -> CodeList:
    """The list called `name`, gathered from all plugins. Raises Misused when no plugin brings it."""
    found = _load(name)
    if found is None:
        raise Misused(_("Không có danh mục mã tên {name}.").format(name=name))
    return found


def code_text(name: str, code: str | None) -> str:
    """The short name of a code of the list `name`; a code that the list does not know stands for itself."""
    found = code_list(name).get(code)
    return found.short_text if found else code or ""


def list_names() -> list[str]:
    """The names of all lists, sorted."""
    return sorted({path.stem for path in _paths()})


def read_codes(path: Path) -> CodeFile:
    """The data file at `path`. Raises msgspec.ValidationError naming the place of a fault."""
    from cpkit.plugins.compiled import read_toml

    return read_toml(path, CodeFile)


def forget() -> None:
    """Read the files anew at the next use, after plugins were added or removed."""
    _load.cache_clear()


@cache
def _load(name: str) -> CodeList | None:
    from cpkit.plugins.manager import collect_files_named

    files = collect_files_named("code_lists", read_codes, stem=name)
    if not files:
        return None
    prefixes = tuple(prefix for _plugin, file in files for prefix in file.prefixes)
    return CodeList(name, files[0][1].title, _added_up(name, files), prefixes)


def _added_up(name: str, files: list[tuple[str, CodeFile]]) -> list[Code]:
    """The codes of all files; a plugin cannot say anew what a code means: old answers would change."""
    from cpkit.plugins.manager import BUILT_IN, note_failure

    codes: dict[str, Code] = {}
    owners: dict[str, str] = {}
    for plugin, file in files:
        for code in file.codes:
            if code.code in codes and plugin not in BUILT_IN:
                sentence = _("Danh mục {list} đã có mã {code} ở {owner}.")
                note_failure(plugin, sentence.format(list=name, code=code.code, owner=owners[code.code]))
            else:
                codes[code.code], owners[code.code] = code, plugin
    return list(codes.values())


def _paths() -> list[Path]:
    from cpkit.plugins.manager import collect

    return collect("code_lists")


def _letters(text: str) -> str:
    """`text` without what spellings differ in besides letters: spaces, hyphens, apostrophes (H'Mông, Khơ-mú)."""
    return re.sub(r"[\W_]+", "", text)


def _written(text: str) -> str:
    return _letters(nfc(text).casefold())


def _plain(text: str) -> str:
    return _letters(fold(text))


def _loose(text: str) -> str:
    return _letters(loose_fold(text))


_READINGS = (_written, _plain, _loose)

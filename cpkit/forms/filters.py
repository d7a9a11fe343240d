"""Lists of choices as expressions look into them: as a tree, and by what stands in their columns.

A choice_filter mostly says only that a column is another answer; then the choices are looked up, not gone through.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from cpkit.forms.model import Choice

_COMPARED = re.compile(r"\s*([^\W\d][\w.\-]*)\s*=\s*(\$\{\s*[^\W\d][\w.\-]*\s*\}|'[^']*'|\"[^\"]*\")\s*")
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_MOST_INDEXES = 200
_Index = dict[tuple[str, ...], list[Choice]]
_indexes: dict[tuple[int, tuple[str, ...]], tuple[tuple[Choice, ...], _Index]] = {}


@lru_cache(maxsize=256)
def columns_compared(choice_filter: str) -> tuple[tuple[str, str], ...]:
    """A choice_filter that only says `column = ${question}`, or several of these joined by `and`: its columns, each
    with what it is compared with; nothing for any other."""
    parts = re.split(r"\band\b", choice_filter)
    found = [_COMPARED.fullmatch(part) for part in parts]
    pairs = tuple((one[1], one[2]) for one in found if one is not None and one[1] != "label")
    return pairs if len(pairs) == len(parts) else ()


def list_index(choices: tuple[Choice, ...], columns: tuple[str, ...]) -> _Index:
    """The choices by what stands in these columns, "" where nothing does; made once for each list."""
    key = (id(choices), columns)
    if key not in _indexes:
        if len(_indexes) > _MOST_INDEXES:
            _indexes.clear()
        found: _Index = {}
        for one in choices:
            cells = {"name": one.name, **one.columns}
            found.setdefault(tuple(cells.get(column, "") for column in columns), []).append(one)
        _indexes[key] = choices, found
    return _indexes[key][1]


def list_tree(choices: tuple[Choice, ...]) -> Any:
    """A column whose heading is no name ("Tên xã") can be asked for by pulldata() only."""
    root = etree.SubElement(etree.Element("instance"), "root")
    names = {name for choice in choices for name in choice.columns if _NAME.fullmatch(name)}
    for at, choice in enumerate(choices):
        item = etree.SubElement(root, "item", at=str(at))
        columns = {name: text for name, text in choice.columns.items() if name in names}
        for name, text in {"name": choice.name, "label": choice.text, **columns}.items():
            etree.SubElement(item, name).text = text
    return root

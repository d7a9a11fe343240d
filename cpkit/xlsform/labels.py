"""Labels as a workbook writes them: each language by its code, Markdown and HTML taken out, since screens show text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from cpkit.forms.model import Labels
from cpkit.vietnamese import fold

_LANGUAGES = {"tieng viet": "vi", "vietnamese": "vi", "viet": "vi", "vi": "vi", "default": "vi", "english": "en",
              "tieng anh": "en", "en": "en"}  # fmt: skip
_TAGS = "span|p|div|b|i|u|em|strong|font|center|h[1-6]|small|big|sub|sup|ul|ol|li|a|img|table|tr|td|br"
_MARKUP = (
    (re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>(?=.)", re.I | re.S), "\n"),
    (re.compile(rf"</?(?:{_TAGS})\b[^<>]*>", re.I), ""),
    (re.compile(r"\[([^\[\]]+)\]\((https?:[^()\s]+)\)"), r"\1 (\2)"),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+", re.M), ""),
    (re.compile(r"(?<!\\)\*\*(?=[^\s*])(.+?)(?<=[^\s\\])\*\*"), r"\1"),
    (re.compile(r"(?<![\w\\])__(?=[^\s_])(.+?)(?<=[^\s_\\])__(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]*?)(?<=[^\s\\])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]*?)(?<=[^\s\\])_(?!\w)"), r"\1"),
    (re.compile(r"\\([*_#])"), r"\1"),
)
"""What ODK shows as bold, slanted, a heading or a link (docs.getodk.org, "Styling")."""
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});", re.I)


def labels_of(value: Any) -> Labels:
    """A label in each of its languages, as plain text; one without a language counts as Vietnamese."""
    if not value:
        return {}
    if isinstance(value, str):
        return {"vi": plain_text(value)}
    found: Labels = {}
    for language, text in value.items():
        if text and not (language == "default" and "vi" in found):
            found[language_code(language)] = plain_text(str(text))
    return found


def labels_in(cells: Mapping[str, str], column: str) -> Labels:
    """The label in the columns of a row of text: `label`, `label::English (en)`."""
    parts = {heading: [part.strip() for part in heading.split("::")] for heading in cells}
    own = {heading: words for heading, words in parts.items() if words[0].lower() == column.lower() and len(words) < 3}
    return labels_of({"".join(words[1:]) or "default": cells[heading] for heading, words in own.items()})


def language_code(name: str) -> str:
    """ "Tiếng Việt (vi)" and "Vietnamese" are "vi"; an unknown language keeps its name."""
    code = re.search(r"\(([a-z]{2,3})\)\s*$", name)
    return code[1] if code else _LANGUAGES.get(fold(name).strip(), name)


def plain_text(text: str) -> str:
    """A label without the signs of Markdown and HTML; the answers it names (`${…}`) stay as they are written."""
    if not any(sign in text for sign in "*_#<[&\\"):
        return text
    named: list[str] = _REFERENCE.findall(text)
    found = _REFERENCE.sub("\0", text)
    for pattern, left in _MARKUP:
        found = pattern.sub(left, found)
    found = _ENTITY.sub(lambda entity: html.unescape(entity[0]).replace("\u00a0", " "), found)
    for one in named:
        found = found.replace("\0", one, 1)
    return "\n".join(line.strip() for line in found.split("\n")).strip() or text

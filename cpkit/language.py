"""The officer's language: sentences are written in Vietnamese, a catalogue turns them into English.

The language is set once, before any command module is imported (`--lang`, then `CPKIT_LANG`, then Vietnamese).
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping

LANGUAGES = ("vi", "en")
CATALOGUES = os.path.join(os.path.dirname(__file__), "locale")

_LAWS = {
    "NĐ56": "Decree 56/2017", "NĐ 56/2017": "Decree 56/2017", "NĐ 30/2020": "Decree 30/2020",
    "TT14": "Circular 14/2020", "Luật Trẻ em": "Law on Children", "Bộ luật Dân sự 2015": "Civil Code 2015",
}  # fmt: skip
"""The laws by the names they have in citations, and in English."""
_BEFORE, _KIND, _NUMBER = r"[,;]? |-", r"Đ|Mẫu (?:số )?|Article ", r"\d[\w.]*\b(?:-\d+)?"
_PLACES = re.compile(rf"(?P<before>{_BEFORE})(?P<kind>{_KIND})(?P<number>{_NUMBER})")
_LAW = re.compile(rf"(?P<law>{'|'.join(_LAWS)})(?P<places>(?:(?:{_BEFORE})(?:{_KIND}){_NUMBER})*)")

_current = "vi"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def set_language(code: str) -> None:
    """Speak `code` ("vi" or "en") from now on; another code speaks Vietnamese."""
    global _current, _catalogue
    _current = code if code in LANGUAGES else "vi"
    _catalogue = gettext.translation("cpkit", CATALOGUES, [_current], fallback=True)


def current_language() -> str:
    """The code of the language spoken now: "vi" or "en"."""
    return _current


def _(message: str) -> str:
    """`message` (written in Vietnamese) in the language spoken now."""
    return cited(_catalogue.gettext(message))


def label(labels: Mapping[str, str]) -> str:
    """The label of a piece of data in the language spoken now, else its Vietnamese one, else any it has."""
    return cited(labels.get(_current) or labels.get("vi") or next(iter(labels.values()), ""))


def cited(text: str) -> str:
    """`text` with its articles of law as English names them, where English is spoken: "NĐ56 Đ28.4" becomes "Decree
    56/2017, Art. 28.4". Only what follows the name of a law is touched."""
    if _current != "en" or not _LAW.search(text):
        return text
    return _LAW.sub(lambda law: _LAWS[law["law"]] + _PLACES.sub(_place, law["places"]), text)


def _place(found: re.Match[str]) -> str:
    """One article or form after the name of a law; of several articles only the first says that it is one."""
    before, kind, number = found["before"], found["kind"], found["number"]
    if kind.startswith("M"):
        return f"{before if ',' in before or '-' in before else ', '}Form {number}"
    return f", Art. {number}" if before.isspace() else f"{before}{number}"

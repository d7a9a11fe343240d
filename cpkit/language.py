"""The officer's language: sentences are written in Vietnamese, a catalogue turns them into English.

The language is set once, before any command module is imported (`--lang`, then `CPKIT_LANG`, then Vietnamese).
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping

LANGUAGES = ("vi", "en")
CATALOGUES = os.path.join(os.path.dirname(__file__), "locale")

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
    return _catalogue.gettext(message)


def label(labels: Mapping[str, str]) -> str:
    """The label of a piece of data in the language spoken now, else its Vietnamese one, else any it has."""
    return labels.get(_current) or labels.get("vi") or next(iter(labels.values()), "")

"""XLSForm's question types: which become which of ours, which a phone fills in by itself, which cannot be asked."""

from __future__ import annotations

import re

TYPES = {
    "text": "text", "string": "text",
    "integer": "integer", "int": "integer",
    "decimal": "decimal",
    "range": "range",
    "date": "date",
    "time": "time",
    "datetime": "dateTime", "date_time": "dateTime",
    "note": "note",
    "calculate": "calculate",
    "hidden": "hidden",
    "acknowledge": "acknowledge", "trigger": "acknowledge",
    "select_one": "select_one", "select_multiple": "select_multiple", "rank": "rank",
    "select_one_from_file": "select_one", "select_multiple_from_file": "select_multiple",
    "select_one_external": "select_one",
    "begin_group": "begin_group", "begin_repeat": "begin_repeat", "end_group": "end_group", "end_repeat": "end_repeat",
}  # fmt: skip
"""XLSForm's types that are read, each with ours."""

SELECTS = ("select_one", "select_multiple", "rank", "select_one_from_file", "select_multiple_from_file",
           "select_one_external")  # fmt: skip
FROM_FILE = ("select_one_from_file", "select_multiple_from_file")

BY_PHONE = {
    "start": "now()", "end": "", "today": "today()", "deviceid": "", "username": "", "email": "", "phonenumber": "",
    "simserial": "", "subscriberid": "", "audit": "",
}  # fmt: skip
"""What a phone fills in by itself: kept as hidden questions, with the expression cpkit fills in itself."""

UNSUPPORTED = frozenset({
    "geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "gps", "location", "image", "photo",
    "audio", "background-audio", "video", "file", "barcode", "osm", "xml-external",
})  # fmt: skip
"""Refused by name; what holds text can be kept as text on request."""

KOBO = {
    "begin_score": "select_one", "score__row": "select_one", "end_score": "select_one", "begin_rank": "rank",
    "rank__level": "rank", "end_rank": "rank", "begin_kobomatrix": "begin_repeat", "end_kobomatrix": "begin_repeat",
}  # fmt: skip
"""Kobo's own types, which ODK knows as little as cpkit does, each with the type to use instead."""

NEVER_TEXT = frozenset({"xml-external"})

TABLE_FILE = "csv-external"
"""No question: a CSV file that expressions look into by this name."""

_OLD = (
    (re.compile(r"^(add )?select (one|1)( prompt)?( from| using)? ", re.I), "select_one "),
    (re.compile(r"^select1 ", re.I), "select_one "),
    (re.compile(r"^(add )?select (multiple|all that apply)( prompt)?( from| using)? ", re.I), "select_multiple "),
    (re.compile(r"^(begin|end)[ _]+(group|repeat|loop)\b", re.I), r"\1_\2"),
    (re.compile(r"^select (one|multiple) from file ", re.I), r"select_\1_from_file "),
)


def words_of(text: str) -> list[str]:
    """The words of a type as its cell says it, the first in today's spelling: "select one l or other" is select_one."""
    for pattern, today in _OLD:
        text = pattern.sub(today, text)
    text = re.sub(r"\$\{\s*([^{}]*?)\s*\}", r"${\1}", text)
    words = text.replace("or other", "or_other").split()
    if words and words[0].lower() != words[0] and words[0].lower() in {*TYPES, *UNSUPPORTED, *BY_PHONE}:
        words[0] = words[0].lower()
    return words

"""Where cpkit answers otherwise than ODK's web engine on purpose: what it says instead, and why. All else agrees."""

from __future__ import annotations

from typing import Any, NamedTuple

BEYOND: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "Days are counted from midnight in Vietnam, as Collect counts them on a phone; the web engine counts "
        "from midnight in London, so its numbers are 7 hours less. Differences of two days are the same in "
        "both.",
        {
            "date(20407)": "2025-11-15",
            "date('2024-02-29') + 366": "20148",
            "decimal-date-time('1970-01-02T00:00:00Z')": "1.2916666666666667",
            "decimal-date-time(${luc})": "20220.336909722224",
            "decimal-date-time(${sinh})": "17861",
            "decimal-date-time('1970-01-02')": "1",
            "int(now()) - int(today())": "0",
            "decimal-time('06:00:00.000+07:00')": "0.25",
        },
    ),
    (
        "What is no date is no answer; the web engine writes the words “Invalid Date” into the answer, or "
        "stops with an error.",
        {
            "date('x')": "",
            "date('01')": "",
            "date('20407')": "",
            "date-time('x')": "",
            "date('2025-02-30')": "",
        },
    ),
    (
        "A moment is written as it is given and stored, whole, without thousandths of a second.",
        {
            "date-time('2025-05-12T08:05:09.000+07:00')": "2025-05-12T08:05:09+07:00",
            "date-time('2025-05-12')": "2025-05-12T00:00:00+07:00",
        },
    ),
    (
        "Months and days of the week have Vietnamese names, Sunday too, which the web engine leaves out; %% "
        "is a sign of per cent; a day that was computed can be written, as in Collect.",
        {
            "format-date(${sinh}, '%b')": "thg 11",
            "format-date(${sinh}, '%a')": "T2",
            "format-date('2025-11-16', '%a')": "CN",
            "format-date(${sinh}, '%%')": "%",
            "format-date(today() + 1, '%d/%m/%Y')": "16/11/2025",
        },
    ),
    (
        "A question without an answer is no, as in Collect; the web engine takes the question itself for a yes.",
        {
            "boolean(${trong})": "false",
            "if(${trong}, 'a', 'b')": "b",
            "not(${trong})": "true",
        },
    ),
    (
        "“and” and “or” are answered by yes or no (ODK's documentation, Boolean operators); the web engine "
        "hands on the last side it looked at.",
        {
            "'a' and 'b'": "true",
            "'a' and ''": "false",
            "0 or ''": "false",
            "1 or 0": "true",
            "${ten} and ${so}": "true",
            "${trong} or ${khong}": "false",
        },
    ),
    (
        "A path without nodes counts as an empty answer, as in Collect: questions that do not apply are such.",
        {
            "${con}[tuoi > 99]/lop = ''": "true",
            "not(${con}[tuoi > 99]/lop = '')": "false",
        },
    ),
    (
        "The sum of nothing is 0 (XPath 1.0, 4.4), so a repeat without rows adds nothing.",
        {
            "sum(${con}[tuoi > 99]/tuoi)": "0",
        },
    ),
    (
        "A number is digits, as XPath 1.0 says (3.5) and an officer reads it.",
        {
            "number('0x10')": "",
            "number(' ')": "",
        },
    ),
    (
        "regex() wants the whole text to fit (ODK's documentation: “an exact and complete match”), as Collect"
        " does; a phone and cpkit must not judge otherwise.",
        {
            "regex('x0912345678', '[0-9]{10}')": "false",
            "regex('a', '')": "false",
        },
    ),
    (
        "The web engine takes a wrong part of the text: substring-after() one sign after the place where the text was "
        "found, however long that text, and substring() of less than no signs those before.",
        {
            "substring('12345', 3, -2)": "",
            "substring-after('a--b', '--')": "b",
        },
    ),
    (
        "Lawful XPath 1.0 that the web engine does not know: “version”, “- -”, preceding-sibling.",
        {
            "version()": "1",
            "- - 3": "3",
            "/data/con[3]/preceding-sibling::con[1]/tuoi": "5",
        },
    ),
)
"""Reasons, each with the expressions it is the reason of and cpkit's answers to them."""

ON_PURPOSE = {text: answer for _why, answers in BEYOND for text, answer in answers.items()}
"""cpkit's answer to each of them."""


class Purpose(NamedTuple):
    """What of a node cpkit says otherwise, in each fill in which it does, and why."""

    node: str
    key: str
    ours: tuple[Any, ...]
    why: str


_WORDS = "“Khác” and “Ghi rõ”: what ODK adds by itself in English is said in Vietnamese."
_OTHER = [["biet", "Biết bơi"], ["khong", "Không biết bơi"], ["other", "Khác"]]
_DIGITS = "A whole number is written without “.0” (7, as Collect computes with it), whatever the question's type."
_FILTERED = (
    "An answer that the filter no longer allows is refused with a sentence; the web engine takes it out unsaid, also "
    "when an answer before it is changed by mistake."
)
_NONE = "The sum of nothing is 0 (XPath 1.0, 4.4)."
_GONE = "What does not apply is taken out, as on submission and in Collect: its rows and answers are not counted."
_EXTERNAL = (
    "The web engine has no select_one_external; the choices are those XLSForm's reference promises: the rows of the "
    "sheet external_choices that the filter is true of."
)

NODES: dict[str, tuple[Purpose, ...]] = {
    "text": (
        Purpose("/data/ghi", "value", ("a b",), "Spaces typed twice by accident are one, so that names are found."),
    ),
    "decimal": (Purpose("/data/can", "value", ("7",), _DIGITS), Purpose("/data/chu", "value", ("7",), _DIGITS)),
    "range": (Purpose("/data/le", "value", ("0",), _DIGITS),),
    "or_other": (
        Purpose("/data/boi", "choices", (_OTHER,) * 3, _WORDS),
        Purpose("/data/nhieu", "choices", (_OTHER,) * 3, _WORDS),
        Purpose("/data/boi_other", "label", ("Ghi rõ",), _WORDS),
        Purpose("/data/nhieu_other", "label", ("Ghi rõ",), _WORDS),
    ),
    "calculate": (
        Purpose("/data/e", "readonly", (True,) * 3, "What the form computes is not typed over by hand in cpkit."),
    ),
    "repeats": (Purpose("/data/tong", "value", ("0",), _NONE),),
    "nested-repeats": (
        Purpose("/data/ho[1]/tong", "value", ("0",), _NONE),
        Purpose("/data/tatca", "value", ("0",), _NONE),
    ),
    "relevance-of-repeats": (
        Purpose("/data/dem", "value", ("0",), _GONE),
        Purpose("/data/tong", "value", ("0",), _NONE),
    ),
    "calculations-of-typed-questions": (
        Purpose("/data/f", "value", ("2025-02-03",), "A moment answers a question for a date by its day."),
        Purpose("/data/g", "value", ("2025-11-16",) * 3, "A number of days answers a date by that day, as in Collect."),
    ),
    "cascading-choices": (
        Purpose("/data/ban", "value", ("b2",), _FILTERED),
        Purpose("/data/ban", "constraint", (False,), _FILTERED),
        Purpose("/data/hai", "value", ("b1 b3",), _FILTERED),
        Purpose("/data/hai", "constraint", (False,), _FILTERED),
    ),
    "languages": (
        Purpose(
            "/data/m", "label", ("Bạn chọn Hai", "Bạn chọn Một"), "A label tells an answer in words, not by its code."
        ),
    ),
    "readonly": (
        Purpose(
            "/data/d",
            "readonly",
            (False,),
            "A question that may be read only at times is asked always, which is said when the form is added.",
        ),
    ),
    "trigger": (
        Purpose(
            "/data/luc",
            "value",
            ("Lò 5",),
            "Answers read at once are all there when a trigger is worked out; on a phone they come one by one.",
        ),
    ),
    "what-does-not-apply-in-some-rows": (
        Purpose("/data/t", "value", ("3,1",), _GONE),
        Purpose("/data/x", "value", ("2",), _GONE),
    ),
    "external-choices": (Purpose("/data/ban", "choices", ([], [["b2", "Bản Hai"]]), _EXTERNAL),),
}
"""By the feature."""

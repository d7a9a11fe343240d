"""Expressions and answers drawn by chance, of the kinds in which both engines must agree (see `differences`)."""

from __future__ import annotations

import re
from math import isclose
from typing import Any

from hypothesis import strategies as st

LEAVES: dict[str, tuple[str, ...]] = {
    "N": (
        "0", "1", "2", "7", "-3", "0.5", "-2.25", "12.345", "1000", "${so}", "${am}", "${khong}", "${tuoi}", "''",
        "'4'", "sum(${tuoi})", "max(${tuoi})", "min(${tuoi})", "count(${con})", "count-non-empty(${lop})",
    ),
    "T": (
        "''", "'Mai'", "'a b'", "' Đỗ  x '", "'12'", "'-3.5'", "'a'", "' '", "${ten}", "${trong}", "${mau}",
        "${nhieu}", "${lop}", "${so}", "${am}",
    ),
    "B": (
        "true()", "false()", "(${so} > 3)", "(${mau} = 'do')", "(${ten} = '')",
    ),
    "D": (
        "${sinh}", "${chua}", "today()", "date('2025-01-31')", "date('2024-02-29')", "'2020-02-28'", "''",
    ),
}  # fmt: skip
"""What an expression ends in: numbers, texts, yes or no, dates."""

PATTERNS: dict[str, tuple[str, ...]] = {
    "N": (
        "(N + N)", "(N - N)", "(N * N)", "(N div N)", "(N mod N)", "-(N)", "abs(N)", "int(N)", "floor(N)",
        "ceiling(N)", "round(N)", "round(N, 2)", "round(N, -1)", "sqrt(N)", "number(N)", "number(normalize-space(T))",
        "pow(N, 2)", "min(N, N)", "max(N, N)", "if(B, N, N)", "string-length(T)", "count-selected(T)",
        "coalesce(N, N)", "(D - ${sinh})", "(decimal-date-time(D) - decimal-date-time(D))", "count(${con}[tuoi > N])",
        "sum(${con}/tuoi) + N", "int(if(B, normalize-space(T), N))", "number(B)", "log10(N)",
    ),
    "T": (
        "concat(T, T)", "concat(T, N)", "concat(B, T)", "join('-', ${lop}, T)", "substr(T, N)", "substr(T, N, N)",
        "substring(T, 2, abs(N))", "substring(T, N)", "substring-before(T, ' ')", "substring-before(T, T)",
        "substring-after(T, 'a')", "translate(T, 'ai', 'A')", "translate(T, T, T)", "normalize-space(T)",
        "coalesce(T, T)", "selected-at(T, N)", "if(B, T, T)", "string(N)", "string(T)", "format-date(D, '%d/%m/%Y')",
        "format-date(D, '%e-%n-%y')", "string(indexed-repeat(${lop}, ${con}, N))", "concat(D, 'x')",
        "jr:choice-name(T, '${mau}')", "string(instance('mau')/root/item[name = T]/label)",
        "pulldata('ban', 'label', 'name', 'b1')",
    ),
    "B": (
        "(N = N)", "(N != N)", "(N < N)", "(N <= N)", "(N > N)", "(N >= N)", "(T = T)", "(T != T)",
        "(N = normalize-space(T))", "(normalize-space(T) < N)", "(D < D)", "(D <= D)", "(D > D)", "(D = D)",
        "(B and B)", "(B or B)", "not(B)", "(B = B)", "selected(T, T)", "selected(${nhieu}, T)", "contains(T, T)",
        "starts-with(T, T)", "ends-with(T, T)", "boolean-from-string(T)", "regex(T, '^[a-z0-9 ]*$')",
        "checklist(1, 2, B, B, B)", "weighted-checklist(2, 5, B, 2, B, 3)", "boolean(N * 2)",
    ),
    "D": (
        "date(D)", "if(B, D, D)", "coalesce(D, D)",
    ),
}  # fmt: skip
"""How an expression is made of others: N stands for a number, T for text, B for yes or no, D for a date."""


@st.composite
def expressions(draw: st.DrawFn, kind: str = "", depth: int = 3) -> str:
    """An expression at most `depth` patterns deep."""
    kind = kind or draw(st.sampled_from("NTB"))
    pattern = draw(st.sampled_from(LEAVES[kind] if depth == 0 else LEAVES[kind] + PATTERNS[kind]))
    if pattern in LEAVES[kind]:
        return pattern
    return re.sub(r"\b[NTBD]\b", lambda found: draw(expressions(found[0], depth - 1)), pattern)


_NAME = st.text(alphabet="aiĐỗ bcMx12", min_size=1, max_size=8).map(lambda text: " ".join(text.split()) or "a")
_DAY = st.dates().map(lambda day: str(day.replace(year=1976 + day.year % 100)))
_ROW = st.fixed_dictionaries({}, optional={"tuoi": st.integers(0, 99).map(str), "lop": _NAME})

ANSWERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"con": st.lists(_ROW, min_size=1, max_size=3)},
    optional={
        "ten": _NAME,
        "so": st.integers(-1000, 1000).map(str),
        "am": st.sampled_from(["-2.5", "0.25", "18.75", "-0.125", "1000.5"]),
        "sinh": _DAY,
        "mau": st.sampled_from(["do", "xanh"]),
        "nhieu": st.sampled_from(["do", "xanh", "vang", "do xanh", "do vang", "xanh vang", "do xanh vang"]),
    },
)
"""Answers to the questions of `expressions.toml`."""


def same(ours: str, theirs: str) -> bool:
    """Alike to the last digit, or as near as two ways of computing a root or a remainder come."""
    if ours == theirs:
        return True
    try:
        return isclose(float(ours), float(theirs), rel_tol=1e-12, abs_tol=1e-12)
    except ValueError:
        return False


def _some(**answers: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these answers, each perhaps not given."""
    return st.fixed_dictionaries({}, optional=answers)


_WORD = st.sampled_from(["Mai", "Nam", "Lò Thị", "5A", "12C", "x"])
_COUNT = st.integers(-1, 9).map(str)
_VACCINE = _some(mui=st.sampled_from(["sởi", "lao"]), lan=_COUNT)
_CHILD = _some(
    ten=_WORD,
    sinh=st.one_of(_DAY, st.sampled_from(["2019-11-15", "2019-11-16", "2025-11-15", "2025-11-16"])),
    co=st.sampled_from(["nuoc", "benh", "khong", "nuoc benh", "nuoc khong"]),
    lop=_WORD,
    buoi=_COUNT,
    tiem=st.lists(_VACCINE, max_size=2),
)
_PLACE = st.sampled_from([{}, {"xa": "dbp"}, {"xa": "dbp", "ban": "b1"}, {"xa": "mt"}, {"xa": "mt", "ban": "b2"}])

HOUSEHOLDS: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda place, answers, children: {**place, **answers, "tre": children},
    _PLACE,
    _some(chu_ho=_WORD, nguong=_COUNT, ghi=st.sampled_from(["sâu", "nước sâu"])),
    st.lists(_CHILD, min_size=1, max_size=4),
)
"""Fills of the form `household`."""

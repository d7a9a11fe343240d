"""What the headings of ward lists say: words and phrases, and the field each one means.

A field is written `name`, or `name:value` where a mark in the column adds that value: `groups:4` and `groups:4.2`
(legal groups), `risks:bo_hoc`, `poverty:ngheo`, `sex:nu`; `birth:nam` and `birth:nu` hold the birth of a boy or a girl,
`birth:day`, `birth:month`, `birth:year` one part of it. `-` leaves a column out. Phrases are fold keys.
"""

from __future__ import annotations

from dataclasses import dataclass

SKIP = "-"
PLACE = "place"
"""A column headed "where the child lives": the hamlet, or the address where another column has the hamlet."""

NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "stt trong ho", "tt ho"})
"""Headings that are left out without asking."""
REASONS = "Lý do không nhận"
"""The heading of the last column in a workbook of refused rows."""

PERSONS = {"me": "mother", "cha": "father", "bo": "father", "ba": "father", "ma": "mother"}
"""Words that name a parent, with the parent's field."""
PARENTS = frozenset({"me", "cha", "bo"})
"""Words after which a heading no longer speaks of the child ("ba", "ma" may mean other things)."""
CARERS = ("nguoi cham soc", "nguoi nuoi", "nguoi giam ho", "nguoi dai dien", "nguoi do dau")
OTHERS = ("chu ho", "ong noi", "ong ngoai", "nguoi khai", "nguoi lap", "nguoi bao", "giao vien", "can bo")
"""People whose names the register does not keep."""
FILLERS = frozenset({"ho", "va", "ten", "cua", "tre", "em", "chau", "nguoi", "de", "hoac", "hay", "chu"})
"""Words that a heading about a parent's name may say beside the parent."""


@dataclass(frozen=True)
class Phrase:
    """A rule: a heading with one of `any_of` and none of `unless` means `field`; `alone` wants the whole heading."""

    field: str
    any_of: tuple[str, ...]
    unless: tuple[str, ...] = ()
    alone: bool = False


PHRASES = (
    Phrase("note", ("ghi chu", "chu thich")),
    Phrase("phone", ("dien thoai", "sdt", "so dt", "dtdd")),
    Phrase("sex:nam", ("gioi tinh nam", "gioi nam", "phai nam"), alone=True),
    Phrase("sex:nu", ("gioi tinh nu", "gioi nu", "phai nu"), alone=True),
    Phrase("sex", ("nam nu", "nam hay nu", "trai gai"), alone=True),
    Phrase("sex", ("gioi tinh", "phai", "gioi")),
    Phrase("sex:nu", ("nu",), alone=True),
    Phrase("sex:nam", ("nam",), alone=True),
    Phrase("birth", ("ngay sinh", "thang sinh", "nam sinh", "sinh ngay", "sinh nam"), ("giay",)),
    Phrase("birth", ("sinh",), alone=True),
    Phrase("age", ("tuoi", "so tuoi"), alone=True),
    Phrase("ethnic", ("dan toc",), ("tieng", "noi tru")),
    Phrase("id_number", ("dinh danh", "cccd", "can cuoc", "ddcn", "cmnd", "ma so ca nhan"), ("ngay cap", "noi cap")),
    Phrase("poverty:can_ngheo", ("can ngheo",), ("ho ngheo", "benh")),
    Phrase("poverty:ngheo", ("ho ngheo", "thuoc ngheo", "dien ngheo"), ("can ngheo", "benh")),
    Phrase("poverty:ngheo", ("ngheo",), alone=True),
    Phrase("poverty", ("can ngheo", "dien ho", "loai ho"), ("benh",)),
    Phrase(
        "name",
        ("ho va ten", "ho ten", "ten tre", "ten chau", "ten be", "ho va chu dem", "ho chu dem", "ho dem", "ho va dem"),
    ),
    Phrase("name", ("ten", "ho"), alone=True),
    Phrase("hamlet", ("thon", "xom", "to dan pho", "tdp", "khu pho", "khoi pho", "tieu khu", "khu dan cu", "to ban")),
    Phrase("hamlet", ("ban", "buon", "ap", "khoi", "to", "khu"), ("ban sao", "to chuc", "to khai")),
    Phrase(PLACE, ("noi o", "cho o", "dia chi", "thuong tru", "tam tru", "cu tru", "ho khau")),
    Phrase("groups", ("hoan canh dac biet", "hcdb", "tre em co hoan canh dac biet"), alone=True),
    Phrase("groups", ("nhom hoan canh dac biet", "nhom hcdb", "thuoc nhom", "doi tuong", "dien doi tuong"), alone=True),
    Phrase("risks", ("nguy co", "tre em co nguy co", "nhom nguy co"), alone=True),
)
"""The rules in order; the first that holds decides."""

BIRTH_COLUMNS = {"nam": "birth:nam", "nữ": "birth:nu", "nu": "birth:nu", "trai": "birth:nam", "gái": "birth:nu"}
"""What stands below the heading of a birth, in small letters with tones ("năm" is the year)."""
GROUP_PARENTS = ("hoan canh dac biet", "hcdb")
RISK_PARENTS = ("nguy co",)
"""Above a column headed with a bare number, these say what the number counts."""

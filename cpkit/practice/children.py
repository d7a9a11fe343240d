"""The children of the practice ward, as documents of the `children` table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cpkit.practice.names import NameParts, Sex, draw_group, draw_name
from cpkit.register.memberships import membership, risk_spell

FIRST_BIRTH = date(2009, 11, 15)
LAST_BIRTH = date(2025, 10, 31)
REGISTER_BEGUN = date(2021, 1, 5)
HAMLETS = ("Bản Kéo", "Bản Mớ", "Bản Ten", *(f"Tổ dân phố {number}" for number in range(1, 10)))

Document = dict[str, Any]

#: Group and sub-group of the law, with how many of 10,000 children are in it. The whole stays near 1 %.
GROUP_SHARES: tuple[tuple[int, int | None, int], ...] = (
    (1, 3, 12), (2, 2, 4), (3, 2, 10), (3, 7, 6), (4, 1, 8), (4, 2, 18), (4, 3, 12),
    (5, None, 3), (6, 1, 3), (8, 2, 6), (9, 2, 1), (11, 4, 3), (13, 1, 8), (13, 2, 6), (14, 1, 2),
)  # fmt: skip
#: Risk group with how many of 1,000 children are in it.
RISK_SHARES = (("bo_hoc", 6), ("cha_me_di_lam_xa", 60), ("mo_coi_cha_hoac_me", 14), ("vi_pham_phap_luat", 5))


def make_children(chance: random.Random, count: int, unit: str) -> Iterator[Document]:
    """`count` made-up children of `unit` (its key), born between 15/11/2009 and 31/10/2025."""
    for _number in range(count):
        yield _child(chance, unit)


def _child(chance: random.Random, unit: str) -> Document:
    parts = draw_group(chance)
    sex: Sex = chance.choice(("nam", "nu"))
    born = FIRST_BIRTH + timedelta(days=chance.randrange((LAST_BIRTH - FIRST_BIRTH).days))
    since = max(born, REGISTER_BEGUN).isoformat()
    father = draw_name(chance, parts, "nam")
    poverty = chance.choices(("khong", "ngheo", "can_ngheo"), weights=(84, 9, 7))[0]
    return {
        "name": draw_name(chance, parts, sex, family=father.split()[0]),
        **_birth(chance, born),
        "sex": sex,
        "ethnic": parts.ethnic,
        "id_number": _personal_number(chance, sex, born),
        "hamlet": chance.choice(HAMLETS),
        "unit": unit,
        "address": None,
        "mother": _parent(chance, parts, "nu"),
        "father": father if chance.random() < 0.93 else None,
        "carer": None,
        "phone": None,
        "household": None,
        "poverty": poverty,
        "groups": _groups(chance, born),
        "risks": _risks(chance, poverty, since),
        "residence": [{"from": since, "to": None, "reason": None}],
        "registered_on": since,
        "died": None,
        "note": None,
        "extra": {},
    }


def _birth(chance: random.Random, born: date) -> Document:
    precision = chance.choices(("day", "month", "year"), weights=(96, 1, 3))[0]
    length = {"day": 10, "month": 7, "year": 4}[precision]
    return {"birth": born.isoformat()[:length], "birth_precision": precision}


def _personal_number(chance: random.Random, sex: Sex, born: date) -> str | None:
    """A number of the lawful shape (Điện Biên 011, century and sex, year, six digits), or none for one in six."""
    if chance.random() < 1 / 6:
        return None
    return f"011{'2' if sex == 'nam' else '3'}{born:%y}{chance.randrange(1_000_000):06d}"


def _parent(chance: random.Random, parts: NameParts, sex: Sex) -> str | None:
    return draw_name(chance, parts, sex) if chance.random() < 0.98 else None


def _groups(chance: random.Random, born: date) -> list[Document]:
    draw = chance.randrange(10_000)
    for group, sub, share in GROUP_SHARES:
        draw -= share
        if draw < 0:
            return [_membership(chance, group, sub, born)]
    return []


def _membership(chance: random.Random, group: int, sub: int | None, born: date) -> Document:
    earliest = max(born, date(2020, 6, 1))
    start = earliest + timedelta(days=chance.randrange(max(1, (date(2025, 11, 1) - earliest).days)))
    known = chance.random() < 0.8
    return membership(f"{group}.{sub}" if sub else str(group), start.isoformat() if known else None)


def _risks(chance: random.Random, poverty: str, since: str) -> list[Document]:
    risks = [risk for risk, share in RISK_SHARES if chance.randrange(1000) < share]
    if poverty != "khong":
        risks.append("gia_dinh_ngheo")
    return [risk_spell(risk, since) for risk in sorted(risks)]

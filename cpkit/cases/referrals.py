"""Referral to a service or an agency (NĐ56 Đ29.1b): by consent, or by what replaces it, with an answer awaited.

A child of 7 or older agrees for itself, beside the parent or other representative (NĐ 13/2023 Đ20, Luật 91/2025 Đ24).
Agencies are dated: one that no longer existed on the day, or not yet, is refused and the one of that day named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpkit.cases.cases import open_episode, read_case
from cpkit.codes import code_list
from cpkit.errors import Problem, Refused
from cpkit.language import _
from cpkit.times import now, today
from cpkit.vietnamese import PartialDate, show_date

if TYPE_CHECKING:
    from cpkit.codes import Code
    from cpkit.store import Document, Store

TABLE, AGENCIES, BASES = "referrals", "referral_agencies", "consent_bases"
AGREES_FROM = 7
"""Full years from which the child's own consent is needed."""


@dataclass(frozen=True)
class Consent:
    """Who agreed to the referral, and on what day: the representative, and the child where it is 7 or older."""

    representative: str
    on: date
    child: bool = False


def refer(
    store: Store, case_id: int, to: str, sent: date, answer_by: date, purpose: str, *,
    consent: Consent | None = None, basis: str | None = None, number: str | None = None,
) -> int:  # fmt: skip
    """Record a referral of the case's child; `to` is a code of the directory or the id of a service of the register.

    Refused with every problem: nobody consented and no basis, an agency not of that day, an answer due before.
    """
    with store.write("refer"):
        case = read_case(store, case_id)
        open_episode(case)
        problems: list[Problem] = []
        target = _target(store, to, sent, problems)
        base = _basis(basis, sent, problems) if basis else None
        born = store.table("children").get(doc_id=case.child) if case.child is not None else None
        problems += _problems(born, case.received_at.date(), sent, answer_by, consent, base)
        if problems:
            raise Refused(_("Chưa ghi được việc chuyển gửi."), tuple(problems))
        agreed = None if consent is None else {**asdict(consent), "on": consent.on.isoformat(), "withdrawn": None}
        document = {"case": case_id, **target, "sent": sent.isoformat(), "answer_by": answer_by.isoformat()}
        document |= {"purpose": purpose, "number": number, "consent": agreed, "basis": base, "answer": None}
        doc_id: int = store.table(TABLE).insert({**document, "awaited": True})
        return doc_id


def answer(store: Store, referral_id: int, on: date, text: str) -> None:
    """Record what the agency answered. Refused before the referral, in the future, or a second time."""
    with store.write("answer referral"):
        document = read_referral(store, referral_id)
        if document["answer"]:
            raise Refused(_("Việc chuyển gửi này đã có trả lời."))
        _check_day(on, date.fromisoformat(document["sent"]))
        changes = {"answer": {"on": on.isoformat(), "text": text}, "awaited": None}
        store.table(TABLE).update(changes, doc_ids=[referral_id])


def withdraw(store: Store, referral_id: int, on: date, reason: str) -> None:
    """Record that the consent was withdrawn: nothing more may be passed on by it. Refused where none was given."""
    with store.write("withdraw consent"):
        document = read_referral(store, referral_id)
        consent = document["consent"]
        if not consent or consent["withdrawn"]:
            raise Refused(_("Việc chuyển gửi này không dựa vào sự đồng ý, hoặc sự đồng ý đã rút."))
        _check_day(on, date.fromisoformat(consent["on"]))
        withdrawn = {**consent, "withdrawn": {"on": on.isoformat(), "reason": reason}}
        store.table(TABLE).update({"consent": withdrawn}, doc_ids=[referral_id])


def read_referral(store: Store, referral_id: int) -> Document:
    """The document of a referral; Refused when there is none."""
    document: Document | None = store.table(TABLE).get(doc_id=referral_id)
    if document is None:
        raise Refused(_("Không có việc chuyển gửi nào mang mã này."))
    return document


def referrals(store: Store, case_id: int) -> list[Document]:
    """The referrals of a case, oldest first."""
    return store.find(TABLE, "case", case_id)


def agency_name(store: Store, referral: Mapping[str, Any]) -> str:
    """The agency's name, or the service's as the register has it."""
    if referral.get("agency"):
        found = code_list(AGENCIES).get(referral["agency"])
        return found.text if found else str(referral["agency"])
    document = store.table("organisations").get(doc_id=referral["organisation"])
    return str(document["name"]) if document is not None else "?"


def directory(day: date) -> list[Code]:
    """The agencies that exist on a day."""
    return [code for code in code_list(AGENCIES) if code.is_valid(day)]


def _target(store: Store, to: str, day: date, problems: list[Problem]) -> dict[str, Any]:
    """The agency's code or the service's id, by what was typed."""
    found = code_list(AGENCIES).find(to)
    if found is None:
        if any(sign.isdigit() for sign in to):
            return {"agency": None, "organisation": store.read_id("organisations", to)}
        known = ", ".join(code.code for code in directory(day))
        sentence = _("Không có nơi nào tên “{text}”. Các nơi: {known}, hoặc mã TC của cơ sở trong sổ.")
        problems.append(Problem("to", sentence.format(text=to, known=known)))
        return {}
    if not found.is_valid(day):
        instead = [code.text for code in directory(day) if found.code in code.extra.get("follows", ())]
        sentence = _("{agency}: không còn hoặc chưa có vào ngày {date}.").format(agency=found.text, date=show_date(day))
        more = _(" Ngày ấy là: {names}.").format(names=", ".join(instead)) if instead else ""
        problems.append(Problem("to", sentence + more))
    return {"agency": found.code, "organisation": None}


def _basis(text: str, day: date, problems: list[Problem]) -> str | None:
    found = code_list(BASES).find(text)
    if found is None or not found.is_valid(day):
        known = ", ".join(code.code for code in code_list(BASES) if code.is_valid(day))
        problems.append(
            Problem("basis", _("Không có căn cứ “{text}”. Các căn cứ: {known}.").format(text=text, known=known))
        )
        return None
    return found.code


def _problems(
    child: Mapping[str, Any] | None, received: date, sent: date, answer_by: date, consent: Consent | None,
    basis: str | None,
) -> list[Problem]:  # fmt: skip
    found = []
    if not received <= sent <= now().date():
        found.append(Problem("at", _("Ngày chuyển gửi phải từ ngày nhận tin đến hôm nay.")))
    if answer_by <= sent:
        found.append(Problem("answer_by", _("Ngày chờ trả lời phải sau ngày chuyển gửi.")))
    if consent is None and basis is None:
        sentence = _("Cần sự đồng ý (--consent-by, --consent-date) hoặc căn cứ thay thế (--basis).")
        found.append(Problem("consent", sentence))
    if consent is not None and consent.on > sent:
        found.append(Problem("consent_date", _("Sự đồng ý phải có trước khi chuyển gửi.")))
    if consent is not None and basis is None and not consent.child and _old_enough(child, consent.on):
        sentence = _("Trẻ từ đủ 7 tuổi phải tự đồng ý (--child-agrees), ngoài cha, mẹ, người giám hộ.")
        found.append(Problem("child_agrees", sentence))
    return found


def _old_enough(child: Mapping[str, Any] | None, day: date) -> bool:
    """Whether the child may be 7 or older on `day`; nobody knows of one not registered, so it is asked."""
    if child is None or not child.get("birth"):
        return True
    return PartialDate.parse_iso(child["birth"], child.get("birth_precision")).age_on(day)[1] >= AGREES_FROM


def _check_day(day: date, first: date) -> None:
    if not first <= day <= today():
        sentence = _("Ngày phải từ {first} đến hôm nay.")
        raise Refused(sentence.format(first=show_date(first)))

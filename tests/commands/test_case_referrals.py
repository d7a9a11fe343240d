"""`cpkit case refer|referrals|answer|withdraw|agencies`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SENT = ("--to", "tro_giup_phap_ly", "--purpose", "Bào chữa", "--date", "10/02/2025", "--answer-by", "17/02/2025")


@pytest.fixture
def case(practice: Path, run: Run) -> str:
    report = ("--received-at", "24/01/2025 16:55", "--source", "dien_thoai", "--kind", "bao_luc")
    return str(run("case", "open", *report, "--json").json["id"])


def test_from_the_referral_to_its_answer(run: Run, case: str) -> None:
    consent = ("--consent-by", "Quàng Thị Ém", "--child-agrees")
    made = run("case", "refer", case, *SENT, *consent, "--json").json["id"]
    assert made.startswith("GT-")
    assert [item["referral"] for item in run("due", "--json").json if "referral" in item] == [made]
    assert "Chờ trả lời" in run("due").stdout
    plain = run("case", "referrals", case)
    assert "Quàng Thị Ém" not in plain.stdout + run("case", "referrals", case, "--json").stdout
    assert all(len(line) <= 80 for line in plain.stdout.splitlines())
    assert "Quàng Thị Ém đồng ý" in run("case", "referrals", case, "--confidential").stdout.replace("\n  ", " ")
    assert run("case", "answer", made, "--text", "Đã tiếp nhận", "--date", "12/02/2025").exit_code == 0
    assert run("case", "withdraw", made, "--reason", "Đổi ý", "--date", "13/02/2025").exit_code == 0
    (shown,) = run("case", "referrals", case, "--json").json
    assert (shown["awaited"], shown["answer"]) == (False, None)


def test_without_consent_or_basis_the_options_are_named(run: Run, case: str) -> None:
    refused = run("case", "refer", case, *SENT)
    assert refused.exit_code == 1 and "--basis" in refused.stderr
    assert run("case", "refer", case).exit_code == 2


def test_the_directory_by_day(run: Run) -> None:
    codes = {each["code"] for each in run("case", "agencies", "--on", "1/2/2025", "--json").json}
    assert "so_ldtbxh" in codes and "so_y_te" not in codes
    assert "Sở Y tế" in run("case", "agencies", "--on", "1/4/2025").stdout

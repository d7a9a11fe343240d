"""The officer's language: articles of law are named in English where English is spoken."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpkit.language import cited, set_language
from tests.conftest import Run


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("(NĐ56 Đ28.4)", "(Decree 56/2017, Art. 28.4)"),
        ("NĐ56 Đ26.2, Đ26.3, Đ31.2", "Decree 56/2017, Art. 26.2, 26.3, 31.2"),
        ("NĐ56 Đ25-Đ31; NĐ56 Đ18-21", "Decree 56/2017, Art. 25-31; Decree 56/2017, Art. 18-21"),
        ("NĐ56 Đ30.1b, Mẫu số 06.", "Decree 56/2017, Art. 30.1b, Form 06."),
        ("NĐ56 Đ43.2, Luật Trẻ em Đ68.2", "Decree 56/2017, Art. 43.2, Law on Children, Art. 68.2"),
        ("TT14 Đ10.4c, Đ11.2", "Circular 14/2020, Art. 10.4c, 11.2"),
        ("NĐ56 Article 39.3", "Decree 56/2017, Art. 39.3"),
        ("Mẫu 06, Đ28: no law is named", "Mẫu 06, Đ28: no law is named"),
    ],
)
def test_articles_in_english(vietnamese: str, english: str) -> None:
    set_language("en")
    assert cited(vietnamese) == english == cited(english)
    set_language("vi")
    assert cited(vietnamese) == vietnamese


def test_a_command_in_english_names_them_so(run: Run, practice: Path) -> None:
    run("case", "open", "--received-at", "24/01/2025 16:55", "--source", "khac", "--kind", "bao_luc")
    shown = run("--lang", "en", "due")
    assert "Decree 56/2017, Art. 26.2, 26.3, 31.2" in " ".join(shown.stdout.split()) and "Đ26" not in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    assert run("--lang", "en", "due", "--json").json[0]["citation"].startswith("NĐ56"), "what scripts read stays"
    assert "NĐ56 Đ26.2" in " ".join(run("--lang", "vi", "due").stdout.split())

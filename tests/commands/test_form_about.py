"""Who looks at a record sees the ward's filled forms about it: an answer nobody finds again is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.xlsform.books import survey


@pytest.fixture
def form(run: Any, practice: Path, tmp_path: Path) -> None:
    settings = (("form_id", "form_title", "attaches"), ("tham", "Thăm hỏi", "child, worker, event"))
    assert run("form", "add", survey(tmp_path / "t.xlsx", ("text", "loi", "Lời"), settings=settings)).exit_code == 0


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (("register", "--name", "Lò Thị Mai", "--birth-date", "1/2/2018", "--sex", "nu"), ("child", "show")),
        (("worker", "add", "--name", "Lò Văn Kiên", "--role", "khac"), ("worker", "show")),
        (("event", "add", "--kind", "thien_tai", "--title", "Lũ", "--date", "25/7/2025"), ("event", "show")),
    ],
)
def test_the_screen_of_a_record_names_the_forms_about_it(run: Any, form: None, made: Any, shown: Any) -> None:
    about = run(*made, "--json").json["id"]
    assert "Phiếu đã ghi" not in run(*shown, about).stdout
    entry = run("form", "fill", "tham", "--for", about, "--set", "loi=Khỏe", "--json").json["id"]
    told = run(*shown, about).stdout
    assert "Phiếu đã ghi" in told and entry in told and "Thăm hỏi" in told
    run("form", "entry", "cancel", entry, "--reason", "Ghi nhầm")
    assert entry not in run(*shown, about).stdout


def test_of_many_the_latest_are_named_and_the_others_counted(run: Any, form: None) -> None:
    about = run("worker", "add", "--name", "Lò Văn Kiên", "--role", "khac", "--json").json["id"]
    ids = [run("form", "fill", "tham", "--for", about, "--set", f"loi={at}", "--json").json["id"] for at in range(7)]
    told = " ".join(run("worker", "show", about).stdout.split())
    assert ids[-1] in told and ids[0] not in told and "và 2 phiếu nữa" in told

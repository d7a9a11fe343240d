"""An answer to a plugin's question stays with its record, and the record can be corrected after the plugin is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cpkit.store import open_store
from tests.conftest import Run
from tests.plugins.conftest import Plug

CODE = """
from pathlib import Path
from cpkit.plugins import hookimpl

@hookimpl
def form_fields(register):
    register(*sorted(Path({folder!r}).glob("*.toml")))
"""
QUESTION = '[[survey]]\ntype = "text"\nname = "them_cau"\nlabel = { vi = "Câu thêm" }\n'
FORMS = ("mau_01", "mau_02", "can_thiep", "hoat_dong", "su_kien", "ho_gia_dinh", "can_bo", "to_chuc")
SAID = ("--them-cau", "đã trả lời")
RECORDS = {
    "interventions": (
        ("log", "--child", "1", "--service", "y_te", "--date", "12/5/2025", "--provider", "Trạm y tế"),
        ("log", "edit", "1", "--provider", "Bệnh viện"),
    ),
    "activities": (
        ("activity", "add", "truyen_thong", "--date", "12/5/2025", "--title", "Một"),
        ("activity", "edit", "1", "--title", "Hai"),
    ),
    "events": (
        ("event", "add", "--kind", "thien_tai", "--title", "Lũ", "--date", "25/7/2025"),
        ("event", "edit", "1", "--title", "Lũ quét"),
    ),
    "households": (
        ("household", "add", "--head", "Lò Văn Mẫu", "--hamlet", "Bản Kéo"),
        ("household", "edit", "1", "--hamlet", "Bản Mớ"),
    ),
    "intakes": (
        ("case", "open", "1", "--kind", "bao_luc", "--source", "dien_thoai", "--received-at", "14/11/2025 08:00"),
        ("case", "edit", "1", "--source", "truc_tiep"),
    ),
}


@pytest.fixture
def asked(plug: Plug, practice: Path, tmp_path: Path, installed: Run) -> None:
    """A plugin adds one question to many forms; one child is registered."""
    folder = tmp_path / "fields"
    folder.mkdir()
    for form in FORMS:
        (folder / f"{form}.toml").write_text(QUESTION, encoding="utf-8")
    plug("lu", CODE.format(folder=str(folder)))
    words = ("--name", "Lò Thị Thử", "--birth-date", "1/5/2016", "--sex", "nu", "--mother", "Quàng Thị Mẫu")
    assert installed("register", *words).exit_code == 0


def _stored(home: Path, table: str) -> Any:
    with open_store(home) as store:
        return [dict(document) for document in store.table(table)]


@pytest.mark.usefixtures("asked")
def test_a_form_of_the_case_can_be_filled_on(practice: Path, installed: Run) -> None:
    """Mẫu số 02 (NĐ56 Đ26): what a plugin asked beside it is kept when the sheet is corrected without the plugin."""
    assert installed(*RECORDS["intakes"][0]).exit_code == 0
    at = ("--at", "14/11/2025 09:00")
    known = (
        "assessed_on=14/11/2025",
        "harm_access=cao",
        "ability_self=thap",
        "ability_adults=thap",
        "harm_level=cao",
        "conclusion=khan_cap",
        "conclusion_reason=x",
    )
    said = [word for answer in known for word in ("--set", answer)]
    first = installed("case", "fill", "1", "mau_02", *at, *said, "--set", "them_cau=đã trả lời")
    assert first.exit_code == 0, first.stderr
    again = installed("case", "fill", "1", "mau_02", "--set", "harm_access=trung_binh", CPKIT_LOAD_PLUGINS="")
    assert again.exit_code == 0, again.stderr
    (sheet,) = _stored(practice, "case_forms")
    assert sheet["answers"]["them_cau"] == "đã trả lời"
    assert sheet["answers"]["harm_access"] == "trung_binh"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("table", RECORDS)
def test_is_kept_and_the_record_can_still_be_corrected(practice: Path, installed: Run, table: str) -> None:
    add, edit = RECORDS[table]
    done = installed(*add, *SAID)
    assert done.exit_code == 0, done.stderr
    assert "đã trả lời" in json.dumps(_stored(practice, table), ensure_ascii=False)
    corrected = installed(*edit, CPKIT_LOAD_PLUGINS="")
    assert corrected.exit_code == 0, corrected.stderr
    assert "đã trả lời" in json.dumps(_stored(practice, table), ensure_ascii=False)


SHOWN = {
    "interventions": ("log", "show", "1"),
    "activities": ("activity", "show", "1"),
    "events": ("event", "show", "1"),
    "households": ("household", "show", "1"),
    "intakes": ("intake", "show", "1", "--confidential"),
}


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("table", RECORDS)
def test_is_shown_as_no_longer_asked_once_the_plugin_is_gone(practice: Path, installed: Run, table: str) -> None:
    assert installed(*RECORDS[table][0], *SAID).exit_code == 0
    with_it = installed(*SHOWN[table])
    assert "Câu thêm: đã trả lời" in " ".join(with_it.stdout.split()), with_it.stderr
    without = installed(*SHOWN[table], CPKIT_LOAD_PLUGINS="")
    assert "them_cau (câu nay không còn hỏi): đã trả lời" in " ".join(without.stdout.split())
    assert "đã trả lời" in installed(*SHOWN[table], "--json", CPKIT_LOAD_PLUGINS="").stdout


@pytest.mark.usefixtures("asked")
def test_a_record_that_no_plugin_touched_shows_nothing_of_the_kind(practice: Path, installed: Run) -> None:
    for table, (add, _edit) in RECORDS.items():
        assert installed(*add).exit_code == 0
        assert "không còn hỏi" not in installed(*SHOWN[table], CPKIT_LOAD_PLUGINS="").stdout

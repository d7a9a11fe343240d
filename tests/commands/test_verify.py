"""`cpkit verify`: 0 for a whole store, 4 and the reasons for a damaged one."""

from __future__ import annotations

from pathlib import Path

from cpkit.store import open_store
from cpkit.store.engine import DATABASE, MARK
from tests.conftest import Run


def test_a_whole_store_is_said_to_be_whole(run: Run, practice: Path) -> None:
    with open_store(practice) as store:
        store.table("children").insert_multiple([{"name": "Lò Thị Thử"}, {"name": "Cà Thị Mẫu"}])
    result = run("verify")
    assert result.exit_code == 0
    assert "Kho nguyên vẹn." in result.stdout
    assert "2 bản ghi" in result.stdout


def test_json_counts_what_was_checked(run: Run, practice: Path) -> None:
    answer = run("verify", "--json").json
    assert answer["ok"] is True
    assert answer["problems"] == []
    assert answer["head"]["number"] == answer["entries"] == 1


def test_a_damaged_page_ends_in_4(run: Run, practice: Path) -> None:
    content = bytearray((practice / DATABASE).read_bytes())
    content[-100] ^= 1
    (practice / DATABASE).write_bytes(content)
    result = run("verify")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "bị hỏng" in result.stderr
    assert (practice / DATABASE).read_bytes() == content


def test_a_damaged_page_as_json(run: Run, practice: Path) -> None:
    content = bytearray((practice / DATABASE).read_bytes())
    content[100] ^= 1
    (practice / DATABASE).write_bytes(content)
    result = run("verify", "--json")
    assert result.exit_code == 4
    assert result.json["ok"] is False
    assert result.json["problems"]


def test_a_record_changed_behind_the_ledgers_back(run: Run, practice: Path) -> None:
    with open_store(practice) as store:
        store.table("children").insert({"name": "Lò Thị Thử"})
        with store.engine.writing() as connection:
            connection.execute("UPDATE documents_1 SET body = ?", (b'{"name":"Khac"}',))
    result = run("verify")
    assert result.exit_code == 4
    assert "1 bản ghi không khớp với nhật ký" in result.stderr


def test_a_store_behind_its_mark(run: Run, practice: Path) -> None:
    old = (practice / DATABASE).read_bytes()
    with open_store(practice) as store:
        store.table("children").insert({"name": "Lò Thị Thử"})
    (practice / DATABASE).write_bytes(old)
    result = run("verify")
    assert result.exit_code == 4
    assert "thiếu những bản ghi" in result.stderr


def test_a_lost_mark_ends_in_4(run: Run, practice: Path) -> None:
    (practice / MARK).unlink()
    assert run("verify").exit_code == 4


def test_without_a_store_it_names_init(run: Run) -> None:
    result = run("verify")
    assert result.exit_code == 2
    assert "cpkit init" in result.stderr

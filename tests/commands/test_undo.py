"""`cpkit undo`: says what it takes back, asks, and takes it back."""

from __future__ import annotations

from typing import Any

from cpkit.store.identifiers import show_id
from tests.conftest import Run


def test_takes_the_last_action_back(run: Run, store: Any) -> None:
    with store.write("register"):
        ids = store.table("children").insert_multiple([{"name": "Lò Thị Thử"}, {"name": "Cà Thị Mẫu"}])
    result = run("undo", "--yes")
    assert result.exit_code == 0
    assert "“đăng ký trẻ”" in result.stdout
    assert "2 trẻ em: " + ", ".join(show_id("TE", one) for one in ids) in result.stdout
    assert store.table("children").all() == []


def test_json_names_the_action_and_what_came_back(run: Run, store: Any) -> None:
    with store.write("log"):
        doc_id = store.table("interventions").insert({"service": "y_te"})
    answer = run("undo", "--yes", "--json").json
    assert (answer["action"], answer["documents"]) == ("log", [show_id("HT", doc_id)])


def test_without_a_terminal_names_the_option(run: Run, store: Any) -> None:
    store.table("children").insert({"name": "Lò Thị Thử"})
    result = run("undo")
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert len(store.table("children")) == 1


def test_shows_at_most_ten_ids(run: Run, store: Any) -> None:
    store.table("children").insert_multiple([{"name": f"Trẻ {number}"} for number in range(12)])
    result = run("undo", "--yes")
    assert "12 trẻ em" in result.stdout
    assert "và 2 nữa" in result.stdout


def test_with_nothing_to_undo_it_is_refused(run: Run, store: Any) -> None:
    result = run("undo", "--yes")
    assert result.exit_code == 1
    assert "Không có việc nào để hoàn tác." in result.stderr


def test_what_was_changed_since_is_left_alone(run: Run, store: Any) -> None:
    doc_id = store.table("children").insert({"name": "Lò Thị Thử"})
    officer = store.settings.officer
    store.change_settings("officer", officer="Cán bộ khác")
    store.table("children").update({"name": "Lò Thị Sửa"}, doc_ids=[doc_id])
    store.change_settings("officer", officer=officer)
    result = run("undo", "--yes")
    assert result.exit_code == 1
    assert store.table("children").get(doc_id=doc_id) == {"name": "Lò Thị Sửa"}

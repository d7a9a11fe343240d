"""The commands of simple records: add, list, show, edit and cancel organisations, workers, households and events."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("practice")

ADD: dict[str, tuple[str, ...]] = {
    "org": ("--kind", "truong_hoc", "--name", "Trường Tiểu học số 1"),
    "worker": ("--role", "cong_tac_vien", "--name", "Lò Văn Kiên"),
    "household": ("--hamlet", "Bản Kéo", "--count", "120"),
    "event": ("--kind", "thien_tai", "--title", "Lũ quét", "--date", "25/07/2025"),
}
KINDS = tuple(ADD)


def added(run: Any, kind: str, *more: str) -> str:
    return str(run(kind, "add", *ADD[kind], *more, "--json").json["id"])


@pytest.fixture
def child(store: Any) -> int:
    """A registered child; its number in the store."""
    return int(store.table("children").insert({"name": "Lò Thị Mai", "birth": "2018-11-26", "sex": "nu"}))


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_is_added_listed_and_shown(self, run: Any, kind: str) -> None:
        result = run(kind, "add", *ADD[kind])
        assert (result.exit_code, "Đã ghi" in result.stdout) == (0, True)
        (listed,) = run(kind, "list", "--json").json
        assert listed["id"] in result.stdout
        assert run(kind, "show", listed["id"], "--json").json == listed
        assert ADD[kind][3] in run(kind, "show", listed["id"]).stdout
        assert listed["id"] in run(kind, "list").stdout

    def test_is_found_however_its_id_is_typed(self, run: Any, kind: str) -> None:
        shown = added(run, kind)
        for typed in ("1", shown.lower().replace("-", " "), shown):
            assert run(kind, "show", typed, "--json").json["id"] == shown
        wrong = run(kind, "show", "2")
        assert wrong.exit_code == 1
        assert shown in wrong.stderr, "near ids are suggested"

    def test_is_edited_and_an_empty_text_empties_an_answer(self, run: Any, kind: str) -> None:
        shown = added(run, kind)
        text = {"household": "--address", "worker": "--hamlet"}.get(kind, "--note")
        key = text.removeprefix("--")
        assert run(kind, "edit", shown, text, "Tổ 3").exit_code == 0
        assert run(kind, "show", shown, "--json").json[key] == "Tổ 3"
        assert run(kind, "edit", shown, text, "").exit_code == 0
        assert run(kind, "show", shown, "--json").json[key] is None

    def test_an_edit_that_changes_nothing_writes_nothing(self, run: Any, kind: str, store: Any) -> None:
        shown = added(run, kind)
        before = store.head()
        assert "Không có gì thay đổi" in run(kind, "edit", shown, *ADD[kind][-2:]).stderr
        assert store.head() == before

    def test_an_edit_is_checked_as_a_whole(self, run: Any, kind: str) -> None:
        shown = added(run, kind)
        before = run(kind, "show", shown, "--json").json
        wrong = run(kind, "edit", shown, ADD[kind][0], "")
        assert wrong.exit_code == 1
        assert run(kind, "show", shown, "--json").json == before

    def test_an_edit_of_nothing_names_what_to_give(self, run: Any, kind: str) -> None:
        assert run(kind, "edit", added(run, kind)).exit_code == 2

    def test_is_cancelled_with_a_reason_and_stays_readable(self, run: Any, kind: str) -> None:
        shown = added(run, kind)
        assert run(kind, "cancel", shown).exit_code == 2
        assert run(kind, "cancel", shown, "--reason", " ").exit_code == 1
        assert run(kind, "cancel", shown, "--reason", "Ghi trùng").exit_code == 0
        assert run(kind, "list", "--json").json == []
        (kept,) = run(kind, "list", "--all", "--json").json
        assert kept["cancelled"]["reason"] == "Ghi trùng"
        assert "Ghi trùng" in run(kind, "show", shown).stdout
        assert run(kind, "edit", shown, *ADD[kind]).exit_code == 1
        assert run(kind, "cancel", shown, "--reason", "lại").exit_code == 1

    def test_what_is_missing_is_named_and_nothing_is_written(self, run: Any, kind: str, store: Any) -> None:
        before = store.head()
        result = run(kind, "add")
        assert result.exit_code == 2
        assert "Còn thiếu: --" in result.stderr
        assert store.head() == before

    def test_takes_its_answers_from_a_file(self, run: Any, kind: str, tmp_path: Path) -> None:
        pairs = zip(ADD[kind][::2], ADD[kind][1::2], strict=True)
        file = tmp_path / "a.json"
        file.write_text(json.dumps({name.removeprefix("--"): value for name, value in pairs}), encoding="utf-8")
        assert run(kind, "add", "--answers", file).exit_code == 0
        assert len(run(kind, "list", "--json").json) == 1

    def test_every_look_is_on_record_by_id_and_never_by_name(self, run: Any, kind: str, store: Any) -> None:
        shown = added(run, kind)
        run(kind, "show", shown)
        run(kind, "list")
        looks = store.looks()
        assert [shown in look.subjects for look in looks] == [True, False]
        assert not any(ADD[kind][3] in str(look) for look in looks)

    def test_every_command_has_an_example_in_its_help(self, run: Any, kind: str) -> None:
        for action in ("add", "list", "show", "edit", "cancel"):
            text = run(kind, action, "--help").stdout
            assert f"cpkit {kind} {action}" in text


def test_all_wrong_answers_are_told_at_once(run: Any) -> None:
    wrong = ("--kind", "x", "--title", "", "--date", "31/02/2025", "--hit", "99", "--hit-count", "-1")
    result = run("event", "add", *wrong)
    assert result.exit_code == 1
    for word in ("Loại:", "Tên:", "Ngày:", "Trẻ em, dòng 1:", "Số trẻ em bị ảnh hưởng"):
        assert word in result.stderr


def test_an_organisation_without_unit_belongs_to_the_unit_of_the_store(run: Any) -> None:
    shown = added(run, "org")
    assert run("org", "show", shown, "--json").json["unit"] == "34:03127"
    run("org", "edit", shown, "--unit", "Phường Mường Thanh")
    assert run("org", "show", shown, "--json").json["unit"] == "34:03334"


def test_dates_of_an_organisation_are_in_order(run: Any) -> None:
    result = run("org", "add", *ADD["org"], "--able-from", "01/02/2025", "--able-to", "31/01/2025")
    assert result.exit_code == 1
    assert "không thể trước ngày bắt đầu" in result.stderr


def test_trainings_add_up_and_one_of_the_same_day_is_the_same(run: Any) -> None:
    shown = added(run, "worker", "--trained", "12/05/2025")
    run("worker", "edit", shown, "--trained", "20/9/2025=Quản lý ca")
    run("worker", "edit", shown, "--trained", "2025-05-12=Tham vấn")
    assert run("worker", "show", shown, "--json").json["trainings"] == [
        {"date": "2025-05-12", "title": "Tham vấn"},
        {"date": "2025-09-20", "title": "Quản lý ca"},
    ]
    run("worker", "edit", shown, "--trained", "")
    assert run("worker", "show", shown, "--json").json["trainings"] == []


def test_children_hit_are_relieved_later(run: Any, child: int) -> None:
    shown = added(run, "event", "--hit", "te 1")
    (hit,) = run("event", "show", shown, "--json").json["hit"]
    assert hit["child"].startswith("TE-")
    assert hit["relieved"] is None
    run("event", "edit", shown, "--relieved", f"{hit['child']}=26/07/2025")
    assert run("event", "show", shown, "--json").json["hit"] == [{"child": hit["child"], "relieved": "2025-07-26"}]
    early = run("event", "edit", shown, "--relieved", "1=24/07/2025")
    assert early.exit_code == 1
    assert "không thể trước ngày xảy ra" in early.stderr


def test_a_child_hit_is_kept_as_the_stores_own_number(run: Any, child: int, store: Any) -> None:
    added(run, "event", "--hit", "1")
    (event,) = store.table("events").all()
    assert event["hit"] == [{"child": child, "relieved": None}]
    assert store.find_ids("events", "child", child) == [event.doc_id]


def test_more_cannot_be_relieved_than_were_hit(run: Any) -> None:
    assert run("event", "add", *ADD["event"], "--hit-count", "3", "--relieved-count", "4").exit_code == 1
    assert run("event", "add", *ADD["event"], "--hit-count", "3", "--relieved-count", "3").exit_code == 0


def test_a_household_is_one_by_name_or_many_by_hamlet(run: Any) -> None:
    assert run("household", "add", "--head", "Vừ A Páo").exit_code == 0
    (one,) = run("household", "list", "--json").json
    assert one["count"] == 1
    assert run("household", "add", "--head", "Vừ A Páo", "--count", "2").exit_code == 1
    assert run("household", "add").exit_code == 2


def test_workers_are_listed_by_given_name_in_vietnamese_order(run: Any) -> None:
    for name in ("Lò Văn Ước", "Vừ A Dơ", "Lò Thị Ân", "Bạc Thị An", "Lò Thị Đào", "Quàng Văn Ê"):
        run("worker", "add", "--name", name, "--role", "khac")
    names = [worker["name"].split()[-1] for worker in run("worker", "list", "--json").json]
    assert names == ["An", "Ân", "Dơ", "Đào", "Ê", "Ước"]


def test_events_are_listed_the_latest_first(run: Any) -> None:
    for day in ("01/02/2024", "25/07/2025", "03/03/2023"):
        run("event", "add", "--kind", "khac", "--title", "Mưa", "--date", day)
    assert [event["date"] for event in run("event", "list", "--json").json] == [
        "2025-07-25",
        "2024-02-01",
        "2023-03-03",
    ]


def test_records_say_by_which_form_they_were_answered(run: Any, store: Any) -> None:
    added(run, "worker")
    (worker,) = store.table("workers").all()
    assert (worker["form"], worker["form_version"]) == ("can_bo", "1")


def test_adding_is_undone_in_one_step(run: Any, store: Any) -> None:
    added(run, "worker")
    store.undo()
    assert run("worker", "list", "--json").json == []


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "JSON"),
        ("[1]", "đối tượng"),
        ("{", "JSON"),
        ("[" * 100_000, "a.json"),
        ('{"la": 1}', "la"),
        ("\ud800", "JSON"),
    ],
)
def test_a_file_of_answers_that_is_none_is_refused_with_a_sentence(
    run: Any, tmp_path: Path, content: str, word: str
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    result = run("worker", "add", "--answers", file)
    assert result.exit_code == 1
    assert word in result.stderr
    assert run("worker", "add", "--answers", tmp_path / "khong.json").exit_code == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    values=st.fixed_dictionaries(
        {"name": st.text("ăâđêôơưAaBb 'x", min_size=1, max_size=20).filter(lambda text: any(map(str.isalpha, text)))},
        optional={
            "hamlet": st.text(max_size=20),
            "from": st.dates(date(1990, 1, 1), date(2025, 1, 1)).map(date.isoformat),
        },
    )
)
def test_what_is_stored_is_shown_again_and_an_edit_of_the_same_changes_nothing(store: Any, values: Any) -> None:
    from cpkit.commands.worker import KIND
    from cpkit.errors import Refused
    from cpkit.forms import check, records

    checked = check(KIND.form, {"role": "khac", **values}, today=date(2025, 11, 15))
    try:
        doc_id = records.add(store, KIND, checked)
    except Refused:
        assert checked.problems
        return
    document = records.get(store, KIND.table, doc_id)
    assert document["name"] == checked.values["name"]
    assert records.change(store, KIND, doc_id, {"name": document["name"]})[1] is False

"""`cpkit child`: found without tones, sorted by given name, secrets only on demand, every change on record."""

from __future__ import annotations

from typing import Any

import pytest

from cpkit.store import open_store
from tests.conftest import Run

pytestmark = pytest.mark.usefixtures("practice")

KEYS = [
    "id",
    "name",
    "birth",
    "birth_precision",
    "sex",
    "ethnic",
    "id_number",
    "hamlet",
    "unit",
    "mother",
    "father",
    "poor",
]


def add(run: Run, name: str, *options: str, birth: str = "2018") -> str:
    """The id of a child registered with these options."""
    result = run("register", "--name", name, "--sex", "nu", "--birth-date", birth, *options, "--json", "--anyway")
    assert result.exit_code == 0, result.stderr
    found: str = result.json["id"]
    return found


def listed(run: Run, *options: str) -> list[str]:
    """The names that `child list` gives."""
    result = run("child", "list", "--json", *options)
    assert result.exit_code == 0, result.stderr
    return [child["name"] for child in result.json]


def found(run: Run, *text: str) -> list[str]:
    """The names that `child find` gives."""
    return [child["name"] for child in run("child", "find", *text, "--json").json]


def test_the_list_tells_every_key_and_null_where_nothing_is_known(run: Run) -> None:
    add(run, "Lò Thị Mai", "--group", "4.2", "--poverty", "can_ngheo")
    add(run, "Lò Thị An")
    an, mai = run("child", "list", "--json").json
    assert list(mai)[: len(KEYS)] == KEYS
    assert mai["poor"] is False
    assert mai["groups"][0]["group"] == 4
    assert {"group", "sub", "from", "to"} <= set(mai["groups"][0])
    assert (an["poor"], an["mother"], an["groups"]) == (None, None, [])


def test_people_are_sorted_by_given_name_in_vietnamese_order(run: Run) -> None:
    for name in ("Lò Thị Đào", "Vừ Thị An", "Lò Thị Dung", "Lò Thị Ánh", "Bạc Thị An", "Lò Thị Ăn", "Zơ Râm Xuân"):
        add(run, name)
    assert listed(run) == [
        "Bạc Thị An",
        "Vừ Thị An",
        "Lò Thị Ánh",
        "Lò Thị Ăn",
        "Lò Thị Dung",
        "Lò Thị Đào",
        "Zơ Râm Xuân",
    ]


def test_the_list_is_filtered(run: Run) -> None:
    add(run, "Lò Thị Mai", "--hamlet", "Bản Kéo", "--group", "4.2", birth="2012")
    add(run, "Lò Thị Lan", "--hamlet", "Bản Mớ", "--risk", "bo_hoc", birth="2024")
    assert listed(run, "--hamlet", "ban keo") == ["Lò Thị Mai"]
    assert (
        listed(run, "--group", "4") == listed(run, "--group", "4.2") == listed(run, "--group", "any") == ["Lò Thị Mai"]
    )
    assert listed(run, "--group", "4.1") == []
    assert listed(run, "--risk", "any") == listed(run, "--risk", "Bỏ học") == ["Lò Thị Lan"]
    assert listed(run, "--under", "6", "--as-of", "10/11/2025") == ["Lò Thị Lan"]
    assert listed(run, "--text", "lan mo") == ["Lò Thị Lan"]


@pytest.mark.parametrize(
    "text", ["lo thi mai", "MAI", "ma", "lò m", "mai lo", "011318000001", "3180000", "quang thi hoa"]
)
def test_a_child_is_found_by_what_is_at_hand(run: Run, text: str) -> None:
    add(run, "Lò Thị Mai", "--id-number", "011318000001", "--mother", "Quàng Thị Hoa")
    add(run, "Vừ A Páo")
    assert found(run, *text.split()) == ["Lò Thị Mai"]


def test_i_and_y_are_one_letter_where_nothing_else_is_found(run: Run) -> None:
    add(run, "Vì Thị Mỷ")
    assert found(run, "vy thi mi") == ["Vì Thị Mỷ"]


def test_an_id_typed_loosely_is_the_child(run: Run) -> None:
    child = add(run, "Lò Thị Mai")
    add(run, "Lò Thị Lan")
    for text in (child, child.lower().replace("-", " "), "te1", "1"):
        assert found(run, text) == ["Lò Thị Mai"]


def test_nobody_found_is_said(run: Run) -> None:
    assert found(run, "khong ai") == []
    assert "Không có trẻ nào" in run("child", "find", "khong ai").stdout


def test_tables_are_no_wider_than_80_columns(run: Run) -> None:
    add(
        run,
        "Nguyễn Thị Hương Giang Khánh Linh",
        "--mother",
        "Hoàng Thị Phương Thảo Nguyên",
        "--hamlet",
        "Tổ dân phố 12",
    )
    lines = run("child", "list").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "1 trẻ."


SECRET = ("--group", "5", "--group", "11.1", "--group", "10.2", "--group", "4")


def test_secrets_are_shown_only_when_asked_for_and_the_look_is_recorded(run: Run, home: Any) -> None:
    """HIV and sexual abuse are the child's secret (NĐ56 Đ33)."""
    child = add(run, "Lò Thị Mai", *SECRET)
    for command in (("child", "list"), ("child", "find", "mai"), ("child", "show", child)):
        for extra in ((), ("--json",)):
            output = run(*command, *extra).stdout
            assert "HIV" not in output and '"group": 5' not in output and '"group": 11' not in output
    assert [entry["group"] for entry in run("child", "list", "--json").json[0]["groups"]] == [4]
    shown = run("child", "list", "--json", "--confidential").json[0]
    assert [entry["group"] for entry in shown["groups"]] == [5, 11, 10, 4]
    assert "HIV" in run("child", "show", child, "--confidential").stdout
    with open_store(home) as store:
        assert [(look.action, tuple(look.subjects)) for look in store.looks()] == [
            ("child list", (child,)),
            ("child show", (child,)),
        ]


def test_a_confidential_group_is_not_told_by_filtering(run: Run) -> None:
    add(run, "Lò Thị Mai", "--group", "5")
    refused = run("child", "list", "--group", "5", "--json")
    assert refused.exit_code == 2
    assert "--confidential" in refused.stderr
    assert listed(run, "--group", "any") == []
    assert listed(run, "--group", "5", "--confidential") == ["Lò Thị Mai"]


def test_a_child_is_edited_and_the_changes_told(run: Run) -> None:
    child = add(run, "Lò Thị Mai", "--mother", "Quàng Thị Hoa")
    edited = run("child", "edit", child, "--mother", "", "--hamlet", "Bản Kéo", "--birth-date", "26/11/2018")
    assert "Họ tên mẹ: Quàng Thị Hoa → –" in edited.stdout
    assert "Ngày sinh: năm 2018 → 26/11/2018" in edited.stdout
    shown = run("child", "show", child, "--json").json
    assert (shown["mother"], shown["hamlet"], shown["birth"]) == (None, "Bản Kéo", "2018-11-26")
    again = run("child", "edit", child, "--hamlet", "Bản Kéo", "--json").json
    assert again == {"id": child, "changed": {}}


def test_an_edit_keeps_every_rule(run: Run) -> None:
    child = add(run, "Lò Thị Mai", "--mother", "Quàng Thị Hoa")
    for options in (("--name", ""), ("--birth-date", "31/02/2018"), ("--birth-date", "2004"), ("--id-number", "12")):
        assert run("child", "edit", child, *options).exit_code in (1, 2)
    other = add(run, "Lò Thị Lan", "--mother", "Quàng Thị Hoa")
    refused = run("child", "edit", other, "--name", "Lò Thị Mai")
    assert refused.exit_code == 1
    assert child in refused.stderr
    assert run("child", "edit", child).exit_code == 2
    assert run("child", "show", child, "--json").json["name"] == "Lò Thị Mai"


def test_groups_begin_and_end_by_date(run: Run) -> None:
    child = add(run, "Lò Thị Mai")
    begun = run(
        "child", "group", child, "add", "khuyết tật", "--from", "01/09/2025", "--evidence", "GXN 12", "--json"
    ).json
    assert begun["groups"] == [
        {"group": 4, "sub": None, "from": "2025-09-01", "to": None, "evidence": "GXN 12", "decision": None}
    ]
    assert run("child", "group", child, "add", "4.2", "--from", "?").exit_code == 0
    ended = run("child", "group", child, "end", "4", "--to", "30/10/2025", "--json").json["groups"][0]
    assert (ended["sub"], ended["from"], ended["to"]) == (2, "2025-09-01", "2025-10-30")
    assert run("child", "group", child, "end", "4").exit_code == 1
    assert run("child", "group", child, "add", "99").exit_code == 1
    assert run("child", "group", child, "add", "3", "--from", "31/02/2025").exit_code == 1


def test_history_says_who_changed_what_and_when(run: Run) -> None:
    child = add(run, "Lò Thị Mai")
    run("child", "edit", child, "--hamlet", "Bản Kéo")
    run("child", "group", child, "add", "5")
    run("child", "move", child, "--away", "01/09/2025", "--reason", "Theo bố mẹ")
    told = run("child", "history", child, "--json").json
    assert [change["action"] for change in told] == ["register", "edit child", "move child"]
    assert told[1]["changes"] == {"hamlet": [None, "Bản Kéo"]}
    assert told[1]["actor"] == "Cán bộ thử"
    everything = run("child", "history", child, "--confidential", "--json").json
    assert [change["action"] for change in everything] == ["register", "edit child", "add group", "move child"]
    assert "Tổ dân phố, bản: – → Bản Kéo" in run("child", "history", child).stdout


def test_a_move_is_recorded(run: Run) -> None:
    child = add(run, "Lò Thị Mai", "--hamlet", "Bản Kéo")
    assert run("child", "move", child, "--hamlet", "Bản  Mớ").exit_code == 0
    assert run("child", "move", child, "--away", "01/09/2025").exit_code == 0
    assert run("child", "move", child, "--back", "01/10/2025").exit_code == 0
    shown = run("child", "show", child, "--json").json
    assert shown["hamlet"] == "Bản Mớ"
    assert [(stay["from"], stay["to"]) for stay in shown["residence"]] == [(None, "2025-09-01"), ("2025-10-01", None)]
    assert run("child", "move", child).exit_code == 2
    assert run("child", "move", child, "--hamlet", "A", "--away", "01/09/2025").exit_code == 2


def test_an_unknown_id_suggests_near_ones(run: Run) -> None:
    child = add(run, "Lò Thị Mai")
    for command in (("show", "12"), ("edit", "12", "--phone", "1"), ("history", "12"), ("group", "12", "add", "4")):
        refused = run("child", *command)
        assert refused.exit_code == 1
        assert child in refused.stderr

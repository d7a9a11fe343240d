"""What can be loaded and is hardly meant is said when the form is loaded, with its row and what to write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.xlsform.books import survey

HEAD = ("type", "name", "label", "relevant", "constraint")


@pytest.mark.parametrize(
    ("relevant", "constraint", "told"),
    [
        ("${boi} = 'Biết bơi'", "", "Trang survey, dòng 3: “Biết bơi” không phải mã của câu boi: hãy ghi mã 'biet'."),
        ("${boi} != 'roi'", "", "“roi” không phải mã của câu boi; các mã: biet, khong."),
        ("selected(${boi}, 'Khong biet boi')", "", "hãy ghi mã 'khong'."),
        ("boi = 'biet'", "", "Trang survey, dòng 3: “boi” đứng một mình không phải là câu trả lời: hãy ghi ${boi}."),
    ],
)
def test_it_is_said_and_the_form_is_loaded_all_the_same(
    run: Any, practice: Path, tmp_path: Path, relevant: str, constraint: str, told: str
) -> None:
    rows = (("select_one boi", "boi", "Biết bơi"), ("integer", "met", "Mét", relevant, constraint))
    done = run("form", "add", survey(tmp_path / "t.xlsx", *rows, head=HEAD), "--check")
    assert done.exit_code == 0 and told in done.stderr.replace("\n", " "), done.stderr


@pytest.mark.parametrize("relevant", ["${boi} = 'biet'", "${boi} = ''", "count(${boi}) > 0", "'boi' = 'boi'"])
def test_what_is_meant_is_left_alone(run: Any, practice: Path, tmp_path: Path, relevant: str) -> None:
    rows = (("select_one boi", "boi", "Biết bơi"), ("integer", "met", "Mét", relevant))
    done = run("form", "add", survey(tmp_path / "t.xlsx", *rows, head=HEAD), "--check")
    assert done.exit_code == 0 and "Trang survey" not in done.stderr


def test_checking_says_what_a_new_version_no_longer_asks(run: Any, practice: Path, tmp_path: Path) -> None:
    run("form", "add", survey(tmp_path / "t.xlsx", ("text", "ten", "Tên"), ("text", "que", "Quê")))
    done = run("form", "add", survey(tmp_path / "t.xlsx", ("text", "ten", "Tên")), "--check")
    assert "Câu “Quê” (que) không còn" in done.stderr and "chưa nạp" in done.stdout
    assert run("form", "show", "thu", "--json").json["fields"][-1]["name"] == "que"

"""The check of the documentation: what counts as an example, and what is wrong with one."""

from __future__ import annotations

import click
import pytest

from tools import check_docs

KNOWN: dict[tuple[str, ...], click.Command] = {
    ("cpkit",): click.Group("cpkit", invoke_without_command=True),
    ("cpkit", "child"): click.Group("child"),
    ("cpkit", "child", "find"): click.Command("find", params=[click.Option(["--json"])]),
}


def test_examples_are_the_command_lines_of_code_blocks() -> None:
    block = "```sh\n# ghi chú\n$ cpkit child find \\\n  An --json\nmake test\n```\n"
    page = f"Gõ `cpkit gone`.\n{block}```text\ncpkit x\n```\n"
    assert [line.split() for line in check_docs.examples(page)] == [["cpkit", "child", "find", "An", "--json"]]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("cpkit", ""),
        ('cpkit child find "lo van" --json  # tìm', ""),
        ("cpkit --lang en child find An", ""),
        ("cpkit child find An --debug", ""),
        ("cpkit child lose An", "no such command: lose"),
        ("cpkit nothing", "no such command: nothing"),
        ("cpkit child find An --colour=red", "no such option: --colour=red"),
    ],
)
def test_an_example_must_name_a_command_and_options_that_exist(line: str, problem: str) -> None:
    assert check_docs._problem_of(line, KNOWN) == problem

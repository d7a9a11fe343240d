"""What every command's help must show."""

from __future__ import annotations

import re

import click
import pytest

from tools.check_docs import commands, help_of

BELOW_THE_ROOT = {path: command for path, command in commands() if len(path) > 1}


@pytest.mark.parametrize("path", BELOW_THE_ROOT, ids=" ".join)
def test_every_command_and_group_shows_an_example_of_itself(path: tuple[str, ...]) -> None:
    _before, heading, examples = help_of(path, BELOW_THE_ROOT[path]).partition("Thí dụ:\n")
    assert heading
    assert re.search(rf"^ +{' '.join(path)}\b", examples, re.MULTILINE)


@pytest.mark.parametrize("path", BELOW_THE_ROOT, ids=" ".join)
def test_every_example_names_a_command_that_exists(path: tuple[str, ...]) -> None:
    for line in re.findall(r"^ +(cpkit [a-z].*)$", help_of(path, BELOW_THE_ROOT[path]), re.MULTILINE):
        words = tuple(line.split())
        command = BELOW_THE_ROOT[words[:2]]
        if isinstance(command, click.Group) and words[2:] and not words[2].startswith("-"):
            assert words[:3] in BELOW_THE_ROOT


@pytest.mark.parametrize("path", BELOW_THE_ROOT, ids=" ".join)
def test_every_option_says_what_it_is_for(path: tuple[str, ...]) -> None:
    command = BELOW_THE_ROOT[path]
    options = [option for option in command.params if isinstance(option, click.Option)]
    records = [option.get_help_record(click.Context(command)) for option in options]
    assert [name for name, text in filter(None, records) if not text.strip()] == []

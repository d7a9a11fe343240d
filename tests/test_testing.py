"""The fixtures that authors of plugins get: a practice store, a runner, made-up children, a plugin to try."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from cpkit.plugins import CommandSpec, Register, hookimpl
from cpkit.plugins.manager import loaded
from cpkit.testing import Run, brought_by


def _plugin() -> ModuleType:
    @hookimpl
    def commands(register: Register[CommandSpec]) -> None:
        register(CommandSpec("chao", "cpkit.commands.plugins:command", {"vi": "Chào.", "en": "Greet."}))

    module = ModuleType("chao_plugin")
    vars(module)["commands"] = commands
    return module


def test_children_are_registered_in_a_store_of_their_own(
    cpkit_run: Run, cpkit_children: Callable[..., list[str]], tmp_path: Path
) -> None:
    ids = cpkit_children(3, hamlet="Bản Kéo")
    rows = cpkit_run("child", "list", "--json").ok().json
    assert {row["id"] for row in rows} == set(ids)
    assert {row["hamlet"] for row in rows} == {"Bản Kéo"}
    assert Path(os.environ["CPKIT_HOME"]).is_relative_to(tmp_path)


def test_the_store_is_open_and_watched(cpkit_store: object) -> None:
    assert getattr(cpkit_store, "watcher", None) is not None


def test_a_process_of_its_own_sees_the_same_store(
    cpkit_installed: Run, cpkit_children: Callable[..., list[str]]
) -> None:
    (child,) = cpkit_children()
    assert cpkit_installed("child", "show", child, "--json").ok().json["id"] == child


def test_a_module_serves_as_a_plugin_without_being_installed(
    cpkit_run: Run, cpkit_plugin: Callable[[ModuleType, str], None]
) -> None:
    cpkit_plugin(_plugin(), "chao")
    assert loaded()[-1].hooks == ("commands",)
    assert "  chao " in cpkit_run("--help").ok().stdout


def test_what_a_hook_registers_can_be_asked_for_alone() -> None:
    (spec,) = brought_by(_plugin().commands)
    assert spec.name == "chao"


def test_a_command_that_refuses_fails_the_test_with_what_it_said(cpkit_run: Run) -> None:
    with pytest.raises(AssertionError, match="exit code 2"):
        cpkit_run("no_such_command").ok()

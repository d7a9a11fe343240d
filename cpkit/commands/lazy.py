"""The root group: knows commands by their lines in the table and imports a module only when its command is called."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import click

from cpkit.commands import COMMANDS, SECTIONS
from cpkit.errors import CpkitError, Refused
from cpkit.language import _, current_language, label
from cpkit.plugins.hookspecs import CommandSpec

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """A click group over the table of commands, then over the commands that plugins bring."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the help."""
        return [*COMMANDS, *plugin_commands("")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, imported now; None when nobody has one of this name (plugins are asked last)."""
        spec = COMMANDS.get(cmd_name)
        if spec is not None:
            return _with_additions(spec, _load(spec))
        spec = plugin_commands("").get(cmd_name)
        return _load_from_plugin(spec) if spec is not None else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with near names from the table instead of from commands already imported."""
        if args[0] not in COMMANDS:
            self.commands = {name: click.Command(name) for name in self.list_commands(ctx)}
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings, from the table alone; those of plugins under one heading of their own."""
        sections = [(label(section.title), section.commands) for section in SECTIONS]
        sections.append((_("Từ tiện ích"), tuple(plugin_commands("").values())))
        width = max(len(name) for name in self.list_commands(ctx))
        for title, specs in sections:
            if specs:
                with formatter.section(title):
                    formatter.write_dl([(spec.name.ljust(width), label(spec.help)) for spec in specs])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete command names without importing their modules."""
        from click.shell_completion import CompletionItem

        specs = [*COMMANDS.values(), *plugin_commands("").values()]
        names = [CompletionItem(spec.name, help=label(spec.help)) for spec in specs if spec.name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def plugin_commands(group: str) -> dict[str, CommandSpec]:
    """The commands that plugins add to `group` ("" is `cpkit` itself); a name taken twice stays with the first."""
    from cpkit.plugins.manager import collect_named, note_failure

    found: dict[tuple[str, str], CommandSpec] = {("", name): spec for name, spec in COMMANDS.items()}
    owners: dict[tuple[str, str], str] = {}
    for plugin, spec in collect_named("commands"):
        if found.setdefault((spec.group, spec.name), spec) is not spec:
            sentence = _("Đã có lệnh {name} ở {owner}; bỏ qua lệnh của tiện ích.")
            owner = owners.get((spec.group, spec.name), "cpkit")
            note_failure(plugin, sentence.format(name=spec.name, owner=owner))
        else:
            owners[spec.group, spec.name] = plugin
    return {name: spec for (place, name), spec in found.items() if place == group and spec is not COMMANDS.get(name)}


def try_commands() -> None:
    """Load every command that plugins bring; one whose module fails is noted with its plugin."""
    from cpkit.plugins.manager import attempt, collect_named

    for plugin, spec in collect_named("commands"):
        attempt(plugin, lambda spec=spec: _load(spec))  # type: ignore[misc]


def _load(spec: CommandSpec) -> click.Command:
    module, _colon, attribute = spec.target.partition(":")
    command = getattr(import_module(module), attribute)
    if not isinstance(command, click.Command):
        raise TypeError(f"{spec.target} is not a click command")
    for each in _tree(command):
        each.short_help = each.short_help or _first_sentence(each.help or "")
        _translate_placeholders(each)
    return command


def _load_from_plugin(spec: CommandSpec) -> click.Command:
    from cpkit.plugins.limits import TooSlow, guarded

    try:
        command = guarded(lambda: _load(spec))
        for each in _tree(command):
            _name_when_failing(each, spec.name)
        return command
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        reason = _("quá lâu") if isinstance(error, TooSlow) else f"{type(error).__name__}: {error}"
        sentence = _("Tiện ích mang lệnh {name} bị lỗi ({reason}). Xem: cpkit plugins list.")
        raise Refused(sentence.format(name=spec.name, reason=reason)) from error


PASSED_ON = (CpkitError, click.ClickException, click.Abort, click.exceptions.Exit, EOFError, OSError)
"""Errors of a plugin's command that are answered as those of any command."""


def _name_when_failing(command: click.Command, name: str) -> None:
    """Have an unexpected error of a plugin's command say whose it is; only its kind: its text could name a child."""
    inner = command.invoke

    def invoke(context: click.Context) -> object:
        try:
            return inner(context)
        except PASSED_ON:
            raise
        except Exception as error:
            sentence = _("Lệnh {name} của tiện ích bị lỗi ({kind}). Những gì đã ghi vẫn còn nguyên.")
            raise Refused(sentence.format(name=name, kind=type(error).__name__)) from error

    command.invoke = invoke  # type: ignore[method-assign,assignment]


def _with_additions(spec: CommandSpec, command: click.Command) -> click.Command:
    """A group with what plugins add to it; a broken addition is noted and left out."""
    if isinstance(command, click.Group):
        for name, addition in plugin_commands(spec.name).items():
            _add(command, name, addition)
    return command


def _add(group: click.Group, name: str, addition: CommandSpec) -> None:
    from cpkit.plugins.manager import note_failure

    if name in group.commands:
        return
    try:
        group.add_command(_load_from_plugin(addition), name)
    except Refused as broken:
        note_failure(addition.target, str(broken))


def _tree(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _tree(child)


def _first_sentence(text: str) -> str:
    """What a list of commands says of one: its first sentence, whole (click would cut it after 45 letters)."""
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    sentence, full_stop, _rest = paragraph.partition(". ")
    return sentence + full_stop.strip()


def _translate_placeholders(command: click.Command) -> None:
    """What click writes in capitals and does not translate: [OPTIONS], COMMAND [ARGS]..., TEXT, INTEGER, PATH."""
    if current_language() == "en":
        return
    if command.options_metavar == "[OPTIONS]":
        command.options_metavar = "[TÙY CHỌN]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = SUBCOMMANDS.get(command.subcommand_metavar, command.subcommand_metavar)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.metavar is None and not parameter.is_flag:
            parameter.metavar = PLACEHOLDERS.get(type(parameter.type))


SUBCOMMANDS = {"COMMAND [ARGS]...": "LỆNH [THAM SỐ]...", "[COMMAND] [ARGS]...": "[LỆNH] [THAM SỐ]..."}
PLACEHOLDERS: dict[type[object], str] = {
    type(click.STRING): "CHỮ",
    type(click.INT): "SỐ",
    click.IntRange: "SỐ",
    type(click.FLOAT): "SỐ",
    click.FloatRange: "SỐ",
    click.Path: "TỆP",
    click.File: "TỆP",
}

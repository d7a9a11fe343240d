"""Loads the plugins, each on its own: one that fails is named in `failures()` and skipped, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pluggy

from cpkit import __version__
from cpkit.language import _
from cpkit.plugins import hookspecs
from cpkit.plugins.index import EntryPoint, entry_points

if TYPE_CHECKING:
    from pathlib import Path

Item = TypeVar("Item")

BUILT_IN = ("viet_nam", "decree56", "plan_2021_2025", "dien_bien")


class Failure(NamedTuple):
    """A plugin that could not be used, wholly or in one hook, and why."""

    name: str
    reason: str


class Loaded(NamedTuple):
    """A plugin in use: its name, the package that brings it with its version, and the hooks it implements."""

    name: str
    package: str
    version: str
    hooks: tuple[str, ...]


_failures: list[Failure] = []


def failures() -> list[Failure]:
    """What went wrong with plugins so far in this process; loads nothing by itself."""
    return list(_failures)


def note_failure(name: str, reason: str) -> None:
    """Remember once that plugin `name` failed for `reason`."""
    failure = Failure(name, reason)
    if failure not in _failures:
        _failures.append(failure)


@cache
def manager() -> pluggy.PluginManager:
    """The plugin manager with the built-in plugins, then those installed under the entry-point group `cpkit`."""
    plugins = pluggy.PluginManager("cpkit")
    plugins.add_hookspecs(hookspecs)
    for name in BUILT_IN:
        _load(plugins, EntryPoint(name, f"cpkit.plugins.{name}"))
    for entry in entry_points():
        _load(plugins, entry)
    return plugins


def loaded() -> list[Loaded]:
    """The plugins in use, built-in ones first."""
    packages = {entry.name: entry for entry in entry_points()} | {name: EntryPoint(name, "") for name in BUILT_IN}
    return [
        Loaded(name, packages[name].package, packages[name].version or __version__, _hooks_of(plugin))
        for name, plugin in manager().list_name_plugin()
        if plugin is not None
    ]


def _hooks_of(plugin: object) -> tuple[str, ...]:
    return tuple(sorted(caller.name for caller in manager().get_hookcallers(plugin) or () if caller.has_spec()))


def collect(hook: str) -> list[Any]:
    """Everything the plugins bring for `hook`, built-in ones first; one whose hook raises is noted and left out."""
    return [item for _plugin, item in collect_named(hook)]


def collect_named(hook: str) -> list[tuple[str, Any]]:
    """As `collect`, each item with the name of the plugin that brings it."""
    implementations = getattr(manager().hook, hook).get_hookimpls()
    return [(each.plugin_name, item) for each in implementations for item in _answer(each)]


def collect_files(hook: str, read: Callable[[Path], Item], *, stem: str = "") -> list[Item]:
    """What `read` makes of each file that plugins bring for `hook`; with `stem` only of those of that name.

    A file that cannot be read is noted and left out; one of a built-in plugin raises: the law must not go missing.
    """
    found = []
    named = ((plugin, path) for plugin, path in collect_named(hook) if not stem or path.stem == stem)
    for plugin, path in named:
        try:
            found.append(read(path))
        except Exception as error:
            if plugin in BUILT_IN:
                raise
            note_failure(plugin, f"{path}: {type(error).__name__}: {error}")
    return found


def reset() -> None:
    """Forget every loaded plugin and failure; the next call of `manager` loads anew."""
    manager.cache_clear()
    _failures.clear()


def _load(plugins: pluggy.PluginManager, entry: EntryPoint) -> None:
    if plugins.has_plugin(entry.name):
        note_failure(entry.name, _("Hai tiện ích cùng tên; bỏ qua {target}.").format(target=entry.target))
        return
    plugin = None
    try:
        plugin = _import(entry.target)
        plugins.register(plugin, entry.name)
    except (Exception, SystemExit) as error:
        note_failure(entry.name, f"{type(error).__name__}: {error}")
        if plugin is not None and plugins.get_name(plugin) == entry.name:
            plugins.unregister(plugin)  # pluggy keeps what it registered before the failure
        return
    _note_unknown_hooks(plugins, plugin, entry.name)


def _import(target: str) -> Any:
    """The object an entry point names: a module, or "module:attribute"."""
    module, _, attribute = target.partition(":")
    found = import_module(module)
    for part in attribute.split(".") if attribute else ():
        found = getattr(found, part)
    return found


def _note_unknown_hooks(plugins: pluggy.PluginManager, plugin: object, name: str) -> None:
    for caller in plugins.get_hookcallers(plugin) or ():
        if not caller.has_spec():
            note_failure(name, _("Không có điểm mở rộng tên {hook}.").format(hook=caller.name))


def _answer(implementation: pluggy.HookImpl) -> list[Any]:
    function: Callable[..., Any] = implementation.function
    try:
        return list(function() or ())
    except Exception as error:
        note_failure(implementation.plugin_name, f"{type(error).__name__}: {error}")
        return []

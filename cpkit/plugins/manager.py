"""Loads the plugins, each on its own: one that fails is named in `failures()` and skipped, and stops nothing.

Order: the built-in plugins, then those installed, then those of the drop-in folder; among the latter two first what is
marked `tryfirst`, last what is marked `trylast`. `CPKIT_LOAD_PLUGINS` and a user's decisions leave plugins out, never
the built-in ones: the law must not go missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pluggy

from cpkit import __version__
from cpkit.errors import Refused
from cpkit.language import _
from cpkit.plugins import choices, hookspecs
from cpkit.plugins.index import EntryPoint, entry_points

if TYPE_CHECKING:
    from pathlib import Path

Item = TypeVar("Item")

BUILT_IN = ("viet_nam", "decree56", "plan_2021_2025", "dien_bien")
MOST = 10_000
"""More things from one hook are a mistake, or a list without end."""
DROP_IN_PACKAGE = "plugins/"
"""How the package of a drop-in file is called in lists: its folder."""


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


class LeftOut(NamedTuple):
    """A plugin that is there and was not loaded: `state` is "off", "not_chosen", "untrusted" or "refused"."""

    name: str
    package: str
    version: str
    state: str


_failures: list[Failure] = []
_left_out: list[LeftOut] = []
_packages: dict[str, EntryPoint] = {}
_stopped: set[str] = set()
"""Plugins that did not come back in time: nothing more is asked of them in this run."""


def failures() -> list[Failure]:
    """What went wrong with plugins so far in this process; loads nothing by itself."""
    return list(_failures)


def left_out() -> list[LeftOut]:
    """The plugins that were not loaded because somebody decided so, or nobody decided yet."""
    manager()
    return list(_left_out)


def note_failure(name: str, reason: str, cause: BaseException | None = None) -> None:
    """Remember once that plugin `name` failed for `reason`. Refused where `CPKIT_STRICT_PLUGINS` says so."""
    if choices.strict():
        raise Refused(_("Tiện ích {name}: {reason}").format(name=name, reason=reason)) from cause
    failure = Failure(name, reason)
    if failure not in _failures:
        _failures.append(failure)


@cache
def manager() -> pluggy.PluginManager:
    """The plugin manager: built-in plugins, those of the entry-point group `cpkit`, those of the drop-in folder."""
    plugins = pluggy.PluginManager("cpkit")
    plugins.add_hookspecs(hookspecs)
    for name in BUILT_IN:
        _load(plugins, EntryPoint(name, f"cpkit.plugins.{name}"), _import)
    for entry in entry_points():
        if _is_chosen(entry):
            _load(plugins, entry, _import)
    _load_drop_ins(plugins)
    return plugins


def loaded() -> list[Loaded]:
    """The plugins in use, built-in ones first."""
    return [
        Loaded(name, _packages[name].package, _packages[name].version or __version__, _hooks_of(plugin))
        for name, plugin in manager().list_name_plugin()
        if plugin is not None
    ]


def _hooks_of(plugin: object) -> tuple[str, ...]:
    return tuple(sorted(caller.name for caller in manager().get_hookcallers(plugin) or () if caller.has_spec()))


def specs() -> list[str]:
    """The hooks that bring something, by name."""
    callers: Mapping[str, Any] = vars(manager().hook)
    return [name for name, caller in callers.items() if caller.has_spec() and "register" in caller.spec.argnames]


def implementations(hook: str) -> list[pluggy.HookImpl]:
    """Who implements `hook`, in the order of asking."""
    found: list[pluggy.HookImpl] = getattr(manager().hook, hook).get_hookimpls()
    places = {name: place for place, (name, _plugin) in enumerate(manager().list_name_plugin())}
    return sorted(found, key=lambda each: (each.plugin_name not in BUILT_IN, _rank(each), places[each.plugin_name]))


def _rank(implementation: pluggy.HookImpl) -> int:
    return implementation.trylast - implementation.tryfirst


def collect(hook: str) -> list[Any]:
    """Everything the plugins bring for `hook`, built-in ones first; one whose hook raises is noted and left out."""
    return [item for _plugin, item in collect_named(hook)]


def collect_named(hook: str) -> list[tuple[str, Any]]:
    """As `collect`, each item with the name of the plugin that brings it."""
    return [(each.plugin_name, item) for each in implementations(hook) for item in _sound(each, registered(each))]


def collect_files(hook: str, read: Callable[[Path], Item], *, stem: str = "") -> list[Item]:
    """What `read` makes of each file that plugins bring for `hook`; with `stem` only of those of that name.

    A file that cannot be read is noted and left out; one of a built-in plugin raises: the law must not go missing.
    """
    return [item for _plugin, item in collect_files_named(hook, read, stem=stem)]


def collect_files_named(hook: str, read: Callable[[Path], Item], *, stem: str = "") -> list[tuple[str, Item]]:
    """As `collect_files`, each with the name of the plugin that brings it."""
    found = []
    named = ((plugin, path) for plugin, path in collect_named(hook) if not stem or path.stem == stem)
    for plugin, path in named:
        try:
            found.append((plugin, read(path)))
        except Exception as error:
            if plugin in BUILT_IN:
                raise
            note_failure(plugin, f"{path}: {reason_of(error)}", error)
    return found


def first_of(named: Iterable[tuple[str, Item]], keys: Callable[[Item], Sequence[str]]) -> list[Item]:
    """The items whose keys nobody has brought before; of another its plugin is noted, with the name of whose they are.

    So nothing that a plugin brings takes the place of what law prescribes: built-in plugins are asked first.
    """
    owners: dict[str, str] = {}
    found = []
    for plugin, item in named:
        taken = [key for key in keys(item) if key in owners]
        if taken:
            sentence = _("{name} đã có ở tiện ích {owner}.")
            note_failure(plugin, sentence.format(name=taken[0], owner=owners[taken[0]]))
        else:
            owners.update(dict.fromkeys(keys(item), plugin))
            found.append(item)
    return found


def registered(implementation: pluggy.HookImpl) -> list[Any]:
    """What one plugin brings for a hook: also what it registered before it failed, none where it did not come back."""
    name, found = implementation.plugin_name, list[Any]()

    def register(*things: Any) -> None:
        found.extend(things)
        if len(found) > MOST:
            sentence = _("{hook} mang đến quá nhiều ({most} là nhiều nhất).")
            raise TypeError(sentence.format(hook=implementation.function.__name__, most=MOST))

    call(implementation, register=register)
    kept = [] if name in _stopped or len(found) > MOST else found
    if choices.run.trace and name not in BUILT_IN:
        choices.run.trace(f"{name}.{implementation.function.__name__}: {len(kept)}")
    return kept


def call(implementation: pluggy.HookImpl, **arguments: Any) -> list[Any]:
    """The list that one plugin answers; [] for one that fails or does not come back in time, which is noted.

    A hook that takes `register` answers nothing: what it returns instead of registering it is named as a failure.
    """
    name, hook = implementation.plugin_name, implementation.function.__name__
    function: Callable[..., Any] = implementation.function
    given = {each: arguments[each] for each in implementation.argnames}
    if name in BUILT_IN:
        return list(function(**given) or ())
    if name in _stopped:
        return []
    answer = attempt(name, lambda: _listed(function(**given), hook, arguments))
    if choices.run.trace and "register" not in arguments:
        choices.run.trace(f"{name}.{hook}: {'–' if answer is None else len(answer)}")
    return answer or []


def attempt(name: str, work: Callable[[], Item]) -> Item | None:
    """What `work`, the code of plugin `name`, gives; None where it fails, which is noted. Ctrl+C passes."""
    from cpkit.plugins.limits import TooSlow, guarded

    try:
        return guarded(work)
    except KeyboardInterrupt:
        raise
    except TooSlow as error:
        _stopped.add(name)
        note_failure(name, too_slow_words(name), error)
    except BaseException as error:  # SystemExit, and kinds of its own
        note_failure(name, reason_of(error), error)
    return None


def too_slow_words(name: str) -> str:
    """That a plugin did not come back in time, and what can be done."""
    sentence = _("chưa xong sau {seconds} giây, đã dừng. Tắt hẳn: cpkit plugins disable {name}")
    return sentence.format(seconds=f"{choices.seconds():g}", name=name)


def reason_of(error: BaseException) -> str:
    """What is wrong, in one line: a refusal with all its problems, else the kind of error too."""
    if isinstance(error, Refused):
        return " ".join([str(error), *(problem.message for problem in error.problems)])
    return f"{type(error).__name__}: {error}"


def add(name: str, plugin: object) -> None:
    """Use an object or module as a plugin from now on, without an entry point: for tests."""
    plugins, entry = manager(), EntryPoint(name, getattr(plugin, "__name__", name), name, "–")
    if not plugins.has_plugin(name):
        _load(plugins, entry, lambda _target: plugin)


def reset() -> None:
    """Forget every loaded plugin and failure; the next call of `manager` loads anew."""
    manager.cache_clear()
    for kept in (_failures, _left_out, _packages, _stopped):
        kept.clear()


def _is_chosen(entry: EntryPoint) -> bool:
    wanted = choices.wanted()
    chosen = wanted is None or entry.name in wanted
    if chosen and (choices.OFF, entry.name) not in choices.decisions():
        return True
    _left_out.append(LeftOut(entry.name, entry.package, entry.version, "off" if chosen else "not_chosen"))
    return False


def _load_drop_ins(plugins: pluggy.PluginManager) -> None:
    """The plugins of the drop-in folder that are trusted; the folder is looked for without importing anything."""
    if not choices.has_drop_ins():
        return
    from pathlib import Path

    from cpkit.plugins import dropins

    folder = Path(choices.drop_in_folder())
    try:
        found = list(dropins.find_all(folder))
    except OSError as error:
        note_failure(str(folder), reason_of(error), error)
        return
    for plugin in found:
        entry = EntryPoint(plugin.name, str(plugin.path), DROP_IN_PACKAGE, "–")
        if _is_chosen(entry) and _is_trusted(plugin, entry):
            _load(plugins, entry, lambda _target, plugin=plugin: dropins.load(plugin))  # type: ignore[misc]


def _is_trusted(plugin: Any, entry: EntryPoint) -> bool:
    """Whether the code may run: decided before, or now by who can be asked; else it is left out and named."""
    decided = plugin.decision or _ask(plugin)
    if decided != choices.TRUSTED:
        _left_out.append(LeftOut(entry.name, entry.package, entry.version, decided or "untrusted"))
    if not decided:
        sentence = _("tệp mới hoặc đã đổi, chưa được tin dùng. Nếu tin: cpkit plugins trust {path}")
        note_failure(entry.name, sentence.format(path=plugin.path))
    return bool(decided == choices.TRUSTED)


def _ask(plugin: Any) -> str:
    answer = choices.run.ask(plugin.name, str(plugin.path)) if choices.run.ask else None
    if answer is not None:
        (plugin.trust if answer else plugin.refuse)()
    return str(plugin.decision)


def _load(plugins: pluggy.PluginManager, entry: EntryPoint, find: Callable[[str], Any]) -> None:
    if entry.fault:
        sentence = _("Không đọc được điểm vào (entry points) của gói {package}: {fault}. Hãy cài lại hoặc gỡ gói ấy.")
        note_failure(entry.name, sentence.format(package=entry.package, fault=entry.fault))
        return
    first = _packages.get(entry.name)
    if first is not None:
        sentence = _("Gói {first} và gói {second} có tiện ích cùng tên; chỉ dùng của {first}.")
        note_failure(entry.name, sentence.format(first=first.package, second=entry.package))
        return
    _packages[entry.name] = entry
    plugin = find(entry.target) if entry.name in BUILT_IN else attempt(entry.name, lambda: find(entry.target))
    if plugin is None:
        return
    if entry.name in BUILT_IN:
        plugins.register(plugin, entry.name)
    elif attempt(entry.name, lambda: plugins.register(plugin, entry.name)) is None:
        if plugins.get_name(plugin) == entry.name:
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


def _listed(answer: Any, hook: str, arguments: Mapping[str, Any]) -> list[Any]:
    """The things of an answer, as far as they are read here: a generator runs within the limit too."""
    if answer is None or hook == "saved":
        return []
    if "register" in arguments:
        raise TypeError(_("{hook} phải gọi register(…) cho từng thứ, không trả về gì.").format(hook=hook))
    if isinstance(answer, (str, bytes, dict)):
        raise TypeError(_("{hook} phải trả về một danh sách.").format(hook=hook))
    found = list(islice(answer, MOST + 1))
    if len(found) > MOST:
        raise TypeError(_("{hook} trả về quá nhiều ({most} là nhiều nhất).").format(hook=hook, most=MOST))
    return found


def _sound(implementation: pluggy.HookImpl, items: list[Any]) -> Iterator[Any]:
    """The items that can be used for what the hook asks; the others are noted."""
    if implementation.plugin_name in BUILT_IN:
        yield from items
        return
    from cpkit.plugins.sound import faults

    for item in items:
        wrong = next(faults(implementation.function.__name__, item), None)
        if wrong is None:
            yield item
        else:
            note_failure(implementation.plugin_name, wrong)

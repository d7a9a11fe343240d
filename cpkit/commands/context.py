"""What every command shares: the store's folder, the language, and the store, opened once and closed at the end."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from cpkit.commands import output
from cpkit.errors import Locked, Refused
from cpkit.home import choose_home
from cpkit.language import _

if TYPE_CHECKING:
    from cpkit.store import Store

P = ParamSpec("P")
R = TypeVar("R")


class Session:
    """One run of the program: `home` (the store's folder), `lang` ("vi" or "en"), the store when a command asks."""

    def __init__(self, home: Path | None = None, lang: str = "vi", interactive: bool | None = None) -> None:
        self._home = home
        choose_home(home)
        self.lang = lang
        self._interactive = interactive
        self._store: Store | None = None

    @property
    def home(self) -> Path:
        """The store's folder: `--home`, else `CPKIT_HOME`, else this user's data folder."""
        if self._home is None:
            from cpkit.store.location import default_home

            self._home = default_home()
        return self._home

    @property
    def interactive(self) -> bool:
        """Whether somebody can be asked: both stdin and stdout are a terminal."""
        if self._interactive is None:
            return output.interactive()
        return self._interactive

    def store(self) -> Store:
        """The store, opened at the first call and closed when the command ends; a practice store says so on stderr.

        In a terminal a missing store is made first and the passphrase is asked (three tries). Without one:
        `Misused` naming `cpkit init`, or `Locked`.
        """
        if self._store is None:
            self.use(self._open())
        assert self._store is not None
        return self._store

    def use(self, store: Store) -> None:
        """Make `store` the store of this run: it is closed at the end, and a practice store is announced."""
        from cpkit.plugins.watching import Watcher

        self._store = store
        store.warn, store.watcher = _warn, Watcher()
        context = click.get_current_context(silent=True)
        if context is not None:
            context.find_root().call_on_close(self.close)
        if store.settings.practice:
            click.echo(_("KHO THỰC HÀNH – chỉ để tập làm, không ghi thông tin của trẻ em có thật."), err=True)
        self._bring_forms_back(store)

    def _bring_forms_back(self, store: Store) -> None:
        """A restored store comes without the folder of the ward's forms: those that lack are written there again."""
        if next(store.rows("ward_forms"), None) is not None:
            from cpkit.forms.copies import bring_back

            with suppress(Refused):  # a folder that cannot be written keeps nobody from reading
                for form_id in bring_back(store):
                    click.echo(_("Đã lấy lại biểu mẫu {id} từ kho.").format(id=form_id), err=True)

    def close(self) -> None:
        """Close the store, if it was opened."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _open(self) -> Store:
        from cpkit.store.opening import has_store, open_store

        if self.interactive and not has_store(self.home):
            from cpkit.commands.init import lead_through_init

            return lead_through_init(self)
        try:
            return open_store(self.home)
        except Locked:
            if not self.interactive or "CPKIT_PASSPHRASE" in os.environ:
                raise
        return self._open_by_asking()

    def _open_by_asking(self) -> Store:
        from cpkit.commands.passphrase import prove
        from cpkit.store.opening import find_keys, open_with_key

        click.echo(_("Gõ cpkit unlock để cả buổi chỉ phải nhập mật khẩu một lần."), err=True)
        keys = find_keys(self.home)
        return open_with_key(self.home, keys, prove(keys))


def _warn(message: str) -> None:
    from cpkit.commands.output import warn

    warn(message)


def current_session() -> Session:
    """The session of the command that runs now; one made from the environment when the root command made none."""
    context = click.get_current_context()
    session = context.find_object(Session)
    if session is None:
        session = Session()
        context.find_root().obj = session
    return session


def with_store(command: Callable[Concatenate[Store, P], R]) -> Callable[P, R]:
    """Decorator of a click command: passes the open store as first argument. Write it below the options."""

    @functools.wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> R:
        return command(current_session().store(), *arguments, **options)

    return run


def with_session(command: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """Decorator of a click command that needs no store, or opens it itself: passes the `Session` as first argument."""

    @functools.wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> R:
        return command(current_session(), *arguments, **options)

    return run

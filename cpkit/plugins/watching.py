"""What plugins do when the store is written: checks before anything is kept, events after it is on the disk.

Looked for at the first write of a run, so that a command that only reads asks no plugin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cpkit.errors import Problem, Refused
from cpkit.language import _
from cpkit.plugins.hookspecs import Saved
from cpkit.plugins.manager import call, implementations, note_failure
from cpkit.plugins.sound import is_finding
from cpkit.store.layout import decode

if TYPE_CHECKING:
    from cpkit.store import Store
    from cpkit.store.writer import Written

ONLY_WARNED = frozenset(
    {
        "intakes", "cases", "case_forms", "numbers", "referrals", "carers", "placements", "placement_forms",
        "carer_lists", "transfer_lists",
    }
)  # fmt: skip
"""Tables of what law prescribes: a plugin's check warns there and never refuses (NĐ56 Đ25-Đ31)."""


class Watcher:
    """Stands between the plugins and one store; `cpkit.store.Store.watcher` takes it."""

    def __init__(self) -> None:
        self._busy = False

    def is_awake(self) -> bool:
        """Whether some plugin wants to know of a write, and this write is not a plugin's own."""
        return not self._busy and bool(implementations("check_document") or implementations("saved"))

    def check(self, store: Store, written: Sequence[Written]) -> None:
        """Ask about every document before it is kept: warnings are told, problems refuse the whole write at once."""
        problems: list[Problem] = []
        for one in written:
            document = None if one.after is None else decode(one.after)
            if document is not None and not document.get("cancelled"):
                refused, odd = findings(one.table, document)
                problems += refused
                for warning in odd:
                    store.warn(warning.message)
        if problems:
            raise Refused(_("Chưa ghi được: tiện ích thấy chỗ chưa đúng."), tuple(dict.fromkeys(problems)))

    def tell(self, store: Store, action: str, written: Sequence[Written]) -> None:
        """Tell every plugin what was stored; one that fails is noted, what was stored stays."""
        changes = [
            Saved(one.table, one.doc_id, *(None if body is None else decode(body) for body in (one.before, one.after)))
            for one in written
        ]
        self._busy = True
        try:
            for each in implementations("saved") if changes else ():
                call(each, store=store, action=action, changes=changes)
        finally:
            self._busy = False


def findings(table: str, document: Mapping[str, Any]) -> tuple[list[Problem], list[Problem]]:
    """The problems and the warnings that plugins have with a document about to be stored; each names its plugin."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for each in implementations("check_document"):
        for found in call(each, table=table, document=deepcopy(document)):
            if not is_finding(found):
                kind = _("{hook} phải trả về {kind}.").format(hook="check_document", kind="Finding")
                note_failure(each.plugin_name, kind)
                continue
            said = Problem(found.field, _("{sentence} (tiện ích {name})").format(
                sentence=found.message, name=each.plugin_name
            ))  # fmt: skip
            (problems if found.refuses and table not in ONLY_WARNED else warnings).append(said)
    return problems, warnings

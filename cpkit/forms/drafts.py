"""What was typed into a form and not yet kept: one draft a form and subject, in the store, so it is encrypted too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cpkit.forms.answers import to_document
from cpkit.forms.model import Form
from cpkit.times import now

if TYPE_CHECKING:
    from cpkit.store import Document, Store

TABLE = "drafts"


class Draft:
    """The draft of one form about one subject ("" where the form is about nothing yet, else a shown id)."""

    def __init__(self, store: Store, form: Form, subject: str = "") -> None:
        self._store = store
        self._form = form
        self._subject = subject
        self._used = False

    def load(self) -> dict[str, Any]:
        """The answers typed before, by field key; empty when there is no draft."""
        self._used = True
        found = self._find()
        return dict(found["answers"]) if found else {}

    @property
    def at(self) -> datetime | None:
        """When the draft was last kept."""
        found = self._find()
        return datetime.fromisoformat(found["at"]) if found else None

    def save(self, answers: Mapping[str, Any]) -> None:
        """Keep `answers` as they were typed, in place of what was kept before."""
        self._used = True
        document = {
            "form": self._form.id,
            "form_version": self._form.version,
            "subject": self._subject,
            "at": now().isoformat(),
            "answers": to_document(answers),
        }
        found = self._find()
        with self._store.write("draft"):
            if found:
                self._store.table(TABLE).update(document, doc_ids=[found.doc_id])
            else:
                self._store.table(TABLE).insert(document)

    def clear(self) -> None:
        """Forget the draft: its answers were kept, or the officer does not want them.

        One that was neither read nor written here stays: it is somebody's other, unfinished form.
        """
        found = self._find() if self._used else None
        if found:
            with self._store.write("draft"):
                self._store.table(TABLE).remove(doc_ids=[found.doc_id])

    def _find(self) -> Document | None:
        drafts = self._store.find(TABLE, "form", self._form.id)
        return next((draft for draft in drafts if draft["subject"] == self._subject), None)

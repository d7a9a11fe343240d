"""Keeps the catalogues of sentences: collects them from the code, merges them into the .po files, compiles the .mo.

    python tools/catalogues.py            update and compile
    python tools/catalogues.py --check    fail when a sentence has no translation or a file is not up to date

Two catalogues: `vi/messages.po` has click's own messages in Vietnamese, `en/cpkit.po` our Vietnamese sentences in
English. A translator edits only the .po files.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "cpkit" / "locale"
SOMETIME = datetime(2026, 1, 1, tzinfo=UTC)  # no file changes only because the day did
KEYWORDS = {"_": None, "ngettext": (1, 2)}


class Source(NamedTuple):
    """A catalogue: language, gettext domain, and the package whose sentences it translates."""

    language: str
    domain: str
    package: Path

    @property
    def po(self) -> Path:
        """The file a translator edits."""
        return LOCALE / self.language / "LC_MESSAGES" / f"{self.domain}.po"


CLICK = Source("vi", "messages", Path(click.__file__).parent)
OURS = Source("en", "cpkit", ROOT / "cpkit")


def collect(source: Source) -> Catalog:
    """Every sentence of the package, each with the files it stands in."""
    catalogue = Catalog(charset="utf-8")
    for name, _line, message, comments, context in extract_from_dir(str(source.package), keywords=KEYWORDS):
        place = Path(name).as_posix()
        catalogue.add(
            message, locations=[(f"{source.package.name}/{place}", 1)], auto_comments=comments, context=context
        )
    return catalogue


def merge(source: Source) -> Catalog:
    """The catalogue of today's sentences with the translations there are; sentences no longer used are dropped."""
    catalogue = Catalog(locale=source.language)
    if source.po.exists():
        with source.po.open("rb") as file:
            catalogue = read_po(file, locale=source.language)
    catalogue.project, catalogue.version, catalogue.fuzzy = "cpkit", "1", False
    catalogue.creation_date = catalogue.revision_date = SOMETIME
    catalogue.update(collect(source), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences without a translation (or with one marked as a guess)."""
    return [
        str(message.id) for message in catalogue if message.id and (message.fuzzy or not _translation(message.string))
    ]


def _translation(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def misplaced(catalogue: Catalog) -> list[str]:
    """The sentences whose translation has other placeholders ({name}) than the sentence."""
    return [
        str(message.id)
        for message in catalogue
        if isinstance(message.id, str) and message.string and _names(message.id) != _names(str(message.string))
    ]


def _names(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w*)[^}]*\}", sentence))


def po_bytes(catalogue: Catalog) -> bytes:
    """The .po file, sorted, without line numbers, the same on every day."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True)
    return buffer.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(source: Source) -> None:
    """Write both files of a catalogue."""
    catalogue = merge(source)
    source.po.parent.mkdir(parents=True, exist_ok=True)
    source.po.write_bytes(po_bytes(catalogue))
    source.po.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
    print(f"{source.po.relative_to(ROOT)}: {len(catalogue)} sentences, {len(untranslated(catalogue))} untranslated")


def problems(source: Source) -> list[str]:
    """What keeps a catalogue from being complete and up to date."""
    catalogue = merge(source)
    found = [f"{source.po.name}: not translated: {sentence}" for sentence in untranslated(catalogue)]
    found += [f"{source.po.name}: other placeholders: {sentence}" for sentence in misplaced(catalogue)]
    mo = source.po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != mo_bytes(catalogue):
        found.append(f"{mo.name} is not up to date: run tools/catalogues.py")
    return found


def main() -> int:
    """Update or check both catalogues."""
    if "--check" not in sys.argv:
        update(CLICK)
        update(OURS)
        return 0
    found = problems(OURS) + click_problems()
    print("\n".join(found) or "The catalogues are complete.")
    return 1 if found else 0


def click_problems() -> list[str]:
    """As `problems`, but a newer click may word something anew: that is said, and is no failure."""
    with CLICK.po.open("rb") as file:
        kept = read_po(file, locale=CLICK.language)
    for message in collect(CLICK):
        if message.id and message.id not in kept:
            print(f"Not yet in {CLICK.po.name}: {message.id}")
    return [f"{CLICK.po.name}: not translated: {sentence}" for sentence in untranslated(kept)]


if __name__ == "__main__":
    sys.exit(main())

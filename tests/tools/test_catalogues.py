"""The catalogues: click's messages are all translated, and a sentence without a translation is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools import catalogues
from tools.catalogues import Source


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A package of one module with two sentences, and no catalogue yet."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "module.py").write_text('_("Có lỗi.")\n_("Có {count} em.").format(count=1)\n', encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    return Source("en", "package", package)


def _translate(source: Source, **translations: str) -> None:
    with source.po.open("rb") as file:
        catalogue = read_po(file, locale=source.language)
    for sentence, translation in translations.items():
        catalogue[sentence].string = translation
    source.po.write_bytes(catalogues.po_bytes(catalogue))


def test_every_message_of_the_command_line_library_is_vietnamese() -> None:
    with catalogues.CLICK.po.open("rb") as file:
        assert catalogues.untranslated(read_po(file, locale="vi")) == []


def test_a_sentence_without_a_translation_is_a_problem(source: Source) -> None:
    catalogues.update(source)
    _translate(source, **{"Có lỗi.": "An error."})
    catalogues.update(source)
    assert catalogues.problems(source) == ["package.po: not translated: Có {count} em."]


def test_a_compiled_catalogue_that_is_old_is_a_problem(source: Source) -> None:
    catalogues.update(source)
    _translate(source, **{"Có lỗi.": "An error.", "Có {count} em.": "{count} children."})
    assert catalogues.problems(source) == ["package.mo is not up to date: run tools/catalogues.py"]
    catalogues.update(source)
    assert catalogues.problems(source) == []


def test_a_translation_that_loses_a_placeholder_is_a_problem(source: Source) -> None:
    catalogues.update(source)
    _translate(source, **{"Có lỗi.": "An error.", "Có {count} em.": "{number} children."})
    catalogues.update(source)
    assert catalogues.problems(source) == ["package.po: other placeholders: Có {count} em."]


def test_a_sentence_no_longer_used_leaves_the_catalogue(source: Source) -> None:
    catalogues.update(source)
    (source.package / "module.py").write_text('_("Có lỗi.")\n', encoding="utf-8")
    catalogues.update(source)
    assert "Có {count} em." not in source.po.read_text(encoding="utf-8")

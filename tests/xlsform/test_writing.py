"""Any form goes out as XLSForm that pyxform takes unchanged, and comes back in as the same form."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from lxml import etree

from cpkit.forms.loading import forms, load
from cpkit.forms.model import Form, walk
from cpkit.xlsform.reading import read_form
from cpkit.xlsform.writing import to_xform, to_xlsform
from tests.xlsform.books import survey
from tests.xlsform.test_reading import ALL_TYPES

BUILT_IN = [form.id for form in forms()]


@pytest.mark.parametrize("form_id", BUILT_IN)
def test_every_form_of_ours_is_an_xlsform_that_pyxform_takes_unchanged(tmp_path: Path, form_id: str) -> None:
    from pyxform.xls2xform import convert

    path = tmp_path / f"{form_id}.xlsx"
    path.write_bytes(to_xlsform(load(form_id)))
    made = convert(path, validate=False)
    assert made.xform
    root = etree.fromstring(to_xform(load(form_id)))
    names = {etree.QName(each).localname for each in root.iter(etree.Element)}
    assert {asked.name for _path, asked in walk(load(form_id).fields)} <= names


def shape(form: Form) -> list[tuple[str, str, str]]:
    return [("/".join(path), asked.kind, asked.text) for path, asked in walk(form.fields)]


@pytest.mark.parametrize("form_id", BUILT_IN)
def test_every_form_of_ours_can_be_read_back_as_a_form_of_a_ward(tmp_path: Path, form_id: str) -> None:
    path = tmp_path / "lai.xlsx"
    path.write_bytes(to_xlsform(load(form_id)))
    back = read_form(path).form
    kept = {name for name, _kind, _text in shape(load(form_id))}
    assert kept <= {name for name, _kind, _text in shape(back)}


def test_a_form_of_a_ward_comes_back_as_it_went(tmp_path: Path) -> None:
    form = read_form(survey(tmp_path / "a.xlsx", *ALL_TYPES)).form
    tmp_path.joinpath("b.xlsx").write_bytes(to_xlsform(form))
    back = read_form(tmp_path / "b.xlsx").form
    assert msgspec.json.encode(back) == msgspec.json.encode(form)

"""A tally: exact counts without names, each with its definition, refused once it was changed."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from cpkit.errors import Refused
from cpkit.reports.folds import Axis, CrossFold, TableSpec
from cpkit.reports.periods import quarter_period
from cpkit.reports.report import Design, build_report, designed
from cpkit.reports.tally import encode_tally, left_out, make_tally, meaning, read_tallies, read_tally
from tests.reports.joining import MADE, tally_of
from tests.reports.ward import YEAR, Ward, member, risk

SECRET = ("Vừ A Dính", "Mùa Thị Say", "Bản Bí Mật", "Trường Bí Mật", "Cán bộ thử", "Quàng Văn Thử")


@pytest.fixture
def filled(ward: Ward) -> Ward:
    """A ward with names in every table."""
    child = ward.child(name="Vừ A Dính", hamlet="Bản Bí Mật", groups=[member(11)], risks=[risk()])
    ward.case(child, kind="xam_hai_tinh_duc", answers={"mother_name": "Mùa Thị Say"})
    ward.helped(child, note="Vừ A Dính")
    ward.activity("dien_dan", child, title="Mùa Thị Say")
    ward.organisation("truong_hoc", name="Trường Bí Mật")
    ward.worker()
    return ward


def test_no_name_no_place_of_a_child_and_no_record_id_is_in_it(filled: Ward) -> None:
    """NĐ56 Đ24, Đ33: what goes to another office holds counts alone."""
    text = encode_tally(tally_of(filled)).decode()
    assert [word for word in SECRET if word in text] == []
    tables = ("children", "cases", "intakes", "interventions", "activities", "organisations", "workers")
    ids = [doc.doc_id for table in tables for doc in filled.store.table(table)]
    assert ids and not [id for id in ids if str(id) in text]
    assert filled.store.settings.store_id not in text, "the store is told apart by a digest of its id"
    assert filled.store.settings.officer not in text


def test_a_name_that_a_plugin_makes_a_row_of_is_counted_without_it(filled: Ward) -> None:
    names, sexes = Axis(lambda _child: "Vừ A Dính", ()), Axis(lambda child: child.sex, ())
    tables = [
        TableSpec("rows", ("child",), lambda _frame: CrossFold("rows", "Theo tên", "Tên", names, sexes), adds_up=True),
        TableSpec("columns", ("child",), lambda _frame: CrossFold("columns", "", "", sexes, names), adds_up=True),
    ]
    design = designed(YEAR.cutoff)
    design = Design(design.indicators, tuple(tables), design.plan)
    report = build_report(filled.store, filled.store.settings, YEAR, design, exact=True)
    tally = make_tally(report, design, store="x", made_at=MADE)
    assert "Vừ A Dính" not in encode_tally(tally).decode()
    assert {id: table.rows for id, table in tally.parts[0].tables.items()} == {"rows": {"other": (1, 1)}}


def test_the_tables_whose_rows_are_the_wards_own_are_not_sent() -> None:
    assert [spec.id for spec in left_out(designed(YEAR.cutoff)) if spec.id == "children_by_hamlet"]


def test_the_figures_are_those_of_the_report_with_both_ends(ward: Ward) -> None:
    for _number in range(3):
        ward.child("2015-05-05")
    ward.activity("tham_van", counts={"nu:7-10": 2})
    b1 = tally_of(ward).parts[0].figures["b1"]
    figure = ward.report().figure("b1")
    assert (b1.numerator, b1.denominator, b1.high) == (figure.numerator, figure.denominator, figure.high) == (2, 3, 2)
    assert b1.heads == 2


def test_small_counts_are_exact_for_masked_ones_do_not_add_up(ward: Ward) -> None:
    ward.case(None)
    tally = tally_of(ward)
    assert tally.parts[0].tables["cases_by_kind"].totals["total"][0] == 1
    assert tally.confidentiality["level"].startswith("Hạn chế"), "NĐ56 Đ24.3"


def test_rows_of_nothing_are_left_out_and_the_file_is_small(ward: Ward) -> None:
    ward.child("2015-05-05")
    tally = tally_of(ward)
    assert list(tally.parts[0].tables["children_by_age"].rows) == ["7-10"]
    assert len(encode_tally(tally)) < 150_000


def test_it_says_of_what_and_by_what_it_was_made(filled: Ward) -> None:
    part = tally_of(filled, quarter_period(2025, 1)).parts[0]
    number, code = filled.store.head()
    assert (part.unit, part.practice, part.made_at, part.ledger) == ("34:03127", True, MADE, (number, code))
    assert (part.period.start.isoformat(), part.period.slug, part.plan) == ("2024-12-15", "2025-q1", "plan_2021_2025")


def test_what_is_written_is_read_again_and_is_always_the_same(filled: Ward, tmp_path: Path) -> None:
    tally = tally_of(filled)
    path = tmp_path / "phuong.tally"
    path.write_bytes(encode_tally(tally))
    assert read_tally(path) == tally
    assert encode_tally(read_tally(path)) == path.read_bytes() == encode_tally(tally_of(filled))


def test_laid_out_anew_by_another_program_it_is_still_the_same(filled: Ward, tmp_path: Path) -> None:
    path = tmp_path / "phuong.tally"
    path.write_text(json.dumps(json.loads(encode_tally(tally_of(filled)))), encoding="utf-8")
    assert read_tally(path) == tally_of(filled)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"numerator": 1', '"numerator": 2'),
        ('"unit": "34:03127"', '"unit": "34:03334"'),
        ('"practice": true', '"practice": false'),
        ('"over": "child"', '"over": "unit"'),
        ('"digest": "', '"digest": "0'),
        ('"format": 1,', '"format": 1, "added": 1,'),
        ('"excluded": {', '"excluded": {"died": 1'),
    ],
)
def test_a_file_that_was_changed_is_refused(filled: Ward, tmp_path: Path, old: str, new: str) -> None:
    text = encode_tally(tally_of(filled)).decode()
    assert old in text
    path = tmp_path / "phuong.tally"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused, match=r"phuong\.tally: đã bị sửa"):
        read_tally(path)


def test_every_bad_file_is_named_at_once(filled: Ward, tmp_path: Path) -> None:
    good = encode_tally(tally_of(filled))
    contents = {
        "tot.tally": good, "cu.tally": good.replace(b'"format": 1', b'"format": 9'), "chu.tally": b"xin chao",
        "anh.tally": b"\xff\xd8\xff", "cut.tally": good[: len(good) // 2], "khac.tally": b'{"a": 1}',
    }  # fmt: skip
    for name, content in contents.items():
        tmp_path.joinpath(name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_tallies([*(tmp_path / name for name in contents), tmp_path / "khong-co.tally"])
    said = {problem.field: problem.message for problem in refused.value.problems}
    assert set(said) == {*contents, "khong-co.tally"} - {"tot.tally"}
    assert "định dạng 9" in said["cu.tally"] and "không phải là tệp số liệu" in said["chu.tally"]


def test_another_definition_has_another_meaning_and_another_title_has_not(ward: Ward) -> None:
    words = next(one for one in tally_of(ward).indicators.values() if one.id == "b1")
    change = msgspec.structs.replace
    assert meaning(change(words, title={"vi": "Tên khác"})) == meaning(words)
    assert meaning(change(words, definition={"vi": "Cách khác"})) != meaning(words)
    assert meaning(change(words, parameters=words.parameters.replace("7", "6"))) != meaning(words)

"""DHIS2: codes from a small file, everything missing named at once, nothing sent that the records cannot tell."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from cpkit.errors import Refused
from cpkit.reports.dhis2 import (
    HEADS,
    UNSENT,
    Codes,
    TableCodes,
    as_csv,
    as_json,
    period_code,
    read_codes,
    template,
    value_set,
)
from cpkit.reports.periods import Period, days_period, half_period, month_period, quarter_period, year_period
from cpkit.reports.tally import Dates, TallyFile
from tests.reports.joining import NOW, sent_by, share, tally_of, with_figures
from tests.reports.ward import Ward, member

A1 = {"numerator": "CP_A1_TU", "denominator": "CP_A1_MAU"}
AGES = TableCodes(columns={"nam": "TRE_NAM", "nu": "TRE_NU", "unknown": UNSENT}, cells={"7-10": "TUOI_7_10"})


@pytest.fixture
def tally(ward: Ward) -> TallyFile:
    """The tally of a ward with three children of ten, one of them disabled."""
    ward.child("2015-05-05", groups=[member(4)])
    ward.child("2015-05-05")
    ward.child("2015-05-05", sex="nam")
    return tally_of(ward)


def codes(tally: TallyFile, **more: object) -> Codes:
    """Codes for a1 and the ages; all else is not sent."""
    ids = {words.id for words in tally.indicators.values()} | {words.id for words in tally.tables.values()}
    made = Codes("CPKIT", unsent=tuple(ids - {"a1", "children_by_age"}), org_units={"34:03127": "DBP"},
                 indicators={"a1": A1}, tables={"children_by_age": AGES})  # fmt: skip
    return msgspec.structs.replace(made, **more)


def test_a_data_value_set_has_the_shape_dhis2_reads(tally: TallyFile) -> None:
    """src/developer/web-api/data.md: values are texts, codes as given."""
    document = json.loads(as_json(value_set(tally, codes(tally))))
    assert (document["dataSet"], document["period"], document["orgUnit"]) == ("CPKIT", "2025", "DBP")
    values = {(one["dataElement"], one.get("categoryOptionCombo")): one["value"] for one in document["dataValues"]}
    assert values == {
        ("CP_A1_TU", None): "1", ("CP_A1_MAU", None): "3",
        ("TRE_NAM", "TUOI_7_10"): "1", ("TRE_NU", "TUOI_7_10"): "2",
    }  # fmt: skip
    assert all(one["comment"].startswith("THỰC HÀNH") for one in document["dataValues"]), "a practice ward says so"


def test_the_csv_has_dhis2s_columns_in_its_order(tally: TallyFile) -> None:
    sent = value_set(tally, codes(tally, combo="MAC_DINH", attribute_combo="AOC"))
    head, *rows = csv.reader(io.StringIO(as_csv(sent).decode()))
    assert tuple(head) == HEADS and len(head) == 10
    assert rows[0][:6] == ["CP_A1_TU", "2025", "DBP", "MAC_DINH", "AOC", "1"]


def test_several_units_each_bear_their_own_code(tally: TallyFile) -> None:
    both = msgspec.structs.replace(tally, parts=(tally.parts[0], sent_by(tally, NOW[1]).parts[0]))
    document = json.loads(as_json(value_set(both, codes(tally, org_units={"34:03127": "DBP", NOW[1]: "NT"}))))
    assert "orgUnit" not in document and {one["orgUnit"] for one in document["dataValues"]} == {"DBP", "NT"}


def test_every_missing_code_is_named_at_once(tally: TallyFile) -> None:
    empty = codes(tally, data_set="", org_units={}, indicators={"a1": {"numerator": "X"}}, tables={})
    with pytest.raises(Refused) as refused:
        value_set(tally, empty)
    assert {problem.field for problem in refused.value.problems} == {
        "data_set", "34:03127", "indicators.a1.denominator", "tables.children_by_age",
    }  # fmt: skip


def test_a_cell_without_a_code_is_named_by_its_row_and_its_column(tally: TallyFile) -> None:
    with pytest.raises(Refused) as refused:
        value_set(tally, codes(tally, tables={"children_by_age": TableCodes()}))
    assert {problem.field for problem in refused.value.problems} == {
        'tables.children_by_age.columns."nam"', 'tables.children_by_age.columns."nu"',
    }  # fmt: skip
    half = TableCodes(columns=AGES.columns)
    with pytest.raises(Refused, match="mã") as refused:
        value_set(tally, codes(tally, tables={"children_by_age": half}))
    assert [problem.field for problem in refused.value.problems] == ['tables.children_by_age.cells."7-10"']


def test_a_cell_may_have_a_combination_of_its_own(tally: TallyFile) -> None:
    own = TableCodes(columns=AGES.columns, cells={"7-10": "CHUNG", "7-10/nam": "RIENG"})
    sent = value_set(tally, codes(tally, tables={"children_by_age": own}))
    assert {one.combo for one in sent.values} == {"", "CHUNG", "RIENG"}


def test_what_cannot_be_told_is_left_out_and_listed_never_sent_as_nothing(tally: TallyFile) -> None:
    both_ends = {"numerator": 1, "denominator": 3, "high": 2, "untold": 1}
    open_a1 = with_figures(tally, "34:03127", {"a1": both_ends})
    sent = value_set(open_a1, codes(tally))
    assert not [one for one in sent.values if one.element in A1.values()]
    assert sent.left_out == ("Phường Điện Biên Phủ, chỉ tiêu a1: chưa kết luận được, không gửi.",)
    nothing = with_figures(tally, "34:03127", {"a1": {"numerator": None, "denominator": None, "high": None}})
    sent = value_set(nothing, codes(tally))
    assert sent.left_out == ("Phường Điện Biên Phủ, chỉ tiêu a1: chưa có số liệu, không gửi.",)


def test_nothing_counted_is_a_zero_for_a_figure(tally: TallyFile) -> None:
    none = with_figures(tally, "34:03127", {"a1": share(0, 3)})
    assert [one.value for one in value_set(none, codes(tally)).values if one.element == "CP_A1_TU"] == [0]


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (year_period(2025), "2025"),
        (half_period(2025, 2), "2025S2"),
        (quarter_period(2025, 1), "2025Q1"),
        (month_period(2025, 1), "202501"),
        (days_period(date(2025, 1, 1), date(2025, 12, 31)), "2025"),
        (days_period(date(2025, 4, 1), date(2025, 6, 30)), "2025Q2"),
        (days_period(date(2025, 7, 1), date(2025, 12, 31)), "2025S2"),
        (days_period(date(2025, 2, 1), date(2025, 2, 28)), "202502"),
    ],
)
def test_periods_that_dhis2_can_name(period: Period, name: str) -> None:
    assert period_code(_dates(period)) == name


@pytest.mark.parametrize(
    ("start", "end"), [((2, 1), (4, 30)), ((1, 1), (1, 30)), ((1, 2), (12, 31)), ((1, 1), (4, 30))]
)
def test_days_it_has_no_name_for_are_refused(start: tuple[int, int], end: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="không có tên cho kỳ"):
        period_code(_dates(days_period(date(2025, *start), date(2025, *end))))


def test_the_template_names_every_place_and_is_read_again(tally: TallyFile, tmp_path: Path) -> None:
    path = tmp_path / "ma.toml"
    path.write_bytes(template(tally, Codes()))
    read = read_codes(path)
    assert read.indicators["a1"] == {"numerator": "", "denominator": ""}
    assert set(read.tables["children_by_age"].columns) == {"nam", "nu", "unknown"}
    assert "7-10" in read.tables["children_by_age"].cells
    assert "Phường Điện Biên Phủ" in path.read_text("utf-8")


def test_what_was_filled_in_stays_in_a_new_template(tally: TallyFile, tmp_path: Path) -> None:
    path = tmp_path / "ma.toml"
    path.write_bytes(template(tally, codes(tally)))
    filled = read_codes(path)
    assert filled.indicators == {"a1": A1} and filled.tables["children_by_age"].columns == AGES.columns
    assert filled.unsent == codes(tally).unsent
    assert value_set(tally, filled).values == value_set(tally, codes(tally)).values


@pytest.mark.parametrize("text", ["data_set = ", 'unknown = "x"', "data_set = 3", "\udcff"])
def test_a_file_of_codes_with_an_error_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ma.toml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(Refused, match=r"ma\.toml"):
        read_codes(path)


def _dates(period: Period) -> Dates:
    return Dates(period.start, period.end, period.cutoff, period.due, period.title, period.slug)


def test_a_dash_sends_neither_a_unit_nor_a_combination(tally: TallyFile, tmp_path: Path) -> None:
    """What the file of codes says at its head: “-” where nothing is sent."""
    path = tmp_path / "ma.toml"
    path.write_text('data_set = "D"\ncombo = "-"\nattribute_combo = "-"\n', "utf-8")
    assert (read_codes(path).combo, read_codes(path).attribute_combo) == ("", "")
    both = msgspec.structs.replace(tally, parts=(tally.parts[0], sent_by(tally, NOW[1]).parts[0]))
    made = value_set(both, codes(tally, org_units={"34:03127": "-", NOW[1]: "NT"}))
    assert {one.unit for one in made.values} == {"NT"}

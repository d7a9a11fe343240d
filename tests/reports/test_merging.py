"""Merging tallies: in any order and any grouping the same, the newest of a unit wins, what cannot add up is refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpkit.errors import Refused
from cpkit.places import unit_name
from cpkit.reports.merging import merge, repeats
from cpkit.reports.periods import quarter_period
from cpkit.reports.tally import TallyFile, encode_tally, read_tally, sealed
from cpkit.store import create_store
from tests.conftest import OFFICER, UNIT, UNIT_NAME
from tests.reports.joining import THEN, joined, redefined, sent_by, share, tally_of, with_figures
from tests.reports.ward import Ward, member

COUNTS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair)))
SENT = st.tuples(st.sampled_from(THEN[:5]), st.integers(0, 3), COUNTS, st.booleans())


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TallyFile]:
    """The tally of a small practice ward."""
    home = tmp_path_factory.mktemp("ward") / "home"
    store, _key = create_store(home, unit=UNIT, unit_name=UNIT_NAME, officer=OFFICER, practice=True)
    with store:
        ward = Ward(store)
        ward.helped(ward.child(groups=[member(4)]))
        ward.child(sex="nam", ethnic="53")
        ward.case(ward.child())
        yield tally_of(ward)


def made(base: TallyFile, sent: tuple[str, int, tuple[int, int], bool]) -> TallyFile:
    """A tally of one unit: when it was made, its a1, and whether it calls a1 by another title."""
    unit, later, (part, whole), renamed = sent
    tally = with_figures(sent_by(base, unit, later=later), unit, {"a1": share(part, whole)})
    if not renamed:
        return tally
    words = next(one for one in tally.indicators.values() if one.id == "a1")
    return redefined(tally, msgspec.structs.replace(words, title={"vi": "Tên khác của a1"}))


@settings(max_examples=60, deadline=None)
@given(st.lists(SENT, min_size=1, max_size=7), st.randoms(use_true_random=False), st.data())
def test_merging_is_associative_free_of_order_and_idempotent(
    base: TallyFile, sent: list[Any], random: Any, data: st.DataObject
) -> None:
    """A city's merged file merged again at the province is as if every ward had sent there itself, byte for byte."""
    files = [made(base, one) for one in sent]
    at_once = encode_tally(merge(files))
    random.shuffle(files)
    cut = data.draw(st.integers(1, len(files)))
    cities = [merge(part) for part in (files[:cut], files[cut:]) if part]
    assert encode_tally(merge(cities)) == at_once
    assert encode_tally(reduce(lambda a, b: merge([a, b]), files)) == at_once
    assert encode_tally(merge([*files, *cities])) == at_once, "what was sent through two ways is counted once"


@settings(max_examples=60, deadline=None)
@given(st.lists(SENT, min_size=1, max_size=7))
def test_the_sum_is_that_of_the_newest_of_every_unit(base: TallyFile, sent: list[Any]) -> None:
    """Added up by hand: of every unit the latest, of two of one moment one of them."""
    newest: dict[str, int] = {}
    for unit, later, _counts, _renamed in sent:
        newest[unit] = max(later, newest.get(unit, 0))
    ways = [{counts for unit, later, counts, _renamed in sent if (unit, later) == one} for one in newest.items()]
    a1 = joined(*(made(base, one) for one in sent)).report.figure("a1")
    assert all(len(way) > 1 for way in ways) or a1.numerator is not None
    if all(len(way) == 1 for way in ways):
        expected = [next(iter(way)) for way in ways]
        assert (a1.numerator, a1.denominator) == (sum(a for a, _b in expected), sum(b for _a, b in expected))


def test_the_newest_of_a_unit_wins_and_it_is_said(base: TallyFile) -> None:
    old = with_figures(base, THEN[0], {"a1": share(9, 9)})
    new = sent_by(with_figures(base, THEN[0], {"a1": share(1, 9)}), THEN[0], later=3, store=old.parts[0].store)
    for files in ([old, new], [new, old]):
        assert joined(*files).report.figure("a1").numerator == 1
        (repeat,) = repeats(files)
        assert (repeat.unit, repeat.same, repeat.stores) == (THEN[0], False, 1)
        assert any("tính bản mới nhất, lập lúc 17/11/2025 11:00" in note for note in joined(*files).report.notes)


def test_the_same_file_twice_is_counted_once_and_it_is_said(base: TallyFile) -> None:
    tally = sent_by(base, THEN[0])
    notes = joined(tally, tally).report.notes
    assert joined(tally, tally).report.figure("a1").denominator == 3
    assert any("gửi hai lần cùng một số liệu" in note for note in notes)


def test_a_merged_file_beside_the_file_of_one_of_its_wards_counts_that_ward_once(base: TallyFile) -> None:
    one, other = sent_by(base, THEN[0]), sent_by(base, THEN[1])
    assert joined(merge([one, other]), one).report.figure("a1").denominator == 6


def test_two_stores_of_one_unit_are_named_for_one_of_them_may_be_missing_something(base: TallyFile) -> None:
    files = sent_by(base, THEN[0], store="a" * 16), sent_by(base, THEN[0], later=1, store="b" * 16)
    assert any("từ 2 kho khác nhau" in note for note in joined(*files).report.notes)


def test_practice_does_not_mix_with_real(base: TallyFile) -> None:
    real = sent_by(base, THEN[0], practice=False)
    assert _problems(real, sent_by(base, THEN[1])) == [
        f"Số liệu thực hành không cộng với số liệu thật: {unit_name(THEN[1])}."
    ]
    assert joined(sent_by(base, THEN[0]), sent_by(base, THEN[1])).report.practice, "practice adds up with practice"


def test_another_period_or_another_cut_off_is_named_with_its_units(base: TallyFile) -> None:
    dates = base.parts[0].period
    quarter = quarter_period(2025, 1)
    other = msgspec.structs.replace(dates, start=quarter.start, end=quarter.end, cutoff=quarter.cutoff)
    late = msgspec.structs.replace(dates, cutoff=quarter.cutoff)
    files = sent_by(base, THEN[0]), sent_by(base, THEN[1], period=other), sent_by(base, THEN[2], period=late)
    said = _problems(*files)
    assert len(said) == 3 and any("15/12/2024 đến 14/03/2025" in text and "Him Lam" in text for text in said)


def test_a_unit_that_nobody_knows_or_that_had_ended_is_named(base: TallyFile) -> None:
    assert "không có đơn vị hành chính nào mang mã 34:99999" in _problems(sent_by(base, "34:99999"))[0]
    dates = msgspec.structs.replace(
        base.parts[0].period, start=quarter_period(2026, 1).start, end=quarter_period(2026, 1).end
    )
    (said,) = _problems(sent_by(base, "63:03127", period=dates))
    assert "chỉ có đến ngày 30/06/2025" in said


def test_a_unit_beside_one_it_was_made_of_is_refused(base: TallyFile) -> None:
    """The new ward's store counts what the old ones recorded on those days; code 03136 and 03334 only share a name."""
    (said,) = _problems(sent_by(base, "34:03127"), sent_by(base, "63:03136"))
    assert "Phường Điện Biên Phủ" in said and "Phường Mường Thanh" in said
    assert merge([sent_by(base, "34:03334"), sent_by(base, "63:03136")]).parts


def test_a_unit_of_another_period_overlaps_with_nobody(base: TallyFile) -> None:
    dates = base.parts[0].period
    earlier = msgspec.structs.replace(dates, start=dates.start.replace(year=2023), end=dates.end.replace(year=2024))
    said = _problems(sent_by(base, "34:03127"), sent_by(base, "63:03136", period=earlier))
    assert len(said) == 2 and all(text.startswith("Kỳ khác nhau") for text in said)


def test_all_that_is_wrong_is_said_at_once(base: TallyFile) -> None:
    files = sent_by(base, "34:03127", practice=False), sent_by(base, "63:03136"), sent_by(base, "34:99999")
    assert len(_problems(*files)) == 3


def test_definitions_nobody_uses_any_more_are_not_carried_along(base: TallyFile) -> None:
    old = made(base, (THEN[0], 0, (1, 2), True))
    new = made(base, (THEN[0], 1, (1, 2), False))
    assert [words.title["vi"] for words in merge([old, new]).indicators.values()].count("Tên khác của a1") == 0


def test_the_merged_file_is_read_as_any_other(base: TallyFile, tmp_path: Path) -> None:
    merged = merge([sent_by(base, unit) for unit in THEN])
    path = tmp_path / "thanh-pho.tally"
    path.write_bytes(encode_tally(merged))
    assert read_tally(path) == sealed(merged)


def _problems(*files: TallyFile) -> list[str]:
    with pytest.raises(Refused) as refused:
        merge(files)
    return [problem.message for problem in refused.value.problems]

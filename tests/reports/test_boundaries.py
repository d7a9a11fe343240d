"""Figures on the boundaries of before and from 01/07/2025: converted by code alone, or listed (NQ 1661/NQ-UBTVQH15)."""

from __future__ import annotations

import pytest

from cpkit.reports.tally import TallyFile
from tests.reports.joining import NOW, THEN, joined, sent_by, share, tally_of, with_figures
from tests.reports.ward import Ward

MADE_OF = {"34:03127": 6, "34:03316": 1, "34:03325": 3, "34:03334": 2}
"""How many of the city's twelve units went into each of the four."""
SPLIT, PARTS_OF_SPLIT = "63:00007", ("34:00008", "34:00025")
"""Phường Cống Vị, of which Ngọc Hà and Giảng Võ each took a part."""
RENUMBERED = "34:00859", "63:00859"
"""Xã Ngọc Long: the same land under a new key."""


@pytest.fixture
def base(ward: Ward) -> TallyFile:
    """The tally of a ward with three children."""
    for _number in range(3):
        ward.child()
    return tally_of(ward)


def test_the_twelve_units_of_then_stand_in_the_four_of_now(base: TallyFile) -> None:
    joint = joined(*(sent_by(base, unit) for unit in THEN), boundaries="now")
    counts = {one.key: one.figures["a1"].denominator for one in joint.members}
    assert counts == {unit: 3 * number for unit, number in MADE_OF.items()}
    assert joint.report.figure("a1").denominator == 36, "nothing is lost and nothing twice"
    assert joint.expected is not None and joint.missing == ()


def test_land_that_came_from_elsewhere_is_named_where_nobody_sent_for_it(base: TallyFile) -> None:
    """Phường Mường Thanh of now holds Thanh Xương, Nà Tấu holds Mường Đăng and Ngối Cáy: not of the city."""
    joint = joined(*(sent_by(base, unit) for unit in THEN), boundaries="now")
    lacking = {one.key: one.column.lacking for one in joint.members}
    assert lacking["34:03334"] == ("Xã Thanh Xương",) and lacking["34:03127"] == ()
    assert set(lacking["34:03316"]) == {"Xã Mường Đăng", "Xã Ngối Cáy"}
    assert any("Phường Mường Thanh chưa đủ địa bàn" in note for note in joint.report.notes)
    assert joint.report.figure("a1").verdict == "insufficient"


def test_how_many_units_have_a_board_is_not_converted(base: TallyFile) -> None:
    """Six boards of then are not one board of now."""
    files = [with_figures(base, unit, {"c1": share(1, 1)}) for unit in THEN]
    joint = joined(*files, boundaries="now")
    assert all("c1" in one.left for one in joint.members)
    assert any("không chuyển được sang địa giới khác" in one for one in joint.differences)
    assert joined(*files).report.figure("c1").numerator == 12, "on the boundaries of then it is"


def test_a_unit_that_was_split_keeps_its_column_and_is_listed(base: TallyFile) -> None:
    joint = joined(sent_by(base, SPLIT), boundaries="now")
    assert [one.key for one in joint.members] == [SPLIT]
    (listed,) = [one for one in joint.remarks if "đã chia vào" in one]
    assert "Phường Cống Vị" in listed and "Phường Ngọc Hà, Phường Giảng Võ" in listed


def test_a_unit_of_now_goes_back_only_where_it_is_one_of_then(base: TallyFile) -> None:
    now, then = RENUMBERED
    joint = joined(sent_by(base, now), sent_by(base, NOW[0]), boundaries="then")
    assert [one.key for one in joint.members] == [NOW[0], then]
    (listed,) = [one for one in joint.remarks if "không tách lại được" in one]
    assert "Phường Điện Biên Phủ" in listed and "Phường Him Lam" in listed


def test_as_sent_nothing_is_converted(base: TallyFile) -> None:
    joint = joined(*(sent_by(base, unit) for unit in THEN))
    assert [one.key for one in joint.members] == list(THEN) and joint.remarks == ()


def test_two_units_of_one_name_bear_their_keys(base: TallyFile) -> None:
    """The ward Mường Thanh of then and the one of now are two different places."""
    joint = joined(sent_by(base, "63:03136"), sent_by(base, "34:03334"))
    assert [one.name for one in joint.members] == ["Phường Mường Thanh (34:03334)", "Phường Mường Thanh (63:03136)"]

"""Units of both regimes: codes were given anew on 01/07/2025, so a key is regime and code."""

from __future__ import annotations

from datetime import date

import pytest

from cpkit.errors import Refused
from cpkit.places import (
    find_units,
    in_sentence,
    is_unit,
    meant_units,
    predecessors,
    regime_on,
    successors,
    unit,
    unit_name,
    unit_set,
    units_on,
)
from cpkit.vietnamese import nfc
from cpkit.vietnamese.personal_number import PROVINCES

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)

# The city's twelve units and where each went (NQ 1661/NQ-UBTVQH15).
CITY = {
    "03124": ("Phường Noong Bua", "03334"),
    "03127": ("Phường Him Lam", "03127"),
    "03130": ("Phường Thanh Bình", "03127"),
    "03133": ("Phường Tân Thanh", "03127"),
    "03136": ("Phường Mường Thanh", "03127"),
    "03139": ("Phường Nam Thanh", "03334"),
    "03142": ("Phường Thanh Trường", "03127"),
    "03145": ("Xã Thanh Minh", "03127"),
    "03316": ("Xã Nà Tấu", "03316"),
    "03317": ("Xã Nà Nhạn", "03325"),
    "03325": ("Xã Mường Phăng", "03325"),
    "03326": ("Xã Pá Khoang", "03325"),
}
MADE_OF = {
    "03127": (
        "Phường Điện Biên Phủ",
        {"Him Lam", "Tân Thanh", "Mường Thanh", "Thanh Bình", "Thanh Trường", "Thanh Minh"},
    ),
    "03334": ("Phường Mường Thanh", {"Noong Bua", "Nam Thanh", "Thanh Xương"}),
    "03325": ("Xã Mường Phăng", {"Mường Phăng", "Nà Nhạn", "Pá Khoang"}),
    "03316": ("Xã Nà Tấu", {"Nà Tấu", "Mường Đăng", "Ngối Cáy"}),
}


@pytest.mark.parametrize("code", CITY)
def test_the_twelve_units_of_the_city(code: str) -> None:
    name, successor = CITY[code]
    found = unit(f"63:{code}")
    assert found.name == name
    assert (found.province, found.district) == ("Tỉnh Điện Biên", "Thành phố Điện Biên Phủ")
    assert found.successors == (f"34:{successor}",)
    assert (found.valid_from, found.valid_to) == (None, OLD)


@pytest.mark.parametrize("code", MADE_OF)
def test_the_four_units_they_went_into(code: str) -> None:
    name, parts = MADE_OF[code]
    found = unit(f"34:{code}")
    assert (found.name, found.province, found.district) == (name, "Tỉnh Điện Biên", None)
    assert {part.bare_name for part in predecessors(found.key)} == parts
    assert (found.valid_from, found.valid_to) == (NEW, None)


def test_the_two_muong_thanh_are_different_wards() -> None:
    old, new = unit("63:03136"), unit("34:03334")
    assert old.name == new.name == "Phường Mường Thanh"
    assert [heir.name for heir in successors(old.key)] == ["Phường Điện Biên Phủ"]
    assert old.key not in new.predecessors


def test_one_code_means_two_units() -> None:
    assert unit("63:03127").bare_name == "Him Lam"
    assert unit("34:03127").bare_name == "Điện Biên Phủ"


def test_the_sets_of_the_city_hold_these_units() -> None:
    assert set(unit_set("thanh_pho_dien_bien_phu").keys) == {f"63:{code}" for code in CITY}
    assert set(unit_set("dien_bien_phu_tu_2025").keys) == {f"34:{code}" for code in MADE_OF}


def test_dien_bien_went_from_129_units_to_45() -> None:
    counts = [sum(each.province == "Tỉnh Điện Biên" for each in units_on(day)) for day in (OLD, NEW)]
    assert counts == [129, 45]


def test_the_whole_country_in_both_regimes() -> None:
    """QĐ 19/2025/QĐ-TTg: 3,321 units; before, 10,035 and five island districts without communes."""
    old, new = units_on(OLD), units_on(NEW)
    assert (len(old), len(new)) == (10_040, 3_321)
    assert len({each.province for each in old}) == 63
    assert len({each.province for each in new}) == 34
    assert {int(each.province_code) for each in old} == PROVINCES


def test_every_unit_is_whole() -> None:
    for each in [*units_on(OLD), *units_on(NEW)]:
        assert each.name == nfc(each.name)
        assert each.bare_name
        assert each.bare_name != each.name
        assert unit(each.key) == each


def test_every_successor_exists_and_knows_its_predecessor() -> None:
    new = {each.key: each for each in units_on(NEW)}
    for each in units_on(OLD):
        assert each.successors
        assert all(each.key in new[key].predecessors for key in each.successors)
    for each in new.values():
        assert each.predecessors
        assert all(each.key in unit(key).successors for key in each.predecessors)


def test_the_regime_changed_on_1_july_2025() -> None:
    assert [regime_on(day) for day in (OLD, NEW)] == ["63", "34"]


@pytest.mark.parametrize(
    ("text", "day", "keys"),
    [
        ("03127", NEW, ["34:03127"]),
        ("3127", NEW, ["34:03127"]),
        ("34:03127", NEW, ["34:03127"]),
        ("63:03127", NEW, []),
        ("Điện Biên Phủ", NEW, ["34:03127"]),
        ("phuong dien bien phu", NEW, ["34:03127"]),
        ("P. Mường Thanh", NEW, ["34:03334"]),
        ("P.Mường Thanh", OLD, ["63:03136"]),
        ("Nà Tấu, Điện Biên", NEW, ["34:03316"]),
        ("Tân Thành, Cà Mau", NEW, ["34:32025"]),
        ("Mường Thanh, Cà Mau", NEW, []),
        ("", NEW, []),
        ("99999", NEW, []),
        ("không có xã này", NEW, []),
    ],
)
def test_units_are_found_by_code_or_name(text: str, day: date, keys: list[str]) -> None:
    assert [found.key for found in find_units(text, on=day)] == keys


def test_a_name_that_many_units_have_gives_all_of_them_exact_ones_first() -> None:
    names = [found.bare_name for found in find_units("Tân Thành", on=NEW)]
    exact = names.count("Tân Thành")
    assert exact > 1
    assert set(names[:exact]) == {"Tân Thành"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tân Thành", {"Tân Thành"}),
        ("Tân Thành, Cà Mau", {"Tân Thành"}),
        ("tan thanh", {"Tân Thành", "Tân Thanh", "Tân Thạnh"}),
    ],
)
def test_a_name_that_units_bear_does_not_mean_those_whose_name_only_holds_it(text: str, names: set[str]) -> None:
    assert {meant.bare_name for meant in meant_units(text, on=NEW)} == names


def test_a_part_of_a_name_means_all_units_that_hold_it() -> None:
    assert meant_units("Điện Biên", on=NEW) == find_units("Điện Biên", on=NEW) != []


def test_a_unit_is_shown_by_its_name_and_an_unknown_key_by_itself() -> None:
    assert (unit_name("63:03127"), unit_name("99:1")) == ("Phường Him Lam", "99:1")


def test_the_full_name_names_district_and_province() -> None:
    assert unit("63:03127").full_name == "Phường Him Lam, Thành phố Điện Biên Phủ, Tỉnh Điện Biên"
    assert unit("34:03127").full_name == "Phường Điện Biên Phủ, Tỉnh Điện Biên"


@pytest.mark.parametrize("key", ["34:99999", "35:03127", "03127", "", '34:"', "34:", "34:0312"])
def test_an_unknown_key_is_refused(key: str) -> None:
    assert not is_unit(key)
    with pytest.raises(Refused, match="Không có đơn vị hành chính"):
        unit(key)


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(Refused, match="khong_co"):
        unit_set("khong_co")


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Phường Mường Thanh", "phường Mường Thanh"),
        ("Xã Thanh Minh", "xã Thanh Minh"),
        ("Thị trấn Mường Ảng", "thị trấn Mường Ảng"),
        ("Tỉnh Điện Biên", "tỉnh Điện Biên"),
        ("Thành phố Điện Biên Phủ", "thành phố Điện Biên Phủ"),
        ("Phường Điện Biên Phủ", "Phường Điện Biên Phủ"),
        ("Phường 15", "Phường 15"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Các đơn vị đã gửi", "Các đơn vị đã gửi"),
    ],
)
def test_within_a_sentence_the_kind_is_small_but_before_numbers_events_and_persons(name: str, within: str) -> None:
    """NĐ 30/2020, Phụ lục II: "Phường Điện Biên Phủ" is its own example of a unit named after an event."""
    assert in_sentence(name) == within

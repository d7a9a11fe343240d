"""Code lists: what the law names, found by code, by name and by the spellings of real lists."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.codes import Code, CodeList, code_list, code_text, list_names
from cpkit.errors import Misused
from cpkit.vietnamese import nfc

LISTS = {
    "activity_kinds",
    "activity_topics",
    "audiences",
    "care_circumstances",
    "case_kinds",
    "environments",
    "ethnic_groups",
    "event_kinds",
    "funds",
    "groups",
    "inspection_areas",
    "languages",
    "org_kinds",
    "plan_agencies",
    "plan_tasks",
    "poverty",
    "risks",
    "services",
    "sources",
    "worker_roles",
}

# Luật Trẻ em Đ10.1 a-o, word for word.
GROUPS = [
    "Trẻ em mồ côi cả cha và mẹ",
    "Trẻ em bị bỏ rơi",
    "Trẻ em không nơi nương tựa",
    "Trẻ em khuyết tật",
    "Trẻ em nhiễm HIV/AIDS",
    "Trẻ em vi phạm pháp luật",
    "Trẻ em nghiện ma túy",
    "Trẻ em phải bỏ học kiếm sống chưa hoàn thành phổ cập giáo dục trung học cơ sở",
    "Trẻ em bị tổn hại nghiêm trọng về thể chất và tinh thần do bị bạo lực",
    "Trẻ em bị bóc lột",
    "Trẻ em bị xâm hại tình dục",
    "Trẻ em bị mua bán",
    "Trẻ em mắc bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày thuộc hộ nghèo hoặc hộ cận nghèo",
    "Trẻ em di cư, trẻ em lánh nạn, tị nạn chưa xác định được cha mẹ hoặc không có người chăm sóc",
]
# The khoản of NĐ56 Đ3-16; Đ7 and Đ11 have none.
SUBGROUPS = [4, 2, 12, 3, 0, 4, 2, 2, 0, 5, 5, 2, 2, 3]


def test_every_list_is_there() -> None:
    assert set(list_names()) >= LISTS


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_name_of_a_list_finds_its_own_entry(name: str) -> None:
    codes = code_list(name)
    for code in codes:
        for written in (code.code, *code.label.values(), *code.short.values(), *code.aliases):
            assert codes.find(written) is code, written


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_entry_is_labelled_in_both_languages_and_hangs_in_the_list(name: str) -> None:
    codes = code_list(name)
    assert len({code.code for code in codes}) == len(codes)
    for code in codes:
        assert code.label["vi"] == nfc(code.label["vi"]).strip()
        assert code.label["en"].isascii() or "ô" in code.label["en"]
        assert code.parent is None or code.parent in codes


def test_the_fourteen_groups_in_the_words_of_the_law() -> None:
    groups = code_list("groups")
    assert [group.label["vi"] for group in groups.children(None)] == GROUPS
    assert [group.code for group in groups.children(None)] == [str(number) for number in range(1, 15)]


def test_every_subgroup_cites_its_article_and_clause() -> None:
    groups = code_list("groups")
    for number, (group, count) in enumerate(zip(groups.children(None), SUBGROUPS, strict=True), start=1):
        subgroups = groups.children(group.code)
        assert [each.code for each in subgroups] == [f"{number}.{clause}" for clause in range(1, count + 1)]
        assert [each.citation for each in subgroups] == [
            f"NĐ56 Đ{number + 2}.{clause}" for clause in range(1, count + 1)
        ]
        assert group.citation.endswith(f"NĐ56 Đ{number + 2}")


def test_the_points_of_the_law_skip_the_letters_that_vietnamese_lists_skip() -> None:
    points = [group.citation.removeprefix("Luật Đ10.1").split(";")[0] for group in code_list("groups").children(None)]
    assert points == list("abcdđeghiklmno")


def test_hiv_and_sexual_abuse_are_confidential() -> None:
    confidential = {code.code for code in code_list("groups") if code.confidential}
    assert confidential == {"5", "10.2", "10.3", "11", "11.1", "11.2", "11.3", "11.4", "11.5"}


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Mồ côi cả cha và mẹ", "1"),
        ("Bị bỏ rơi", "2"),
        ("Không nơi nương tựa", "3"),
        ("Khuyết tật", "4"),
        ("Bệnh hiểm nghèo (hộ nghèo, cận nghèo)", "13"),
        ("TRẺ EM KHUYẾT TẬT", "4"),
        ("te khuyet tat", "4"),
        ("4. Khuyết tật", "4"),
        ("(4) Trẻ khuyết tật", "4"),
        ("Nhóm 11", "11"),
        ("nhóm trẻ em bị bỏ rơi", "2"),
        ("4.2", "4.2"),
        ("Khuyết tật nặng", "4.2"),
        ("Trẻ em nghiện ma tuý", "7"),
    ],
)
def test_headings_of_real_lists_are_found(heading: str, code: str) -> None:
    found = code_list("groups").find(heading)
    assert found is not None
    assert found.code == code


def test_one_dead_parent_is_no_group_but_a_risk() -> None:
    """NĐ56 knows only orphans of both parents (Đ3); the loss of one is a risk."""
    assert code_list("groups").find("Mồ côi cha hoặc mẹ") is None
    assert code_list("risks").find("Mồ côi cha hoặc mẹ") is code_list("risks").get("mo_coi_cha_hoac_me")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kinh", "01"),
        ("Thái", "03"),
        ("dân tộc Thái", "03"),
        ("Mông", "08"),
        ("H'Mông", "08"),
        ("H\u2019mông", "08"),
        ("H Mông", "08"),
        ("HMÔNG", "08"),
        ("hmong", "08"),
        ("Khơ Mú", "29"),
        ("Khơ-mú", "29"),
        ("kho mu", "29"),
        ("Ê Đê", "12"),
        ("M'Nông", "20"),
        ("Giái", "25"),
        ("08", "08"),
    ],
)
def test_ethnic_groups_in_their_spellings(written: str, code: str) -> None:
    found = code_list("ethnic_groups").find(written)
    assert found is not None
    assert found.code == code


def test_the_54_ethnic_groups_and_foreigners_have_their_codes() -> None:
    assert [group.code for group in code_list("ethnic_groups")] == [f"{number:02}" for number in range(1, 56)]


def test_services_are_those_of_the_decree_with_finer_kinds() -> None:
    """NĐ56 Đ18 (health), Đ19 (social assistance), Đ20 (education), Đ21 (legal, psychological, other)."""
    services = code_list("services")
    kinds = ["y_te", "tro_giup_xa_hoi", "giao_duc", "phap_ly", "tam_ly", "dich_vu_khac"]
    assert [service.code for service in services.children(None)] == kinds
    for kind, article in zip(kinds, (18, 19, 20, 21, 21, 21), strict=True):
        assert f"NĐ56 Đ{article}" in services.get(kind).citation  # type: ignore[union-attr]
        assert services.children(kind)
        assert all(child.code.startswith(f"{kind}.") for child in services.children(kind))


def test_the_six_forms_of_abuse_are_marked() -> None:
    """Luật Đ4.5: bạo lực, bóc lột, xâm hại tình dục, mua bán, bỏ rơi bỏ mặc, other harm."""
    abuse = [kind.code for kind in code_list("case_kinds") if kind.extra["abuse"]]
    assert abuse == ["bao_luc", "boc_lot", "xam_hai_tinh_duc", "mua_ban", "bo_roi_bo_mac", "ton_hai_khac"]


def test_near_ones_are_offered_for_what_is_not_found() -> None:
    ethnic_groups = code_list("ethnic_groups")
    assert ethnic_groups.find("Kho mun") is None
    assert "29" in [code.code for code in ethnic_groups.near("Kho mun")]


@given(st.text())
def test_any_text_is_found_or_not(text: str) -> None:
    codes = code_list("groups")
    assert codes.find(text) is None or codes.find(text) in codes.codes
    assert len(codes.near(text)) <= 5


def test_codes_have_their_time() -> None:
    old = Code("cu", {"vi": "Cũ"}, valid_to=date(2025, 6, 30))
    new = Code("moi", {"vi": "Mới"}, valid_from=date(2025, 7, 1))
    codes = CodeList("thu", {"vi": "Thử"}, [old, new])
    assert codes.valid_on(date(2025, 6, 30)) == [old]
    assert codes.valid_on(date(2025, 7, 1)) == [new]
    assert codes.get("cu") is old


def test_an_unknown_list_is_named() -> None:
    with pytest.raises(Misused, match="khong_co"):
        code_list("khong_co")


def test_a_code_is_shown_by_its_short_name_and_one_nobody_knows_by_itself() -> None:
    assert code_text("services", "y_te") == "Chăm sóc sức khỏe"
    assert [code_text("services", code) for code in ("khong_co", None)] == ["khong_co", ""]

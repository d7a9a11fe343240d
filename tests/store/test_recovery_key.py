"""The recovery key is written on paper and typed again by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpkit.errors import Locked
from cpkit.store.recovery_key import LETTERS, RECOVERY_BYTES, new_recovery, read_recovery, write_recovery

KEYS = st.binary(min_size=RECOVERY_BYTES, max_size=RECOVERY_BYTES)


def test_it_has_160_random_bits_in_eight_groups_of_five() -> None:
    recovery = new_recovery()
    assert len(recovery) * 8 == 160
    assert recovery != new_recovery()
    assert [len(group) for group in write_recovery(recovery).split("-")] == [5] * 8


@given(KEYS)
def test_what_was_printed_is_read_back(recovery: bytes) -> None:
    assert read_recovery(write_recovery(recovery)) == recovery


@given(KEYS)
def test_small_letters_spaces_and_look_alike_letters_are_forgiven(recovery: bytes) -> None:
    typed = write_recovery(recovery).lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert read_recovery(typed) == recovery


@given(KEYS, st.integers(0, 39), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_found_and_its_group_named(recovery: bytes, place: int, letter: str) -> None:
    printed = write_recovery(recovery).replace("-", "")
    if printed[place] == letter:
        return
    with pytest.raises(Locked, match=f"nhóm thứ {place // 5 + 1}"):
        read_recovery(printed[:place] + letter + printed[place + 1 :])


@given(KEYS, st.integers(0, 7), st.integers(0, 3))
def test_two_letters_swapped_within_a_group_are_found(recovery: bytes, group: int, place: int) -> None:
    printed = list(write_recovery(recovery).replace("-", ""))
    first = group * 5 + place
    if printed[first] == printed[first + 1]:
        return
    printed[first], printed[first + 1] = printed[first + 1], printed[first]
    with pytest.raises(Locked, match=f"nhóm thứ {group + 1}"):
        read_recovery("".join(printed))


@given(KEYS)
def test_two_groups_swapped_are_found(recovery: bytes) -> None:
    groups = write_recovery(recovery).split("-")
    if groups[0] == groups[1]:
        return
    with pytest.raises(Locked):
        read_recovery("-".join([groups[1], groups[0], *groups[2:]]))


@pytest.mark.parametrize("typed", ["", "7K2MQ", "mật khẩu", "*" * 40, "А" * 40])
def test_what_is_no_recovery_key_is_answered_in_a_sentence(typed: str) -> None:
    with pytest.raises(Locked, match="Khóa khôi phục"):
        read_recovery(typed)

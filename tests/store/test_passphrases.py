"""A passphrase that a neighbour would try first is refused with plain advice."""

from __future__ import annotations

import pytest

from cpkit.errors import Refused
from cpkit.store.passphrases import check_passphrase

NAMES = ("Phường Điện Biên Phủ", "Lò Thị Hoa")


@pytest.mark.parametrize(
    "passphrase",
    [
        "ruộng bậc thang mùa nước đổ",
        "ruong bac thang",
        "con-meo-leo-cay-cau",
        "Tr0ngV@Ng!92",
        "xe đạp cũ 1954",
        "12345678901234567890",
    ],
)
def test_some_words_that_have_nothing_to_do_with_the_work_are_taken(passphrase: str) -> None:
    check_passphrase(passphrase, names=NAMES)


@pytest.mark.parametrize("passphrase", ["", "ngắn", "abc123!"])
def test_a_short_one_is_refused(passphrase: str) -> None:
    with pytest.raises(Refused, match="ít nhất 8 ký tự"):
        check_passphrase(passphrase)


@pytest.mark.parametrize(
    "passphrase",
    [
        "dienbienphu1954",
        "Điện Biên Phủ 1954",
        "DIENBIENPHU!!!",
        "12345678",
        "1234567890",
        "07/05/1954 07/05",
        "matkhau123456",
        "Mật khẩu 2026",
        "password2026!",
        "aaaaaaaaaaaa",
        "ababababababab",
        "qwertyuiop",
        "treemtreem2026",
        "phuongdienbienphu",
        "Phường Điện Biên Phủ 2026",
        "Lò Thị Hoa 1985",
        "lothihoa1985",
        "thihoa198502",
    ],
)
def test_the_first_guesses_are_refused_with_advice(passphrase: str) -> None:
    with pytest.raises(Refused) as refused:
        check_passphrase(passphrase, names=NAMES)
    assert passphrase not in str(refused.value)


def test_the_advice_says_what_to_do() -> None:
    with pytest.raises(Refused, match="Hãy đặt vài từ"):
        check_passphrase("dienbienphu1954", names=NAMES)

"""Every action that a command writes has a name an officer understands."""

from __future__ import annotations

import pytest

from cpkit.commands.action_names import action_name


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("register", "đăng ký trẻ"),
        ("organisations add", "thêm tổ chức"),
        ("activity cancel", "hủy hoạt động"),
        ("a plugin's action", "a plugin's action"),
        ("unknown add", "unknown add"),
    ],
)
def test_an_action_is_named_and_an_unknown_one_stands_for_itself(action: str, name: str) -> None:
    assert action_name(action) == name

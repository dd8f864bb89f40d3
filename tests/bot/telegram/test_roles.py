"""Roles are read by their word in either language."""

import pytest

from bot.telegram.handlers.roles import role_called
from dialogs.roles import Role
from tests.builders.calls import SHANGHAI


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("主管", Role.SUPERVISOR),
        ("员工", Role.STAFF),
        ("Supervisor", Role.SUPERVISOR),
        ("ｓｔａｆｆ", Role.STAFF),
        ("agent", Role.STAFF),
        ("管理员", Role.ADMIN),
        ("trainer", Role.TRAINER),
        ("经理", None),
        ("", None),
    ],
)
def test_role_is_known_by_its_word_and_nothing_else(text: str, role: Role | None) -> None:
    assert role_called(text, SHANGHAI) is role

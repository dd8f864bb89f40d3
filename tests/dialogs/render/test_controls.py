"""The buttons of a card while a call goes on."""

from dialogs.cards import Viewer
from dialogs.decide.composing import fitting
from dialogs.render import render
from dialogs.roles import Role
from tests.builders.calls import composing


def test_a_supervisors_own_card_lets_them_tick_what_they_may_grant() -> None:
    made = composing()
    beyond_staff = {
        each.id for each in fitting(made.program, made.state.product) if each.granted_by != "staff"
    }

    shut = {
        role: {
            button.value
            for row in render(made.program, made.state, Viewer(role=role), made.now).buttons
            for button in row
            if not button.enabled
        }
        for role in (Role.STAFF, Role.SUPERVISOR)
    }

    assert beyond_staff
    assert beyond_staff <= shut[Role.STAFF]
    assert not beyond_staff & shut[Role.SUPERVISOR]

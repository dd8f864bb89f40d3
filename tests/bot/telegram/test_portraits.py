"""What a portrait leaves out of its questions to the log would not be on the card."""

from dataclasses import replace

import pytest

from dialogs.cards import OtherSession, Panel, Viewer
from dialogs.ids import SessionId
from dialogs.ports import SessionStatus
from dialogs.render import render
from tests.builders.calls import NOON, call
from tests.builders.program import SMALL

OTHERS = (OtherSession(SessionId("01JDMZ0001ABCDEFGHJKMNPQRS"), "白桦-3", SessionStatus.PAUSED),)


@pytest.mark.parametrize("panel", [each for each in Panel if each is not Panel.SESSIONS])
def test_the_other_calls_are_on_no_panel_of_a_live_call_but_their_own(panel: Panel) -> None:
    alone = Viewer(panel=panel)

    assert render(SMALL, call().state, replace(alone, others=OTHERS), NOON) == render(
        SMALL, call().state, alone, NOON
    )


def test_the_panel_of_calls_names_the_others() -> None:
    alone = Viewer(panel=Panel.SESSIONS)

    assert render(SMALL, call().state, replace(alone, others=OTHERS), NOON) != render(
        SMALL, call().state, alone, NOON
    )

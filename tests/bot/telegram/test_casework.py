"""A case that is begun from a call in the chat: one file a wish, however often the button is tapped."""

from datetime import UTC, datetime, timedelta

from bot.telegram.deeds import AnswerTap, SendFile
from bot.telegram.handlers.asked import Asked
from bot.telegram.handlers.casework import ONE_TAP
from bot.telegram.incoming import Tap
from dialogs.cards import Verb
from dialogs.commands import EndSession
from dialogs.ids import Cause
from dialogs.program import Outcome
from tests.bot.telegram.driving import CALL
from tests.bot.telegram.lobby import SUPERVISOR, Lobby

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
TAP = Tap(
    cause=Cause("tg:1:tap:1"),
    person=SUPERVISOR,
    chat=SUPERVISOR,
    message=5,
    name="x",
    language_code="zh",
    at=NOON,
    query="1",
    data="",
)


async def firm(*, ended: bool = True) -> Lobby:
    made = Lobby()
    await made.admit()
    await made.opens()
    if ended:
        await made.does(EndSession(actor=await made.actor(), session=CALL, outcome=Outcome.DECLINED))
    return made


async def test_second_tap_on_the_same_button_sends_no_second_draft_and_notes_no_second_reading() -> None:
    lobby = await firm()

    first = await lobby.taps(SUPERVISOR, Verb.CASEWORK, CALL)
    second = await lobby.taps(SUPERVISOR, Verb.CASEWORK, CALL)

    assert [type(deed) for deed in first.deeds] == [AnswerTap, SendFile]
    assert [type(deed) for deed in second.deeds] == [AnswerTap]
    assert (first.events, second.events) == (("SessionRead",), ())


async def test_what_was_refused_may_be_wished_for_again() -> None:
    lobby = await firm(ended=False)
    refused = await lobby.taps(SUPERVISOR, Verb.CASEWORK, CALL)
    await lobby.does(EndSession(actor=await lobby.actor(), session=CALL, outcome=Outcome.DECLINED))

    granted = await lobby.taps(SUPERVISOR, Verb.CASEWORK, CALL)

    assert refused.refused == ("refused.not_closed",)
    assert [type(deed) for deed in granted.deeds] == [AnswerTap, SendFile]


def test_same_button_is_another_wish_a_minute_later() -> None:
    asked = Asked(ONE_TAP)

    came = [asked.is_new(TAP, CALL, NOON + timedelta(seconds=after)) for after in (0, 1, 59, 60, 61)]

    assert came == [True, False, False, True, False]

"""A call that was turned to and whose first card a restart cut off is drawn all the same."""

from bot.telegram.callback_data import encode
from bot.telegram.deeds import Deed, ShowCall
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.incoming import Tap
from dialogs.cards import Button, Verb
from dialogs.commands import Pause
from dialogs.ids import Cause, SessionId
from dialogs.texts import Phrase
from tests.bot.telegram.driving import AGENT, CALL, OTHER_CALL, Stage, show
from tests.bot.telegram.test_face import reads

GO_ON = Button(Phrase("button.resume_call", {"alias": "青松-17"}), Verb.OPEN, CALL)


async def without_a_card(stage: Stage) -> None:
    """Let the agent have a call that stands still and that no chat shows, as one handed over is."""
    await stage.opened()
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(Pause(actor=actor, session=CALL))


async def turns_to_it(stage: Stage, message: int) -> tuple[Deed, ...]:
    """Tap on the button that goes on with the call, and crash before anything is shown."""
    tap = Tap(
        cause=Cause("tg:1:tap:5"),
        person=AGENT,
        chat=AGENT,
        message=message,
        name="虚构",
        language_code="zh-hans",
        at=stage.office.clock(),
        query="5",
        data=encode(GO_ON),
    )
    return await front_desk(stage.wiring()).handle(tap)


async def test_first_card_of_a_call_handed_over_is_drawn_after_a_restart(stage: Stage) -> None:
    await without_a_card(stage)
    told = await stage.messenger.send(AGENT, "移交给您")

    deeds = await turns_to_it(stage, told.message)
    async with stage.running():
        await stage.until(lambda: reads(stage, "说：open"))

    assert ShowCall(AGENT, AGENT, CALL, anew=True) in deeds
    assert len(await stage.cards()) == 1


async def test_call_that_is_turned_to_gets_its_card_below_and_the_notice_loses_its_button(
    stage: Stage,
) -> None:
    await without_a_card(stage)
    told = await stage.messenger.send(AGENT, "移交给您", {"inline_keyboard": []})

    await stage.presenter().perform(await turns_to_it(stage, told.message))

    assert (await stage.shown()).message > told.message
    assert [card.message for card in await stage.storage.shown.live_in(AGENT)] == [
        (await stage.shown()).message
    ]


async def place_of(stage: Stage, session: SessionId) -> int | None:
    card = await stage.storage.shown.of_session(AGENT, session)
    return None if card is None else card.message


async def test_call_that_is_turned_to_takes_no_place_from_the_card_of_another(stage: Stage) -> None:
    await without_a_card(stage)
    await stage.opened(OTHER_CALL, "白鹭-23")
    await stage.presenter().perform((show(OTHER_CALL),))
    other = await stage.shown(OTHER_CALL)

    await turns_to_it(stage, other.message)
    async with stage.running():
        await stage.until(lambda: reads(stage, "⏸ 白鹭-23"))

    assert (await place_of(stage, OTHER_CALL), await place_of(stage, CALL)) == (other.message, None)

"""The face from a tap to the card and back, through a restart."""

import asyncio

import pytest

from bot.telegram.callback_data import decode
from bot.telegram.deeds import AnswerTap, Deed, ShowCall, Tell
from bot.telegram.incoming import Incoming, Tap
from bot.telegram.intake import Intake
from dialogs.commands import Choose
from dialogs.ids import ChoiceId, StreamId, session_stream
from dialogs.ports import StorageUnavailableError
from dialogs.service import Done
from dialogs.texts import Phrase
from tests.bot.telegram.driving import AGENT, CALL, Scripted, Stage
from tests.bot.telegram.faults import Fault


def walking(stage: Stage) -> Scripted:
    """A reception that knows taps on answers, and shows the call for everything else."""

    async def serve(incoming: Incoming) -> tuple[Deed, ...]:
        shown = ShowCall(incoming.chat, incoming.person, CALL)
        if not isinstance(incoming, Tap):
            await stage.storage.shown.passed(incoming.chat)
            return (shown,)
        button = decode(incoming.data)
        actor = await stage.storage.directory.actor(incoming.person)
        assert button is not None
        assert actor is not None
        wish = Choose(actor=actor, session=button.session, turn=button.turn, choice=ChoiceId(button.value))
        await stage.sessions.handle(wish, incoming.cause)
        return (AnswerTap(incoming.query), shown)

    return Scripted(serve)


async def taps(stage: Stage, choice: str) -> None:
    shown = await stage.shown()
    version = await stage.storage.events.load(_stream())
    turn = sum(1 for each in version if type(each).__name__ != "WordsNoted")
    await stage.playground.do(
        "tap", person=AGENT, message_id=shown.message, data=f"1:{CALL}:{turn}:ch:{choice}"
    )


def _stream() -> StreamId:
    return session_stream(CALL)


async def reads(stage: Stage, words: str) -> bool:
    cards = await stage.cards()
    return any(words in text and buttons for text, buttons in cards)


async def test_a_walk_by_taps_edits_one_card(stage: Stage) -> None:
    await stage.opened()
    async with stage.running(walking(stage)):
        await stage.writes("开始")
        await stage.until(lambda: reads(stage, "说：open"))
        await taps(stage, "goes-on")
        await stage.until(lambda: reads(stage, "说：listen"))

    assert len(await stage.cards()) == 1


async def test_card_that_fell_behind_is_drawn_again_after_a_restart(stage: Stage) -> None:
    await stage.opened()
    async with stage.running(walking(stage)):
        await stage.writes("开始")
        await stage.until(lambda: reads(stage, "说：open"))
    await stage.chooses("goes-on")

    async with stage.running():
        await stage.until(lambda: reads(stage, "说：listen"))

    assert len(await stage.cards()) == 1


async def test_restart_changes_nothing_that_a_person_can_see(stage: Stage) -> None:
    await stage.opened()
    async with stage.running(walking(stage)):
        await stage.writes("开始")
        await stage.until(lambda: reads(stage, "说：open"))
    before = await stage.chat()
    sent, edited = await stage.calls("sendMessage"), await stage.calls("editMessageText")

    async with stage.running():
        await stage.until(lambda: _menus(stage, 4))

    assert await stage.chat() == before
    assert (await stage.calls("sendMessage"), await stage.calls("editMessageText")) == (sent, edited)


async def _menus(stage: Stage, count: int) -> bool:
    return await stage.calls("setMyCommands") == count


async def test_crash_between_commit_and_edit_is_made_good(stage: Stage) -> None:
    await stage.opened()
    async with stage.running(walking(stage)):
        await stage.writes("开始")
        await stage.until(lambda: reads(stage, "说：open"))
        stage.faults.plan["editmessagetext"] = [Fault.HOLD]
        await taps(stage, "goes-on")
        await stage.until(lambda: _editing(stage))
    assert not await reads(stage, "说：listen")
    stage.faults.let_go.set()

    async with stage.running():
        await stage.until(lambda: _caught_up(stage))

    assert await reads(stage, "说：listen")


async def _caught_up(stage: Stage) -> bool:
    return await stage.storage.shown.behind() == []


async def _editing(stage: Stage) -> bool:
    await asyncio.sleep(0)
    return stage.faults.under_way.get("editmessagetext", 0) == 1


async def test_same_tap_delivered_again_writes_nothing_more(stage: Stage) -> None:
    await stage.opened()
    reception = walking(stage)
    async with stage.running(reception):
        await stage.writes("开始")
        await stage.until(lambda: reads(stage, "说：open"))
        await taps(stage, "goes-on")
        await stage.until(lambda: reads(stage, "说：listen"))
        query = next(each.query for each in reception.came if isinstance(each, Tap))
        await stage.playground.do("resend", callback_id=query)
        await stage.until(lambda: _came(reception, 3))

    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    seen = await stage.sessions.look(actor, CALL)
    assert isinstance(seen, Done)
    assert seen.state.version == 2


async def _came(reception: Scripted, count: int) -> bool:
    return len(reception.came) == count


async def test_stop_finishes_what_was_begun_and_acknowledges_it(stage: Stage) -> None:
    let_go, begun, stopping = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(incoming: Incoming) -> tuple[Deed, ...]:
        begun.set()
        await let_go.wait()
        return (Tell(incoming.chat, Phrase("toast.done")),)

    await stage.writes("话")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stage.face(Scripted(slowly)).serve(stopping))
        await begun.wait()
        stopping.set()
        await asyncio.sleep(0)
        let_go.set()

    assert len(await stage.cards()) == 1
    assert (await stage.playground.look("updates"))["updates"] == []


async def test_deeds_are_given_back_and_not_yet_done(stage: Stage) -> None:
    async def tell(incoming: Incoming) -> tuple[Deed, ...]:
        return (Tell(incoming.chat, Phrase("toast.done")),)

    intake = Intake(
        bot=1,
        reception=Scripted(tell),
        quarantine=stage.storage.quarantine,
        clock=stage.office.clock,
    )
    await stage.writes("话")
    [update] = await stage.playground.updates()

    deeds = await intake.take(update)

    assert deeds == (Tell(AGENT, Phrase("toast.done")),)
    assert await stage.cards() == []


async def test_webhook_is_told_that_the_storage_is_away(stage: Stage) -> None:
    async def away(incoming: Incoming) -> tuple[Deed, ...]:
        raise StorageUnavailableError

    intake = Intake(
        bot=1,
        reception=Scripted(away),
        quarantine=stage.storage.quarantine,
        clock=stage.office.clock,
    )
    await stage.writes("话")
    [update] = await stage.playground.updates()

    with pytest.raises(StorageUnavailableError):
        await intake.take(update)

    assert not intake.healthy

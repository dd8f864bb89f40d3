"""What a person sent that must not stay leaves the chat, also when whoever was to delete it is killed."""

import math

from bot.telegram.crew import crew
from bot.telegram.deeds import Delete
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.incoming import Incoming, Other, OtherKind, Words
from dialogs.ids import Cause, SessionId
from dialogs.texts import Language, Phrase
from storage.opening import in_memory
from tests.bot.telegram.driving import AGENT, CALL, ZONE, Stage
from tests.bot.telegram.lobby import Lobby, lobby
from tests.bot.telegram.test_sweeper import TWO_DAYS, sweeper, texts

WITH_A_NUMBER = "身份证号110101199003076634"


async def to_sweep(desk: Lobby) -> list[tuple[SessionId | None, str]]:
    """Return what must leave its chat: its call and its digest."""
    found = await in_memory(desk.tables, ZONE).shown.to_sweep(10)
    return [(each.session, each.digest) for each in found]


async def test_text_with_an_identifier_is_known_to_have_to_leave_before_it_is_acknowledged() -> None:
    desk = await lobby()
    await desk.opens()

    came = await desk.writes(AGENT, WITH_A_NUMBER)

    assert isinstance(came.deeds[-1], Delete)
    assert await to_sweep(desk) == [(CALL, "")]


async def test_text_with_an_identifier_that_belongs_to_no_call_must_leave_too() -> None:
    desk = await lobby()

    await desk.writes(AGENT, WITH_A_NUMBER)

    assert await to_sweep(desk) == [(None, "")]


async def test_text_without_an_identifier_stays() -> None:
    desk = await lobby()
    await desk.opens()

    await desk.writes(AGENT, "他说扣了两次")

    assert await to_sweep(desk) == []


async def test_photo_must_leave() -> None:
    desk = await lobby()
    photo = Other(
        cause=Cause("tg:1:text:1:1"),
        person=AGENT,
        chat=AGENT,
        message=9,
        name="x",
        language_code="zh",
        at=desk.office.clock(),
        kind=OtherKind.PHOTO,
    )

    await desk.desk.handle(photo)

    assert await to_sweep(desk) == [(None, "")]


async def lost(stage: Stage) -> int:
    """Let a text be taken by a bot that is killed before it shows anything; returns the message."""
    await stage.opened()
    message = await stage.writes(WITH_A_NUMBER)
    came: Incoming = Words(
        cause=Cause(f"tg:1:text:{AGENT}:{message}"),
        person=AGENT,
        chat=AGENT,
        message=message,
        name="x",
        language_code="zh",
        at=stage.office.clock(),
        text=WITH_A_NUMBER,
    )
    assert Delete(AGENT, message) in await front_desk(stage.wiring()).handle(came)
    return message


async def swept(stage: Stage) -> None:
    async with crew() as hired:
        await sweeper(stage, hired).once()
        await hired.rest(math.inf)


async def test_text_whose_bot_was_killed_before_it_deleted_it_is_swept(stage: Stage) -> None:
    message = await lost(stage)
    assert WITH_A_NUMBER in await texts(stage)

    await swept(stage)

    assert WITH_A_NUMBER not in await texts(stage)
    assert await stage.storage.shown.at(AGENT, message) is None


async def test_text_that_is_too_old_by_then_is_told_of_once_and_not_as_that_of_an_erased_call(
    stage: Stage,
) -> None:
    message = await lost(stage)
    stage.playground.clock.step(seconds=TWO_DAYS)

    await swept(stage)
    await swept(stage)

    told = stage.words.say(Phrase("sweep.remains", {"count": 1}), Language.ZH)
    sent = [each for each in await stage.called("sendMessage") if each["text"] == told]
    assert [f'"message_id":{message}' in str(each["reply_parameters"]).replace(" ", "") for each in sent] == [
        True
    ]

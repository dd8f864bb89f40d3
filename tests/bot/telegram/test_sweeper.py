"""What was erased, or is shown to nobody, leaves the chats; what cannot is counted and told."""

import math
from dataclasses import dataclass, replace
from datetime import date

import pytest

from bot.telegram.crew import Spawn, crew
from bot.telegram.deeds import Glance, ShowCard
from bot.telegram.insistence import Insistence
from bot.telegram.portraits import Portrait, Portraits
from bot.telegram.sweeper import Sweeper
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.commands import AskHelp, EndSession, NoteWords
from dialogs.events import ErasureReason, SessionEvent, StorageOnlyBegun, WordsErased
from dialogs.ids import PersonId, SessionId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import Appended, ShownCard, Write
from dialogs.program import Outcome
from dialogs.sealed import Sealed
from dialogs.service import PeopleService
from dialogs.texts import Bilingual, Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, HURRY, OTHER_AGENT, OTHER_CALL, SUPERVISOR, Stage, show
from tests.bot.telegram.faults import Fault

SAID = "他说柜台收了两次手续费"
TWO_DAYS = 49 * 3600


async def sweep(stage: Stage) -> int:
    """Look once, as the bot does every few seconds, and wait until all is dealt with."""
    async with crew() as hired:
        found = await sweeper(stage, hired).once()
        await hired.rest(math.inf)
    return found


def sweeper(stage: Stage, spawn: Spawn) -> Sweeper:
    return Sweeper(
        messenger=stage.messenger,
        shown=stage.storage.shown,
        office=stage.office,
        words=stage.words,
        insistence=Insistence(stage.messenger, HURRY),
        tell=stage.presenter().tell,
        spawn=spawn,
    )


async def shut(stage: Stage, *, erased: bool = True, session: SessionId = CALL) -> None:
    """Erase a call, or shut it for a rule, whatever the rules are."""
    at, version = stage.office.clock(), (await stage.office.calls.at(session)).version
    event: SessionEvent = StorageOnlyBegun(at=at, by=CONSOLE.person, rule="all", until=date(2031, 1, 1))
    if erased:
        event = WordsErased(at=at, by=CONSOLE.person, reason=ErasureReason.ASKED, left_in_chat=0)
    write = Write(session_stream(session), version, (event,))
    assert isinstance(await stage.storage.events.append([write], stage.cause()), Appended)


async def noted(stage: Stage, session: SessionId = CALL, person: PersonId = AGENT) -> int:
    """Let somebody write words down in a call; returns the message."""
    message = await stage.writes(SAID, person)
    actor = await stage.storage.directory.actor(person)
    assert actor is not None
    await stage.does(
        NoteWords(actor=actor, session=session, words=Sealed(SAID), said_at=stage.office.clock())
    )
    carries = ShownCard(chat=person, message=message, session=session, version=0, digest="", live=False)
    assert await stage.storage.shown.record(carries, after=None)
    return message


async def ended(stage: Stage) -> None:
    """A call that is over: its summary and a text with words stand in the agent's chat."""
    await stage.opened()
    await stage.presenter().perform((show(),))
    await noted(stage)
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(EndSession(actor=actor, session=CALL, outcome=Outcome.DECLINED))
    await stage.presenter().perform((show(),))


def look_at(text: str, over: int | None = None) -> ShowCard:
    buttons = ((Button(Phrase("button.to_list"), Verb.SESSIONS),),)
    card = Card((Block(BlockKind.BODY, Bilingual(text, text)),), buttons)
    return ShowCard(SUPERVISOR, card, over=over, about=CALL)


async def timeline(stage: Stage, text: str = SAID, over: int | None = None) -> None:
    """Let the supervisor look at the call, as the handlers do."""
    await stage.presenter().perform((look_at(text, over),))


async def texts(stage: Stage, person: PersonId = AGENT) -> list[str]:
    """Return the texts of all messages of a chat, the person's own too."""
    bodies = [each["body"] for each in await stage.chat(person)]
    return [str(body["text"]) for body in bodies if isinstance(body, dict)]


async def test_words_of_an_erased_call_leave_all_chats(stage: Stage) -> None:
    await ended(stage)
    await timeline(stage)
    assert any(SAID in text for text in await texts(stage))
    await shut(stage)

    assert await sweep(stage) == 3

    assert [each for each in (*await texts(stage), *await texts(stage, SUPERVISOR)) if SAID in each] == []
    assert await stage.cards() == []
    assert await stage.storage.erasures.left_in_chats(CALL) == 0
    assert await sweep(stage) == 0


@pytest.mark.parametrize(("erased", "key"), [(True, "card.closed_erased"), (False, "card.closed_stored")])
async def test_card_too_old_to_delete_is_written_over(stage: Stage, *, erased: bool, key: str) -> None:
    await ended(stage)
    await timeline(stage)
    stage.playground.clock.step(seconds=TWO_DAYS)
    await shut(stage, erased=erased)

    await sweep(stage)

    line = stage.words.say(Phrase(key, {"alias": "青松-17"}), Language.ZH)
    assert (await stage.cards())[0] == (line, 0)
    assert await stage.cards(SUPERVISOR) == [(line, 0)]


async def test_text_that_cannot_be_deleted_is_counted_and_told_once(stage: Stage) -> None:
    await ended(stage)
    [message] = [
        each.message for each in await stage.storage.shown.all_of_session(AGENT, CALL) if not each.digest
    ]
    stage.playground.clock.step(seconds=TWO_DAYS)
    await shut(stage)

    for _ in range(3):
        await sweep(stage)

    told = stage.words.say(Phrase("sweep.closed", {"count": 1}), Language.ZH)
    sent = [each for each in await stage.called("sendMessage") if each["text"] == told]
    assert [
        (each["chat_id"], f'"message_id":{message}' in str(each["reply_parameters"]).replace(" ", ""))
        for each in sent
    ] == [(str(AGENT), True)]
    assert await stage.storage.erasures.left_in_chats(CALL) == 1
    assert await stage.calls("deleteMessage") == 2


async def test_what_two_bots_cannot_delete_is_told_by_one_of_them(stage: Stage) -> None:
    await ended(stage)
    stage.playground.clock.step(seconds=TWO_DAYS)
    await shut(stage)

    async with crew() as hired:
        for _ in range(2):
            await sweeper(stage, hired).once()
        await hired.rest(math.inf)

    told = stage.words.say(Phrase("sweep.closed", {"count": 1}), Language.ZH)
    assert [each["text"] for each in await stage.called("sendMessage")].count(told) == 1


async def test_who_was_shut_out_is_told_nothing(stage: Stage) -> None:
    await ended(stage)
    await PeopleService(stage.office).shut_out(CONSOLE, AGENT, stage.cause())
    stage.playground.clock.step(seconds=TWO_DAYS)
    before = await stage.calls("sendMessage")
    await shut(stage)

    await sweep(stage)

    assert await stage.calls("sendMessage") == before


async def test_other_calls_stay_where_they_are(stage: Stage) -> None:
    await ended(stage)
    await stage.opened(OTHER_CALL, "海棠-18")
    await stage.presenter().perform((show(OTHER_CALL),))
    await noted(stage, OTHER_CALL)
    await shut(stage)

    await sweep(stage)

    assert [text for text in await texts(stage) if SAID in text] != []
    assert await stage.storage.shown.of_session(AGENT, OTHER_CALL) is not None


async def test_flooded_chat_is_waited_for_and_holds_up_nobody(stage: Stage) -> None:
    await ended(stage)
    await timeline(stage)
    await shut(stage)
    stage.faults.plan[f"deletemessage:{AGENT}"] = [Fault.FLOOD, Fault.BEFORE]

    await sweep(stage)

    assert (await stage.cards(), await stage.cards(SUPERVISOR)) == ([], [])


@dataclass(frozen=True, slots=True)
class ShutMeanwhile(Portraits):
    """The call is erased just after its card was looked up, and before that is sent."""

    stage: Stage | None = None

    async def of(self, person: PersonId, session: SessionId, glance: Glance) -> Portrait | None:
        portrait = await Portraits.of(self, person, session, glance)
        if portrait is not None and self.stage is not None:
            await shut(self.stage)
        return portrait


async def test_card_drawn_in_the_instant_of_the_erasure_leaves_too(stage: Stage) -> None:
    await ended(stage)
    portraits = ShutMeanwhile(stage.office, stage.sessions, stage)

    await replace(stage.easel(), portraits=portraits).show(show(anew=True))
    assert any(SAID in text for text, _ in await stage.cards())
    await sweep(stage)

    assert await stage.cards() == []


async def test_look_that_was_turned_to_a_list_is_none_any_more(stage: Stage) -> None:
    await stage.opened()
    await timeline(stage)
    [look] = await stage.storage.shown.all_of_session(SUPERVISOR, CALL)
    card = Card((Block(BlockKind.BODY, Phrase("list.empty")),))

    await stage.presenter().perform((ShowCard(SUPERVISOR, card, over=look.message),))

    assert (look.digest, look.live) == ("", False)
    assert list(await stage.storage.shown.all_of_session(SUPERVISOR, CALL)) == []
    assert await stage.storage.shown.of_session(SUPERVISOR, CALL) is None


async def test_look_that_waited_until_the_call_was_shut_does_not_come(stage: Stage) -> None:
    await ended(stage)
    await timeline(stage)
    before = await texts(stage, SUPERVISOR)
    [look] = await stage.storage.shown.all_of_session(SUPERVISOR, CALL)
    await shut(stage)

    await timeline(stage, "第二页")
    await timeline(stage, "第三页", over=look.message)

    assert await texts(stage, SUPERVISOR) == before


@dataclass(frozen=True, slots=True)
class ShutAfterwards(Portraits):
    """The call is erased just after somebody asked whether it may still be shown."""

    stage: Stage | None = None

    async def closed(self, session: SessionId) -> bool:
        closed = await Portraits.closed(self, session)
        if not closed and self.stage is not None:
            await shut(self.stage)
        return closed


async def test_look_that_was_sent_as_the_call_was_shut_leaves_again(stage: Stage) -> None:
    await ended(stage)
    easel = replace(stage.easel(), portraits=ShutAfterwards(stage.office, stage.sessions, stage))

    await stage.presenter(easel).perform((look_at(SAID),))
    assert any(SAID in text for text in await texts(stage, SUPERVISOR))
    await sweep(stage)

    assert await stage.cards(SUPERVISOR) == []


async def test_call_for_help_leaves_the_supervisors_chat(stage: Stage) -> None:
    await stage.opened()
    await noted(stage)
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(AskHelp(actor=actor, session=CALL))
    await stage.couriers().once()
    assert any(SAID in text for text in await texts(stage, SUPERVISOR))
    await shut(stage)

    await sweep(stage)

    assert [text for text in await texts(stage, SUPERVISOR) if SAID in text] == []


async def test_running_bot_sweeps_by_itself(stage: Stage) -> None:
    await ended(stage)
    async with stage.running():
        await shut(stage)
        await stage.until(lambda: _swept(stage))

    assert OTHER_AGENT not in {each["chat_id"] for each in await stage.called("deleteMessage")}


async def _swept(stage: Stage) -> bool:
    return await stage.cards() == []

"""Looks at a card that meet one another: a resume, a flood, an outage, a storage that fails in between."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace

import pytest

from bot.telegram.crew import crew
from bot.telegram.deeds import Glance
from bot.telegram.doubt import MAYBE_TWICE
from bot.telegram.intake import Patience
from bot.telegram.keyboard import InlineKeyboard
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.reconcile import Reconciler
from dialogs.cards import Panel
from dialogs.commands import EndSession, Resume
from dialogs.ids import SessionId
from dialogs.people import CONSOLE
from dialogs.ports import ShownCard, StorageUnavailableError
from dialogs.program import Outcome as CallOutcome
from dialogs.service import PeopleService, Told
from dialogs.texts import Language
from tests.bot.telegram.driving import AGENT, CALL, OTHER_CALL, SUPERVISOR, Stage, show
from tests.bot.telegram.faults import Fault
from tests.bot.telegram.test_easel_race import GatedShownCards

LONG = Patience(60.0, 60.0)
"""Longer than a test may take: whoever waits it out fails."""


class Holding(Messenger):
    """Holds up the edits of one message until it is let go."""

    def of(self, message: int) -> "Holding":
        self.message, self.begun, self.go_on = message, asyncio.Event(), asyncio.Event()
        return self

    async def edit(self, chat: int, message: int, text: str, keyboard: InlineKeyboard) -> Answer:
        if message == self.message:
            self.begun.set()
            await self.go_on.wait()
        return await super().edit(chat, message, text, keyboard)


class Forgetful(Messenger):
    """Sends, and then knows of no message."""

    sent = 0

    async def send(
        self,
        chat: int,
        text: str,
        keyboard: InlineKeyboard | None = None,
        *,
        silent: bool = False,
        protect: bool = False,
        reply_to: int | None = None,
    ) -> Answer:
        self.sent += 1
        return await super().send(chat, text, keyboard, silent=silent, protect=protect, reply_to=reply_to)

    async def edit(self, chat: int, message: int, text: str, keyboard: InlineKeyboard) -> Answer:
        del chat, message, text, keyboard
        return Answer(Outcome.GONE)


class Failing(GatedShownCards):
    """Loses what is to be recorded, once."""

    lost = 0

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        self.lost += 1
        if self.lost == 1:
            raise StorageUnavailableError
        return await super().record(card, after=after, can_wait=can_wait)


async def _resumed(stage: Stage) -> None:
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(Resume(actor=actor, session=CALL))


async def test_a_call_resumed_while_it_is_put_aside_is_drawn_as_the_active_one(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    await stage.opened(OTHER_CALL, "海棠-18")
    holding = Holding(stage.messenger._bot).of((await stage.shown()).message)
    easel = replace(stage.easel(), messenger=holding)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(easel.show(show(OTHER_CALL)))
        await holding.begun.wait()
        await _resumed(stage)
        tasks.create_task(easel.show(show(anew=True)))
        await asyncio.sleep(0)
        holding.go_on.set()

    cards = [("海棠-18" in text, buttons) for text, buttons in await stage.cards()]
    assert cards[0][1] == 0
    assert cards[1:] == [(True, 2), (False, 6)]


async def test_a_newer_look_does_not_wait_out_the_patience_of_the_older(stage: Stage) -> None:
    await stage.opened()
    easel = replace(stage.easel(), patience=LONG)
    await easel.show(show())
    stage.faults.plan["editmessagetext"] = [Fault.BEFORE]
    await stage.chooses("goes-on")

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(easel.show(show()))
        await stage.until(lambda: _tried(stage, 2))
        tasks.create_task(easel.show(show()))

    assert "说：listen" in (await stage.cards())[0][0]


async def _tried(stage: Stage, edits: int) -> bool:
    return sum(method == "editmessagetext" for method, _, _ in stage.faults.calls) >= edits


async def test_a_card_that_is_gone_as_soon_as_it_stands_is_not_sent_without_end(stage: Stage) -> None:
    await stage.opened()
    forgetful = Forgetful(stage.messenger._bot)
    easel = replace(stage.easel(), messenger=forgetful, patience=LONG)

    async with asyncio.TaskGroup() as tasks:
        showing = tasks.create_task(easel.show(show()))
        await stage.until(lambda: _sent(forgetful, 2))
        for _ in range(100):
            await asyncio.sleep(0)
        showing.cancel()

    assert forgetful.sent == 2


async def _sent(forgetful: Forgetful, times: int) -> bool:
    return forgetful.sent >= times


async def test_a_copy_that_could_not_be_recorded_leaves_a_mark_on_the_next(stage: Stage) -> None:
    await stage.opened()
    failing = Failing(stage.storage.shown)
    failing.gate.set()
    easel = replace(stage.easel(), shown=failing)
    with pytest.raises(StorageUnavailableError):
        await easel.show(show())

    await easel.show(show())

    mark = stage.words.say(MAYBE_TWICE, Language.ZH)
    assert [(mark in text, buttons > 0) for text, buttons in await stage.cards()] == [
        (False, False),
        (True, True),
    ]


async def test_a_chat_that_is_still_being_drawn_is_not_begun_again(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    await stage.chooses("goes-on")
    begun: list[Coroutine[object, object, None]] = []

    def begin(work: Coroutine[object, object, None], *, name: str) -> None:
        del name
        begun.append(work)

    reconciler = Reconciler(shown=stage.storage.shown, easel=stage.easel(), spawn=begin)

    found = [await reconciler.once() for _ in range(3)]
    for work in begun:
        await work
    again = await reconciler.once()

    assert (found, len(begun), again) == ([1, 1, 1], 1, 0)


async def test_a_card_left_in_a_panel_by_a_crash_goes_back_at_the_next_look(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    plain, recorded = (await stage.cards())[-1], await stage.shown()
    await stage.easel().show(show(glance=Glance(panel=Panel.MENU)))
    menu = (await stage.cards())[-1]
    # The crash came between the edit and its record.
    assert await stage.storage.shown.record(recorded, after=await stage.shown())

    await stage.easel().show(show())

    assert menu != plain
    assert (await stage.cards())[-1] == plain


async def test_card_that_says_it_may_be_there_twice_is_still_sent_again_after_another_unknown_outcome(
    stage: Stage,
) -> None:
    easel = stage.easel()
    await stage.opened()
    stage.faults.plan["sendmessage"] = [Fault.AFTER]
    await easel.show(show())  # the known copy carries the mark
    for _ in range(3):
        await stage.storage.shown.passed(AGENT)

    stage.faults.plan["sendmessage"] = [Fault.AFTER]
    await easel.show(show())  # nothing but the mark has changed: a new card, of unknown outcome

    mark = stage.words.say(MAYBE_TWICE, Language.ZH)
    sent = [str(each["text"]) for each in await stage.called("sendMessage")]
    assert [mark in each for each in sent] == [False, True, False, True]


async def test_card_that_was_replaced_loses_its_buttons_even_when_that_is_not_known_at_first(
    stage: Stage,
) -> None:
    easel = stage.easel()
    await stage.opened()
    await easel.show(show())

    stage.faults.plan["editmessagereplymarkup"] = [Fault.BEFORE] * 2
    await easel.show(show(anew=True))
    async with crew() as hired:
        await Reconciler(shown=stage.storage.shown, easel=easel, spawn=hired).once()
        await hired.rest(5)

    assert [buttons > 0 for _, buttons in await stage.cards()] == [False, True]


async def test_an_ended_call_that_is_busy_when_another_begins_ends_without_buttons(stage: Stage) -> None:
    await stage.opened()
    easel = stage.easel()
    await easel.show(show())
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(EndSession(actor=actor, session=CALL, outcome=CallOutcome.DECLINED))
    holding = Holding(stage.messenger._bot).of((await stage.shown()).message)
    easel = replace(easel, messenger=holding)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(easel.show(show()))
        await holding.begun.wait()
        await stage.opened(OTHER_CALL, "海棠-18")
        tasks.create_task(easel.show(show(OTHER_CALL)))
        await stage.until(lambda: _stands(stage, OTHER_CALL))
        for _ in range(20):
            await asyncio.sleep(0)
        holding.go_on.set()

    assert [buttons > 0 for _, buttons in await stage.cards()] == [False, True]


async def _stands(stage: Stage, session: SessionId) -> bool:
    card = await stage.storage.shown.of_session(AGENT, session)
    return card is not None and card.version > 0


@pytest.mark.parametrize(
    ("passes", "said"),
    [(True, ["青松-17 已转给虚构7002", "账号已停用"]), (False, ["账号已停用"])],
    ids=["to a supervisor", "to nobody"],
)
async def test_card_of_who_was_shut_out_says_that_the_call_passed_on_and_has_no_buttons(
    stage: Stage, said: list[str], *, passes: bool
) -> None:
    await stage.opened()
    easel = stage.easel()
    await easel.show(show())
    people = PeopleService(stage.office)
    if not passes:
        assert await people.shut_out(CONSOLE, SUPERVISOR, stage.cause()) == Told()
    assert await people.shut_out(CONSOLE, AGENT, stage.cause()) == Told()

    await easel.catch_up(await stage.shown())

    [(text, buttons)] = await stage.cards()
    assert ([each for each in said if each not in text], "转给" in text, buttons) == ([], passes, 0)
    assert (await stage.shown()).live is False


async def test_card_of_who_was_shut_out_is_written_over_once_the_chat_can_be_written_to(
    stage: Stage,
) -> None:
    await stage.opened()
    easel = stage.easel()
    await easel.show(show())
    await PeopleService(stage.office).shut_out(CONSOLE, AGENT, stage.cause())
    stage.faults.plan["editmessagetext"] = [Fault.BEFORE]

    await easel.catch_up(await stage.shown())
    first = (await stage.shown()).live
    await easel.catch_up(await stage.shown())

    [(text, buttons)] = await stage.cards()
    assert (first, "转给虚构7002" in text, buttons, (await stage.shown()).live) == (True, True, 0, False)

"""Two programs want one card anew at the same moment: one of them sends it, and may be killed meanwhile."""

import asyncio
from dataclasses import replace

import pytest

from bot.telegram.crew import crew
from bot.telegram.deeds import Glance, ShowCard
from bot.telegram.easel import Easel
from bot.telegram.keyboard import InlineKeyboard
from bot.telegram.messenger import Answer, Messenger
from bot.telegram.reconcile import Reconciler
from bot.telegram.replacing import LEFT_FOR, Replacing
from dialogs.cards import Block, BlockKind, Card, Panel
from dialogs.ids import SessionId
from dialogs.ports import ShownCard
from dialogs.texts import Bilingual
from tests.bot.telegram.driving import AGENT, Stage, show
from tests.bot.telegram.faults import Fault
from tests.bot.telegram.test_easel_race import GatedShownCards


class Slow(Messenger):
    """Holds up what it is to send, before or after Telegram hears of it."""

    def __init__(self, messenger: Messenger, *, heard: bool = False) -> None:
        super().__init__(messenger._bot)
        self.heard, self.held, self.go_on = heard, asyncio.Event(), asyncio.Event()

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
        if not self.heard:
            await self._hold()
        answer = await super().send(chat, text, keyboard, silent=silent, protect=protect, reply_to=reply_to)
        if self.heard:
            await self._hold()
        return answer

    async def _hold(self) -> None:
        self.held.set()
        await self.go_on.wait()


class Watched(GatedShownCards):
    """Says when the card of a call was looked up twice."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.storage.shown)
        self.gate.set()
        self.looks, self.looked_twice = 0, asyncio.Event()

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        found = await super().of_session(chat, session)
        self.looks += 1
        if self.looks > 1:
            self.looked_twice.set()
        return found


class Seconds:
    """A clock that a test puts forward."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def slow(stage: Stage, *, heard: bool = False) -> tuple[Easel, Slow]:
    messenger = Slow(stage.messenger, heard=heard)
    return replace(stage.easel(), messenger=messenger), messenger


def patient(stage: Stage) -> tuple[Easel, Watched, Seconds]:
    """Return an easel whose time only passes when a test says so."""
    watched, seconds = Watched(stage), Seconds()
    return replace(stage.easel(), shown=watched, replacing=Replacing(seconds)), watched, seconds


async def below_others(stage: Stage) -> None:
    """Let a card stand so far up in the chat that the next look sends it anew."""
    await stage.opened()
    await stage.easel().show(show())
    for _ in range(3):
        await stage.storage.shown.passed(AGENT)
    await stage.chooses("goes-on")


async def dressed(stage: Stage) -> list[bool]:
    """Tell of each card in the chat whether it has buttons."""
    return [buttons > 0 for _, buttons in await stage.cards()]


async def test_card_that_two_programs_want_anew_at_once_is_sent_once(stage: Stage) -> None:
    (first, way), (second, watched, _) = slow(stage), patient(stage)
    await below_others(stage)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first.show(show()))
        await way.held.wait()
        tasks.create_task(second.show(show(glance=Glance(Panel.MENU))))
        await watched.looked_twice.wait()
        way.go_on.set()

    assert await dressed(stage) == [False, True]


async def test_without_the_mark_of_the_first_both_send(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: Replacing, card: ShownCard) -> bool:
        del self, card
        return False

    monkeypatch.setattr(Replacing, "is_left_to_another", never)
    with pytest.raises(AssertionError):
        await test_card_that_two_programs_want_anew_at_once_is_sent_once(stage)


async def test_program_that_marks_a_card_a_moment_later_leaves_it_to_the_first(stage: Stage) -> None:
    (first, way), second = slow(stage), stage.easel()
    await below_others(stage)
    seen = await stage.shown()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first.show(show()))
        await way.held.wait()

        is_ours = await stage.storage.shown.record(second.replacing.marked(seen), after=seen)
        way.go_on.set()

    assert not is_ours


async def gone(stage: Stage, first: Easel, way: Slow) -> None:
    """Let whoever sends the card anew be killed while it does."""
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(first.show(show()))
        await way.held.wait()
        sending.cancel()


async def test_card_whose_sender_is_gone_is_sent_by_another_a_while_later(stage: Stage) -> None:
    (first, way), (second, watched, seconds) = slow(stage), patient(stage)
    await below_others(stage)
    await gone(stage, first, way)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(second.show(show()))
        await watched.looked_twice.wait()
        meanwhile = await dressed(stage)
        seconds.now = LEFT_FOR

    assert meanwhile == [True]
    assert await dressed(stage) == [False, True]


async def test_time_for_whoever_sends_a_card_counts_from_when_it_was_seen_behind(stage: Stage) -> None:
    (first, way), (second, watched, seconds) = slow(stage), patient(stage)
    await below_others(stage)
    await gone(stage, first, way)
    async with crew() as hired:
        reconciler = Reconciler(shown=stage.storage.shown, easel=second, spawn=hired, after=60.0)

        await reconciler.once()
        seconds.now = LEFT_FOR
        await second.catch_up(await stage.shown())

    assert await dressed(stage) == [False, True]
    assert watched.looks > 0


async def test_new_card_that_another_program_just_sent_is_given_its_buttons_and_not_sent_again(
    stage: Stage,
) -> None:
    await below_others(stage)
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(stage.easel().show(show()))
        await stage.until(lambda: _is_bare(stage))
        sending.cancel()

    await stage.easel().show(show(anew=True))

    assert await dressed(stage) == [False, True]


async def _is_bare(stage: Stage) -> bool:
    return stage.faults.under_way.get("editmessagetext", 0) == 1


async def test_card_that_is_gone_from_the_chat_is_not_replaced_by_two_programs(stage: Stage) -> None:
    (first, way), (second, watched, _) = slow(stage), patient(stage)
    await below_others(stage)
    await stage.playground.do("delete", person=AGENT, message_id=(await stage.shown()).message)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first.show(show()))
        await way.held.wait()
        tasks.create_task(second.show(show()))
        await watched.looked_twice.wait()
        way.go_on.set()

    assert await dressed(stage) == [True]


async def test_what_is_written_over_a_marked_place_leaves_the_mark(stage: Stage) -> None:
    first, second = stage.easel(), Replacing()
    await below_others(stage)
    card = await stage.shown()
    assert await stage.storage.shown.record(first.replacing.marked(card), after=card)
    head = Card((Block(BlockKind.BODY, Bilingual("开始了", "It begins")),))

    await stage.presenter().perform((ShowCard(AGENT, head, over=card.message),))

    assert second.is_left_to_another(await stage.shown())
    assert not first.replacing.is_left_to_another(await stage.shown())

"""Two programs draw in one chat over one store, and neither knows of the other but by what is recorded."""

import asyncio
from dataclasses import replace

import pytest

from bot.telegram.crew import crew
from bot.telegram.deeds import Glance
from bot.telegram.drawing import Drawing, is_open
from bot.telegram.easel import LEFT_TO_OTHERS, Easel
from bot.telegram.handlers.attention import Attention, Awaited, Focus
from bot.telegram.keyboard import InlineKeyboard
from bot.telegram.messenger import Answer, Messenger
from bot.telegram.reconcile import Reconciler
from dialogs.cards import Panel
from dialogs.commands import EndSession
from dialogs.events import SummarySection
from dialogs.ports import ShownCard, ShownCards
from dialogs.program import Outcome
from dialogs.texts import Phrase
from tests.bot.telegram.driving import AGENT, CALL, Stage, show
from tests.bot.telegram.faults import Fault
from tests.bot.telegram.test_cues import MARK, cued
from tests.bot.telegram.test_easel_looks import LONG
from tests.bot.telegram.test_easel_race import GatedShownCards


class Late(Messenger):
    """Holds up one edit before Telegram hears of it, as a slow way there may."""

    def __init__(self, messenger: Messenger) -> None:
        super().__init__(messenger._bot)
        self.hold, self.held, self.go_on = False, asyncio.Event(), asyncio.Event()

    async def edit(self, chat: int, message: int, text: str, keyboard: InlineKeyboard) -> Answer:
        if self.hold:
            self.hold = False
            self.held.set()
            await self.go_on.wait()
        return await super().edit(chat, message, text, keyboard)


def late(stage: Stage) -> tuple[Easel, Late]:
    messenger = Late(stage.messenger)
    return replace(stage.easel(), messenger=messenger), messenger


async def overtaken(stage: Stage, slow: Easel, way: Late, quick: Easel, glance: Glance | None = None) -> None:
    """Let ``slow`` begin to draw the call as it stands; ``quick`` draws it one step later, and first."""
    async with asyncio.TaskGroup() as tasks:
        way.hold = True
        tasks.create_task(slow.show(show(glance=glance)))
        await way.held.wait()
        await stage.chooses("fee")
        await quick.show(show())
        way.go_on.set()


async def test_an_edit_that_comes_late_is_drawn_over_with_what_the_log_says(stage: Stage) -> None:
    (slow, way), quick = late(stage), stage.easel()
    await stage.opened()
    await slow.show(show())
    await stage.chooses("goes-on")

    await overtaken(stage, slow, way, quick)

    [(text, _)] = await stage.cards()
    assert "一笔收费" in text
    assert await stage.storage.shown.behind() == []


async def test_what_stands_in_the_chat_is_what_is_recorded_though_a_look_came_twice(stage: Stage) -> None:
    (slow, way), quick = late(stage), stage.easel()
    await stage.opened()
    await quick.show(show())
    plain = await stage.cards()

    async with asyncio.TaskGroup() as tasks:
        way.hold = True  # it does not know that the card stands so already
        tasks.create_task(slow.show(show()))
        await way.held.wait()
        await quick.show(show(glance=Glance(Panel.MENU)))
        way.go_on.set()

    assert is_open(await stage.shown()) == (await stage.cards() != plain)


async def test_without_the_stamp_of_each_edit_a_late_one_stays_unnoticed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unstamped(drawing: Drawing, *, is_open: bool = False) -> str:
        return drawing.digest + "+" * is_open

    monkeypatch.setattr(Drawing, "recorded", unstamped)
    with pytest.raises(AssertionError):
        await test_what_stands_in_the_chat_is_what_is_recorded_though_a_look_came_twice(stage)


async def test_a_panel_of_the_card_before_is_not_drawn_over_a_later_one(stage: Stage) -> None:
    (slow, way), quick = late(stage), stage.easel()
    await stage.opened()
    await quick.show(show())
    await stage.chooses("goes-on")
    late_taps = Glance(notices=(Phrase("card.late_taps", {"count": 2}),))

    await overtaken(stage, slow, way, quick, late_taps)

    [(text, _)] = await stage.cards()
    assert ("一笔收费" in text, "⚠" in text) == (True, False)


async def until_refused(stage: Stage, easel: Easel) -> None:
    """Wait until an edit of ``easel`` came to nothing, and it rests before the next try."""

    async def is_refused() -> bool:
        return not (stage.faults.plan["editmessagetext"] or stage.faults.under_way["editmessagetext"])

    await stage.until(is_refused)
    assert list(easel._busy) == [(AGENT, CALL)]


@pytest.mark.parametrize("by_others", [False, True])
@pytest.mark.parametrize("goes_on", [False, True])
async def test_a_panel_that_did_not_come_is_not_opened_over_the_next_card_of_another(
    stage: Stage, *, goes_on: bool, by_others: bool
) -> None:
    ours, other = replace(stage.easel(), patience=LONG), stage.easel()
    await stage.opened()
    await other.show(show())
    if not goes_on:
        await other.show(show(glance=Glance(Panel.HELP)))

    async with asyncio.TaskGroup() as tasks:
        stage.faults.plan["editmessagetext"] = [Fault.BEFORE]
        tasks.create_task(ours.show(show(glance=Glance(Panel.MENU))))
        await until_refused(stage, ours)
        if goes_on:
            await stage.chooses("goes-on")
        await other.show(show())
        plain = await stage.cards()
        if by_others:
            tasks.create_task(ours.show(replace(show(), keeps=True)))
        else:
            ours._busy[AGENT, CALL].woken.set()

    assert await stage.cards() == plain
    assert not is_open(await stage.shown())


async def test_a_panel_is_not_kept_open_over_what_another_drew_while_it_was_being_opened(
    stage: Stage,
) -> None:
    (slow, way), quick = late(stage), stage.easel()
    await stage.opened()
    await quick.show(show())

    async def is_asked_for() -> bool:
        return slow._busy[AGENT, CALL].next is not None

    async with asyncio.TaskGroup() as tasks:
        way.hold = True
        tasks.create_task(slow.show(show(glance=Glance(Panel.HELP))))
        await way.held.wait()
        tasks.create_task(slow.show(replace(show(), keeps=True)))
        await stage.until(is_asked_for)
        await stage.chooses("goes-on")
        await quick.show(show())
        plain = await stage.cards()
        way.go_on.set()

    assert await stage.cards() == plain
    assert not is_open(await stage.shown())


async def test_a_panel_that_did_not_come_is_opened_where_nobody_else_drew(stage: Stage) -> None:
    ours = stage.easel()
    await stage.opened()
    await ours.show(show())
    plain = await stage.cards()
    stage.faults.plan["editmessagetext"] = [Fault.BEFORE]

    await ours.show(show(glance=Glance(Panel.MENU)))

    assert await stage.cards() != plain
    assert is_open(await stage.shown())


async def test_buttons_that_come_late_onto_a_card_that_was_replaced_are_taken_away(stage: Stage) -> None:
    (slow, way), quick = late(stage), stage.easel()
    await stage.opened()
    await quick.show(show())
    await stage.chooses("goes-on")

    async with asyncio.TaskGroup() as tasks:
        way.hold = True
        tasks.create_task(slow.show(show()))
        await way.held.wait()
        await quick.show(show(anew=True))
        way.go_on.set()

    assert [buttons > 0 for _, buttons in await stage.cards()] == [False, True]


class Unheard(GatedShownCards):
    """Records what an edit came to, and lets whoever asked wait for the answer."""

    def __init__(self, shown: ShownCards) -> None:
        super().__init__(shown)
        self.gate.set()
        self.hold, self.held, self.go_on = False, asyncio.Event(), asyncio.Event()

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        answer = await super().record(card, after=after, can_wait=can_wait)
        if self.hold:
            self.hold = False
            self.held.set()
            await self.go_on.wait()
        return answer


async def test_a_notice_that_was_drawn_is_not_drawn_again_over_the_card_of_another(stage: Stage) -> None:
    unheard, quick = Unheard(stage.storage.shown), stage.easel()
    ours = replace(stage.easel(), shown=unheard)
    await stage.opened()
    await quick.show(show())
    await stage.chooses("goes-on")
    late_taps = Glance(notices=(Phrase("card.late_taps", {"count": 2}),))

    async with asyncio.TaskGroup() as tasks:
        unheard.hold = True
        tasks.create_task(ours.show(show(glance=late_taps)))
        await unheard.held.wait()
        [(told, _)] = await stage.cards()
        await stage.chooses("fee")
        await quick.show(show())
        unheard.go_on.set()

    [(text, _)] = await stage.cards()
    assert ("⚠" in told, "一笔收费" in text, "⚠" in text) == (True, True, False)


async def test_a_notice_of_ours_is_not_drawn_again_once_another_drew_the_card(stage: Stage) -> None:
    ours, other = stage.easel(), stage.easel()
    await stage.opened()
    late_taps = Glance(notices=(Phrase("card.late_taps", {"count": 2}),))
    await ours.show(show(glance=late_taps))
    await stage.chooses("goes-on")
    await other.show(show())
    await stage.chooses("fee")

    [(card, _)] = await stage.storage.shown.behind()
    await ours.catch_up(card)

    [(text, _)] = await stage.cards()
    assert ("一笔收费" in text, "⚠" in text) == (True, False)


async def test_a_card_that_another_draws_still_says_where_the_next_text_goes(stage: Stage) -> None:
    await stage.opened()
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    await stage.does(EndSession(actor=actor, session=CALL, outcome=Outcome.DECLINED))
    glance = Glance(Panel.SUMMARY, SummarySection.REPORTED)
    await stage.easel().show(show(glance=glance))
    asked = await stage.cards()
    await Attention(stage.storage.shown).turn_to(AGENT, Focus(Awaited.SECTION, CALL, SummarySection.REPORTED))

    await stage.easel().catch_up(await stage.shown())

    assert await stage.cards() == asked


async def test_a_tap_that_changes_nothing_draws_what_another_left_half_done(stage: Stage) -> None:
    ours, killed = stage.easel(), stage.easel()
    await stage.opened()
    await ours.show(show())
    plain, recorded = await stage.cards(), await stage.shown()
    await killed.show(show(glance=Glance(Panel.MENU)))
    # It was killed between its edit and the record.
    assert await stage.storage.shown.record(recorded, after=await stage.shown())

    await ours.show(show())
    left = await stage.cards()
    await ours.show(replace(show(), surely=True))

    assert left != plain
    assert await stage.cards() == plain


async def recalled(stage: Stage, easel: Easel) -> None:
    async with crew() as hired:
        reconciler = Reconciler(shown=stage.storage.shown, easel=easel, spawn=hired)
        await reconciler.recall()
        await reconciler.once()
        await hired.rest(5)


async def test_a_cue_comes_although_whoever_drew_its_card_was_killed(stage: Stage) -> None:
    stage.office = replace(stage.office, programs=cued())
    left = stage.easel()
    await stage.opened()
    await recalled(stage, left)
    await stage.easel().show(show())  # by one that is killed then
    await recalled(stage, left)

    stage.playground.clock.step(seconds=40)
    await recalled(stage, left)
    in_time = MARK in (await stage.cards())[0][0]
    stage.playground.clock.step(seconds=LEFT_TO_OTHERS.total_seconds())
    await recalled(stage, left)

    assert (in_time, MARK in (await stage.cards())[0][0]) == (False, True)


async def test_a_cue_is_drawn_once_by_whoever_drew_the_card_and_leaves_their_panel_open(stage: Stage) -> None:
    stage.office = replace(stage.office, programs=cued())
    ours, other = stage.easel(), stage.easel()
    await stage.opened()
    await ours.show(show(glance=Glance(Panel.MENU)))
    await recalled(stage, other)
    stage.playground.clock.step(seconds=40)
    await recalled(stage, ours)
    cards, edits = await stage.cards(), await stage.calls("editMessageText")

    stage.playground.clock.step(seconds=LEFT_TO_OTHERS.total_seconds())
    await recalled(stage, other)

    assert (await stage.cards(), await stage.calls("editMessageText")) == (cards, edits)

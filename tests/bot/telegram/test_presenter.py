import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from bot.telegram.crew import crew
from bot.telegram.deeds import AnswerTap, Delete, ShowCard, Sweep, Tell
from bot.telegram.handlers.claims import Claims
from bot.telegram.incoming import Tap
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.commands import NoteWords
from dialogs.ids import Cause, SessionId
from dialogs.ports import ShownCard, ShownCards
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, OTHER_AGENT, SUPERVISOR, Stage, show
from tests.bot.telegram.faults import Fault

DONE = Phrase("toast.done")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def card(text: str) -> Card:
    return Card(
        (Block(BlockKind.BODY, Bilingual(text, text)),), ((Button(Phrase("button.new_call"), Verb.NEW),),)
    )


async def tapped(stage: Stage, message: int = 1) -> str:
    """Let a person tap; returns the id of the query."""
    body = await stage.playground.do("forge", person=AGENT, message_id=message, data="1:-:0:nw")
    query = body["callback_id"]
    assert isinstance(query, str)
    return query


async def noted(stage: Stage, session: SessionId = CALL) -> int:
    """Let a person write a text that is recorded as a customer's words; returns the message id."""
    message = await stage.writes("客户的话")
    record = ShownCard(chat=AGENT, message=message, session=session, version=0, digest="", live=False)
    assert await stage.storage.shown.record(record, after=None)
    return message


async def test_tap_is_answered_while_the_card_is_still_being_edited(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await presenter.perform((show(),))
    await stage.chooses("goes-on")
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]
    query = await tapped(stage)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(presenter.perform((AnswerTap(query, DONE), show())))
        await stage.until(lambda: _answered(stage, query))
        assert stage.faults.under_way["editmessagetext"] == 1
        stage.faults.let_go.set()

    assert "说：listen" in (await stage.cards())[0][0]


async def _answered(stage: Stage, query: str) -> bool:
    state = await stage.playground.look("state", person=AGENT)
    taps = state["taps"]
    assert isinstance(taps, list)
    return any(isinstance(tap, dict) and tap["callback_id"] == query and tap["answer"] for tap in taps)


async def test_answer_that_comes_too_late_breaks_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.opened()
    query = await tapped(stage)
    stage.playground.clock.step(seconds=16)

    await stage.presenter().perform((AnswerTap(query, DONE), show()))

    assert len(await stage.cards()) == 1
    assert "refused" not in caplog.text


async def test_toast_is_said_in_the_persons_language(stage: Stage) -> None:
    query = await tapped(stage)

    await stage.presenter().perform((AnswerTap(query, DONE, Language.EN, alert=True),))

    [answer] = await stage.called("answerCallbackQuery")
    assert (answer["text"], answer["show_alert"]) == (stage.words.say(DONE, Language.EN), "true")


@dataclass(slots=True)
class TappedMeanwhile:
    """Records of cards, the first of which was tapped, and what it asks for noted, before it is looked up."""

    cards: ShownCards
    message: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.cards, name)

    async def at(self, chat: int, message: int) -> ShownCard | None:
        if not self.message:
            self.message = message
            assert await self.asks("7")
        return await self.cards.at(chat, message)

    async def asks(self, query: str) -> bool:
        """Tap the card; tell whether nobody asked by it before."""
        tap = Tap(
            cause=Cause(f"tg:1:tap:{query}"),
            person=AGENT,
            chat=AGENT,
            message=self.message,
            name="x",
            language_code="zh",
            at=NOON,
            query=query,
            data="",
        )
        return await Claims(self.cards).is_first(tap, 0)


async def test_what_is_asked_for_by_a_card_before_it_was_recorded_stays_asked_for(stage: Stage) -> None:
    presenter, tapped = stage.presenter(), TappedMeanwhile(stage.storage.shown)
    presenter.shown = cast("ShownCards", tapped)

    await presenter.perform((ShowCard(AGENT, card("x")),))

    assert [await tapped.asks(query) for query in ("8", "7")] == [False, True]


async def test_messages_of_a_chat_come_in_their_order(stage: Stage) -> None:
    presenter = stage.presenter()
    stage.faults.plan["sendmessage"] = [Fault.HOLD]

    async with asyncio.TaskGroup() as tasks:
        for count in (1, 2, 3):
            said = Phrase("card.late_taps", {"count": count})
            tasks.create_task(presenter.perform((Tell(AGENT, said),)))
        tasks.create_task(presenter.perform((Tell(OTHER_AGENT, DONE),)))
        await stage.until(lambda: _has(stage, 1))
        stage.faults.let_go.set()

    assert ["1" in text or "2" in text or "3" in text for text, _ in await stage.cards()] == [True] * 3
    assert [text for text, _ in await stage.cards()] == [
        stage.words.say(Phrase("card.late_taps", {"count": count}), Language.ZH) for count in (1, 2, 3)
    ]


async def _has(stage: Stage, cards: int) -> bool:
    return len(await stage.cards(OTHER_AGENT)) == cards


async def test_flooded_chat_waits_and_others_do_not(stage: Stage) -> None:
    presenter = stage.presenter()
    stage.faults.plan["sendmessage"] = [Fault.FLOOD]
    await presenter.messenger.send(AGENT, "x")
    assert presenter.messenger._quiet.left(AGENT) > 0

    await presenter.perform((Tell(OTHER_AGENT, DONE),))
    assert presenter.messenger._quiet.left(AGENT) > 0
    await presenter.perform((Tell(AGENT, DONE),))

    assert (len(await stage.cards(OTHER_AGENT)), len(await stage.cards())) == (1, 1)
    assert presenter.messenger._quiet.left(AGENT) == 0


async def test_short_message_counts_as_one_below_the_card(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await presenter.perform((show(),))

    await presenter.perform((Tell(AGENT, DONE),))

    assert (await stage.shown()).below == 1


async def test_words_in_a_message_never_become_markup(stage: Stage) -> None:
    said = Phrase("desk.begun", {"alias": "<b>&amp;</i>"})

    await stage.presenter().perform((Tell(AGENT, said),))

    assert "<b>&amp;</i>" in (await stage.cards())[0][0]


async def test_card_of_no_call_is_shown_over_the_one_before(stage: Stage) -> None:
    presenter = stage.presenter()
    await presenter.perform((ShowCard(AGENT, card("一")),))
    [message] = [each["message_id"] for each in await stage.chat() if each["by_bot"]]
    assert isinstance(message, int)

    await presenter.perform((ShowCard(AGENT, card("二"), over=message),))

    assert await stage.cards() == [("二", 1)]


async def test_card_over_a_message_that_is_gone_is_sent_anew(stage: Stage) -> None:
    await stage.presenter().perform((ShowCard(AGENT, card("一"), over=999),))

    assert await stage.cards() == [("一", 1)]


async def test_card_over_itself_is_no_error(stage: Stage) -> None:
    presenter = stage.presenter()
    await presenter.perform((ShowCard(AGENT, card("一")),))
    [message] = [each["message_id"] for each in await stage.chat() if each["by_bot"]]
    assert isinstance(message, int)

    await presenter.perform((ShowCard(AGENT, card("一"), over=message),))

    assert await stage.cards() == [("一", 1)]


async def test_deleted_message_is_forgotten_and_a_missing_one_is_no_error(stage: Stage) -> None:
    message = await noted(stage)

    await stage.presenter().perform((Delete(AGENT, message), Delete(AGENT, 999)))

    assert message not in [each["message_id"] for each in await stage.chat()]
    assert stage.tables.shown == {}


async def test_sweep_deletes_what_a_call_left_but_its_summary(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await noted(stage)
    await noted(stage)
    await presenter.perform((show(),))
    summary = await stage.shown()

    await presenter.perform((Sweep(AGENT, CALL, Language.ZH),))

    assert list(stage.tables.shown) == [(AGENT, summary.message)]
    assert (await stage.cards())[-1][0] == stage.words.say(Phrase("sweep.done", {"count": 2}), Language.ZH)


async def test_sweep_counts_what_is_too_old_to_delete(stage: Stage) -> None:
    await stage.opened()
    await noted(stage)
    stage.playground.clock.step(hours=49)
    await noted(stage)

    await stage.presenter().perform((Sweep(AGENT, CALL, Language.EN, summary_too=True),))

    assert [text for text, _ in await stage.cards()] == [
        stage.words.say(Phrase("sweep.remains", {"count": 1}), Language.EN)
    ]


async def test_sweep_waits_for_the_card_that_is_drawn_beside_it(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await presenter.perform((show(),))
    old = await stage.shown()
    for _ in range(3):
        await stage.storage.shown.passed(AGENT)
    await stage.chooses("goes-on")

    await presenter.perform((show(), Sweep(AGENT, CALL, Language.ZH)))

    assert (AGENT, old.message) not in stage.tables.shown
    assert "说：listen" in (await stage.cards())[0][0]


async def test_text_is_deleted_although_the_card_of_another_chat_cannot_be_drawn(stage: Stage) -> None:
    await stage.opened()
    text = await stage.writes("一句", SUPERVISOR)
    stage.faults.plan[f"sendmessage:{AGENT}"] = [Fault.HOLD]

    async with crew() as hired:
        stage.presenter().start((show(), Delete(SUPERVISOR, text)), hired)
        await stage.until(lambda: _is_gone(stage, text))
        stage.faults.let_go.set()
        await hired.rest(5)

    assert len(await stage.cards()) == 1


async def _is_gone(stage: Stage, message: int) -> bool:
    return message not in [each["message_id"] for each in await stage.chat(SUPERVISOR)]


async def test_card_survives_a_call_whose_words_are_markup(stage: Stage) -> None:
    await stage.opened()
    await stage.chooses("goes-on")
    actor = await stage.storage.directory.actor(AGENT)
    assert actor is not None
    said_at = stage.office.clock() - timedelta(seconds=1)
    words = Sealed("</b><pre>&lt; " + "长" * 1900)
    await stage.does(NoteWords(actor=actor, session=CALL, words=words, said_at=said_at))

    await stage.presenter().perform((show(),))

    assert len(await stage.cards()) == 1


async def test_card_of_no_call_leaves_nothing_from_which_its_words_could_be_guessed(stage: Stage) -> None:
    await stage.presenter().perform((ShowCard(AGENT, card("【年费】")),))
    (first,) = await stage.storage.shown.live_in(AGENT)

    await stage.presenter().perform((ShowCard(AGENT, card("别的"), over=first.message),))
    (second,) = await stage.storage.shown.live_in(AGENT)

    assert first == second

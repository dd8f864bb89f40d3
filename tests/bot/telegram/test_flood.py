"""A flooded chat waits, alone; what is drawn meanwhile is only the latest; answers pass by."""

import asyncio
from dataclasses import replace

import pytest

from bot.telegram.backend import CONNECTIONS, PlainBot
from bot.telegram.crew import crew
from bot.telegram.deeds import AnswerTap, Delete, Glance, ShowCard, Tell
from bot.telegram.keyboard import InlineKeyboard
from bot.telegram.messenger import FOR_ANSWERS, Messenger, Outcome
from bot.telegram.presenter import Presenter
from dialogs.cards import Block, BlockKind, Button, Card, Panel, Verb
from dialogs.texts import Bilingual, Language, Phrase
from tests.bot.telegram.driving import AGENT, OTHER_AGENT, Stage, show
from tests.bot.telegram.faults import Fault

DONE, SORRY = Phrase("toast.done"), Phrase("stranger.sorry")
NO_BUTTONS: InlineKeyboard = {"inline_keyboard": []}
MAYBE_TWICE = Phrase("card.maybe_twice")
WAITING = 30
"""Edits for which there is no connection yet."""


def card(text: str) -> Card:
    words = (Block(BlockKind.BODY, Bilingual(text, text)),)
    return Card(words, ((Button(Phrase("button.new_call"), Verb.NEW),),))


async def flooded(stage: Stage, seconds: float) -> float:
    """Let a chat be flooded; returns the event loop's time when it may be written to again."""
    stage.faults.retry_after = seconds
    stage.faults.plan[f"sendmessage:{AGENT}"] = [Fault.FLOOD]
    answer = await stage.messenger.send(AGENT, "x")
    assert answer.outcome is Outcome.LATER
    stage.faults.calls.clear()
    return asyncio.get_running_loop().time() + stage.messenger._quiet.left(AGENT)


async def desk(stage: Stage, presenter: Presenter) -> int:
    """Show a card of the desk; returns its message id."""
    await presenter.perform((ShowCard(AGENT, card("一")),))
    message = (await stage.chat())[-1]["message_id"]
    assert isinstance(message, int)
    return message


async def tap(stage: Stage) -> str:
    body = await stage.playground.do("forge", person=AGENT, message_id=1, data="1:-:0:nw")
    return str(body["callback_id"])


async def answered(stage: Stage) -> bool:
    return await stage.calls("answerCallbackQuery") == 1


async def busy(stage: Stage, method: str, calls: int = 1) -> None:
    """Wait until so many calls of a method are under way."""

    async def are_under_way() -> bool:
        return stage.faults.under_way.get(method, 0) >= calls

    async with asyncio.timeout(20):
        while not await are_under_way():
            await stage.playground.look("people")  # a round trip, in which others get on


class Deaf(Messenger):
    """Broken: forgets what a chat asked for."""

    async def ready(self, chat: int) -> None:
        self._quiet._chats.pop(chat, None)


async def everything(stage: Stage, presenter: Presenter, over: int) -> None:
    """Write to a chat in all ways, while another chat is written to."""
    deeds = (show(), Tell(AGENT, DONE), ShowCard(AGENT, card("二"), over=over), Delete(AGENT, 999))
    await presenter.perform(deeds)
    await stage.messenger.strip(AGENT, over)


async def test_nothing_goes_to_a_flooded_chat_before_its_deadline(stage: Stage) -> None:
    presenter = stage.presenter()
    over = await desk(stage, presenter)
    await stage.opened()
    deadline = await flooded(stage, 0.3)

    await everything(stage, presenter, over)

    called = {method for method, chat, _ in stage.faults.calls if chat == AGENT}
    assert called >= {"sendmessage", "editmessagetext", "deletemessage", "editmessagereplymarkup"}
    assert [at for _, chat, at in stage.faults.calls if chat == AGENT and at < deadline] == []
    assert stage.messenger._quiet.left(AGENT) == 0


async def test_whoever_forgets_the_deadline_is_found_out(stage: Stage) -> None:
    stage.messenger = Deaf(stage.messenger._bot)
    presenter = stage.presenter()
    over = await desk(stage, presenter)
    await stage.opened()
    deadline = await flooded(stage, 0.3)

    await everything(stage, presenter, over)

    assert [at for _, chat, at in stage.faults.calls if chat == AGENT and at < deadline]


async def test_call_that_did_not_wait_for_a_flooded_chat_is_not_made(stage: Stage) -> None:
    await flooded(stage, 30)

    answers = [await stage.messenger.send(AGENT, "x"), await stage.messenger.edit(AGENT, 1, "x", NO_BUTTONS)]

    assert [each.outcome for each in answers] == [Outcome.LATER, Outcome.LATER]
    assert stage.faults.calls == []


async def test_others_and_answers_pass_by_a_flooded_chat(stage: Stage) -> None:
    presenter = stage.presenter()
    await flooded(stage, 30)
    query = await tap(stage)

    async with crew() as spawn:
        presenter.start((AnswerTap(query, DONE), Tell(AGENT, DONE)), spawn)
        await presenter.perform((Tell(OTHER_AGENT, DONE),))
        await stage.until(lambda: answered(stage))

    assert stage.messenger._quiet.left(AGENT) > 20
    assert (len(await stage.cards(OTHER_AGENT)), len(await stage.cards())) == (1, 0)


async def test_of_the_wishes_for_a_card_of_the_desk_only_the_latest_is_drawn(stage: Stage) -> None:
    presenter = stage.presenter()
    over = await desk(stage, presenter)
    stage.faults.retry_after = 0.1
    stage.faults.plan["editmessagetext"] = [Fault.FLOOD]

    async with asyncio.TaskGroup() as tasks:
        for text in ("二", "三", "四", "五"):
            tasks.create_task(presenter.perform((ShowCard(AGENT, card(text), over=over),)))

    assert [str(each["text"]) for each in await stage.called("editMessageText")] == ["五"]
    assert await stage.cards() == [("五", 1)]


async def test_card_of_a_call_is_drawn_after_a_long_flood_and_only_as_it_is_then(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await presenter.perform((show(),))
    await stage.chooses("goes-on")
    stage.faults.retry_after = 0.0
    stage.faults.plan["editmessagetext"] = [Fault.FLOOD] * 12

    panel = show(glance=Glance(panel=Panel.MENU))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(presenter.perform((show(),)))
        while not stage.messenger._quiet.left(AGENT):
            await stage.playground.look("people")  # a round trip, in which others get on
        tasks.create_task(presenter.perform((panel,)))

    edits = len(await stage.called("editMessageText"))
    assert edits == 2  # the buttons of the first card, and the panel; nothing in between
    assert stage.faults.plan["editmessagetext"] == []


async def test_of_the_wishes_for_a_call_only_one_waits_and_none_makes_work_of_its_own(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await presenter.perform((show(),))
    await stage.chooses("goes-on")
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]

    async with crew() as spawn:
        presenter.start((show(),), spawn)
        await busy(stage, "editmessagetext")
        for _ in range(100):
            presenter.start((show(),), spawn)
        assert len(spawn.running) == 1
        stage.faults.let_go.set()
        await spawn.rest(20)

    assert "说：listen" in (await stage.cards())[0][0]


async def test_two_never_edit_one_message_at_the_same_time(stage: Stage) -> None:
    presenter = stage.presenter()
    await stage.opened()
    await presenter.perform((show(),))
    call = await stage.shown()
    await stage.chooses("goes-on")
    stage.faults.most_under_way.clear()
    stage.faults.plan["editmessagetext"] = [Fault.HOLD]

    async with crew() as spawn:
        presenter.start((show(), ShowCard(AGENT, card("二"), over=call.message)), spawn)
        await busy(stage, "editmessagetext")
        stage.faults.let_go.set()
        await spawn.rest(20)

    assert stage.faults.most_under_way["editmessagetext"] == 1


@pytest.mark.parametrize(
    ("fault", "copies"),
    [(Fault.AFTER, 2), (Fault.RESTART, 2), (Fault.BEFORE, 1), (Fault.PAGE, 1), (Fault.FLOOD, 1)],
)
@pytest.mark.parametrize("deed", [Tell(AGENT, DONE), ShowCard(AGENT, card("一"))])
async def test_what_is_sent_once_arrives_and_a_second_copy_says_so(
    stage: Stage, fault: Fault, copies: int, deed: Tell | ShowCard
) -> None:
    stage.faults.plan["sendmessage"] = [fault]

    await stage.presenter().perform((deed,))

    mark = stage.words.say(MAYBE_TWICE, Language.ZH)
    texts = [text for text, _ in await stage.cards()]
    assert len(texts) == copies
    assert [mark in text for text in texts[:-1]] == [False] * (copies - 1)
    assert (mark in texts[-1].splitlines()[0]) is (fault is not Fault.FLOOD)


async def test_stranger_who_writes_500_messages_in_a_flooded_chat_is_told_once(stage: Stage) -> None:
    presenter = stage.presenter()
    await flooded(stage, 0.1)

    async with crew() as spawn:
        for _ in range(500):
            presenter.start((Tell(AGENT, SORRY),), spawn)
        assert len(spawn.running) == 1
        await spawn.rest(20)

    assert len(await stage.cards()) <= 2  # one may be on its way already when the others come


async def test_deeds_beyond_a_full_line_are_dropped_and_that_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    presenter = stage.presenter()
    await flooded(stage, 30)

    async with crew() as spawn:
        for message in range(2000):
            presenter.start((Tell(AGENT, DONE, reply_to=message),), spawn)
        await stage.playground.look("people")

    logged = [each.message for each in caplog.records if "flooded" in each.message]
    assert logged == [
        "a chat is flooded, and its line full: what it asks for now is dropped",
        "a flooded chat missed 1000 deeds",
    ]


class Greedy(Messenger):
    """Broken: keeps no connections for answers."""

    def __init__(self, bot: PlainBot) -> None:
        super().__init__(bot)
        self._room = asyncio.Semaphore(10_000)


async def test_answer_waits_for_no_connection_that_an_edit_holds(stage: Stage) -> None:
    assert await overtakes(stage, stage.messenger, CONNECTIONS - FOR_ANSWERS)
    assert stage.faults.most_under_way["editmessagetext"] == CONNECTIONS - FOR_ANSWERS


async def test_answer_for_which_no_connection_is_kept_waits_for_the_edits_before_it(stage: Stage) -> None:
    assert not await overtakes(stage, Greedy(stage.messenger._bot), CONNECTIONS)


async def overtakes(stage: Stage, messenger: Messenger, most: int) -> bool:
    """Tell whether an answer arrives before edits that hold ``most`` connections, and those behind them.

    The edits are let go one by one, each only when the next has arrived: who waits for a connection gets it
    in turn, so that an answer which has to wait comes after all of them, however fast this machine is.
    """
    query = await tap(stage)
    stage.faults.plan["editmessagetext"] = [Fault.TURN] * (most + WAITING)
    async with crew() as spawn:
        for message in range(most + WAITING):
            spawn(edits(messenger, 1000 + message), name="edit")
        await arrived(stage, most)
        replace(stage.presenter(), messenger=messenger).start((AnswerTap(query, DONE),), spawn)
        overtook = False
        for turn in range(1, WAITING):
            stage.faults.turns.release()
            await arrived(stage, most + turn)
            overtook = overtook or await answered(stage)
        for _ in range(most + WAITING):
            stage.faults.turns.release()
        await stage.until(lambda: answered(stage))
    return overtook


async def edits(messenger: Messenger, message: int) -> None:
    await messenger.edit(AGENT, message, "x", NO_BUTTONS)


async def arrived(stage: Stage, edits: int) -> None:
    """Wait until so many edits have arrived at the server."""
    async with asyncio.timeout(20):
        while sum(method == "editmessagetext" for method, _, _ in stage.faults.calls) < edits:
            await stage.playground.look("people")  # a round trip, in which others get on


async def test_answer_that_did_not_arrive_is_given_again(stage: Stage) -> None:
    query = await tap(stage)
    stage.faults.plan["answercallbackquery"] = [Fault.BEFORE, Fault.FLOOD]

    await stage.presenter().perform((AnswerTap(query, DONE),))

    assert await answered(stage)

"""A file on its way to a chat: what is seen meanwhile, what goes wrong, and what is left behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.playground.json_values import JsonObject
from bot.telegram.deeds import SendFile, ShowCard
from bot.telegram.insistence import Insistence
from bot.telegram.outcomes import Outcome
from bot.telegram.parcels import Parcels
from bot.words import SayIn
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.ids import SessionId
from dialogs.ports import StorageUnavailableError
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import CALL, HURRY, SUPERVISOR, Stage, staged
from tests.bot.telegram.faults import Fault
from tests.bot.telegram.test_sweeper import ended, shut

NAME = "brief-HJ-261123-PQRS.md"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as set_up:
        yield set_up


def card(key: str, *buttons: Button) -> Card:
    return Card((Block(BlockKind.BODY, Phrase(key)),), (buttons,) if buttons else ())


def say_hello(say: SayIn) -> bytes:
    return say(Phrase("toast.done"), Language.ZH).encode()


def break_down(say: SayIn) -> bytes:
    raise ValueError("客户的原话")


async def parcel(stage: Stage, write: object = say_hello) -> SendFile:
    """A file to be sent in the place of a message that stands in the chat."""
    await stage.presenter().perform((ShowCard(SUPERVISOR, card("command.help")),))
    over = (await stage.chat(SUPERVISOR))[-1]["message_id"]
    assert isinstance(over, int)
    return SendFile(
        chat=SUPERVISOR,
        over=over,
        name=NAME,
        write=write,  # type: ignore[arg-type]
        about=CALL,
        busy=card("brief_file.writing"),
        failed=card("button.try_again"),
        under=card("brief_file.save", Button(Phrase("button.delete_file"), Verb.BRIEF, "x")),
    )


async def files(stage: Stage) -> list[JsonObject]:
    bodies = [each["body"] for each in await stage.chat(SUPERVISOR)]
    return [body for body in bodies if isinstance(body, dict) and "document" in body]


async def test_file_comes_with_what_stands_under_it_and_the_message_that_asked_goes(stage: Stage) -> None:
    wanted = await parcel(stage)
    await stage.presenter().perform((wanted,))

    [body] = await files(stage)
    document = body["document"]
    assert isinstance(document, dict)
    kept = stage.playground.store.file(str(document["file_id"]))
    assert kept is not None
    assert (document["file_name"], kept.content.decode()) == (NAME, "好了")
    assert body["caption"] == "存好以后，把它从聊天里删掉。"
    assert wanted.over not in [each["message_id"] for each in await stage.chat(SUPERVISOR)]


async def test_file_says_that_it_is_being_written(stage: Stage) -> None:
    wanted = await parcel(stage)
    await stage.presenter().perform((wanted,))

    [edit] = await stage.called("editMessageText")
    assert (edit["message_id"], edit["text"]) == (str(wanted.over), "正在写…")


async def test_file_is_remembered_so_that_it_goes_when_the_words_are_erased(stage: Stage) -> None:
    await stage.presenter().perform((await parcel(stage),))

    [left] = await stage.storage.shown.all_of_session(SUPERVISOR, CALL)
    assert [left.message] == [each["message_id"] for each in await stage.chat(SUPERVISOR)][-1:]


async def test_file_that_cannot_be_written_is_owned_up_to_without_a_word_of_anybody_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.presenter().perform((await parcel(stage, break_down),))

    assert await files(stage) == []
    assert (await stage.cards(SUPERVISOR))[-1][0] == "↻ 再试一次"
    assert "a file cannot be written: ValueError" in caplog.text
    assert "客户的原话" not in caplog.text


async def test_file_that_telegram_does_not_take_is_owned_up_to(stage: Stage) -> None:
    wanted = await parcel(stage, lambda say: b"")
    await stage.presenter().perform((wanted,))

    assert await files(stage) == []
    assert (await stage.cards(SUPERVISOR))[-1][0] == "↻ 再试一次"


async def test_file_of_a_call_that_was_erased_meanwhile_is_not_sent(stage: Stage) -> None:
    await ended(stage)
    wanted = await parcel(stage)
    await shut(stage)

    await stage.presenter().perform((wanted,))

    assert await files(stage) == []
    assert await stage.calls("sendDocument") == 0
    assert (await stage.cards(SUPERVISOR))[-1][0] == "↻ 再试一次"


async def test_file_that_arrives_as_its_call_is_erased_must_leave_the_chat(stage: Stage) -> None:
    await ended(stage)
    wanted = await parcel(stage)
    stage.faults.plan["senddocument"] = [Fault.HOLD]

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stage.presenter().perform((wanted,)))
        await stage.until(lambda: is_under_way(stage))
        await shut(stage)
        stage.faults.let_go.set()

    [file] = [each for each in await stage.storage.shown.to_sweep(9) if each.chat == SUPERVISOR]
    assert [file.message] == [each["message_id"] for each in await stage.chat(SUPERVISOR)][-1:]


async def test_file_is_owned_up_to_when_nobody_can_say_whether_its_call_may_be_shown(stage: Stage) -> None:
    async def away(session: SessionId) -> bool:
        raise StorageUnavailableError

    wanted = await parcel(stage)
    insistence = Insistence(stage.messenger, HURRY)
    parcels = Parcels(stage.messenger, stage.storage.shown, stage.words, stage.office.clock, insistence, away)

    await parcels.send(wanted)

    assert await files(stage) == []
    assert (await stage.cards(SUPERVISOR))[-1][0] == "↻ 再试一次"


async def is_under_way(stage: Stage) -> bool:
    return bool(stage.faults.under_way.get("senddocument"))


@pytest.mark.parametrize(("fault", "copies"), [(Fault.FLOOD, 1), (Fault.BEFORE, 1), (Fault.AFTER, 2)])
async def test_file_is_sent_again_until_it_is_there(stage: Stage, fault: Fault, copies: int) -> None:
    wanted = await parcel(stage)
    stage.faults.plan["senddocument"] = [fault]

    await stage.presenter().perform((wanted,))

    sent = [str(body["caption"]) for body in await files(stage)]
    assert len(sent) == copies
    assert ("可能" in sent[-1]) is (fault is not Fault.FLOOD)


async def test_file_that_is_nobodys_words_stands_below_what_was_tapped_and_is_not_remembered(
    stage: Stage,
) -> None:
    wanted = replace(await parcel(stage), over=None, about=None, busy=None)

    await stage.presenter().perform((wanted,))

    bodies = [each["body"] for each in (await stage.chat(SUPERVISOR))[-2:]]
    assert ["document" in body for body in bodies if isinstance(body, dict)] == [False, True]
    assert await stage.storage.shown.all_of_session(SUPERVISOR, CALL) == []


async def test_failure_of_such_a_file_is_a_message_of_its_own(stage: Stage) -> None:
    wanted = replace(await parcel(stage, break_down), over=None, about=None, busy=None)

    await stage.presenter().perform((wanted,))

    texts = [text for text, _ in await stage.cards(SUPERVISOR)]
    assert await files(stage) == []
    assert texts[-1] == stage.words.say(Phrase("button.try_again"), Language.ZH)


async def test_file_cannot_be_written_over_as_a_card_can(stage: Stage) -> None:
    await stage.presenter().perform((await parcel(stage),))
    [left] = await stage.storage.shown.all_of_session(SUPERVISOR, CALL)

    answer = await stage.messenger.edit(SUPERVISOR, left.message, "x", {"inline_keyboard": []})

    assert answer.outcome is Outcome.TOO_OLD

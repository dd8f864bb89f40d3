"""What becomes of each call to the Bot API is counted, as finely as the network tells."""

import asyncio

import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.telegram.backend import BrokenError, FloodError, NotSentError, PlainBot
from bot.telegram.fates import Fate, fate_of
from bot.telegram.messenger import AnotherPollerError, Messenger, NoConnectionError, open_messenger
from tests.bot.telegram.driving import AGENT, BOT, Stage
from tests.bot.telegram.faults import Fault
from tests.bot.telegram.tallying import Heard


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (FloodError(3), Fate.FLOOD),
        (NotSentError("x"), Fate.NOT_SENT),
        (BrokenError("x"), Fate.BROKEN),
        (TimedOut(), Fate.TIMEOUT),
        (BadRequest("Message is not modified: x"), Fate.UNCHANGED),
        (BadRequest("Message to edit not found"), Fate.GONE),
        (BadRequest("query is too old and response timeout expired"), Fate.TOO_OLD),
        (BadRequest("Chat not found"), Fate.BLOCKED),
        (BadRequest("can't parse entities"), Fate.REFUSED),
        (Forbidden("bot was blocked by the user"), Fate.BLOCKED),
        (InvalidToken(), Fate.REFUSED),
        (Conflict("terminated by other getUpdates request"), Fate.CONFLICT),
        (NetworkError("status 502"), Fate.SERVER_ERROR),
        (TelegramError("the server's answer of 3 bytes is not a JSON object"), Fate.UNREADABLE),
    ],
)
def test_every_error_of_a_call_has_its_kind(error: TelegramError, fate: Fate) -> None:
    assert fate_of(error) is fate


async def test_each_call_is_counted_with_what_became_of_it(stage: Stage) -> None:
    heard = Heard()
    messenger = Messenger(stage.messenger._bot, heard)
    stage.faults.plan["editmessagetext"] = [Fault.FLOOD]
    stage.faults.plan["deletemessage"] = [Fault.BEFORE]
    stage.faults.plan["answercallbackquery"] = [Fault.RESTART, Fault.PAGE]
    sent = await messenger.send(AGENT, "一")
    await messenger.me()
    await messenger.delete(AGENT, sent.message)
    await messenger.answer("1")
    await messenger.answer("1")
    await messenger.answer("1")
    await messenger.send(999_999, "x")
    await messenger.edit(AGENT, sent.message, "二", {"inline_keyboard": []})

    assert heard.calls == [
        ("sendMessage", Fate.DONE),
        ("getMe", Fate.DONE),
        ("deleteMessage", Fate.SERVER_ERROR),
        ("answerCallbackQuery", Fate.SERVER_ERROR),
        ("answerCallbackQuery", Fate.SERVER_ERROR),
        ("answerCallbackQuery", Fate.TOO_OLD),
        ("sendMessage", Fate.BLOCKED),
        ("editMessageText", Fate.FLOOD),
    ]


async def test_what_a_flooded_chat_is_spared_is_no_call(stage: Stage) -> None:
    heard = Heard()
    messenger = Messenger(stage.messenger._bot, heard)
    stage.faults.plan["sendmessage"] = [Fault.FLOOD]
    stage.faults.retry_after = 60.0

    for _ in range(3):
        await messenger.send(AGENT, "x")

    assert heard.calls == [("sendMessage", Fate.FLOOD)]


async def test_server_that_is_not_reached_is_counted_for_calls_that_nobody_sees_too() -> None:
    heard = Heard()
    async with open_messenger(f"{BOT}:SECRET", "http://127.0.0.1:9/bot", heard) as nowhere:
        with pytest.raises(NoConnectionError):
            await nowhere.me()
        with pytest.raises(NoConnectionError):
            await nowhere.updates(None, 0)
        await nowhere.send(1, "x")

    methods = ("getMe", "getUpdates", "sendMessage")
    assert heard.calls == [(method, Fate.NOT_SENT) for method in methods]


async def test_connection_that_breaks_under_way_is_neither_unsent_nor_a_servers_error() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    heard = Heard()
    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with open_messenger(f"{BOT}:SECRET", f"http://127.0.0.1:{port}/bot", heard) as messenger:
            await messenger.send(1, "x")

    assert heard.calls == [("sendMessage", Fate.BROKEN)]


class Cancelled(PlainBot):
    """Is cut off under way."""

    async def call(self, method: str, wish: object, read_seconds: float) -> object:
        raise asyncio.CancelledError


async def test_call_that_is_cut_off_when_the_program_stops_is_not_counted(stage: Stage) -> None:
    heard = Heard()
    bot = stage.messenger._bot
    messenger = Messenger(Cancelled(bot.token, "http://127.0.0.1:9/bot", bot._plain), heard)

    with pytest.raises(asyncio.CancelledError):
        await messenger.send(1, "x")

    assert heard.calls == []


async def test_another_poller_is_a_conflict(stage: Stage) -> None:
    heard = Heard()
    await stage.messenger.set_webhook("http://127.0.0.1:9/telegram", "Abcdefghij_-0123")

    with pytest.raises(AnotherPollerError):
        await Messenger(stage.messenger._bot, heard).updates(None, 0)

    assert heard.calls == [("getUpdates", Fate.CONFLICT)]

"""A method in the answer to a webhook: done like a call of the bot, and nobody hears of its result."""

import pytest
from aiohttp import web

from bot.playground.json_values import Json, JsonObject
from tests.bot.playground.driving import AGENT, Playground
from tests.bot.playground.hooking import hooked, said, until_empty, write


async def calls(playground: Playground) -> list[tuple[Json, Json, Json]]:
    """Return method, status and whether it was a reply, of the calls after setWebhook."""
    found = (await playground.look("calls", after=1))["calls"]
    assert isinstance(found, list)
    return [(call["method"], call["status"], call.get("reply")) for call in found]


async def test_method_in_the_answer_is_done_and_marked_as_a_reply() -> None:
    async with hooked() as (playground, hook):
        hook.reply(method="sendMessage", chat_id=AGENT, text="<b>收到</b>", parse_mode="HTML")
        await write(playground, "您好")
        await until_empty(playground)

        state = await playground.look("state", person=AGENT)
        assert isinstance(messages := state["messages"], list)
        assert [message["body"]["text"] for message in messages] == ["您好", "收到"]
        assert await calls(playground) == [("sendMessage", 200, True)]


async def test_reply_that_is_refused_stands_in_the_log_and_the_update_is_taken() -> None:
    async with hooked() as (playground, hook):
        hook.reply(method="sendMessage", chat_id=AGENT, text="")
        await write(playground, "您好")
        await until_empty(playground)

        assert len(hook.updates) == 1
        assert await calls(playground) == [("sendMessage", 400, True)]


@pytest.mark.parametrize(
    "method", ["setWebhook", "deletewebhook", "close", "logOut", "getMe", "getUpdates", "GetChat"]
)
async def test_method_that_no_reply_may_name_is_not_done(method: str) -> None:
    async with hooked() as (playground, hook):
        hook.reply(method=method, url="")
        await write(playground, "您好")
        await until_empty(playground)

        assert playground.store.setting("webhook") == hook.address
        [(_, status, reply)] = await calls(playground)
        assert (status, reply) == (400, True)


@pytest.mark.parametrize("answer", ["", "好", "[1]", '{"method": 5}', '{"ok": true}'])
async def test_answer_that_names_no_method_is_only_an_answer(answer: str) -> None:
    async with hooked() as (playground, hook):

        async def say(update: JsonObject) -> web.Response:
            del update
            return web.Response(text=answer)

        hook.answer = say
        await write(playground, "您好")
        await until_empty(playground)

        assert await calls(playground) == []


DEEP = "[" * 100_000
BEYOND: dict[str, tuple[str, list[tuple[Json, Json, Json]]]] = {
    "a message beyond 64 bits": (
        f'{{"method": "editMessageText", "chat_id": {AGENT}, "message_id": {10**30}, "text": "x"}}',
        [("editMessageText", 400, True)],
    ),
    "a chat beyond 64 bits": (
        f'{{"method": "sendMessage", "chat_id": {-(10**30)}, "text": "x"}}',
        [("sendMessage", 400, True)],
    ),
    "half a character": (f'{{"method": "sendMessage", "chat_id": {AGENT}, "text": "\\ud800"}}', []),
    "half a character on a button": (
        (
            f'{{"method": "sendMessage", "chat_id": {AGENT}, "text": "x", "reply_markup": '
            r'"{\"inline_keyboard\": [[{\"text\": \"\\ud800\", \"callback_data\": \"x\"}]]}"}'
        ),
        [("sendMessage", 400, True)],
    ),
    "an answer without a bottom": (DEEP, []),
    "a keyboard without a bottom": (
        f'{{"method": "sendMessage", "chat_id": {AGENT}, "text": "x", "reply_markup": "{DEEP}"}}',
        [("sendMessage", 400, True)],
    ),
}


@pytest.mark.parametrize("name", BEYOND)
async def test_reply_that_nobody_could_run_is_let_be_and_deliveries_go_on(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer, expected = BEYOND[name]
    async with hooked() as (playground, hook):

        async def say(update: JsonObject) -> web.Response:
            del update
            return web.Response(text=answer)

        hook.answer = say
        await write(playground, "一", "二")
        await until_empty(playground)

        assert [said(update) for update in hook.updates] == ["一", "二"]
        assert await calls(playground) == expected * 2
    said_of_it = [] if expected else ["UnicodeEncodeError" if "ud800" in answer else "RecursionError"] * 2
    assert [record.getMessage().rpartition(": ")[2] for record in caplog.records] == said_of_it
    assert {record.exc_info for record in caplog.records} <= {None}


async def test_reply_into_a_flooded_chat_is_not_done() -> None:
    async with hooked() as (playground, hook):
        await playground.do("faults", person=AGENT, flood_seconds=30)
        hook.reply(method="sendMessage", chat_id=AGENT, text="收到")
        await write(playground, "您好")
        await until_empty(playground)

        assert await calls(playground) == [("sendMessage", 429, True)]

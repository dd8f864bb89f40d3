"""A method in the answer to a webhook: done like a call of the bot, and nobody hears of its result."""

import pytest
from aiohttp import web

from bot.playground.json_values import Json, JsonObject
from tests.bot.playground.driving import AGENT, Playground
from tests.bot.playground.hooking import hooked, until_empty, write


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


async def test_reply_into_a_flooded_chat_is_not_done() -> None:
    async with hooked() as (playground, hook):
        await playground.do("faults", person=AGENT, flood_seconds=30)
        hook.reply(method="sendMessage", chat_id=AGENT, text="收到")
        await write(playground, "您好")
        await until_empty(playground)

        assert await calls(playground) == [("sendMessage", 429, True)]

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from bot.playground.faults import FaultKind, FaultPlan
from bot.playground.json_values import JsonObject
from bot.playground.webhook import TELEGRAMS, Pace
from tests.bot.playground.driving import AGENT, SUPERVISOR, SteppedClock, running
from tests.bot.playground.hooking import QUICK, TEN_SECONDS, hooked, listening, said, until_empty, write


async def test_update_comes_as_json_with_the_secret() -> None:
    async with hooked(secret_token="s3cret-A_1") as (playground, hook):
        await write(playground, "您好")
        [update] = await hook.has(1)

        assert update["update_id"] == 100_000_001
        assert said(update) == "您好"
        assert hook.headers[0]["Content-Type"] == "application/json"
        assert hook.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret-A_1"
        await until_empty(playground)


async def test_without_a_secret_there_is_no_secret_header() -> None:
    async with hooked() as (playground, hook):
        await write(playground, "您好")
        await hook.has(1)

        assert "X-Telegram-Bot-Api-Secret-Token" not in hook.headers[0]


async def test_connection_is_kept_for_the_next_update() -> None:
    async with hooked() as (playground, hook):
        for text in ("一", "二", "三"):
            await write(playground, text)
            await until_empty(playground)

        assert len(hook.updates) == 3
        assert len(hook.connections) == 1


async def test_one_chat_is_in_order_while_another_chat_and_a_tap_go_on() -> None:
    async with hooked() as (playground, hook):
        may_go = asyncio.Event()

        async def answer(update: JsonObject) -> web.Response:
            if said(update) == "一":
                await may_go.wait()
            return web.Response()

        card = await playground.card()
        await until_empty(playground)
        hook.answer = answer
        await write(playground, "一", "二", "三")
        await write(playground, "别人", "又是", person=SUPERVISOR)
        await playground.do("tap", person=AGENT, message_id=card, data="yes")

        first = await hook.texts(5)
        assert sorted(map(str, first)) == sorted(["/start", "一", "别人", "又是", "yes"])
        async with asyncio.timeout(TEN_SECONDS):
            while (await playground.message("getWebhookInfo"))["pending_update_count"] != 3:
                await playground.hub.wait(TEN_SECONDS)
        may_go.set()
        assert (await hook.texts(7))[5:] == ["二", "三"]


@pytest.mark.parametrize(("allowed", "expected"), [(1, 1), (3, 3), (40, 4)])
async def test_as_many_deliveries_are_under_way_as_the_bot_allowed(allowed: int, expected: int) -> None:
    async with hooked(max_connections=allowed) as (playground, hook):
        under_way, most = 0, 0
        may_go = asyncio.Event()

        async def answer(update: JsonObject) -> web.Response:
            nonlocal under_way, most
            del update
            under_way += 1
            most = max(most, under_way)
            await may_go.wait()
            under_way -= 1
            return web.Response()

        hook.answer = answer
        for person in (AGENT, SUPERVISOR, 7003, 7004):
            await write(playground, "您好", person=person)
        await hook.has(expected)
        may_go.set()
        await hook.has(4)
        await until_empty(playground)

        assert most == expected


async def test_refused_update_is_tried_at_once_and_then_comes_before_what_follows() -> None:
    async with hooked() as (playground, hook):
        hook.refuse(500, 503, 302)
        await write(playground, "一", "二")

        assert await hook.texts(5) == ["一", "一", "一", "一", "二"]
        ids = [update["update_id"] for update in hook.updates]
        assert ids[:4] == [ids[0]] * 4


def test_first_retry_is_at_once_and_then_the_wait_doubles_to_a_minute() -> None:
    assert [TELEGRAMS.wait(failures) for failures in range(1, 11)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert TELEGRAMS.wait(100_000) == 60


async def test_back_off_begins_anew_with_the_next_update() -> None:
    waits: list[int] = []

    class Heard(Pace):
        def wait(self, failures: int, asked: float = 0) -> float:
            waits.append(failures)
            return QUICK.wait(failures, asked)

    async with hooked(pace=Heard()) as (playground, hook):
        hook.refuse(500, 500, 200, 500)
        await write(playground, "一", "二")

        assert await hook.texts(5) == ["一", "一", "一", "二", "二"]
        assert waits == [1, 2, 1]


def test_retry_after_is_heeded_up_to_an_hour() -> None:
    assert TELEGRAMS.wait(1, asked=7) == 7
    assert TELEGRAMS.wait(9, asked=7) == 7
    assert TELEGRAMS.wait(1, asked=86_400) == 3600


async def test_bot_that_asks_to_wait_is_left_alone_for_so_long() -> None:
    async with hooked() as (playground, hook):
        loop = asyncio.get_running_loop()
        hook.refuse(429, retry_after="9")
        before = loop.time()
        await write(playground, "一")
        await hook.has(2)

        assert loop.time() - before >= QUICK.longest_asked


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (500, "Wrong response from the webhook: 500 Internal Server Error"),
        (302, "Wrong response from the webhook: 302 Found"),
        (403, "Wrong response from the webhook: 403 Forbidden"),
    ],
)
async def test_webhook_info_tells_the_last_error(status: int, message: str) -> None:
    async with hooked() as (playground, hook):
        hook.refuse(status)
        await write(playground, "一")
        await hook.has(2)
        await until_empty(playground)

        shown = await playground.message("getWebhookInfo")
        assert shown["last_error_message"] == message
        assert shown["last_error_date"] == int(playground.clock.now.timestamp())
        assert shown["pending_update_count"] == 0
        await playground.ask("deleteWebhook")
        assert "last_error_message" not in await playground.message("getWebhookInfo")


async def test_delivery_that_takes_too_long_is_broken_off_and_made_again() -> None:
    async with hooked(pace=Pace(first=0.001, longest=0.001, timeout=0.2)) as (playground, hook):
        never = asyncio.Event()

        async def answer(update: JsonObject) -> web.Response:
            del update
            if len(hook.updates) == 1:
                await never.wait()
            return web.Response()

        hook.answer = answer
        await write(playground, "一")
        assert await hook.texts(2) == ["一", "一"]
        await until_empty(playground)
        assert (await playground.message("getWebhookInfo"))["last_error_message"] == "Read timeout expired"
        never.set()


async def test_bot_that_does_not_listen_gets_everything_when_it_does() -> None:
    async with running(pace=QUICK) as playground:
        async with listening() as gone:
            await playground.ask("setWebhook", url=gone.address)
        await write(playground, "一", "二")
        async with asyncio.timeout(TEN_SECONDS):
            while "last_error_message" not in await playground.message("getWebhookInfo"):
                await playground.hub.wait(0.01)
        shown = await playground.message("getWebhookInfo")
        assert (shown["pending_update_count"], shown["last_error_message"]) == (2, "Connection refused")

        async with listening() as hook:
            await playground.ask("setWebhook", url=hook.address)
            assert await hook.texts(2) == ["一", "二"]


async def test_tap_older_than_150_seconds_is_dropped_and_the_text_stays() -> None:
    async with hooked() as (playground, hook):
        may_take = False

        async def answer(update: JsonObject) -> web.Response:
            del update
            return web.Response(status=200 if may_take else 500)

        card = await playground.card()
        await until_empty(playground)
        hook.answer = answer
        await playground.do("tap", person=AGENT, message_id=card, data="yes")
        await write(playground, "一")
        playground.clock.step(seconds=149)
        assert (await playground.message("getWebhookInfo"))["pending_update_count"] == 2
        playground.clock.step(seconds=2)
        assert (await playground.message("getWebhookInfo"))["pending_update_count"] == 1

        may_take = True
        await until_empty(playground)
        assert said(hook.updates[-1]) == "一"


async def test_text_older_than_a_day_is_dropped() -> None:
    async with hooked() as (playground, hook):
        hook.refuse(*[500] * 10_000)
        await write(playground, "旧")
        playground.clock.step(hours=24, seconds=1)
        await until_empty(playground)
        hook.refuse()
        await write(playground, "新")
        await until_empty(playground)

        assert said(hook.updates[-1]) == "新"


async def test_taking_the_webhook_away_stops_deliveries_and_leaves_what_waits() -> None:
    async with hooked() as (playground, hook):
        hook.refuse(*[500] * 10_000)
        await write(playground, "一", "二")
        await hook.has(3)
        await playground.ask("deleteWebhook")

        assert [said(update) for update in await playground.updates()] == ["一", "二"]
        hook.refuse()
        await playground.ask("setWebhook", url=hook.address)
        await until_empty(playground)
        assert [said(update) for update in hook.updates[-2:]] == ["一", "二"]


async def test_what_was_not_taken_comes_again_after_a_restart(tmp_path: Path) -> None:
    clock = SteppedClock()
    async with listening() as hook:
        async with running(tmp_path / "playground.db", clock, pace=QUICK) as playground:
            hook.refuse(*[500] * 10_000)
            await playground.ask("setWebhook", url=hook.address)
            await write(playground, "一", "二")
            await hook.has(2)
        hook.refuse()
        hook.updates.clear()
        async with running(tmp_path / "playground.db", clock, pace=QUICK) as playground:
            assert await hook.texts(2) == ["一", "二"]
            await until_empty(playground)


async def test_stop_does_not_wait_for_a_delivery_under_way(tmp_path: Path) -> None:
    async with listening() as hook, asyncio.timeout(TEN_SECONDS):
        never = asyncio.Event()

        async def answer(update: JsonObject) -> web.Response:
            del update
            await never.wait()
            return web.Response()

        hook.answer = answer
        async with running(tmp_path / "playground.db") as playground:
            await playground.ask("setWebhook", url=hook.address)
            await write(playground, "一")
            await hook.has(1)
        never.set()


async def test_nothing_is_delivered_to_another_machine() -> None:
    async with running(pace=QUICK) as playground:
        await playground.ask("setWebhook", url="https://192.0.2.1/hook")
        await write(playground, "一")

        shown = await playground.message("getWebhookInfo")
        assert (shown["pending_update_count"], shown.get("last_error_message")) == (1, None)


def plan(*kinds: FaultKind) -> FaultPlan:
    return FaultPlan(7, 1, frozenset(kinds))


async def test_duplicate_is_delivered_twice_with_one_id_in_its_turn() -> None:
    async with hooked(faults=plan(FaultKind.DUPLICATE)) as (playground, hook):
        await write(playground, *"一二三四五六七八")
        await until_empty(playground, step=1)

        texts = [said(update) for update in hook.updates]
        assert sorted(map(str, texts)) == sorted("一二三四五六七八" * 2)
        assert list(dict.fromkeys(texts)) == list("一二三四五六七八")
        assert len({str(update["update_id"]) for update in hook.updates}) == 8


async def test_update_that_is_held_back_is_passed_by_other_queues_and_never_by_its_own() -> None:
    async with hooked() as (playground, hook):
        card = await playground.card()
        await until_empty(playground)
        await playground.do("faults", share=1, seed=1, kinds=["reorder"])
        await playground.do("tap", person=AGENT, message_id=card, data="yes")
        await playground.do("faults", share=0)
        await write(playground, "一", "二", "三", "四")
        await playground.do("tap", person=AGENT, message_id=card, data="yes")
        await until_empty(playground, step=1)

        texts = [said(update) for update in hook.updates][1:]
        assert texts[0] == "一"
        assert [text for text in texts if text != "yes"] == ["一", "二", "三", "四"]
        assert texts.count("yes") == 2

import asyncio
from pathlib import Path

from bot.playground.json_values import JsonObject
from tests.bot.playground.driving import AGENT, SUPERVISOR, Playground, SteppedClock, running

TEN_SECONDS = 10


def ids(updates: list[JsonObject]) -> list[int]:
    return [update_id for update in updates if isinstance(update_id := update["update_id"], int)]


def texts(updates: list[JsonObject]) -> list[object]:
    return [message["text"] for update in updates if isinstance(message := update.get("message"), dict)]


async def until_polling(playground: Playground, polls: int) -> None:
    """Wait until so many calls of getUpdates have come in."""
    while playground.hub.polls < polls:
        await playground.hub.wait(TEN_SECONDS)


async def test_update_ids_are_consecutive_and_wait_until_confirmed(playground: Playground) -> None:
    for text in ("一", "二", "三"):
        await playground.do("send", person=AGENT, text=text)

    first = ids(await playground.updates())
    again = ids(await playground.updates())
    confirmed = texts(await playground.updates(offset=first[1]))

    assert first == [first[0], first[0] + 1, first[0] + 2]
    assert again == first
    assert confirmed == ["二", "三"]
    assert texts(await playground.updates()) == ["二", "三"]


async def test_limit_brings_the_oldest_first(playground: Playground) -> None:
    for text in ("一", "二", "三"):
        await playground.do("send", person=AGENT, text=text)

    assert texts(await playground.updates(limit=2)) == ["一", "二"]


async def test_negative_offset_keeps_only_that_many_from_the_end(playground: Playground) -> None:
    for text in ("一", "二", "三"):
        await playground.do("send", person=AGENT, text=text)

    assert texts(await playground.updates(offset=-1)) == ["三"]
    assert texts(await playground.updates()) == ["三"]


async def test_long_poll_wakes_at_once_when_something_happens(playground: Playground) -> None:
    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(playground.updates(timeout=50))
        await until_polling(playground, 1)
        await playground.do("send", person=AGENT, text="一")

    assert texts(poll.result()) == ["一"]


async def test_long_poll_sleeps_through_changes_that_bring_no_update(playground: Playground) -> None:
    await playground.do("send", person=AGENT, text="一")
    [seen] = ids(await playground.updates())
    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(playground.updates(timeout=50, offset=seen + 1))
        await until_polling(playground, 2)
        await playground.ask("sendMessage", chat_id=AGENT, text="答")
        await playground.do("send", person=AGENT, text="二")

    assert texts(poll.result()) == ["二"]


async def test_poll_without_timeout_answers_an_empty_queue_at_once(playground: Playground) -> None:
    async with asyncio.timeout(TEN_SECONDS):
        assert await playground.updates() == []


async def test_second_poll_ends_the_first_with_conflict(playground: Playground) -> None:
    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as tasks:
        first = tasks.create_task(playground.call("getUpdates", timeout=50))
        await until_polling(playground, 1)
        second = tasks.create_task(playground.call("getUpdates", timeout=0))

    assert first.result() == (
        409,
        {
            "ok": False,
            "error_code": 409,
            "description": "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running",
        },
    )
    assert second.result() == (200, {"ok": True, "result": []})


async def test_poll_while_a_webhook_is_set_is_a_conflict(playground: Playground) -> None:
    await playground.ask("setWebhook", url="https://example.org/hook", secret_token="s3cret")

    answer = await playground.call("getUpdates")

    assert answer[1]["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await playground.ask("deleteWebhook")
    assert await playground.updates() == []


async def test_setting_a_webhook_ends_the_waiting_poll(playground: Playground) -> None:
    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(playground.call("getUpdates", timeout=50))
        await until_polling(playground, 1)
        await playground.ask("setWebhook", url="https://example.org/hook")

    assert poll.result()[1]["description"] == "Conflict: terminated by setWebhook request"


async def test_webhook_info_says_what_was_set_and_what_waits(playground: Playground) -> None:
    await playground.do("send", person=AGENT, text="一")
    await playground.ask(
        "setWebhook", url="https://example.org/hook", max_connections=7, allowed_updates=["message"]
    )

    assert await playground.ask("getWebhookInfo") == {
        "url": "https://example.org/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 7,
        "allowed_updates": ["message"],
    }
    await playground.ask("deleteWebhook", drop_pending_updates=True)
    assert await playground.updates() == []


async def test_setting_an_empty_webhook_takes_it_away_and_may_drop_what_waits(playground: Playground) -> None:
    await playground.do("send", person=AGENT, text="一")
    await playground.ask("setWebhook", url="https://example.org/hook", drop_pending_updates=True)
    await playground.ask("setWebhook", url="")

    assert await playground.updates() == []


async def test_kinds_that_the_bot_does_not_want_are_not_queued(playground: Playground) -> None:
    card = await playground.card()
    [start] = ids(await playground.updates(allowed_updates=["message"]))
    await playground.do("tap", person=AGENT, message_id=card, data="yes")
    await playground.do("send", person=AGENT, text="一")

    assert texts(await playground.updates(offset=start + 1)) == ["一"]

    await playground.updates(offset=start + 9, allowed_updates=[])
    await playground.do("tap", person=AGENT, message_id=card, data="yes")
    [tap] = await playground.updates()
    assert sorted(tap) == ["callback_query", "update_id"]


async def test_update_older_than_a_day_is_dropped(playground: Playground) -> None:
    await playground.do("send", person=AGENT, text="旧")
    playground.clock.step(hours=23)
    await playground.do("send", person=AGENT, text="新")
    playground.clock.step(hours=1, seconds=1)

    assert texts(await playground.updates()) == ["新"]


async def test_everything_outlives_a_restart_and_no_number_comes_twice(tmp_path: Path) -> None:
    clock = SteppedClock()
    async with running(tmp_path / "playground.db", clock) as playground:
        card = await playground.card()
        tapped = await playground.do("tap", person=AGENT, message_id=card, data="yes")
        before = await playground.look("state", person=AGENT)
        waiting = await playground.updates()
        await playground.updates(offset=ids(waiting)[-1] + 1)
        await playground.do("send", person=SUPERVISOR, text="等")

    async with running(tmp_path / "playground.db", clock) as playground:
        after = await playground.look("state", person=AGENT)
        [left] = await playground.updates()
        again = await playground.do("tap", person=AGENT, message_id=card, data="yes")
        sent = await playground.message("sendMessage", chat_id=AGENT, text="新")

    assert after["messages"] == before["messages"]
    assert ids([left]) == [ids(waiting)[-1] + 1]
    assert int(str(again["callback_id"])) == int(str(tapped["callback_id"])) + 1
    assert sent["message_id"] == card + 1


async def test_stopping_answers_a_waiting_poll_at_once() -> None:
    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as tasks, running() as playground:
        poll = tasks.create_task(playground.updates(timeout=50))
        stream = await playground.http.get(f"{playground.address}/chat/stream")
        await until_polling(playground, 1)
        playground.hub.close()
        await poll
        rest = await stream.content.read()

    assert poll.result() == []
    assert rest == b'data: {"version":0}\n\n'

"""Connections to the webhook are had in the order of coming, however much another chat has to send."""

import asyncio
import gc
import warnings
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.playground.json_values import JsonObject
from bot.playground.turns import Turns
from tests.bot.playground.driving import AGENT, SUPERVISOR
from tests.bot.playground.hooking import TEN_SECONDS, hooked, said, until_empty, write


class Pushing(Turns):
    """Broken: who leaves and comes again is let in before those who wait."""

    def _is_free(self) -> bool:
        return self._inside < self._most

    def _leave(self) -> None:
        self._inside -= 1
        asyncio.get_running_loop().call_soon(self._let_in)


async def order_of(turns: Turns, most: int = 1) -> list[str]:
    """Return who had a turn, when one with a backlog of four meets two others with one thing each."""
    had: list[str] = []

    async def work(name: str, times: int) -> None:
        for _ in range(times):
            async with turns.turn(most):
                had.append(name)
                await asyncio.sleep(0)
                await asyncio.sleep(0)

    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as group:
        group.create_task(work("a", 4))
        group.create_task(work("b", 1))
        group.create_task(work("c", 1))
    return had


async def test_first_come_is_first_served() -> None:
    assert await order_of(Turns()) == ["a", "b", "c", "a", "a", "a"]


async def test_one_who_pushes_in_is_found() -> None:
    assert await order_of(Pushing()) != ["a", "b", "c", "a", "a", "a"]


async def cancelled_while_waiting(turns: Turns, let_go: Callable[[], Awaitable[None]]) -> None:
    waits = asyncio.Event()

    async def wait() -> None:
        waits.set()
        async with turns.turn(1):
            raise AssertionError("was let in")

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(wait())
        await waits.wait()
        await let_go()
        waiting.cancel()


async def test_one_who_gives_up_waiting_holds_nobody_up() -> None:
    turns = Turns()

    async def keep() -> None:
        return

    async with asyncio.timeout(TEN_SECONDS):
        async with turns.turn(1):
            await cancelled_while_waiting(turns, keep)
        async with turns.turn(1):
            pass


async def test_one_who_gives_up_in_the_moment_of_being_let_in_passes_the_turn_on() -> None:
    turns = Turns()
    first = turns.turn(1)
    await first.__aenter__()

    async def leave() -> None:
        await first.__aexit__(None, None, None)

    async with asyncio.timeout(TEN_SECONDS):
        await cancelled_while_waiting(turns, leave)
        async with turns.turn(1):
            pass


async def test_more_are_let_in_when_more_are_allowed_and_nobody_above_that() -> None:
    turns, inside, most = Turns(), 0, 0

    async def work() -> None:
        nonlocal inside, most
        async with turns.turn(3):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async with asyncio.timeout(TEN_SECONDS), asyncio.TaskGroup() as group:
        for _ in range(9):
            group.create_task(work())

    assert most == 3


async def test_chat_with_a_backlog_does_not_starve_another() -> None:
    async with hooked(max_connections=1) as (playground, hook):
        may_go = asyncio.Event()

        async def answer(update: JsonObject) -> web.Response:
            del update
            await may_go.wait()
            return web.Response()

        hook.answer = answer
        await write(playground, *"一二三四五六七八")
        await hook.has(1)
        await write(playground, "别人", person=SUPERVISOR)
        await playground.ask("getMe")
        may_go.set()
        await until_empty(playground)

        assert [said(update) for update in hook.updates][:3] == ["一", "别人", "二"]


async def test_update_that_waits_for_its_turn_goes_nowhere_when_the_webhook_is_taken_away() -> None:
    async with hooked(max_connections=1) as (playground, hook):
        may_go = asyncio.Event()

        async def answer(update: JsonObject) -> web.Response:
            del update
            await may_go.wait()
            return web.Response()

        hook.answer = answer
        await write(playground, "一")
        await hook.has(1)
        await write(playground, "别人", person=SUPERVISOR)
        await playground.ask("deleteWebhook")
        may_go.set()
        async with asyncio.timeout(TEN_SECONDS):
            while playground.store.pending.size() > 1:
                await playground.hub.wait(TEN_SECONDS)

        assert [said(update) for update in await playground.updates()] == ["别人"]
        assert [said(update) for update in hook.updates] == ["一"]


async def test_stop_leaves_nothing_behind_of_deliveries_that_waited() -> None:
    never = asyncio.Event()

    async def answer(update: JsonObject) -> web.Response:
        del update
        await never.wait()
        return web.Response()

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with hooked(max_connections=1) as (playground, hook):
            hook.answer = answer
            for person in (AGENT, SUPERVISOR):
                await write(playground, "您好", person=person)
            await hook.has(1)
            playground.hub.close()
            await playground.hub.wait(0)
        never.set()
        gc.collect()

    assert [str(each.message) for each in warned if "never awaited" in str(each.message)] == []

"""Connections that keep the webhook waiting, and many of them."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress

import pytest

from bot.serving import Waits, allow_open_files, serving
from bot.telegram.webhook import webhook_pages
from tests.bot.telegram.delivering import (
    PATH,
    UPDATE,
    Gate,
    Line,
    Takes,
    always,
    endpoint,
    knock,
    line,
    request,
    served,
)

PARTIAL = b"POST /telegram HTTP/1.1\r\nHost: hejie\r\n"
HASTY = Waits(head=0.1, idle=60)
MANY = 1000


@pytest.mark.parametrize("words", [b"", b"P", PARTIAL, b"\r\n"])
async def test_connection_that_sends_no_whole_head_is_closed(words: bytes) -> None:
    async with served(endpoint(), HASTY) as address, line(address) as one:
        await one.says(words)

        assert await one.ended()


async def trickles(one: Line, times: int) -> int:
    """Send a field of a head every few milliseconds until the server has enough; return how many it took."""
    for number in range(times):
        try:
            await one.says(b"X-Field: 1\r\n")
            async with asyncio.timeout(0.02):
                await one.reader.read()
        except TimeoutError:
            continue
        except ConnectionError:
            pass
        return number
    return times


async def test_head_that_trickles_does_not_move_its_deadline() -> None:
    async with served(endpoint(), HASTY) as address, line(address) as one:
        await one.says(PARTIAL)
        assert await trickles(one, 400) < 400

    async with served(endpoint(), Waits(head=60)) as address, line(address) as patient:
        await patient.says(PARTIAL)
        assert await trickles(patient, 10) == 10


async def test_head_of_200_kilobytes_is_cut_off_long_before_its_deadline() -> None:
    async with served(endpoint(), Waits(head=60)) as address, line(address) as one:
        one.writer.write(PARTIAL + b"X-Field: " + b"x" * 200 * 1024)

        assert await one.ended()


async def test_head_below_the_limit_is_waited_for() -> None:
    room, more = b"X-Field: " + b"x" * 100 * 1024 + b"\r\n", request().partition(b"\r\n")[2]
    async with served(endpoint(), Waits(head=60)) as address, line(address) as one:
        await one.says(b"POST /telegram HTTP/1.1\r\n" + room)
        await one.says(more)

        assert (await one.hears()).status == 200


async def test_second_head_on_a_connection_has_a_deadline_too() -> None:
    async with served(endpoint(), HASTY) as address, line(address) as one:
        await one.says(request())
        assert (await one.hears()).status == 200
        await one.says(PARTIAL)

        assert await one.ended()


async def test_rest_of_a_refused_body_has_a_deadline() -> None:
    async with served(endpoint(), HASTY) as address, line(address) as one:
        await one.says(request(b"", secret="wrong", length=1000))
        assert (await one.hears()).status == 403
        await one.says(b"x")

        assert await one.ended()


async def test_idle_connection_is_closed_in_time_and_a_used_one_lives_on() -> None:
    async with served(endpoint(), Waits(head=60, idle=0.1)) as address, line(address) as one:
        await one.says(request())
        assert (await one.hears()).status == 200

        assert await one.ended()


def test_idle_connections_outlive_the_patience_of_those_who_deliver() -> None:
    assert Waits().idle > 60


async def test_delivery_in_hand_is_not_bound_by_the_deadline_of_heads() -> None:
    gate = Gate()
    async with served(endpoint(Takes(gate)), Waits(head=0.05)) as address, line(address) as one:
        await one.says(request())
        await gate.reached.wait()
        async with line(address) as other:
            assert await other.ended()  # the deadline has passed
        gate.let_go.set()

        assert (await one.hears()).status == 200


async def opened(many: AsyncExitStack, address: str) -> list[Line]:
    lines = [await many.enter_async_context(line(address)) for _ in range(MANY)]
    for number, one in enumerate(lines):
        with suppress(ConnectionError):  # closed by now, where heads are hurried
            await one.says(PARTIAL if number % 2 else b"")
    return lines


async def test_a_thousand_open_connections_do_not_hold_up_a_delivery() -> None:
    assert allow_open_files() >= 2 * MANY + 200
    intake = Takes()
    async with served(endpoint(intake), Waits(head=60)) as address, AsyncExitStack() as many:
        lines = await opened(many, address)

        answer = await knock(address, request())

        assert (answer.status, intake.came) == (200, [UPDATE])
        assert sum(each.is_open() for each in lines) == MANY


async def test_a_thousand_connections_that_say_nothing_are_all_closed() -> None:
    allow_open_files()
    async with served(endpoint(), Waits(head=0.3)) as address, AsyncExitStack() as many:
        lines = await opened(many, address)

        assert all(await asyncio.gather(*(each.ended() for each in lines)))


@contextmanager
def soft_limit(files: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_soft_limit_of_open_files_is_raised_and_never_lowered() -> None:
    low, wanted = 1000, 1100
    with soft_limit(low):
        raised = allow_open_files(wanted)
        again = allow_open_files(low)

    assert (raised, again) == (wanted, wanted)


async def test_stop_takes_nothing_new_and_what_is_in_hand_gets_its_answer() -> None:
    gate, stopped = Gate(), asyncio.Event()
    app = webhook_pages(PATH, endpoint(Takes(gate)), always)

    async def serve(address: asyncio.Future[str]) -> None:
        async with serving(app, "127.0.0.1", 0) as where:
            address.set_result(where)
            await stopped.wait()

    async with asyncio.TaskGroup() as tasks:
        known = asyncio.get_running_loop().create_future()
        server = tasks.create_task(serve(known))
        address = await known
        async with line(address) as one, line(address) as idle:
            await one.says(request())
            await gate.reached.wait()
            stopped.set()
            assert await idle.ended()
            with pytest.raises(ConnectionError):
                await knock(address, request())
            assert not server.done()
            gate.let_go.set()

            assert (await one.hears()).status == 200


async def test_delivery_that_outlasts_the_stop_is_cut_off_unanswered() -> None:
    gate = Gate()
    async with AsyncExitStack() as outer:
        async with served(endpoint(Takes(gate)), Waits(stop=0.05)) as address:
            one = await outer.enter_async_context(line(address))
            await one.says(request())
            await gate.reached.wait()

        assert await one.ended()


async def test_cancelled_server_leaves_no_task_behind() -> None:
    gate = Gate()
    before = asyncio.all_tasks()

    async def serve() -> None:
        async with served(endpoint(Takes(gate))) as address, line(address) as one:
            await one.says(request())
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(serve())
        await gate.reached.wait()
        task.cancel()
    for _ in range(10):
        await asyncio.sleep(0)

    assert asyncio.all_tasks() == before

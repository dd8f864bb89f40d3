"""Until when a chat is left alone, with no server: the event loop's own clock."""

import asyncio

from bot.telegram.quiet import MARGIN, QuietChats

CHAT, OTHER = 7001, 7002


async def test_later_and_shorter_wait_never_shortens_the_first() -> None:
    quiet = QuietChats()

    quiet.hold(CHAT, 30)
    quiet.hold(CHAT, 1)

    assert 29 < quiet.left(CHAT) <= 30 + MARGIN
    assert quiet.left(OTHER) == 0


async def test_longer_wait_that_comes_later_counts() -> None:
    quiet = QuietChats()

    quiet.hold(CHAT, 1)
    quiet.hold(CHAT, 30)

    assert quiet.left(CHAT) > 29


async def test_chat_is_forgotten_when_its_time_has_passed_though_nobody_waits() -> None:
    quiet = QuietChats()
    for chat in range(100):
        quiet.hold(chat, 0.0)
        quiet.hold(chat, 0.02)
    assert len(quiet) == 100

    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02 + 2 * MARGIN, passed.set)
    await passed.wait()

    assert len(quiet) == 0


async def test_who_waits_for_a_chat_is_let_go_when_it_is_over_and_the_chat_forgotten() -> None:
    quiet = QuietChats()
    quiet.hold(CHAT, 0.01)

    await quiet.over(CHAT)

    assert (quiet.left(CHAT), len(quiet)) == (0, 0)


async def test_those_who_wait_for_one_chat_are_let_go_one_by_one() -> None:
    quiet, gone = QuietChats(), list[int]()

    async def wait(name: int) -> None:
        await quiet.over(CHAT)
        gone.append(name)
        if name == 0:
            quiet.hold(CHAT, 0.3)  # the first is refused again
            first.set()

    quiet.hold(CHAT, 0.01)
    first = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for name in range(3):
            tasks.create_task(wait(name))
        await first.wait()
        assert quiet.left(CHAT) > 0
        assert gone == [0]

    assert gone == [0, 1, 2]
    assert len(quiet) == 0


async def test_who_gives_up_waiting_leaves_the_deadline_as_it_is() -> None:
    quiet = QuietChats()
    quiet.hold(CHAT, 0.05)

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(quiet.over(CHAT))
        await asyncio.sleep(0)
        waiting.cancel()

    assert quiet.left(CHAT) > 0
    await quiet.over(CHAT)
    assert len(quiet) == 0

"""What is remembered of the file stays true to it, whoever writes while somebody reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from dialogs.ids import SessionId
from dialogs.ports import ShownCard, ShownCards, Write
from storage.sql.remembered import Remembered
from tests.storage.builders import call, cause, chosen, opened, shown, write
from tests.storage.places import file, memory

CHAT = 7
SESSIONS = ("S1", "S2", None)


@asynccontextmanager
async def _asking(known: Remembered[str, int], answer: int) -> AsyncIterator["asyncio.Task[int]"]:
    """Be inside while a read of ``a`` is under way; it answers at the end."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def read() -> int:
        begun.set()
        await go_on.wait()
        return answer

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(known.read("a", read))
        await begun.wait()
        yield task
        go_on.set()


async def _never() -> int:
    raise AssertionError("it was known")


async def test_an_answer_is_asked_for_once() -> None:
    known = Remembered[str, int](2)
    async with _asking(known, 1):
        pass

    assert await known.read("a", _never) == 1


async def test_what_was_written_while_it_was_read_wins_over_the_read() -> None:
    known = Remembered[str, int](2)
    async with _asking(known, 1) as task:
        known.put("a", 2)

    assert (task.result(), known.get("a")) == (1, 2)


@pytest.mark.parametrize("everything", [True, False])
async def test_what_was_forgotten_while_it_was_read_is_not_kept(everything: bool) -> None:
    known = Remembered[str, int](2)
    async with _asking(known, 1):
        known.forget_all() if everything else known.forget("a")

    assert known.get("a") is None


async def test_the_one_unused_for_longest_goes_first() -> None:
    known = Remembered[str, int](2)
    known.put("a", 1)
    known.put("b", 2)
    known.get("a")
    known.put("c", 3)

    assert [known.get(key) for key in "abc"] == [1, None, 3]


async def test_nothing_is_kept_by_whoever_is_not_alone() -> None:
    known = Remembered[str, int](0)
    known.put("a", 1)

    assert len(known) == 0


@pytest.mark.parametrize("seed", range(5))
async def test_a_chat_as_it_is_remembered_is_the_chat_as_it_is(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    async with file(tmp_path)() as sqlite, memory()() as plain:
        for _ in range(400):
            step = _step(chance)
            answers = [await step(storage.shown) for storage in (sqlite, plain)]
            assert answers[0] == answers[1]


def _step(chance: Random) -> Callable[[ShownCards], Awaitable[object]]:
    message, session = chance.randrange(40), chance.choice(SESSIONS)
    card = replace(
        shown(message, session=session, version=chance.randrange(3), live=chance.random() < 0.3),
        digest=chance.choice(("", "d")),
    )
    match chance.randrange(9):
        case 0 | 1 | 2:
            return lambda cards: _recorded(cards, card)
        case 3:
            return lambda cards: cards.record(card, after=None)
        case 4:
            return lambda cards: cards.forget(CHAT, message)
        case 5:
            return lambda cards: cards.passed(CHAT)
        case 6:
            return lambda cards: cards.at(CHAT, message)
        case 7:
            return lambda cards: cards.of_session(CHAT, SessionId(session or "S1"))
        case _:
            return lambda cards: cards.live_in(CHAT)


async def _recorded(cards: ShownCards, card: ShownCard) -> bool:
    return await cards.record(card, after=await cards.at(CHAT, card.message))


async def test_an_append_whose_caller_has_gone_is_seen_by_the_next_reader(tmp_path: Path) -> None:
    async with file(tmp_path)() as storage:
        await write(storage, call(), opened())
        async with asyncio.TaskGroup() as tasks:
            append = storage.events.append([Write(call(), 1, (chosen(),))], cause("gone"))
            task = tasks.create_task(append)
            await asyncio.sleep(0)
            task.cancel()

        # Whatever is asked for after it stands behind it in the writer's line.
        await write(storage, call("S2"), opened("S2"))
        assert list(await storage.events.load(call(), 1)) == [chosen()]


async def test_that_there_is_none_takes_no_place() -> None:
    known = Remembered[str, int | None](2)

    async def nobody() -> None:
        return None

    assert await known.read("stranger", nobody) is None
    assert len(known) == 0

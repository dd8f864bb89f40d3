"""What one program reads and then changes, beside others on its log, happens once, whoever is faster."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from dialogs.ports import ShownCard, Write
from storage.manner import Manner
from storage.opening import SHANGHAI, Storage, open_storage
from tests.storage.builders import LIN, after, call, cause, notice, opened
from tests.storage.places import KEYRING, fixed_clock

PROGRAMS: Final = 3
ROUNDS: Final = 12
CHATS: Final = 6


@pytest.fixture
async def several(url: str, tmp_path: Path) -> AsyncIterator[Sequence[Storage]]:
    manner = Manner(keyring=KEYRING, second=tmp_path / "second", shared=True)
    async with AsyncExitStack() as stack:
        program = partial(open_storage, url, clock=fixed_clock, zone=SHANGHAI, manner=manner)
        yield [await stack.enter_async_context(program()) for _ in range(PROGRAMS)]


def card(chat: int, version: int, digest: str) -> ShownCard:
    return ShownCard(chat=chat, message=1, session=None, version=version, digest=digest, live=True)


async def test_of_those_who_compare_and_set_what_is_shown_one_succeeds(several: Sequence[Storage]) -> None:
    before: ShownCard | None = None
    for version in range(1, ROUNDS + 1):
        wished = [card(1, version, f"by-{number}") for number in range(PROGRAMS)]
        won = await asyncio.gather(
            *(each.shown.record(wish, after=before) for each, wish in zip(several, wished, strict=True))
        )
        assert sorted(won) == [False, False, True]
        before = wished[won.index(True)]
        assert [await each.shown.at(1, 1) for each in several] == [before] * PROGRAMS


async def test_each_notice_is_taken_by_one(several: Sequence[Storage]) -> None:
    for number in range(ROUNDS):
        writes = [Write(call(f"S{number}"), 0, (opened(f"S{number}"),), (notice(), notice(LIN)))]
        await several[0].events.append(writes, cause(f"new-{number}"))

        taken = await asyncio.gather(*(each.dispatches.due(after(1)) for each in several))

        ids = Counter(each.id for some in taken for each in some)
        assert ids == {2 * number + 1: 1, 2 * number + 2: 1}


async def test_programs_that_change_the_same_rows_in_another_order_hold_nobody_up(
    several: Sequence[Storage],
) -> None:
    async def draw(storage: Storage, chats: Sequence[int]) -> None:
        for version in range(1, ROUNDS + 1):
            stands = [await storage.shown.at(chat, 1) for chat in chats]
            async with asyncio.TaskGroup() as group:
                for each in filter(None, stands):
                    drawn = replace(each, version=version, digest=f"{id(storage)}-{version}")
                    group.create_task(storage.shown.record(drawn, after=each, can_wait=True))
                    group.create_task(storage.shown.passed(each.chat))

    for chat in range(CHATS):
        assert await several[0].shown.record(card(chat, 0, "new"), after=None)
    ways = [range(CHATS), range(CHATS - 1, -1, -1), (3, 0, 5, 1, 4, 2)]

    async with asyncio.TaskGroup() as group:
        for storage, chats in zip(several, ways, strict=True):
            group.create_task(draw(storage, chats))

    shown = [await several[0].shown.at(chat, 1) for chat in range(CHATS)]
    assert [each.below if each else None for each in shown] == [PROGRAMS * ROUNDS] * CHATS

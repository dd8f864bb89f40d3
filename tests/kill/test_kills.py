"""The whole bot, killed again and again while a person walks a call."""

import asyncio
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from bot.lifecycle import DEADLINE
from tests.kill.bodies import PATIENCE, ROOT, Nursery
from tests.kill.child import ACKNOWLEDGES_FIRST, FORGETS, SUPERVISOR, Orders
from tests.kill.oracle import likened, told
from tests.kill.script import WALK
from tests.kill.town import TOKEN, Moment, Town
from tests.kill.under_load import the_program
from tests.kill.walk import LOOK_SECONDS, BrokenPromiseError, Fate, Walk

pytestmark = pytest.mark.kill
SEED = 20260731
KILLS = 20
SLOWEST_START = 8.0
"""Seconds on a machine that does other things too; it takes about two on an idle one."""


async def walk(
    place: Town,
    children: Nursery,
    folder: Path,
    fates: Iterable[Fate] = (),
    *,
    variant: str = "",
    away: Path | None = None,
    seed: int = SEED,
) -> Walk:
    await place.playground.do("send", person=SUPERVISOR, text="/start")
    return Walk(
        town=place,
        nursery=children,
        log=folder / "log.db",
        oracle=await told(WALK),
        program=await the_program(),
        script=WALK,
        fates=iter(fates),
        chance=random.Random(seed),
        variant=variant,
        away=away,
    )


async def test_undisturbed_walk_is_what_the_rules_say(place: Town, children: Nursery, tmp_path: Path) -> None:
    walked = await walk(place, children, tmp_path)

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    assert tuple(map(likened, log.stream("complaint"))) == walked.oracle.complaint
    assert walked.deaths == []


@pytest.mark.parametrize("seed", [SEED])
async def test_twenty_kills_lose_nothing_and_double_nothing(
    place: Town, children: Nursery, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    # The last kills come when the steps run out, if their calls have not: a busy machine makes fewer.
    fates = [
        Fate(chance.randint(2, 18), chance.choice(tuple(Moment)), latest=len(WALK) - KILLS + number)
        for number in range(KILLS)
    ]
    walked = await walk(place, children, tmp_path, fates, seed=seed)

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    assert len(walked.deaths) == KILLS


DOORS = (
    "after:sendMessage:1",
    "before:append:1",
    "after:append:1",
    "before:sendMessage:1",
    "after:sendMessage:1",
    "after:editMessageReplyMarkup:1",
    "before:editMessageText:1",
    "before:append:2",
    "after:append:2",
    "after:editMessageText:2",
    "before:answerCallbackQuery:2",
    "after:answerCallbackQuery:3",
)


async def test_kill_at_every_door_is_made_good(place: Town, children: Nursery, tmp_path: Path) -> None:
    walked = await walk(place, children, tmp_path, [Fate(halt=door) for door in DOORS])

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    assert len(walked.deaths) == len(DOORS)


async def test_walk_would_notice_a_bot_that_acknowledges_first(
    place: Town, children: Nursery, tmp_path: Path
) -> None:
    fates = [Fate(halt="before:append:3")]
    walked = await walk(place, children, tmp_path, fates, variant=ACKNOWLEDGES_FIRST)

    with pytest.raises(BrokenPromiseError, match="steps were acknowledged"):
        await walked.whole()


async def test_walk_would_notice_a_bot_that_forgets_its_cards(
    place: Town, children: Nursery, tmp_path: Path
) -> None:
    walked = await walk(place, children, tmp_path, variant=FORGETS)
    walked.patience = 3.0

    with pytest.raises(BrokenPromiseError, match="cards of one call have buttons"):
        await walked.whole()


async def test_stop_in_the_middle_of_a_walk_is_quick_and_loses_nothing(
    place: Town, children: Nursery, tmp_path: Path
) -> None:
    fates = [Fate(calls, Moment.ANSWERED, kindly=True) for calls in (9, 12, 14)]
    walked = await walk(place, children, tmp_path, fates)

    log = await walked.whole()

    assert tuple(map(likened, log.stream("session"))) == walked.oracle.call
    stopped = list(children.bodies.values())[:-1]
    assert [body.ended for body in stopped] == [True] * len(fates)
    assert max(body.seconds_to_stop for body in stopped) < DEADLINE


async def test_while_the_storage_is_away_nothing_is_acknowledged_and_later_all_counts_once(
    place: Town, children: Nursery, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    walked = await walk(place, children, tmp_path, away=away)
    seen: list[tuple[bool | None, int]] = []

    async def take_the_storage_away() -> None:
        await until(place, lambda: walked.acknowledged >= 6)
        away.touch()
        await until(place, lambda: walked.body is not None and walked.body.healthy is False)
        polls, acknowledged = place.playground.hub.polls, walked.acknowledged
        assert acknowledged < len(walked.sent)
        await until(place, lambda: place.playground.hub.polls > polls + 2)
        assert walked.body is not None
        seen.append((walked.body.healthy, walked.acknowledged - acknowledged))
        away.unlink()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(take_the_storage_away())
        walking = tasks.create_task(walked.whole())

    assert seen == [(False, 0)]
    assert tuple(map(likened, walking.result().stream("session"))) == walked.oracle.call
    assert walked.body is not None
    assert walked.body.healthy is True


async def until(place: Town, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await place.change(LOOK_SECONDS)


async def test_first_tap_is_answered_soon_after_a_start_and_after_the_next(
    place: Town, tmp_path: Path
) -> None:
    await place.playground.do("send", person=SUPERVISOR, text="/start")
    seconds = [await seconds_to_first_answer(place, tmp_path / "log.db") for _ in range(2)]

    assert max(seconds) < SLOWEST_START, seconds


async def seconds_to_first_answer(place: Town, log: Path) -> float:
    """Start the program in a process of its own, interpreter and all, with a tap that waits for it."""
    orders = Orders(token=TOKEN, address=place.playground.address, database=str(log))
    done = await place.playground.do("forge", person=SUPERVISOR, message_id=1, data="1:-:0:hl")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.kill.child", orders.line(), cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    await until(place, lambda: place.answered(str(done["callback_id"])))
    seconds = loop.time() - begun
    process.terminate()
    assert await process.wait() == 0
    return seconds

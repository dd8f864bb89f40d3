"""The bot's side of the hatch: it takes orders, turns away what is none, and goes on."""

import asyncio
import logging
import os
import resource
import socket
import stat
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from bot.hatch.carrying import Show
from bot.hatch.lines import LONGEST_LINE, Asked, Done, Progress, Reason, Turned, hatch_of, read_answer
from bot.hatch.orders import Disable, Room
from bot.hatch.taking import LONGEST_PATH, MOST_AT_ONCE, Hatch, Waits
from bot.settings import Settings
from dialogs.ids import PersonId
from dialogs.ports import StorageUnavailableError
from dialogs.texts import Language
from tests.bot.hatch.standing import HURRY, IN_TIME, NEWCOMER, Standing, asked, knocking, line_of, standing

DONE, SO_ALREADY = Done(0, "好了：5 周敏 · 主管 · 一组"), Done(0, "本来就是这样，没有改动。")
NOBODY = Disable(person=PersonId(77))
WORDS = "周敏"
"""What an order holds, which no log may."""


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("bot.hatch")]


async def test_order_is_carried_out_and_told_in_the_language_that_was_asked_for(hatch: Standing) -> None:
    added = await hatch.asks()
    again = await hatch.asks(asked(number=2))
    refused = await hatch.asks(asked(NOBODY, 3, Language.EN))

    assert (added, again) == (DONE, SO_ALREADY)
    assert refused == Done(1, "Nobody has the id 77: `hejie people list` shows them all.")
    assert await hatch.people() == [NEWCOMER]


async def test_same_order_for_the_same_cause_writes_once(hatch: Standing) -> None:
    answers = [await hatch.asks(asked(number=9)) for _ in range(2)]

    assert answers == [DONE, SO_ALREADY]
    assert await hatch.people() == [NEWCOMER]


async def test_log_holds_kind_and_outcome_and_nothing_of_the_order(
    hatch: Standing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await hatch.asks()
    await hatch.says(line_of(asked())[:-1] + b'"', end=True)
    await hatch.says(line_of(asked())[:-1] + b'"\n')

    assert said(caplog) == [
        "the order people add is answered people.changed",
        "somebody at the hatch is turned away: late",
        "somebody at the hatch is turned away: unreadable",
    ]
    assert WORDS not in caplog.text


# What is no order.

GOOD = line_of(asked())
HOSTILE = {
    "too long": (b"x" * (LONGEST_LINE + 1) + b"\n", Reason.TOO_LONG),
    "too long, without an end": (b"x" * (4 * LONGEST_LINE), Reason.TOO_LONG),
    "an order, one byte too long": (line_of(asked(), LONGEST_LINE + 1), Reason.TOO_LONG),
    "nothing": (b"\n", Reason.UNREADABLE),
    "not JSON": (b"people add 5\n", Reason.UNREADABLE),
    "no object": (b"[1]\n", Reason.UNREADABLE),
    "not UTF-8": (GOOD.replace("周敏".encode(), b"\xff\xfe"), Reason.UNREADABLE),
    "a deep nest": (b'{"order":' + b"[" * 60_000 + b"\n", Reason.UNREADABLE),
    "a deep nest beside": (b'{"x":' + b"[" * 60_000 + b"\n", Reason.UNREADABLE),
    "unknown order": (GOOD.replace(b"people add", b"people fly"), Reason.UNREADABLE),
    "no order": (GOOD.replace(b'"order":"people add",', b""), Reason.UNREADABLE),
    "unknown field": (GOOD.replace(b'"name"', b'"nick":1,"name"'), Reason.UNREADABLE),
    "unknown field beside": (GOOD.replace(b'"cause"', b'"by":1,"cause"'), Reason.UNREADABLE),
    "field left out": (GOOD.replace(b'"role":"supervisor",', b""), Reason.UNREADABLE),
    "unknown role": (GOOD.replace(b"supervisor", b"owner"), Reason.UNREADABLE),
    "empty name": (GOOD.replace("周敏".encode(), b""), Reason.UNREADABLE),
    "long name": (GOOD.replace("周敏".encode(), "周".encode() * 65), Reason.UNREADABLE),
    "name of two lines": (GOOD.replace("周敏".encode(), b"a\\nb"), Reason.UNREADABLE),
    "number that is none": (GOOD.replace(b":5,", b":-5,"), Reason.UNREADABLE),
    "huge number": (GOOD.replace(b":5,", b":99999999999999999999,"), Reason.UNREADABLE),
    "cause of a tap": (GOOD.replace(b"console:", b"tg:1:tap:"), Reason.UNREADABLE),
    "cause with an end": (GOOD.replace(b'000001"', b'000001\\n"'), Reason.UNREADABLE),
}


@pytest.mark.parametrize("body", HOSTILE)
async def test_what_is_no_order_is_turned_away_and_the_next_order_is_taken(
    hatch: Standing, body: str
) -> None:
    words, why = HOSTILE[body]
    assert words != GOOD

    answers = await hatch.says(words)

    assert answers == [Turned(why)]
    assert await hatch.people() == []
    assert await hatch.asks() == DONE


@pytest.mark.parametrize("words", [GOOD[:20], b""], ids=["half a line", "silence"])
async def test_who_keeps_the_bot_waiting_is_turned_away_and_the_next_order_is_taken(
    room: Room, words: bytes
) -> None:
    async with standing(room, waits=HURRY) as hatch:
        assert await hatch.says(words) == [Turned(Reason.LATE)]
        assert await hatch.people() == []
        async with asyncio.timeout(IN_TIME):
            while (answers := await hatch.says(GOOD)) == [Turned(Reason.LATE)]:
                pass

    assert answers == [DONE]


async def test_who_hangs_up_in_the_middle_of_a_line_is_let_go(hatch: Standing) -> None:
    assert await hatch.says(GOOD[:20], end=True) == [Turned(Reason.LATE)]
    assert await hatch.asks() == DONE


async def test_order_of_the_greatest_length_is_taken_and_a_second_line_is_not(hatch: Standing) -> None:
    longest = line_of(asked(), LONGEST_LINE)

    answers = await hatch.says(longest + line_of(asked(NOBODY, 2)))

    assert answers == [DONE]


async def test_order_that_comes_in_pieces_within_its_time_is_taken(room: Room) -> None:
    async with standing(room, waits=Waits()) as hatch:
        reader, writer = await asyncio.open_unix_connection(hatch.path)
        for place in range(0, len(GOOD), 40):
            writer.write(GOOD[place : place + 40])
            await writer.drain()
        answer = await reader.readline()
        writer.close()

    assert DONE.text in answer.decode()


async def test_another_user_is_turned_away_before_anything_is_read(room: Room) -> None:
    async with standing(room, user=lambda _: os.geteuid() + 1) as hatch:
        assert await hatch.says(GOOD) == [Turned(Reason.STRANGER)]
        assert await hatch.people() == []


async def test_system_that_does_not_tell_who_it_is_leaves_that_to_the_rights_of_the_file(room: Room) -> None:
    async with standing(room, user=lambda _: None) as hatch:
        assert await hatch.says(GOOD) == [DONE]


async def test_more_than_so_many_at_once_are_turned_away_and_said_once(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    async with standing(room, waits=Waits()) as hatch, AsyncExitStack() as many:
        for _ in range(MOST_AT_ONCE):
            many.enter_context(knocking(hatch.path))
        beyond = [await hatch.says(GOOD) for _ in range(3)]
        told = said(caplog)
        await many.aclose()
        async with asyncio.timeout(IN_TIME):
            while (answers := await hatch.says(GOOD)) == [Turned(Reason.BUSY)]:
                pass

    assert beyond == [[Turned(Reason.BUSY)]] * 3
    assert told == ["more come to the hatch than 16 at once: they are turned away"]
    assert answers == [DONE]


async def test_last_place_is_still_a_place(room: Room) -> None:
    async with standing(room, waits=Waits()) as hatch, AsyncExitStack() as many:
        for _ in range(MOST_AT_ONCE - 1):
            many.enter_context(knocking(hatch.path))

        assert await hatch.says(GOOD) == [DONE]


async def test_hatch_goes_on_when_the_system_had_no_file_left(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    async with standing(room, waits=Waits(files=0.01)) as hatch:
        with socket.socket(socket.AF_UNIX) as knocked:
            with no_file_left():
                knocked.connect(str(hatch.path))
                while not said(caplog):  # noqa: ASYNC110 - a log sets no event
                    await asyncio.sleep(0)
            knocked.sendall(GOOD)
            answer = await asyncio.to_thread(knocked.recv, LONGEST_LINE)

    assert read_answer(answer) == DONE
    assert said(caplog)[0].startswith("nobody can come to the hatch now")


@contextmanager
def no_file_left() -> Iterator[None]:
    """Open files until the system allows this process no more; close them at the end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened = [os.open(os.devnull, os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened[0] + 1, hard))
    try:
        with suppress(OSError):
            while True:
                opened.append(os.open(os.devnull, os.O_RDONLY))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for each in opened:
            os.close(each)


# What an order does while it is carried out.


async def test_progress_is_told_before_the_end(room: Room) -> None:
    async def slowly(room: Room, asked: Asked, show: Show) -> tuple[Done, str]:
        show("一半")
        show("快了")
        return DONE, "toast.done"

    async with standing(room, carry=slowly) as hatch:
        assert await hatch.says(GOOD) == [Progress("一半"), Progress("快了"), DONE]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (StorageUnavailableError(), "The log cannot be read or written now"),
        (LookupError(WORDS), "something broke (LookupError): see the log of the bot"),
    ],
)
async def test_order_that_breaks_is_told_in_our_words_and_the_next_is_taken(
    room: Room, error: Exception, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [error]

    async def breaks_once(room: Room, asked: Asked, show: Show) -> tuple[Done, str]:
        if broken:
            raise broken.pop()
        return DONE, "toast.done"

    async with standing(room, carry=breaks_once) as hatch:
        [answer] = await hatch.says(GOOD)

        assert isinstance(answer, Done)
        assert answer.code == 1
        assert answer.text.startswith(text)
        assert await hatch.says(GOOD) == [DONE]
    assert said(caplog)[0] == "the order people add broke"


async def test_stop_lets_an_order_end_and_sends_away_who_ordered_nothing(room: Room) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(room: Room, asked: Asked, show: Show) -> tuple[Done, str]:
        begun.set()
        await may_end.wait()
        return DONE, "toast.done"

    async with (
        standing(room, carry=slowly) as hatch,
        asyncio.TaskGroup() as group,
    ):
        silent, writer = await asyncio.open_unix_connection(hatch.path)  # let in before whoever comes later
        ordering = group.create_task(hatch.says(GOOD))
        await begun.wait()
        stopped = group.create_task(hatch.stop())
        turned = read_answer(await silent.readline())
        writer.close()
        still = stopped.done()
        may_end.set()
        await stopped

        assert turned == Turned(Reason.LATE)
        assert not still
        assert await ordering == [DONE]
        assert not hatch.path.exists()


# The socket.


async def test_only_its_user_may_knock(hatch: Standing) -> None:
    assert stat.S_IMODE(hatch.path.stat().st_mode) == 0o600


async def test_socket_of_a_bot_that_was_killed_is_replaced(room: Room) -> None:
    path = hatch_of(room.settings)
    assert path is not None
    with socket.socket(socket.AF_UNIX) as left:  # closed, it stays in the folder, and nobody listens
        left.bind(str(path))

    async with standing(room) as hatch:
        assert await hatch.asks() == DONE


async def test_file_that_has_the_name_of_the_hatch_stays_and_the_bot_goes_on(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    path = hatch_of(room.settings)
    assert path is not None
    path.write_text("mine", encoding="utf-8")

    await _serve_and_stop(Hatch(path, room))

    assert path.read_text(encoding="utf-8") == "mine"
    assert [each for each in said(caplog) if "something else has its name" in each] == said(caplog) != []


@pytest.mark.parametrize(("length", "opens"), [(LONGEST_PATH, True), (LONGEST_PATH + 1, False)])
async def test_path_that_is_too_long_is_told_and_the_bot_goes_on(
    length: int, opens: bool, room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    folder = Path(room.settings.database.removeprefix("sqlite:///")).parent
    path = folder / ("x" * (length - len(str(folder)) - 1))

    await _serve_and_stop(Hatch(path, room), opens=opens)

    assert len(str(path)) == length
    assert (not said(caplog)) is opens
    assert all(f"longer than {LONGEST_PATH} bytes" in each for each in said(caplog))


async def _serve_and_stop(hatch: Hatch, *, opens: bool = False) -> None:
    """Serve for a while, in which the socket is there or not, and see that only the stop ends it."""
    stopping = asyncio.Event()
    async with asyncio.timeout(IN_TIME), asyncio.TaskGroup() as group:
        serving = group.create_task(hatch.serve(stopping))
        for _ in range(5):
            await asyncio.sleep(0)
        assert hatch.path.is_socket() is opens
        assert not serving.done()
        stopping.set()


def test_log_in_memory_has_no_hatch() -> None:
    assert hatch_of(Settings(database="sqlite:///var/log.db")) == Path("var/log.db-hatch")
    assert hatch_of(Settings(database="memory://")) is None

"""The real program and real commands beside it: they write through its hatch, whatever else comes there."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from bot.hatch.lines import LONGEST_LINE, Reason, Turned, read_answer
from bot.serving import allow_open_files
from dialogs.cards import Verb
from tests.bot.hatch.standing import knocking, short_folder
from tests.kill.child import AGENT
from tests.kill.ledger import read_log
from tests.kill.script import NEW, WALK, Tap
from tests.kill.started import SLOWEST, Program, commanded, program, sees, takes, taps
from tests.kill.town import Town

pytestmark = pytest.mark.kill
CHOOSE = [step for step in WALK[len(NEW) :] if isinstance(step, Tap) and step.verb is Verb.CHOOSE]
ADD = ("people", "add", str(AGENT), "--name", "林晓", "--role", "staff", "--team", "总部")
ADDED: Final = (0, f"好了：{AGENT} 林晓 · 员工 · 总部\n")
SHUT_OUT: Final = (0, f"好了：{AGENT} 林晓 · 员工 · 总部（已停用）\n")
SO_ALREADY: Final = (0, "本来就是这样，没有改动。\n")
MANY = 1000
HOSTILE = (
    b"x" * (2 * LONGEST_LINE),
    b"nonsense\n",
    b'{"order":"people fly"}\n',
    b"\n",
    b"\xff\n",
    b"half a line",
)


@pytest.fixture
async def folder() -> AsyncIterator[Path]:
    with short_folder() as made:
        yield made


def hatch_of(running: Program) -> Path:
    return running.log.with_name(f"{running.log.name}-hatch")


def types(running: Program) -> list[str]:
    return [type(line.event).__name__ for line in read_log(running.log).lines]


async def test_people_are_changed_and_calls_shown_while_the_bot_runs(place: Town, folder: Path) -> None:
    async with program(place, folder, delivered=False) as running:
        assert await running.commands(*ADD) == ADDED
        assert await running.commands(*ADD) == SO_ALREADY
        for step in (*NEW, CHOOSE[0]):
            await takes(place, step, AGENT)
        call = read_log(running.log).session
        assert call is not None
        shown = await running.commands("session", "show", call)
        before, button = types(running), await sees(place, CHOOSE[1], AGENT)

        assert await running.commands("people", "disable", str(AGENT)) == SHUT_OUT
        tap = await taps(place, button, AGENT)

        answer = place.store.taps.get(tap)
        assert answer is not None
        assert answer.answer is not None
        assert answer.answer["text"] == "您好，这里只供本机构员工使用。"
        assert types(running)[len(before) :] == [
            "PersonDisabled",
            "MemberShutOut",
            "SessionPaused",
            "SessionHandedOver",
        ]
        assert (shown[0], shown[1][:2], before[-1]) == (0, "# ", "SessionRead")
        told = await running.commands("access", "--session", call)
        assert (told[0], "命令行 打开了" in told[1], call in told[1]) == (0, True, True)


async def test_call_goes_on_whatever_comes_to_the_hatch(place: Town, folder: Path) -> None:
    allow_open_files()
    loop, seconds = asyncio.get_running_loop(), []
    async with program(place, folder, delivered=False) as running:
        for step in NEW:
            await takes(place, step)
        with ExitStack() as many:
            lines = [many.enter_context(knocking(hatch_of(running))) for _ in range(MANY)]
            for number, each in enumerate(lines):
                _say(each, HOSTILE[number % len(HOSTILE)])
            for step in CHOOSE[:2]:
                begun = loop.time()
                await takes(place, step)
                seconds.append(loop.time() - begun)
            heard = [await asyncio.to_thread(_hear, each) for each in lines]
        assert await running.commands(*ADD) == ADDED

    assert max(seconds) < SLOWEST
    answers = [read_answer(each) for each in heard]
    turned = [each.why for each in answers if isinstance(each, Turned)]
    assert len(turned) == MANY
    assert set(turned) >= {Reason.BUSY}


def _say(line: socket.socket, words: bytes) -> None:
    line.setblocking(False)
    try:
        line.send(words)
    except (BlockingIOError, BrokenPipeError):
        return  # turned away before it was said, or more than fits


def _hear(line: socket.socket) -> bytes:
    line.settimeout(SLOWEST)
    return line.recv(LONGEST_LINE)


async def test_hatch_of_a_killed_bot_is_replaced_and_that_of_a_stopped_one_gone(
    place: Town, folder: Path
) -> None:
    async with program(place, folder, delivered=False) as killed:
        assert await killed.commands(*ADD) == ADDED
        killed.process.kill()
        await killed.process.wait()
    left = hatch_of(killed)
    assert left.is_socket()
    assert await commanded(killed.environment, folder, *ADD) == SO_ALREADY

    async with program(place, folder, delivered=False) as running:
        assert await running.commands("people", "disable", str(AGENT)) == SHUT_OUT

    assert not left.exists()
    assert await commanded(killed.environment, folder, "people", "enable", str(AGENT)) == ADDED

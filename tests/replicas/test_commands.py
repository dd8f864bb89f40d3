"""Commands of the command line beside two bots: they write the log themselves, and both bots act on it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.kill.bodies import ROOT, Nursery
from tests.kill.child import ADMIN, AGENT, FIVE_STEPS
from tests.kill.city import City, Message
from tests.kill.post import Update
from tests.kill.script import NEW, WALK, Say, Tap
from tests.kill.started import commanded
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import Fleet, fleet
from tests.replicas.programs import environment

pytestmark = pytest.mark.kill
TRAINER: Final = 7003
WAITS: Final = 1
"""The exit code of what a second person must look at."""
CALL, HEARD = NEW[1], WALK[2]
BEFORE, AFTER = "照隐私告知答，不现编", "照隐私告知答，别猜"
"""A hint of the first step, as it comes with the program and as somebody words it anew."""
SLOWEST: Final = 60.0
"""Seconds for a command on a busy machine: publishing plays all rehearsals of a playbook."""
SHUT_OUT: Final = "您好，这里只供本机构员工使用。"


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody whose updates go to the bot that a test chooses."""

    bots: Fleet

    async def asks(self, port: int, update: Update) -> None:
        self.bots.balancer.ports[:] = [port]
        await self.bots.until(lambda: update.acknowledged)

    async def taps(self, port: int, step: Tap) -> str:
        """Tap what stands lowest in the chat; returns what the bot answers."""
        city = self.bots.city
        await self.bots.until(lambda: _found(city, step) is not None)
        found = _found(city, step)
        assert found is not None
        before = len(city.replies)
        await self.asks(port, city.tap(AGENT, *found))
        said = [dict(each["params"]) for each in city.replies[before:] if isinstance(each["params"], dict)]
        return "".join(str(each.get("text", "")) for each in said)

    async def opens(self, port: int) -> str:
        """Begin a call, and return its first card."""
        city = self.bots.city
        assert isinstance(NEW[0], Say)
        assert isinstance(CALL, Tap)
        assert isinstance(HEARD, Tap)
        before = max(city.chats.get(AGENT, {0: None}))
        await self.asks(port, city.write(AGENT, NEW[0].text))
        await self.taps(port, CALL)
        await self.bots.until(lambda: (found := _found(city, HEARD)) is not None and found[0].number > before)
        found = _found(city, HEARD)
        assert found is not None
        return found[0].text


def _found(city: City, step: Tap) -> tuple[Message, str] | None:
    for message in reversed(city.messages(AGENT)):
        for text, read in message.buttons:
            if step.fits(read.verb, read.value):
                return message, text
    return None


async def test_both_bots_act_on_what_commands_write_beside_them(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path
) -> None:
    assert isinstance(HEARD, Tap)
    bots = await fleet(downtown, children, balancer, tmp_path, url, seed=1, people=0)
    agent, library = Agent(bots), shutil.copytree(FIVE_STEPS, tmp_path / "library")
    changed = library / "five-steps" / "playbook.yaml"
    changed.write_text(changed.read_text().replace(BEFORE, AFTER))

    async def commands(*arguments: str, code: int = 0) -> None:
        ended, said = await commanded(
            environment(ROOT, bots.orders("")), tmp_path, *arguments, patience=SLOWEST
        )
        assert ended == code, said

    async with bots.standing():
        one, other = list(balancer.ports)
        assert BEFORE in await agent.opens(one)

        await commands(
            "people", "add", str(TRAINER), "--name", "何老师", "--role", "trainer", "--team", "总部"
        )
        await commands("playbook", "publish", str(changed), "--by", str(ADMIN), code=WAITS)
        await commands("playbook", "approve", "five-steps", "--by", str(TRAINER))
        for port in (one, other):
            while AFTER not in await agent.opens(port):
                pass

        await commands("people", "disable", str(AGENT))
        assert [await agent.taps(port, HEARD) for port in (one, other)] == [SHUT_OUT, SHUT_OUT]

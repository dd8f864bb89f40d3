"""`hejie erase` beside two bots that both know what was said: it leaves the chats, and neither finds it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.clock import now
from bot.words import Words
from dialogs.commands import EndSession
from dialogs.ids import Cause, SessionId
from dialogs.program import Outcome
from dialogs.service import Done, SessionService
from dialogs.texts import Language, Phrase
from storage.opening import SHANGHAI
from tests.house.tree import ROOT
from tests.kill.bodies import Nursery
from tests.kill.child import AGENT, SUPERVISOR
from tests.kill.city import City
from tests.kill.script import WALK, Tap
from tests.kill.started import commanded
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import Fleet, fleet
from tests.replicas.programs import environment
from tests.replicas.test_commands import SLOWEST, Agent
from tests.replicas.test_taking_over import desk
from tests.storage.postgres.beside import select

pytestmark = pytest.mark.kill
SAID: Final = "柜台收了两次手续费"
LONG_AGO: Final = timedelta(days=50 * 366)
"""Longer than any rule of retention that comes with the program."""
HEARD = WALK[2]


def standing(place: City) -> list[int]:
    """Return in whose chats what was said can be read."""
    return [
        person
        for person, messages in place.chats.items()
        if any(SAID in each.text and not each.gone for each in messages.values())
    ]


async def ended_long_ago(bots: Fleet) -> SessionId:
    """Let the call be over, since so long that no rule keeps what was said in it."""
    async with desk(bots) as writing:
        agent = await writing.office.directory.actor(AGENT)
        assert agent is not None
        [(session,)] = select(bots.url, "SELECT session FROM sessions")
        ending = EndSession(actor=agent, session=SessionId(str(session)), outcome=Outcome.DECLINED)
        long_ago = replace(writing.office, clock=lambda: now() - LONG_AGO)
        assert isinstance(await SessionService(long_ago).handle(ending, Cause("test:end")), Done)
        return ending.session


async def test_what_was_said_leaves_the_chats_and_both_bots(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path
) -> None:
    assert isinstance(HEARD, Tap)
    bots = await fleet(downtown, children, balancer, tmp_path, url, seed=1, people=0)
    agent, nothing = Agent(bots), Words(SHANGHAI).say(Phrase("find.nothing"), Language.ZH)
    async with bots.standing():
        one, other = list(balancer.ports)
        await agent.opens(one)
        await agent.asks(one, downtown.write(AGENT, SAID))
        await agent.taps(other, HEARD)
        session = await ended_long_ago(bots)
        assert standing(downtown) == [AGENT]

        code, said = await commanded(
            environment(ROOT, bots.orders("")), tmp_path, "erase", session, "--yes", patience=SLOWEST
        )
        assert code == 0, said

        await bots.until(lambda: not standing(downtown))
        for port in (one, other):
            before = len(downtown.messages(SUPERVISOR))
            await agent.asks(port, downtown.write(SUPERVISOR, "/find 手续费"))
            await bots.until(lambda before=before: len(downtown.messages(SUPERVISOR)) > before)  # type: ignore[misc]
            assert nothing in downtown.messages(SUPERVISOR)[-1].text
    assert select(url, "SELECT count(*) FROM data_keys") == [(0,)]

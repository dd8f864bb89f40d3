"""The bot that leads is killed while something falls due: another one sees to it, once."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import now
from bot.crisis_file import read_crisis
from bot.offices import office_over
from bot.storing import open_log
from bot.words import Words
from dialogs.actors import Actor
from dialogs.commands import AskHelp, DeclareCrisis, OpenSession
from dialogs.ids import Cause, ComplaintId, SessionId, SignId
from dialogs.opening import alias
from dialogs.program import Channel
from dialogs.service import CrisisService, Done, Office, SessionService
from dialogs.texts import Language, Phrase
from storage.opening import SHANGHAI
from storage.sql.values import stored_time
from tests.kill.bodies import Nursery
from tests.kill.child import AGENT, SUPERVISOR, settings_of
from tests.kill.city import City
from tests.kill.oracle import CALL, COMPLAINT
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import Fleet, fleet
from tests.storage.postgres.beside import select

pytestmark = pytest.mark.kill
RECEIVED = timedelta(days=13)
"""Of the fifteen days that a complaint may take three were left yesterday: then it was time to say so."""
KINDS = {"deadline_near": {AGENT, SUPERVISOR}, "help_asked": {SUPERVISOR}, "crisis_call": {SUPERVISOR}}
AGAIN = Words(SHANGHAI).say(Phrase("card.maybe_twice"), Language.ZH)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody who writes the log beside the bots."""

    office: Office
    url: str

    async def all_falls_due(self) -> None:
        """Have a reminder of a deadline, a call for help, and a call for whoever is on call fall due."""
        agent = await self.office.directory.actor(AGENT)
        assert agent is not None
        await self._opened(agent)
        asked = await SessionService(self.office).handle(
            AskHelp(actor=agent, session=CALL), Cause("test:help")
        )
        declared = await CrisisService(self.office).handle(
            DeclareCrisis(actor=agent, session=CALL, sign=SignId("own-life")), Cause("test:crisis")
        )
        assert (type(asked), type(declared)) == (Done, Done)

    async def _opened(self, agent: Actor) -> None:
        opening = OpenSession(
            actor=agent,
            session=SessionId(CALL),
            complaint=ComplaintId(COMPLAINT),
            alias=alias(0, Language.ZH),
            playbook=self.office.programs.offered()[0].playbook,
            product="other",
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        long_ago = replace(self.office, clock=lambda: now() - RECEIVED)
        assert isinstance(await SessionService(long_ago).open(opening, Cause("test:open")), Done)


@asynccontextmanager
async def desk(bots: Fleet) -> AsyncIterator[Desk]:
    settings = settings_of(bots.orders(""))
    async with open_log(settings, shared=True) as storage:
        office = await office_over(settings, storage, severity=read_crisis())
        yield Desk(office, bots.url)


def waiting(url: str) -> list[tuple[object, ...]]:
    """Return what should have been sent by now."""
    by_now = f"state = 'sending' OR (state = 'due' AND due_at <= '{stored_time(now())}')"
    return select(url, f"SELECT kind, recipient FROM dispatches WHERE {by_now}")


def copies(place: City, *, unmarked: bool = False) -> Counter[tuple[int, str]]:
    """Return how often each person was told each thing, or how often without a word that it may be twice."""
    return Counter(
        (person, message.text.replace(AGAIN, "").strip("⚠ \n"))
        for person in place.chats
        for message in place.messages(person)
        if not (unmarked and AGAIN in message.text)
    )


@pytest.mark.parametrize("door", ["before:sendMessage:1", "after:sendMessage:2"])
async def test_what_falls_due_when_the_leader_is_killed_comes_once(
    downtown: City, children: Nursery, balancer: Balancer, url: str, tmp_path: Path, door: str
) -> None:
    bots = await fleet(downtown, children, balancer, tmp_path, url, seed=1, people=0)
    leader = await bots.settle_in(door)
    await bots.until(lambda: leader.leads and leader.healthy is True)
    heir = await bots.settle_in()
    await bots.until(lambda: heir.healthy is True)
    async with desk(bots) as writing:
        await writing.all_falls_due()
        await bots.until(leader.halted.is_set)
        assert not heir.leads

        leader.kill()
        await bots.until(lambda: heir.leads and not waiting(url))

    sent = [each for each in bots.ledger().dispatched if each.state == "sent"]
    assert {kind: {each.recipient for each in sent if each.kind == kind} for kind in KINDS} == KINDS
    came, unmarked = copies(downtown), copies(downtown, unmarked=True)
    assert len(came) == len(sent)
    assert max(came.values()) <= 2
    assert max(unmarked.values(), default=0) <= 1

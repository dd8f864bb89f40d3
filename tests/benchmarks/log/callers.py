"""Who taps: callers who walk call after call, past the services or through their door."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from bot.assemble import HEAD_OFFICE
from dialogs.actors import Actor
from dialogs.ids import Cause, SessionId
from dialogs.ports import Appended
from dialogs.roles import Role
from dialogs.service import Office, PeopleService, Refused, SessionService
from dialogs.state import SessionState
from dialogs.texts import Language
from tests.benchmarks.log.calls import STEPS, SUPERVISOR, Call, command_of, fresh_ids, opening


@dataclass(slots=True)
class Tally:
    """What came of the appends so far."""

    events: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds of each append, as its caller saw them."""

    def clear(self) -> None:
        """Begin to count anew."""
        self.events = 0
        self.waits.clear()


class Walker(Protocol):
    """Somebody who goes on for as long as asked."""

    async def go_on(self) -> None:
        """Append once more."""
        ...


def tap_cause(session: SessionId) -> Cause:
    """Return a cause as a tap has one: Telegram numbers taps at random."""
    return Cause(f"tg:1:tap:{session}:{secrets.randbits(60)}")


@dataclass(slots=True, kw_only=True)
class Past:
    """Walks past the services: decide, evolve and append, and nothing else."""

    office: Office
    tally: Tally
    call: Call

    async def go_on(self) -> None:
        """Take the next step; after the last, open another call."""
        call, now = self.call, self.office.now()
        if call.state.version and not call.is_over:
            writes = call.next(now)
        else:
            writes = call.begun(now, *fresh_ids(now, secrets.randbits(80)))
        asked = perf_counter()
        answer = await self.office.store.append(writes, tap_cause(call.state.session))
        self.tally.waits.append(perf_counter() - asked)
        assert isinstance(answer, Appended), answer
        self.tally.events += sum(len(write.events) for write in writes)


@dataclass(slots=True, kw_only=True)
class AtTheDoor:
    """Walks through the door of the services."""

    office: Office
    tally: Tally
    actor: Actor
    state: SessionState = field(default_factory=SessionState)
    place: int = 0

    async def go_on(self) -> None:
        """Take the next step; after the last, open another call."""
        service, now = SessionService(self.office), self.office.now()
        before = self.state.version
        asked = perf_counter()
        if before and self.place < len(STEPS):
            command = command_of(self.actor, self.state, STEPS[self.place], now)
            done = await service.handle(command, tap_cause(self.state.session))
            self.place += 1
        else:
            before, self.place = -2, 0  # its complaint gets two events with it
            session, complaint = fresh_ids(now, secrets.randbits(80))
            program = self.office.programs.offered()[0]
            wish = opening(program, self.actor, session, complaint)
            done = await service.open(wish, tap_cause(session))
        self.tally.waits.append(perf_counter() - asked)
        assert not isinstance(done, Refused), done
        self.state = done.state
        # The last step ends the call, and writes three events of its complaint.
        self.tally.events += done.state.version - before + 3 * (self.place == len(STEPS))


async def admit(office: Office, actors: Sequence[Actor]) -> None:
    """Let in ``actors`` and the supervisor whom they ask for help."""
    people = PeopleService(office)

    async def let_in(actor: Actor) -> None:
        cause = Cause(f"bench:person:{actor.person}")
        await people.admit(actor.person, actor.name, actor.role, actor.team, actor.language, cause)

    async with asyncio.TaskGroup() as group:
        for actor in (*actors, Actor(SUPERVISOR, "班长", Role.SUPERVISOR, HEAD_OFFICE, Language.ZH)):
            group.create_task(let_in(actor))

"""A storm of updates: many people, shuffled and doubled, into the real services on a real log."""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.settings import LIBRARY
from bot.telegram.deeds import Deed, ShowCall
from bot.telegram.handlers.desk import USUAL
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.intake import Intake, Patience
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.events import ChoiceMade, Event, WordsNoted
from dialogs.ids import Cause, PersonId, SessionId, TeamId
from dialogs.ports import EventStore, SessionStatus
from dialogs.program import Program
from dialogs.roles import Role
from dialogs.service import Office, PeopleService, ReviewService, SessionService
from dialogs.texts import Language
from playbooks.catalog import Catalog
from storage.opening import Storage, open_storage
from tests.kill.ledger import Ledger, read_log
from tests.storm.in_order import Told, likened, walked
from tests.storm.person import BOT, Eyes, Person, Sending
from tests.storm.ticking import Ticking
from tests.storm.wire import Wire

PEOPLE: Final = 100
AT_ONCE: Final = 24
"""Updates that the intake has in hand at the same time."""
ZONE: Final = ZoneInfo("Asia/Shanghai")
SUPERVISOR: Final = PersonId(7002)
_MESSAGE: Final = 1_000_000
"""Proposals of new calls stand at messages from here on."""
_REOPENED: Final = 0.15
"""How often a person goes on with the call that just ended."""

Wrap = Callable[[EventStore], EventStore]
Progress = Callable[[int], None]


@dataclass(slots=True, kw_only=True)
class Storm:
    """One storm, and what came of it."""

    seed: int
    intake: Intake
    eyes: Eyes
    people: Mapping[PersonId, Person]
    wire: Wire
    progress: Progress = lambda done: None
    sent: dict[PersonId, list[Sending]] = field(default_factory=dict)
    """What each person sent, in their own order."""
    came: dict[PersonId, list[Sending]] = field(default_factory=dict)
    """The same, in the order in which it reached the intake first."""
    opened: dict[int, SessionId] = field(default_factory=dict)
    """The call that an update began, by the update's number."""
    _proposals: Iterator[int] = field(default_factory=lambda: count(_MESSAGE))

    async def blow(self, updates: int) -> None:
        """Deliver about so many updates, repetitions included, until nothing is under way."""
        for person in self.people.values():
            self._send(person, person.next(None))
        while len(self.wire):
            batch = self.wire.batch(AT_ONCE)
            deeds = await asyncio.gather(*(self.intake.take(sent.raw) for sent, _ in batch))
            for (sent, again), done in zip(batch, deeds, strict=True):
                if not again:
                    self.came.setdefault(sent.person, []).append(sent)
                    await self._seen(sent, done, goes_on=self.wire.delivered < updates)
            self.progress(self.wire.delivered)

    async def _seen(self, sent: Sending, done: Sequence[Deed], *, goes_on: bool) -> None:
        """Let a person look at what their update came to, and go on."""
        person = self.people[sent.person]
        if sent.text == "/new":
            person.proposal = next(self._proposals)
        if ":nw:" in sent.carried:
            shown = next((each.session for each in done if isinstance(each, ShowCall)), None)
            if shown is not None:
                self.opened[sent.number] = shown
            if shown is not None and shown not in person.calls:
                person.calls.append(shown)
                person.session = shown
        if sent.is_walk and goes_on:
            self._send(person, person.next(await self._card(person)))

    async def _card(self, person: Person) -> Card | None:
        """Return the card that a person turns to: of the call in hand, or of one that waits."""
        found = await self.eyes.card(person, person.session)
        if found is None or found[1] is not SessionStatus.ENDED:
            return found[0] if found else None
        for session in person.calls[-3:]:
            other = await self.eyes.card(person, session)
            if other is not None and other[1] is SessionStatus.PAUSED:
                person.session = session
                return other[0]
        return found[0] if person.chance.random() < _REOPENED else None

    def _send(self, person: Person, sent: Sequence[Sending]) -> None:
        self.sent.setdefault(person.actor.person, []).extend(sent)
        self.wire.put(sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a storm left, beside what it should have left."""

    seed: int
    delivered: int
    repeated: int
    passed: int
    log: Ledger
    set_aside: int
    storm: Storm
    program: Program

    def broken(self) -> list[str]:
        """Return which promises were broken, and where."""
        found = [*self.log.faults(), *(f"{n} updates were set aside" for n in [self.set_aside] if n)]
        calls: dict[str, list[Event]] = {}
        for line in sorted(self.log.lines, key=lambda line: line.version):
            if line.kind == "session":
                calls.setdefault(line.key, []).append(likened(line.event))
        for person in self.storm.people.values():
            found += self._of_person(person, calls)
        return found

    def _of_person(self, person: Person, calls: Mapping[str, list[Event]]) -> Iterator[str]:
        who, own = person.actor.person, {each: calls[each] for each in person.calls}
        if set(self._told(person, self.storm.came[who]).calls) != set(own):
            yield f"{who}: the calls are others"
        for session, events in self._told(person, self.storm.came[who]).calls.items():
            if own.get(session) != events:
                yield f"{who}: call {session} is not what its updates come to, as they came"
        for session, events in self._told(person, self.storm.sent[who]).calls.items():
            if walked(own.get(session, ())) != walked(events):
                yield f"{who}: call {session} does not stand as its updates come to, as they were sent"
        noted = [each.words.reveal() for each in _noted(own.values())]
        lost, made_up = Counter(person.words) - Counter(noted), Counter(noted) - Counter(person.words)
        if made_up or (lost and not self._asks_in_writing(own.values())):
            yield f"{who}: {len(person.words)} texts were written, {len(noted)} are in the log"
        for session, events in own.items():
            order = [person.words.index(each.words.reveal()) for each in _noted([events])]
            if order != sorted(order):
                yield f"{who}: the texts in {session} are out of order"

    def _told(self, person: Person, sent: Sequence[Sending]) -> Told:
        told = Told(self.program, person.actor)
        for each in sent:
            told.tell(each, self.storm.opened.get(each.number))
        return told

    def _asks_in_writing(self, calls: Iterable[Sequence[Event]]) -> bool:
        """Tell whether a call came to a question where a text that is no answer is told so, and not kept."""
        targets = (event.target for events in calls for event in events if isinstance(event, ChoiceMade))
        return any(self.program.steps[each].asks is not None for each in targets)


def _noted(calls: Iterable[Sequence[Event]]) -> Iterator[WordsNoted]:
    return (event for events in calls for event in events if isinstance(event, WordsNoted))


async def storm(
    folder: Path,
    seed: int,
    updates: int,
    wrap: Wrap = lambda store: store,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Let a storm blow into a new log in ``folder``, and return what it left."""
    path = folder / f"storm-{seed}.db"
    async with open_storage(f"sqlite:///{path}", clock=Ticking(), zone=ZONE) as storage:
        office = await _office(storage, wrap)
        blown = await _storm(storage, office, seed, progress)
        await blown.blow(updates)
        program = office.programs.offered()
    with closing(sqlite3.connect(path)) as connection:
        (set_aside,) = connection.execute("SELECT count(*) FROM quarantine").fetchone()
    return Outcome(
        seed=seed,
        delivered=blown.wire.delivered,
        repeated=blown.wire.repeated,
        passed=blown.wire.passed,
        log=read_log(path),
        set_aside=set_aside,
        storm=blown,
        program=next(each for each in program if each.playbook == USUAL),
    )


async def _office(storage: Storage, wrap: Wrap) -> Office:
    return Office(
        store=wrap(storage.events),
        programs=await Catalog.open(LIBRARY, storage.revisions),
        directory=storage.directory,
        views=storage.views,
        clock=Ticking(),
        zone=ZONE,
    )


async def _storm(storage: Storage, office: Office, seed: int, progress: Progress) -> Storm:
    people, sessions, numbers = PeopleService(office), SessionService(office), count(1)
    agents = {PersonId(8001 + place): Role.STAFF for place in range(PEOPLE)}
    for person, role in {SUPERVISOR: Role.SUPERVISOR, **agents}.items():
        cause = Cause(f"test:{person}")
        await people.admit(person, f"虚构{person}", role, TeamId("一组"), Language.ZH, cause)
    wiring = Wiring(
        by_hand=False,
        office=office,
        sessions=sessions,
        reviews=ReviewService(office),
        people=people,
        shown=storage.shown,
        bot_name="hejie_playground_bot",
        chance=random.Random(seed).getrandbits,
    )
    return Storm(
        seed=seed,
        intake=Intake(
            bot=BOT,
            reception=front_desk(wiring),
            quarantine=storage.quarantine,
            clock=office.clock,
            patience=Patience(0.001, 0.002),
        ),
        eyes=Eyes(office, sessions),
        people={
            each: Person(
                Actor(each, f"虚构{each}", Role.STAFF, TeamId("一组")),
                random.Random(f"{seed}:{each}"),
                numbers,
            )
            for each in agents
        },
        wire=Wire(random.Random(seed)),
        progress=progress,
    )

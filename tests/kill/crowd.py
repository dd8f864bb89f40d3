"""Many people walk calls while the bot, which gets its updates delivered, dies again and again."""

import asyncio
import os
import random
import socket
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.words import Words
from dialogs.cards import Verb
from dialogs.evolve import fold
from dialogs.ids import Cause
from dialogs.program import Program
from dialogs.texts import Language, Phrase
from storage.opening import SHANGHAI
from tests.kill.bodies import PATIENCE, Birthplace, Body
from tests.kill.child import FIVE_STEPS, STAFF, SUPERVISOR, Orders, crowd
from tests.kill.citizen import Act, Citizen
from tests.kill.city import BOT, City, Message
from tests.kill.ledger import Ledger, read_log, read_remains
from tests.kill.likeness import is_as_drawn
from tests.kill.oracle import Caller, likened, teller, told
from tests.kill.script import WALK, Say
from tests.kill.town import TOKEN
from tests.kill.walk import LOOK_SECONDS, BrokenPromiseError

_LOWEST_PORT, _PORTS = 20_000, 10_000
"""Below those that systems give to whoever asks for any: between two lives nobody else takes it."""


@dataclass(frozen=True, slots=True)
class Sudden:
    """How a life ends: so many things after its beginning, or at a door if it comes there before."""

    left: int
    delay: float = 0.0
    door: str = ""
    lingers: int = 0
    """Updates that are acknowledged between the halt at the door and the kill."""


def fates(kills: int, chance: random.Random) -> list[Sudden]:
    """Return seeded ends: between two calls, milliseconds later, or on the threshold of a call or commit."""
    doors = [f"{side}:{what}" for side in ("before", "after") for what in _PLACES]
    return [
        Sudden(
            chance.randint(1, 120),
            chance.choice((0.0, chance.uniform(0.0, 0.02))),
            f"{chance.choice(doors)}:{chance.randint(1, 12)}" if chance.random() < _AT_A_DOOR else "",
        )
        for _ in range(kills)
    ]


_PLACES: Final = ("append", "sendMessage", "editMessageText")
_AT_A_DOOR: Final = 0.3


def free_port(taken: Collection[int] = ()) -> int:
    """Return a port of this machine that nobody listens on, and that is not ``taken`` by who soon will."""
    for attempt in range(_PORTS):
        port = _LOWEST_PORT + (os.getpid() * 97 + attempt) % _PORTS
        if port in taken:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("every port is taken")


@dataclass(slots=True, kw_only=True)
class Crowd:
    """The people, the bot's lives, and what must hold at each death and in the end."""

    city: City
    nursery: Birthplace
    log: Path
    program: Program
    fates: Sequence[Sudden]
    citizens: list[Citizen] = field(default_factory=list)
    variant: str = ""
    deaths: int = 0
    words: Words = field(default_factory=lambda: Words(SHANGHAI))
    port: int = field(default_factory=free_port)
    library: Path = FIVE_STEPS
    """Whose playbook is walked."""

    @property
    def is_over(self) -> bool:
        """Tell whether nobody begins another call."""
        return self.deaths >= len(self.fates)

    @property
    def acts(self) -> list[Act]:
        """Return all that anybody wanted and that is to leave an event."""
        return [act for each in self.citizens for call in each.diary for act in call if act.counts]

    async def settle(self, size: int, chance: random.Random) -> None:
        """Let ``size`` people move in."""
        turns = (await told(WALK, self.library)).turns
        for person, name, _ in crowd(size):
            self.citizens.append(
                Citizen(
                    person=person,
                    name=name,
                    city=self.city,
                    turns=turns,
                    deaths=lambda: self.deaths,
                    is_enough=lambda: self.is_over,
                    chance=random.Random(chance.random()),
                )
            )

    async def whole(self) -> Ledger:
        """Walk until the bot has died often enough and every call is over, and return the log."""
        async with asyncio.TaskGroup() as group:
            posting = group.create_task(self.city.post.deliver(), name="post")
            await self._begin()
            async with asyncio.TaskGroup() as walks:
                walks.create_task(self._live(), name="lives")
                for each in self.citizens:
                    walks.create_task(each.walk(), name=each.name)
            await self._rest()
            posting.cancel()
        ledger = self.ledger()
        self.check(ledger)
        await self._compare(ledger)
        self._check_chats()
        self._check_notices(ledger)
        return ledger

    async def _begin(self) -> None:
        """Do what comes before the first word; nothing where one bot lives after the other."""

    async def _live(self) -> None:
        """Let the bot live and die as its fates say, then live on."""
        for fate in self.fates:
            body = await self._born(fate.door)
            self.city.fuse.left, self.city.fuse.delay = fate.left, fate.delay
            self.city.fuse.strike = body.kill
            await self._died(body, fate)
            self.city.fuse.left = 0
            self.check(self.remains())
            self.deaths += 1
        await self._born("")

    async def _born(self, door: str) -> Body:
        self.city.life = self.deaths + 1
        return await self.nursery.bear(self.orders(door))

    def orders(self, door: str) -> Orders:
        """Return how the next child is to run, with a ``door`` where it halts, if any."""
        return Orders(
            token=TOKEN,
            address=self.city.address,
            database=str(self.log),
            halt=door,
            variant=self.variant,
            webhook=f"http://127.0.0.1:{self.port}/telegram",
            crowd=len(self.citizens),
        )

    def ledger(self) -> Ledger:
        """Read the log beside whoever writes it."""
        return read_log(self.log)

    def remains(self) -> Ledger:
        """Read what a death left, and change nothing of it."""
        return read_remains(self.log)

    async def _died(self, body: Body, fate: Sudden) -> None:
        while not body.dead.is_set():
            if body.halted.is_set():
                await self._linger(fate.lingers)
                body.kill()
                await body.dead.wait()
            await self.city.hub.wait(LOOK_SECONDS)

    async def _linger(self, acknowledged: int) -> None:
        enough = self.city.post.acknowledged + acknowledged
        async with asyncio.timeout(PATIENCE):
            while self.city.post.acknowledged < enough:
                await self.city.hub.wait(LOOK_SECONDS)

    @property
    def acknowledged(self) -> list[Act]:
        """Return all that is to be in the log by now."""
        return [act for act in self.acts if act.is_acknowledged]

    def check(self, ledger: Ledger, acknowledged: Sequence[Act] | None = None) -> None:
        """Nothing that was acknowledged is lost, nothing is there twice, and nothing came from nowhere.

        ``acknowledged`` is what was so before ``ledger`` was read, where others go on while it is read.
        """
        faults, counted = ledger.faults(), ledger.counted
        known: set[Cause] = set()
        for act in self.acts:
            found = act.causes & counted
            known |= found
            if len(found) > 1:
                faults.append(f"{act.step} counted {len(found)} times")
        for act in self.acknowledged if acknowledged is None else acknowledged:
            if not act.causes & counted:
                faults.append(f"{act.step} was acknowledged and is lost")
        ours = {cause for cause in counted if cause.startswith(f"tg:{BOT}:")}
        if strange := ours - known:
            faults.append(f"nobody wanted {sorted(strange)}")
        if faults:
            raise BrokenPromiseError("; ".join(faults))

    async def _rest(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while not self.city.post.is_idle or (behind := self._behind()):
            if loop.time() > deadline:
                raise BrokenPromiseError(f"the cards of {behind} do not come to what the log says")
            await self.city.hub.wait(LOOK_SECONDS)

    def _behind(self) -> list[int]:
        """Return whose last card does not show what the log says."""
        ledger = self.ledger()
        return [each.person for each in self.citizens if not self._is_shown(each, ledger)]

    def _is_shown(self, citizen: Citizen, ledger: Ledger) -> bool:
        session = _keys(ledger, citizen.diary[-1])["session"]
        cards = self._cards(citizen, session)
        state = fold([each.event for each in ledger.of(session)])
        return bool(cards) and is_as_drawn(cards[-1].body, self.program, state, self.words)

    def _cards(self, citizen: Citizen, session: str) -> list[Message]:
        """Return the messages with buttons of a call."""
        messages = self.city.messages(citizen.person)
        return [each for each in messages if any(read.session == session for _, read in each.buttons)]

    async def _compare(self, ledger: Ledger) -> None:
        """The log is what the rules say, told what each person wanted in the order of the log."""
        people = crowd(len(self.citizens))
        calls = sum(len(each.diary) for each in self.citizens)
        streams = Counter(kind for kind, _ in {(each.kind, each.key) for each in ledger.lines})
        if (streams["session"], streams["complaint"]) != (calls, calls):
            raise BrokenPromiseError(f"{calls} calls were opened, the log has {streams}")
        async with teller((*STAFF, *people), self.library) as rules:
            for citizen in self.citizens:
                for number, acts in enumerate(citizen.diary):
                    keys = _keys(ledger, acts)
                    lines = ledger.of(keys["session"])
                    steps = _in_order(acts, [each.cause for each in lines])
                    caller = Caller.numbered(citizen.person, citizen.name, number)
                    oracle = await rules.tell(caller, [each.step for each in steps])
                    told_of = ledger.of(keys["complaint"])
                    found = tuple(tuple(likened(each.event) for each in of) for of in (lines, told_of))
                    if found != (oracle.call, oracle.complaint):
                        raise BrokenPromiseError(
                            f"call {number} of {citizen.person} is not what the rules say"
                        )

    def _check_chats(self) -> None:
        """One card of a call has buttons; a death leaves one more at most, which never had any."""
        for citizen in self.citizens:
            self._check_copies(citizen)
            live = Counter(
                session
                for each in self.city.messages(citizen.person)
                for session in {read.session for _, read in each.buttons if read.session}
            )
            if any(cards > 1 for cards in live.values()):
                raise BrokenPromiseError(f"{citizen.person} has several cards of one call: {live}")

    def _check_copies(self, citizen: Citizen) -> None:
        bare = [each.life for each in self._copies(citizen)]
        if not _are_explained(bare, self.deaths):
            raise BrokenPromiseError(f"{citizen.person} has more cards than deaths explain: {bare}")

    def _copies(self, citizen: Citizen) -> list[Message]:
        """Return the cards of a chat that never had buttons."""
        messages = self.city.chats[citizen.person].values()
        return [each for each in messages if each.protected and not each.dressed]

    def _check_notices(self, ledger: Ledger) -> None:
        """Each call for help was sent once; what came again says that it may have."""
        again = self.words.say(Phrase("card.maybe_twice"), Language.ZH)
        plain = Counter(
            read.value
            for each in self.city.messages(SUPERVISOR)
            for _, read in each.buttons
            if read.verb is Verb.TAKE_HELP and again not in each.text
        )
        if any(copies > 1 for copies in plain.values()):
            raise BrokenPromiseError(f"the supervisor was asked more than once, unmarked: {plain}")
        asked = [each for each in ledger.calls_for_help if each.recipient == SUPERVISOR]
        waiting = [each for each in asked if each.state == "due"]
        if waiting:
            raise BrokenPromiseError(f"{len(waiting)} calls for help were never sent")


def _keys(ledger: Ledger, acts: Sequence[Act]) -> dict[str, str]:
    """Return the streams, by their kind, that the first act of a call has opened."""
    opening = next(act for act in acts if act.counts)
    return {line.kind: line.key for line in ledger.lines if line.cause in opening.causes}


def _are_explained(lives: Sequence[int], deaths: int) -> bool:
    """Tell whether each copy sent in one of ``lives`` comes of a death of its own.

    That of the same life, or the one before: a dying call may arrive late, and what a death cut off is sent
    again in the next life.
    """
    used: set[int] = set()
    for life in sorted(lives):
        death = life - 1 if life > 1 and life - 1 not in used else life
        if death in used or death > deaths:
            return False
        used.add(death)
    return True


def _in_order(acts: Sequence[Act], causes: Sequence[Cause]) -> list[Act]:
    """Return the acts in the order of the log; taps are in the order in which they came, and words too."""
    by_cause = {cause: act for act in acts for cause in act.causes}
    found = [by_cause[cause] for cause in dict.fromkeys(causes)]
    for is_say in (True, False):
        wanted = [act for act in acts if act.counts and isinstance(act.step, Say) is is_say]
        if [act for act in found if isinstance(act.step, Say) is is_say] != wanted:
            raise BrokenPromiseError(f"what was {'said' if is_say else 'tapped'} is not in order")
    return found

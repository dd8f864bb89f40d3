"""Bots of an older version of the program are replaced one by one by a newer one, while people walk calls."""

import random
from asyncio.subprocess import STDOUT
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bot.assemble import HEAD_OFFICE
from dialogs.roles import Role
from storage.keyring import Keyring
from storage.keys_file import write_new
from storage.sql.migrations import code_of
from storage.sqlite.opening import KEYS
from storage.sqlite.past import beside
from tests.kill.bodies import Birthplace, Body
from tests.kill.child import LEAVING, STAFF, crowd
from tests.kill.citizen import Citizen
from tests.kill.city import City
from tests.kill.crowd import Sudden
from tests.kill.started import commanded
from tests.kill.under_load import the_program
from tests.kill.walk import BrokenPromiseError
from tests.replicas.balancer import Balancer
from tests.replicas.fleet import Fleet
from tests.replicas.programs import environment, library_of, steps_of

TRIED: Final = 10
"""Deliveries that a bot which is tried takes before it is asked to stop."""
SLOWEST: Final = 60.0
"""Seconds for a command, or for the start of a bot, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever upgrades was told by a command, or by a bot that would not start."""

    refused: bool
    words: str

    def __str__(self) -> str:
        return self.words.strip().rpartition("\n")[2]


RUNS: Final = Told(refused=False, words="runs")
NOT_ASKED: Final = Told(refused=False, words="not asked")


@dataclass(slots=True, kw_only=True)
class Upgrade(Fleet):
    """A fleet of an older version, each of whose bots one of a newer version takes the place of.

    Once the first is replaced, and again when all are, the newer version is asked to take away what only the
    older one needs. Before the second time, and after it, the older one is started once more.
    """

    older: Birthplace
    newer: Birthplace
    by_command: bool = False
    """Whether people are let in by commands: only children of ours let them in by themselves."""
    early: Told = NOT_ASKED
    """What the newer version said beside the older one, where that is a single bot."""
    mixed: Told = NOT_ASKED
    """What `hejie log migrate` said while one of the older version was there."""
    back: Told = NOT_ASKED
    """What the older version said once all were replaced."""
    taken: Told = NOT_ASKED
    """What `hejie log migrate` said then."""
    after: Told = NOT_ASKED
    """What the older version said after that."""
    verified: Told = NOT_ASKED
    """What `hejie log verify --rows` said in the end."""
    is_done: bool = False

    @property
    def is_over(self) -> bool:
        """Tell whether nobody begins another call."""
        return self.is_done

    @property
    def takes_away(self) -> bool:
        """Tell whether the newer version has a step after which the older one is let in no more."""
        code = code_of(steps_of(self.older.tree))
        return any(step.is_after and step.number > code for step in steps_of(self.newer.tree))

    async def commands(self, of: Birthplace, *arguments: str) -> Told:
        """Run a command of one of the versions beside the bots."""
        around, folder = environment(of.tree, self.orders("")), self.log.parent
        code, said = await commanded(around, folder, *arguments, patience=SLOWEST, errors=STDOUT)
        return Told(bool(code), said)

    def _check_copies(self, citizen: Citizen) -> None:
        """Count the copies: of two bots of an older version each may have sent a card anew."""
        self.copies += len(self._copies(citizen))

    async def _begin(self) -> None:
        """Let all of the older version begin to live."""
        if self.by_command:
            await self._let_in()
        for _ in range(self.size):
            self._promised(await self._comes_up(await self.settle_in()), "the older version runs")

    async def _let_in(self) -> None:
        """Let everybody in by commands of the older version, once one of its bots has made the log."""
        self._promised(await self._comes_up(await self.settle_in()), "the older version makes a log")
        await self._leaves(self.port)
        for person, name, role in (*STAFF, *crowd(len(self.citizens))):
            who = ("--name", name, "--role", Role(role).value, "--team", HEAD_OFFICE)
            told = await self.commands(self.older, "people", "add", str(person), *who)
            self._promised(told, f"{person} is let in")

    async def _live(self) -> None:
        """Replace one after the other, the eldest first, and do what the pages say comes then."""
        several = self.size > 1
        if not several:
            self.early = await self._tried(self.newer)
        for number, fate in enumerate(self.fates):
            self.nursery = self.newer
            await self._replace(next(iter(self.bodies)), fate)
            if several and not number:
                self.mixed = await self.commands(self.newer, "log", "migrate")
                self._promised(self.mixed, "nothing that is needed goes", refused=self.takes_away)
        self.back = await self._tried(self.older)
        self._promised(self.back, "the way back is open", refused=self.back.refused and not several)
        self.taken = await self.commands(self.newer, "log", "migrate")
        self._promised(self.taken, "what nobody needs goes")
        if self.takes_away:
            self.after = await self._tried(self.older)
            self._promised(self.after, "the way back is closed", refused=True)
        self.verified = await self.commands(self.newer, "log", "verify", "--rows")
        self._promised(self.verified, "the log is sound")
        self.is_done = True

    async def _tried(self, version: Birthplace) -> Told:
        """Start one more bot; if it runs, it takes some deliveries, and is then asked to stop."""
        self.nursery = version
        body, port = await self.settle_in(), self.port
        told, before = await self._comes_up(body), self.balancer.answered[port]
        if not told.refused:
            await self.until(lambda: self.balancer.answered[port] >= before + TRIED)
            self.deaths += 1
        await self._leaves(port)
        return told

    async def _leaves(self, port: int) -> None:
        """Ask a bot to stop, if it has not ended by itself, and let nobody take its place."""
        body = self.bodies.pop(port)
        body.stop()
        await self.until(body.dead.is_set)
        self.balancer.ports.remove(port)

    async def _comes_up(self, body: Body) -> Told:
        """Wait until a bot takes updates, or ends instead."""
        await self.until(lambda: bool(body.healthy) or body.dead.is_set())
        if not body.dead.is_set():
            return RUNS
        return Told(refused=True, words=self.nursery.errors.read_text(encoding="utf-8"))

    def _promised(self, told: Told, what: str, *, refused: bool = False) -> None:
        if told.refused is not refused:
            raise BrokenPromiseError(f"not so: {what}: {told}")


async def upgrade(
    place: City,
    older: Birthplace,
    newer: Birthplace,
    balancer: Balancer,
    folder: Path,
    url: str,
    ends: Sequence[Sudden],
    *,
    seed: int,
    people: int,
    by_command: bool = False,
    leaving: float = LEAVING,
) -> Upgrade:
    """Return bots of an older version on the log at ``url``, one for each of ``ends``, and people."""
    write_new(beside(folder / "log.db", KEYS), Keyring.fresh(date(2026, 11, 28)).text())
    library = library_of(older.tree)
    made = Upgrade(
        city=place,
        nursery=older,
        older=older,
        newer=newer,
        log=folder / "log.db",
        program=await the_program(library),
        library=library,
        fates=ends,
        port=0,
        url=url,
        balancer=balancer,
        size=len(ends),
        kindly=True,
        patience=SLOWEST,
        by_command=by_command,
        leaving=leaving,
    )
    await made.settle(people, random.Random(seed))
    return made

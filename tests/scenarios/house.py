"""The whole bot on a Bot API server of this machine, closed and opened anew after every tap and every text.

Nothing is left out: what people do goes to the playground's server over HTTP, the face polls it from there,
and the log is a SQLite file. What lives in memory only is gone after each step, as it is after a restart.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import aiohttp
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.crisis_file import read_crisis
from bot.deadlines_file import read_deadlines
from bot.playground.json_values import Json
from bot.playground.server import create_app, hub_of
from bot.playground.serving import serve
from bot.playground.store import Store
from bot.playground.world import DEFAULT_TOKEN
from bot.press import case_press_of
from bot.settings import LIBRARY
from bot.telegram.deeds import Reception
from bot.telegram.face import Pace, TelegramFace
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.intake import Patience
from bot.telegram.messenger import open_messenger
from bot.words import Words
from dialogs.ids import Cause, PersonId, PlaybookSlug, Revision, TeamId
from dialogs.roles import Role
from dialogs.service import (
    Office,
    PeopleService,
    PublishingService,
    ReviewService,
    SessionService,
    Shelf,
)
from dialogs.texts import Language
from playbooks.beside import Parameters, Result, beside
from playbooks.catalog import Catalog
from playbooks.workbench import kept_as
from playbooks.workshop import Workshop
from storage.manner import PLAIN, Manner
from storage.opening import Storage, open_storage
from tests.bot.playground.driving import Playground, SteppedClock
from tests.oracle.overhearing import judged
from tests.scenarios.watching import Watch, WatchedDispatches, WatchedReception

BOT, BOT_NAME = 70000001, "hejie_playground_bot"
ZONE = ZoneInfo("Asia/Shanghai")
TWO_IN_THE_AFTERNOON = datetime(2026, 11, 23, 6, 2, tzinfo=UTC)
HURRY = Patience(0.001, 0.002)
PACE = Pace(network=HURRY, storage=HURRY, failure=HURRY, couriers=0.0)
SIGNS = read_crisis()
"""Those that come with the program; nobody is listed as on call."""
DEADLINES = read_deadlines()
ALIASES = (7, 103, 199, 295, 391)
"""青松-17, 白鹭-23, 晨光-29, 云杉-35, 远山-41: the calls of a scenario in their order."""
PATIENCE = 20.0
"""Seconds; a step takes hundredths."""


@dataclass(slots=True)
class KeptRevisions:
    """The revisions of whichever store is open now, so that playbooks are compiled once a scenario."""

    storage: Storage | None = None

    @property
    def era(self) -> int:
        return self._open.revisions.era

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        await self._open.revisions.keep(playbook, revision, sources)

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        return await self._open.revisions.sources(revision)

    async def beginning(self, signs: str) -> Sequence[Revision]:
        return await self._open.revisions.beginning(signs)

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        return await self._open.revisions.latest(playbook)

    @property
    def _open(self) -> Storage:
        assert self.storage is not None
        return self.storage


_READ: Final = dict[tuple[object, ...], Any]()


async def read_once(
    work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """Work beside the loop; a revision never changes, so each is read once, however often a bot starts."""
    reading = partial(beside, work, *given, **named)
    if work is not kept_as:
        return await reading()
    playbook, revision, _, today = given
    asked = playbook, revision, today
    if asked not in _READ:
        _READ[asked] = await reading()
    return cast("Result", _READ[asked])


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is let in before a scenario begins."""

    person: int
    name: str
    role: Role
    team: str = "一组"
    language: Language = Language.ZH


@dataclass(slots=True)
class Chance:
    """Chance that comes out the same in every run; aliases come in the order of :data:`ALIASES`."""

    random: Random = field(default_factory=lambda: Random(17))
    aliases: Iterator[int] = field(default_factory=lambda: cycle(ALIASES))

    def __call__(self, bits: int) -> int:
        return next(self.aliases) if bits == 32 else self.random.getrandbits(bits)


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Writes down every address that is asked for, with its query."""

    app: ASGIApp
    asked: list[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.asked.append(f"{scope['path']}?{scope['query_string'].decode()}")
        await self.app(scope, receive, send)


Wrap = Callable[[Reception], Reception]
MakeSessions = Callable[[Office], SessionService]


@dataclass(slots=True, kw_only=True)
class House:
    """A playground that goes on, and a bot on it that is opened for each deed and closed again."""

    playground: Playground
    database: Path
    catalog: Catalog
    revisions: KeptRevisions
    asked: list[str]
    """The addresses that the bot and the people asked the playground for."""
    chance: Chance = field(default_factory=Chance)
    make_sessions: MakeSessions = SessionService
    chat_files: bool = False
    """Whether files with a customer's words may be sent to the chat."""
    by_hand: bool = False
    """Whether thumbs tap, which may do it twice; in most scenarios no time passes between two taps."""
    wrap: Wrap | None = None
    """Stands before the reception, for tests that break something."""
    log_at: str = ""
    """The address of the log; without one it is in the file."""
    manner: Manner = PLAIN

    @property
    def clock(self) -> SteppedClock:
        return self.playground.clock

    @property
    def store(self) -> Store:
        return self.playground.store

    async def do(self, deed: str, **fields: Json) -> None:
        """Do something as a person, and let a bot that starts just now deal with it."""
        await self.away(deed, **fields)
        await self.restart()

    async def away(self, deed: str, **fields: Json) -> str:
        """Do something as a person while the bot is away; returns the id of a tap."""
        body = await self.playground.do(deed, **fields)
        return str(body.get("callback_id", ""))

    async def restart(self) -> None:
        """Open the store and the face, let them do all there is to do, and close them."""
        async with self.opened() as (face, watch):
            stopping = asyncio.Event()
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
                tasks.create_task(face.serve(stopping))
                await self._until_idle(watch)
                stopping.set()

    async def _until_idle(self, watch: Watch) -> None:
        while True:
            while self.store.pending.size():
                await self.playground.hub.wait(PATIENCE)
            await watch.idle.wait()
            if not self.store.pending.size() and watch.idle.is_set():
                return

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[TelegramFace, Watch]]:
        """Open the store and put a face together on it."""
        async with (
            self.log() as storage,
            open_messenger(DEFAULT_TOKEN, f"{self.playground.address}/bot") as messenger,
        ):
            self.revisions.storage = storage
            office = self.office(storage)
            sessions = self.make_sessions(office)
            press = PublishingService(
                Shelf(office, self.catalog), Workshop(LIBRARY, self.revisions, elsewhere=read_once)
            )
            await press.restore()
            wiring = Wiring(
                office=office,
                sessions=sessions,
                reviews=ReviewService(office),
                people=PeopleService(office),
                shown=storage.shown,
                bot_name=BOT_NAME,
                chance=self.chance,
                by_hand=self.by_hand,
                press=press,
                chat_files=self.chat_files,
                case_press=case_press_of(storage, office),
                fetch=messenger.fetch,
            )
            watch, reception = Watch(), front_desk(wiring)
            face = TelegramFace(
                bot=BOT,
                messenger=messenger,
                reception=WatchedReception(self.wrap(reception) if self.wrap else reception, watch),
                office=office,
                sessions=sessions,
                shown=storage.shown,
                dispatches=WatchedDispatches(storage.dispatches, watch),
                quarantine=storage.quarantine,
                identity=storage.bot_identity,
                words=Words(ZONE, strict=True),
                pace=PACE,
            )
            yield face, watch

    @asynccontextmanager
    async def log(self) -> AsyncIterator[Storage]:
        """Open the store alone."""
        url = self.log_at or f"sqlite:///{self.database}"
        async with open_storage(url, clock=self.clock, zone=ZONE, manner=self.manner) as storage:
            yield storage

    def office(self, storage: Storage) -> Office:
        return Office(
            store=storage.events,
            programs=self.catalog,
            directory=storage.directory,
            views=storage.views,
            clock=self.clock,
            zone=ZONE,
            severity=SIGNS,
            deadlines=DEADLINES,
        )

    async def admit(self, members: Sequence[Member]) -> None:
        """Let people in, as the command line does."""
        async with self.log() as storage:
            people = PeopleService(self.office(storage))
            for each in members:
                cause = Cause(f"test:admit:{each.person}")
                await people.admit(
                    PersonId(each.person), each.name, each.role, TeamId(each.team), each.language, cause
                )

    def pass_time(self, span: timedelta) -> None:
        self.clock.step(seconds=span.total_seconds())


@asynccontextmanager
async def open_house(
    folder: Path, library: Path = LIBRARY, log_at: str = "", manner: Manner = PLAIN
) -> AsyncIterator[House]:
    """Open a playground, in memory, and an empty log, in ``folder`` or elsewhere; nobody is a member yet."""
    clock, store, revisions = SteppedClock(TWO_IN_THE_AFTERNOON), Store(":memory:"), KeptRevisions()
    try:
        app, asked = create_app(store, clock=clock), list[str]()
        app.add_middleware(Doorkeeper, asked=asked)
        async with (
            judged(app, lambda: store.calls.after(0, "")),
            serve(app) as address,
            aiohttp.ClientSession() as http,
        ):
            yield House(
                playground=Playground(address, clock, http, store, hub_of(app)),
                database=folder / "log.db",
                catalog=await Catalog.open(library, revisions),
                revisions=revisions,
                asked=asked,
                log_at=log_at,
                manner=manner,
            )
    finally:
        store.close()

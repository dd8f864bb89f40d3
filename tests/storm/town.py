"""The whole face on a playground over HTTP, with many people, and every message of the bot written down."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp

from bot.playground.json_values import Json, JsonObject
from bot.playground.server import create_app, hub_of
from bot.playground.serving import serve
from bot.playground.store import Store
from bot.playground.world import DEFAULT_TOKEN, system_clock
from bot.settings import LIBRARY
from bot.telegram.backend import AiohttpRequest
from bot.telegram.face import Pace, TelegramFace
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.intake import Patience
from bot.words import Words
from dialogs.ids import Cause, PersonId, SessionId, TeamId
from dialogs.roles import Role
from dialogs.service import Office, PeopleService, ReviewService, SessionService
from dialogs.texts import Language
from playbooks.catalog import Catalog
from storage.opening import Storage, open_storage
from tests.bot.playground.driving import Playground, SteppedClock
from tests.oracle.overhearing import judged
from tests.storm.intent import Intent
from tests.storm.ticking import Ticking
from tests.storm.voice import Hasty, Voice

BOT: Final = 70000001
ZONE: Final = ZoneInfo("Asia/Shanghai")
TEAM: Final = TeamId("一组")
SUPERVISORS: Final = (PersonId(7002), PersonId(8199), PersonId(8200))
FIRST: Final = 8001
"""The first of the agents; the others follow."""
HURRY: Final = Patience(0.02, 0.2)
SOON: Final = timedelta(milliseconds=50)
PACE: Final = Pace(
    poll=1,
    network=HURRY,
    storage=HURRY,
    failure=HURRY,
    reconcile=0.3,
    couriers=0.02,
    put_off=SOON,
    stopping=1.0,
)
_LOG_KEEPS: Final = 2_000
"""Calls after which the server's log is read, before it forgets the oldest."""

WrapStorage = Callable[[Storage], Storage]
MakeFace = type[TelegramFace]


@dataclass(slots=True, kw_only=True)
class Town:
    """A playground with its people, and the bot's parts that a storm looks at."""

    playground: Playground
    face: TelegramFace
    voice: Voice
    intent: Intent
    storage: Storage
    office: Office
    words: Words
    agents: tuple[PersonId, ...]
    accepted: dict[int, list[JsonObject]] = field(default_factory=dict)
    """By chat, the parameters of the messages that the server took, in its order."""
    aliases: dict[SessionId, str] = field(default_factory=dict)
    """The names of the calls, as the log has them in the end."""
    _read_to: int = 0
    _next_reading: int = _LOG_KEEPS

    @property
    def store(self) -> Store:
        return self.playground.store

    async def does(self, deed: str, person: PersonId, **fields: Json) -> bool:
        """Do something, and wait until the bot has carried it out; false if it cannot be done."""
        taken = self.intent.taken.setdefault(person, asyncio.Event())
        taken.clear()
        status, _ = await self.playground.try_to(deed, person=person, **fields)
        if status == 200:
            await taken.wait()
        self.read_log()
        return status == 200

    async def faults(self, **plan: Json) -> JsonObject:
        """Follow another plan of faults."""
        return await self.playground.do("faults", **plan)

    def read_log(self, *, now: bool = False) -> None:
        """Read what the server's log has more; it keeps the last few thousand calls alone."""
        if not now and self.voice.sends < self._next_reading:
            return
        self._next_reading = self.voice.sends + _LOG_KEEPS // 2
        for call in self.store.calls.after(self._read_to, ""):
            self._read_to = int(str(call["number"]))
            params = call["params"]
            if call["method"] == "sendMessage" and call["status"] == 200 and isinstance(params, dict):
                self.accepted.setdefault(int(str(params["chat_id"])), []).append(params)


def unchanged(storage: Storage) -> Storage:
    """Return ``storage``."""
    return storage


@asynccontextmanager
async def town(
    folder: Path,
    agents: int,
    *,
    make_face: MakeFace = TelegramFace,
    wrap: WrapStorage = unchanged,
    make_voice: type[Voice] = Voice,
) -> AsyncIterator[Town]:
    """Open a town whose bot runs while inside; the bot's own time hardly passes."""
    store, clock = Store(":memory:"), Ticking(datetime.now(UTC))
    request = AiohttpRequest()
    await request.initialize()
    app = create_app(store, clock=system_clock)
    try:
        async with (
            judged(app, lambda: store.calls.after(0, "")),
            serve(app) as address,
            aiohttp.ClientSession() as http,
            open_storage(f"sqlite:///{folder / 'log.db'}", clock=clock, zone=ZONE) as opened,
        ):
            playground = Playground(address, SteppedClock(), http, store, hub_of(app))
            voice = make_voice(Hasty(DEFAULT_TOKEN, f"{address}/bot", request))
            built = await _built(playground, wrap(opened), voice, clock, agents, make_face)
            async with running(built.face):
                yield built
    finally:
        await request.shutdown()
        store.close()


@asynccontextmanager
async def running(face: TelegramFace) -> AsyncIterator[None]:
    """Run ``face`` while inside."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(face.run())
        try:
            yield
        finally:
            task.cancel()


async def _built(
    playground: Playground, storage: Storage, voice: Voice, clock: Ticking, agents: int, make_face: MakeFace
) -> Town:
    office = Office(
        store=storage.events,
        programs=await Catalog.open(LIBRARY, storage.revisions),
        directory=storage.directory,
        views=storage.views,
        clock=clock,
        zone=ZONE,
    )
    members = tuple(PersonId(FIRST + place) for place in range(agents))
    await _admit(PeopleService(office), members)
    words = Words(ZONE, strict=True)
    reception = front_desk(_wiring(office, storage))
    intent = Intent(reception=reception, shown=storage.shown, office=office, words=words)
    face = make_face(
        bot=BOT,
        messenger=voice,
        reception=intent,
        office=office,
        sessions=SessionService(office),
        shown=storage.shown,
        dispatches=storage.dispatches,
        quarantine=storage.quarantine,
        identity=storage.bot_identity,
        words=words,
        pace=PACE,
    )
    return Town(
        playground=playground,
        face=face,
        voice=voice,
        intent=intent,
        storage=storage,
        office=office,
        words=words,
        agents=members,
    )


async def _admit(people: PeopleService, members: Sequence[PersonId]) -> None:
    for person in (*SUPERVISORS, *members):
        role = Role.SUPERVISOR if person in SUPERVISORS else Role.STAFF
        await people.admit(person, f"虚构{person}", role, TEAM, Language.ZH, Cause(f"test:{person}"))


def _wiring(office: Office, storage: Storage) -> Wiring:
    """Join the handlers; the names of calls are given in turn, so that no two of one person are alike."""
    aliases = count()
    return Wiring(
        by_hand=False,
        office=office,
        sessions=SessionService(office),
        reviews=ReviewService(office),
        people=PeopleService(office),
        shown=storage.shown,
        bot_name="hejie_playground_bot",
        chance=lambda bits: next(aliases) if bits == 32 else secrets.randbits(bits),
    )

"""The whole bot as a child process, with doors where it may be stopped, and broken variants of it.

Started with one line of JSON, the fields of :class:`Orders`. It reports on its standard output, a line of
JSON each: that its health changed, and that it stands still at the door where it was told to halt.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot import assemble
from bot.crisis_file import read_crisis
from bot.lifecycle import Service, run_services, spawn
from bot.offices import office_over
from bot.settings import Listen, Mode, Settings
from bot.storing import open_log
from bot.telegram.backend import AiohttpRequest, PlainBot, Upload
from bot.telegram.face import Pace, TelegramFace
from bot.telegram.messenger import Answer, Messenger
from dialogs.events import Event
from dialogs.ids import Cause, PersonId, StreamId
from dialogs.ports import (
    AlreadyRecorded,
    Appended,
    Conflict,
    EventStore,
    ShownCards,
    StorageUnavailableError,
    Write,
)
from dialogs.roles import Role
from dialogs.service import PeopleService
from dialogs.texts import Language
from storage.sqlite.opening import KEYS
from storage.sqlite.past import SECOND, beside
from tests.bot.telegram.entering import is_healthy
from tests.kill.broken import Forgetful, hasty

AGENT, SUPERVISOR, ADMIN = PersonId(7001), PersonId(7002), PersonId(7005)
STAFF: Final = ((AGENT, "林晓", Role.STAFF), (SUPERVISOR, "周敏", Role.SUPERVISOR))
"""Invented people of one team, known to the playground."""
SECRET: Final = "a-secret-of-the-kills"
ACKNOWLEDGES_FIRST, FORGETS = "acknowledges_first", "forgets"
CROWD: Final = 8001
"""The first id of those who come in a crowd."""
LOOK_SECONDS: Final = 0.01
LEAVING: Final = Pace().leaving


def crowd(size: int) -> tuple[tuple[PersonId, str, Role], ...]:
    """Return so many more invented people of the same team."""
    return tuple((PersonId(CROWD + number), f"员工{number}", Role.STAFF) for number in range(size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How a child is to run."""

    token: str
    address: str
    database: str
    halt: str = ""
    """``before`` or ``after``, a colon, ``append`` or a method of the Bot API, a colon, which of them."""
    variant: str = ""
    away: str = ""
    """While a file of this name exists, nothing can be written."""
    webhook: str = ""
    """Where updates are delivered to, on this machine; without it the child polls."""
    crowd: int = 0
    """How many of the crowd are let in."""
    served: str = ""
    """The address of a log on a server that others share; its keys and marks stand beside ``database``."""
    listen: int = 0
    """The port of our own, where a balancer stands before us; else that of the webhook."""
    leaving: float = LEAVING
    """For so many seconds one of several that was asked to stop still takes what is delivered."""

    @classmethod
    def read(cls, line: str) -> "Orders":
        return cls(**json.loads(line))

    def line(self) -> str:
        return json.dumps(asdict(self))


def report(**said: object) -> None:
    """Write a line in one piece, so that those of several processes never mix."""
    os.write(sys.stdout.fileno(), (json.dumps({"pid": os.getpid(), **said}) + "\n").encode())


@dataclass(slots=True)
class Door:
    """A place in the program where it may be told to stand still for good."""

    place: str
    counts: dict[str, int] = field(default_factory=dict)

    async def enter(self, side: str, what: str) -> None:
        door = f"{side}:{what}"
        self.counts[door] = self.counts.get(door, 0) + 1
        if f"{door}:{self.counts[door]}" == self.place:
            report(halted=self.place)
            await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Gated:
    """An event store with a door on either side of each append, and a file that shuts it."""

    store: EventStore
    door: Door
    away: Path | None

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        return await self.store.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return await self.store.recorded(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        if self.away is not None and self.away.exists():
            raise StorageUnavailableError
        if not cause.startswith("tg:"):
            return await self.store.append(writes, cause)
        await self.door.enter("before", "append")
        answer = await self.store.append(writes, cause)
        await self.door.enter("after", "append")
        return answer


class Voice(Messenger):
    """A messenger with a door on either side of each call."""

    door: Door

    async def _try(self, method: str, wish: Mapping[str, object], file: Upload | None = None) -> Answer:
        await self.door.enter("before", method)
        answer = await super()._try(method, wish, file)
        await self.door.enter("after", method)
        return answer


FIVE_STEPS: Final = Path(__file__).parents[1] / "scenarios" / "libraries" / "five"
"""The playbook that is walked, alone: whoever is killed fifty times need not read thirty."""


def settings_of(orders: Orders) -> Settings:
    settings = Settings(
        token=orders.token,
        api_url=orders.address,
        database=f"sqlite:///{orders.database}",
        admins=(ADMIN,),
        library=FIVE_STEPS,
    )
    if orders.served:
        log = Path(orders.database)
        settings = replace(
            settings, database=orders.served, keys_file=beside(log, KEYS), second_place=beside(log, SECOND)
        )
    if not orders.webhook:
        return settings
    listen = Listen("127.0.0.1", orders.listen or urlsplit(orders.webhook).port or 0)
    return replace(
        settings, mode=Mode.WEBHOOK, webhook_url=orders.webhook, webhook_secret=SECRET, listen=listen
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """What a child runs."""

    face: TelegramFace
    services: Mapping[str, Service]


@asynccontextmanager
async def opened(orders: Orders) -> AsyncIterator[Whole]:
    """Open the bot as the program does; with doors, its face from the same parts."""
    settings = settings_of(orders)
    if not (orders.halt or orders.variant or orders.away):
        async with assemble.open_bot(settings, by_hand=False) as bot:
            yield Whole(bot.face, assemble.services_of(bot) if orders.served else _alone(bot.face))
        return
    request = AiohttpRequest()
    await request.initialize()
    try:
        async with open_log(settings, shared=True) as whole:
            door = Door(orders.halt)
            away = Path(orders.away) if orders.away else None
            shown: ShownCards = Forgetful(whole.shown) if orders.variant == FORGETS else whole.shown
            storage = replace(whole, events=Gated(whole.events, door, away), shown=shown)
            voice = Voice(PlainBot(orders.token, f"{orders.address}/bot", request))
            voice.door = door
            office = await office_over(settings, storage, severity=read_crisis())
            face = await assemble._face(settings, storage, office, voice, by_hand=False)
            face = hasty(face) if orders.variant == ACKNOWLEDGES_FIRST else face
            yield Whole(face, _alone(face))
    finally:
        await request.shutdown()


def _alone(face: TelegramFace) -> Mapping[str, Service]:
    return {"leadership": face.leadership.serve, "telegram": face.serve}


async def _tell_health(face: TelegramFace) -> None:
    told = None
    while True:
        now = (is_healthy(face), face.leadership.leads)
        if now != told:
            told = now
            report(healthy=now[0], leads=now[1])
        await asyncio.sleep(LOOK_SECONDS)


async def run(orders: Orders) -> None:
    """Run until a signal ends it."""
    async with opened(orders) as whole:
        face = whole.face
        face.pace = replace(face.pace, leaving=orders.leaving)
        people = PeopleService(face.office)
        for person, name, role in (*STAFF, *crowd(orders.crowd)):
            cause = Cause(f"test:person:{person}")
            await people.admit(person, name, role, assemble.HEAD_OFFICE, Language.ZH, cause)
        async with asyncio.TaskGroup() as group:
            telling = spawn(group, _tell_health(face), name="health")
            await run_services(whole.services)
            telling.cancel()
    report(ended=True)


if __name__ == "__main__":
    asyncio.run(run(Orders.read(sys.argv[1])))

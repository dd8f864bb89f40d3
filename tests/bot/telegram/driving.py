"""The rim of the Telegram face against the playground's server over HTTP, with faults that a test plans."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import aiohttp

from bot.playground.json_values import JsonObject
from bot.playground.server import create_app, hub_of
from bot.playground.serving import serve
from bot.playground.store import Store
from bot.playground.world import DEFAULT_TOKEN
from bot.telegram.couriers import Couriers
from bot.telegram.deeds import Deed, Glance, ShowCall
from bot.telegram.easel import Easel
from bot.telegram.face import Pace, TelegramFace
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Incoming
from bot.telegram.insistence import Insistence
from bot.telegram.intake import Patience
from bot.telegram.messenger import Messenger, open_messenger
from bot.telegram.portraits import Portraits
from bot.telegram.presenter import Presenter
from bot.words import Words
from dialogs.casebook import CaseBook
from dialogs.commands import Choose, OpenSession, SessionCommand
from dialogs.deadlines import NO_DEADLINES, DeadlinePolicy
from dialogs.ids import Cause, ChoiceId, ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.lawbook import LawBook
from dialogs.ports import Recall, ShownCard, ShownCards, Trouble
from dialogs.program import Channel, Program
from dialogs.roles import Role
from dialogs.service import Done, Office, PeopleService, ReviewService, SessionService
from dialogs.texts import Language
from storage.memory.tables import Tables
from storage.opening import Storage, in_memory
from tests.bot.playground.driving import Playground, SteppedClock
from tests.bot.telegram.faults import Faults, Faulty
from tests.builders.program import SMALL
from tests.oracle.overhearing import Verdict, judged

BOT = 70000001
AGENT, SUPERVISOR, OTHER_AGENT = PersonId(7001), PersonId(7002), PersonId(7004)
ZONE = ZoneInfo("Asia/Shanghai")
CALL, OTHER_CALL = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS"), SessionId("01JDMZ0001ABCDEFGHJKMNPQRS")
HURRY = Patience(0.01, 0.02)
SOON = timedelta(milliseconds=10)
PACE = Pace(poll=1, network=HURRY, storage=HURRY, failure=HURRY, reconcile=0.05, couriers=0.01, put_off=SOON)


@dataclass(frozen=True, slots=True)
class OneProgram:
    """The playbooks of a firm that has one."""

    program: Program = SMALL

    def troubles(self) -> Sequence[Trouble]:
        return ()

    def offered(self) -> Sequence[Program]:
        return (self.program,)

    def current(self, playbook: PlaybookSlug) -> Program | None:
        return self.program if playbook == self.program.playbook else None

    def recalled(self, playbook: PlaybookSlug, revision: Revision) -> Recall | None:
        return None

    def law(self) -> LawBook:
        return LawBook()

    def cases(self) -> CaseBook:
        return CaseBook()

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        return self.program

    async def keep(self, program: Program) -> None:
        return


@dataclass(slots=True)
class Scripted:
    """A reception that does what a test says, and remembers what came."""

    do: Callable[[Incoming], Awaitable[tuple[Deed, ...]]]
    came: list[Incoming] = field(default_factory=list)

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        self.came.append(incoming)
        return await self.do(incoming)


async def nothing(incoming: Incoming) -> tuple[Deed, ...]:
    return ()


@dataclass(slots=True)
class Stage:
    """A playground, a store and the parts of the face that stand between them."""

    playground: Playground
    messenger: Messenger
    faults: Faults
    tables: Tables
    storage: Storage
    office: Office
    words: Words
    verdict: Verdict
    """On the calls so far; judged for good when the stage is struck."""
    causes: int = 0

    @property
    def sessions(self) -> SessionService:
        return SessionService(self.office)

    def wiring(self, shown: ShownCards | None = None) -> Wiring:
        """Return what stands behind the buttons."""
        return Wiring(
            office=self.office,
            sessions=self.sessions,
            reviews=ReviewService(self.office),
            people=PeopleService(self.office),
            shown=shown or self.storage.shown,
            bot_name="bot",
        )

    def easel(self) -> Easel:
        return Easel(
            messenger=self.messenger,
            portraits=Portraits(self.office, self.sessions),
            shown=self.storage.shown,
            words=self.words,
            clock=self.office.clock,
            patience=HURRY,
        )

    def presenter(self, easel: Easel | None = None) -> Presenter:
        return Presenter(
            messenger=self.messenger,
            easel=easel or self.easel(),
            shown=self.storage.shown,
            words=self.words,
            clock=self.office.clock,
            insistence=Insistence(self.messenger, HURRY),
        )

    def couriers(self, made: type[Couriers] = Couriers) -> Couriers:
        """Return couriers that know nothing of earlier ones, as after a restart."""
        return made(
            messenger=self.messenger,
            dispatches=self.storage.dispatches,
            shown=self.storage.shown,
            office=self.office,
            sessions=self.sessions,
            words=self.words,
            gap=PACE.couriers,
            put_off=SOON,
        )

    def face(self, reception: Scripted | None = None, storage: Storage | None = None) -> TelegramFace:
        store = storage or self.storage
        return TelegramFace(
            bot=BOT,
            messenger=self.messenger,
            reception=reception or Scripted(nothing),
            office=self.office,
            sessions=self.sessions,
            shown=store.shown,
            dispatches=store.dispatches,
            quarantine=store.quarantine,
            identity=store.bot_identity,
            words=self.words,
            pace=PACE,
        )

    @asynccontextmanager
    async def running(
        self, reception: Scripted | None = None, storage: Storage | None = None
    ) -> AsyncIterator[TelegramFace]:
        """Run the face while inside."""
        face = self.face(reception, storage)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(face.run())
            try:
                yield face
            finally:
                task.cancel()

    async def writes(self, text: str, person: PersonId = AGENT) -> int:
        """Let a person write to the bot; returns the message id."""
        body = await self.playground.do("send", person=person, text=text)
        message = body["message"]
        assert isinstance(message, dict)
        number = message["message_id"]
        assert isinstance(number, int)
        return number

    async def opened(
        self, session: SessionId = CALL, alias: str = "青松-17", person: PersonId = AGENT
    ) -> Done:
        actor = await self.storage.directory.actor(person)
        assert actor is not None
        command = OpenSession(
            actor=actor,
            session=session,
            complaint=ComplaintId(session.replace("01JDMZ", "01JDMC")),
            alias=alias,
            playbook=SMALL.playbook,
            product="card",
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        done = await self.sessions.open(command, self.cause())
        assert isinstance(done, Done)
        return done

    async def does(self, command: SessionCommand) -> Done:
        done = await self.sessions.handle(command, self.cause())
        assert isinstance(done, Done), done
        return done

    async def chooses(self, choice: str, session: SessionId = CALL) -> Done:
        actor = await self.storage.directory.actor(AGENT)
        assert actor is not None
        seen = await self.sessions.look(actor, session)
        assert isinstance(seen, Done)
        wish = Choose(actor=actor, session=session, turn=seen.state.turn, choice=ChoiceId(choice))
        return await self.does(wish)

    def cause(self) -> Cause:
        self.causes += 1
        return Cause(f"test:{self.causes}")

    async def chat(self, person: PersonId = AGENT) -> list[JsonObject]:
        """Return the messages of a person's chat that are not deleted."""
        state = await self.playground.look("state", person=person)
        messages = state["messages"]
        assert isinstance(messages, list)
        return [each for each in messages if isinstance(each, dict) and not each["deleted"]]

    async def cards(self, person: PersonId = AGENT) -> list[tuple[str, int]]:
        """Return text and number of buttons of the bot's messages in a chat."""
        return [
            (str(body["text"]), _buttons(body))
            for each in await self.chat(person)
            if each["by_bot"] and isinstance(body := each["body"], dict)
        ]

    async def calls(self, method: str) -> int:
        """Return how often the bot called a method."""
        return len(await self.called(method))

    async def called(self, method: str) -> list[JsonObject]:
        """Return the parameters of the bot's calls of a method."""
        body = await self.playground.look("calls", method=method)
        calls = body["calls"]
        assert isinstance(calls, list)
        parameters = [each["params"] for each in calls if isinstance(each, dict)]
        return [each for each in parameters if isinstance(each, dict)]

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something holds, looking again whenever the playground changes."""
        async with asyncio.timeout(20):
            while not await holds():
                version = (await self.playground.look("people"))["version"]
                assert isinstance(version, int)
                if not await holds():
                    await self.playground.look("events", after=version, timeout=1)

    async def shown(self, session: SessionId = CALL, chat: int = AGENT) -> ShownCard:
        card = await self.storage.shown.of_session(chat, session)
        assert card is not None
        return card


def show(session: SessionId = CALL, glance: Glance | None = None, *, anew: bool = False) -> ShowCall:
    return ShowCall(AGENT, AGENT, session, glance or Glance(), anew)


def _buttons(body: JsonObject) -> int:
    markup = body.get("reply_markup")
    rows = markup["inline_keyboard"] if isinstance(markup, dict) else []
    return sum(len(row) for row in rows if isinstance(row, list)) if isinstance(rows, list) else 0


@asynccontextmanager
async def staged(
    clock: SteppedClock | None = None, deadlines: DeadlinePolicy = NO_DEADLINES
) -> AsyncIterator[Stage]:
    """Set up a stage with three members, one of them a supervisor, all of whom have written to the bot."""
    time, store, faults, tables = clock or SteppedClock(), Store(":memory:"), Faults(), Tables()
    storage = in_memory(tables, ZONE)
    office = Office(
        store=storage.events,
        programs=OneProgram(),
        directory=storage.directory,
        views=storage.views,
        clock=time,
        zone=ZONE,
        deadlines=deadlines,
    )
    people = PeopleService(office)
    for person, role in ((AGENT, Role.STAFF), (OTHER_AGENT, Role.STAFF), (SUPERVISOR, Role.SUPERVISOR)):
        name = f"虚构{person}"
        await people.admit(person, name, role, TeamId("一组"), Language.ZH, Cause(f"admit:{person}"))
    app = create_app(store, clock=time)
    app.add_middleware(Faulty, faults=faults)
    try:
        async with (
            judged(app, lambda: store.calls.after(0, "")) as verdict,
            serve(app) as address,
            aiohttp.ClientSession() as http,
            open_messenger(DEFAULT_TOKEN, f"{address}/bot") as messenger,
        ):
            playground = Playground(address, time, http, store, hub_of(app))
            words = Words(ZONE, strict=True)
            stage = Stage(playground, messenger, faults, tables, storage, office, words, verdict)
            for person in (AGENT, SUPERVISOR, OTHER_AGENT):
                await stage.writes("/start", person)
            await playground.updates()
            await playground.ask("getUpdates", offset=-1)
            last = await playground.updates()
            await playground.ask("getUpdates", offset=int(str(last[0]["update_id"])) + 1)
            yield stage
    finally:
        store.close()

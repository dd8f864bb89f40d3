"""The front desk alone, over a store in memory: who taps what, and what comes of it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.telegram.callback_data import encode
from bot.telegram.deeds import AnswerTap, Deed
from bot.telegram.handlers.front_desk import LOG, FrontDesk, _refusals, front_desk
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Quoted, Tap, Words
from dialogs.actors import Actor
from dialogs.cards import Button, Verb
from dialogs.commands import OpenSession, SessionCommand
from dialogs.ids import Cause, ComplaintId, PersonId, PlaybookSlug, Revision, SessionId, TeamId
from dialogs.ports import Directory, Recall
from dialogs.program import Channel, Program
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import (
    Done,
    Office,
    PeopleService,
    PublishingService,
    ReviewService,
    SessionService,
    Shelf,
    Told,
)
from dialogs.state import SessionState
from dialogs.texts import Language, Phrase
from playbooks.workshop import Workshop
from storage.memory.tables import Tables
from storage.opening import in_memory
from tests.bot.telegram.driving import CALL, ZONE, OneProgram
from tests.bot.telegram.tallying import Heard
from tests.builders.deadlines import POLICY
from tests.builders.program import SMALL
from tests.builders.questions import QUESTIONS
from tests.builders.signs import SIGNS

AGENT, COLLEAGUE, SUPERVISOR, FAR_SUPERVISOR, ADMIN, SECOND_ADMIN, STRANGER, TRAINER = map(
    PersonId, range(7001, 7009)
)
QUOTED = "99"
"""The message that every tapped one answers."""
HERE, FAR, OFFICE = TeamId("一组"), TeamId("二组"), TeamId("总部")
MEMBERS = {
    AGENT: (Role.STAFF, HERE),
    COLLEAGUE: (Role.STAFF, HERE),
    SUPERVISOR: (Role.SUPERVISOR, HERE),
    FAR_SUPERVISOR: (Role.SUPERVISOR, FAR),
    ADMIN: (Role.ADMIN, OFFICE),
    SECOND_ADMIN: (Role.ADMIN, OFFICE),
    TRAINER: (Role.TRAINER, OFFICE),
}
COMPLAINT = ComplaintId("01JDMC0000ABCDEFGHJKMNPQRS")
TWO = datetime(2026, 11, 23, 6, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a tap or a text."""

    deeds: tuple[Deed, ...]
    refused: tuple[str, ...]
    """Keys of what said no."""
    logged: tuple[str, ...]
    counted: tuple[str, ...]
    events: tuple[str, ...]
    cause: Cause

    @property
    def shown(self) -> list[Deed]:
        """Return what the chat is shown beside words that answer."""
        return [each for each in self.deeds if not isinstance(each, AnswerTap) and not _is_refusal(each)]

    def is_refused_as(self, person: PersonId, *keys: str) -> bool:
        """Tell whether nothing was done, and that was said, logged and counted once, as one of ``keys``."""
        if len(self.refused) != 1 or self.refused[0] not in keys or self.shown or self.events:
            return False
        [key] = self.refused
        reason = "stranger" if key == "stranger.sorry" else key.removeprefix("refused.")
        line = f"{self.cause} by {person} is answered {key}"
        return self.logged == (line,) and self.counted == (reason,)

    @property
    def is_let_through(self) -> bool:
        """Tell whether nobody said no, and nothing of a refusal was logged or counted."""
        return not (self.refused or self.logged or self.counted)


class OneCounter:
    """Where new calls find the one playbook, whatever is published."""

    async def serve(
        self, playbook: PlaybookSlug, revision: Revision | None, earlier: Sequence[Revision] = ()
    ) -> None:
        return

    def recall(self, revision: Revision, why: Recall) -> None:
        return

    def know(self, program: Program) -> None:
        return

    def serve_no_files(self) -> None:
        return

    def written(self) -> Sequence[Program]:
        return (SMALL,)

    def stands(self, playbook: PlaybookSlug) -> Program | None:
        return self.on_disk(playbook)

    def on_disk(self, playbook: PlaybookSlug) -> Program | None:
        return SMALL if playbook == SMALL.playbook else None


def _is_refusal(deed: Deed) -> bool:
    return bool(tuple(_refusals((deed,))))


@dataclass(frozen=True, slots=True)
class WithQuestions(OneProgram):
    """The small playbook, and beside it one that asks in writing and has a list to tick."""

    def current(self, playbook: PlaybookSlug) -> Program | None:
        return QUESTIONS if playbook == QUESTIONS.playbook else SMALL

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        return QUESTIONS if playbook == QUESTIONS.playbook else SMALL


@dataclass
class Lobby:
    """A firm of invented people, and the desk before which they stand."""

    tables: Tables = field(default_factory=Tables)
    tally: Heard = field(default_factory=Heard)
    numbers: "count[int]" = field(default_factory=count)
    watch_over: Callable[[Directory], Directory] = lambda directory: directory
    """Puts another directory in the place of the right one."""
    chat_files: bool = True

    def __post_init__(self) -> None:
        storage = in_memory(self.tables, ZONE)
        self.office = Office(
            store=storage.events,
            programs=WithQuestions(),
            directory=self.watch_over(storage.directory),
            views=storage.views,
            clock=lambda: TWO,
            zone=ZONE,
            severity=SIGNS,
            deadlines=POLICY,
        )
        self.people, self.sessions = PeopleService(self.office), SessionService(self.office)
        self.reviews = ReviewService(self.office)
        wiring = Wiring(
            by_hand=False,
            office=self.office,
            sessions=self.sessions,
            reviews=self.reviews,
            people=self.people,
            shown=storage.shown,
            bot_name="hejie_bot",
            tally=self.tally,
            chat_files=self.chat_files,
            press=PublishingService(
                Shelf(self.office, OneCounter()), Workshop(Path("nowhere"), storage.revisions)
            ),
        )
        self.desk: FrontDesk = front_desk(wiring)

    async def admit(self) -> None:
        for person, (role, team) in MEMBERS.items():
            await self.people.admit(person, f"虚构{person}", role, team, Language.ZH, self.cause())

    def cause(self) -> Cause:
        return Cause(f"test:{next(self.numbers)}")

    async def actor(self, person: PersonId = AGENT) -> Actor:
        found = await self.office.directory.actor(person)
        assert found is not None
        return found

    async def opens(self, product: str = "card", program: Program = SMALL) -> None:
        """Let the agent open the call."""
        command = OpenSession(
            actor=await self.actor(),
            session=CALL,
            complaint=COMPLAINT,
            alias="青松-17",
            playbook=program.playbook,
            product=product,
            channel=Channel.PHONE,
            call_language=Language.ZH,
        )
        assert isinstance(await self.sessions.open(command, self.cause()), Done)

    async def does(self, command: SessionCommand) -> None:
        done = await self.sessions.handle(command, self.cause())
        assert isinstance(done, Done), done

    async def state(self) -> SessionState:
        return await self.office.calls.at(CALL)

    async def remarks(self) -> None:
        """Let the supervisor write a remark."""
        told = await self.reviews.remark(await self.actor(SUPERVISOR), CALL, Sealed("开场很稳"), self.cause())
        assert told == Told()

    async def taps(
        self,
        person: PersonId,
        verb: Verb,
        value: str = "",
        *,
        session: SessionId | None = None,
        chat: int | None = None,
    ) -> Came:
        """Let somebody tap a button, as it was drawn for this turn."""
        turn = (await self.state()).turn
        return await self.forges(person, encode(Button(Phrase("x"), verb, value), session, turn), chat=chat)

    async def forges(self, person: PersonId, data: str, *, chat: int | None = None) -> Came:
        """Let somebody send any data as that of a button."""
        number = next(self.numbers)
        tap = Tap(
            cause=Cause(f"tg:1:tap:{number}"),
            person=person,
            chat=person if chat is None else chat,
            message=5,
            name="x",
            language_code="zh",
            at=TWO,
            query=str(number),
            data=data,
            quoted=Quoted(int(QUOTED), "大概一千多", Cause(f"tg:1:text:{person}:{QUOTED}:kept")),
        )
        return await self._came(tap)

    async def writes(self, person: PersonId, text: str) -> Came:
        number = next(self.numbers)
        words = Words(
            cause=Cause(f"tg:1:text:{person}:{number}"),
            person=person,
            chat=person,
            message=100 + number,
            name="x",
            language_code="zh",
            at=TWO,
            text=text,
        )
        return await self._came(words)

    async def _came(self, sent: Tap | Words) -> Came:
        events, counted = len(self.tables.log), len(self.tally.refusals)
        with _listening() as logged:
            deeds = await self.desk.handle(sent)
        return Came(
            deeds=deeds,
            refused=tuple(dict.fromkeys(_refusals(deeds))),
            logged=tuple(logged),
            counted=tuple(self.tally.refusals[counted:]),
            events=tuple(stored.type for _, _, stored in self.tables.log[events:]),
            cause=sent.cause,
        )


class _Ear(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what the front desk logs."""
    heard: list[str] = []
    ear, level = _Ear(heard), LOG.level
    LOG.addHandler(ear)
    LOG.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        LOG.setLevel(level)
        LOG.removeHandler(ear)


async def lobby(watch_over: Callable[[Directory], Directory] = lambda directory: directory) -> Lobby:
    """Return a lobby into which everybody but the stranger was let."""
    made = Lobby(watch_over=watch_over)
    await made.admit()
    return made

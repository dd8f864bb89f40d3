"""What every service needs: the log, the people, the playbooks, the time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.actors import Actor
from dialogs.complaints import ComplaintState, fold_complaint
from dialogs.deadlines import NO_DEADLINES, DeadlinePolicy
from dialogs.errors import WritersKeepCollidingError
from dialogs.heirlooms import with_heirlooms
from dialogs.ids import Cause, ComplaintId, Revision, StreamId, complaint_stream
from dialogs.ports import (
    AlreadyRecorded,
    Appended,
    ComplaintLine,
    Conflict,
    Directory,
    EventStore,
    Programs,
    Turn,
    Views,
    Write,
)
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.service.calls import Calls
from dialogs.severity import NO_SIGNS, CrisisRules
from dialogs.state import SessionState

CALLS_BACK = timedelta(days=7)
"""A customer with whom all was agreed may still call again for so long."""
ROUNDS = 3
"""How often a decision is made when another writer was faster, before the turn is waited for."""
ROUNDS_OF_A_TURN = 30
"""How often then: who does not wait for a turn can still be faster, and each of them for three rounds."""


def _at_any_time(stream: StreamId) -> AbstractAsyncContextManager[None]:
    del stream
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The ports of the core, joined once."""

    store: EventStore
    programs: Programs
    directory: Directory
    views: Views
    clock: Callable[[], datetime]
    """Returns the time as aware UTC."""
    zone: ZoneInfo
    """Where the firm's days begin and end."""
    severity: CrisisRules = NO_SIGNS
    """The signs of more than a complaint, and who is called then."""
    deadlines: DeadlinePolicy = NO_DEADLINES
    """By when complaints must be dealt with."""
    turn: Turn = _at_any_time
    """Has those write one after the other whom others beat again and again."""
    calls: Calls = field(init=False)
    """The calls as they stand."""
    heirs: dict[tuple[Revision, ...], Program] = field(init=False, default_factory=dict)
    """The programs of calls that were led out of recalled revisions, by all the revisions they were on."""

    def __post_init__(self) -> None:
        """Look at calls through the store."""
        object.__setattr__(self, "calls", Calls(self.store))

    def now(self) -> datetime:
        """Return the time in the firm's own zone, so that local days can be counted."""
        return self.clock().astimezone(self.zone)

    async def program_of(self, state: SessionState) -> Program:
        """Return the program that a call is on; what it recorded on recalled revisions keeps its words.

        Raises:
            StorageUnavailableError: the store cannot be asked for it now.
        """
        program = await self.programs.at(state.playbook, state.revision)
        if not state.predecessors:
            return program
        lineage = (state.revision, *(each.revision for each in state.predecessors))
        if lineage not in self.heirs:
            for each in reversed(state.predecessors):
                program = with_heirlooms(program, await self.programs.at(each.playbook, each.revision))
            self.heirs[lineage] = program
        return self.heirs[lineage]

    async def recalled_of(self, state: SessionState) -> Mapping[Revision, Program]:
        """Return the programs that a call was led out of, by their revisions.

        Raises:
            StorageUnavailableError: the store cannot be asked for them now.
        """
        return {
            each.revision: await self.programs.at(each.playbook, each.revision) for each in state.predecessors
        }

    async def complaint(self, complaint: ComplaintId) -> ComplaintState:
        """Return a complaint with its deadlines as the log has it now; version 0 when there is none.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        return fold_complaint(await self.store.load(complaint_stream(complaint)), self.deadlines)

    async def complaints_of(self, actor: Actor) -> Sequence[ComplaintLine]:
        """Return the complaints on which ``actor`` may begin another call: open ones first.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        return await self.views.open_complaints(actor, self.clock() - CALLS_BACK)

    async def write(
        self, plan: Callable[[], Awaitable[Sequence[Write] | Refusal]], cause: Cause
    ) -> Appended | AlreadyRecorded | Refusal | None:
        """Plan and append until no other writer is faster; none when the plan is to write nothing.

        A cause that wrote something before is recognised even when the plan now refuses or has nothing to
        write, so that a message delivered twice is never answered with a refusal of its own success.

        Raises:
            WritersKeepCollidingError: another writer was faster in every round.
            StorageUnavailableError: nothing is known to be written.
        """
        answer = await self._write(plan, cause, ROUNDS)
        if isinstance(answer, Conflict):
            async with self.turn(answer.stream):
                answer = await self._write(plan, cause, ROUNDS_OF_A_TURN)
        if isinstance(answer, Conflict):
            msg = "another writer was faster in every round; try the same cause again"
            raise WritersKeepCollidingError(msg)
        return answer

    async def _write(
        self, plan: Callable[[], Awaitable[Sequence[Write] | Refusal]], cause: Cause, rounds: int
    ) -> Appended | AlreadyRecorded | Conflict | Refusal | None:
        """Plan and append, so many times at most while another writer is faster."""
        answer = None
        for _ in range(rounds):
            planned = await plan()
            if isinstance(planned, Refusal) or not planned:
                known = await self.store.recorded(cause)
                if known:
                    return AlreadyRecorded(known)
                return planned if isinstance(planned, Refusal) else None
            answer = await self.store.append(planned, cause)
            if not isinstance(answer, Conflict):
                break
        return answer

    async def come_to_nothing(self, cause: Cause) -> None:
        """Record that a wish wrote nothing, so that it writes nothing either when it is brought again, later.

        A client sends the tap that ends a call twice: the second is refused. The agent takes the end back,
        and then Telegram brings the second tap once more, maybe to another program: without this it would end
        the call again.

        Raises:
            StorageUnavailableError: it is not known to be recorded.
        """
        await self.store.append((), cause)

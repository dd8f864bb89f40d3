"""What must be forgotten is forgotten, and what must be kept is kept: erasures, holds, retention."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.errors import UnreadableStreamError
from dialogs.events import (
    AccessEvent,
    ErasureAsked,
    ErasureReason,
    Event,
    HoldEnded,
    HoldLifted,
    HoldOrdered,
    HoldPlaced,
    WordsErased,
)
from dialogs.evolve import fold
from dialogs.ids import Cause, SessionId, access_stream, session_stream
from dialogs.keeping import (
    Placed,
    Standing,
    hold_of,
    lift_hold,
    place_hold,
    placed,
    reference_of,
    refuse_erasure,
    storage_only,
    with_deadline,
)
from dialogs.ports import AlreadyRecorded, Appended, CallLockedError, Erasures, SessionLine, Write
from dialogs.refusals import Reason, Refusal
from dialogs.reminders import still_open
from dialogs.retention import Doubt, RetentionPolicy, doubts
from dialogs.retention_report import Counting, RetentionReport
from dialogs.service.office import Office
from dialogs.service.outcomes import Erased, Told
from dialogs.state import SessionState

PAGE: Final = 200
"""Calls that are read at a time."""
Progress = Callable[[int, int], None]
"""Told how many calls of how many have been erased."""


def _unheard(*_: object) -> None:
    return


@dataclass(frozen=True, slots=True)
class ErasureService:
    """The door for whoever answers to customers and courts for what is kept."""

    office: Office
    policy: RetentionPolicy
    erasures: Erasures

    async def erase(
        self, actor: Actor, session: SessionId, reason: ErasureReason, cause: Cause
    ) -> Erased | Refusal:
        """Erase the words of a call that ended, unless a rule or a hold asks that they be kept.

        When one does, the call is kept and shown to nobody from then on, and the refusal says until when.
        Every request of a person is itself recorded.

        Raises:
            StorageUnavailableError: nothing is known to be erased; try the same cause again.
        """
        return await self._erase(actor, session, reason, self._today(), cause)

    async def hold(self, actor: Actor, session: SessionId, reference: str, cause: Cause) -> Told | Refusal:
        """Order that a call be kept, whatever the rules, for the file number ``reference``."""

        def decide(state: SessionState, events: Sequence[Event]) -> HoldPlaced | Refusal | None:
            now = self.office.clock()
            return place_hold(actor, state, hold_of(events), reference, now)

        return await self._decided(actor, session, decide, cause)

    async def lift(self, actor: Actor, session: SessionId, cause: Cause) -> Told | Refusal:
        """Lift a hold; a call that nobody is shown stays so, and its erasure must be asked for anew."""

        def decide(state: SessionState, events: Sequence[Event]) -> HoldLifted | Refusal:
            del events
            return lift_hold(actor, state, self.office.clock())

        return await self._decided(actor, session, decide, cause)

    async def due(self, actor: Actor, today: date) -> Sequence[SessionLine]:
        """Return the calls whose words no rule and no hold keeps any more on ``today`` (local)."""
        return [line async for line, found in self._walk(actor, today) if found.standing is Standing.DUE]

    async def held(self, actor: Actor) -> Sequence[tuple[SessionLine, HoldPlaced]]:
        """Return the calls that somebody ordered to be kept, by their ids, each with the hold."""
        found: list[tuple[SessionLine, HoldPlaced]] = []
        async for line, _ in self._walk(actor, self._today()):
            hold = hold_of((await self._call(line.session))[1]) if line.held else None
            if hold is not None:
                found.append((line, hold))
        return found

    def doubts(self, today: date) -> tuple[Doubt, ...]:
        """Return what somebody should look at in the rules on ``today`` (local)."""
        lists = [program.lists.get("products", {}) for program in self.office.programs.offered()]
        return doubts(self.policy, today, {product for listed in lists for product in listed})

    async def run(
        self,
        actor: Actor,
        today: date,
        *,
        dry_run: bool,
        progress: Progress = _unheard,
        unreadable: Callable[[SessionId], None] = _unheard,
    ) -> RetentionReport | Refusal:
        """Look at every call, and unless it is a ``dry_run`` erase the words of those that are due.

        ``unreadable`` hears of each whose events cannot be read and which therefore is not erased.

        Raises:
            StorageUnavailableError: what was erased until then is erased; run it again for the rest.
        """
        refusal = require(actor, Action.ERASE)
        if refusal is not None:
            return refusal
        counting, due = Counting(self.policy), list[SessionLine]()
        async for line, found in self._walk(actor, today):
            counting.add(found)
            if found.standing is Standing.DUE:
                due.append(line)
        report = counting.report(today, self.doubts(today))
        if dry_run:
            return report
        erased, left = 0, 0
        for number, line in enumerate(due, 1):
            try:
                answer = await self._erase_due(actor, line, today)
            except (UnreadableStreamError, CallLockedError):
                unreadable(line.session)
            else:
                if isinstance(answer, Erased):  # else a hold, or the call itself, came between
                    erased, left = erased + 1, left + answer.left_in_chats
            progress(number, len(due))
        return replace(report, dry_run=False, erased=erased, left_in_chats=left)

    async def _erase_due(self, actor: Actor, line: SessionLine, today: date) -> Erased | Refusal:
        cause = Cause(f"retention:{line.session}:{line.version}")
        return await self._erase(actor, line.session, ErasureReason.RETENTION, today, cause)

    async def _erase(
        self, actor: Actor, session: SessionId, reason: ErasureReason, today: date, cause: Cause
    ) -> Erased | Refusal:
        refused: list[Refusal] = []
        announced: list[SessionId] = []
        left = 0

        async def plan() -> Sequence[Write] | Refusal:
            nonlocal left
            refused.clear()
            state, events = await self._call(session)
            refusal = _may(actor, state)
            found = placed(self.policy, state, today, self.office.zone)
            if refusal is not None:
                return refusal
            if found.standing is Standing.ERASED:  # since we announced it, if we did: it came about
                return [await self._asked(actor, session, granted=True)] if announced else ()
            refusal = refuse_erasure(found, reference_of(events))
            if refusal is None and await self.office.store.recorded(cause) is not None:
                refusal = Refusal(Reason.ALREADY_DONE)  # the same request again, which was turned down
            if refusal is None:
                left = await self.erasures.left_in_chats(session)
                announced.append(session)
                return await self._granted(actor, state, reason, left)
            if found.standing not in {Standing.HELD, Standing.KEPT} or reason is not ErasureReason.ASKED:
                refused.append(refusal)
                return refusal
            refused.append(await self._with_deadline(refusal, state))
            return await self._turned_down(actor, state, found)

        answer = await self.office.write(plan, cause)
        if announced and (refused or not isinstance(answer, Appended | AlreadyRecorded)):
            # A hold was quicker than what was announced: no older copy may carry it out.
            await self.erasures.withdraw(session, self.office.clock())
        if refused or isinstance(answer, Refusal):
            return answer if isinstance(answer, Refusal) else refused[0]
        self.office.calls.forget(session)
        return Erased(changed=isinstance(answer, Appended), left_in_chats=left)

    async def _granted(
        self, actor: Actor, state: SessionState, reason: ErasureReason, left: int
    ) -> tuple[Write, ...]:
        """Announce the erasure away from the log, and only then return what erases."""
        now = self.office.clock()
        asked = await self._asked(actor, state.session, granted=True)
        await self.erasures.announce(state.session, state.version, now)
        erased = WordsErased(at=now, by=actor.person, reason=reason, left_in_chat=left)
        return (Write(session_stream(state.session), state.version, (erased,)), asked)

    async def _turned_down(self, actor: Actor, state: SessionState, found: Placed) -> tuple[Write, ...]:
        now = self.office.clock()
        asked = await self._asked(actor, state.session, granted=False)
        begun = storage_only(actor, state, found, now)
        return (*((Write(session_stream(state.session), state.version, begun),) if begun else ()), asked)

    async def _with_deadline(self, refusal: Refusal, state: SessionState) -> Refusal:
        """Add what still runs in the complaint of a call that nobody is shown from now on."""
        complaint = await self.office.complaint(state.complaint)
        due = still_open(self.office.deadlines, complaint)
        return with_deadline(refusal, complaint.number, due[0].due) if due else refusal

    async def _asked(self, actor: Actor, session: SessionId, *, granted: bool) -> Write:
        at = self.office.clock()
        return await self._noted(
            session, ErasureAsked(at=at, by=actor.person, session=session, granted=granted)
        )

    async def _noted(self, session: SessionId, event: AccessEvent) -> Write:
        stream = access_stream(session)
        return Write(stream, len(await self.office.store.load(stream)), (event,))

    async def _decided(
        self,
        actor: Actor,
        session: SessionId,
        decide: Callable[[SessionState, Sequence[Event]], HoldPlaced | HoldLifted | Refusal | None],
        cause: Cause,
    ) -> Told | Refusal:
        async def plan() -> Sequence[Write] | Refusal:
            state, events = await self._call(session)
            decided = _may(actor, state) or decide(state, events)
            if decided is None or isinstance(decided, Refusal):
                return decided or ()
            noted = await self._noted(session, _ordered(session, decided))
            return (Write(session_stream(session), state.version, (decided,)), noted)

        answer = await self.office.write(plan, cause)
        return answer if isinstance(answer, Refusal) else Told(changed=isinstance(answer, Appended))

    async def _call(self, session: SessionId) -> tuple[SessionState, Sequence[Event]]:
        events = await self.office.store.load(session_stream(session))
        return fold(events), events

    async def _walk(self, actor: Actor, today: date) -> AsyncIterator[tuple[SessionLine, Placed]]:
        after: SessionId | None = None
        while page := await self.office.views.all_sessions(actor, after, PAGE):
            for line in page:
                yield line, placed(self.policy, line, today, self.office.zone)
            after = page[-1].session

    def _today(self) -> date:
        return self.office.now().date()


def _ordered(session: SessionId, decided: HoldPlaced | HoldLifted) -> HoldOrdered | HoldEnded:
    """Return what the list of deeds is told of a hold."""
    if isinstance(decided, HoldLifted):
        return HoldEnded(at=decided.at, by=decided.by, session=session)
    return HoldOrdered(at=decided.at, by=decided.by, session=session, reference=decided.reference)


def _may(actor: Actor, state: SessionState) -> Refusal | None:
    if not state.version:
        return require(actor, Action.ERASE) or Refusal(Reason.NO_SESSION)
    return require(actor, Action.ERASE, Owner(state.agent, state.team))

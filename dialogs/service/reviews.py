"""Reading calls and writing beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.complaints import ComplaintState
from dialogs.events import (
    Event,
    RemarkAnswered,
    RemarkMade,
    SessionHandedOver,
    SessionOpened,
    SessionRated,
    SessionRead,
)
from dialogs.evolve import fold
from dialogs.ids import Cause, SessionId, access_stream, review_stream, session_stream
from dialogs.ports import Kept, Notice, NoticeKind, Write
from dialogs.program import Program
from dialogs.refusals import Reason, Refusal
from dialogs.reviews import Review, answer, fold_review, rate, remark
from dialogs.sealed import Sealed
from dialogs.service.accesses import AccessService
from dialogs.service.office import Office
from dialogs.service.outcomes import Told, told
from dialogs.service.permission import refusal_of
from dialogs.state import SessionState
from dialogs.timeline import Timeline, trace


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Everything that is kept of one call."""

    program: Program
    timeline: Timeline
    review: Review
    readers: tuple[SessionRead, ...]
    """Who else opened it, once an opening."""
    complaint: ComplaintState
    """The complaint that it belongs to."""


@dataclass(frozen=True, slots=True)
class ReviewService:
    """The door for supervisors, and for agents who read what was said of their calls."""

    office: Office

    async def read(
        self, actor: Actor, session: SessionId, cause: Cause, *, opening: bool = True
    ) -> SessionRecord | Refusal:
        """Open a call: its timeline, its review, who read it. Opening another's call is itself recorded.

        Not ``opening`` means that the call is open before the actor, who turns a page: that is not recorded
        again. Whoever never opened it is not believed. One that is kept for a rule alone is refused to
        everybody; one whose words were erased says so.
        """
        refusal = refusal_of(actor, Action.READ_SESSION, await self.office.calls.at(session))
        if refusal is not None:
            return await self.record(actor, session) if refusal.reason is Reason.FORBIDDEN else refusal
        if opening or all(each.by != actor.person for each in await self._readers(session)):
            await AccessService(self.office).opened(actor, session, cause)
        return await self.record(actor, session)

    async def record(self, actor: Actor, session: SessionId) -> SessionRecord | Refusal:
        """Return a call as :meth:`read` does; whoever shows it must have noted that first.

        Whose call it was before it passed on sees their own part of it, with the review.
        """
        store = self.office.store
        events = await store.load(session_stream(session))
        state = fold(events)
        refusal = refusal_of(actor, Action.READ_SESSION, state)
        if refusal is not None:
            events = _part_of(actor, events) if refusal.reason is Reason.FORBIDDEN else ()
            if not events or state.kept is not Kept.OPEN:
                return refusal
            state = fold(events)
        program = await self.office.program_of(state)
        return SessionRecord(
            program,
            trace(program, events, await self.office.recalled_of(state)),
            fold_review(await store.load(review_stream(session))),
            await self._readers(session),
            await self.office.complaint(state.complaint),
        )

    async def _readers(self, session: SessionId) -> tuple[SessionRead, ...]:
        deeds = await self.office.store.load(access_stream(session))
        return tuple(each for each in deeds if isinstance(each, SessionRead))

    async def remark(self, actor: Actor, session: SessionId, words: Sealed, cause: Cause) -> Told | Refusal:
        """Write a remark; the agent is told once."""

        async def plan() -> Sequence[Write] | Refusal:
            state = await self.office.calls.at(session)
            refusal = refusal_of(actor, Action.REVIEW, state) or _closed(state)
            made = refusal or remark(actor, state, words, self.office.clock())
            return made if isinstance(made, Refusal) else await self._beside(state, made, (state.agent,))

        return told(await self.office.write(plan, cause))

    async def rate(self, actor: Actor, session: SessionId, score: int, cause: Cause) -> Told | Refusal:
        """Rate a call that ended; the same score again changes nothing."""

        async def plan() -> Sequence[Write] | Refusal:
            state = await self.office.calls.at(session)
            refusal = refusal_of(actor, Action.REVIEW, state) or _closed(state)
            rated = refusal or rate(actor, state, score, self.office.clock())
            if isinstance(rated, Refusal):
                return rated
            known = fold_review(await self.office.store.load(review_stream(session)))
            return () if known.score == score else await self._beside(state, rated, (state.agent,))

        return told(await self.office.write(plan, cause))

    async def answer(self, actor: Actor, session: SessionId, words: Sealed, cause: Cause) -> Told | Refusal:
        """Answer the review of one's own call; whoever reviewed it is told once."""

        async def plan() -> Sequence[Write] | Refusal:
            state = await self.office.calls.at(session)
            refusal = refusal_of(actor, Action.ANSWER_REVIEW, state) or _closed(state)
            review = fold_review(await self.office.store.load(review_stream(session)))
            answered = refusal or answer(actor, review, words, self.office.clock())
            if isinstance(answered, Refusal):
                return answered
            reviewers = tuple({each.by for each in review.said if isinstance(each, RemarkMade)})
            return await self._beside(state, answered, reviewers)

        return told(await self.office.write(plan, cause))

    async def _beside(
        self, state: SessionState, event: RemarkMade | SessionRated | RemarkAnswered, tell: Sequence[int]
    ) -> Sequence[Write]:
        stream = review_stream(state.session)
        known = len(await self.office.store.load(stream))
        kind = NoticeKind.REVIEW_ANSWERED if isinstance(event, RemarkAnswered) else NoticeKind.REVIEWED
        people = [each for each in await self.office.directory.members() if each.person in tell]
        notices = tuple(
            Notice(
                kind=kind,
                to=each.person,
                due_at=event.at,
                about=session_stream(state.session),
                version=known + 1,
            )
            for each in people
            if each.person != event.by
        )
        return (Write(stream, known, (event,), notices),)


def _part_of(actor: Actor, events: Sequence[Event]) -> Sequence[Event]:
    """Return a call up to where it passed on from ``actor``; nothing when it was never theirs."""
    until, owner = 0, None
    for number, event in enumerate(events, start=1):
        match event:
            case SessionOpened(by=by):
                owner = by
            case SessionHandedOver(to=to):
                until = number if owner == actor.person else until
                owner = to
            case _:
                pass
    return () if actor.disabled else events[:until]


def _closed(state: SessionState) -> Refusal | None:
    return Refusal(Reason.WORDS_ERASED) if state.kept is Kept.ERASED else None

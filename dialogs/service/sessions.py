"""Calls: open one, act on one, look at one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.access import Action, require
from dialogs.actors import Actor
from dialogs.commands import (
    AskHelp,
    ConfirmCompliance,
    EndHelp,
    Move,
    NoteWords,
    OpenSession,
    PickOption,
    SessionCommand,
    TakeHelp,
    TickItem,
    Whisper,
)
from dialogs.complaints import fold_complaint
from dialogs.decide import Decision, decide
from dialogs.decide.deadlines import begin_at_taps, begin_with
from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    ChoiceMade,
    DeadlineSet,
    Event,
    HelpAsked,
    PauseReason,
    SessionEnded,
    SessionEvent,
    SessionPaused,
    WordsMovedAway,
)
from dialogs.evolve import evolve_all
from dialogs.ids import Cause, PersonId, SessionId, StreamKind, complaint_stream, session_stream
from dialogs.opening import open_session
from dialogs.ports import AlreadyRecorded, Appended, Kept, Notice, NoticeKind, SessionStatus, Write
from dialogs.program import Program, part_of
from dialogs.recalls import carry_over, is_due
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service.deadlines import reminders
from dialogs.service.deciding import Decided, decided_once, standing
from dialogs.service.office import Office
from dialogs.service.outcomes import Done, Refused
from dialogs.service.permission import refusal_of
from dialogs.state import SessionState

ADMINS_ASKED_AFTER = timedelta(minutes=2)
"""How long the team's supervisors are given before the admins are asked too."""


@dataclass(frozen=True, slots=True)
class SessionService:
    """The door to calls. Every answer that is not an exception means: durable."""

    office: Office

    async def handle(self, command: SessionCommand, cause: Cause) -> Done | Refused:
        """Carry out ``command`` once for ``cause`` and return the call as it stands then.

        Raises:
            StorageUnavailableError: nothing is known to be written; try the same cause again.
        """
        went_on = False

        async def decided() -> Decided | Refused:
            nonlocal went_on
            seen = await self.look(command.actor, command.session, _action_of(command))
            if isinstance(seen, Refused):
                return seen
            found = await self._decided(seen, command)
            went_on = isinstance(found, Decided) and _goes_on_again(seen.state, found.done.state)
            return found

        done = await decided_once(self.office, command.session, cause, decided)
        if isinstance(done, Done) and (went_on or not done.changed):
            return await self._one_goes_on(command.actor, done, cause)
        return done

    async def _one_goes_on(self, actor: Actor, done: Done, cause: Cause) -> Done:
        """Pause all calls of ``actor`` that go on but the youngest, and return ``done`` as it stands then.

        Two programs may each have let one go on at the same moment, when neither saw that of the other. Both
        come to the same, and whoever was later sees both. It is looked at again when ``cause`` comes again:
        the program that wrote may have ended before it came to this. Done it is once.
        """
        if done.state.status is not SessionStatus.LIVE:
            return done

        async def plan() -> Sequence[Write]:
            lines = await self.office.views.own_sessions(actor)
            live = [line.session for line in lines if line.status is SessionStatus.LIVE]
            return await self._pauses(actor, max(live)) if len(live) > 1 else ()

        if await self.office.write(plan, Cause(f"{cause}:one")) is None:
            return done
        return await standing(self.office, done.state.session, changed=done.changed)

    async def _decided(self, seen: Done, command: SessionCommand) -> Decided | Refused:
        decision = self._decide(seen, command)
        if isinstance(decision, Refusal):
            return Refused(decision, seen.program, seen.state)
        state, program = evolve_all(seen.state, decision.events), seen.program
        if state.revision != seen.state.revision:
            program = await self._kept(state)
        done = Done(program, state, changed=bool(decision.events))
        if not decision.events:
            return Decided((), done)
        writes = await self._writes(seen.state, decision)
        if isinstance(command, AskHelp) and not writes[0].notices:
            return Refused(Refusal(Reason.NOBODY_TO_ASK), seen.program, seen.state)
        if _goes_on_again(seen.state, state):
            writes = (*writes, *await self._pauses(command.actor, command.session))
        return Decided(writes, done)

    async def _kept(self, state: SessionState) -> Program:
        """Make the revision durable on which a call goes on, and return its program."""
        programs = self.office.programs
        await programs.keep(await programs.at(state.playbook, state.revision))
        return await self.office.program_of(state)

    def _decide(self, seen: Done, command: SessionCommand) -> Decision | Refusal:
        """Decide what ``command`` does; on a recalled revision, a tap only leads to the successor."""
        now, state = self.office.now(), seen.state
        recall = self.office.programs.recalled(state.playbook, state.revision)
        if recall is None:
            return decide(seen.program, state, command, now)
        if isinstance(command, NoteWords):
            # Words are never lost: they are noted, and answer nothing on a step that must not be asked.
            return decide(seen.program, state, replace(command, may_answer=False), now)
        if not isinstance(command, _OF_THE_WALK):
            return decide(seen.program, state, command, now)
        turn = command.turn if isinstance(command, Move) else None
        if not is_due(state, turn) or state.kept is not Kept.OPEN:
            return decide(seen.program, state, command, now)
        successor = self.office.programs.current(recall.successor or state.playbook)
        return carry_over(seen.program, successor, state, recall, command.actor, now)

    async def look(
        self, actor: Actor, session: SessionId, action: Action = Action.READ_SESSION
    ) -> Done | Refused:
        """Return a call as it stands; refused alike when there is none and when ``actor`` may not see it.

        Nobody sees one that is kept for a rule alone.
        """
        state = await self.office.calls.at(session)
        refusal = refusal_of(actor, action, state)
        if refusal is not None:
            return Refused(refusal)
        return Done(await self.office.program_of(state), state, changed=False)

    async def open(self, command: OpenSession, cause: Cause) -> Done | Refused:
        """Begin a call, on a new complaint or a known one; a call of the actor that goes on is paused."""
        program = self.office.programs.current(command.playbook)
        if program is None:
            return Refused(Refusal(Reason.UNKNOWN))

        async def plan() -> Sequence[Write] | Refusal:
            planned = await self._opening(program, command)
            if not isinstance(planned, Refusal):
                await self.office.programs.keep(program)
            return planned

        answer = await self.office.write(plan, cause)
        if isinstance(answer, Refusal):
            return Refused(answer)
        if answer is None:
            msg = "opening a call always writes"
            raise LogDoesNotFoldError(msg)
        opened = _opened_session(answer, command.session)
        done = await standing(self.office, opened, changed=isinstance(answer, Appended))
        return await self._one_goes_on(command.actor, done, cause)

    async def move_words_to(
        self, actor: Actor, session: SessionId, noted: int, other: SessionId, cause: Cause
    ) -> Done | Refused:
        """Move noted words to another open call of the actor, in one write; return the call they left."""

        async def plan() -> Sequence[Write] | Refusal:
            here, there = (
                await self.look(actor, session, Action.WALK),
                await self.look(actor, other, Action.WALK),
            )
            if isinstance(here, Refused) or isinstance(there, Refused):
                return Refusal(Reason.NO_SESSION)
            if here.state.kept is Kept.ERASED:
                return Refusal(Reason.WORDS_ERASED)
            note = here.state.note_at(noted)
            if note is None or note.gone or session == other:
                return Refusal(Reason.UNKNOWN)
            wish = NoteWords(
                actor=actor, session=other, words=note.words, said_at=note.said_at, place=note.place
            )
            decision = decide(there.program, there.state, wish, self.office.now())
            if isinstance(decision, Refusal):
                return decision
            away = WordsMovedAway(at=self.office.clock(), by=actor.person, noted=noted, session=other)
            leaving = Write(session_stream(session), here.state.version, (away,))
            return (leaving, *await self._writes(there.state, decision))

        answer = await self.office.write(plan, cause)
        if isinstance(answer, Refusal):
            return Refused(answer)
        return await standing(self.office, session, changed=isinstance(answer, Appended))

    async def _writes(self, state: SessionState, decision: Decision) -> tuple[Write, ...]:
        notices = await self._notices(state, decision.events)
        own = Write(session_stream(state.session), state.version, decision.events, notices)
        taps = _taps(state, decision.events) & self.office.deadlines.taps
        if not decision.for_complaint and not taps:
            return (own,)
        stream = complaint_stream(state.complaint)
        known = await self.office.store.load(stream)
        begun = self._begun(known, taps, decision.events[0].by) if taps else ()
        remind = await reminders(self.office, (*known, *begun)) if begun else ()
        for_complaint = (*decision.for_complaint, *begun)
        return (own, Write(stream, len(known), for_complaint, remind)) if for_complaint else (own,)

    def _begun(self, known: Sequence[Event], taps: frozenset[str], by: PersonId) -> tuple[DeadlineSet, ...]:
        policy = self.office.deadlines
        return begin_at_taps(policy, fold_complaint(known, policy), taps, by, self.office.now())

    async def _notices(self, state: SessionState, events: tuple[SessionEvent, ...]) -> tuple[Notice, ...]:
        asked = next((event for event in events if isinstance(event, HelpAsked)), None)
        if asked is None:
            return await self._help_is_over(state, events)
        version = evolve_all(state, events).version
        about = session_stream(state.session)
        first, later = await self._called(state, asked.by)

        def notice(kind: NoticeKind, to: Actor, due_at: datetime) -> Notice:
            return Notice(kind=kind, to=to.person, due_at=due_at, about=about, version=version)

        return (
            *(notice(NoticeKind.HELP_ASKED, each, asked.at) for each in first),
            *(notice(NoticeKind.HELP_UNANSWERED, each, asked.at + ADMINS_ASKED_AFTER) for each in later),
        )

    async def _called(self, state: SessionState, by: PersonId) -> tuple[list[Actor], list[Actor]]:
        """Return whom a call for help by ``by`` goes to at once, and to whom when nobody comes."""
        people = self.office.directory
        admins = [each for each in await people.members(role=Role.ADMIN) if each.person != by]
        team = [each for each in await people.members(state.team, Role.SUPERVISOR) if each.person != by]
        first = team or admins
        return first, [each for each in admins if each not in first]

    async def _help_is_over(self, state: SessionState, events: Sequence[SessionEvent]) -> tuple[Notice, ...]:
        """Return whose messages that ask for help are to be written over: the call has ended."""
        ended = next((event for event in events if isinstance(event, SessionEnded)), None)
        if ended is None or not state.help_version:
            return ()
        first, later = await self._called(state, state.agent)
        return tuple(
            Notice(
                kind=NoticeKind.SENT_CHANGED,
                to=each.person,
                due_at=ended.at,
                about=session_stream(state.session),
                version=state.help_version,
            )
            for each in (*first, *later)
        )

    async def _opening(self, program: Program, command: OpenSession) -> Sequence[Write] | Refusal:
        refusal = require(command.actor, Action.OPEN_SESSION)
        if refusal is not None:
            return refusal
        stream = complaint_stream(command.complaint)
        complaint = await self.office.store.load(stream)
        mine = {line.complaint for line in await self.office.complaints_of(command.actor)}
        if complaint and command.complaint not in mine:
            return Refusal(Reason.FORBIDDEN)
        opening = open_session(program, command, complaint, self.office.now())
        if isinstance(opening, Refusal):
            return opening
        opened, said = opening
        known = fold_complaint((*complaint, *said), self.office.deadlines)
        begun = begin_with(
            self.office.deadlines, known, program.playbook, command.actor.person, self.office.now()
        )
        for_complaint = (*said, *begun)
        remind = await reminders(self.office, (*complaint, *for_complaint))
        return (
            Write(session_stream(command.session), 0, (opened,)),
            Write(stream, len(complaint), for_complaint, remind),
            *await self._pauses(command.actor, command.session),
        )

    async def _pauses(self, actor: Actor, going_on: SessionId) -> tuple[Write, ...]:
        """Pause the calls of ``actor`` that are live, so that at most one is: the one ``going_on``."""
        live = [
            line.session
            for line in await self.office.views.own_sessions(actor)
            if line.status is SessionStatus.LIVE and line.session != going_on
        ]
        writes = list[Write]()
        for session in live:
            state = await self.office.calls.at(session)
            if state.status is not SessionStatus.LIVE:
                continue  # the list was read a moment before
            at = self.office.clock()
            paused = SessionPaused(at=at, by=actor.person, reason=PauseReason.SWITCHED)
            writes.append(Write(session_stream(session), state.version, (paused,)))
        return tuple(writes)


_OF_THE_WALK = (Move, PickOption, ConfirmCompliance, TickItem)
"""The commands that a playbook answers; notes, help and the course of a call go on without it."""


def _action_of(command: SessionCommand) -> Action:
    if isinstance(command, Whisper):
        return Action.REVIEW
    return Action.TAKE_HELP if isinstance(command, TakeHelp | EndHelp) else Action.WALK


def _taps(state: SessionState, events: Sequence[SessionEvent]) -> frozenset[str]:
    """Return the choices that were made, as rules of deadlines name them: ``playbook/step/choice``."""
    made = [each for each in events if isinstance(each, ChoiceMade)]
    return frozenset(
        f"{each.step}/{each.choice}" if part_of(each.step) else f"{state.playbook}/{each.step}/{each.choice}"
        for each in made
    )


def _goes_on_again(before: SessionState, after: SessionState) -> bool:
    """Tell whether a call that stood still, or was over, goes on from here."""
    return after.status is SessionStatus.LIVE and before.status is not SessionStatus.LIVE


def _opened_session(answer: Appended | AlreadyRecorded, planned: SessionId) -> SessionId:
    """Return the call that was opened: for a cause that came again, the one that it opened then.

    The opened call is the one of which the cause wrote the first event; another that went on was paused.
    """
    if isinstance(answer, Appended):
        return planned
    first = (stream for stream, version in answer.versions.items() if version == 1)
    return next((SessionId(each.key) for each in first if each.kind is StreamKind.SESSION), planned)

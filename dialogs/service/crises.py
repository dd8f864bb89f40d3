"""Signs of more than a complaint: declared, called for until somebody answers, taken back, stood down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from dialogs.access import Action, Owner, require
from dialogs.actors import Actor
from dialogs.commands import AcknowledgeCrisis, CrisisCommand, DeclareCrisis, StandDown, WithdrawCrisis
from dialogs.crises import Crisis
from dialogs.decide import crises
from dialogs.events import CrisisAcknowledged, CrisisStoodDown, CrisisWithdrawn, SessionEvent
from dialogs.evolve import evolve_all
from dialogs.ids import Cause, PersonId, SessionId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import Kept, Notice, NoticeKind, Write
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service.deciding import Decided, decided_once
from dialogs.service.office import Office
from dialogs.service.outcomes import Done, Refused
from dialogs.service.permission import answers_to, refusal_of
from dialogs.service.sessions import SessionService
from dialogs.severity import Level, Sign
from dialogs.state import SessionState

SETTLING = timedelta(seconds=5)
"""How long after their own tap somebody's other messages are written over."""
_CHANGES = (CrisisAcknowledged, CrisisStoodDown, CrisisWithdrawn)
_OF_TIME = frozenset({NoticeKind.CRISIS_CALL, NoticeKind.CRISIS_UNANSWERED})


@dataclass(frozen=True, slots=True)
class CrisisService:
    """The door for what is more than a complaint. Every answer that is not an exception means: durable."""

    office: Office

    async def handle(self, command: CrisisCommand, cause: Cause) -> Done | Refused:
        """Carry out ``command`` once for ``cause`` and return the call as it stands then.

        Raises:
            StorageUnavailableError: nothing is known to be written; try the same cause again.
        """

        async def decided() -> Decided | Refused:
            action = await self._action(command)
            seen = await SessionService(self.office).look(command.actor, command.session, action)
            return seen if isinstance(seen, Refused) else await self._decided(seen, command)

        return await decided_once(self.office, command.session, cause, decided)

    async def fell_due(self, notice: Notice) -> None:
        """Do what the time for a notice asks: whoever was silent is passed over, the next one is called.

        It is done once, however often the notice is taken in hand.

        Raises:
            StorageUnavailableError, WritersKeepCollidingError: nothing is known to be written; do it again.
        """
        if notice.kind not in _OF_TIME:
            return
        session = SessionId(notice.about.key)
        turn = notice.to if notice.kind is NoticeKind.CRISIS_CALL else None

        async def plan() -> Sequence[Write]:
            state = await self.office.calls.at(session)
            now, crisis = self.office.clock(), state.crisis_at(notice.version)
            if state.kept is not Kept.OPEN or crisis is None:
                return ()
            able = await self._able_now(state, crisis)
            events = crises.call_next(crisis, turn, able, CONSOLE.person, now)
            if not events:
                return ()
            after = evolve_all(state, events)
            notices = await self._after_turn(after, notice.version, turn, now)
            return (Write(notice.about, state.version, events, notices),)

        await self.office.write(plan, Cause(f"crisis:{session}:{notice.version}:{turn or 'nobody'}"))

    async def _able_now(self, state: SessionState, crisis: Crisis) -> list[Actor]:
        """Return who of those on call could answer now: nobody who was shut out, or moved away, meanwhile."""
        known = [await self.office.directory.actor(each) for each in crisis.on_call]
        return [each for each in known if each and refusal_of(each, answers_to(each, state), state) is None]

    async def _after_turn(
        self, state: SessionState, declared: int, turn: PersonId | None, now: datetime
    ) -> tuple[Notice, ...]:
        """Return whom to tell once the ``turn`` of a person has come, or has passed them over."""
        crisis = state.crisis_at(declared)
        if crisis is None:
            return ()
        past = crisis.called if crisis.nobody else crisis.called[-2:-1]
        changed = self._notices(NoticeKind.SENT_CHANGED, [each.person for each in past], state, declared, now)
        if turn is None:
            return changed
        if crisis.nobody:
            everybody = await self._everybody(state)
            unanswered = self._notices(NoticeKind.CRISIS_UNANSWERED, everybody, state, declared, now)
            return (*changed, *unanswered)
        another = tuple(each.person for each in crisis.called[-1:] if each.person != turn)
        called = self._notices(NoticeKind.CRISIS_CALL, another, state, declared, now)
        return (*changed, *called, *await self._next(state, crisis, now))

    async def _decided(self, seen: Done, command: CrisisCommand) -> Decided | Refused:
        write = await self._write(seen.state, command)
        if isinstance(write, Refusal):
            return Refused(write, seen.program, seen.state)
        done = Done(seen.program, evolve_all(seen.state, write.events), changed=bool(write.events))
        return Decided((write,) if write.events else (), done)

    async def _action(self, command: CrisisCommand) -> Action:
        if not isinstance(command, AcknowledgeCrisis | StandDown):
            return Action.WALK
        return answers_to(command.actor, await self.office.calls.at(command.session))

    async def _write(self, state: SessionState, command: CrisisCommand) -> Write | Refusal:
        now = self.office.clock()
        if state.kept is not Kept.OPEN:
            return Refusal(Reason.STORAGE_ONLY if state.kept is Kept.STORED else Reason.WORDS_ERASED)
        notices: tuple[Notice, ...] = ()
        events: tuple[SessionEvent, ...] | Refusal
        match command:
            case DeclareCrisis():
                return await self._declared(state, command, now)
            case WithdrawCrisis(declared=declared):
                events = crises.withdraw(state, command, self.office.severity.withdraw_within, now)
                told = () if isinstance(events, Refusal) else _told(state.crisis_at(declared))
                notices = self._notices(NoticeKind.CRISIS_WITHDRAWN, told, state, declared, now)
            case AcknowledgeCrisis():
                events = crises.acknowledge(state, command, now)
                notices = await self._corrections(state, command.actor.person, now)
            case StandDown():
                events = crises.stand_down(state, command, now)
            case _:
                assert_never(command)
        if isinstance(events, Refusal):
            return events
        changed = await self._changed(evolve_all(state, events), events, command.actor.person, now)
        return Write(session_stream(state.session), state.version, events, (*notices, *changed))

    async def _declared(self, state: SessionState, command: DeclareCrisis, now: datetime) -> Write | Refusal:
        rules = self.office.severity
        sign = rules.sign(command.sign)
        if sign is None:
            return Refusal(Reason.UNKNOWN)
        on_call = await self._on_call(state, sign)
        events = crises.declare(state, command, sign, on_call, rules.wait, now)
        if isinstance(events, Refusal):
            return events
        after = evolve_all(state, events)
        crisis = after.crises[-1]
        notices: tuple[Notice, ...] = ()
        if sign.level is Level.CONTACT:
            told = crisis.on_call
            notices = self._notices(NoticeKind.CONTACT_TOLD, told, state, crisis.version, now)
        if sign.level is Level.CRISIS and crisis.called:
            first = (crisis.called[0].person,)
            notices = self._notices(NoticeKind.CRISIS_CALL, first, state, crisis.version, now)
            notices += await self._next(after, crisis, now)
        elif sign.level is Level.CRISIS:
            everybody = await self._everybody(state)
            notices = self._notices(NoticeKind.CRISIS_UNANSWERED, everybody, state, crisis.version, now)
        return Write(session_stream(state.session), state.version, events, notices)

    async def _next(self, state: SessionState, crisis: Crisis, now: datetime) -> tuple[Notice, ...]:
        """Return what falls due unless whoever was called last acknowledges in time."""
        due_at = now + timedelta(seconds=crisis.wait)
        if crisis.left:
            return self._notices(NoticeKind.CRISIS_CALL, crisis.left[:1], state, crisis.version, due_at)
        everybody = await self._everybody(state)
        return self._notices(NoticeKind.CRISIS_UNANSWERED, everybody, state, crisis.version, due_at)

    async def _changed(
        self, after: SessionState, events: Sequence[SessionEvent], by: PersonId, now: datetime
    ) -> tuple[Notice, ...]:
        """Return whose messages about what ``events`` changed are to be written over.

        Those of ``by`` a moment later: what they tapped may turn into something else first.
        """
        versions = [each.declared for each in events if isinstance(each, _CHANGES)]
        found = list[Notice]()
        for crisis in (each for each in after.crises if each.version in versions):
            everybody = await self._everybody(after) if crisis.nobody else ()
            told = dict.fromkeys((*crisis.told, *everybody))
            others = [each for each in told if each != by]
            found += self._notices(NoticeKind.SENT_CHANGED, others, after, crisis.version, now)
            if by in told:
                found += self._notices(NoticeKind.SENT_CHANGED, (by,), after, crisis.version, now + SETTLING)
        return tuple(found)

    async def _corrections(self, state: SessionState, by: PersonId, now: datetime) -> tuple[Notice, ...]:
        """Return what takes back that nobody answered, for all who were told so but ``by``."""
        untrue = [each.version for each in state.crises if each.waits and each.nobody]
        told = [each for each in await self._everybody(state) if each != by] if untrue else []
        return tuple(
            notice
            for version in untrue
            for notice in self._notices(NoticeKind.CRISIS_ANSWERED, told, state, version, now)
        )

    def _notices(
        self, kind: NoticeKind, to: Sequence[PersonId], state: SessionState, version: int, due_at: datetime
    ) -> tuple[Notice, ...]:
        about = session_stream(state.session)
        return tuple(Notice(kind=kind, to=each, due_at=due_at, about=about, version=version) for each in to)

    async def _on_call(self, state: SessionState, sign: Sign) -> list[Actor]:
        """Return who is called, or told of a contact: only who may help with this call."""
        if sign.level is Level.MENTION:
            return []
        people = self.office.directory
        listed = [await people.actor(each) for each in self.office.severity.on_call.get(state.team, ())]
        team = [*await people.members(state.team, Role.SUPERVISOR)]
        admins = [*await people.members(role=Role.ADMIN)]
        if sign.level is Level.CONTACT:
            return _able(team, state) or _able(admins, state)
        known = [each for each in listed if each is not None]
        return _able(known, state) or _able([*team, *admins], state)

    async def _everybody(self, state: SessionState) -> tuple[PersonId, ...]:
        """Return every supervisor of the team, every admin, and last the agent."""
        team = await self.office.directory.members(state.team, Role.SUPERVISOR)
        admins = await self.office.directory.members(role=Role.ADMIN)
        chiefs = (each.person for each in _able([*team, *admins], state))
        return (*dict.fromkeys(chiefs), state.agent)


def _able(people: Sequence[Actor], state: SessionState) -> list[Actor]:
    owner = Owner(state.agent, state.team)
    able = {each.person: each for each in people if require(each, Action.TAKE_HELP, owner) is None}
    return list(able.values())


def _told(crisis: Crisis | None) -> tuple[PersonId, ...]:
    return () if crisis is None else crisis.told

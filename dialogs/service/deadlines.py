"""The deadlines of complaints: look at them and change them, on one of the complaint's calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogs.access import Action, Owner
from dialogs.actors import Actor
from dialogs.complaints import ComplaintState, Promised, fold_complaint
from dialogs.deadline_wishes import DeadlineCommand, ExtendDeadline
from dialogs.deadlines import doubts
from dialogs.decide.deadlines import decide_deadline
from dialogs.events import Event
from dialogs.ids import Cause, ComplaintId, SessionId, complaint_stream
from dialogs.ports import Appended, Kept, Notice, NoticeKind, SessionFilter, Write
from dialogs.refusals import Reason, Refusal
from dialogs.reminders import reminded_of, reminder_times, still_open
from dialogs.retention import Doubt
from dialogs.roles import Role
from dialogs.service.office import Office
from dialogs.service.permission import refusal_of
from dialogs.state import SessionState
from dialogs.texts import Language, Phrase, Text

MOST_CALLS = 100
"""Calls, the latest first, whose complaints a list of deadlines is made from."""
LONG_OVER = timedelta(days=30)
"""What has been over for longer stands at the end of a list."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A complaint with its deadlines, seen from one of its calls."""

    complaint: ComplaintState
    session: SessionId
    owner: Owner
    """Whose call that is."""
    call_language: Language
    stored: bool = False
    """Whether that call is kept for a rule alone: then the complaint goes by its number, and no words."""
    changed: bool = False
    """Whether this very command wrote something."""


@dataclass(frozen=True, slots=True)
class DeadlineService:
    """The door to deadlines. Who may read a call sees those of its complaint.

    They go on in a call that nobody is shown any more, since the complaint must still be answered.
    """

    office: Office

    async def look(
        self, actor: Actor, session: SessionId, action: Action = Action.READ_SESSION
    ) -> Counted | Refusal:
        """Return the complaint of a call with its deadlines; refused alike for no call and for another's."""
        call = await self._call(actor, session, action)
        return call if isinstance(call, Refusal) else await self._counted(call)

    async def _call(self, actor: Actor, session: SessionId, action: Action) -> SessionState | Refusal:
        state = await self.office.calls.at(session)
        refusal = refusal_of(actor, action, state)
        return state if refusal is None or refusal.reason is Reason.STORAGE_ONLY else refusal

    async def _counted(self, state: SessionState) -> Counted:
        complaint, stored = await self.office.complaint(state.complaint), state.kept is Kept.STORED
        if stored:
            complaint = replace(complaint, alias="")
        owner = Owner(state.agent, state.team)
        return Counted(complaint, state.session, owner, state.call_language, stored)

    async def handle(self, command: DeadlineCommand, cause: Cause) -> Counted | Refusal:
        """Carry out ``command`` once for ``cause`` and return the complaint as it stands then.

        Reminders are written in the same transaction, and void those that were written before.
        """
        action = self._action(command)

        async def plan() -> Sequence[Write] | Refusal:
            call = await self._call(command.actor, command.session, action)
            if isinstance(call, Refusal):
                return call
            stream = complaint_stream(call.complaint)
            known = await self.office.store.load(stream)
            complaint = fold_complaint(known, self.office.deadlines)
            decided = decide_deadline(self.office.deadlines, complaint, command, self.office.now())
            if isinstance(decided, Refusal):
                return decided
            if not decided:
                return ()
            notices = await reminders(self.office, (*known, *decided))
            return (Write(stream, len(known), decided, notices),)

        answer = await self.office.write(plan, cause)
        if isinstance(answer, Refusal):
            return answer
        seen = await self.look(command.actor, command.session, action)
        if isinstance(seen, Refusal):
            return seen
        return replace(seen, changed=isinstance(answer, Appended))

    async def waiting(self, actor: Actor) -> Sequence[Counted]:
        """Return the complaints that the actor may read and in which something is still to be kept.

        The nearest come first, then those whose time stands still, and last what has long been over.
        """
        found = await self._readable(actor)
        nearest = [(still_open(self.office.deadlines, each.complaint), each) for each in found]
        waiting = [(due[0], each) for due, each in nearest if due]
        forgotten = self.office.now().date() - LONG_OVER
        waiting.sort(key=lambda pair: (pair[0].due < forgotten, not pair[0].runs, pair[0].due))
        return [each for _, each in waiting]

    async def promised(self, actor: Actor) -> Sequence[tuple[Counted, Promised, Text]]:
        """Return what was promised in complaints that are not done, with its words; the nearest first."""
        since = self.office.clock() - LONG_OVER
        found = [
            (each, promise)
            for each in await self._readable(actor)
            for promise in each.complaint.promises
            if not each.stored and not each.complaint.is_done and promise.due >= since
        ]
        found.sort(key=lambda pair: pair[1].due)
        return [(each, promise, await self._words_of(promise)) for each, promise in found]

    async def _words_of(self, promise: Promised) -> Text:
        program = await self.office.program_of(await self.office.calls.at(promise.session))
        return program.lists.get("promises", {}).get(promise.kind) or Phrase("card.blank")

    async def _readable(self, actor: Actor) -> Sequence[Counted]:
        """Return the complaints of the latest calls that the actor may read, each seen from one of them."""
        lines = await self.office.views.sessions(actor, SessionFilter(limit=MOST_CALLS, stored_too=True))
        oldest_first = lines[::-1]
        shown_last = sorted(oldest_first, key=lambda line: line.kept is not Kept.STORED)
        latest = {line.complaint: line.session for line in shown_last}
        return [await self._counted(await self.office.calls.at(each)) for each in latest.values()]

    def doubts(self, today: date) -> tuple[Doubt, ...]:
        """Return what somebody should look at in the rules on ``today`` (local)."""
        programs = self.office.programs
        lists = [program.lists.get("products", {}) for program in programs.offered()]
        products = {product for listed in lists for product in listed}
        return doubts(self.office.deadlines, today, products, programs.law().cards)

    async def nearest(self, complaints: Sequence[ComplaintId]) -> Mapping[ComplaintId, date]:
        """Return until when something must be done in those of the complaints in which something must."""
        policy, found = self.office.deadlines, dict[ComplaintId, date]()
        for each in complaints if policy.rules else ():
            for first in reminded_of(policy, await self.office.complaint(each))[:1]:
                found[each] = first.due
        return found

    def _action(self, command: DeadlineCommand) -> Action:
        if not isinstance(command, ExtendDeadline):
            return Action.KEEP_DEADLINES
        rule = self.office.deadlines.rule(command.rule)
        wanted = () if rule is None else (each for each in rule.extensions if each.id == command.extension)
        needs_approval = any(each.needs_approval for each in wanted)
        return Action.EXTEND_SPECIALLY if needs_approval else Action.KEEP_DEADLINES


async def reminders(office: Office, events: Sequence[Event]) -> tuple[Notice, ...]:
    """Return the reminders of a complaint whose stream will hold ``events``: to its agent and supervisors."""
    state, now = fold_complaint(events, office.deadlines), office.clock()
    ahead = [each for each in reminder_times(office.deadlines, state, office.zone) if each > now]
    if not ahead:
        return ()
    chiefs = await office.directory.members(state.team, Role.SUPERVISOR)
    chiefs = chiefs or await office.directory.members(role=Role.ADMIN)
    stream = complaint_stream(state.complaint)
    return tuple(
        Notice(kind=NoticeKind.DEADLINE_NEAR, to=to, due_at=at, about=stream, version=len(events))
        for at in ahead
        for to in dict.fromkeys((state.agent, *(each.person for each in chiefs)))
    )

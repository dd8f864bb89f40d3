"""What a notice says to whoever it is for, as things stand now."""

from dataclasses import dataclass
from typing import Final

from bot.telegram.alarms import ALARMS, alarm, alarm_now
from bot.telegram.errands import (
    Call,
    Passing,
    admitted,
    handed_over,
    help_is_over,
    help_wanted,
    invitation_redeemed,
    reviewed,
)
from bot.telegram.playbook_news import playbook_news
from bot.telegram.reminding import reminder_of
from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.events import HelpTaken, SessionHandedOver
from dialogs.evolve import fold
from dialogs.ids import SessionId, session_stream
from dialogs.people import fold_invitation
from dialogs.ports import Notice, NoticeKind
from dialogs.render.accesses import named
from dialogs.service import Office, Refused, SessionService
from dialogs.timeline import trace

CALLS_FOR_HELP: Final = frozenset({NoticeKind.HELP_ASKED, NoticeKind.HELP_UNANSWERED})
_INVITATION: Final = "invitation-"


@dataclass(frozen=True, slots=True)
class NoticeCards:
    """Draws what notices say. Every question raises StorageUnavailableError while the storage is away."""

    office: Office
    sessions: SessionService

    async def amended(self, notice: Notice) -> Card | None:
        """Return what is to stand where something was sent of which ``notice`` says that it changed."""
        to = await self.office.directory.actor(notice.to)
        call = None if to is None or to.disabled else await self._call_to(to, notice)
        if to is None or call is None:
            return None
        if call.state.crisis_at(notice.version) is None:
            return help_is_over(to, call.state)
        return alarm_now(to, call, notice.version, self.office.severity)

    async def of(self, notice: Notice, *, again: bool) -> Card | None:
        """Return what a notice says, which may have come ``again``; none when it is not wanted any more."""
        to = await self.office.directory.actor(notice.to)
        if to is None or to.disabled:
            return None
        match notice.kind:
            case NoticeKind.ADMITTED:
                return admitted(to, again=again)
            case NoticeKind.INVITATION_REDEEMED:
                invitation = fold_invitation(await self.office.store.load(notice.about))
                digest = notice.about.key.removeprefix(_INVITATION)
                return invitation_redeemed(to, digest, invitation, again=again)
            case NoticeKind.APPROVAL_ASKED | NoticeKind.PLAYBOOK_NEWS:
                return await playbook_news(self.office, to, notice, again=again)
            case NoticeKind.DEADLINE_NEAR:
                return await reminder_of(self.office, to, notice, again=again)
            case _:
                return await self._of_call(to, notice, again=again)

    async def _of_call(self, to: Actor, notice: Notice, *, again: bool) -> Card | None:
        kind, session = notice.kind, SessionId(notice.about.key)
        if kind in ALARMS:
            return await self._alarm(to, notice, again=again)
        asks_help = kind in CALLS_FOR_HELP
        call = await self._call(to, session, Action.TAKE_HELP if asks_help else Action.READ_SESSION)
        if call is None:
            return None
        if asks_help:
            answered = await self._was_answered(notice)
            return None if answered else help_wanted(to, kind, call, again=again)
        if kind is NoticeKind.HANDED_OVER:
            return handed_over(to, call, await self._passing(session, to), again=again)
        return reviewed(to, kind, call, again=again)

    async def _alarm(self, to: Actor, notice: Notice, *, again: bool) -> Card | None:
        call = await self._call_to(to, notice)
        if call is None:
            return None
        return alarm(to, notice.kind, call, notice.version, self.office.severity, again=again)

    async def _call_to(self, to: Actor, notice: Notice) -> Call | None:
        """Return the call that a notice is about, to its agent or to whoever may help with it."""
        session = SessionId(notice.about.key)
        own = (await self.office.calls.at(session)).agent == to.person
        return await self._call(to, session, Action.READ_SESSION if own else Action.TAKE_HELP)

    async def _passing(self, session: SessionId, to: Actor) -> Passing:
        """Return from whom a call came to ``to`` the last time, and who had it pass."""
        events, people = await self.office.store.load(session_stream(session)), self.office.directory
        last = max(
            number
            for number, event in enumerate(events)
            if isinstance(event, SessionHandedOver) and event.to == to.person
        )
        before, by = await people.actor(fold(events, last).agent), await people.actor(events[last].by)
        named_by = named(events[last].by, by.name if by else "")
        return Passing(before.name if before else "", named_by)

    async def _was_answered(self, notice: Notice) -> bool:
        """Tell whether somebody came since; help asked for once more after that has notices of its own."""
        events = await self.office.store.load(notice.about)
        return any(isinstance(event, HelpTaken) for event in events[notice.version :])

    async def _call(self, to: Actor, session: SessionId, action: Action) -> Call | None:
        seen = await self.sessions.look(to, session, action)
        if isinstance(seen, Refused):
            return None
        agent = await self.office.directory.actor(seen.state.agent)
        events = await self.office.store.load(session_stream(session))
        return Call(
            seen.program, seen.state, agent.name if agent else "", trace(seen.program, events).entries
        )

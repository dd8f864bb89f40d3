"""Sends what is sent once: calls for help, reviews, invitations. The rows were written with their events."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.telegram.crew import side_by_side
from bot.telegram.drawing import Drawing, draw
from bot.telegram.errands import Call, admitted, handed_over, help_wanted, invitation_redeemed, reviewed
from bot.telegram.messenger import Messenger, Outcome
from bot.telegram.wording import Wording
from dialogs.access import Action
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.events import HelpTaken
from dialogs.ids import SessionId, session_stream
from dialogs.people import fold_invitation
from dialogs.ports import Dispatch, Dispatches, Notice, NoticeKind, ShownCards, StorageUnavailableError
from dialogs.service import Office, Refused, SessionService
from dialogs.timeline import trace

LOG: Final = logging.getLogger(__name__)
LONGEST_SLEEP: Final = 30.0
_CALLS_FOR_HELP: Final = frozenset({NoticeKind.HELP_ASKED, NoticeKind.HELP_UNANSWERED})
UNREACHABLE: Final = timedelta(seconds=15)
"""How long a call for help waits before it knocks again at somebody who cannot be written to."""
PUT_OFF: Final = timedelta(seconds=5)
"""How long a message waits that could not be delivered for now."""
_INVITATION: Final = "invitation-"


@dataclass(slots=True, kw_only=True)
class Couriers:
    """Carries due notices to their recipients, each at least once and, but for a crash, at most once."""

    messenger: Messenger
    dispatches: Dispatches
    shown: ShownCards
    office: Office
    sessions: SessionService
    words: Wording
    gap: float = 0.2
    """Seconds between two looks, however often they are nudged."""
    put_off: timedelta = PUT_OFF
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _doubtful: set[int] = field(default_factory=set)
    """Sent with an unknown outcome: the next try says that it may be the second."""

    def nudge(self) -> None:
        """Look soon: something may have fallen due."""
        self._nudged.set()

    async def run(self) -> None:
        """Carry until cancelled; what a crash left half sent is sent again, marked as such."""
        recovered = False
        while True:
            self._nudged.clear()
            try:
                if not recovered:
                    await self.dispatches.recover()
                    recovered = True
                await self.once()
                await self._sleep()
            except StorageUnavailableError:
                LOG.warning("messages wait: the storage is away")
                recovered = False
                await asyncio.sleep(self.put_off.total_seconds())

    async def once(self) -> int:
        """Carry everything that is due, and return how many there were.

        Raises:
            StorageUnavailableError: nothing more can be recorded now.
        """
        due = await self.dispatches.due(self.office.clock())
        await side_by_side(*(self._carry(dispatch) for dispatch in due))
        return len(due)

    async def _sleep(self) -> None:
        await asyncio.sleep(self.gap)
        due_at = await self.dispatches.next_due_at()
        seconds = LONGEST_SLEEP if due_at is None else (due_at - self.office.clock()).total_seconds()
        try:
            async with asyncio.timeout(min(max(seconds, 0.0), LONGEST_SLEEP)):
                await self._nudged.wait()
        except TimeoutError:
            return

    async def _carry(self, dispatch: Dispatch) -> None:
        try:
            card = await self._card(dispatch)
            drawing = draw(card, self.words, self.office.clock()) if card else None
        except StorageUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - one message that cannot be drawn must not stop the others
            LOG.error("notice %d cannot be drawn: %s", dispatch.id, type(error).__name__)  # noqa: TRY400
            drawing = None
        if drawing is None:
            await self.dispatches.dropped(dispatch.id)
        else:
            await self._send(dispatch, drawing)

    async def _send(self, dispatch: Dispatch, drawing: Drawing) -> None:
        chat, now = dispatch.notice.to, self.office.clock()
        answer = await self.messenger.send(chat, drawing.text, drawing.keyboard, protect=True)
        match answer.outcome:
            case Outcome.DONE:
                self._doubtful.discard(dispatch.id)
                await self.dispatches.sent(dispatch.id, answer.message)
                await self.shown.passed(chat)
            case Outcome.LATER | Outcome.NOT_SENT | Outcome.UNKNOWN:
                if answer.outcome is Outcome.UNKNOWN:
                    self._doubtful.add(dispatch.id)
                quiet = timedelta(seconds=self.messenger.quiet_for(chat))
                await self.dispatches.put_off(dispatch.id, now + max(self.put_off, quiet))
            case Outcome.BLOCKED if dispatch.notice.kind in _CALLS_FOR_HELP:
                # Who has not started the chat, or stopped it, may do so while the agent still waits.
                LOG.warning("notice %d waits: %s", dispatch.id, answer.outcome)
                await self.dispatches.put_off(dispatch.id, now + UNREACHABLE)
            case _:
                LOG.warning("notice %d is dropped: %s", dispatch.id, answer.outcome)
                await self.dispatches.dropped(dispatch.id)

    async def _card(self, dispatch: Dispatch) -> Card | None:
        notice, again = dispatch.notice, dispatch.again or dispatch.id in self._doubtful
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
            case _:
                return await self._card_of_call(to, dispatch, again=again)

    async def _card_of_call(self, to: Actor, dispatch: Dispatch, *, again: bool) -> Card | None:
        kind, session = dispatch.notice.kind, SessionId(dispatch.notice.about.key)
        asks_help = kind in _CALLS_FOR_HELP
        call = await self._call(to, session, Action.TAKE_HELP if asks_help else Action.READ_SESSION)
        if call is None:
            return None
        if asks_help:
            answered = await self._was_answered(dispatch.notice)
            return None if answered else help_wanted(to, kind, call, again=again)
        if kind is NoticeKind.HANDED_OVER:
            return handed_over(to, call, again=again)
        return reviewed(to, kind, call, again=again)

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

"""Sends what is sent once: calls for help, reviews, invitations. The rows were written with their events."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Final, TypeVar

from bot.outage import Outage
from bot.telegram.alarms import ALARMS
from bot.telegram.amending import AMENDED, Amender
from bot.telegram.calm import HOLDING, disturbs
from bot.telegram.crew import Spawn, crew
from bot.telegram.deeds import ShowCall
from bot.telegram.drawing import draw
from bot.telegram.insistence import Insistence
from bot.telegram.intake import Patience
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.notice_cards import CALLS_FOR_HELP, NoticeCards
from bot.telegram.wall_clock import WallClock
from bot.telegram.wording import Wording
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.errors import WritersKeepCollidingError
from dialogs.ids import PersonId, SessionId, TeamId
from dialogs.ports import (
    Dispatch,
    Dispatches,
    Notice,
    NoticeKind,
    ShownCard,
    ShownCards,
    StorageUnavailableError,
)
from dialogs.roles import Role
from dialogs.service import CrisisService, Office, ReachService, SessionService

LOG: Final = logging.getLogger(__name__)
LONGEST_SLEEP: Final = 30.0
SHARED_SLEEP: Final = 1.0
"""The longest sleep where other bots write the log too."""
SHARED_RECOVERY: Final = 10.0
"""How long what nobody carries may be left ``sending`` there, by a bot that took it when it led no more."""
_INSISTED_ON: Final = CALLS_FOR_HELP | {NoticeKind.CRISIS_CALL, NoticeKind.CRISIS_UNANSWERED}
_CALLS_SOMEBODY: Final = _INSISTED_ON | {NoticeKind.CONTACT_TOLD}
_SHOWS_A_CALL: Final = CALLS_FOR_HELP | ALARMS
_SILENT: Final = frozenset({NoticeKind.DEADLINE_NEAR})
"""What can wait until somebody looks."""
UNREACHABLE: Final = timedelta(seconds=15)
"""How long a call for help waits before it knocks again at somebody who cannot be written to."""
PUT_OFF: Final = timedelta(seconds=5)
"""How long a message waits at first that could not be delivered for now; and for a storage that is away."""
_Found = TypeVar("_Found")


class _TakenOverError(Exception):
    """Another bot carries it by now."""


@dataclass(frozen=True, slots=True)
class _InHand:
    """A notice that we carry, and which time it was that we led when we took it."""

    dispatch: Dispatch
    lead: int

    @property
    def notice(self) -> Notice:
        return self.dispatch.notice


@dataclass(slots=True, kw_only=True)
class Couriers:
    """Carries due notices to their recipients, each at least once and, but for an unknown outcome, once.

    Every recipient has a line of their own: one delivery at a time, in the order in which they fell due, and
    whoever is slow, flooded or not to be reached holds up nobody else. A notice in somebody's line is
    ``sending`` in the storage until it is settled, so that one which a crash interrupts is known to be in
    doubt.
    """

    messenger: Messenger
    dispatches: Dispatches
    shown: ShownCards
    office: Office
    sessions: SessionService
    words: Wording
    gap: float = 0.2
    """Seconds between two looks, however often they are nudged."""
    put_off: timedelta = PUT_OFF
    longest: float = LONGEST_SLEEP
    """Seconds until they look although nobody nudged them: whoever else writes the log does not."""
    recovery: float = math.inf
    """Seconds from one look at what nobody carries to the next."""
    lead: Callable[[], int] = lambda: 1
    """Which time it is that we lead, 0 while we do not: else another bot sends what we have in our hands."""
    show: Callable[[ShowCall], None] | None = None
    """Draws the card of a call at once; without it, it is drawn soon."""
    _away: Outage = field(default_factory=lambda: Outage(LOG, "messages wait"))
    _wall: WallClock = field(default_factory=WallClock)
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _lines: dict[PersonId, deque[_InHand]] = field(default_factory=dict)
    """What is in our hands, by recipient; the first of each line is being delivered."""
    _carried: dict[int, int] = field(default_factory=dict)
    """The ids of what is in our hands, and in which time that we led each was taken last."""

    def nudge(self) -> None:
        """Look soon: something may have fallen due."""
        self._nudged.set()

    async def run(self, spawn: Spawn | None = None) -> None:
        """Carry until cancelled; what a crash left half sent is sent again, marked as such.

        With ``spawn`` deliveries are its work, and may outlive this; else they end with it.
        """
        if spawn is not None:
            await self._run(spawn)
            return
        async with crew() as hired:
            await self._run(hired)

    async def _run(self, spawn: Spawn) -> None:
        recover_at = -math.inf
        while True:
            self._nudged.clear()
            try:
                if monotonic() >= recover_at:
                    await self._recover()
                    recover_at = monotonic() + self.recovery
                await self._take(spawn)
                await asyncio.sleep(self.gap)
                seconds = await self._until_due()
                self._away.is_over()
                await self._rest(seconds)
            except StorageUnavailableError:
                self._away.goes_on()
                recover_at = -math.inf
                await asyncio.sleep(self.put_off.total_seconds())

    async def once(self) -> int:
        """Carry everything that is due until it is settled, and return how many there were.

        Raises:
            StorageUnavailableError: what is due cannot be looked up now.
        """
        async with crew() as hired:
            taken = await self._take(hired)
            await hired.rest(math.inf)
        return taken

    async def _recover(self) -> None:
        """Let what was left ``sending`` by whoever carries it no more fall due, marked as in doubt."""
        lead = self.lead()
        await self.dispatches.recover([number for number, at in self._carried.items() if at == lead])

    async def _take(self, spawn: Spawn) -> int:
        """Put what is due in the lines of its recipients; what is in our hands already stays where it is.

        What we took when we led an earlier time is left where it waits, and taken anew behind it.
        """
        taken, now, lead = 0, self.office.clock(), self.lead()
        if back := self._wall.went_back(now):
            LOG.warning("the clock went back by %s: what is due later is sent so much sooner", back)
            await self.dispatches.hasten(back)
        for dispatch in await self.dispatches.due(now):
            if self._carried.get(dispatch.id) == lead:
                continue
            # Before it waits in anybody's line: a chat that is stuck must not hold up the next one's turn.
            if not await self._fell_due(dispatch):
                continue
            taken += 1
            self._join(_InHand(dispatch, lead), spawn)
        return taken

    def _join(self, held: _InHand, spawn: Spawn) -> None:
        self._carried[held.dispatch.id] = held.lead
        to = held.notice.to
        if to in self._lines:
            self._lines[to].append(held)
        else:
            self._lines[to] = deque([held])
            spawn(self._serve(to), name="courier")

    async def _fell_due(self, dispatch: Dispatch) -> bool:
        """Do what the time of a notice asks for, whoever it is for; tell whether it may be carried now."""
        try:
            await CrisisService(self.office).fell_due(dispatch.notice)
        except WritersKeepCollidingError:
            await self.dispatches.put_off(dispatch, self.office.clock() + self.put_off)
            return False
        if await disturbs(self.office, dispatch.notice):
            await self.dispatches.put_off(dispatch, self.office.clock() + HOLDING)
            return False
        return True

    async def _until_due(self) -> float:
        """Return in how many seconds to look again, if nobody nudges us before."""
        due_at = await self.dispatches.next_due_at()
        seconds = self.longest if due_at is None else (due_at - self.office.clock()).total_seconds()
        return min(max(seconds, 0.0), self.longest)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._nudged.wait()
        except TimeoutError:
            return

    async def _serve(self, to: PersonId) -> None:
        """Deliver what stands in the line of ``to`` until nothing does."""
        line = self._lines[to]
        try:
            while line:
                await self._carry(line[0])
                self._let_go(line.popleft())
        finally:
            del self._lines[to]
            for each in line:
                self._let_go(each)

    def _let_go(self, held: _InHand) -> None:
        """Carry it no more; it may be in our hands anew since we led again."""
        if self._carried.get(held.dispatch.id) == held.lead:
            del self._carried[held.dispatch.id]

    async def _carry(self, held: _InHand) -> None:
        number = held.dispatch.id
        try:
            answer = await self._delivered(held)
            await self._settle(held, answer)
        except _TakenOverError:
            LOG.info("notice %d is left to the bot that leads", number)
        except Exception as error:  # noqa: BLE001 - one message that cannot be carried must not stop the others
            LOG.error("notice %d cannot be carried: %s", number, type(error).__name__)  # noqa: TRY400
            with suppress(_TakenOverError):
                await self._give_up(held, lambda: self.dispatches.dropped(held.dispatch))

    def _must_be_ours(self, held: _InHand) -> None:
        """See that nobody else led since we took it.

        Raises:
            _TakenOverError: somebody did.
        """
        if not 0 < held.lead == self.lead():
            raise _TakenOverError

    async def _delivered(self, held: _InHand) -> Answer | None:
        """Send a notice as it is now, however long that takes; none when it is not wanted any more."""
        notice, chat = held.notice, held.notice.to
        if notice.kind is NoticeKind.SENT_CHANGED:
            await self._patiently(lambda: self._amend(held))
            return None

        async def send(again: bool) -> Answer | None:  # noqa: FBT001 - an Attempt
            in_doubt = again or held.dispatch.again
            card = await self._patiently(lambda: self._cards.of(notice, again=in_doubt))
            self._must_be_ours(held)
            if card is None:
                return None
            drawing = draw(card, self.words, self.office.clock())
            silent = notice.kind in _SILENT
            return await self.messenger.send(
                chat, drawing.text, drawing.keyboard, silent=silent, protect=True
            )

        return await self._insistence.until_done(chat, send)

    @property
    def _cards(self) -> NoticeCards:
        return NoticeCards(self.office, self.sessions)

    @property
    def _insistence(self) -> Insistence:
        first = self.put_off.total_seconds()
        return Insistence(self.messenger, Patience(first, max(LONGEST_SLEEP, first)))

    async def _amend(self, held: _InHand) -> None:
        """Write over what was sent about something that stands otherwise by now."""

        async def card() -> Card | None:
            found = await self._cards.amended(held.notice)
            self._must_be_ours(held)
            return found

        amender = Amender(self.messenger, self.shown, self.words, self.office.clock, self._insistence)
        await amender.amend(held.notice, card)

    async def _settle(self, held: _InHand, answer: Answer | None) -> None:
        """Record what became of a notice; the storage is waited for: no row may stay ``sending``."""
        number, notice = held.dispatch.id, held.notice
        outcome = answer.outcome if answer is not None else None
        if answer is not None and outcome is Outcome.DONE:
            await self._patiently(lambda: self.dispatches.sent(number, answer.message))
            await self._patiently(lambda: self.shown.passed(notice.to))
            if notice.kind in _SHOWS_A_CALL:
                await self._patiently(lambda: self._remember(notice, answer.message))
            await self._patiently(lambda: self._report(notice, came=True))
            return
        if outcome is not None:
            LOG.warning("notice %d is not delivered: %s", number, outcome)
        if outcome is Outcome.BLOCKED and notice.kind in _INSISTED_ON:
            # Who has not started the chat, or stopped it, may do so while the agent still waits.
            until = self.office.clock() + UNREACHABLE
            await self._give_up(held, lambda: self.dispatches.put_off(held.dispatch, until))
        else:
            await self._give_up(held, lambda: self.dispatches.dropped(held.dispatch))
        if outcome is Outcome.BLOCKED:
            await self._patiently(lambda: self._report(notice, came=False))

    async def _give_up(self, held: _InHand, record: Callable[[], Awaitable[None]]) -> None:
        """Record that a notice is not sent now.

        Raises:
            _TakenOverError: another bot carries it by now, and records what becomes of it.
        """

        async def ours() -> None:
            self._must_be_ours(held)
            await record()

        await self._patiently(ours)

    async def _report(self, notice: Notice, *, came: bool) -> None:
        """Write down, for the agent to see, whether a call for help came to whom it was for."""
        to, session = await self.office.directory.actor(notice.to), SessionId(notice.about.key)
        if notice.kind not in _CALLS_SOMEBODY or to is None:
            return
        state, reach = await self.office.calls.at(session), ReachService(self.office)
        if to.person == state.agent:
            return
        try:
            if came:
                changed = await reach.reached(session, notice.version, to)
            else:
                got = await self._reached(session, state.team, notice.version)
                changed = await reach.missed(session, notice.version, to, got)
        except WritersKeepCollidingError:
            LOG.warning("nobody wrote down whether a call for help came")
            return
        if changed and self.show is not None:
            self.show(ShowCall(state.agent, state.agent, session))

    async def _reached(self, session: SessionId, team: TeamId, asked: int) -> list[Actor]:
        """Return who got a message of the call that the event at version ``asked`` of a session made."""
        people = self.office.directory
        called = [*await people.members(team, Role.SUPERVISOR), *await people.members(role=Role.ADMIN)]
        found = list[Actor]()
        for each in called:
            shown = await self.shown.all_of_session(each.person, session)
            if any(card.version in {0, asked} and not card.live for card in shown):
                found.append(each)
        return found

    async def _remember(self, notice: Notice, message: int) -> bool:
        """Record a message that shows the latest of a call, so that it is found when that is erased."""
        shows = ShownCard(
            chat=notice.to,
            message=message,
            session=SessionId(notice.about.key),
            version=notice.version if notice.kind in AMENDED else 0,
            digest="",
            live=False,
        )
        return await self.shown.record(shows, after=None)

    async def _patiently(self, ask: Callable[[], Awaitable[_Found]]) -> _Found:
        """Ask the storage until it is there."""
        away = Outage(LOG, "a message waits")
        while True:
            try:
                found = await ask()
            except StorageUnavailableError:
                away.goes_on()
                await asyncio.sleep(self.put_off.total_seconds())
            else:
                away.is_over()
                return found

"""What every handler needs, joined once."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.telegram.handlers.attention import Attention, LateTaps
from bot.telegram.tally import NO_TALLY, Tally
from dialogs.actors import Actor
from dialogs.cards import OtherSession
from dialogs.ids import SessionId, time_ordered_id
from dialogs.ports import SessionLine, SessionStatus, ShownCard, ShownCards
from dialogs.service import (
    CasePress,
    Office,
    PeopleService,
    PublishingService,
    ReviewService,
    SearchService,
    SessionService,
)


async def fetch_nothing(file: str, most: int) -> bytes | None:
    """Fetch no file: for a bot that is not on Telegram."""
    del file, most
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The doors to the core, what is remembered of chats, and chance."""

    office: Office
    sessions: SessionService
    reviews: ReviewService
    people: PeopleService
    shown: ShownCards
    bot_name: str
    """The bot's user name, for links that invite."""
    late: LateTaps = field(default_factory=LateTaps)
    chance: Callable[[int], int] = secrets.randbits
    """Returns so many random bits."""
    tally: Tally = NO_TALLY
    by_hand: bool = True
    """Whether thumbs tap, which may do it twice; not so where a test taps, and no time passes."""
    press: PublishingService | None = None
    """Where playbooks are published; none for a bot that takes them from disk alone."""
    case_press: CasePress | None = None
    """Where cases are handed in and published; none for a bot that takes them from disk alone."""
    chat_files: bool = False
    """Whether what holds a customer's words may be sent as a file."""
    fetch: Callable[[str, int], Awaitable[bytes | None]] = fetch_nothing
    """Returns a file that somebody sent, at most so many bytes of it; none when it cannot be had now."""

    @property
    def attention(self) -> Attention:
        """Return where the next text of each chat goes."""
        return Attention(self.shown)

    @property
    def searches(self) -> SearchService:
        """Return the door for whoever looks for words."""
        return SearchService(self.office)

    def new_id(self) -> str:
        """Return a fresh id that sorts by time."""
        return time_ordered_id(self.office.clock(), self.chance(80))

    async def must_leave(self, chat: int, message: int) -> None:
        """Record that what a person sent must leave the chat: whoever deletes it may be killed before.

        Raises:
            StorageUnavailableError: it is not known to be recorded.
        """
        recorded = False
        while not recorded:
            before = await self.shown.at(chat, message)
            nothing = ShownCard(chat=chat, message=message, session=None, version=0, digest="", live=False)
            recorded = await self.shown.record(replace(before or nothing, sweep=True), after=before)

    async def open_calls(self, actor: Actor, but: SessionId | None = None) -> tuple[OtherSession, ...]:
        """Return the calls of ``actor`` that have not ended, but for one."""
        lines = await self.office.views.own_sessions(actor)
        return tuple(
            OtherSession(line.session, line.alias, line.status) for line in lines if line.session != but
        )

    async def live_call(self, actor: Actor) -> SessionLine | None:
        """Return the one call of ``actor`` that goes on, if any."""
        lines = await self.office.views.own_sessions(actor)
        return next((line for line in lines if line.status is SessionStatus.LIVE), None)

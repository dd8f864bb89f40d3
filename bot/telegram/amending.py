"""Writes over what was sent about something in a call, once that stands otherwise."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.telegram.drawing import draw
from bot.telegram.insistence import Insistence
from bot.telegram.messenger import Answer, Messenger
from bot.telegram.wording import Wording
from dialogs.cards import Card
from dialogs.ids import SessionId
from dialogs.ports import Notice, NoticeKind, ShownCard, ShownCards

AMENDED = frozenset(
    {
        NoticeKind.CRISIS_CALL,
        NoticeKind.CRISIS_UNANSWERED,
        NoticeKind.HELP_ASKED,
        NoticeKind.HELP_UNANSWERED,
    }
)
"""What is written over when it stands otherwise: kept with the version of the event that it is about."""


@dataclass(frozen=True, slots=True)
class Amender:
    """Finds such messages in a chat, by the event that they are about."""

    messenger: Messenger
    shown: ShownCards
    words: Wording
    clock: Callable[[], datetime]
    insistence: Insistence

    async def amend(self, notice: Notice, card: Callable[[], Awaitable[Card | None]]) -> None:
        """Let every message to the recipient of ``notice`` about its event say what ``card`` says.

        It is asked for at each attempt, since the chat may have had to be waited for: what stood before that
        would be written over what stands now. None leaves a message as it is.

        Raises:
            StorageUnavailableError: it is not known which messages these are.
        """
        for message in await self._about(notice):

            async def edit(again: bool, message: int = message) -> Answer | None:  # noqa: FBT001 - an Attempt
                del again  # the same a second time changes nothing
                now = await card()
                if now is None:
                    return None
                drawing = draw(now, self.words, self.clock())
                return await self.messenger.edit(notice.to, message, drawing.text, drawing.keyboard)

            await self.insistence.until_done(notice.to, edit)

    async def _about(self, notice: Notice) -> list[int]:
        known = await self.shown.all_of_session(notice.to, SessionId(notice.about.key))
        return [each.message for each in known if _is_about(each, notice.version)]


def _is_about(shown: ShownCard, version: int) -> bool:
    """Tell whether a message was sent about an event; one that became a timeline since is none any more."""
    return shown.version == version and not shown.digest and not shown.sweep

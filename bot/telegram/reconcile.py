"""Brings cards up to the log that fell behind: after a crash, a flood limit, a tap elsewhere, a cue due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from bot.lifecycle import spawn
from bot.outage import Outage
from bot.telegram.crew import Spawn
from bot.telegram.easel import Easel
from dialogs.errors import UnreadableStreamError
from dialogs.ids import SessionId
from dialogs.ports import CallLockedError, ShownCard, ShownCards, StorageUnavailableError

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 5.0
SHARED_EVERY: Final = 0.5
SHARED_AFTER: Final = 2.0
"""How long a card may be behind before another bot than the one that wrote draws it."""
RECALL_SECONDS: Final = 15.0
"""How long the time of a cue may be unknown to us, when whoever drew its card was killed."""


@dataclass(slots=True, kw_only=True)
class Reconciler:
    """Looks every few seconds for live cards whose call has gone on. The log needs no outbox for cards."""

    shown: ShownCards
    easel: Easel
    spawn: Spawn
    every: float = EVERY_SECONDS
    after: float = 0.0
    """How long a card must have been behind: until then whoever wrote draws it."""
    _away: Outage = field(default_factory=lambda: Outage(LOG, "cards cannot be compared with the log"))
    _drawing: set[int] = field(default_factory=set)
    """Chats whose cards of an earlier look are not drawn yet: a flood may last for hours."""
    _since: dict[tuple[int, int, int], float] = field(default_factory=dict)
    """When a card was first seen behind with what it shows: chat, message, version."""
    _unreadable: set[SessionId | None] = field(default_factory=set)
    """Calls of which it was said that their events cannot be read."""
    _recalling: bool = False
    _recalled: bool = False

    async def run(self) -> None:
        """Look again and again until cancelled; the first time at once."""
        async with asyncio.TaskGroup() as group:
            spawn(group, self._recalls(), name="recalls")
            while True:
                try:
                    await self.once()
                    self._away.is_over()
                except StorageUnavailableError:
                    self._away.goes_on()
                await asyncio.sleep(self.every)

    async def once(self) -> int:
        """Start to draw every card that is behind, each chat for itself, and return how many there are.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        behind = self._overdue([card for card, _ in await self.shown.behind()])
        turned = await self._turned()
        for chat in {card.chat for card in (*behind, *turned)} - self._drawing:
            self._drawing.add(chat)
            own = [[card for card in cards if card.chat == chat] for cards in (behind, turned)]
            self.spawn(self._draw(chat, *own), name="reconcile")
        return len(behind)

    def _overdue(self, behind: Sequence[ShownCard]) -> list[ShownCard]:
        now = monotonic()
        seen = {(card.chat, card.message, card.version): card for card in behind}
        for card in behind:  # time for whoever is sending it anew counts from the first look
            self.easel.replacing.is_left_to_another(card)
        self._since = {each: self._since.get(each, now) for each in seen}
        return [card for each, card in seen.items() if now - self._since[each] >= self.after]

    async def _turned(self) -> list[ShownCard]:
        """Return the cards that look otherwise by now although nobody tapped."""
        now, found = self.easel.clock(), list[ShownCard]()
        for chat, session in self.easel.turns.take(now):
            if chat in self._drawing:
                self.easel.turns.expect((chat, session), now)
            elif (card := await self.shown.of_session(chat, session)) is not None and card.live:
                found.append(card)
        return found

    async def recall(self) -> None:
        """Look at every card that stands, for the times at which they will say something of themselves.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        for card in await self.shown.standing():
            await self._see_to(card, self.easel.recall)

    async def _recalls(self) -> None:
        """Look at them at once, and where others draw too, ever again: they may be killed meanwhile.

        A look is hired, since a bot that stops finishes what it draws; nobody waits for the next one.
        """
        while not self._recalled:
            if not self._recalling:
                self._recalling = True
                self.spawn(self._recall(), name="recall")
            await asyncio.sleep(RECALL_SECONDS if self.after else self.every)

    async def _recall(self) -> None:
        try:
            with suppress(StorageUnavailableError):  # whoever compares them says so
                await self.recall()
                self._recalled = not self.after
        finally:
            self._recalling = False

    async def _draw(self, chat: int, behind: list[ShownCard], turned: list[ShownCard]) -> None:
        try:
            for card in behind:
                await self._see_to(card, self.easel.catch_up)
            for card in turned:
                await self._see_to(card, self.easel.turned)
        finally:
            self._drawing.discard(chat)

    async def _see_to(self, card: ShownCard, look: Callable[[ShownCard], Awaitable[None]]) -> None:
        """Look at a card; one whose call cannot be read stays as it is, and keeps nothing from the others."""
        try:
            await look(card)
        except (UnreadableStreamError, CallLockedError):
            if card.session not in self._unreadable:
                self._unreadable.add(card.session)
                LOG.error("the card of call %s stays as it is: its events cannot be read", card.session)  # noqa: TRY400

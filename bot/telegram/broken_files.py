"""Tells the trainers when files of the library stop passing the check, and when they are good again."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.outage import Outage
from bot.telegram.drawing import draw
from bot.telegram.messenger import Answer, Messenger, Outcome
from bot.telegram.wording import Wording
from dialogs.actors import Actor
from dialogs.cards import Card
from dialogs.ids import PersonId
from dialogs.ports import ShownCards, StorageUnavailableError, Trouble
from dialogs.render.playbooks import broken_card, mended_card
from dialogs.roles import Role
from dialogs.service import Office

LOG: Final = logging.getLogger(__name__)
EVERY_SECONDS: Final = 2.0
BURST: Final = timedelta(minutes=10)
"""How long a message is changed in its place: saves so close to each other are one piece of work."""
_TRY_AGAIN: Final = {Outcome.LATER, Outcome.NOT_SENT}
_WRITE_ANEW: Final = {Outcome.GONE, Outcome.TOO_OLD}


@dataclass(frozen=True, slots=True)
class _Told:
    """What somebody was told last, in which message of theirs; 0 for none that can be changed."""

    troubles: tuple[Trouble, ...]
    at: datetime
    message: int = 0


@dataclass(slots=True, kw_only=True)
class BrokenFiles:
    """One quiet message a trainer and a burst of saves, changed in its place; what was wrong at start waits.

    It is about what stands on the disk now, so nothing of it is kept: after a restart the list of playbooks
    says it.
    """

    messenger: Messenger
    shown: ShownCards
    office: Office
    words: Wording
    every: float = EVERY_SECONDS
    _late: Outage = field(default_factory=lambda: Outage(LOG, "broken playbooks are told of later"))
    _seen: tuple[Trouble, ...] | None = None
    """What was wrong at the last look; none before the first."""
    _at_start: tuple[Trouble, ...] = ()
    _told: dict[PersonId, _Told] = field(default_factory=dict)

    async def serve(self, stopping: asyncio.Event) -> None:
        """Look until ``stopping`` is set."""
        while not stopping.is_set():
            try:
                await self.look()
                self._late.is_over()
            except StorageUnavailableError:
                self._late.goes_on()
            except Exception as error:  # noqa: BLE001 - no file, whatever is wrong with it, may end the bot
                self._late.goes_on(type(error).__name__)
            try:
                async with asyncio.timeout(self.every):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Tell whoever has not heard it; what is seen for the first time is looked at once more before.

        An editor may write a file in two pieces, and half a file is no news.

        Raises:
            StorageUnavailableError: who is to hear of it is not known now.
        """
        troubles = tuple(each for each in self.office.programs.troubles() if each.finding is not None)
        if self._seen is None:
            self._seen = self._at_start = troubles
        if troubles != self._seen:
            self._seen = troubles
            return
        if troubles == self._at_start and not self._told:
            return
        for each in await self._trainers():
            await self._tell(each, troubles)

    async def _trainers(self) -> Sequence[Actor]:
        """Return who mends playbooks: the trainers, or the admins where there are none."""
        directory = self.office.directory
        return await directory.members(role=Role.TRAINER) or await directory.members(role=Role.ADMIN)

    async def _tell(self, to: Actor, troubles: tuple[Trouble, ...]) -> None:
        now = self.office.now()
        told = self._told.get(to.person) or _Told(self._at_start, now - BURST)
        if told.troubles == troubles:
            return
        card = broken_card(to, troubles) if troubles else mended_card(to)
        in_place = told.message if now - told.at < BURST else 0
        answer = await self._say(to.person, card, now, in_place)
        if answer.outcome in _TRY_AGAIN:
            return
        if in_place and answer.outcome in _WRITE_ANEW:
            self._told[to.person] = _Told(told.troubles, told.at)
            return
        self._told[to.person] = _Told(troubles, now, answer.message or in_place)

    async def _say(self, to: PersonId, card: Card, now: datetime, in_place: int) -> Answer:
        drawing = draw(card, self.words, now)
        if in_place:
            return await self.messenger.edit(to, in_place, drawing.text, drawing.keyboard)
        answer = await self.messenger.send(to, drawing.text, drawing.keyboard, silent=True, protect=True)
        if answer.outcome is Outcome.DONE:
            await self.shown.passed(to)
        return answer

"""Takes what people send, at least once each: nothing is acknowledged before it is durable or set aside."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.telegram.deeds import AnswerTap, Deed, Reception, Tell
from bot.telegram.incoming import Incoming, Tap
from bot.telegram.ordering import Lanes
from bot.telegram.tally import NO_TALLY, Settled, Tally
from bot.telegram.updates import read_update
from dialogs.ports import CallLockedError, Quarantine, SetAside, StorageUnavailableError
from dialogs.texts import Language, Phrase

LOG: Final = logging.getLogger(__name__)
MOST_FAILURES: Final = 3
"""How often an update may raise or hang before it is set aside."""
MOST_LOCKED: Final = 6
"""How often we may lack the key of its call before an update is set aside: a minute when we poll, and no
other bot could take it. A webhook delivers it again, maybe to one that has the key."""
TRY_SECONDS: Final = 15.0
"""How long one try of an update may take; it takes milliseconds.

All tries together stay below what a webhook gives a delivery, so that one that hangs is set aside in it.
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before trying again: ``first`` seconds, doubling up to ``most``."""

    first: float = 1.0
    most: float = 30.0

    async def wait(self, failures: int) -> None:
        """Wait after so many failures in a row, 1 or more."""
        await asyncio.sleep(self.seconds(failures))

    def seconds(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row, 1 or more."""
        return min(self.first * 2.0 ** min(failures - 1, 30), self.most)


@dataclass(slots=True, kw_only=True)
class Intake:
    """From a raw update to deeds: what long polling and a webhook share.

    ``take`` ends when the update is committed or set aside, and not before. What is to be shown in the chat
    it returns, for the caller to start outside the person's lane: one chat's flood limit holds up nobody.
    """

    bot: int
    """The bot's user id."""
    reception: Reception
    quarantine: Quarantine
    clock: Callable[[], datetime]
    patience: Patience = Patience(0.2, 2.0)
    """Between two tries of an update that raised or hung."""
    seconds: float = TRY_SECONDS
    """Then a try is cancelled, which counts as if it had raised: whoever hangs holds the person's lane."""
    tally: Tally = NO_TALLY
    healthy: bool = True
    """False while the storage is away."""
    _lanes: Lanes = field(default_factory=Lanes)

    async def take(self, raw: object, *, storage_patience: Patience | None = None) -> tuple[Deed, ...]:
        """Handle a raw update; when this returns, it may be acknowledged, and the deeds returned be done.

        With ``storage_patience`` it is tried again until the storage is back, and meanwhile holds the
        person's lane, so that nothing of theirs overtakes it. One of a call that we lack the key of is set
        aside after :data:`MOST_LOCKED` tries.

        Raises:
            StorageUnavailableError: the storage is away, and no patience was given; deliver it again later.
        """
        incoming = read_update(raw, self.bot, self.clock())
        if incoming is None:
            self.tally.settled(Settled.IGNORED)
            return ()
        async with self._lanes.lane(incoming.person):
            return await self._durable(incoming, storage_patience)

    async def _durable(self, incoming: Incoming, storage_patience: Patience | None) -> tuple[Deed, ...]:
        away, locked = 0, 0
        while True:
            give_up = locked >= MOST_LOCKED
            try:
                deeds = await (self._given_up(incoming) if give_up else self._handled(incoming))
            except StorageUnavailableError as error:
                away, locked = away + 1, locked + isinstance(error, CallLockedError)
                self._note_health(healthy=False)
                if storage_patience is None:
                    raise
                await storage_patience.wait(away)
            else:
                self._note_health(healthy=True)
                return deeds

    async def _handled(self, incoming: Incoming) -> tuple[Deed, ...]:
        while True:
            try:
                async with asyncio.timeout(self.seconds):
                    deeds = await self.reception.handle(incoming)
                self.tally.settled(Settled.TAKEN)
                return deeds
            except StorageUnavailableError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, one update must not stop the others
                failures = await self._failed(incoming, type(error).__name__)
            if failures >= MOST_FAILURES:
                return _apology(incoming)
            await self.patience.wait(failures)

    async def _given_up(self, incoming: Incoming) -> tuple[Deed, ...]:
        LOG.error("%s is set aside: no key of ours opens its call", incoming.cause)
        await self._set_aside(incoming, CallLockedError.__name__)
        return _apology(incoming)

    async def _failed(self, incoming: Incoming, error: str) -> int:
        """Count a failure; after the last one record ids and the error's class, and nothing that was said."""
        failures = await self.quarantine.failures(incoming.cause)
        LOG.error("%s raised %s, time %d", incoming.cause, error, failures)
        if failures >= MOST_FAILURES:
            await self._set_aside(incoming, error)
        return failures

    async def _set_aside(self, incoming: Incoming, error: str) -> None:
        await self.quarantine.set_aside(
            SetAside(
                cause=incoming.cause,
                chat=incoming.chat,
                person=incoming.person,
                error=error,
                at=self.clock(),
            )
        )
        self.tally.settled(Settled.SET_ASIDE)

    def _note_health(self, *, healthy: bool) -> None:
        if healthy != self.healthy:
            self.healthy = healthy
            LOG.warning("the storage is %s", "back" if healthy else "away: nothing is acknowledged")


def _apology(incoming: Incoming) -> tuple[Deed, ...]:
    is_chinese = not incoming.language_code or incoming.language_code.startswith("zh")
    language = Language.ZH if is_chinese else Language.EN
    tell = Tell(incoming.chat, Phrase("error.set_aside"), language)
    return (AnswerTap(incoming.query), tell) if isinstance(incoming, Tap) else (tell,)

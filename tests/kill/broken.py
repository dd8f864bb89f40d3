"""Broken variants of the bot, each of which the checks must notice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.telegram.crew import Spawn
from bot.telegram.deeds import Deed
from bot.telegram.deliveries import Deliveries
from bot.telegram.entrance import Entrance
from bot.telegram.face import TelegramFace
from bot.telegram.intake import Intake, Patience
from bot.telegram.polling import Poller
from dialogs.ids import SessionId
from dialogs.ports import ShownCard, ShownCards
from tests.bot.telegram.entering import intake_of


@dataclass(slots=True, kw_only=True)
class Hasty(Intake):
    """Broken: says that an update is durable as soon as it has come in."""

    do: Callable[[tuple[Deed, ...]], None]
    spawn: Spawn

    async def take(self, raw: object, *, storage_patience: Patience | None = None) -> tuple[Deed, ...]:
        self.spawn(self._late(raw, storage_patience), name="hasty")
        return ()

    async def _late(self, raw: object, storage_patience: Patience | None) -> None:
        # The class by name: a dataclass with slots is another class than the one that super() would mean.
        self.do(await Intake.take(self, raw, storage_patience=storage_patience))


@dataclass(slots=True, kw_only=True)
class HastyFace(TelegramFace):
    """Broken: the offset moves, or the delivery is acknowledged, before the commit."""

    def _open_to(self, do: Callable[[tuple[Deed, ...]], None], spawn: Spawn) -> Entrance:
        entrance = TelegramFace._open_to(self, do, spawn)
        intake = intake_of(entrance)
        hasty = Hasty(
            bot=intake.bot,
            reception=intake.reception,
            quarantine=intake.quarantine,
            do=do,
            clock=intake.clock,
            spawn=spawn,
        )
        if isinstance(entrance, Poller):
            entrance.intake = hasty
        elif isinstance(entrance, Deliveries):
            entrance.endpoint.intake = hasty
        return entrance


@dataclass(frozen=True, slots=True)
class Forgetful:
    """Broken: a card is not found again once it is whole, so that the next one is sent anew."""

    cards: ShownCards

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        card = await self.cards.of_session(chat, session)
        return card if card is not None and card.version == 0 else None

    async def at(self, chat: int, message: int) -> ShownCard | None:
        return await self.cards.at(chat, message)

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        return ()

    async def forget(self, chat: int, message: int) -> None:
        await self.cards.forget(chat, message)

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        return ()

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        return await self.cards.record(card, after=after, can_wait=can_wait)

    async def passed(self, chat: int) -> None:
        await self.cards.passed(chat)

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        return await self.cards.to_sweep(limit)

    async def standing(self) -> Sequence[ShownCard]:
        return await self.cards.standing()

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        return ()


def hasty(face: TelegramFace) -> HastyFace:
    """Return ``face`` with an intake that acknowledges first."""
    return HastyFace(
        bot=face.bot,
        messenger=face.messenger,
        reception=face.reception,
        office=face.office,
        sessions=face.sessions,
        shown=face.shown,
        dispatches=face.dispatches,
        quarantine=face.quarantine,
        identity=face.identity,
        words=face.words,
        leadership=face.leadership,
        webhook=face.webhook,
    )

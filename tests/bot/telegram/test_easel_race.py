"""The reconciler and a tap reach for one card at the same instant."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from dialogs.ids import SessionId
from dialogs.ports import ShownCard, ShownCards
from tests.bot.telegram.driving import AGENT, CALL, Stage, show


class GatedShownCards:
    """Holds up the first look at a call's card until the gate opens, as a slow disk may."""

    def __init__(self, inner: ShownCards) -> None:
        self._inner = inner
        self.gate = asyncio.Event()
        self.asked = asyncio.Event()

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        if not self.asked.is_set():
            self.asked.set()
            await self.gate.wait()
        return await self._inner.of_session(chat, session)

    async def at(self, chat: int, message: int) -> ShownCard | None:
        return await self._inner.at(chat, message)

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        return await self._inner.all_of_session(chat, session)

    async def forget(self, chat: int, message: int) -> None:
        await self._inner.forget(chat, message)

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        return await self._inner.live_in(chat)

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        return await self._inner.record(card, after=after, can_wait=can_wait)

    async def passed(self, chat: int) -> None:
        await self._inner.passed(chat)

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        return await self._inner.to_sweep(limit)

    async def standing(self) -> Sequence[ShownCard]:
        return await self._inner.standing()

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        return await self._inner.behind()


async def test_a_card_that_a_tap_began_to_draw_is_left_to_it(stage: Stage) -> None:
    await stage.opened()
    await stage.easel().show(show())
    card = await stage.shown()
    await stage.chooses("goes-on")
    gated = GatedShownCards(stage.storage.shown)
    easel = replace(stage.easel(), shown=gated)

    async with asyncio.TaskGroup() as both:
        both.create_task(easel.catch_up(card))
        await gated.asked.wait()
        tap = both.create_task(easel.show(show()))
        await asyncio.sleep(0)
        gated.gate.set()
        await tap

    [(text, _)] = await stage.cards()
    assert "说：listen" in text
    assert (await stage.storage.shown.of_session(AGENT, CALL)) is not None

"""A proposal of a call that is tapped the moment it stands, or once more."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.telegram.callback_data import encode
from bot.telegram.deeds import Deed, ShowCall
from bot.telegram.handlers.front_desk import front_desk
from bot.telegram.incoming import Tap
from dialogs.cards import Button, Verb
from dialogs.ids import Cause, SessionId
from dialogs.ports import ShownCard, ShownCards
from dialogs.program import Channel
from dialogs.render.desk import NewCall
from dialogs.render.tags import tag_of
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import AGENT, Stage

PROPOSAL = 9


@dataclass(slots=True)
class Overtaken:
    """Where cards stand; just before the first is recorded, somebody else records the proposal."""

    cards: ShownCards
    done: bool = False

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        return await self.cards.of_session(chat, session)

    async def at(self, chat: int, message: int) -> ShownCard | None:
        return await self.cards.at(chat, message)

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        return await self.cards.all_of_session(chat, session)

    async def forget(self, chat: int, message: int) -> None:
        await self.cards.forget(chat, message)

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        return await self.cards.live_in(chat)

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        if not self.done:
            self.done = True
            drawn = ShownCard(chat=card.chat, message=card.message, session=None, version=0, digest="drawn")
            await self.cards.record(drawn, after=None)
        return await self.cards.record(card, after=after, can_wait=can_wait)

    async def passed(self, chat: int) -> None:
        await self.cards.passed(chat)

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        return await self.cards.to_sweep(limit)

    async def standing(self) -> Sequence[ShownCard]:
        return await self.cards.standing()

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        return await self.cards.behind()


async def tapped(stage: Stage, shown: ShownCards, query: str = "5") -> tuple[Deed, ...]:
    """Tap on a product of the proposal."""
    playbook = stage.office.programs.offered()[0].playbook
    proposed = NewCall(7, Channel.PHONE, Language.ZH, tag_of(playbook))
    tap = Tap(
        cause=Cause(f"tg:1:tap:{query}"),
        person=AGENT,
        chat=AGENT,
        message=PROPOSAL,
        name="虚构",
        language_code="zh-hans",
        at=stage.office.clock(),
        query=query,
        data=encode(Button(Phrase("button.new_call"), Verb.NEW, proposed.value("p", "0"))),
    )
    return await front_desk(stage.wiring(shown)).handle(tap)


def calls(deeds: tuple[Deed, ...]) -> list[ShowCall]:
    return [each for each in deeds if isinstance(each, ShowCall)]


@pytest.mark.parametrize("overtaken", [True, False])
async def test_place_of_a_new_call_is_held_however_fast_its_proposal_is_tapped(
    stage: Stage, *, overtaken: bool
) -> None:
    cards = stage.storage.shown

    [call] = calls(await tapped(stage, Overtaken(cards, done=not overtaken)))

    place = await cards.of_session(AGENT, call.session)
    assert place is not None
    assert (place.message, place.version, place.live) == (PROPOSAL, 0, True)
    assert [card.message for card, _ in await cards.behind()] == [PROPOSAL]


async def test_proposal_tapped_twice_opens_one_call_and_sends_one_card(stage: Stage) -> None:
    first, second = [calls(await tapped(stage, stage.storage.shown, query)) for query in ("5", "6")]

    assert [each.session for each in first] == [each.session for each in second]
    assert ([each.anew for each in first], [each.anew for each in second]) == ([True], [False])

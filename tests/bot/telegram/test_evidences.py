"""Evidence in the chat holds nobody up: what is counted in time is shown, and that there is more."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import pytest

from bot.telegram.deeds import ShowCard
from bot.telegram.handlers.evidences import MOST_SECONDS, Evidences
from bot.telegram.handlers.wiring import Wiring
from bot.telegram.incoming import Words
from bot.telegram.intake import TRY_SECONDS
from dialogs.actors import Actor
from dialogs.ids import Cause, SessionId
from dialogs.ports import Programs, Views, WalkedCall, WalkFilter
from dialogs.program import Program
from dialogs.service.evidence import PAGE
from dialogs.texts import Phrase
from tests.firm import ADMIN, AGENT, NINE, Firm, open_firm


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    async with open_firm() as opened:
        yield opened


@dataclass(frozen=True)
class Endless:
    """Views in which calls never come to an end."""

    views: Views

    def __getattr__(self, name: str) -> object:
        return getattr(self.views, name)

    async def walks(
        self, actor: Actor, wanted: WalkFilter, after: WalkedCall | None, limit: int
    ) -> Sequence[WalkedCall]:
        [only] = await self.views.walks(actor, wanted, None, limit)
        begins = int(after.session) if after else 0
        return [replace(only, session=SessionId(str(begins + each))) for each in range(1, limit + 1)]


@dataclass(frozen=True)
class Alone:
    """A library that offers one playbook, so that its evidence is shown at once."""

    programs: Programs

    def __getattr__(self, name: str) -> object:
        return getattr(self.programs, name)

    def offered(self) -> Sequence[Program]:
        return [each for each in self.programs.offered() if each.playbook == "five-steps"]


def evidences(firm: Firm, seconds: float) -> Evidences:
    views, programs = Endless(firm.office.views), Alone(firm.office.programs)
    office = replace(firm.office, views=views, programs=programs)  # type: ignore[arg-type]
    wiring = Wiring(
        office=office,
        sessions=firm.sessions,
        reviews=firm.reviews,
        people=firm.people,
        shown=firm.storage.shown,
        bot_name="bot",
    )
    return Evidences(wiring, seconds=seconds)


async def told(firm: Firm, seconds: float) -> list[object]:
    words = Words(
        cause=Cause("tg:1:text:5:7"),
        person=ADMIN,
        chat=ADMIN,
        message=7,
        name="x",
        language_code="zh",
        at=NINE,
        text="/evidence",
    )
    await firm.opened(AGENT)
    [shown] = await evidences(firm, seconds).show(await firm.actor(ADMIN), words)
    assert isinstance(shown, ShowCard)
    return [block.text for block in shown.card.blocks]


async def test_counting_stops_after_a_while_and_says_that_there_is_more(firm: Firm) -> None:
    texts = await told(firm, 0.0)

    [head, *_] = texts
    assert isinstance(head, Phrase)
    assert head.values["calls"] == PAGE
    assert Phrase("evidence.latest_only") in texts


async def test_counting_stops_after_so_many_calls(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.handlers.evidences.MOST_CALLS", 3 * PAGE)

    [head, *_] = await told(firm, 60.0)

    assert isinstance(head, Phrase)
    assert head.values["calls"] == 3 * PAGE


def test_counting_is_over_before_one_try_of_an_update_is() -> None:
    assert MOST_SECONDS < TRY_SECONDS

"""How long a call is tried again, and after what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.telegram.insistence import SPREAD, Insistence
from bot.telegram.intake import Patience
from bot.telegram.messenger import Answer, Outcome
from tests.bot.telegram.driving import AGENT, Stage

DONE = Answer(Outcome.DONE, 7)
NO_TIME = Patience(0.0, 0.0)


@dataclass(slots=True)
class Told:
    """A call whose outcomes a test tells beforehand."""

    outcomes: Sequence[Outcome]
    in_doubt: list[bool] = field(default_factory=list)

    async def __call__(self, again: bool) -> Answer:
        self.in_doubt.append(again)
        tries = len(self.in_doubt)
        return Answer(self.outcomes[tries - 1]) if tries <= len(self.outcomes) else DONE


@pytest.mark.parametrize("outcome", [Outcome.NOT_SENT, Outcome.UNKNOWN])
async def test_there_is_no_last_time(stage: Stage, outcome: Outcome) -> None:
    call = Told([outcome] * 500)

    assert await Insistence(stage.messenger, NO_TIME).until_done(AGENT, call) == DONE


async def test_only_an_unknown_outcome_puts_what_follows_in_doubt(stage: Stage) -> None:
    call = Told([Outcome.NOT_SENT, Outcome.LATER, Outcome.UNKNOWN, Outcome.NOT_SENT])

    await Insistence(stage.messenger, NO_TIME).until_done(AGENT, call)

    assert call.in_doubt == [False, False, False, True, True]


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.BLOCKED, Outcome.GONE, Outcome.TOO_OLD])
async def test_a_word_of_telegrams_ends_it(stage: Stage, outcome: Outcome) -> None:
    call = Told([outcome])

    assert await Insistence(stage.messenger, NO_TIME).until_done(AGENT, call) == Answer(outcome)


async def test_who_failed_together_does_not_come_back_together(stage: Stage) -> None:
    insistence = Insistence(stage.messenger, Patience(1, 30))

    waits = {insistence._seconds(chat, 1) for chat in range(7000, 7100)}

    assert len(waits) == 100
    assert (min(waits) >= 1, max(waits) <= 1 + SPREAD) == (True, True)

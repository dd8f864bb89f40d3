"""Two thousand updates, doubled and shuffled: the log is what each comes to once, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from dialogs.events import Event
from dialogs.ids import Cause, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from tests.storm.updates import Outcome, storm

UPDATES = 2_000
SEED = 20261124


@dataclass(frozen=True, slots=True)
class ForgetsCauses:
    """Broken: takes whatever comes a second time for something new."""

    store: EventStore
    numbers: "count[int]" = field(default_factory=count)

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        return await self.store.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return None

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        return await self.store.append(writes, Cause(f"{cause}:{next(self.numbers)}"))


def is_a_storm(outcome: Outcome) -> bool:
    share = outcome.repeated / outcome.delivered
    return outcome.delivered >= UPDATES and 0.2 < share < 0.4 and outcome.passed > UPDATES / 3


@pytest.mark.parametrize("seed", [SEED])
async def test_updates_doubled_and_shuffled_come_to_what_each_comes_to_once(
    tmp_path: Path, seed: int
) -> None:
    outcome = await storm(tmp_path, seed, UPDATES)

    assert is_a_storm(outcome)
    assert outcome.broken() == [], f"seed {seed}"


async def test_store_that_forgets_causes_is_found_out(tmp_path: Path) -> None:
    outcome = await storm(tmp_path, SEED, UPDATES // 3, ForgetsCauses)

    broken = "\n".join(outcome.broken())

    assert "is not what its updates come to, as they came" in broken
    assert "texts were written" in broken


async def test_oracle_hears_of_an_update_that_was_lost(tmp_path: Path) -> None:
    outcome = await storm(tmp_path, SEED, UPDATES // 3)
    assert outcome.broken() == []

    person = next(each for each in outcome.storm.people.values() if each.words)
    outcome.storm.came[person.actor.person].pop()
    person.words.append("没有送到的一句")

    assert any("texts were written" in each for each in outcome.broken())

"""A counted log answers as the log does, and tells each answer."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.counted_log import CountedLog, Written
from bot.crisis_acts import Act
from dialogs.events import CrisisAcknowledged, CrisisDeclared
from dialogs.ids import Cause, PersonId, SignId, StepId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, StorageUnavailableError, Write
from dialogs.severity import Level
from dialogs.texts import Bilingual
from storage.opening import open_storage
from tests.firm import NINE
from tests.storage.builders import call, cause, chosen, opened

STREAM = call("S1")
BEGIN = [Write(STREAM, 0, (opened(),))]


@dataclass(slots=True)
class Heard:
    """What was told, in order."""

    answers: list[Written] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def written(self, how: Written) -> None:
        self.answers.append(how)

    def acted(self, act: Act) -> None:
        self.acts.append(act)


@pytest.fixture
async def log() -> AsyncIterator[EventStore]:
    async with open_storage("memory://", clock=lambda: NINE) as storage:
        yield storage.events


async def test_each_answer_is_told_and_handed_on(log: EventStore) -> None:
    heard = Heard()
    counted = CountedLog(log, heard)

    answers = [
        await counted.append(BEGIN, cause("new")),
        await counted.append(BEGIN, cause("new")),
        await counted.append(BEGIN, cause("other")),
    ]

    assert answers == [Appended({STREAM: 1}), AlreadyRecorded({STREAM: 1}), Conflict(STREAM, 1)]
    assert heard.answers == [Written.NEW, Written.REPEATED, Written.CONFLICT]


async def test_acts_in_a_crisis_are_told_once_they_are_written(log: EventStore) -> None:
    heard, by = Heard(), PersonId(7001)
    counted = CountedLog(log, heard)
    declared = CrisisDeclared(
        at=NINE,
        by=by,
        sign=SignId("x"),
        label=Bilingual("险", "x"),
        level=Level.CRISIS,
        step=StepId("a"),
    )
    taken = CrisisAcknowledged(at=NINE, by=by, declared=2, name="甲")
    writes = [Write(STREAM, 0, (opened(), declared, taken))]

    await counted.append(writes, cause("new"))
    await counted.append(writes, cause("new"))

    assert heard.acts == [Act.CRISIS, Act.ACKNOWLEDGED]


async def test_cause_that_is_looked_up_counts_when_the_log_has_it(log: EventStore) -> None:
    heard = Heard()
    counted = CountedLog(log, heard)
    await log.append(BEGIN, cause("new"))

    assert await counted.recorded(cause("new")) == {STREAM: 1}
    assert await counted.recorded(cause("unheard of")) is None
    assert heard.answers == [Written.REPEATED]


async def test_reading_is_not_counted(log: EventStore) -> None:
    heard, events = Heard(), (opened(), chosen("a"))
    await log.append([Write(STREAM, 0, events)], cause("new"))

    assert tuple(await CountedLog(log, heard).load(STREAM, after=1)) == events[1:]
    assert heard.answers == []


class Away(CountedLog):
    """A log that is away."""

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        raise StorageUnavailableError


async def test_log_that_is_away_is_told_and_the_error_passed_on(log: EventStore) -> None:
    heard = Heard()

    with pytest.raises(StorageUnavailableError):
        await CountedLog(Away(log, heard), heard).append(BEGIN, cause("new"))

    assert heard.answers == [Written.UNAVAILABLE]

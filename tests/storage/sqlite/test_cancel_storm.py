"""A storm of cancellations among neighbours that fail: no words without a key, no key without its call."""

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import ErasureReason, Event, RemarkMade, WordsErased, WordsNoted
from dialogs.ids import SessionId, StepId, access_stream, review_stream
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from dialogs.program import Place
from dialogs.sealed import Sealed
from storage.errors import UnreadableEventError, WordsErasedError
from storage.marks import mark_at
from storage.opening import SHANGHAI, in_database, open_storage
from storage.sealing import DataKey
from storage.sql.append import Appending
from storage.sql.appender import Appender
from storage.sql.vault import Vault
from tests.storage.builders import BOSS, LIN, NOON, call, cause, chosen, complaint_of, opened, received
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import Opened, opened_at, select

CALLS = 40
FIRST = "INSERT INTO causes VALUES ('test:first', '2026-03-02T04:00:00.000000+00:00', '[]')"
BEGUN = "SELECT stream_key FROM events WHERE stream_kind = 'session'"
CLASH = "INSERT INTO causes SELECT * FROM causes LIMIT 1"
Minted = Sequence[tuple[str, DataKey]]
Answer = Appended | AlreadyRecorded | Conflict


def begun(name: str) -> tuple[Event, ...]:
    """The first events of a call, with words in them."""
    words = Sealed(f"编造的话：{name}")
    noted = WordsNoted(
        at=NOON, by=LIN.person, place=Place.FACT, words=words, step=StepId("greet"), said_at=NOON
    )
    return (opened(name, complaint=name), noted, chosen("a"))


@dataclass(slots=True)
class Storm:
    """Calls that begin at once, half of them cancelled at a random moment, among works that fail."""

    store: Opened
    chance: random.Random
    doomed: set[int] = field(default_factory=set)

    @property
    def events(self) -> EventStore:
        return self.store.storage.events

    async def begin(self, number: int) -> Answer:
        """Begin a call and its complaint."""
        name = f"S{number}"
        writes = [Write(call(name), 0, begun(name)), Write(complaint_of(name), 0, (received(name),))]
        return await self.events.append(writes, cause(name))

    async def clash(self, number: int) -> str:
        """Break a constraint, so that the whole batch is done again with care."""
        with pytest.raises(sqlite3.IntegrityError) as raised:
            await self.store.lines.writer.run(lambda connection: connection.execute(CLASH))
        return str(raised.value)

    async def unfolding(self, number: int) -> str:
        """Begin a call beside what no view can draw."""
        name = f"U{number}"
        strange = Write(access_stream(SessionId(name)), 0, (chosen(),))
        with pytest.raises(LogDoesNotFoldError) as raised:
            await self.events.append([Write(call(name), 0, begun(name)), strange], cause(name))
        return str(raised.value)

    async def late(self, number: int) -> Answer:
        """Begin a call of a complaint that has moved on."""
        name = f"L{number}"
        late = Write(complaint_of(name), 5, (received(name),))
        return await self.events.append([Write(call(name), 0, begun(name)), late], cause(name))

    async def blow(self) -> None:
        await self.store.lines.writer.run(lambda connection: connection.execute(FIRST))
        self.doomed = set(self.chance.sample(range(CALLS), CALLS // 2))
        async with asyncio.TaskGroup() as group:
            tasks, beside = [], []
            for number in range(CALLS):
                tasks.append(group.create_task(self.begin(number)))
                if self.chance.random() < 0.4:
                    trouble = self.chance.choice((self.clash, self.unfolding, self.late))
                    beside.append(group.create_task(trouble(number)))
            for number in self.chance.sample(sorted(self.doomed), len(self.doomed)):
                for _ in range(self.chance.randrange(4)):
                    await asyncio.sleep(0)
                tasks[number].cancel()
        assert {type(task.result()) for task in beside} <= {str, Conflict}

    async def again(self) -> set[type[Answer]]:
        """Begin every call once more, as whoever heard nothing does."""
        return {type(await self.begin(number)) for number in range(CALLS)}

    async def faults(self) -> list[str]:
        """Return which promises are broken, also for one who remembers nothing of the file."""
        path, found = self.store.lines.path, []
        if await self.store.in_transaction():
            found.append("a transaction stayed open")
        calls = {key for (key,) in select(path, BEGUN)}
        keys = {key for (key,) in select(path, "SELECT session FROM data_keys")}
        found += [f"{key} has a key and no call" for key in sorted(map(str, keys - calls))]
        found += [f"{key} has a call and no key" for key in sorted(map(str, calls - keys))]
        fresh = in_database(self.store.lines, fixed_clock, SHANGHAI).events
        for number in range(CALLS):
            for events in (self.events, fresh):
                found += await self._of(events, number)
        return found

    async def _of(self, events: EventStore, number: int) -> list[str]:
        try:
            there = tuple(await events.load(call(f"S{number}")))
        except UnreadableEventError:
            return [f"S{number} has words that do not open"]
        whole = begun(f"S{number}")
        return [] if there == whole or (not there and number in self.doomed) else [f"S{number} is not whole"]


async def storm(path: Path, seed: int) -> list[str]:
    """Let a storm blow, begin again what nobody heard of, and return which promises were broken."""
    async with opened_at(path) as store:
        blown = Storm(store, random.Random(seed))
        await blown.blow()
        found = await blown.faults()
        blown.doomed = set()
        assert await blown.again() <= {Appended, AlreadyRecorded}
        return found + await blown.faults()


@pytest.mark.parametrize("seed", range(8))
async def test_after_a_storm_of_cancellations_words_open_and_every_key_has_its_call(
    tmp_path: Path, seed: int
) -> None:
    assert await storm(tmp_path / "hejie.db", seed) == []

    async with open_storage(f"sqlite:///{tmp_path}/hejie.db", clock=fixed_clock) as storage:
        assert storage.witness is not None
        assert not (await storage.witness.verify(lambda _done, _total: None, rows=True)).flaws


async def test_vault_that_remembers_keys_of_what_was_not_written_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settle(self: Vault, writes: Sequence[Write], minted: Minted, *, done: bool) -> None:
        for session, key in minted:
            self.keys.put(session, key)

    monkeypatch.setattr(Vault, "settle", settle)

    assert "S0 has words that do not open" in await storm(tmp_path / "hejie.db", 0)


async def test_appender_that_keeps_keys_of_what_it_refuses_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Appender.take

    def keeps(self: Appender, appending: Appending, *, alone: bool = False) -> Answer:
        answer = take(self, appending, alone=alone)
        if isinstance(answer, Conflict):
            for session, wrapped in appending.minted:
                self._keep(session, wrapped)
        return answer

    monkeypatch.setattr(Appender, "take", keeps)

    found = await storm(tmp_path / "hejie.db", 0)

    assert any(each.endswith("has a key and no call") for each in found)


async def test_call_whose_key_came_before_it_leaves_no_key_of_its_neighbour(tmp_path: Path) -> None:
    remark = RemarkMade(at=NOON, by=BOSS.person, words=Sealed("编造的点评"), version=1)
    async with opened_at(tmp_path / "hejie.db") as store:
        events = store.storage.events
        await events.append([Write(review_stream(SessionId("S2")), 0, (remark,))], cause("remark"))

        both = [Write(call(name), 0, begun(name)) for name in ("S1", "S2")]
        assert isinstance(await events.append(both, cause("both")), Conflict)

        assert select(store.lines.path, "SELECT session FROM data_keys") == [("S2",)]
        assert isinstance(await events.append(both[:1], cause("one")), Appended)
        assert tuple(await events.load(call("S1"))) == begun("S1")


async def test_remark_that_comes_with_an_erasure_is_not_taken_for_written(tmp_path: Path) -> None:
    remark = RemarkMade(at=NOON, by=BOSS.person, words=Sealed("编造的点评"), version=1)
    erased = WordsErased(at=NOON, by=BOSS.person, reason=ErasureReason.ASKED, left_in_chat=0)
    review = review_stream(SessionId("S1"))
    async with opened_at(tmp_path / "hejie.db") as store:
        events = store.storage.events
        await events.append([Write(call("S1"), 0, begun("S1"))], cause("begin"))

        erasing, remarking = await asyncio.gather(
            events.append([Write(call("S1"), 3, (erased,))], cause("erase")),
            events.append([Write(review, 0, (remark,))], cause("remark")),
        )

        assert (erasing, remarking) == (Appended({call("S1"): 4}), Conflict(review, 0))
        with pytest.raises(WordsErasedError):
            await events.append([Write(review, 0, (remark,))], cause("remark"))


async def test_mark_knows_what_was_written_beside_a_neighbour_that_failed(tmp_path: Path) -> None:
    async with opened_at(tmp_path / "hejie.db") as store:
        blown = Storm(store, random.Random(0))
        await store.lines.writer.run(lambda connection: connection.execute(FIRST))
        async with asyncio.TaskGroup() as group, store.gathering(2):
            group.create_task(blown.begin(0))
            await asyncio.sleep(0)
            group.create_task(blown.clash(0))

        mark = mark_at(tmp_path / "hejie.db-head")

    assert mark is not None
    assert [(mark.position,)] == select(tmp_path / "hejie.db", "SELECT max(position) FROM events")

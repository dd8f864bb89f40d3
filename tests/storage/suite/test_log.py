import asyncio
from collections import Counter

import pytest

from dialogs.events import PersonDisabled, WordsErased
from dialogs.ids import StreamId, StreamKind, person_stream
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Write
from storage.opening import Storage
from tests.storage.builders import (
    LIN,
    NOON,
    admitted,
    after,
    call,
    called,
    cause,
    chosen,
    complaint_of,
    notice,
    opened,
    received,
    write,
)
from tests.storage.examples import EXAMPLES
from tests.storage.places import Place

STREAM = call("S1")
KEPT = [event for event in EXAMPLES if not isinstance(event, WordsErased)]
"""What one stream can hold without losing the words of the others."""


async def test_stream_that_nobody_wrote_is_empty(storage: Storage) -> None:
    assert list(await storage.events.load(STREAM)) == []
    assert await storage.events.recorded(cause("nothing")) is None


async def test_events_come_back_in_their_order(storage: Storage) -> None:
    events = (opened(), chosen("a"), chosen("b"))

    answer = await storage.events.append([Write(STREAM, 0, events)], cause("tap"))

    assert answer == Appended({STREAM: 3})
    assert list(await storage.events.load(STREAM)) == list(events)


async def test_every_event_of_the_program_survives_the_file(place: Place) -> None:
    async with place() as storage:
        await write(storage, call("no-call"), *KEPT)

    async with place() as storage:
        assert list(await storage.events.load(call("no-call"))) == KEPT


async def test_all_writes_of_a_cause_are_written_together(storage: Storage) -> None:
    writes = [Write(STREAM, 0, (opened(),)), Write(complaint_of(), 0, (received(), called()))]

    answer = await storage.events.append(writes, cause("new"))

    assert answer == Appended({STREAM: 1, complaint_of(): 2})
    assert await storage.events.recorded(cause("new")) == {STREAM: 1, complaint_of(): 2}


async def test_two_writes_may_follow_each_other_on_one_stream(storage: Storage) -> None:
    writes = [Write(STREAM, 0, (opened(),)), Write(STREAM, 1, (chosen("a"),))]

    assert await storage.events.append(writes, cause("new")) == Appended({STREAM: 2})
    assert list(await storage.events.load(STREAM)) == [opened(), chosen("a")]


async def test_wrong_version_anywhere_leaves_no_trace(storage: Storage) -> None:
    await write(storage, STREAM, opened())
    writes = [
        Write(complaint_of(), 0, (received(),), (notice(),)),
        Write(STREAM, 0, (chosen(),)),
        Write(call("S2"), 7, (chosen(),)),
    ]

    answer = await storage.events.append(writes, cause("late"))

    assert answer == Conflict(STREAM, 1)
    assert list(await storage.events.load(complaint_of())) == []
    assert list(await storage.events.load(STREAM)) == [opened()]
    assert await storage.events.recorded(cause("late")) is None
    assert await storage.dispatches.next_due_at() is None


async def test_write_of_nothing_stands_for_the_version_that_it_expects_and_moves_nothing(
    storage: Storage,
) -> None:
    other, never = call("S2"), call("S3")
    await write(storage, STREAM, opened())
    await write(storage, other, opened("S2"))
    writes = [Write(other, 1, (chosen("a"),)), Write(STREAM, 1, ()), Write(never, 0, ())]

    assert await storage.events.append(writes, cause("a")) == Appended({other: 2, STREAM: 1, never: 0})
    assert await storage.events.append(writes, cause("a")) == AlreadyRecorded({other: 2})
    assert await storage.events.recorded(cause("a")) == {other: 2}
    await write(storage, STREAM, chosen("b"))
    for stream, expected, actual in ((STREAM, 1, 2), (STREAM, 0, 2), (never, 1, 0)):
        late = [Write(other, 2, (chosen("c"),)), Write(stream, expected, ())]
        assert await storage.events.append(late, cause("late")) == Conflict(stream, actual)

    assert list(await storage.events.load(other)) == [opened("S2"), chosen("a")]
    assert list(await storage.events.load(never)) == []
    if storage.witness is not None:
        assert (await storage.witness.verify(lambda _done, _of: None, rows=True)).flaws == ()


async def test_same_cause_again_writes_nothing_and_says_what_it_led_to(storage: Storage) -> None:
    await storage.events.append([Write(STREAM, 0, (opened(),))], cause("tap"))
    await storage.events.append([Write(STREAM, 1, (chosen("a"),))], cause("next"))

    again = await storage.events.append([Write(STREAM, 2, (chosen("b"),), (notice(),))], cause("tap"))

    assert again == AlreadyRecorded({STREAM: 1})
    assert list(await storage.events.load(STREAM)) == [opened(), chosen("a")]
    assert await storage.dispatches.next_due_at() is None


async def test_cause_is_looked_up_before_versions(storage: Storage) -> None:
    await storage.events.append([Write(STREAM, 0, (opened(),))], cause("tap"))

    assert await storage.events.append([Write(STREAM, 0, (opened(),))], cause("tap")) == AlreadyRecorded(
        {STREAM: 1}
    )


async def test_cause_without_events_is_remembered_too(storage: Storage) -> None:
    assert await storage.events.append([], cause("looked")) == Appended({})
    assert await storage.events.append([Write(STREAM, 0, (opened(),))], cause("looked")) == AlreadyRecorded(
        {}
    )


async def test_cause_that_came_to_nothing_writes_nothing_later_either(place: Place) -> None:
    async with place() as storage:
        await write(storage, STREAM, opened())
        assert await storage.events.append((), cause("twice")) == Appended({})
        at_once = await storage.events.append([Write(STREAM, 1, (chosen(),))], cause("twice"))

    async with place() as storage:
        later = await storage.events.append([Write(STREAM, 1, (chosen(),))], cause("twice"))
        known = len(await storage.events.load(STREAM))

    assert (at_once, later, known) == (AlreadyRecorded({}), AlreadyRecorded({}), 1)


async def test_event_that_cannot_be_stored_takes_nothing_with_it(storage: Storage) -> None:
    timeless = chosen(at=NOON.replace(tzinfo=None))

    with pytest.raises(ValueError, match="without a zone"):
        await storage.events.append([Write(STREAM, 0, (opened(), timeless))], cause("tap"))

    assert list(await storage.events.load(STREAM)) == []
    assert await storage.events.recorded(cause("tap")) is None


async def test_everything_is_there_after_reopening(place: Place) -> None:
    async with place() as storage:
        await write(storage, person_stream(LIN.person), admitted(LIN))
        await write(storage, STREAM, opened(), chosen("a"))
        line = await storage.views.session(LIN, opened().session)

    async with place() as storage:
        assert list(await storage.events.load(STREAM)) == [opened(), chosen("a")]
        assert await storage.events.recorded(cause(f"{STREAM}:0")) == {STREAM: 2}
        assert await storage.views.session(LIN, opened().session) == line
        assert await storage.directory.actor(LIN.person) == LIN
        assert await storage.events.append([Write(STREAM, 2, (chosen("b"),))], cause("b")) == Appended(
            {STREAM: 3}
        )


async def append_until_won(storage: Storage, name: str) -> int:
    """Append one event to the shared stream as a service would; return how often another was faster."""
    conflicts = 0
    while True:
        version = len(await storage.events.load(STREAM))
        answer = await storage.events.append([Write(STREAM, version, (chosen(name),))], cause(name))
        if answer == Appended({STREAM: version + 1}):
            return conflicts
        assert isinstance(answer, Conflict)
        conflicts += 1


async def test_fifty_writers_of_one_stream_leave_no_hole_and_lose_nothing(storage: Storage) -> None:
    names = [f"step-{number}" for number in range(50)]

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(append_until_won(storage, name))

    stored = await storage.events.load(STREAM)
    assert Counter(getattr(event, "target", "") for event in stored) == Counter(names)


async def test_fifty_writers_of_one_version_have_one_winner(storage: Storage) -> None:
    async def try_once(number: int) -> object:
        return await storage.events.append([Write(STREAM, 0, (opened(),))], cause(f"tap-{number}"))

    answers = await asyncio.gather(*(try_once(number) for number in range(50)))

    assert Counter(map(str, answers)) == {
        str(Appended({STREAM: 1})): 1,
        str(Conflict(STREAM, 1)): 49,
    }


async def test_fifty_writers_of_fifty_streams_never_meet(storage: Storage) -> None:
    async def ten_taps(number: int) -> None:
        stream = call(f"S{number}")
        for version in range(10):
            event = chosen(f"step-{version}") if version else opened(f"S{number}")
            answer = await storage.events.append(
                [Write(stream, version, (event,))], cause(f"{number}:{version}")
            )
            assert answer == Appended({stream: version + 1})

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(ten_taps(number))

    lengths = [len(await storage.events.load(call(f"S{number}"))) for number in range(50)]
    assert lengths == [10] * 50


async def test_same_cause_twice_at_once_writes_once(storage: Storage) -> None:
    write_once = [Write(STREAM, 0, (opened(),))]

    answers = await asyncio.gather(
        storage.events.append(write_once, cause("tap")), storage.events.append(write_once, cause("tap"))
    )

    assert sorted(map(str, answers)) == sorted(
        [str(Appended({STREAM: 1})), str(AlreadyRecorded({STREAM: 1}))]
    )
    assert list(await storage.events.load(STREAM)) == [opened()]


async def test_writer_who_fails_leaves_the_neighbours_alone(storage: Storage) -> None:
    odd = StreamId(StreamKind.PERSON, "not a number")
    disabled = PersonDisabled(at=after(1), by=LIN.person, person=LIN.person)

    answers = await asyncio.gather(
        storage.events.append([Write(STREAM, 0, (opened(),))], cause("good")),
        storage.events.append([Write(odd, 0, (disabled,))], cause("bad")),
        storage.events.append([Write(complaint_of(), 0, (received(),))], cause("also good")),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [Appended, ValueError, Appended]
    assert list(await storage.events.load(odd)) == []
    assert await storage.events.recorded(cause("bad")) is None


async def test_only_what_lies_beyond_a_version_is_loaded(storage: Storage) -> None:
    events = (opened(), chosen("a"), chosen("b"))
    await write(storage, STREAM, *events)

    beyond = [list(await storage.events.load(STREAM, after)) for after in range(5)]

    assert beyond == [list(events), list(events[1:]), [events[2]], [], []]

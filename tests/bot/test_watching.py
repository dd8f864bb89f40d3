"""The folder of playbooks while the bot runs: a change serves or waits; nothing bad stops anything."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.press import Rehearsing
from bot.restoring import Restorer
from bot.telegram.playbook_news import playbook_news
from bot.watching import Watcher
from bot.words import Words
from dialogs.events import Event
from dialogs.ids import Cause, PlaybookSlug, StreamId, playbook_stream, shelf_stream
from dialogs.ports import EventStore, NoticeKind, StorageUnavailableError, Write
from dialogs.program import Program
from dialogs.service import PublishingService, Shelf, Told
from dialogs.service.shelf import SETTLING
from dialogs.texts import Language
from playbooks.catalog import Catalog
from playbooks.rehearsal import Rehearsed
from playbooks.workshop import Played
from tests.playbooks.samples import SMALL_CALL, small_call, write_library
from tests.pressing import HE, ZONE, PressRoom, open_press


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    async with open_press(tmp_path) as opened:
        yield opened


def watcher(room: PressRoom) -> Watcher:
    return Watcher(press=room.press, catalog=room.catalog, every=0.001)


def restorer(press: PublishingService) -> Restorer[PlaybookSlug]:
    return Restorer(what="playbook", listed=press.shelf.listed, restore=press.shelf.serve)


def rewrite(room: PressRoom, words: str) -> None:
    """Write the library with other words, and so with other sizes: the clock of a disk may be coarse."""
    write_library(room.library, small_call({"慢一点": words}))


async def test_first_look_at_a_library_that_nobody_changed_writes_nothing(room: PressRoom) -> None:
    await watcher(room).look()

    assert await room.events() == []


async def test_file_that_changes_serves_new_calls_without_a_restart(room: PressRoom) -> None:
    looking = watcher(room)
    await looking.look()
    rewrite(room, "轻轻地慢一点说")

    await looking.look()
    await looking.look()

    assert await room.says(room.serving) == "轻轻地慢一点说"
    assert await room.events() == ["PlaybookListed", "PlaybookImported", "PlaybookImported"]


async def test_file_that_changed_while_the_bot_was_away_waits_under_what_was_published(
    room: PressRoom,
) -> None:
    draft = await room.rewords()
    await room.publishes(draft)
    rewrite(room, "轻轻地慢一点说")
    await room.catalog.load()

    await watcher(room).look()

    assert room.serving == draft
    assert [each.origin for each in (await room.press.shelf.history(SMALL_CALL)).drafts] == ["disk"]


async def test_file_that_the_chat_went_beyond_is_left_alone(room: PressRoom) -> None:
    draft = await room.rewords()
    await room.publishes(draft)
    before = await room.events()

    await watcher(room).look()

    assert (room.serving, await room.events()) == (draft, before)


async def test_bad_file_is_told_of_and_the_good_one_after_it_serves(room: PressRoom) -> None:
    looking, before = watcher(room), room.serving
    await looking.look()
    write_library(room.library, {"small-call/playbook.yaml": b"format: [1\n"})

    await looking.look()
    [trouble] = room.catalog.troubles()
    assert (room.serving, trouble.file) == (before, "small-call/playbook.yaml")
    assert str(trouble).startswith(str(room.library))

    rewrite(room, "轻轻地慢一点说")
    await looking.look()
    assert await room.says(room.serving) == "轻轻地慢一点说"


async def test_looking_again_at_what_did_not_change_asks_the_log_once_a_playbook(room: PressRoom) -> None:
    await room.publishes(await room.rewords())
    away = Away(room.office.store, is_away=False)
    office = replace(room.office, store=away)  # type: ignore[arg-type]
    looking = restorer(replace(room.press, shelf=Shelf(office, room.catalog)))

    await looking.look()
    asked = len(away.asked)
    await looking.look()

    assert away.asked[asked:] == [shelf_stream(), playbook_stream(SMALL_CALL)]


@dataclass
class Away:
    """A log that cannot be read for a while."""

    store: EventStore
    is_away: bool = True
    goes_after: bool = False
    """Whether it goes away as soon as something was written."""
    asked: list[StreamId] = field(default_factory=list)
    """What was read while it was there."""

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        if self.is_away:
            raise StorageUnavailableError("away")
        self.asked.append(stream)
        return await self.store.load(stream, after)

    async def append(self, writes: Sequence[Write], cause: Cause) -> object:
        answer = await self.store.append(writes, cause)
        self.is_away = self.is_away or self.goes_after
        return answer


async def test_change_seen_while_the_storage_is_away_is_taken_once_it_is_back(room: PressRoom) -> None:
    away = Away(room.office.store, is_away=False)
    office = replace(room.office, store=away)  # type: ignore[arg-type]
    press = replace(room.press, shelf=replace(room.press.shelf, office=office))
    looking = Watcher(press=press, catalog=room.catalog)
    await looking.look()
    away.is_away = True
    rewrite(room, "轻轻地慢一点说")

    await looking.look()
    assert await room.events() == []
    away.is_away = False
    await looking.look()

    assert await room.events() == ["PlaybookListed", "PlaybookImported", "PlaybookImported"]


async def test_playbook_that_nothing_can_be_done_with_stops_neither_the_others_nor_the_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def raises(program: Program) -> Played:
        raise OverflowError(program.playbook)

    async with open_press(tmp_path, rehearse=raises) as room:
        looking = watcher(room)
        await looking.look()
        rewrite(room, "轻轻地慢一点说")

        await looking.look()

        assert "small-call is left as it was: OverflowError" in caplog.text
        assert await room.events() == []


@pytest.mark.parametrize(
    "script",
    [
        b"format: 1\nrehearsal: long\nwalk: [{wait: 99999999999999}]\n",
        b'format: 1\nrehearsal: early\nbegins: "0001-01-01 00:00"\nwalk: [{tap: heard}]\n',
        b"format: 1\nrehearsal: late\nwalk: [{wait: 86400}]\n",
        b"\x00\xff",
    ],
)
async def test_rehearsal_that_cannot_be_played_counts_as_failing_and_raises_nothing(
    script: bytes, room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, folder = room.catalog.written()[0], room.library / SMALL_CALL / "rehearsals"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(script)
    rehearsing = Rehearsing(room.library, Words(ZONE))

    assert rehearsing(program) == Played(1, 0 if b"86400" in script else 1)

    monkeypatch.setattr("bot.press.rehearse", _overflows)
    assert rehearsing(program) == Played(1, 1)


def _overflows(*_: object) -> Rehearsed:
    raise OverflowError


async def test_change_that_was_written_as_the_storage_went_away_serves_once_it_is_back(
    room: PressRoom,
) -> None:
    away = Away(room.office.store, is_away=False, goes_after=True)
    office = replace(room.office, store=away)  # type: ignore[arg-type]
    press = replace(room.press, shelf=replace(room.press.shelf, office=office))
    before = await room.rewords()
    await room.publishes(before)  # the file is no longer what serves
    rolled = (await room.press.shelf.history(SMALL_CALL)).releases[0].revision
    with pytest.raises(StorageUnavailableError):
        await press.roll_back(await room.actor(), SMALL_CALL, rolled, "", room.cause())
    assert room.serving == before

    away.is_away = away.goes_after = False
    await restorer(press).look()

    assert room.serving == rolled


async def test_what_another_program_published_serves_from_the_next_look(room: PressRoom) -> None:
    catalog = await Catalog.open(room.library, room.storage.revisions)
    office = replace(room.office, programs=catalog)
    other = replace(room.press, shelf=replace(room.press.shelf, office=office, counter=catalog))
    draft = await room.rewords()
    assert await other.publish(await room.actor(), SMALL_CALL, draft, "", room.cause()) == Told()
    assert room.serving != draft

    await restorer(room.press).look()

    assert room.serving == draft


@pytest.mark.parametrize("service", [Watcher.read, Watcher.take])
async def test_watching_ends_when_it_is_told_to(
    service: Callable[[Watcher, asyncio.Event], Coroutine[object, object, None]], room: PressRoom
) -> None:
    stopping = asyncio.Event()
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(service(watcher(room), stopping))
        stopping.set()
        await watching

    assert watching.done()


async def test_files_that_nobody_changed_are_not_read_again(room: PressRoom) -> None:
    before = await room.catalog.refresh()
    rewrite(room, "轻轻地慢一点说")

    assert [before, await room.catalog.refresh(), await room.catalog.refresh()] == [False, True, False]


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[PressRoom]:
    """A firm that asks for a second person, whose files wait."""
    async with open_press(tmp_path, files_serve=False) as opened:
        await opened.press.begin()
        yield opened


def other(room: PressRoom, name: str) -> None:
    """Write one more playbook into the library."""
    content = small_call({"playbook: small-call": f"playbook: {name}"})["small-call/playbook.yaml"]
    write_library(room.library, {f"{name}/playbook.yaml": content})


async def test_saved_file_waits_until_somebody_publishes_it(asking: PressRoom) -> None:
    looking, before = watcher(asking), asking.serving
    await looking.look()
    rewrite(asking, "轻轻地慢一点说")

    await looking.look()
    await looking.look()

    assert asking.serving == before
    assert await asking.events() == ["PlaybookListed", "PlaybookImported", "DraftMade"]


async def test_library_that_says_what_serves_is_not_rehearsed_anew_at_each_start(tmp_path: Path) -> None:
    played: list[Program] = []

    def counted(program: Program) -> Played:
        played.append(program)
        return Played()

    async with open_press(tmp_path, rehearse=counted, files_serve=False) as room:
        await room.press.begin()
        await watcher(room).look()
        before = len(played)
        rewrite(room, "轻轻地慢一点说")
        await room.catalog.load()
        await watcher(room).look()

    assert (before, len(played)) == (0, 1)


async def test_playbook_that_came_while_no_bot_ran_waits_from_the_first_look(asking: PressRoom) -> None:
    other(asking, "other-call")
    await asking.catalog.load()

    await watcher(asking).look()

    history = await asking.press.shelf.history(PlaybookSlug("other-call"))
    assert [each.origin for each in history.drafts] == ["disk"]
    assert asking.office.programs.current(PlaybookSlug("other-call")) is None


async def test_many_files_that_serve_at_once_are_told_of_in_one_message_that_counts_them(
    room: PressRoom,
) -> None:
    for name in ("call-a", "call-b"):
        other(room, name)
    await room.catalog.load()
    looking, words = watcher(room), Words(ZONE)
    await looking.look()
    for name in ("call-a", "call-b"):
        content = small_call({"playbook: small-call": f"playbook: {name}", "慢一点": "轻轻地慢一点说"})
        write_library(room.library, {f"{name}/playbook.yaml": content["small-call/playbook.yaml"]})
    rewrite(room, "轻轻地慢一点说")

    await looking.look()
    room.pass_time(SETTLING)

    due = [each.notice for each in await room.storage.dispatches.due(room.office.clock())]
    news = [each for each in due if each.kind is NoticeKind.PLAYBOOK_NEWS and each.to == HE]
    assert len(news) == 1
    card = await playbook_news(room.office, await room.actor(HE), news[0], again=False)
    assert card is not None
    assert words.say(card.blocks[-1].text, Language.ZH) == "另有 2 个剧本的文件也变了，新来电也用上了。"


async def test_many_files_saved_at_once_are_told_of_in_one_message_that_counts_them(
    asking: PressRoom,
) -> None:
    looking, words = watcher(asking), Words(ZONE)
    await looking.look()
    for name in ("call-a", "call-b", "call-c"):
        other(asking, name)

    await looking.look()
    asking.pass_time(SETTLING)

    due = [each.notice for each in await asking.storage.dispatches.due(asking.office.clock())]
    news = [each for each in due if each.kind is NoticeKind.PLAYBOOK_NEWS and each.to == HE]
    assert len(news) == 1
    card = await playbook_news(asking.office, await asking.actor(HE), news[0], again=False)
    assert card is not None
    assert "小示例 文件变了" in words.say(card.blocks[1].text, Language.ZH)
    assert words.say(card.blocks[-1].text, Language.ZH) == "另有 2 个剧本的文件也变了，各有一份草稿在等。"

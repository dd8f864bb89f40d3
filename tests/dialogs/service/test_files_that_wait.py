"""A bot that asks for a second person: no file serves before somebody published it."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.events import DraftMade, Touch
from dialogs.ids import PersonId, PlaybookSlug, Revision, playbook_stream
from dialogs.ports import Dispatches, NoticeKind
from dialogs.publishing import Judged
from dialogs.refusals import Reason, Refusal
from dialogs.service import Tells, Told
from dialogs.service.shelf import SETTLING
from tests.playbooks.samples import SMALL_CALL, small_call, write_library
from tests.playbooks.test_excursions import SOURCES
from tests.pressing import HE, MA, PressRoom, open_press

OTHER = PlaybookSlug("other-call")
BEGUN = ["PlaybookListed", "PlaybookImported"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    async with open_press(tmp_path, files_serve=False) as opened:
        await opened.press.begin()
        yield opened


async def told(room: PressRoom) -> list[PersonId]:
    """Return who hears news of playbooks from now until what was saved has settled."""
    room.pass_time(SETTLING)
    dispatches: Dispatches = room.storage.dispatches
    due = await dispatches.due(room.office.clock())
    return sorted(each.notice.to for each in due if each.notice.kind is NoticeKind.PLAYBOOK_NEWS)


async def saved(room: PressRoom, words: str, playbook: PlaybookSlug = SMALL_CALL) -> Revision:
    """Let a file change as the watcher sees it, and return what it says now."""
    before = room.catalog.on_disk(playbook)
    sources = small_call({"慢一点": words, "playbook: small-call": f"playbook: {playbook}"})
    content = sources["small-call/playbook.yaml"]
    write_library(room.library, {f"{playbook}/playbook.yaml": content})
    await room.catalog.load()
    found = room.catalog.on_disk(playbook)
    assert found is not None
    assert await room.press.take_from_disk(before, found) == Told()
    return found.revision


async def drafts(room: PressRoom, playbook: PlaybookSlug = SMALL_CALL) -> list[Revision]:
    return [each.revision for each in (await room.press.shelf.history(playbook)).drafts]


async def test_first_start_takes_the_library_as_published_once_and_tells_nobody(room: PressRoom) -> None:
    serving = room.serving

    await room.press.begin()
    await room.reopened().begin()

    assert serving is not None
    assert (await room.events(), room.serving, await told(room)) == (BEGUN, serving, [])


async def test_playbook_that_is_to_begin_later_is_looked_at_like_any_new_one(tmp_path: Path) -> None:
    async with open_press(tmp_path, files_serve=False) as room:
        write_library(tmp_path, small_call({"check_by": 'valid_from: "2099-01-01"\ncheck_by'}))
        await room.catalog.load()
        await room.press.begin()
        draft = await saved(room, "稳一点")

        judged = await room.press.judge(await room.actor(), SMALL_CALL, draft)
        alone = await room.publishes(draft)

    assert isinstance(judged, Judged)
    assert Touch.VERBATIM in judged.touches
    assert (alone, room.serving) == (Refusal(Reason.SECOND_PERSON), None)


async def test_saved_file_waits_and_calls_go_on_with_what_was_published(room: PressRoom) -> None:
    before, call = room.serving, await room.opens()

    draft = await saved(room, "稳一点")
    room.pass_time(timedelta(minutes=1))

    assert (room.serving, await drafts(room)) == (before, [draft])
    assert (await room.opens()).state.revision == before == call.state.revision
    assert {HE, MA} <= {*await told(room)}


async def test_file_that_changed_while_no_bot_ran_waits_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'log.db'}"
    async with open_press(tmp_path / "library", url, files_serve=False) as room:
        await room.press.begin()
        before = room.serving

    async with open_press(tmp_path / "library", url, files_serve=False) as again:
        write_library(tmp_path / "library", small_call({"慢一点": "稳一点"}))
        await again.catalog.load()
        await again.press.begin()

        assert again.serving == before


async def test_new_playbook_is_offered_once_somebody_published_it(room: PressRoom) -> None:
    draft = await saved(room, "稳一点", OTHER)
    assert room.office.programs.current(OTHER) is None
    here = (OTHER, draft, "")

    await room.press.drafts.seek_approval(await room.actor(HE), *here, room.cause())
    alone = await room.press.publish(await room.actor(HE), *here, room.cause())
    done = await room.press.publish(await room.actor(MA), *here, room.cause())

    assert (alone, done) == (Refusal(Reason.SECOND_PERSON), Told())
    assert room.office.programs.current(OTHER) is not None


async def test_new_playbook_of_the_folder_does_not_serve_before_anybody_looked(room: PressRoom) -> None:
    content = small_call({"playbook: small-call": f"playbook: {OTHER}"})["small-call/playbook.yaml"]
    write_library(room.library, {f"{OTHER}/playbook.yaml": content})

    await room.catalog.load()

    assert [each.playbook for each in room.office.programs.offered()] == [SMALL_CALL]


async def test_draft_of_a_file_names_the_lines_that_differ(room: PressRoom) -> None:
    await saved(room, "稳一点")

    [*_, made] = await room.storage.events.load(playbook_stream(SMALL_CALL))
    assert isinstance(made, DraftMade)
    assert [each.where for each in made.changes] == ["greet/hints/1.zh"]


async def test_file_that_says_again_what_serves_has_no_draft_left(room: PressRoom) -> None:
    await saved(room, "稳一点")
    room.pass_time(timedelta(seconds=1))

    await saved(room, "慢一点")

    assert await drafts(room) == []


async def test_whoever_approves_on_the_machine_hears_of_it_in_the_chat(room: PressRoom) -> None:
    draft = await saved(room, "稳一点")
    await told(room)

    done = await room.press.publish(
        await room.actor(MA), SMALL_CALL, draft, "", room.cause(), Tells.EVERYBODY
    )

    assert (done, room.serving) == (Told(), draft)
    assert MA in await told(room)


async def test_part_of_others_changes_with_its_file_for_no_call_begins_on_it(room: PressRoom) -> None:
    write_library(room.library, {"breathing/playbook.yaml": SOURCES["breathing/playbook.yaml"]})
    await room.catalog.load()
    part = room.catalog.on_disk(PlaybookSlug("breathing"))
    assert part is not None

    assert await room.press.take_from_disk(None, part) == Told()

    history = await room.press.shelf.history(part.playbook)
    assert (history.drafts, history.latest) == ((), part.revision)


async def test_folder_that_held_nothing_has_begun_too(tmp_path: Path) -> None:
    async with open_press(tmp_path, files_serve=False) as room:
        shutil.rmtree(tmp_path / "small-call")
        await room.catalog.load()
        await room.press.begin()
        draft = await saved(room, "稳一点")

        await room.reopened().begin()

        assert (room.serving, await drafts(room)) == (None, [draft])


async def test_playbook_is_not_made_a_part_behind_the_second_person(room: PressRoom) -> None:
    before, there = room.serving, room.catalog.on_disk(SMALL_CALL)
    as_part = small_call({"check_by": "exits: []\ncheck_by", "慢一点": "稳一点"})
    write_library(room.library, as_part)
    await room.catalog.load()
    found = room.catalog.on_disk(SMALL_CALL)
    assert found is not None
    assert found.is_part

    assert await room.press.take_from_disk(there, found) == Told()

    assert (room.serving, await drafts(room)) == (before, [found.revision])


async def test_part_that_becomes_a_playbook_is_looked_at_as_a_whole(room: PressRoom) -> None:
    content = small_call({"playbook: small-call": f"playbook: {OTHER}"})["small-call/playbook.yaml"]
    as_part = content.replace(b"check_by", b"exits: []\ncheck_by", 1)
    write_library(room.library, {f"{OTHER}/playbook.yaml": as_part})
    await room.catalog.load()
    part = room.catalog.on_disk(OTHER)
    assert part is not None
    await room.press.take_from_disk(None, part)

    draft = await saved(room, "慢一点", OTHER)
    judged = await room.press.judge(await room.actor(), OTHER, draft)

    assert isinstance(judged, Judged)
    assert Touch.VERBATIM in judged.touches
    assert await room.press.publish(await room.actor(HE), OTHER, draft, "", room.cause()) == Refusal(
        Reason.SECOND_PERSON
    )

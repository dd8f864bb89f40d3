"""Files that trainers send, days that come, and the file on this machine: what becomes of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogs.events import DraftMade, Touch
from dialogs.ids import Revision, playbook_stream
from dialogs.ports import NoticeKind, Written
from dialogs.publishing import Judged
from dialogs.refusals import Reason, Refusal
from dialogs.service import Told
from dialogs.service.shelf import SETTLING
from dialogs.texts import Language
from playbooks.workshop import MOST_REVISIONS, Played
from tests.playbooks.samples import SMALL_CALL, small_call, write_library
from tests.playbooks.test_excursions import SOURCES
from tests.pressing import HE, HINT, MA, PressRoom, open_press

TOMORROW = date(2026, 11, 24)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    async with open_press(tmp_path) as opened:
        yield opened


# Files.


async def test_uploaded_file_is_a_draft_with_what_differs(room: PressRoom) -> None:
    sent = small_call({"慢一点": "稳一点"})["small-call/playbook.yaml"]

    written = await room.press.drafts.upload(await room.actor(), sent, room.cause(), "new words")

    assert isinstance(written, Written)
    assert [each.where for each in written.changes] == ["greet/hints/1.zh"]
    event = (await room.storage.events.load(playbook_stream(SMALL_CALL)))[-1]
    assert isinstance(event, DraftMade)
    assert (event.comment, event.origin) == ("new words", "file")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"format: [1\n", b"&a [*a]", b"x" * 300_000, b"playbook: ../../etc\n"]
)
async def test_file_that_is_no_playbook_is_told_of_and_nothing_is_kept(
    room: PressRoom, content: bytes
) -> None:
    written = await room.press.drafts.upload(await room.actor(), content, room.cause())

    assert isinstance(written, Written)
    assert (written.program, bool(written.errors)) == (None, True)
    assert await room.events() == []


async def test_new_playbook_begins_as_a_draft_and_is_offered_once_published(room: PressRoom) -> None:
    sent = small_call({"playbook: small-call": "playbook: other-call"})["small-call/playbook.yaml"]
    written = await room.press.drafts.upload(await room.actor(), sent, room.cause())
    assert isinstance(written, Written)
    assert written.program is not None, written.found
    other = written.program.playbook
    assert room.office.programs.current(other) is None
    here = (other, written.program.revision, "")

    alone = await room.press.publish(await room.actor(), *here, room.cause())
    done = await room.press.publish(await room.actor(MA), *here, room.cause())

    assert (alone, done) == (Refusal(Reason.SECOND_PERSON), Told())
    assert [each.playbook for each in room.office.programs.offered()] == ["other-call", "small-call"]


async def test_playbook_that_nobody_can_compare_any_more_needs_a_second_person(room: PressRoom) -> None:
    draft = await room.rewords()
    latest = await room.press.shelf.latest(SMALL_CALL)
    lost = Revision("f" * 64)

    judged = await room.press.workshop.judge(SMALL_CALL, draft, lost)
    control = await room.press.workshop.judge(SMALL_CALL, draft, latest)

    assert judged is not None
    assert control is not None
    assert set(judged.touches) == {Touch.MONEY, Touch.LAW, Touch.PROMISE, Touch.VERBATIM}
    assert control.touches == ()
    assert len(await room.press.workshop.compare(SMALL_CALL, draft, None)) == len(judged.changes)


async def test_what_other_playbooks_go_into_is_not_published_by_itself(room: PressRoom) -> None:
    sent = await room.press.drafts.upload(
        await room.actor(), SOURCES["breathing/playbook.yaml"], room.cause()
    )
    assert isinstance(sent, Written)
    assert sent.program is not None, sent.found
    here, other = (sent.program.playbook, sent.program.revision, ""), await room.actor(MA)

    at_once = await room.press.publish(other, *here, room.cause())
    later = await room.press.schedule(other, *here, TOMORROW, room.cause())

    assert (at_once, later) == (Refusal(Reason.ONLY_A_PART), Refusal(Reason.ONLY_A_PART))


async def test_what_was_written_is_kept_however_many_looked_at_something_else_meanwhile(
    room: PressRoom,
) -> None:
    workshop = room.press.workshop
    first = await workshop.read(small_call({"慢一点": "慢"})["small-call/playbook.yaml"])
    for number in range(MOST_REVISIONS):
        await workshop.read(small_call({"慢一点": f"慢{number}"})["small-call/playbook.yaml"])

    await workshop.keep(first)

    assert first.program is not None
    revision = first.program.revision
    assert await room.storage.revisions.sources(revision) == small_call({"慢一点": "慢"})
    assert await workshop.program(SMALL_CALL, revision) == first.program


async def test_file_uses_what_it_names_of_a_library_however_large(room: PressRoom) -> None:
    for number in range(250):
        folder = room.library / f"a-{number}"
        folder.mkdir()
        (folder / "playbook.yaml").write_bytes(b"playbook: a")
    sent = small_call({"慢一点": "稳一点"})["small-call/playbook.yaml"]

    written = await room.press.drafts.upload(await room.actor(), sent, room.cause())

    assert isinstance(written, Written)
    assert written.program is not None, written.found
    assert set(written.sources) == {"small-call/playbook.yaml", "remedies.yaml", "lists.yaml"}


async def test_flowchart_of_a_revision_is_fenced_and_of_one_that_nobody_knows_there_is_none(
    room: PressRoom,
) -> None:
    draft = await room.rewords()

    drawn = await room.press.workshop.diagram(SMALL_CALL, draft, Language.EN)
    unknown = await room.press.workshop.diagram(SMALL_CALL, Revision("f" * 64), Language.EN)

    assert drawn is not None
    assert drawn.startswith("```mermaid\n---\ntitle: ")
    assert drawn.endswith("```\n")
    assert unknown is None


# What happens by itself.


async def test_draft_serves_from_the_day_that_was_set_and_not_before(room: PressRoom) -> None:
    draft = await room.rewords()
    trainer = await room.actor()
    set_for = await room.press.schedule(trainer, SMALL_CALL, draft, "", TOMORROW, room.cause())
    assert set_for == Told()

    assert not await room.press.publish_due(SMALL_CALL)
    room.pass_time(timedelta(hours=15))  # midnight in Shanghai is 16:00 UTC of the day before
    assert await room.press.publish_due(SMALL_CALL)
    assert not await room.press.publish_due(SMALL_CALL)

    assert room.serving == draft


async def test_revision_that_is_valid_later_is_scheduled_and_not_published_before(room: PressRoom) -> None:
    sent = small_call({"check_by": f"valid_from: {TOMORROW}\ncheck_by"})["small-call/playbook.yaml"]
    written = await room.press.drafts.upload(await room.actor(), sent, room.cause())
    assert isinstance(written, Written)
    assert written.program is not None, written.found
    draft, before = written.program.revision, room.serving

    now = await room.publishes(draft)
    later = await room.press.schedule(await room.actor(), SMALL_CALL, draft, "", TOMORROW, room.cause())

    assert (now, later) == (Refusal(Reason.NOT_VALID_THEN), Told())
    assert room.serving == before
    room.pass_time(timedelta(days=1))
    assert await room.press.publish_due(SMALL_CALL)
    assert room.serving == draft


async def test_day_that_is_cancelled_or_whose_draft_is_mended_publishes_nothing_and_is_told_of(
    room: PressRoom,
) -> None:
    trainer = await room.actor()
    for mend in (False, True):
        draft = await room.rewords(replace(HINT, text=f"再慢{mend}"))
        await room.press.schedule(trainer, SMALL_CALL, draft, "", TOMORROW, room.cause())
        assert (await room.notices()).count((MA, NoticeKind.PLAYBOOK_NEWS)) == 1
        if mend:
            await room.rewords(replace(HINT, text="稳一点"), revision=draft)
        else:
            assert await room.press.cancel_day(trainer, SMALL_CALL, room.cause()) == Told()
        assert (await room.notices()).count((MA, NoticeKind.PLAYBOOK_NEWS)) == 1
    room.pass_time(timedelta(days=1))

    assert not await room.press.publish_due(SMALL_CALL)


async def test_two_programs_that_see_the_same_day_come_publish_once(room: PressRoom) -> None:
    draft = await room.rewords()
    await room.press.schedule(await room.actor(), SMALL_CALL, draft, "", TOMORROW, room.cause())
    room.pass_time(timedelta(days=1))

    await room.press.publish_due(SMALL_CALL)
    await room.reopened().publish_due(SMALL_CALL)

    assert (await room.events()).count("RevisionPublished") == 1


async def changed_on_disk(room: PressRoom, words: str) -> tuple[object, Revision]:
    """Let the file change as the watcher sees it."""
    before = room.catalog.on_disk(SMALL_CALL)
    write_library(room.library, small_call({"慢一点": words}))
    await room.catalog.load()
    found = room.catalog.on_disk(SMALL_CALL)
    assert found is not None
    return await room.press.take_from_disk(before, found), found.revision


async def test_file_that_changes_serves_where_nobody_publishes_and_can_be_rolled_back(
    room: PressRoom,
) -> None:
    before = room.serving

    told, revision = await changed_on_disk(room, "轻一点")

    assert (told, room.serving) == (Told(), revision)
    history = await room.press.shelf.history(SMALL_CALL)
    assert [each.revision for each in history.releases] == [before, revision]
    room.pass_time(SETTLING)
    assert (HE, NoticeKind.PLAYBOOK_NEWS) in await room.notices()


async def test_file_that_changes_under_what_was_published_waits_as_a_draft(room: PressRoom) -> None:
    draft = await room.rewords()
    await room.publishes(draft)

    told, revision = await changed_on_disk(room, "轻一点")

    assert (told, room.serving) == (Told(), draft)
    waiting = (await room.press.shelf.history(SMALL_CALL)).drafts
    assert [(each.revision, each.origin) for each in waiting] == [(revision, "disk")]


async def test_file_that_is_saved_again_is_told_of_once_while_it_waits(room: PressRoom) -> None:
    await room.publishes(await room.rewords())
    await room.notices()

    told, revisions = [], []
    for words in ("轻一点", "轻轻一点", "再轻一点"):
        revisions.append((await changed_on_disk(room, words))[1])
        room.pass_time(SETTLING)
        told.append((await room.notices()).count((HE, NoticeKind.PLAYBOOK_NEWS)))

    waiting = (await room.press.shelf.history(SMALL_CALL)).drafts
    assert (told, [each.revision for each in waiting]) == ([1, 0, 0], revisions[-1:])


async def test_bad_file_under_what_was_published_changes_nothing(room: PressRoom) -> None:
    draft = await room.rewords()
    await room.publishes(draft)
    write_library(room.library, {"small-call/playbook.yaml": b"format: [1\n"})

    await room.catalog.load()

    assert (room.serving, len(room.catalog.troubles())) == (draft, 1)


async def test_rehearsals_that_no_longer_pass_keep_a_draft_from_being_published(tmp_path: Path) -> None:
    async with open_press(tmp_path, rehearse=lambda _: Played(3, 2)) as room:
        came = await room.publishes(await room.rewords())

    assert isinstance(came, Refusal)
    assert (came.reason, came.values) == (Reason.REHEARSALS_FAIL, {"count": 2})


async def test_rehearsals_are_played_anew_each_time_a_draft_is_judged(tmp_path: Path) -> None:
    came = [Played(2, 0), Played(2, 1), Played(0, 0)]
    async with open_press(tmp_path, rehearse=lambda _: came[0]) as room:
        draft = await room.rewords()
        judged = []
        while came:
            seen = await room.press.judge(await room.actor(), SMALL_CALL, draft)
            assert isinstance(seen, Judged)
            judged.append(seen)
            came.pop(0)

    assert [(each.rehearsals, each.failing) for each in judged] == [(2, 0), (2, 1), (0, 0)]


async def test_what_has_come_out_of_date_is_found_without_a_restart(room: PressRoom) -> None:
    draft = await room.rewords()
    before = await room.press.workshop.findings(SMALL_CALL, draft)

    room.pass_time(timedelta(days=300))

    after = await room.press.workshop.findings(SMALL_CALL, draft)
    assert [each.code for each in after if each not in before] == ["PB601"]
    assert await room.publishes(draft) == Told()

"""Trainers write, publish and take back; calls that run stay on their revision, whatever becomes of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from dialogs.events import RevisionPublished, Touch
from dialogs.ids import PersonId, Revision, playbook_stream
from dialogs.ports import NoticeKind, Written
from dialogs.refusals import Reason, Refusal
from dialogs.service import SessionService, Told
from dialogs.texts import Language
from playbooks.catalog import Catalog
from playbooks.check import check_sources
from tests.playbooks.samples import SMALL_CALL, small_call, write_library
from tests.pressing import ADMIN, AGENT, HE, HINT, MA, VERBATIM, PressRoom, open_press

LONG = replace(HINT, text="这一句写得太长了，" * 10)
TOMORROW = date(2026, 11, 24)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    async with open_press(tmp_path) as opened:
        yield opened


def reason(came: object) -> Reason | object:
    return came.reason if isinstance(came, Refusal) else came


async def test_changed_line_is_a_draft_that_no_call_begins_on(room: PressRoom) -> None:
    before = room.serving

    draft = await room.rewords()

    assert (room.serving, await room.says(draft)) == (before, "再慢一点")
    assert await room.events() == ["PlaybookListed", "PlaybookImported", "DraftMade"]


async def test_draft_keeps_comments_and_order_of_the_file(room: PressRoom) -> None:
    draft = await room.rewords()

    sources = await room.storage.revisions.sources(draft)

    assert sources == small_call({"zh: 慢一点,": "zh: 再慢一点,"})


async def test_published_draft_serves_new_calls_and_the_call_that_runs_stays(room: PressRoom) -> None:
    running = await room.opens()
    draft = await room.rewords()

    assert await room.publishes(draft, comment="  slower \n please ") == Told()

    assert room.serving == draft
    seen = await SessionService(room.office).look(await room.actor(AGENT), running.state.session)
    assert seen.program is not None
    assert (await room.says(running.program.revision), seen.program.revision) == (
        "慢一点",
        running.program.revision,
    )
    event = (await room.storage.events.load(playbook_stream(SMALL_CALL)))[-1]
    assert isinstance(event, RevisionPublished)
    assert (event.comment, event.authors) == ("slower please", (HE,))
    assert [(each.where, each.touches) for each in event.changes] == [("greet/hints/1.zh", ())]


async def test_what_was_published_serves_after_a_restart_whatever_the_file_says(
    room: PressRoom, tmp_path: Path
) -> None:
    draft = await room.rewords()
    await room.publishes(draft)
    again = await type(room.catalog).open(tmp_path, room.storage.revisions)
    office = replace(room.office, programs=again)

    await replace(room.press, shelf=replace(room.press.shelf, office=office, counter=again)).restore()

    program = again.current(SMALL_CALL)
    assert program is not None
    assert program.revision == draft


async def test_release_that_cannot_be_read_any_more_leaves_the_one_before_it_and_never_the_file(
    room: PressRoom, tmp_path: Path
) -> None:
    first, lost = await room.rewords(), "稳一点"
    await room.publishes(first)
    second = await room.rewords(replace(HINT, text=lost))
    await room.publishes(second)
    kept = room.storage.revisions

    @dataclass
    class Lossy:
        """Has lost some revisions."""

        gone: tuple[Revision, ...]

        def __getattr__(self, name: str) -> object:
            return getattr(kept, name)

        async def sources(self, revision: Revision) -> object:
            return None if revision in self.gone else await kept.sources(revision)

    write_library(tmp_path, small_call({"慢一点": "谁也没发布过"}))
    imported = (await room.press.shelf.history(SMALL_CALL)).releases[0].revision
    found = []
    for gone in ((second,), (second, first), (second, first, imported)):
        again = await Catalog.open(tmp_path, Lossy(gone))  # type: ignore[arg-type]
        office = replace(room.office, programs=again)
        shelf = replace(room.press.shelf, office=office, counter=again)
        await replace(room.press, shelf=shelf).restore()
        program = again.current(SMALL_CALL)
        found.append((program and program.revision, len(again.troubles())))

    assert found == [(first, 1), (imported, 1), (None, 1)]


async def test_roll_back_brings_the_earlier_words_to_new_calls(room: PressRoom) -> None:
    before = room.serving
    assert before is not None
    await room.publishes(await room.rewords())
    trainer = await room.actor()

    assert await room.press.roll_back(trainer, SMALL_CALL, before, "", room.cause()) == Told()

    assert await room.says(room.serving) == "慢一点"
    assert (await room.press.shelf.history(SMALL_CALL)).releases[-1].back_to == 1


async def test_text_with_errors_is_told_of_and_not_kept(room: PressRoom) -> None:
    written = await room.tries(LONG)

    assert isinstance(written, Written)
    assert ([each.code for each in written.errors], written.program) == (["PB302"], None)
    assert await room.events() == []


@pytest.mark.parametrize("text", ["", "   ", "两\n行", "看不见\u202e"])
async def test_text_that_no_file_can_hold_is_told_of(room: PressRoom, text: str) -> None:
    written = await room.tries(replace(HINT, text=text))

    assert isinstance(written, Written)
    assert len(written.errors) == 1
    assert await room.events() == []


@pytest.mark.parametrize(
    "text", ['引号"和\\反斜杠', "a: b # c", "{不是占位", "- 一", "'单引号'", "yes", "12:30"]
)
async def test_text_with_signs_of_yaml_is_taken_as_it_is(room: PressRoom, text: str) -> None:
    written = await room.tries(replace(HINT, text=text))

    assert isinstance(written, Written)
    if written.program is not None:
        assert await room.says(written.program.revision) == text
    else:
        assert [each.code for each in written.errors] == ["PB304"]


async def test_same_words_are_no_draft(room: PressRoom) -> None:
    assert reason(await room.tries(replace(HINT, text="慢一点"))) is Reason.NOTHING_CHANGED


# A second person.


async def test_verbatim_line_is_published_by_a_second_person_only(room: PressRoom) -> None:
    draft = await room.rewords(VERBATIM)

    assert reason(await room.publishes(draft)) is Reason.SECOND_PERSON
    asked = await room.press.drafts.seek_approval(await room.actor(), SMALL_CALL, draft, "请看", room.cause())
    assert asked == Told()
    assert await room.notices() == [(MA, NoticeKind.APPROVAL_ASKED), (ADMIN, NoticeKind.APPROVAL_ASKED)]
    assert await room.publishes(draft, MA) == Told()
    release = (await room.press.shelf.history(SMALL_CALL)).release
    assert release is not None
    assert (release.by, release.approved_by) == (MA, MA)
    assert Touch.VERBATIM in release.changes[0].touches


async def test_verbatim_line_is_not_taken_back_alone_and_comes_back_once_another_looked(
    room: PressRoom,
) -> None:
    before = room.serving
    assert before is not None
    draft, trainer = await room.rewords(VERBATIM), await room.actor()
    await room.publishes(draft, MA)

    alone = await room.press.roll_back(trainer, SMALL_CALL, before, "", room.cause())
    asked = await room.press.bring_back(trainer, SMALL_CALL, before, "stiff", room.cause())

    assert (reason(alone), asked, room.serving) == (Reason.SECOND_PERSON_BACK, Told(), draft)
    assert reason(await room.publishes(before)) is Reason.SECOND_PERSON
    assert await room.publishes(before, MA) == Told()
    assert room.serving == before


async def test_firm_that_wants_no_second_person_has_none(tmp_path: Path) -> None:
    async with open_press(tmp_path, second_person=False) as room:
        assert await room.publishes(await room.rewords(VERBATIM)) == Told()


# Who may.


@pytest.mark.parametrize("person", [AGENT])
async def test_agent_may_write_and_publish_nothing(room: PressRoom, person: PersonId) -> None:
    draft, agent = await room.rewords(), await room.actor(person)
    press, drafts = room.press, room.press.drafts
    before = await room.events()
    nothing = Revision("0" * 64)

    came = [
        await drafts.reword(agent, SMALL_CALL, nothing, HINT, room.cause()),
        await drafts.carry_over(agent, SMALL_CALL, nothing, room.cause()),
        await drafts.reword(agent, SMALL_CALL, draft, HINT, room.cause()),
        await drafts.upload(agent, b"x", room.cause()),
        await drafts.discard(agent, SMALL_CALL, draft, room.cause()),
        await drafts.seek_approval(agent, SMALL_CALL, draft, "", room.cause()),
        await drafts.carry_over(agent, SMALL_CALL, draft, room.cause()),
        await press.publish(agent, SMALL_CALL, draft, "", room.cause()),
        await press.schedule(agent, SMALL_CALL, draft, "", TOMORROW, room.cause()),
        await press.roll_back(agent, SMALL_CALL, draft, "", room.cause()),
        await press.bring_back(agent, SMALL_CALL, draft, "", room.cause()),
        await press.cancel_day(agent, SMALL_CALL, room.cause()),
        await press.retire(agent, SMALL_CALL, "", room.cause()),
        await press.recall(agent, SMALL_CALL, draft, "x", room.cause()),
        await press.shelf.all(agent),
        await press.shelf.revisions(agent, SMALL_CALL),
        await press.judge(agent, SMALL_CALL, draft),
    ]

    assert {reason(each) for each in came} == {Reason.FORBIDDEN}
    assert await room.events() == before


async def test_list_says_what_serves_and_how_many_calls_are_on_it(room: PressRoom) -> None:
    await room.opens()
    draft = await room.rewords()

    listed = await room.press.shelf.all(await room.actor())

    assert not isinstance(listed, Refusal)
    [one] = listed
    assert (one.playbook, one.in_use, [each.revision for each in one.history.drafts]) == (
        SMALL_CALL,
        1,
        [draft],
    )
    used = await room.press.shelf.in_use(await room.actor(), SMALL_CALL)
    assert used == {room.serving: 1}


async def test_english_is_changed_alone_and_chinese_stays(room: PressRoom) -> None:
    draft = await room.rewords(replace(HINT, language=Language.EN, text="More slowly"))

    sources = await room.storage.revisions.sources(draft)

    assert sources == small_call({"en: Slowly": "en: More slowly"})
    assert check_sources(SMALL_CALL, sources or {}).is_good


async def test_comment_with_an_identifier_is_masked(room: PressRoom) -> None:
    await room.publishes(await room.rewords(), comment="客户 13800001234 说的")

    release = (await room.press.shelf.history(SMALL_CALL)).release
    assert release is not None
    assert release.comment == "客户 ****1234 说的"


async def test_comment_that_is_too_long_is_refused(room: PressRoom) -> None:
    came = await room.publishes(await room.rewords(), comment="长" * 301)

    assert reason(came) is Reason.TOO_LONG

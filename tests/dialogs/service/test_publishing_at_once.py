"""Two trainers at once, a tap that comes twice, another replica: nothing is undone unseen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dialogs.ids import Cause, PlaybookSlug, Revision
from dialogs.ports import Written
from dialogs.refusals import Reason, Refusal
from dialogs.service import Told
from dialogs.texts import Language
from tests.playbooks.samples import SMALL_CALL, small_call
from tests.pressing import HINT, MA, VERBATIM, PressRoom, open_press


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    async with open_press(tmp_path) as opened:
        yield opened


def reason(came: object) -> Reason | object:
    return came.reason if isinstance(came, Refusal) else came


async def test_draft_on_what_was_replaced_is_refused_and_carried_over_keeps_both_changes(
    room: PressRoom,
) -> None:
    mine = await room.rewords()
    theirs = await room.rewords(replace(HINT, where="avoid", text="没办法"), MA)
    await room.publishes(theirs, MA)

    assert reason(await room.publishes(mine)) is Reason.DRAFT_BEHIND
    carried = await room.press.drafts.carry_over(await room.actor(), SMALL_CALL, mine, room.cause())
    assert isinstance(carried, Written)
    assert carried.program is not None
    assert await room.publishes(carried.program.revision) == Told()
    sources = await room.storage.revisions.sources(carried.program.revision)
    assert sources == small_call({"zh: 慢一点,": "zh: 再慢一点,", 'zh: "“不可能”",': 'zh: "没办法",'})
    history = await room.press.shelf.history(SMALL_CALL)
    assert ([len(each.changes) for each in history.releases], history.drafts) == ([0, 1, 1], ())


async def test_file_that_did_more_than_lines_is_carried_over_with_what_was_published(room: PressRoom) -> None:
    mine = {"id: calm-down, label: {zh: 先安抚": "id: calm-now, label: {zh: 先缓一缓"}
    sent = await _sent(room, mine)
    await room.publishes(await room.rewords(person=MA), MA)

    carried = await room.press.drafts.carry_over(await room.actor(), SMALL_CALL, sent, room.cause())

    assert isinstance(carried, Written)
    assert carried.program is not None
    sources = await room.storage.revisions.sources(carried.program.revision)
    assert sources == small_call({**mine, "zh: 慢一点,": "zh: 再慢一点,"})
    assert {each.where.partition("/")[0] for each in carried.changes} == {"everywhere"}


async def test_file_that_changed_what_was_published_otherwise_takes_nothing_back(room: PressRoom) -> None:
    sent = await _sent(
        room, {"hints: [{zh: 慢一点, en: Slowly}]": "listens_for: demand", "\n    listens_for: fact": ""}
    )
    published = await room.rewords(person=MA)
    await room.publishes(published, MA)
    before = await room.events()

    carried = await room.press.drafts.carry_over(await room.actor(), SMALL_CALL, sent, room.cause())

    assert carried == Refusal(Reason.CANNOT_CARRY_OVER)
    assert (room.serving, await room.events()) == (published, before)


async def test_other_language_of_a_line_is_not_taken_back_when_a_draft_is_carried_over(
    room: PressRoom,
) -> None:
    mine = await room.rewords()
    theirs = await room.rewords(replace(HINT, language=Language.EN, text="More slowly"), MA)
    await room.publishes(theirs, MA)

    carried = await room.press.drafts.carry_over(await room.actor(), SMALL_CALL, mine, room.cause())

    assert isinstance(carried, Written)
    assert [each.where for each in carried.changes] == ["greet/hints/1.zh"]


async def _sent(room: PressRoom, replaced: Mapping[str, str]) -> Revision:
    content = small_call(replaced)["small-call/playbook.yaml"]
    written = await room.press.drafts.upload(await room.actor(), content, room.cause())
    assert isinstance(written, Written)
    assert written.program is not None, written.found
    return written.program.revision


@dataclass
class Meanwhile:
    """Lets somebody do something while a line is written, or a draft carried over."""

    workshop: object
    deed: Callable[[], Awaitable[object]]

    def __getattr__(self, name: str) -> object:
        return getattr(self.workshop, name)

    async def reword(self, *words: object) -> object:
        await self.deed()
        return await self.workshop.reword(*words)  # type: ignore[attr-defined]

    async def carry_over(self, *words: object) -> object:
        await self.deed()
        return await self.workshop.carry_over(*words)  # type: ignore[attr-defined]


async def test_draft_that_goes_while_somebody_writes_on_it_takes_nobodys_name_off_what_was_written(
    room: PressRoom,
) -> None:
    draft = await room.rewords(VERBATIM)

    async def discard() -> None:
        trainer = await room.actor()
        assert await room.press.drafts.discard(trainer, SMALL_CALL, draft, room.cause()) == Told()

    drafts = replace(room.press, workshop=Meanwhile(room.press.workshop, discard)).drafts  # type: ignore[arg-type]

    came = await drafts.reword(await room.actor(MA), SMALL_CALL, draft, HINT, room.cause())

    assert reason(came) is Reason.DRAFT_GONE
    assert (await room.press.shelf.history(SMALL_CALL)).drafts == ()


async def test_draft_that_goes_while_it_is_carried_over_is_gone(room: PressRoom) -> None:
    draft = await room.rewords(VERBATIM)
    await room.publishes(await room.rewords(person=MA), MA)

    async def discard() -> None:
        trainer = await room.actor()
        assert await room.press.drafts.discard(trainer, SMALL_CALL, draft, room.cause()) == Told()

    drafts = replace(room.press, workshop=Meanwhile(room.press.workshop, discard)).drafts  # type: ignore[arg-type]

    came = await drafts.carry_over(await room.actor(MA), SMALL_CALL, draft, room.cause())

    assert reason(came) is Reason.DRAFT_GONE
    assert (await room.press.shelf.history(SMALL_CALL)).drafts == ()


async def test_of_two_that_publish_the_same_draft_at_once_one_is_told_that_it_serves(
    room: PressRoom,
) -> None:
    draft = await room.rewords()

    assert await room.publishes(draft) == Told()
    assert reason(await room.publishes(draft, MA)) is Reason.SERVES_ALREADY


async def test_writer_that_was_faster_is_seen_before_anything_is_published(room: PressRoom) -> None:
    """Another replica publishes between our look and our write: we decide anew."""
    mine = await room.rewords()
    theirs = await room.rewords(replace(HINT, where="avoid", text="没办法"), MA)
    other, store = room.reopened(), room.office.store

    @dataclass
    class Racing:
        raced: bool = False

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def append(self, writes: object, cause: Cause) -> object:
            if not self.raced:
                self.raced = True
                done = await other.publish(await room.actor(MA), SMALL_CALL, theirs, "", Cause("other:1"))
                assert done == Told()
            return await store.append(writes, cause)  # type: ignore[arg-type]

    racing = replace(room.office, store=Racing())  # type: ignore[arg-type]
    press = replace(room.press, shelf=replace(room.press.shelf, office=racing))

    came = await press.publish(await room.actor(), SMALL_CALL, mine, "", room.cause())

    assert reason(came) is Reason.DRAFT_BEHIND
    assert (await room.press.shelf.history(SMALL_CALL)).latest == theirs


async def test_later_of_two_releases_at_once_serves_however_long_the_earlier_takes(room: PressRoom) -> None:
    first, second = await room.rewords(), await room.rewords(replace(HINT, text="稳一点"), MA)
    slow, begun, may_go_on = room.press.shelf.counter, asyncio.Event(), asyncio.Event()

    @dataclass
    class Slow:
        """Reads the first program for as long as the test wants."""

        def __getattr__(self, name: str) -> object:
            return getattr(slow, name)

        async def serve(
            self, playbook: PlaybookSlug, revision: Revision | None, earlier: Sequence[Revision] = ()
        ) -> None:
            if revision == first:
                begun.set()
                await may_go_on.wait()
            await slow.serve(playbook, revision, earlier)

    press = replace(room.press, shelf=replace(room.press.shelf, counter=Slow()))  # type: ignore[arg-type]
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        publishing = tasks.create_task(press.publish(await room.actor(), SMALL_CALL, first, "", room.cause()))
        await begun.wait()
        carried = await room.press.drafts.carry_over(await room.actor(MA), SMALL_CALL, second, room.cause())
        assert isinstance(carried, Written)
        assert carried.program is not None
        later = carried.program.revision
        assert await room.publishes(later, MA) == Told()
        may_go_on.set()

    assert (publishing.result(), room.serving) == (Told(), later)


async def test_tap_that_comes_again_publishes_once_and_is_answered_alike(room: PressRoom) -> None:
    draft, cause = await room.rewords(), Cause("tg:1:tap:9")
    trainer = await room.actor()

    first = await room.press.publish(trainer, SMALL_CALL, draft, "", cause)
    again = await room.reopened().publish(trainer, SMALL_CALL, draft, "", cause)

    assert (first, again) == (Told(), Told(changed=False))
    assert (await room.events()).count("RevisionPublished") == 1


async def test_refused_tap_that_comes_again_after_things_changed_does_nothing(room: PressRoom) -> None:
    trainer, cause = await room.actor(), Cause("tg:1:tap:9")
    await room.press.retire(trainer, SMALL_CALL, "", room.cause())
    assert reason(await room.press.retire(trainer, SMALL_CALL, "", cause)) is Reason.RETIRED_ALREADY
    latest = (await room.press.shelf.history(SMALL_CALL)).latest
    assert latest is not None
    await room.press.roll_back(trainer, SMALL_CALL, latest, "", room.cause())

    assert await room.press.retire(trainer, SMALL_CALL, "", cause) == Told(changed=False)

    assert room.serving == latest

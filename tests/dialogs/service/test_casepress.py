"""Cases on their way: who hands them in, who lets them be found, and which form that is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from dialogs.actors import Actor
from dialogs.events import DraftMade
from dialogs.ids import CaseId, Cause, PersonId, Revision, TeamId, case_stream
from dialogs.ports import EventStore, NoticeKind, Write, WrittenCase
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service import CasePress, PeopleService, Told
from dialogs.texts import Language
from playbooks.casedesk import CaseFiles
from playbooks.catalog import Catalog
from playbooks.keptcases import KeptCase
from tests.builders.cases import case_text
from tests.builders.unreadable import Unreadable
from tests.playbooks.samples import SMALL_CALL
from tests.pressing import HE, PressRoom, open_press

CASE = CaseId("fee-twice")
ZHOU, QIAN = PersonId(11), PersonId(12)
"""Two supervisors."""
TEXT = case_text("small-call")
MENDED = TEXT.replace("一句实话。", "一句老实话。")


@dataclass
class Desk:
    """The door for cases over one store, and who stands before it."""

    room: PressRoom
    press: CasePress
    causes: "count[int]" = field(default_factory=count)

    def cause(self) -> Cause:
        return Cause(f"case:{next(self.causes)}")

    async def actor(self, person: PersonId) -> Actor:
        return await self.room.actor(person)

    async def hands_in(self, text: str, person: PersonId = ZHOU) -> Revision:
        """Let somebody hand a case in, and return the form that it has."""
        written = await self.press.hand_in(await self.actor(person), text.encode(), "", self.cause())
        assert isinstance(written, WrittenCase), written
        assert written.case is not None, written.found
        return written.revision

    async def publishes(self, form: Revision, person: PersonId = HE) -> Told | Reason:
        return reason(await self.press.publish(await self.actor(person), CASE, form, "", self.cause()))

    async def waiting(self, person: PersonId = HE) -> list[Revision]:
        found = await self.press.waiting(await self.actor(person))
        assert not isinstance(found, Refusal)
        return [each.draft.revision for each in found]

    @property
    def turned(self) -> str | None:
        """What the case says that everybody finds; none when nobody finds it."""
        found = self.room.catalog.cases().cards.get(CASE)
        return None if found is None else found.turned.zh


def reason(came: Told | Refusal) -> Told | Reason:
    return came.reason if isinstance(came, Refusal) else came


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_press(tmp_path) as room:
        for person, name in ((ZHOU, "周敏"), (QIAN, "钱进")):
            await PeopleService(room.office).admit(
                person, name, Role.SUPERVISOR, TeamId("一组"), Language.ZH, Cause(f"admit:{person}")
            )
        today = room.office.now().date
        files = CaseFiles(tmp_path, room.storage.revisions, room.catalog, today)
        yield Desk(room, CasePress(room.office, files))


async def test_form_that_was_read_is_published(desk: Desk) -> None:
    form = await desk.hands_in(TEXT)

    assert await desk.publishes(form) == Told()

    assert (desk.turned, await desk.waiting()) == ("一句实话。", [])


async def test_form_that_was_written_since_somebody_looked_is_not_published(desk: Desk) -> None:
    read = await desk.hands_in(TEXT)
    later = await desk.hands_in(MENDED)

    assert await desk.publishes(read) is Reason.CASE_DRAFT_GONE

    assert (desk.turned, await desk.waiting()) == (None, [later])


async def another(desk: Desk, library: Path) -> tuple[Desk, list[Revision]]:
    """Return the desk of another program on the same log, and what it reads of kept files."""
    read: list[Revision] = []

    class Counted(CaseFiles):
        async def _kept(self, case: CaseId, revision: Revision) -> KeptCase | None:
            read.append(revision)
            return await super()._kept(case, revision)

    catalog = await Catalog.open(library, desk.room.storage.revisions)
    room = replace(desk.room, catalog=catalog, office=replace(desk.room.office, programs=catalog))
    files = Counted(library, room.storage.revisions, catalog, room.office.now().date)
    return Desk(room, CasePress(room.office, files)), read


async def test_what_another_program_published_is_found_from_the_next_look(desk: Desk, tmp_path: Path) -> None:
    other, _ = await another(desk, tmp_path)
    await desk.publishes(await desk.hands_in(TEXT))
    found = [other.turned]

    await other.press.restore()
    found.append(other.turned)
    await desk.press.retire(await desk.actor(HE), CASE, "", desk.cause())
    await other.press.restore()

    assert [*found, other.turned] == [None, "一句实话。", None]


async def test_looking_again_at_what_did_not_change_reads_no_file(desk: Desk, tmp_path: Path) -> None:
    other, read = await another(desk, tmp_path)
    form = await desk.hands_in(TEXT)
    await desk.publishes(form)

    for _ in range(3):
        await other.press.restore()

    assert (read, other.turned) == ([form], "一句实话。")


@dataclass
class Overtaken:
    """A log to which somebody else writes just before the next write."""

    store: EventStore
    first: Desk
    text: str

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def append(self, *arguments: object) -> object:
        text, self.text = self.text, ""
        if text:
            await self.first.hands_in(text)
        return await self.store.append(*arguments)  # type: ignore[arg-type]


async def test_form_that_is_handed_in_while_another_is_published_does_not_go_out_with_it(desk: Desk) -> None:
    read = await desk.hands_in(TEXT)
    office = replace(desk.room.office, store=Overtaken(desk.room.office.store, desk, MENDED))  # type: ignore[arg-type]
    press = CasePress(office, desk.press.desk)

    told = await press.publish(await desk.actor(HE), CASE, read, "", desk.cause())

    assert (reason(told), desk.turned) == (Reason.CASE_DRAFT_GONE, None)


async def test_one_form_waits_whoever_wrote_those_before_it(desk: Desk) -> None:
    await desk.hands_in(TEXT)

    mended = await desk.hands_in(MENDED, QIAN)

    history = await desk.press.history(CASE)
    assert [(each.revision, each.authors) for each in history.drafts] == [(mended, (ZHOU, QIAN))]
    assert await desk.waiting() == [mended]


async def test_nothing_waits_once_what_a_colleague_mended_is_published(desk: Desk) -> None:
    await desk.hands_in(TEXT)
    mended = await desk.hands_in(MENDED, QIAN)

    assert await desk.publishes(mended) == Told()

    assert (desk.turned, (await desk.press.history(CASE)).drafts) == ("一句老实话。", ())


async def test_first_form_that_is_handed_in_again_waits_alone(desk: Desk) -> None:
    first = await desk.hands_in(TEXT)
    await desk.hands_in(MENDED, QIAN)

    assert await desk.hands_in(TEXT) == first

    history = await desk.press.history(CASE)
    assert [(each.revision, each.authors) for each in history.drafts] == [(first, (ZHOU, QIAN))]


async def test_forms_that_were_left_behind_by_a_release_are_not_shown(desk: Desk) -> None:
    form = await desk.hands_in(TEXT)
    assert await desk.publishes(form) == Told()
    await left_behind(desk)

    assert await desk.waiting() == []
    mended = await desk.hands_in(MENDED, QIAN)
    assert await desk.publishes(mended) == Told()
    assert (await desk.press.history(CASE)).drafts == ()


async def left_behind(desk: Desk) -> None:
    """Write down a draft of before the release, as logs hold them that an earlier program wrote."""
    stream, store = case_stream(CASE), desk.room.office.store
    events = await store.load(stream)
    [first] = [each for each in events if isinstance(each, DraftMade)]
    old = replace(first, revision=Revision("0" * 64), by=QIAN, parent=None, base=None)
    await store.append([Write(stream, len(events), (old,))], desk.cause())


async def test_case_that_is_taken_back_leaves_nothing_that_waits(desk: Desk) -> None:
    assert await desk.publishes(await desk.hands_in(TEXT)) == Told()
    await desk.hands_in(MENDED, QIAN)

    told = await desk.press.retire(await desk.actor(HE), CASE, "认得出来", desk.cause())

    assert (told, desk.turned, await desk.waiting()) == (Told(), None, [])


@pytest.mark.parametrize("person", [ZHOU, QIAN])
async def test_whoever_wrote_some_of_a_form_takes_it_back_and_the_others_hear_of_it(
    desk: Desk, person: PersonId
) -> None:
    await desk.hands_in(TEXT)
    form = await desk.hands_in(MENDED, QIAN)
    await desk.room.notices()

    told = await desk.press.take_back(await desk.actor(person), CASE, form, desk.cause())

    assert (told, await desk.waiting()) == (Told(), [])
    other = QIAN if person == ZHOU else ZHOU
    assert await desk.room.notices() == [(other, NoticeKind.PLAYBOOK_NEWS)]


async def test_nobody_takes_back_what_others_wrote_or_a_form_that_waits_no_more(desk: Desk) -> None:
    read = await desk.hands_in(TEXT)
    waits = await desk.hands_in(MENDED)
    tries = [(HE, waits), (QIAN, waits), (ZHOU, read)]

    came = [
        reason(await desk.press.take_back(await desk.actor(person), CASE, form, desk.cause()))
        for person, form in tries
    ]

    assert came == [Reason.FORBIDDEN, Reason.FORBIDDEN, Reason.CASE_DRAFT_GONE]
    assert await desk.waiting() == [waits]


async def test_wish_that_came_to_nothing_comes_to_nothing_when_it_is_brought_again(desk: Desk) -> None:
    form, library = await desk.hands_in(TEXT), desk.room.library
    (library / SMALL_CALL).rename(library / "renamed")
    actor, cause = await desk.actor(HE), desk.cause()
    refused = reason(await desk.press.publish(actor, CASE, form, "", cause))
    (library / "renamed").rename(library / SMALL_CALL)

    again = await desk.press.publish(actor, CASE, form, "", cause)

    assert (refused, again, desk.turned) == (Reason.HAS_ERRORS, Told(changed=False), None)


async def test_whoever_wrote_the_form_does_not_publish_it(desk: Desk) -> None:
    form = await desk.hands_in(TEXT)

    assert await desk.publishes(form, ZHOU) is Reason.CASE_SECOND_PERSON
    assert desk.turned is None


async def test_case_whose_history_cannot_be_read_is_named_and_the_others_are_found(
    desk: Desk, tmp_path: Path
) -> None:
    await desk.publishes(await desk.hands_in(TEXT))
    third = CaseId("fee-thrice")
    form = await desk.hands_in(TEXT.replace(CASE, third))
    await desk.press.publish(await desk.actor(HE), third, form, "", desk.cause())
    other, _ = await another(desk, tmp_path)
    store = Unreadable(desk.room.office.store, {case_stream(CASE)})
    press = replace(other.press, office=replace(other.room.office, store=store))

    assert await press.restore() == [CASE]

    assert set(other.room.catalog.cases().cards) == {third}


class Emptied:
    """A store that lost every revision."""

    async def sources(self, revision: Revision) -> None:
        return None

    async def latest(self, playbook: str) -> None:
        return None


async def restarted(desk: Desk) -> Desk:
    """The same firm after a new start of the program."""
    room = desk.room
    catalog = await Catalog.open(room.library, room.storage.revisions)
    office = replace(room.office, programs=catalog)
    files = CaseFiles(room.library, room.storage.revisions, catalog, room.office.now().date)
    again = CasePress(office, files)
    await again.restore()
    return Desk(replace(room, office=office, catalog=catalog), again, desk.causes)


async def test_case_is_found_after_a_start_though_its_playbook_is_gone_and_that_is_told(desk: Desk) -> None:
    assert await desk.publishes(await desk.hands_in(TEXT)) == Told()
    (desk.room.library / SMALL_CALL).rename(desk.room.library / "renamed")

    again = await restarted(desk)

    assert again.turned == "一句实话。"
    assert "cases/fee-twice.yaml" in {each.file for each in again.room.catalog.troubles()}


async def test_case_that_waits_is_shown_though_its_playbook_is_gone_and_is_not_published(desk: Desk) -> None:
    form = await desk.hands_in(TEXT)
    (desk.room.library / SMALL_CALL).rename(desk.room.library / "renamed")

    again = await restarted(desk)

    assert await again.waiting() == [form]
    assert await again.publishes(form) is Reason.HAS_ERRORS


async def test_case_whose_file_was_lost_is_told_of(desk: Desk) -> None:
    form = await desk.hands_in(TEXT)
    assert await desk.publishes(form) == Told()
    desk.room = replace(desk.room, storage=replace(desk.room.storage, revisions=Emptied()))  # type: ignore[arg-type]

    again = await restarted(desk)

    assert again.turned is None
    assert [each.file for each in again.room.catalog.troubles()] == ["cases/fee-twice"]

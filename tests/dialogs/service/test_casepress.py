"""Cases on their way: who hands them in, who lets them be found, and which form that is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from dialogs.actors import Actor
from dialogs.ids import CaseId, Cause, PersonId, Revision, TeamId
from dialogs.ports import EventStore, WrittenCase
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service import CasePress, PeopleService, Told
from dialogs.texts import Language
from playbooks.casedesk import CaseFiles
from tests.pressing import HE, PressRoom, open_press

CASE = CaseId("fee-twice")
ZHOU, QIAN = PersonId(11), PersonId(12)
"""Two supervisors."""
TEXT = """\
format: 1
id: fee-twice
title: {zh: "先认一句错", en: "Own up first"}
scenario: small-call
example: false
closed_on: "2026-11"
situation: {zh: "客户说一笔费用收了两次。", en: "The customer said that a fee had been charged twice."}
tried:
  - {zh: "先核对，再说办法。", en: "Checked first, then said what could be done."}
turned: {zh: "一句实话。", en: "One honest sentence."}
outcome: {zh: "退了，书面说明。", en: "It was returned, with a letter."}
lesson: {zh: "先核对。", en: "Check first."}
check_by: "2099-05-31"
"""
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


async def test_whoever_wrote_the_form_does_not_publish_it(desk: Desk) -> None:
    form = await desk.hands_in(TEXT)

    assert await desk.publishes(form, ZHOU) is Reason.CASE_SECOND_PERSON
    assert desk.turned is None

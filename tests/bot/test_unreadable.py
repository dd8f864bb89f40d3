"""What cannot be read of the log is named, and all else goes on: a bot that does not start helps nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.assemble import admit_first_admins
from bot.nightly import Nightly
from bot.offices import office_over
from bot.press import catalog_of
from bot.restoring import Restorer
from bot.settings import Settings
from dialogs.events import PlaybookListed
from dialogs.ids import (
    CaseId,
    PersonId,
    PlaybookSlug,
    StreamId,
    case_stream,
    cases_stream,
    person_stream,
    playbook_stream,
    session_stream,
)
from dialogs.ports import CallLockedError, Kept, Recall, Write, Written
from dialogs.program import Program
from dialogs.refusals import Refusal
from dialogs.render.playbooks import shelf_card
from dialogs.render.playbooks.shelf import state_of
from dialogs.service import ErasureService, PeopleService, PublishingService
from dialogs.texts import Language, Phrase
from storage.errors import UnreadableEventError
from tests.bot.test_nightly import Sleeper, ended
from tests.builders.rules import policy_of, rule_of
from tests.builders.unreadable import Unreadable
from tests.firm import open_firm
from tests.playbooks.samples import SMALL_CALL, small_call, write_library
from tests.pressing import HE, PressRoom, open_press

FIRST, LAST = PlaybookSlug("a-call"), PlaybookSlug("other-call")
"""Before and behind the small call, wherever they are looked at in their order."""
TOMORROW = date(2026, 11, 24)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PressRoom]:
    """A firm with three playbooks that are in the log."""
    async with open_press(tmp_path, files_serve=False) as opened:
        for name in (FIRST, LAST):
            content = small_call({"playbook: small-call": f"playbook: {name}"})["small-call/playbook.yaml"]
            write_library(tmp_path, {f"{name}/playbook.yaml": content})
        await opened.catalog.load()
        await opened.press.begin()
        yield opened


async def draft_of(room: PressRoom, playbook: PlaybookSlug) -> Program:
    changed = {"playbook: small-call": f"playbook: {playbook}", "慢一点": "轻轻地慢一点说"}
    sent = small_call(changed)["small-call/playbook.yaml"]
    written = await room.press.drafts.upload(await room.actor(), sent, room.cause())
    assert isinstance(written, Written)
    assert written.program is not None
    return written.program


def over(room: PressRoom, *streams: StreamId) -> PublishingService:
    """Return the door of a program that cannot read ``streams``."""
    office = replace(room.office, store=Unreadable(room.office.store, set(streams)))
    return replace(room.press, shelf=replace(room.press.shelf, office=office, _histories={}))


async def test_day_that_came_publishes_the_others_though_the_history_of_one_cannot_be_read(
    room: PressRoom,
) -> None:
    drafts = {name: await draft_of(room, name) for name in (FIRST, SMALL_CALL, LAST)}
    for name, draft in drafts.items():
        trainer = await room.actor()
        await room.press.schedule(trainer, name, draft.revision, "", TOMORROW, room.cause())
    room.pass_time(timedelta(days=1))
    press = over(room, playbook_stream(SMALL_CALL))
    days = Restorer(what="scheduled playbook", listed=press.shelf.listed, restore=press.publish_due)

    await days.look()

    serving = {name: room.office.programs.current(name) == draft for name, draft in drafts.items()}
    assert serving == {FIRST: True, SMALL_CALL: False, LAST: True}


async def test_bot_starts_though_the_history_of_one_playbook_cannot_be_read_and_no_call_begins_on_that(
    room: PressRoom, caplog: pytest.LogCaptureFixture
) -> None:
    store = Unreadable(room.storage.events, {playbook_stream(SMALL_CALL)})
    storage = replace(room.storage, events=store)
    # Files may serve here: that of this playbook must not, since it may have been recalled.
    settings = Settings(database="memory://")

    office = await office_over(settings, storage, room.library)
    offered = [each.playbook for each in catalog_of(office).offered()]

    assert offered == [FIRST, LAST]
    alarms = [each.getMessage() for each in caplog.records if each.levelno == logging.CRITICAL]
    assert [alarm.partition(":")[0] for alarm in alarms] == [SMALL_CALL]


async def test_trainers_go_on_with_the_others_though_the_history_of_one_playbook_cannot_be_read(
    room: PressRoom,
) -> None:
    trainer = await room.actor()

    listed = await over(room, playbook_stream(SMALL_CALL)).shelf.all(trainer)

    assert not isinstance(listed, Refusal)
    assert [each.is_readable for each in listed] == [True, True, False]
    assert [state_of(each).key for each in listed if not each.is_readable] == ["playbooks.state_unreadable"]
    opens = [button.label for row in shelf_card(trainer, listed).buttons for button in row]
    assert opens == [
        Phrase("playbooks.open", {"title": each.title or ""}) for each in listed if each.is_readable
    ]


async def test_calls_leave_what_was_recalled_though_its_history_cannot_be_read_as_a_whole(
    room: PressRoom,
) -> None:
    revision, why = room.serving, "一句话写错了"
    assert revision is not None
    await room.press.recall(await room.actor(), SMALL_CALL, revision, why, room.cause())
    store = Unreadable(room.storage.events, {playbook_stream(SMALL_CALL)})

    storage = replace(room.storage, events=store)
    office = await office_over(Settings(database="memory://"), storage, room.library)

    assert office.programs.recalled(SMALL_CALL, revision) == Recall(why)


async def test_log_that_begins_takes_the_other_files_as_published_though_one_history_cannot_be_read(
    tmp_path: Path,
) -> None:
    async with open_press(tmp_path, files_serve=False) as room:
        content = small_call({"playbook: small-call": f"playbook: {FIRST}"})["small-call/playbook.yaml"]
        write_library(tmp_path, {f"{FIRST}/playbook.yaml": content})
        await room.catalog.load()

        await over(room, playbook_stream(SMALL_CALL)).begin()

        assert [each.playbook for each in room.catalog.offered()] == [FIRST]


async def test_bot_starts_though_the_history_of_one_case_cannot_be_read_and_nobody_finds_that(
    room: PressRoom, caplog: pytest.LogCaptureFixture
) -> None:
    case = CaseId("fee-twice")
    listed = PlaybookListed(at=room.office.clock(), by=HE, playbook=PlaybookSlug(case))
    await room.storage.events.append([Write(cases_stream(), 0, (listed,))], room.cause())
    storage = replace(room.storage, events=Unreadable(room.storage.events, {case_stream(case)}))

    office = await office_over(Settings(database="memory://"), storage, room.library)
    assert catalog_of(office).tells(case, None)

    assert "fee-twice: nobody finds this case" in caplog.text


async def test_bot_starts_though_the_history_of_an_admin_cannot_be_read(
    room: PressRoom, caplog: pytest.LogCaptureFixture
) -> None:
    store = Unreadable(room.storage.events, {person_stream(PersonId(8))})
    people = PeopleService(replace(room.office, store=store))

    await admit_first_admins(people, [8, 9], Language.ZH)

    directory = room.storage.directory
    assert [await directory.actor(PersonId(each)) is not None for each in (8, 9)] == [False, True]
    assert "admin 8 is not let in" in caplog.text


@pytest.mark.parametrize("error", [UnreadableEventError, CallLockedError])
async def test_night_erases_the_others_though_the_events_of_one_call_cannot_be_read(
    caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    async with open_firm() as firm:
        broken, sound = await ended(firm), await ended(firm)
        firm.pass_time(timedelta(days=40))
        office = replace(
            firm.office,
            store=Unreadable(firm.storage.events, {session_stream(broken)}, error),
        )
        erasures = ErasureService(office, policy_of(rule_of(months=1)), firm.storage.erasures)
        nights, stopping = Sleeper(firm, naps=1), asyncio.Event()

        await Nightly(erasures=erasures, wait=nights.wait).serve(stopping)

        assert (await firm.office.calls.at(sound)).kept is Kept.ERASED
        assert f"call {broken} is not erased" in caplog.text

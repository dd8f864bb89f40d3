"""A brief holds the calls that whoever asks may take out, and each of them is noted first."""

from dataclasses import replace

import pytest

from dialogs.briefs import Brief, FindingKind, Part
from dialogs.case import Case
from dialogs.events import StorageOnlyBegun
from dialogs.ids import PersonId, Revision, SessionId, session_stream
from dialogs.ports import AccessDeed, AccessFilter, Write
from dialogs.refusals import Reason, Refusal
from dialogs.service import BriefService, Done
from dialogs.texts import Phrase
from playbooks.catalog import Catalog
from playbooks.keptcases import KeptCase
from tests.builders.cases import case_of
from tests.firm import ADMIN, AGENT, FAR_SUPERVISOR, OTHER_AGENT, SUPERVISOR, Firm

FORBIDDEN, NO_SESSION = Refusal(Reason.FORBIDDEN), Refusal(Reason.NO_SESSION)
SHUT = Refusal(Reason.STORAGE_ONLY)
NOWHERE = SessionId("01JDMZ0000ABCDEFGHJKMNPQRS")


async def _twice(firm: Firm) -> list[SessionId]:
    """Two calls of one complaint."""
    first = await firm.opened()
    again = await firm.sessions.open(await firm.opening(AGENT, first.state.complaint), firm.cause())
    assert isinstance(again, Done)
    return [first.state.session, again.state.session]


async def _noted(firm: Firm, person: PersonId) -> set[tuple[AccessDeed, SessionId | None]]:
    lines = await firm.office.views.accesses(await firm.actor(ADMIN), AccessFilter(by=person))
    return {(line.deed, line.session) for line in lines}


async def test_supervisor_gets_all_calls_of_the_complaint_and_each_is_noted_once(firm: Firm) -> None:
    calls, briefs = await _twice(firm), BriefService(firm.office)
    chief, cause = await firm.actor(SUPERVISOR), firm.cause()

    written = [await briefs.handed_out(chief, calls[1], cause) for _ in range(2)]

    assert all(isinstance(each, Brief) and each.calls == 2 for each in written)
    assert await _noted(firm, SUPERVISOR) == {(AccessDeed.EXPORTED, call) for call in calls}


async def _shut(firm: Firm, call: SessionId) -> None:
    """Keep a call for a rule alone: it is shown to nobody."""
    stream = session_stream(call)
    begun = StorageOnlyBegun(at=firm.clock(), by=ADMIN, rule="invented", until=None)
    version = len(await firm.storage.events.load(stream))
    await firm.storage.events.append([Write(stream, version, (begun,))], firm.cause())


async def test_call_that_is_shown_to_nobody_is_left_out_and_counted(firm: Firm) -> None:
    calls, briefs = await _twice(firm), BriefService(firm.office)
    await _shut(firm, calls[1])

    written = await briefs.handed_out(await firm.actor(SUPERVISOR), calls[0], firm.cause())

    assert isinstance(written, Brief)
    withheld = [each.values for each in written.gaps if each.kind is FindingKind.CALLS_WITHHELD]
    assert (written.calls, withheld) == (1, [{"count": 1}])
    assert await _noted(firm, SUPERVISOR) == {(AccessDeed.EXPORTED, calls[0])}
    assert await briefs.handed_out(await firm.actor(SUPERVISOR), calls[1], firm.cause()) == SHUT


@pytest.mark.parametrize("person", [AGENT, OTHER_AGENT, FAR_SUPERVISOR])
async def test_nobody_else_gets_one_and_nothing_is_noted(firm: Firm, person: PersonId) -> None:
    call, briefs = (await firm.opened()).state.session, BriefService(firm.office)

    assert await briefs.handed_out(await firm.actor(person), call, firm.cause()) == FORBIDDEN
    assert await briefs.handed_out(await firm.actor(SUPERVISOR), NOWHERE, firm.cause()) == NO_SESSION
    assert await _noted(firm, person) == set()


def _published(firm: Firm, *cases: Case) -> None:
    assert isinstance(firm.office.programs, Catalog)
    for each in cases:
        firm.office.programs.tell(each.id, KeptCase(each, Revision(each.id), b"", ()))


async def test_real_cases_of_the_kind_are_told_those_closed_last_first_and_no_example(firm: Firm) -> None:
    call, briefs = (await firm.opened()).state.session, BriefService(firm.office)
    old = case_of("old", scenario="five-steps", is_example=False)
    late = replace(case_of("late", scenario="five-steps", is_example=False), closed_on="2026-10")
    other, invented = case_of("other", is_example=False), case_of("invented", scenario="five-steps")
    _published(firm, old, late, other, invented)

    written = await briefs.handed_out(await firm.actor(SUPERVISOR), call, firm.cause())

    assert isinstance(written, Brief)
    told = [each.text for each in written.parts[Part.CASE]]
    assert [each.values["case"] for each in told if isinstance(each, Phrase)] == ["late", "old"]
    assert FindingKind.NO_CASE not in {each.kind for each in written.gaps}


async def test_invented_case_of_the_kind_fills_no_gap(firm: Firm) -> None:
    call, briefs = (await firm.opened()).state.session, BriefService(firm.office)
    _published(firm, case_of("invented", scenario="five-steps"))

    written = await briefs.handed_out(await firm.actor(SUPERVISOR), call, firm.cause())

    assert isinstance(written, Brief)
    assert written.parts[Part.CASE] == ()
    assert FindingKind.NO_CASE in {each.kind for each in written.gaps}

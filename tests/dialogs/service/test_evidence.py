"""Counting calls on request: whose, how many, and without a trace in the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from dialogs.actors import Actor
from dialogs.casebook import CaseBook
from dialogs.commands import EndSession
from dialogs.evidence import Spot
from dialogs.ids import PersonId, PlaybookSlug, Revision
from dialogs.lawbook import LawBook
from dialogs.ports import Programs, Recall, Trouble, WalkFilter
from dialogs.program import Outcome, Program
from dialogs.refusals import Reason, Refusal
from dialogs.roles import Role
from dialogs.service import Done, EvidenceService, Gathered
from dialogs.service.evidence import PAGE
from tests.firm import ADMIN, AGENT, FAR_SUPERVISOR, OTHER_AGENT, SUPERVISOR, Firm

ALL = WalkFilter(playbook=PlaybookSlug("five-steps"))


async def never(calls: int) -> bool:
    del calls
    return False


async def calls(firm: Firm, *people: PersonId) -> None:
    """Let each of ``people`` open a call, and break it off at its first step."""
    for person in people:
        done = await firm.opened(person)
        actor = await firm.actor(person)
        ended = await firm.does(
            EndSession(actor=actor, session=done.state.session, outcome=Outcome.BROKEN_OFF)
        )
        assert isinstance(ended, Done)


async def gathered(firm: Firm, person: PersonId = ADMIN, wanted: WalkFilter = ALL) -> Gathered:
    found = await EvidenceService(firm.office).gather(await firm.actor(person), wanted, never)
    assert isinstance(found, Gathered)
    return found


def program(firm: Firm) -> Program:
    found = firm.office.programs.current(PlaybookSlug("five-steps"))
    assert found is not None
    return found


def first_step(firm: Firm) -> Spot:
    return Spot(program(firm).revision, program(firm).start)


async def test_calls_are_counted_from_the_log_as_it_is_now(firm: Firm) -> None:
    await calls(firm, AGENT, OTHER_AGENT)

    found = await gathered(firm)

    count = found.evidence.counts[first_step(firm)]
    assert (count.shown, count.broken_off, count.people) == (2, 2, frozenset({AGENT, OTHER_AGENT}))
    assert (found.more, found.lost) == (False, 0)
    assert found.programs == {program(firm).revision: program(firm)}


@pytest.mark.parametrize(("person", "shown"), [(ADMIN, 2), (SUPERVISOR, 2), (FAR_SUPERVISOR, 0)])
async def test_counts_reach_ones_own_team_and_for_admins_everybody(
    firm: Firm, person: PersonId, shown: int
) -> None:
    await calls(firm, AGENT, OTHER_AGENT)

    counts = (await gathered(firm, person)).evidence.counts

    assert sum(count.shown for count in counts.values()) == shown


async def test_trainer_sees_counts_over_all_teams(firm: Firm) -> None:
    await calls(firm, AGENT)
    trainer = Actor(PersonId(99), "虚构", Role.TRAINER, (await firm.actor(FAR_SUPERVISOR)).team)

    found = await EvidenceService(firm.office).gather(trainer, ALL, never)

    assert isinstance(found, Gathered)
    assert found.evidence.counts[first_step(firm)].shown == 1


@pytest.mark.parametrize("person", [AGENT, OTHER_AGENT])
async def test_staff_are_refused(firm: Firm, person: PersonId) -> None:
    found = await EvidenceService(firm.office).gather(await firm.actor(person), ALL, never)

    assert found == Refusal(Reason.FORBIDDEN)


async def test_counting_writes_nothing(firm: Firm) -> None:
    await calls(firm, AGENT)
    before = await firm.storage.upkeep.rebuild()

    await gathered(firm)

    assert await firm.storage.upkeep.rebuild() == before


async def test_counting_stops_when_it_is_enough_and_says_that_there_is_more(firm: Firm) -> None:
    await calls(firm, *[AGENT] * (PAGE + 3))
    asked: list[int] = []

    async def enough(looked_at: int) -> bool:
        asked.append(looked_at)
        return True

    found = await EvidenceService(firm.office).gather(await firm.actor(ADMIN), ALL, enough)

    assert isinstance(found, Gathered)
    assert (found.more, asked) == (True, [PAGE])
    assert found.evidence.calls == {program(firm).revision: PAGE}
    assert (await gathered(firm)).evidence.calls == {program(firm).revision: PAGE + 3}


async def test_calls_before_a_beginning_are_not_counted(firm: Firm) -> None:
    await calls(firm, AGENT)
    firm.pass_time(timedelta(days=3))
    since = firm.clock() - timedelta(days=1)

    assert (await gathered(firm, wanted=replace(ALL, since=since))).evidence.counts == {}


@dataclass(frozen=True)
class Forgetful:
    """Programs of which no revision can be read any more."""

    programs: Programs

    def offered(self) -> Sequence[Program]:
        return self.programs.offered()

    def troubles(self) -> Sequence[Trouble]:
        return self.programs.troubles()

    def current(self, playbook: PlaybookSlug) -> Program | None:
        return self.programs.current(playbook)

    def recalled(self, playbook: PlaybookSlug, revision: Revision) -> Recall | None:
        return self.programs.recalled(playbook, revision)

    def law(self) -> LawBook:
        return self.programs.law()

    def cases(self) -> CaseBook:
        return self.programs.cases()

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        raise LookupError(playbook, revision)

    async def keep(self, program: Program) -> None:
        await self.programs.keep(program)


async def test_call_whose_revision_is_lost_is_told_and_stops_nothing(firm: Firm) -> None:
    await calls(firm, AGENT, AGENT)
    office = replace(firm.office, programs=Forgetful(firm.office.programs))

    found = await EvidenceService(office).gather(await firm.actor(ADMIN), ALL, never)

    assert isinstance(found, Gathered)
    assert (found.lost, found.evidence.counts) == (2, {})


async def test_steps_that_nobody_came_to_have_no_count(firm: Firm) -> None:
    await calls(firm, AGENT)

    steps = {spot.step for spot in (await gathered(firm)).evidence.counts}

    assert steps == {program(firm).start}

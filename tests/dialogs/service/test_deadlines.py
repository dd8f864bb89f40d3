"""The deadlines of complaints over a store: who may change them, what is written with them, who sees them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dialogs.commands import EndSession, GoBack
from dialogs.deadline_wishes import ExtendDeadline, PauseDeadline, SettleDeadline
from dialogs.deadlines import Approver, PauseGround, Settling
from dialogs.events import CallClosed, ErasureReason
from dialogs.ids import Cause, PersonId, SessionId, complaint_stream
from dialogs.people import CONSOLE
from dialogs.ports import Dispatch, NoticeKind, Write
from dialogs.program import Outcome
from dialogs.refusals import Reason, Refusal
from dialogs.service import Counted, DeadlineService, Done, ErasureService
from tests.bot.telegram.lobby import WithQuestions
from tests.builders.deadlines import COMPLEX, DECISION, OBJECTION, POLICY, REVIEW, SPECIAL
from tests.builders.program import SMALL
from tests.builders.rules import policy_of, rule_of
from tests.firm import ADMIN, AGENT, FAR_SUPERVISOR, OTHER_AGENT, SUPERVISOR, ZONE, Firm, open_firm

TODAY = date(2026, 11, 23)


@pytest.fixture
async def firm() -> AsyncIterator[Firm]:
    own = replace(OBJECTION, playbooks=frozenset({SMALL.playbook}))
    policy = replace(POLICY, rules=(DECISION, REVIEW, own))
    async with open_firm(deadlines=policy, programs=WithQuestions()) as opened:
        yield opened


async def names(firm: Firm, done: Done) -> list[str]:
    events = await firm.storage.events.load(complaint_stream(done.state.complaint))
    return [type(each).__name__ for each in events]


async def notices(firm: Firm) -> list[Dispatch]:
    return list(await firm.storage.dispatches.due(firm.clock() + timedelta(days=90)))


async def extends(
    firm: Firm, session: SessionId, extension: str, person: PersonId, cause: Cause | None = None
) -> Counted | Refusal:
    command = ExtendDeadline(
        actor=await firm.actor(person),
        session=session,
        rule=DECISION.id,
        extension=extension,
        approved_by=Approver.HEAD_OFFICE,
        customer_told=True,
    )
    return await DeadlineService(firm.office).handle(command, cause or firm.cause())


async def seen(firm: Firm, person: PersonId) -> list[SessionId]:
    return [each.session for each in await DeadlineService(firm.office).waiting(await firm.actor(person))]


async def test_call_on_a_playbook_that_a_rule_names_begins_its_deadline(firm: Firm) -> None:
    done = await firm.opened()

    assert await names(firm, done) == ["ComplaintReceived", "CallOpened", "DeadlineSet"]
    counted = await DeadlineService(firm.office).look(await firm.actor(AGENT), done.state.session)
    assert isinstance(counted, Counted)
    due = {rule: each.due for rule, each in counted.complaint.deadlines.items()}
    assert due == {DECISION.id: date(2026, 12, 8), OBJECTION.id: date(2026, 12, 8)}


async def test_tap_that_a_rule_names_begins_its_deadline_once_with_reminders() -> None:
    own = replace(OBJECTION, playbooks=frozenset(), taps=frozenset({f"{SMALL.playbook}/open/goes-on"}))
    async with open_firm(deadlines=replace(POLICY, rules=(own,)), programs=WithQuestions()) as firm:
        done = await firm.opened()
        assert await names(firm, done) == ["ComplaintReceived", "CallOpened"]

        tapped = await firm.chooses(done, "goes-on")
        assert isinstance(tapped, Done)
        assert (await names(firm, done))[2:] == ["DeadlineSet"]
        assert {each.notice.kind for each in await notices(firm)} == {NoticeKind.DEADLINE_NEAR}

        back = await firm.does(
            GoBack(actor=await firm.actor(AGENT), session=done.state.session, turn=tapped.state.turn)
        )
        assert isinstance(back, Done)
        assert isinstance(await firm.chooses(back, "goes-on"), Done)
        assert (await names(firm, done))[2:] == ["DeadlineSet"]


async def test_other_taps_begin_no_deadline() -> None:
    own = replace(OBJECTION, playbooks=frozenset(), taps=frozenset({f"{SMALL.playbook}/listen/fee"}))
    async with open_firm(deadlines=replace(POLICY, rules=(own,)), programs=WithQuestions()) as firm:
        done = await firm.opened()
        assert isinstance(await firm.chooses(done, "goes-on"), Done)

        assert await names(firm, done) == ["ComplaintReceived", "CallOpened"]


async def test_second_call_of_a_complaint_begins_nothing_anew_and_writes_the_reminders_anew(
    firm: Firm,
) -> None:
    done = await firm.opened()
    firm.pass_time(timedelta(days=3))
    again = await firm.opening(complaint=done.state.complaint)
    assert isinstance(await firm.sessions.open(again, firm.cause()), Done)

    assert (await names(firm, done))[3:] == ["CallOpened"]
    assert sorted({each.notice.version for each in await notices(firm)}) == [3, 4]


async def test_reminders_are_written_for_agent_and_supervisor_at_nine_local_time(firm: Firm) -> None:
    await firm.opened()

    found = [(each.notice.to, each.notice.due_at.astimezone(ZONE)) for each in await notices(firm)]

    times = [datetime(2026, 12, day, 9, tzinfo=ZONE) for day in (5, 7)]
    assert sorted(found) == sorted((to, at) for to in (AGENT, SUPERVISOR) for at in times)


async def test_admins_are_reminded_where_a_team_has_no_supervisor(firm: Firm) -> None:
    assert (await firm.people.shut_out(await firm.actor(ADMIN), SUPERVISOR, firm.cause())).changed  # type: ignore[union-attr]
    await firm.opened()

    kinds = {each.notice.to for each in await notices(firm) if each.notice.kind is NoticeKind.DEADLINE_NEAR}

    assert kinds == {AGENT, ADMIN, PersonId(6)}


async def test_agent_takes_the_complex_extension_and_only_a_chief_the_approved_one(firm: Firm) -> None:
    session = (await firm.opened()).state.session

    assert isinstance(await extends(firm, session, COMPLEX.id, AGENT), Counted)
    for person in (AGENT, OTHER_AGENT, FAR_SUPERVISOR):
        assert await extends(firm, session, SPECIAL.id, person) == Refusal(Reason.FORBIDDEN)
    done = await extends(firm, session, SPECIAL.id, SUPERVISOR)

    assert isinstance(done, Counted)
    assert (done.changed, done.complaint.deadlines[DECISION.id].due) == (True, date(2027, 1, 22))


async def test_same_tap_twice_extends_once(firm: Firm) -> None:
    done = await firm.opened()
    cause = firm.cause()

    first = await extends(firm, done.state.session, COMPLEX.id, AGENT, cause)
    second = await extends(firm, done.state.session, COMPLEX.id, AGENT, cause)

    assert isinstance(first, Counted)
    assert isinstance(second, Counted)
    assert (first.changed, second.changed) == (True, False)
    assert (await names(firm, done))[3:] == ["DeadlineSet", "DeadlineExtended"]


async def test_stranger_to_a_call_neither_sees_nor_changes_its_deadlines(firm: Firm) -> None:
    session = (await firm.opened()).state.session
    service = DeadlineService(firm.office)

    for person in (OTHER_AGENT, FAR_SUPERVISOR):
        actor = await firm.actor(person)
        pause = PauseDeadline(
            actor=actor, session=session, rule=DECISION.id, ground=PauseGround.MEDIATION, day=TODAY
        )
        assert await service.look(actor, session) == Refusal(Reason.FORBIDDEN)
        assert await service.handle(pause, firm.cause()) == Refusal(Reason.FORBIDDEN)
    nowhere = SessionId(firm.new_id())
    assert await service.look(await firm.actor(ADMIN), nowhere) == Refusal(Reason.NO_SESSION)


async def test_list_has_what_is_due_to_whoever_may_read_it_the_nearest_first(firm: Firm) -> None:
    first = (await firm.opened()).state.session
    firm.pass_time(timedelta(days=2))
    second = (await firm.opened(OTHER_AGENT)).state.session
    await extends(firm, first, COMPLEX.id, AGENT)
    settle = SettleDeadline(
        actor=await firm.actor(AGENT), session=first, rule=OBJECTION.id, how=Settling.NOT_DUE, day=TODAY
    )
    assert isinstance(await DeadlineService(firm.office).handle(settle, firm.cause()), Counted)

    assert await seen(firm, SUPERVISOR) == [second, first]
    assert (await seen(firm, AGENT), await seen(firm, FAR_SUPERVISOR)) == ([first], [])


async def test_complaint_in_which_all_is_done_waits_for_nobody(firm: Firm) -> None:
    done = await firm.opened()
    service, actor = DeadlineService(firm.office), await firm.actor(AGENT)
    for rule in (DECISION.id, OBJECTION.id):
        settle = SettleDeadline(
            actor=actor, session=done.state.session, rule=rule, how=Settling.DONE, day=TODAY
        )
        assert isinstance(await service.handle(settle, firm.cause()), Counted)

    counted = await service.look(actor, done.state.session)

    assert isinstance(counted, Counted)
    assert counted.complaint.deadlines[REVIEW.id].due == date(2026, 12, 23)
    assert await seen(firm, SUPERVISOR) == []
    assert await service.nearest([done.state.complaint]) == {}


async def test_list_keeps_what_is_paused_and_what_is_agreed_but_not_told_yet(firm: Firm) -> None:
    paused = (await firm.opened()).state.session
    firm.pass_time(timedelta(days=2))
    agreed = await firm.opened(OTHER_AGENT)
    today = firm.office.now().date()
    actor, service = await firm.actor(SUPERVISOR), DeadlineService(firm.office)
    for session in (paused, agreed.state.session):
        drop = SettleDeadline(
            actor=actor, session=session, rule=OBJECTION.id, how=Settling.NOT_DUE, day=today
        )
        assert isinstance(await service.handle(drop, firm.cause()), Counted)
    pause = PauseDeadline(
        actor=actor, session=paused, rule=DECISION.id, ground=PauseGround.MEDIATION, day=today
    )
    assert isinstance(await service.handle(pause, firm.cause()), Counted)
    stream = complaint_stream(agreed.state.complaint)
    closed = CallClosed(at=firm.clock(), by=OTHER_AGENT, session=agreed.state.session, outcome=Outcome.AGREED)
    version = len(await firm.storage.events.load(stream))
    await firm.storage.events.append((Write(stream, version, (closed,)),), firm.cause())

    assert await seen(firm, SUPERVISOR) == [agreed.state.session, paused]
    assert await service.nearest([agreed.state.complaint]) == {}


async def test_call_that_nobody_is_shown_any_more_keeps_its_deadline_by_its_number(firm: Firm) -> None:
    done = await firm.opened()
    close = EndSession(actor=await firm.actor(AGENT), session=done.state.session, outcome=Outcome.BROKEN_OFF)
    assert isinstance(await firm.does(close), Done)
    erasures = ErasureService(firm.office, policy_of(rule_of()), firm.storage.erasures)

    refusal = await erasures.erase(CONSOLE, done.state.session, ErasureReason.ASKED, firm.cause())
    service = DeadlineService(firm.office)
    [listed] = await service.waiting(await firm.actor(SUPERVISOR))

    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.values["number"], refusal.values["due"]) == (
        Reason.MUST_BE_KEPT_OPEN,
        listed.complaint.number,
        date(2026, 12, 8),
    )
    assert (listed.stored, listed.complaint.alias, listed.complaint.called) == (
        True,
        "",
        listed.complaint.number,
    )
    settle = SettleDeadline(
        actor=await firm.actor(SUPERVISOR),
        session=listed.session,
        rule=DECISION.id,
        how=Settling.DONE,
        day=firm.office.now().date(),
    )
    assert isinstance(await service.handle(settle, firm.cause()), Counted)


async def test_hold_that_refuses_an_erasure_says_that_the_deadline_runs_on(firm: Firm) -> None:
    done = await firm.opened()
    close = EndSession(actor=await firm.actor(AGENT), session=done.state.session, outcome=Outcome.BROKEN_OFF)
    assert isinstance(await firm.does(close), Done)
    erasures = ErasureService(firm.office, policy_of(rule_of()), firm.storage.erasures)
    await erasures.hold(CONSOLE, done.state.session, "沪01-17", firm.cause())

    refusal = await erasures.erase(CONSOLE, done.state.session, ErasureReason.ASKED, firm.cause())

    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.values["due"]) == (Reason.HELD_OPEN, date(2026, 12, 8))

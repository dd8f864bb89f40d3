"""Who is called in a crisis, when, and in which words; a crash in between costs a second copy at most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from bot.telegram.couriers import Couriers
from dialogs.actors import Actor
from dialogs.commands import (
    AcknowledgeCrisis,
    CrisisCommand,
    DeclareCrisis,
    NoteWords,
    StandDown,
    TakeTemperature,
    WithdrawCrisis,
)
from dialogs.crises import Crisis
from dialogs.ids import PersonId, SignId, TeamId, session_stream
from dialogs.ports import Directory, Dispatch, DispatchState
from dialogs.program import Place
from dialogs.refusals import Reason
from dialogs.roles import Role
from dialogs.sealed import Sealed
from dialogs.service import CrisisService, Done, PeopleService, Refused
from dialogs.texts import Language, Phrase
from tests.bot.telegram.driving import AGENT, CALL, OTHER_AGENT, SUPERVISOR, Stage
from tests.builders.signs import SIGNS

ADMIN, OTHER_ADMIN = PersonId(7003), PersonId(7005)
RULES = replace(SIGNS, on_call={TeamId("一组"): (SUPERVISOR, ADMIN, OTHER_AGENT, PersonId(7998))})
"""Of four who are on the list one may not see the call, and one is nobody."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A directory of a firm that has one agent, and nobody above."""

    people: Directory

    async def actor(self, person: PersonId) -> Actor | None:
        return await self.people.actor(person) if person == AGENT else None

    async def members(
        self, team: TeamId | None = None, role: Role | None = None, *, disabled_too: bool = False
    ) -> Sequence[Actor]:
        del team, role, disabled_too
        return ()


async def ready(stage: Stage) -> None:
    """Give the stage signs, an admin, and a call."""
    stage.office = replace(stage.office, severity=RULES)
    people = PeopleService(stage.office)
    await people.admit(ADMIN, f"虚构{ADMIN}", Role.ADMIN, TeamId("总部"), Language.ZH, stage.cause())
    await stage.writes("/start", ADMIN)
    await stage.opened()


async def handled(
    stage: Stage, wish: type[CrisisCommand], by: PersonId = AGENT, **more: object
) -> Done | Refused:
    actor = await stage.storage.directory.actor(by)
    assert actor is not None
    command = wish(actor=actor, session=CALL, **more)  # type: ignore[arg-type]
    return await CrisisService(stage.office).handle(command, stage.cause())


async def declared(stage: Stage, sign: str = "threat") -> Crisis:
    await ready(stage)
    done = await handled(stage, DeclareCrisis, sign=SignId(sign))
    assert isinstance(done, Done)
    return done.state.crises[-1]


async def log(stage: Stage) -> list[str]:
    events = await stage.storage.events.load(session_stream(CALL))
    return [type(each).__name__ for each in events][1:]


async def copies(stage: Stage) -> list[int]:
    return [len(await stage.cards(each)) for each in (SUPERVISOR, ADMIN, AGENT)]


async def pass_and_carry(stage: Stage, *seconds: int) -> list[list[int]]:
    """Let time pass bit by bit, each time with new couriers, and return how many messages each person has."""
    seen: list[list[int]] = []
    for each in seconds:
        stage.playground.clock.step(seconds=each)
        await stage.couriers().once()
        seen.append(await copies(stage))
    return seen


async def test_one_after_the_other_is_called_until_nobody_is_left_and_all_are_told(stage: Stage) -> None:
    await declared(stage)

    assert await pass_and_carry(stage, 0, 59, 1, 59, 1, 300) == [
        [1, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 0],
        [2, 2, 1],
        [2, 2, 1],
    ]
    assert await log(stage) == [
        "CrisisDeclared",
        "OnCallCalled",
        "OnCallSilent",
        "OnCallCalled",
        "OnCallSilent",
        "NobodyAnswered",
    ]


async def test_who_was_told_that_nobody_answered_is_told_once_somebody_does(stage: Stage) -> None:
    await declared(stage)
    await pass_and_carry(stage, 0, 60, 60)
    await handled(stage, AcknowledgeCrisis, ADMIN)

    assert await pass_and_carry(stage, 1, 60) == [[3, 2, 2], [3, 2, 2]]
    said = [(await stage.cards(each))[-1][0] for each in (SUPERVISOR, AGENT)]
    assert ["虚构" + str(ADMIN) in each and "不用再找人了" in each for each in said] == [True, True]


async def test_brief_says_what_since_when_how_hot_and_the_last_facts(stage: Stage) -> None:
    await ready(stage)
    agent = await stage.storage.directory.actor(AGENT)
    assert agent is not None
    await stage.does(TakeTemperature(actor=agent, session=CALL, turn=1, level=5))
    said = Sealed("编造：扣了三次")
    at = stage.office.clock()
    await stage.does(NoteWords(actor=agent, session=CALL, words=said, said_at=at, place=Place.FACT))
    await handled(stage, DeclareCrisis, sign=SignId("threat"))

    await stage.couriers().once()

    [(text, buttons)] = await stage.cards(SUPERVISOR)
    hot = stage.words.say(Phrase("temperature.5"), Language.ZH)
    wanted = ("威胁动手", "青松-17", "虚构7001", "60", "虚构应急台 0000", "段：open", hot, "编造：扣了三次")
    assert [each for each in wanted if each not in text] == []
    assert buttons == 2
    [sent] = await stage.called("sendMessage")
    assert sent["protect_content"] == "true"


async def test_nobody_else_is_called_once_it_is_acknowledged(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()
    await handled(stage, AcknowledgeCrisis, SUPERVISOR)

    assert await pass_and_carry(stage, 60, 60) == [[1, 0, 0], [1, 0, 0]]
    assert await log(stage) == ["CrisisDeclared", "OnCallCalled", "CrisisAcknowledged"]
    sent, *others = [each.state for each in stage.tables.dispatches.values()]
    assert (sent, set(others)) == (DispatchState.SENT, {DispatchState.DROPPED})


@pytest.mark.parametrize("written", [True, False], ids=["after the log", "before the log"])
async def test_crash_while_the_next_one_is_called_writes_nothing_twice(
    stage: Stage, *, written: bool
) -> None:
    crisis = await declared(stage)
    await stage.couriers().once()
    stage.playground.clock.step(seconds=61)
    [taken] = await stage.storage.dispatches.due(stage.office.clock())
    if written:
        await CrisisService(stage.office).fell_due(taken.notice)

    await stage.storage.dispatches.recover()
    await stage.couriers().once()
    await CrisisService(stage.office).fell_due(taken.notice)

    assert await log(stage) == ["CrisisDeclared", "OnCallCalled", "OnCallSilent", "OnCallCalled"]
    assert (await copies(stage), taken.notice.version) == ([1, 1, 0], crisis.version)
    [(text, _)] = await stage.cards(ADMIN)
    assert stage.words.say(Phrase("card.maybe_twice"), Language.ZH) in text


class Forgetful(Couriers):
    """Broken: carries what is due, and does nothing about the time that is up."""

    async def _fell_due(self, dispatch: Dispatch) -> bool:
        return True


@pytest.mark.parametrize(("made", "called"), [(Couriers, 2), (Forgetful, 1)], ids=["ours", "forgetful"])
async def test_log_tells_couriers_that_forget_whose_turn_it_is_from_ours(
    stage: Stage, made: type[Couriers], called: int
) -> None:
    await declared(stage)
    await stage.couriers(made).once()
    stage.playground.clock.step(seconds=60)
    await stage.couriers(made).once()

    assert (await log(stage)).count("OnCallCalled") == called


async def test_long_outage_gives_the_next_one_a_time_of_their_own(stage: Stage) -> None:
    await declared(stage)
    await stage.couriers().once()

    assert await pass_and_carry(stage, 3600, 59, 1) == [[1, 1, 0], [1, 1, 0], [2, 2, 1]]


async def test_who_cannot_be_written_to_does_not_hold_up_the_next_one(stage: Stage) -> None:
    await declared(stage)
    await stage.playground.do("block", person=SUPERVISOR)

    assert await pass_and_carry(stage, 0, 60) == [[0, 0, 0], [0, 1, 0]]


async def test_mis_tap_that_is_taken_back_is_told_to_who_was_called_and_calls_nobody_else(
    stage: Stage,
) -> None:
    crisis = await declared(stage)
    await stage.couriers().once()
    await handled(stage, WithdrawCrisis, declared=crisis.version)

    assert await pass_and_carry(stage, 0, 60, 60) == [[2, 0, 0]] * 3
    assert await log(stage) == ["CrisisDeclared", "OnCallCalled", "CrisisWithdrawn"]


@pytest.mark.parametrize(
    ("sign", "told", "events"),
    [("press", [1, 0, 0], ["CrisisDeclared"]), ("named", [0, 0, 0], ["CrisisDeclared", "MomentFlagged"])],
)
async def test_below_a_crisis_the_supervisors_are_told_of_a_contact_alone(
    stage: Stage, sign: str, told: list[int], events: list[str]
) -> None:
    await declared(stage, sign)

    assert await pass_and_carry(stage, 0, 120) == [told, told]
    assert await log(stage) == events


async def test_who_was_shut_out_is_passed_over_and_a_list_of_nobody_means_the_admins(stage: Stage) -> None:
    await ready(stage)
    stage.office = replace(stage.office, severity=replace(RULES, on_call={TeamId("一组"): (SUPERVISOR,)}))
    admin = await stage.storage.directory.actor(ADMIN)
    assert admin is not None
    await PeopleService(stage.office).shut_out(admin, SUPERVISOR, stage.cause())
    done = await handled(stage, DeclareCrisis, sign=SignId("threat"))

    assert isinstance(done, Done)
    assert [each.person for each in done.state.crises[-1].called] == [ADMIN]


async def test_with_nobody_to_call_haggling_is_frozen_and_the_agent_is_told_at_once(stage: Stage) -> None:
    await ready(stage)
    stage.office = replace(stage.office, directory=Alone(stage.storage.directory))
    await handled(stage, DeclareCrisis, sign=SignId("threat"))

    assert await pass_and_carry(stage, 0) == [[0, 0, 1]]
    assert await log(stage) == ["CrisisDeclared", "NobodyAnswered"]


async def test_staff_cannot_take_it_on_and_a_supervisor_of_another_call_can_stand_it_down(
    stage: Stage,
) -> None:
    await declared(stage)

    answers: Sequence[Done | Refused] = [
        await handled(stage, AcknowledgeCrisis, AGENT),
        await handled(stage, StandDown, OTHER_AGENT),
        await handled(stage, StandDown, ADMIN),
    ]

    assert [each.refusal.reason if isinstance(each, Refused) else each.state.crisis for each in answers] == [
        Reason.FORBIDDEN,
        Reason.FORBIDDEN,
        None,
    ]


async def test_sign_that_nobody_wrote_down_is_refused(stage: Stage) -> None:
    await ready(stage)

    told = await handled(stage, DeclareCrisis, sign=SignId("made-up"))

    assert isinstance(told, Refused)
    assert (told.refusal.reason, await log(stage)) == (Reason.UNKNOWN, [])


async def test_who_is_on_call_takes_on_what_is_their_own_call_by_now_and_stands_it_down(
    stage: Stage,
) -> None:
    await declared(stage)
    await stage.couriers().once()
    admin = await stage.storage.directory.actor(ADMIN)
    assert admin is not None
    await PeopleService(stage.office).shut_out(admin, AGENT, stage.cause())

    taken = await handled(stage, AcknowledgeCrisis, SUPERVISOR)
    stood_down = await handled(stage, StandDown, SUPERVISOR)

    assert [isinstance(each, Done) for each in (taken, stood_down)] == [True, True]
    assert await log(stage) == [
        "CrisisDeclared",
        "OnCallCalled",
        "SessionPaused",
        "SessionHandedOver",
        "CrisisAcknowledged",
        "CrisisStoodDown",
    ]


async def test_message_about_what_became_their_own_call_has_its_button(stage: Stage) -> None:
    await declared(stage)
    admin = await stage.storage.directory.actor(ADMIN)
    assert admin is not None
    await PeopleService(stage.office).shut_out(admin, AGENT, stage.cause())

    await stage.couriers().once()

    buttons = {text.split("：")[0]: count for text, count in await stage.cards(SUPERVISOR)}
    assert buttons["🚨 威胁动手"] == 2


async def test_who_was_shut_out_since_is_passed_over_and_not_said_to_have_been_silent(
    stage: Stage,
) -> None:
    await ready(stage)
    on_call = (SUPERVISOR, OTHER_ADMIN, ADMIN)
    stage.office = replace(stage.office, severity=replace(RULES, on_call={TeamId("一组"): on_call}))
    people = PeopleService(stage.office)
    await people.admit(OTHER_ADMIN, "虚构", Role.ADMIN, TeamId("总部"), Language.ZH, stage.cause())
    await handled(stage, DeclareCrisis, sign=SignId("threat"))
    await stage.couriers().once()
    admin = await stage.storage.directory.actor(ADMIN)
    assert admin is not None
    for person in (SUPERVISOR, OTHER_ADMIN):
        await people.shut_out(admin, person, stage.cause())

    seen = await pass_and_carry(stage, 60, 0, 60)

    assert [admins for _, admins, _ in seen] == [0, 1, 2]
    assert await log(stage) == [
        "CrisisDeclared",
        "OnCallCalled",
        "OnCallCalled",
        "OnCallSilent",
        "NobodyAnswered",
    ]

"""Signs of more than a complaint: what they freeze, what they never touch, who is called, what is refused."""

from datetime import UTC, timedelta

import pytest

from dialogs.actors import Actor
from dialogs.commands import AcknowledgeCrisis, DeclareCrisis, StandDown, WithdrawCrisis
from dialogs.decide import crises
from dialogs.events import (
    CrisisDeclared,
    CrisisWithdrawn,
    EntitlementNoted,
    MomentFlagged,
    NobodyAnswered,
    OfferAnswered,
    OfferMade,
    OnCallCalled,
    OnCallSilent,
    OptionPicked,
    SessionEvent,
)
from dialogs.people import CONSOLE
from dialogs.program import Outcome
from dialogs.refusals import Reason, Refusal
from dialogs.render.crises import mark_of
from dialogs.severity import Level
from dialogs.summary import summarize
from dialogs.texts import Bilingual, Phrase
from dialogs.transcript import line
from tests.builders.calls import AGENT, CALL, CHIEF, NOON, OTHER_CHIEF, Call, call, composing, offered
from tests.builders.signs import sign

WAIT = timedelta(seconds=60)
THREAT = "威胁动手"


def declare(
    walk: Call, level: Level = Level.CRISIS, on_call: tuple[Actor, ...] = (CHIEF, OTHER_CHIEF)
) -> crises.Events | Refusal:
    named = sign("threat" if level is Level.CRISIS else "named", level, THREAT)
    wish = DeclareCrisis(actor=AGENT, session=CALL, sign=named.id)
    return crises.declare(walk.state, wish, named, on_call, WAIT, walk.now.astimezone(UTC))


def done(events: crises.Events | Refusal) -> tuple[SessionEvent, ...]:
    assert not isinstance(events, Refusal), events
    return events


def in_crisis(walk: Call) -> Call:
    return walk.record(*done(declare(walk)))


def next_one(
    walk: Call, who: Actor | None = OTHER_CHIEF, able: tuple[Actor, ...] = (CHIEF, OTHER_CHIEF)
) -> crises.Events:
    turn = None if who is None else who.person
    return crises.call_next(walk.state.crises[0], turn, able, CONSOLE.person, walk.now.astimezone(UTC))


def names(events: crises.Events | Refusal) -> list[str]:
    return [type(each).__name__ for each in done(events)]


@pytest.mark.parametrize(
    ("level", "on_call", "events"),
    [
        (Level.MENTION, (CHIEF,), [CrisisDeclared, MomentFlagged]),
        (Level.CONTACT, (CHIEF,), [CrisisDeclared]),
        (Level.CRISIS, (CHIEF, OTHER_CHIEF), [CrisisDeclared, OnCallCalled]),
        (Level.CRISIS, (), [CrisisDeclared, NobodyAnswered]),
    ],
)
def test_each_level_records_what_is_done_about_it(
    level: Level, on_call: tuple[Actor, ...], events: list[type[SessionEvent]]
) -> None:
    walk = call()

    assert names(declare(walk, level, on_call)) == [each.__name__ for each in events]


@pytest.mark.parametrize("level", [Level.MENTION, Level.CONTACT])
def test_below_a_crisis_nothing_is_frozen(level: Level) -> None:
    walk = composing()
    walk.record(*done(declare(walk, level)))

    assert isinstance(walk.pick("letter").events[-1], OptionPicked)


def test_in_a_crisis_offers_are_neither_put_together_nor_put_and_a_stand_down_lets_them() -> None:
    walk = in_crisis(composing().pick("letter", "fee-back"))

    picked, put = walk.ask(walk.wish.pick("contact")), walk.ask(walk.wish.choose("put"))

    frozen = Refusal(Reason.HAGGLING_FROZEN, values={"sign": Bilingual(THREAT, THREAT)}, costly=True)
    assert (picked, put) == (frozen, frozen)
    walk.record(*done(crises.stand_down(walk.state, StandDown(actor=CHIEF, session=CALL), walk.now)))
    assert OfferMade in {type(each) for each in walk.choose("put").events}


def test_what_is_owed_goes_on_in_a_crisis() -> None:
    walk = in_crisis(call().choose("goes-on", "fee", "right"))

    assert EntitlementNoted in {type(each) for each in walk.choose("late-fee").events}
    assert walk.state.walk.entitlements


def test_a_tick_may_be_taken_away_in_a_crisis() -> None:
    walk = in_crisis(composing().pick("letter"))

    walk.do(walk.wish.pick("letter", picked=False))

    assert walk.state.walk.picked == ()


def test_an_answer_to_an_earlier_offer_may_still_be_written_down() -> None:
    walk = in_crisis(offered())

    assert isinstance(walk.choose("takes-1").events[-1], OfferAnswered)


def test_same_crisis_is_declared_once_and_a_call_that_is_over_has_none() -> None:
    walk = in_crisis(call())
    again = declare(walk)
    over = declare(call().do(call().wish.end(Outcome.DECLINED)))

    assert [each.reason for each in (again, over) if isinstance(each, Refusal)] == [
        Reason.CRISIS_UNDER_WAY,
        Reason.ENDED,
    ]


def test_next_one_is_called_when_the_first_stays_silent_and_all_are_told_at_last() -> None:
    walk = in_crisis(call())

    second = next_one(walk)
    walk.record(*second)
    last = next_one(walk, None)
    walk.record(*last)

    assert [type(each) for each in (*second, *last)] == [
        OnCallSilent,
        OnCallCalled,
        OnCallSilent,
        NobodyAnswered,
    ]
    assert (next_one(walk), next_one(walk, None)) == ((), ())


def test_who_cannot_answer_any_more_is_neither_called_nor_said_to_have_been_silent() -> None:
    walk = in_crisis(call())

    nobody_can = next_one(walk, able=())
    walk.record(*next_one(walk, able=(OTHER_CHIEF,)))

    assert names(nobody_can) == ["NobodyAnswered"]
    assert [type(each).__name__ for each in walk.events[-2:]] == ["OnCallCalled", "OnCallCalled"]


def test_nobody_else_is_called_once_it_is_acknowledged_or_was_called_already() -> None:
    walk = in_crisis(call())
    walk.record(*next_one(walk))
    assert next_one(walk) == ()

    taken = crises.acknowledge(walk.state, AcknowledgeCrisis(actor=CHIEF, session=CALL), walk.now)
    walk.record(*done(taken))

    assert next_one(walk, None) == ()
    again = crises.acknowledge(walk.state, AcknowledgeCrisis(actor=CHIEF, session=CALL), walk.now)
    other = crises.acknowledge(walk.state, AcknowledgeCrisis(actor=OTHER_CHIEF, session=CALL), walk.now)
    assert (again, other) == (
        (),
        Refusal(Reason.CRISIS_TAKEN, values={"name": CHIEF.name}),
    )


@pytest.mark.parametrize(
    ("waited", "taken", "answer"),
    [
        (5, False, CrisisWithdrawn),
        (500, False, Reason.TOO_LATE_TO_WITHDRAW),
        (5, True, Reason.CRISIS_TAKEN),
    ],
)
def test_mis_tap_is_taken_back_soon_and_before_anybody_took_it_on(
    waited: int, answer: type[SessionEvent] | Reason, *, taken: bool
) -> None:
    walk = in_crisis(call())
    if taken:
        walk.record(
            *done(crises.acknowledge(walk.state, AcknowledgeCrisis(actor=CHIEF, session=CALL), walk.now))
        )
    walk.wait(waited)
    wish = WithdrawCrisis(actor=AGENT, session=CALL, declared=walk.state.crises[0].version)

    told = crises.withdraw(walk.state, wish, timedelta(minutes=2), walk.now)

    assert (told.reason if isinstance(told, Refusal) else type(told[0])) == answer


def test_stand_down_without_a_crisis_is_refused() -> None:
    told = crises.stand_down(call().state, StandDown(actor=CHIEF, session=CALL), call().now)

    assert told == Refusal(Reason.CRISIS_OVER)


def test_every_act_has_its_line_and_the_summary_tells_the_whole() -> None:
    walk = in_crisis(call())
    walk.record(*next_one(walk), *done(declare(walk, Level.MENTION)))
    walk.wait(90)
    walk.record(*done(crises.acknowledge(walk.state, AcknowledgeCrisis(actor=CHIEF, session=CALL), walk.now)))
    walk.record(*done(crises.stand_down(walk.state, StandDown(actor=CHIEF, session=CALL), walk.now)))

    said = [line(walk.program, walk.as_of(at), each).key for at, each in enumerate(walk.events)]
    summary = [each for each in summarize(walk.program, walk.state) if isinstance(each, Phrase)]
    told = [each.key for each in summary]
    times = [each.values["at"] for each in summary if each.key.startswith("summary.crisis_")]

    assert [walk.events[1].at, *times] == [NOON, *[NOON + timedelta(seconds=90)] * 2]
    assert said[1:] == [
        "log.declared_crisis",
        "log.on_call_called",
        "log.on_call_silent",
        "log.on_call_called",
        "log.declared_mention",
        "log.flagged",
        "log.crisis_acknowledged",
        "log.crisis_stood_down",
    ]
    assert [key for key in told if "crisis" in key or "declared" in key] == [
        "summary.declared_crisis",
        "summary.crisis_acknowledged",
        "summary.crisis_stood_down",
        "summary.declared_mention",
    ]


def test_what_was_withdrawn_is_not_in_the_summary() -> None:
    walk = in_crisis(call())
    wish = WithdrawCrisis(actor=AGENT, session=CALL, declared=walk.state.crises[0].version)
    walk.record(*done(crises.withdraw(walk.state, wish, WAIT, walk.now)))

    told = [each.key for each in summarize(walk.program, walk.state) if isinstance(each, Phrase)]

    assert (walk.state.crisis, [key for key in told if "declared" in key]) == (None, [])


def test_list_marks_a_call_in_a_crisis_until_it_is_over_and_then_a_contact() -> None:
    walk = call()
    walk.record(*done(declare(walk, Level.CONTACT)))
    marks = [mark_of(call().state), mark_of(walk.state)]
    walk.record(*done(declare(walk)))
    marks.append(mark_of(walk.state))
    walk.record(*done(crises.acknowledge(walk.state, AcknowledgeCrisis(actor=CHIEF, session=CALL), walk.now)))
    marks.append(mark_of(walk.state))
    walk.record(*done(crises.stand_down(walk.state, StandDown(actor=CHIEF, session=CALL), walk.now)))
    marks.append(mark_of(walk.state))

    assert [each and each.key for each in marks] == [
        None,
        "list.contact",
        "list.crisis_waits",
        "list.crisis_taken",
        "list.contact",
    ]

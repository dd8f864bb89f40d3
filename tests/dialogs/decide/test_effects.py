"""What a choice records beside moving the walk."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dialogs.decide import Decision
from dialogs.decide.effects import due_at
from dialogs.events import (
    AgreementReached,
    ChoiceMade,
    OfferAnswered,
    OfferMade,
    PromiseMade,
    SessionEnded,
)
from dialogs.events.complaint import AgreementAdded, CallClosed, PromiseAdded
from dialogs.ids import ChoiceId, RemedyId, StepId
from dialogs.program import Answer, Due, Outcome, Owner
from dialogs.sealed import Sealed
from tests.builders.calls import AGENT, CALL, NOON, SHANGHAI, agreeing, call, composing, offered

AT, BY = NOON.astimezone(UTC), AGENT.person
SIX_TODAY = datetime(2030, 1, 2, 10, tzinfo=UTC)


def test_picked_options_are_offered_in_their_order_without_a_figure_nobody_named() -> None:
    made = composing().pick("letter", "fee-back")

    decision = made.ask(made.wish.choose("put"))

    assert isinstance(decision, Decision)
    assert decision.events[1:] == (
        OfferMade(
            at=AT, by=BY, place=1, remedy=RemedyId("letter"), kind="kind-letter", words=Sealed("补救：letter")
        ),
        OfferMade(
            at=AT,
            by=BY,
            place=2,
            remedy=RemedyId("fee-back"),
            kind="kind-fee-back",
            words=Sealed("补救：fee-back"),
        ),
    )


def test_answer_to_all_offers_leaves_the_earlier_set_alone() -> None:
    made = offered().choose("takes-none").pick("contact").choose("put")
    latest = made.state.open_offers[0].version

    decision = made.ask(made.wish.choose("takes-none"))

    assert isinstance(decision, Decision)
    assert decision.events[1:] == (OfferAnswered(at=AT, by=BY, offer=latest, answer=Answer.DECLINED),)


def test_offer_that_was_never_made_cannot_be_taken() -> None:
    made = composing().pick("letter").choose("put")

    assert not isinstance(made.ask(made.wish.choose("takes-2")), Decision)
    assert isinstance(made.ask(made.wish.choose("takes-1")), Decision)


def test_earlier_set_no_longer_counts_as_accepted() -> None:
    made = agreeing().choose("asks-time", "talks-on", "nothing-owed").pick("contact").choose("put")

    assert made.state.accepted_offers == ()


def test_restatement_counts_how_often_it_was_wrong() -> None:
    made = call().choose("goes-on", "fee", "wrong", "fee", "wrong", "fee")
    assert (made.state.walk.restated, made.state.walk.restatements_failed) == (False, 2)

    made.choose("right")

    assert (made.state.walk.restated, made.state.walk.restatements_failed) == (True, 2)


def test_agreement_ends_the_call_and_tells_the_complaint() -> None:
    made = agreeing()
    accepted = made.state.accepted_offers[0].version

    assert made.ask(made.wish.choose("agrees")) == Decision(
        (
            ChoiceMade(
                at=AT, by=BY, step=StepId("agree"), choice=ChoiceId("agrees"), target=StepId("settled")
            ),
            AgreementReached(at=AT, by=BY, offers=(accepted,)),
            PromiseMade(at=AT, by=BY, kind="callback", owner=Owner.AGENT, due=SIX_TODAY),
            SessionEnded(at=AT, by=BY, outcome=Outcome.AGREED, by_move=True),
        ),
        (
            AgreementAdded(at=AT, by=BY, session=CALL),
            PromiseAdded(at=AT, by=BY, session=CALL, kind="callback", owner=Owner.AGENT, due=SIX_TODAY),
            CallClosed(at=AT, by=BY, session=CALL, outcome=Outcome.AGREED),
        ),
    )


def test_end_by_command_tells_the_complaint_what_was_promised() -> None:
    made = offered().choose("takes-none", "rather-wait", "by-week").back()

    decision = made.ask(made.wish.end(Outcome.HANDED_ON))

    assert decision == Decision(
        (SessionEnded(at=AT, by=BY, outcome=Outcome.HANDED_ON),),
        (CallClosed(at=AT, by=BY, session=CALL, outcome=Outcome.HANDED_ON),),
    )


def test_end_without_an_agreement_tells_only_its_outcome() -> None:
    made = agreeing()

    decision = made.ask(made.wish.choose("refuses"))

    assert isinstance(decision, Decision)
    assert decision.for_complaint == (CallClosed(at=AT, by=BY, session=CALL, outcome=Outcome.BROKEN_OFF),)


def test_newer_promise_of_the_same_kind_takes_the_place_of_the_older() -> None:
    made = call().choose("calm", "insults", "call-later")
    made.now += timedelta(days=1)

    made.choose("by-today")

    assert [promise.due for promise in made.state.walk.promises] == [SIX_TODAY + timedelta(days=1)]
    assert [each.due for each in made.for_complaint if isinstance(each, PromiseAdded)] == [
        SIX_TODAY + timedelta(days=1)
    ]


def test_promises_of_two_kinds_are_both_kept() -> None:
    made = call().choose("calm", "insults", "call-later", "by-week")

    assert [promise.kind for promise in made.state.walk.promises] == ["callback", "decision"]


@pytest.mark.parametrize(
    ("due", "now", "then"),
    [
        (Due.TODAY, "2030-01-02T12:00", "2030-01-02T18:00"),
        (Due.TODAY, "2030-01-02T17:59", "2030-01-02T18:00"),
        (Due.TODAY, "2030-01-02T18:00", "2030-01-03T18:00"),
        (Due.TODAY, "2030-01-02T23:59", "2030-01-03T18:00"),
        (Due.TODAY, "2030-01-02T00:01", "2030-01-02T18:00"),
        (Due.TOMORROW, "2030-01-02T23:59", "2030-01-03T18:00"),
        (Due.THREE_DAYS, "2030-01-02T12:00", "2030-01-05T18:00"),
        (Due.TWO_DAYS, "2030-01-02T12:00", "2030-01-04T18:00"),
        (Due.TOMORROW_NOON, "2030-01-02T19:00", "2030-01-03T12:00"),
        (Due.WEEK, "2030-02-26T12:00", "2030-03-05T18:00"),
    ],
)
def test_promise_falls_due_at_its_hour_of_the_firms_own_day(due: Due, now: str, then: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)

    assert due_at(due, local) == datetime.fromisoformat(then).replace(tzinfo=SHANGHAI)
    assert due_at(due, local).tzinfo is UTC


def test_same_moment_in_another_zone_falls_due_in_that_zones_day() -> None:
    late_in_shanghai = datetime(2030, 1, 2, 20, tzinfo=SHANGHAI)

    assert due_at(Due.TODAY, late_in_shanghai) == datetime(2030, 1, 3, 10, tzinfo=UTC)
    assert due_at(Due.TODAY, late_in_shanghai.astimezone(UTC)) == datetime(2030, 1, 2, 18, tzinfo=UTC)


def test_promise_across_a_change_of_summer_time_still_falls_due_at_six() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    due = due_at(Due.TOMORROW, datetime(2030, 3, 30, 12, tzinfo=berlin))

    assert due == datetime(2030, 3, 31, 18, tzinfo=timezone(timedelta(hours=2)))

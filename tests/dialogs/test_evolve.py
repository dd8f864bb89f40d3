"""The fold: what each event makes of a call, and what cannot have happened."""

from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import (
    Event,
    HelpTaken,
    PauseReason,
    PersonDisabled,
    SessionHandedOver,
    SessionPaused,
    SessionResumed,
    SummarySection,
    WentBack,
    WordsMovedAway,
)
from dialogs.evolve import evolve, evolve_all, fold
from dialogs.ids import EntitlementId, RemedyId, SessionId, StepId
from dialogs.ports import SessionStatus
from dialogs.program import Answer, Outcome, Owner, Place
from dialogs.sealed import Sealed
from dialogs.state import Demand, LastMove, Noted, Offer, Promise, SessionState
from dialogs.texts import Language
from tests.builders.calls import (
    AGENT,
    CALL,
    CHIEF,
    COLLEAGUE,
    NOON,
    agreeing,
    call,
    composing,
    offered,
    opened,
)
from tests.builders.calls import settled as settled_call

AT = NOON.astimezone(UTC)


def test_state_is_the_fold_of_what_was_written() -> None:
    made = settled_call()

    assert fold(made.events) == made.state


def test_state_at_a_version_is_the_fold_of_the_events_until_then() -> None:
    made = composing()
    then, version = made.state, made.state.version
    made.pick("letter").choose("put")

    assert made.as_of(version) == then


def test_opened_call_stands_at_its_first_step_in_turn_one() -> None:
    event = opened()

    state = evolve(SessionState(), event)

    assert state == replace(
        SessionState(),
        session=event.session,
        complaint=event.complaint,
        alias="Pine-10",
        agent=event.by,
        team=event.team,
        playbook=event.playbook,
        revision=event.revision,
        product="card",
        version=1,
        turn=1,
        walk=replace(SessionState().walk, step=StepId("open")),
        opened_at=event.at,
        stands_since=event.at,
    )


def test_call_remembers_what_its_answers_recorded() -> None:
    walk = settled_call().state.walk

    assert walk.slots == {"matter": "fee"}
    assert walk.restated
    assert walk.demands == (Demand("refund"),)
    assert walk.entitlements == (EntitlementId("late-fee"),)
    assert [(each.remedy, each.round, each.place, each.answer) for each in walk.offers] == [
        (RemedyId("letter"), 1, 1, Answer.ACCEPTED),
        (RemedyId("fee-back"), 1, 2, None),
    ]
    assert walk.promises == (Promise("callback", Owner.AGENT, AT.replace(hour=10)),)
    assert walk.agreed


def test_going_back_restores_the_walk_whole_and_leaves_the_words() -> None:
    made = agreeing()
    before = made.state.walk
    made.note("客户还说了一句").choose("agrees").do(made.wish.edit(SummarySection.AGREED, "写好了"))
    words, edited = made.state.noted, made.state.edited

    made.back()

    assert made.state.walk == before
    assert (made.state.noted, made.state.edited) == (words, edited)
    assert made.state.status is SessionStatus.LIVE


def test_going_back_out_of_a_detour_closes_it_and_into_one_opens_it_again() -> None:
    made = call().choose("goes-on", "calm", "insults")
    inside = made.state.walk

    made.choose("stops").back()
    assert made.state.walk == inside
    assert made.detours == ["listen"]

    made.back().back()
    assert made.detours == []


def test_going_back_unpicks_what_was_picked_after_the_move() -> None:
    made = composing().pick("letter")

    made.back().choose("nothing-owed")

    assert made.state.walk.picked == ()
    assert made.state.walk.entitlements == ()


def test_going_back_all_the_way_leads_to_the_first_step() -> None:
    made = settled_call()
    while made.state.path:
        made.back()

    assert made.state.walk == fold(made.events, 1).walk


def test_correction_that_stays_replaces_what_the_old_answer_recorded() -> None:
    made = composing()

    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=False))

    assert made.step == "compose"
    assert made.state.walk.entitlements == (EntitlementId("interest"),)


def test_correction_of_a_slot_forgets_the_demand_of_the_old_answer() -> None:
    made = call().choose("goes-on", "fee")

    made.do(made.wish.change(made.move_at("listen"), "claim", reroute=False))

    assert made.state.walk.slots == {"matter": "claim"}
    assert made.state.walk.demands == ()
    assert made.step == "restate"


def test_correction_outlives_going_back() -> None:
    made = call().choose("goes-on", "fee", "right")
    made.do(made.wish.change(made.move_at("listen"), "claim", reroute=False))

    made.back()

    assert made.step == "restate"
    assert made.state.walk.slots == {"matter": "claim"}
    assert made.state.walk.demands == ()


def test_what_a_correction_recorded_outlives_going_back() -> None:
    made = offered()
    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=False))

    made.back()

    assert made.state.walk.entitlements == (EntitlementId("interest"),)


def test_correction_of_an_early_answer_leaves_a_later_one_alone() -> None:
    made = call().choose("goes-on", "fee")
    early = made.move_at("listen")
    made.choose("wrong", "claim")

    made.do(made.wish.change(early, "claim", reroute=False))
    assert made.state.walk.slots == {"matter": "claim"}

    made.do(made.wish.change(made.move_at("listen"), "fee", reroute=False))
    assert made.state.walk.slots == {"matter": "fee"}
    assert made.state.walk.demands == (Demand("refund"),)


def test_correction_of_an_answer_to_an_offer_takes_the_old_answer_back() -> None:
    made = agreeing()

    made.do(made.wish.change(made.move_at("answer"), "takes-2", reroute=False))

    assert [each.answer for each in made.state.walk.offers] == [None, Answer.ACCEPTED]


def test_correction_of_the_answer_that_led_to_the_options_leaves_the_ticks() -> None:
    made = composing("policy").pick("letter", "report")
    made.do(made.wish.confirm("report"))

    made.do(made.wish.change(made.move_at("owed"), "interest", reroute=False))

    assert made.state.walk.picked == (RemedyId("letter"), RemedyId("report"))
    assert made.state.awaiting_compliance == ()


def test_correction_of_an_agreement_takes_the_agreement_back() -> None:
    made = settled_call().back().choose("asks-time", "talks-on")
    made.do(made.wish.change(made.move_at("agree"), "agrees", reroute=False))
    agreed = made.state.walk.agreed

    made.do(made.wish.change(made.move_at("agree"), "asks-time", reroute=False))

    assert (agreed, made.state.walk.agreed) == (True, False)
    assert made.state.walk.promises == ()


def test_second_correction_starts_from_the_first() -> None:
    made = composing()
    move = made.move_at("owed")
    made.do(made.wish.change(move, "interest", reroute=False))

    made.do(made.wish.change(move, "late-fee", reroute=False))

    assert made.state.walk.entitlements == (EntitlementId("late-fee"),)
    assert [each.choice for each in made.state.path][-1] == "late-fee"


def test_correction_with_a_way_back_goes_where_the_new_answer_leads() -> None:
    made = offered()
    turn = made.state.turn

    made.do(made.wish.change(made.move_at("restate"), "wrong", reroute=True))

    assert made.step == "listen"
    assert made.state.turn == turn + 1
    assert (made.state.walk.restated, made.state.walk.restatements_failed) == (False, 1)
    assert made.state.walk.demands == (Demand("refund"),)


def test_going_back_after_a_rerouted_correction_stands_where_it_was_with_the_answer_corrected() -> None:
    made = composing()
    made.do(made.wish.change(made.move_at("restate"), "wrong", reroute=True))

    made.back()

    assert made.step == "compose"
    assert not made.state.walk.restated
    assert made.state.walk.entitlements == (EntitlementId("late-fee"),)


def test_correction_inside_a_detour_keeps_its_way_out() -> None:
    made = call().choose("goes-on", "calm", "insults")

    made.do(made.wish.change(made.move_at("calm-pause"), "cooled", reroute=True))
    assert (made.step, made.detours) == ("listen", [])

    made.back().back().choose("insults", "goes-quiet")
    made.do(made.wish.change(made.move_at("calm-limit"), "stops", reroute=True))
    assert (made.step, made.detours) == ("listen", [])


def test_correction_that_leaves_a_detour_for_the_rail_forgets_where_it_came_back_to() -> None:
    made = call().choose("goes-on", "calm", "insults")

    made.do(made.wish.change(made.move_at("calm-pause"), "wants-answer", reroute=True)).choose("calm")

    assert (made.step, made.detours) == ("calm-pause", ["promise"])


def test_correction_into_a_detour_has_a_way_out() -> None:
    made = call().choose("goes-on")

    made.do(made.wish.change(made.move_at("open"), "shouts", reroute=True))
    assert made.step == "calm-limit"

    made.choose("stops")
    assert (made.step, made.detours) == ("listen", [])


def test_pause_never_counts_as_negative_when_the_clock_goes_back() -> None:
    state = evolve_all(
        SessionState(),
        [
            opened(),
            SessionPaused(at=AT, by=AGENT.person, reason=PauseReason.ASKED),
            SessionResumed(at=AT - timedelta(hours=1), by=AGENT.person),
            SessionPaused(at=AT, by=AGENT.person, reason=PauseReason.HUNG_UP),
            SessionResumed(at=AT + timedelta(minutes=2), by=AGENT.person),
        ],
    )

    assert state.paused_for == timedelta(minutes=2)
    assert (state.status, state.pause, state.paused_at) == (SessionStatus.LIVE, None, None)


def test_pause_that_a_call_ends_in_is_counted() -> None:
    made = call()
    made.do(made.wish.pause()).wait(90).do(made.wish.end())

    assert made.state.paused_for == timedelta(seconds=90)
    assert made.state.paused_at is None


def test_words_can_be_put_elsewhere_and_taken_away() -> None:
    made = call().note("第一句").note("第二句", Place.FACT)
    first, second = (note.version for note in made.state.noted)
    made.do(made.wish.move_words(first, Place.DEMAND))
    made.record(WordsMovedAway(at=AT, by=AGENT.person, noted=second, session=SessionId("OTHER")))

    assert made.state.noted == (
        Noted(first, Place.DEMAND, Sealed("第一句"), StepId("open"), AT),
        Noted(second, Place.FACT, Sealed("第二句"), StepId("open"), AT, gone=True),
    )
    assert made.state.latest_words(Place.FACT) is None


def test_what_stands_beside_the_walk_leaves_the_turn_alone() -> None:
    made = call()
    turn = made.state.turn
    made.note("一句").temperature(4)
    made.do(made.wish.flag(), made.wish.help(), made.wish.take_help(), made.wish.speak(Language.EN))

    assert made.state.turn == turn
    assert made.state.temperature == 4
    assert made.state.flagged_turns == {turn}
    assert made.state.helper == CHIEF.person
    assert made.state.call_language is Language.EN


def test_call_that_was_handed_over_belongs_to_another() -> None:
    made = call().record(SessionHandedOver(at=AT, by=CHIEF.person, to=COLLEAGUE.person))

    assert made.state.agent == COLLEAGUE.person


def test_end_by_command_is_taken_back_without_moving_the_walk() -> None:
    made = offered()
    before = made.state
    made.do(made.wish.end(Outcome.PROMISED))
    assert (made.state.status, made.state.outcome) == (SessionStatus.ENDED, Outcome.PROMISED)

    made.back()

    assert made.state == replace(
        before,
        version=before.version + 2,
        turn=before.turn + 1,
        last_move=LastMove(before.turn, ("back",)),
    )


def test_second_set_of_offers_is_a_round_of_its_own() -> None:
    made = offered().choose("takes-none").pick("contact").choose("put")

    assert made.state.open_offers == (
        Offer(
            version=made.state.version,
            round=2,
            place=1,
            remedy=RemedyId("contact"),
            kind="kind-contact",
        ),
    )


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([HelpTaken(at=AT, by=CHIEF.person)], "HelpTaken cannot be event 1 of a session"),
        ([opened(), opened()], "SessionOpened cannot be event 2 of a session"),
        (
            [opened(), PersonDisabled(at=AT, by=CHIEF.person, person=AGENT.person)],
            "PersonDisabled is not an event of a session",
        ),
        (
            [opened(), WentBack(at=AT, by=AGENT.person, undoes=1, target=StepId("open"))],
            "event 2 undoes move 1, which is not the latest",
        ),
    ],
)
def test_log_that_cannot_have_happened_is_an_error(events: list[Event], message: str) -> None:
    with pytest.raises(LogDoesNotFoldError) as raised:
        fold(events)

    assert str(raised.value) == message


def test_only_the_latest_move_can_be_undone() -> None:
    made = call().choose("goes-on", "fee")
    first = made.state.path[0].version

    with pytest.raises(LogDoesNotFoldError):
        made.record(WentBack(at=AT, by=AGENT.person, undoes=first, target=StepId("open")))

    assert made.state.session == CALL

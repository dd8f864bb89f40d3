"""Moves of the walk: what counts, what came late, what was done already."""

import dataclasses
from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace

from dialogs.commands import SessionCommand
from dialogs.decide import Decision, decide
from dialogs.events import (
    AnswerChanged,
    ChoiceMade,
    DemandStated,
    Jumped,
    SessionReopened,
    SlotSet,
    WentBack,
)
from dialogs.events.complaint import CallReopened
from dialogs.ids import ChoiceId, StageId, StepId
from dialogs.program import Place
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Phrase
from tests.builders.calls import AGENT, CALL, NOON, Call, agreeing, call, composing, offered, settled

AT, BY = NOON.astimezone(UTC), AGENT.person
STALE = Refusal(Reason.STALE, costly=True)
DONE_ALREADY = Refusal(Reason.ALREADY_DONE)
UNKNOWN = Refusal(Reason.UNKNOWN)


def test_choice_carries_where_it_leads_and_what_it_sets() -> None:
    made = call().choose("goes-on").note("我要退钱", Place.DEMAND)

    assert made.ask(made.wish.choose("fee")) == Decision(
        (
            ChoiceMade(
                at=AT,
                by=BY,
                step=StepId("listen"),
                choice=ChoiceId("fee"),
                target=StepId("restate"),
                slots=(SlotSet(name="matter", value="fee"),),
            ),
            DemandStated(at=AT, by=BY, kind="refund", words=Sealed("我要退钱")),
        )
    )


def test_detour_remembers_where_it_comes_back_to() -> None:
    made = call().choose("goes-on")

    decision = made.ask(made.wish.choose("calm"))

    assert decision == Decision(
        (
            ChoiceMade(
                at=AT,
                by=BY,
                step=StepId("listen"),
                choice=ChoiceId("calm"),
                target=StepId("calm-pause"),
                returns_to=(StepId("listen"),),
            ),
        )
    )


def test_end_of_a_detour_names_the_step_it_comes_back_to() -> None:
    made = call().choose("goes-on", "calm")

    assert made.ask(made.wish.choose("cooled")) == Decision(
        (
            ChoiceMade(
                at=AT, by=BY, step=StepId("calm-pause"), choice=ChoiceId("cooled"), target=StepId("listen")
            ),
        )
    )


def test_detour_that_is_left_for_the_rail_is_closed() -> None:
    made = call().choose("goes-on", "calm", "wants-answer")
    assert made.detours == []

    made.choose("calm")

    assert made.detours == ["promise"]


def test_jump_names_the_stages_that_it_passes_over() -> None:
    made = call()

    assert made.ask(made.wish.jump("offer")) == Decision(
        (
            Jumped(
                at=AT,
                by=BY,
                step=StepId("open"),
                stage=StageId("offer"),
                target=StepId("owed"),
                skipped=(StageId("listen"), StageId("restate")),
            ),
        )
    )


@pytest.mark.parametrize(("stage", "skipped"), [("open", ()), ("offer", ()), ("close", ())])
def test_jump_back_and_to_the_next_stage_pass_over_nothing(stage: str, skipped: tuple[str, ...]) -> None:
    made = composing()

    decision = made.ask(made.wish.jump(stage))

    assert isinstance(decision, Decision)
    assert [event.skipped for event in decision.events if isinstance(event, Jumped)] == [skipped]


def test_jump_out_of_a_detour_counts_from_where_it_was_entered_and_closes_it() -> None:
    made = call().choose("goes-on", "calm")

    made.do(made.wish.jump("offer"))

    assert isinstance(made.events[-1], Jumped)
    assert made.events[-1].skipped == (StageId("restate"),)
    assert made.detours == []


@pytest.mark.parametrize("stage", ["calm", "no-such-stage"])
def test_no_jump_leads_aside_or_nowhere(stage: str) -> None:
    made = call()

    assert made.ask(made.wish.jump(stage)) == UNKNOWN


def test_going_back_names_the_move_that_it_undoes() -> None:
    made = call().choose("goes-on")

    assert made.ask(made.wish.back()) == Decision((WentBack(at=AT, by=BY, undoes=2, target=StepId("open")),))


def test_there_is_nothing_to_undo_at_the_start() -> None:
    made = call()

    assert made.ask(made.wish.back()) == Refusal(Reason.NOTHING_TO_UNDO)


def test_end_by_command_is_taken_back_and_the_complaint_knows() -> None:
    made = offered()
    made.do(made.wish.end())

    assert made.ask(made.wish.back()) == Decision(
        (SessionReopened(at=AT, by=BY),), (CallReopened(at=AT, by=BY, session=CALL),)
    )


def test_end_by_a_move_is_undone_with_the_move_and_the_complaint_knows() -> None:
    made = settled()
    move = made.state.path[-1].version

    assert made.ask(made.wish.back()) == Decision(
        (WentBack(at=AT, by=BY, undoes=move, target=StepId("agree")),),
        (CallReopened(at=AT, by=BY, session=CALL),),
    )


def old(made: Call) -> list[SessionCommand]:
    wish, turn = made.wish, made.state.turn - 1
    return [
        wish.choose("takes-1", turn),
        wish.back(turn),
        wish.jump("open", turn),
        wish.change(made.move_at("owed"), "interest", reroute=True, turn=turn),
    ]


@pytest.mark.parametrize("place", range(4))
def test_move_from_an_old_card_is_refused_and_costs_a_notice(place: int) -> None:
    made = offered()

    assert made.ask(old(made)[place]) == STALE


def test_same_choice_come_again_was_done_already() -> None:
    made = call()
    tap = made.wish.choose("goes-on")

    assert made.do(tap).ask(tap) == DONE_ALREADY


def test_choice_that_ended_the_call_come_again_was_done_already() -> None:
    made = agreeing()
    tap = made.wish.choose("agrees")

    assert made.do(tap).ask(tap) == DONE_ALREADY


def test_same_way_back_come_again_was_done_already() -> None:
    made = call().choose("goes-on", "fee")
    tap = made.wish.back()

    assert made.do(tap).ask(tap) == DONE_ALREADY


def test_end_taken_back_twice_was_taken_back_already() -> None:
    made = call()
    made.do(made.wish.end())
    tap = made.wish.back()

    assert made.do(tap).ask(tap) == DONE_ALREADY


def test_same_jump_come_again_was_done_already_and_another_came_late() -> None:
    made = composing()
    tap, other, back = made.wish.jump("open"), made.wish.jump("listen"), made.wish.back()

    made.do(tap)

    assert [made.ask(each) for each in (tap, other, back)] == [DONE_ALREADY, STALE, STALE]


def test_same_correction_come_again_was_done_already_and_another_came_late() -> None:
    made = composing()
    tap = made.wish.change(made.move_at("restate"), "wrong", reroute=True)
    other = made.wish.change(made.move_at("listen"), "claim", reroute=True)

    made.do(tap)

    assert [made.ask(each) for each in (tap, other)] == [DONE_ALREADY, STALE]


def test_five_taps_after_ten_minutes_offline_count_once() -> None:
    made = call()
    taps = [made.wish.choose("goes-on"), *[made.wish.choose("shouts")] * 4]

    made.do(taps[0])

    assert [made.ask(tap) for tap in taps[1:]] == [STALE] * 4


def test_closed_choice_says_why() -> None:
    made = composing()

    assert made.ask(made.wish.choose("put")) == Refusal(
        Reason.CLOSED, why=Bilingual("先选一项", "先选一项"), costly=True
    )


def test_closed_choice_without_a_reason_is_closed_too() -> None:
    made = composing()

    assert made.ask(made.wish.choose("insist")) == Refusal(Reason.CLOSED, costly=True)


def test_refusal_of_a_choice_hidden_meanwhile_speaks_of_an_old_card() -> None:
    made = composing()

    hidden, shown = made.ask(made.wish.choose("insist")), made.ask(made.wish.choose("put"))

    assert isinstance(hidden, Refusal)
    assert isinstance(shown, Refusal)
    assert hidden.phrase == Phrase("refused.stale")
    assert shown.phrase == Phrase("refused.closed", {"why": Bilingual("先选一项", "先选一项")})


@pytest.mark.parametrize("choice", ["fee", "no-such-choice", "return", "cooled"])
def test_choice_of_another_step_is_unknown(choice: str) -> None:
    made = call()

    assert made.ask(made.wish.choose(choice)) == UNKNOWN


def test_detour_inside_a_detour_comes_back_to_it_and_then_to_the_rail() -> None:
    made = call().choose("goes-on", "calm", "insults", "breathes")
    assert made.detours == ["listen", "calm-limit"]

    made.choose("cooled")
    assert (made.step, made.detours) == ("calm-limit", ["listen"])

    made.choose("stops")
    assert (made.step, made.detours) == ("listen", [])


def test_no_second_detour_opens_inside_a_detour() -> None:
    made = call().choose("calm")

    assert made.ask(made.wish.choose("calm")) == UNKNOWN


def test_correction_that_stays_names_the_old_answer_and_the_new() -> None:
    made = call().choose("goes-on", "fee")
    move = made.move_at("listen")

    assert made.ask(made.wish.change(move, "claim", reroute=False)) == Decision(
        (
            AnswerChanged(
                at=AT,
                by=BY,
                move=move,
                step=StepId("listen"),
                old=ChoiceId("fee"),
                new=ChoiceId("claim"),
                slots=(SlotSet(name="matter", value="claim"),),
            ),
        )
    )


def test_tap_on_the_card_from_before_a_correction_came_late() -> None:
    made = call().choose("goes-on", "fee")
    old_card = made.state.turn
    correction = made.wish.change(made.move_at("listen"), "claim", reroute=False)

    made.do(correction)

    assert made.ask(made.wish.choose("right", old_card)) == STALE
    assert made.ask(correction) == DONE_ALREADY


def test_correction_that_leads_to_an_end_closes_the_call() -> None:
    made = agreeing().choose("asks-time")

    made.do(made.wish.change(made.move_at("agree"), "refuses", reroute=True))

    assert made.step == "broken"
    assert [type(event).__name__ for event in made.for_complaint] == ["CallClosed"]


@pytest.mark.parametrize(("move", "choice"), [(1, "fee"), (99, "fee"), (2, "fee"), (2, "calm")])
def test_correction_of_what_was_never_asked_is_unknown(move: int, choice: str) -> None:
    made = call().choose("goes-on")

    assert made.ask(made.wish.change(move, choice, reroute=False)) == UNKNOWN


def test_correction_to_the_same_answer_changes_nothing() -> None:
    made = call().choose("goes-on", "fee")

    assert made.ask(made.wish.change(made.move_at("listen"), "fee", reroute=True)) == Decision()


@pytest.mark.parametrize("reroute", [False, True])
def test_correction_opens_no_choice_that_was_closed(reroute: bool) -> None:
    made = composing("policy").pick("report").choose("rather-wait")

    refused = made.ask(made.wish.change(made.move_at("compose"), "insist", reroute=reroute))
    unsigned = made.ask(made.wish.change(made.move_at("compose"), "put", reroute=reroute))

    assert refused == Refusal(Reason.CLOSED, costly=True)
    assert unsigned == Refusal(Reason.CLOSED, why=Bilingual("先选一项", "先选一项"), costly=True)


def test_jump_out_of_a_detour_that_was_left_for_no_step_of_the_rail_passes_over_nothing() -> None:
    made = call().choose("goes-on", "calm")
    aside = made.state.walk.step
    state = replace(made.state, walk=replace(made.state.walk, returns_to=(aside,)))

    decision = decide(made.program, state, made.wish.jump("offer"), NOON)

    assert isinstance(decision, Decision)
    assert [event.skipped for event in decision.events if isinstance(event, Jumped)] == [()]


@pytest.mark.parametrize("seconds", [-0.2, 0.0, 0.69])
def test_second_half_of_a_double_tap_is_no_answer_to_the_next_card(seconds: float) -> None:
    made = call().choose("goes-on")
    turned = made.state.stands_since

    slipped = dataclasses.replace(made.wish.choose("fee"), arrived=turned + timedelta(seconds=seconds))
    on_the_card_before = dataclasses.replace(slipped, turn=made.state.turn - 1)

    assert made.ask(slipped) == DONE_ALREADY
    assert made.ask(on_the_card_before) == STALE


@pytest.mark.parametrize("seconds", [-3600.0, 0.7, 2.0])
def test_tap_on_a_card_that_somebody_read_counts(seconds: float) -> None:
    made = call().choose("goes-on")

    arrived = made.state.stands_since + timedelta(seconds=seconds)
    decision = made.ask(dataclasses.replace(made.wish.choose("fee"), arrived=arrived))

    assert isinstance(decision, Decision)
    assert isinstance(decision.events[0], ChoiceMade)

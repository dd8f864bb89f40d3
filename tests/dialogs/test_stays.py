"""How a call went from step to step: how long, how hot, and what each step was left for."""

from datetime import timedelta
from typing import TypedDict

import pytest

from dialogs.errors import LogDoesNotFoldError
from dialogs.events import CarriedOver, Event, SessionEvent, SessionHandedOver, TemperatureTaken
from dialogs.ids import ChoiceId, PersonId, PlaybookSlug, Revision, StepId
from dialogs.program import ANSWER, Outcome
from dialogs.stays import WALKED, Left, Stay, stays
from tests.builders.calls import AGENT, COLLEAGUE, Call, call, opened, settled
from tests.builders.program import SMALL
from tests.builders.questions import at_amount


class Begun(TypedDict):
    """What every stay of a call has in common."""

    playbook: PlaybookSlug
    revision: Revision
    agent: PersonId


BESIDE = {
    "WordsNoted",
    "WordsMoved",
    "WordsMovedAway",
    "MomentFlagged",
    "HelpAsked",
    "HelpTaken",
    "HelpEnded",
    "Whispered",
    "CallLanguageChanged",
    "RestatementChecked",
    "DemandStated",
    "EntitlementNoted",
    "OptionPicked",
    "ComplianceConfirmed",
    "OfferMade",
    "OfferAnswered",
    "PromiseMade",
    "AgreementReached",
    "SummaryEdited",
    "StorageOnlyBegun",
    "WordsErased",
    "HoldPlaced",
    "HoldLifted",
    "ItemTicked",
    "CrisisDeclared",
    "OnCallCalled",
    "OnCallSilent",
    "NobodyAnswered",
    "CrisisAcknowledged",
    "CrisisStoodDown",
    "CrisisWithdrawn",
    "CallMissed",
    "CallReached",
}
"""Events of a call that move nobody: a new event is either one of these or of the walk."""


BEGUN: Begun = {"playbook": SMALL.playbook, "revision": SMALL.revision, "agent": AGENT.person}


def walked(made: Call) -> tuple[Stay, ...]:
    return stays(enumerate(made.events, start=1))


def way(made: Call) -> list[tuple[str, Left | None]]:
    return [(str(stay.step), stay.left) for stay in walked(made)]


def seconds(made: Call) -> list[int]:
    return [round(stay.lasted.total_seconds()) for stay in walked(made)]


def heat(made: Call) -> list[tuple[int | None, int | None]]:
    return [(stay.before, stay.after) for stay in walked(made)]


def test_answer_in_writing_leaves_its_step_and_a_correction_says_how_it_was_left() -> None:
    made = at_amount().choose("unsure")
    move = made.move_at("amount")
    assert [stay.choice for stay in walked(made)] == ["yearly", "unsure", None]

    made.do(made.wish.correct(move, "1200")).note("昨天")

    assert [stay.choice for stay in walked(made)] == ["yearly", ANSWER, ANSWER, None]
    assert way(made)[1:] == [("amount", Left.CHOSEN), ("day", Left.CHOSEN), ("told", None)]


def test_every_event_of_a_call_is_one_of_the_walk_or_beside_it() -> None:
    names = {kind.__name__ for kind in WALKED}

    assert names | BESIDE == {kind.__name__ for kind in SessionEvent.__args__}
    assert names & BESIDE == set()


def test_stay_tells_what_was_tapped_how_long_it_took_and_how_hot_it_was() -> None:
    made = call().temperature(4).wait(20).choose("goes-on")

    first, second = walked(made)

    assert first == Stay(
        step=StepId("open"),
        **BEGUN,
        before=None,
        after=4,
        lasted=timedelta(seconds=20),
        left=Left.CHOSEN,
        move=3,
        choice=ChoiceId("goes-on"),
    )
    assert second == Stay(step=StepId("listen"), **BEGUN, before=4, after=4)


def test_pause_is_taken_out_and_a_clock_that_goes_back_takes_nothing_away() -> None:
    made = call().wait(10)
    made.do(made.wish.pause()).wait(600).do(made.wish.resume()).wait(5).choose("goes-on")
    made.wait(-3600).choose("fee").wait(7).choose("right")

    assert seconds(made) == [15, 0, 7, 0]


def test_step_that_was_gone_back_from_and_the_one_that_was_left_for_nothing_are_told_apart() -> None:
    made = call().choose("goes-on").back().choose("shouts")

    assert way(made) == [
        ("open", Left.UNDONE),
        ("listen", Left.BACK),
        ("open", Left.CHOSEN),
        ("calm-limit", None),
    ]
    assert [stay.choice for stay in walked(made)] == [None, None, "shouts", None]


def test_jump_names_the_stages_that_it_passed_over_unless_it_is_taken_back() -> None:
    made = call()
    made.do(made.wish.jump("offer"))

    assert (way(made)[0], walked(made)[0].skipped) == (("open", Left.JUMPED), ("listen", "restate"))

    made.back()

    assert (way(made)[0], walked(made)[0].skipped) == (("open", Left.UNDONE), ())


def test_corrected_answer_counts_as_it_was_corrected() -> None:
    made = call().choose("goes-on", "fee")
    made.do(made.wish.change(made.move_at("listen"), "claim", reroute=False))

    assert [stay.choice for stay in walked(made)] == ["goes-on", "claim", None]
    assert way(made)[-1] == ("restate", None)


def test_correction_that_leads_elsewhere_leaves_the_step() -> None:
    made = call().choose("goes-on", "fee", "right")
    made.do(made.wish.change(made.move_at("restate"), "wrong", reroute=True))

    assert way(made)[-2:] == [("owed", Left.REROUTED), ("listen", None)]
    assert walked(made)[2].choice == "wrong"


def test_call_that_ends_by_a_choice_ends_from_the_step_of_that_choice() -> None:
    made = settled()

    *_, asked, end = walked(made)

    assert (asked.step, asked.left, asked.choice) == ("agree", Left.CHOSEN, "agrees")
    assert asked.outcome == made.state.outcome == Outcome.AGREED
    assert (end.outcome, end.left) == (None, None)


def test_call_that_is_ended_by_a_command_ends_where_it_stands_and_reopens_there() -> None:
    made = call().choose("goes-on").wait(5)
    made.do(made.wish.end(Outcome.BROKEN_OFF)).wait(900)

    assert way(made)[-1] == ("listen", Left.ENDED)
    assert (walked(made)[-1].outcome, seconds(made)[-1]) == (Outcome.BROKEN_OFF, 5)

    made.back().wait(2).choose("fee")

    assert way(made)[1:] == [("listen", Left.CHOSEN), ("restate", None)]
    assert (walked(made)[1].outcome, seconds(made)[1]) == (None, 7)


def test_end_that_a_choice_led_to_is_taken_back_with_it() -> None:
    made = settled().back()

    assert [left for _, left in way(made)][-3:] == [Left.UNDONE, Left.BACK, None]
    assert (way(made)[-1][0], way(made)[-3][0]) == ("agree", "agree")
    assert [stay.outcome for stay in walked(made)] == [None] * len(walked(made))


def test_temperature_that_a_choice_tells_belongs_to_the_step_that_was_left() -> None:
    made = call().temperature(2).choose("goes-on")
    told = TemperatureTaken(at=made.now, by=AGENT.person, level=5, step=StepId("open"))
    made.record(told)

    assert heat(made) == [(None, 5), (5, 5)]


def test_call_whose_revision_was_recalled_goes_on_in_the_successor() -> None:
    made = call().choose("goes-on")
    successor = CarriedOver(
        at=made.now,
        by=AGENT.person,
        step=StepId("listen"),
        playbook=PlaybookSlug("successor"),
        revision=Revision("9" * 64),
        target=StepId("listen"),
        reason="law changed",
    )
    found = walked(made.record(successor))

    assert [(stay.playbook, stay.left) for stay in found] == [
        (SMALL.playbook, Left.CHOSEN),
        (SMALL.playbook, Left.CARRIED_OVER),
        (PlaybookSlug("successor"), None),
    ]
    assert [stay.revision for stay in found[1:]] == [SMALL.revision, Revision("9" * 64)]


def test_stay_belongs_to_whoever_had_the_call_when_it_began() -> None:
    made = call().choose("goes-on")
    made.record(SessionHandedOver(at=made.now, by=AGENT.person, to=COLLEAGUE.person)).choose("fee")

    assert [stay.agent for stay in walked(made)] == [AGENT.person, AGENT.person, COLLEAGUE.person]


def test_events_beside_the_walk_may_be_left_out() -> None:
    made = settled()
    numbered: list[tuple[int, Event]] = list(enumerate(made.events, start=1))

    assert stays(each for each in numbered if isinstance(each[1], WALKED)) == stays(numbered)


def test_nothing_has_no_stays() -> None:
    assert stays([]) == ()


@pytest.mark.parametrize("events", [call().choose("goes-on").events[1:], [opened(), opened()]])
def test_events_that_are_not_those_of_one_call_are_refused(events: list[Event]) -> None:
    with pytest.raises(LogDoesNotFoldError):
        stays(enumerate(events, start=1))


def test_open_call_stands_at_its_first_step() -> None:
    assert stays([(1, opened())]) == (Stay(step=StepId("open"), **BEGUN, before=None, after=None),)

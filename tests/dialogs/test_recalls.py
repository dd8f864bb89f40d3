"""A call on a recalled playbook goes on in the successor, and what it recorded keeps its words."""

from dataclasses import replace

import pytest

from dialogs.cards import BlockKind, Viewer
from dialogs.decide import Decision
from dialogs.events import CarriedOver
from dialogs.heirlooms import with_heirlooms
from dialogs.ids import PlaybookSlug, RemedyId, Revision, StageId, StepId
from dialogs.ports import Recall
from dialogs.program import Program, Stage
from dialogs.recalls import carry_over
from dialogs.refusals import Reason, Refusal
from dialogs.render import render
from dialogs.summary import summarize
from dialogs.texts import Phrase
from dialogs.timeline import trace
from tests.builders.calls import AGENT, Call, call, composing, offered
from tests.builders.program import SMALL, both, choice, small_program, step

WHY = Recall("一句话写错了")
NEW = Revision("9" * 64)


def successor(**changes: object) -> Program:
    return small_program(revision=NEW, **changes)


def without(*steps: str, **changes: object) -> Program:
    kept = {name: each for name, each in SMALL.steps.items() if name not in steps}
    return successor(steps=kept, **changes)


def led_over(made: Call, to: Program | None) -> Decision | Refusal:
    return carry_over(made.program, to, made.state, WHY, AGENT, made.now)


def carried(made: Call, to: Program) -> CarriedOver:
    decision = led_over(made, to)
    assert isinstance(decision, Decision)
    (event,) = decision.events
    assert isinstance(event, CarriedOver)
    return event


def test_call_goes_on_at_the_same_step_and_the_log_says_why() -> None:
    made = call().choose("goes-on")

    event = carried(made, successor(playbook=PlaybookSlug("small-2")))

    assert (event.step, event.target, event.returns_to) == ("listen", "listen", ())
    assert (event.playbook, event.revision, event.reason) == ("small-2", NEW, WHY.reason)
    assert event.by == AGENT.person


def test_step_that_the_successor_does_not_have_gives_way_to_the_start_of_its_stage() -> None:
    made = offered()

    assert carried(made, without("answer")).target == "owed"


def test_stage_that_the_successor_does_not_have_gives_way_to_its_start() -> None:
    made = offered()
    stages = {name: stage for name, stage in SMALL.stages.items() if name != "offer"}

    assert carried(made, without("answer", stages=stages)).target == "open"


def test_step_that_ends_a_call_in_the_successor_is_not_led_to() -> None:
    made = call().choose("goes-on")
    ended = {**SMALL.steps, StepId("listen"): replace(SMALL.steps[StepId("settled")], id=StepId("listen"))}

    stage = Stage(StageId("listen"), both("听"), StepId("restate"))
    assert carried(made, successor(steps=ended, stages={**SMALL.stages, stage.id: stage})).target == "restate"


def test_open_detour_stays_open_when_all_of_it_is_there() -> None:
    made = call().choose("goes-on", "calm")

    event = carried(made, successor())

    assert (event.target, event.returns_to) == ("calm-pause", ("listen",))


@pytest.mark.parametrize("gone", ["calm-pause", "listen"])
def test_open_detour_of_which_a_step_is_gone_is_left_for_the_rail(gone: str) -> None:
    made = call().choose("goes-on", "calm")
    stage = Stage(StageId("listen"), both("听"), StepId("restate" if gone == "listen" else "listen"))

    event = carried(made, without(gone, stages={**SMALL.stages, stage.id: stage}))

    assert (event.target, event.returns_to) == (stage.start, ())


@pytest.mark.parametrize("to", [None, SMALL])
def test_without_a_successor_the_tap_is_refused_with_the_reason(to: Program | None) -> None:
    refused = led_over(call(), to)

    assert refused == Refusal(Reason.RECALLED, values={"why": WHY.reason}, costly=True)


def over(made: Call, to: Program) -> Call:
    """Lead a call over, as the service does."""
    made.record(carried(made, to))
    made.program = with_heirlooms(to, made.program)
    return made


def test_way_back_is_closed_and_what_was_recorded_stays() -> None:
    made = over(composing().pick("letter"), successor())

    assert made.step == "compose"
    assert made.state.walk.slots == {"matter": "fee"}
    assert made.state.walk.entitlements == ("late-fee",)
    assert made.state.walk.picked == ()
    assert made.ask(made.wish.back()) == Refusal(Reason.NOTHING_TO_UNDO)


def test_ticks_that_were_offered_stay_offers() -> None:
    made = over(offered(), successor()).choose("takes-1", "agrees")

    assert [str(each.remedy) for each in made.state.accepted_offers] == ["letter"]
    assert made.state.walk.agreed


def test_tap_on_the_card_from_before_does_not_count() -> None:
    made = call().choose("goes-on")
    late = made.wish.choose("fee")

    over(made, successor())

    assert made.ask(late) == Refusal(Reason.STALE, costly=True)


def test_card_says_why_until_the_next_move() -> None:
    made = over(call().choose("goes-on"), successor())
    notice = Phrase("card.carried_over", {"why": WHY.reason})

    def notices() -> list[object]:
        card = render(made.program, made.state, Viewer(), made.now)
        return [each.text for each in card.blocks if each.kind is BlockKind.NOTICE]

    assert notices() == [notice]
    made.choose("fee")
    assert notices() == []


def test_what_only_the_recalled_program_knew_is_named_and_not_offered_again() -> None:
    kept = {name: each for name, each in SMALL.remedies.items() if name != "letter"}
    made = over(
        offered(), successor(remedies=kept, entitlements={}, lists={"products": SMALL.lists["products"]})
    )

    assert summarize(made.program, made.state)
    made.choose("takes-none")
    assert made.ask(made.wish.pick("letter")) == Refusal(Reason.UNKNOWN)
    assert made.program.remedies[RemedyId("letter")].withdrawn


def test_timeline_tells_each_line_in_the_words_that_the_card_had_then() -> None:
    told = step("listen", "listen", choice("fee", "restate"), say="新的话")
    made = over(call().choose("goes-on"), successor(steps={**SMALL.steps, told.id: told})).choose("fee")

    shown = [entry.shown for entry in trace(made.program, made.events, {SMALL.revision: SMALL}).entries]

    assert shown == [None, both("说：open"), both("说：listen"), both("新的话")]

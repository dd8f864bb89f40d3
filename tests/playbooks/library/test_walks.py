"""The ways through the five-step playbook, on the real rules."""

from collections.abc import Sequence

import pytest

from dialogs.guards import Moment, holds
from dialogs.ids import StepId
from dialogs.placeholders import label_of_slot
from dialogs.program import Answer, Outcome, Owner, Place, StepKind
from dialogs.refusals import Reason
from dialogs.summary import summarize
from dialogs.texts import Phrase
from tests.playbooks.library.calling import Call, five_steps, own_steps

TO_RESTATEMENT = ("heard", "matched", "fee", "uneasy", "refund")
TO_LADDER = (*TO_RESTATEMENT, "says-right", "eased")
TO_COMPOSE = (*TO_LADDER, "nothing-else", "none-owed")
MOST_TAPS = 15


def at_options(product: str = "card") -> Call:
    call = Call(product).tap(*TO_COMPOSE)
    return call.pick("named-contact", "breakdown").tap("puts-options")


def stages_of(call: Call) -> Sequence[str]:
    steps = [move.before.step for move in call.state.path] + [call.state.walk.step]
    return list(dict.fromkeys(str(call.program.steps[step].stage) for step in steps))


@pytest.mark.parametrize("product", list(five_steps().lists["products"]))
def test_calm_customer_who_takes_the_first_option_costs_fifteen_taps_and_no_word(product: str) -> None:
    call = at_options(product).tap("accept-1", "confirmed", "pricing")

    assert call.state.outcome is Outcome.AGREED
    assert call.taps <= MOST_TAPS
    assert call.state.noted == ()
    assert stages_of(call) == ["open", "listen", "restate", "empathize", "bottom-line", "offer", "close"]


def test_straight_call_leaves_everything_that_a_supervisor_looks_for() -> None:
    walk = at_options().tap("accept-1", "confirmed", "pricing").state.walk

    assert walk.restated
    assert walk.agreed
    assert [demand.kind for demand in walk.demands] == ["refund"]
    assert [(promise.kind, promise.owner) for promise in walk.promises] == [("callback", Owner.AGENT)]
    assert walk.slots == {
        "identity": "checked",
        "touchpoint": "fee",
        "mood": "uneasy",
        "felt": "uneasy",
        "wish": "refund",
        "interest": "done",
        "cause": "pricing",
    }


def test_first_miss_is_corrected_and_the_second_changes_the_method() -> None:
    call = Call().tap(*TO_RESTATEMENT, "says-wrong")
    assert call.step == "fix"
    call.tap("wrong-wish", "explain", "wrong-again")

    assert call.step == "own-words"
    assert call.state.walk.restatements_failed == 2
    assert not call.state.walk.restated


def test_restatement_in_the_customers_own_words_goes_on() -> None:
    call = Call().tap(*TO_RESTATEMENT, "says-wrong", "typed", "wrong-again", "read-back-right")

    assert call.step == "empathize"
    assert call.state.walk.restated


def test_ladder_asks_what_else_and_then_what_would_settle_it() -> None:
    call = Call().tap(*TO_LADDER)
    steps = [call.step, call.tap("reason").step, call.tap("respect").step]

    assert steps == ["what-else", "settle", "owed"]
    assert call.state.walk.slots["interest"] == "respect"


def test_hot_customer_is_not_led_past_empathy() -> None:
    call = Call().tap(*TO_RESTATEMENT, "says-right").heat(4)
    refused = call.try_to("eased")

    assert refused is not None
    assert refused.reason is Reason.CLOSED
    assert refused.why is not None
    assert refused.waits_for_temperature
    assert call.heat(3).tap("eased").step == "what-else"


def test_no_choice_leads_to_numbers_while_the_customer_is_hot() -> None:
    hot = Call().heat(4).state
    into_numbers = [
        choice for step in own_steps() for choice in step.choices if choice.target in {"compose", "options"}
    ]
    assert {choice.id for choice in into_numbers} == {
        "none-owed",
        "talk-on",
        "options-meanwhile",
        "puts-options",
        "new-idea",
        "wants-more",
        "talk-more",
    }
    assert [
        choice.id for choice in into_numbers if choice.when is None or holds(choice.when, hot, Moment())
    ] == []
    assert [choice.id for choice in into_numbers if choice.why_closed is None] == []


def test_offers_wait_for_a_second_option() -> None:
    call = Call().tap(*TO_COMPOSE).pick("apology")
    refused = call.try_to("puts-options")

    assert refused is not None
    assert refused.reason is Reason.CLOSED
    assert not refused.waits_for_temperature
    assert call.pick("priority").tap("puts-options").step == "options"


def test_what_is_owed_is_settled_without_any_offer_and_while_the_customer_is_hot() -> None:
    call = Call("property").tap(*TO_LADDER, "nothing-else", "claim-certain").heat(5)
    call.tap("one-more", "reasoned-answer", "just-owed", "owed-agreed", "me-tomorrow", "works")
    call.tap("unknown", "was-agreed")

    assert call.state.outcome is Outcome.AGREED
    assert call.state.walk.offers == ()
    assert call.state.walk.entitlements == ("claim-certain", "reasoned-answer")


def test_what_is_owed_stays_open_after_every_offer_is_declined() -> None:
    call = Call().tap(*TO_LADDER, "nothing-else", "fee-refund", "talk-on")
    call.pick("apology", "breakdown").tap("puts-options", "none-yet", "takes-owed")

    assert call.step == "owed-only"
    assert [offer.answer for offer in call.state.walk.offers] == [Answer.DECLINED, Answer.DECLINED]
    assert call.state.walk.entitlements == ("fee-refund",)


def test_what_is_not_established_is_not_offered_as_owed() -> None:
    refused = at_options().tap("none-yet").try_to("takes-owed")

    assert refused is not None
    assert refused.reason is Reason.CLOSED


def test_refusing_all_is_probed_once_and_then_mediation_is_suggested() -> None:
    call = at_options().tap("none-yet", "none-fits")
    assert call.step == "probe"
    call.tap("new-idea").pick("apology", "report-back").tap("puts-options", "none-yet", "none-again")

    assert call.step == "mediate"
    assert [offer.answer for offer in call.state.walk.offers] == [Answer.DECLINED] * 4


def test_customer_who_declines_to_the_end_still_hears_the_time_limits() -> None:
    call = at_options().tap("none-yet", "none-fits", "will-not")
    assert call.step == "written"
    call.tap("process", "was-declined")

    assert call.state.outcome is Outcome.DECLINED


def test_customer_who_thinks_it_over_gets_an_owner_and_a_time() -> None:
    call = at_options().tap(
        "none-yet", "thinks", "someone-else", "dept-week", "works", "delay", "was-promised"
    )

    assert call.state.outcome is Outcome.PROMISED
    assert [(promise.kind, promise.owner) for promise in call.state.walk.promises] == [
        ("findings", Owner.DEPARTMENT)
    ]
    assert {offer.answer for offer in call.state.walk.offers} == {Answer.UNDECIDED}


def test_call_is_not_written_up_as_agreed_without_an_agreement() -> None:
    call = at_options().tap("none-yet", "thinks", "me-today", "works", "unknown")
    refused = call.try_to("was-agreed")

    assert refused is not None
    assert call.step == "outcome"


def test_handler_with_a_stake_hands_over_at_once() -> None:
    assert Call().tap("stake", "taken-over").state.outcome is Outcome.HANDED_ON


def test_abuse_is_warned_of_before_the_call_ends() -> None:
    call = Call().tap("heard", "matched", "calm-down", "insults")
    assert call.try_to("ends-call") is not None
    call.tap("first-warning", "insults", "ends-call")

    assert call.state.outcome is Outcome.BROKEN_OFF


def test_helper_who_is_not_verified_comes_to_no_agreement_and_is_named_in_the_summary() -> None:
    call = Call().tap("heard", "for-another", "listens-only", "fee", "angry", "refund")
    assert call.try_to("says-right") is not None
    call.tap("right-so-far", "brings-it", "works", "unknown")
    assert call.try_to("was-agreed") is not None
    call.tap("was-promised")

    speaker = call.program.slots["authority"]
    told = Phrase("summary.answer", {"asked": label_of_slot(speaker), "answer": speaker.values["open"]})
    assert call.state.outcome is Outcome.PROMISED
    assert told in summarize(call.program, call.state)


@pytest.mark.parametrize(
    "step",
    [each.id for each in own_steps() if each.kind is not StepKind.END and each.stage != "calm"],
)
def test_calming_is_open_in_every_step_of_the_rail(step: StepId) -> None:
    program = five_steps()
    detours = [choice for choice in program.choices_at(step) if choice.id in {"calm-down", "calm-early"}]

    assert [(choice.target, choice.detour) for choice in detours] == [("calm-pause", True)]


def test_calming_comes_back_to_where_it_began() -> None:
    call = Call().tap(*TO_LADDER).heat(4).tap("calm-down", "said-all", "needs-break", "ready-again")

    assert call.step == "what-else"
    assert call.state.walk.returns_to == ()


def test_mentioning_the_regulator_freezes_nothing() -> None:
    call = at_options().tap("mentions-outside", "goes-on-here", "accept-2")

    assert call.step == "agree"


def test_typed_words_are_kept_apart_by_the_step_that_asks() -> None:
    call = Call().tap("heard", "matched").hear("金额是虚构的").tap("fee")
    call.hear("觉得没人管").tap("hurt").hear("把钱退回来")

    assert [noted.place for noted in call.state.noted] == [Place.FACT, Place.FEELING, Place.DEMAND]


def test_insurance_benefit_outside_the_contract_waits_for_compliance() -> None:
    program = five_steps()
    needing = [remedy for remedy in program.remedies.values() if remedy.compliance_for]

    assert needing
    assert all(set(remedy.compliance_for) == {"life", "property"} for remedy in needing)


def test_every_outcome_has_its_own_end() -> None:
    ends = [step.outcome for step in own_steps() if step.kind is StepKind.END]

    assert sorted(ends, key=str) == sorted(set(Outcome) - {Outcome.MISTAKEN}, key=str)

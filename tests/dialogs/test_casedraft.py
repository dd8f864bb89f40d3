"""What the program says of a closed call as a case: how it went, and not a word that anybody said."""

from dataclasses import replace
from itertools import pairwise

import pytest

from dialogs.briefs import CallFile
from dialogs.casedraft import CaseOutline, Offered, outline_case
from dialogs.errors import LogDoesNotFoldError
from dialogs.program import Answer, Outcome
from dialogs.texts import Bilingual
from tests.builders.briefs import agreed, begun
from tests.builders.calls import SHANGHAI, Call
from tests.builders.program import SMALL


def outline(call: Call) -> CaseOutline:
    return outline_case(
        CallFile(number=1, program=call.program, events=tuple(call.events), agent="编造的人"), SHANGHAI
    )


def test_closed_call_tells_kind_month_product_and_end() -> None:
    found = outline(agreed())

    assert (found.scenario, found.closed_on, found.outcome) == (SMALL.playbook, "2030-01", Outcome.AGREED)
    assert found.product == SMALL.lists["products"]["card"]
    assert found.law == ("invented-card",)


def test_path_is_told_by_stages_with_the_labels_that_were_tapped() -> None:
    found = outline(agreed())

    taps = [(each.stage, tap) for each in found.walked for tap in each.taps]
    call = agreed()
    labels = [
        choice.label
        for move in call.state.path
        for choice in call.program.steps[move.before.step].choices
        if choice.id == move.choice
    ]
    assert [tap for _, tap in taps] == labels
    assert len(labels) > 4
    stages = [each.stage for each in found.walked]
    assert all(one != other for one, other in pairwise(stages))


def test_offers_are_told_with_their_answers_and_what_was_agreed_by_name() -> None:
    found = outline(agreed())

    names = [SMALL.remedies[offer.remedy].name for offer in agreed().state.walk.offers]
    assert [each.name for each in found.offered] == names
    assert found.offered == (Offered(names[0], Answer.ACCEPTED), Offered(names[1], None, passed_over=True))
    assert set(found.agreed) <= set(names)
    assert found.agreed


def test_nothing_that_was_undone_is_told() -> None:
    straight, back = outline(agreed()), outline(agreed_after_going_back())

    assert back.walked == straight.walked


def agreed_after_going_back() -> Call:
    call = Call(program=begun().program).choose("goes-on").back()
    again = call.choose("goes-on", "fee", "right", "late-fee")
    return again.pick("letter", "fee-back").choose("put", "takes-1", "agrees")


def test_no_word_amount_or_name_of_a_person_is_in_it() -> None:
    said = repr(outline(agreed()))

    assert "编造" not in said
    assert "Money" not in said


def test_label_that_could_hold_an_answer_is_left_out() -> None:
    found = outline(agreed())

    assert all("{" not in tap.zh for each in found.walked for tap in each.taps)
    assert all(isinstance(tap, Bilingual) for each in found.walked for tap in each.taps)


@pytest.mark.parametrize(
    "label",
    [
        Bilingual("按{owed}退", "Return it"),
        Bilingual("退给客户", "Return {owed}"),
    ],
)
def test_label_that_could_hold_an_answer_in_either_language_is_left_out(label: Bilingual) -> None:
    call = agreed()
    steps = {
        name: replace(step, choices=tuple(replace(choice, label=label) for choice in step.choices))
        for name, step in call.program.steps.items()
    }
    program = replace(call.program, steps=steps)
    file = CallFile(number=1, program=program, events=tuple(call.events), agent="编造的人")

    assert outline_case(file, SHANGHAI).walked == ()


def test_call_that_goes_on_is_no_case() -> None:
    with pytest.raises(LogDoesNotFoldError):
        outline(begun())

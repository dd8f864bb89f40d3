"""Questions that are answered in writing, and lists that are ticked."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from dialogs.decide import Decision, decide
from dialogs.decide.answering import FAR_AHEAD
from dialogs.events import (
    AnswerChanged,
    AnswerGiven,
    ChoiceMade,
    GivenAnswerChanged,
    ItemTicked,
    SessionEnded,
    SlotSet,
    WordsNoted,
)
from dialogs.evolve import fold
from dialogs.ids import ChoiceId, ItemId, StepId
from dialogs.money import Money
from dialogs.program import ANSWER, Outcome, Place
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from tests.builders.calls import AGENT, NOON, Call
from tests.builders.questions import asking, at_amount, at_day, at_papers

AT, BY = NOON.astimezone(UTC), AGENT.person
BILL = (StepId("papers"), ItemId("bill"))


def names(decision: Decision | Refusal) -> list[str]:
    assert isinstance(decision, Decision)
    return [type(event).__name__ for event in decision.events]


def test_tapped_answer_is_a_choice_that_sets_its_slot() -> None:
    made = asking()

    assert made.ask(made.wish.choose("yearly")) == Decision(
        (
            ChoiceMade(
                at=AT,
                by=BY,
                step=StepId("kind"),
                choice=ChoiceId("yearly"),
                target=StepId("amount"),
                slots=(SlotSet(name="kind", value="yearly"),),
            ),
        )
    )


def test_written_amount_is_remembered_in_minor_units_and_moves_the_walk() -> None:
    made = at_amount()
    turn = made.state.turn

    assert made.ask(made.wish.note("一千二")) == Decision(
        (
            AnswerGiven(
                at=AT,
                by=BY,
                step=StepId("amount"),
                slot="amount",
                target=StepId("day"),
                amount=Money(1200_00, "CNY"),
            ),
        )
    )
    made.note("一千二")
    assert (made.step, made.state.turn, made.state.walk.given) == (
        "day",
        turn + 1,
        {"amount": Money(1200_00)},
    )
    assert made.state.noted == ()


def test_yesterday_is_the_day_before_it_was_written() -> None:
    made = at_day().wait(24 * 60 * 60)
    said = made.wish.note("昨天", said_at=made.now - timedelta(hours=24))

    assert made.do(said).state.walk.given["day"] == date(2030, 1, 1)


def test_midnight_is_that_of_the_firm() -> None:
    made = at_day()
    made.now = NOON.replace(hour=0, minute=30)  # the day before by UTC

    assert made.note("今天").state.walk.given["day"] == date(2030, 1, 2)


def test_day_that_is_known_roughly_is_kept_as_it_was_said_with_what_it_means() -> None:
    made = at_day().note("上个月中旬")

    assert made.state.walk.given["day"] == Sealed("上个月中旬（2029-12）")
    assert made.step != "day"


def test_words_are_sealed_and_masked() -> None:
    made = at_day().note("昨天").choose("no", "7").note("电话 13800138000 打来的")

    assert made.state.walk.given["why"] == Sealed("电话 ****8000 打来的")
    assert made.step == "papers"


@pytest.mark.parametrize(
    ("made", "text", "reason"),
    [
        (at_amount(), "好几千", Reason.NO_AMOUNT),
        (at_amount(), " ", Reason.EMPTY),
        (at_day(), "前几天", Reason.NO_DAY),
        (at_day().note("今天").choose("no", "7"), "说" * 2001, Reason.TOO_LONG),
    ],
    ids=["amount", "empty", "day", "long"],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(made: Call, text: str, reason: Reason) -> None:
    answer = made.ask(made.wish.note(text))

    assert isinstance(answer, Refusal)
    assert answer.reason is reason


def test_words_with_a_place_stay_a_note() -> None:
    made = at_amount()

    assert names(made.ask(made.wish.note("1200", Place.NOTE))) == ["WordsNoted"]


def test_words_that_must_not_answer_stay_a_note() -> None:
    made = at_amount()

    assert names(made.ask(replace(made.wish.note("1200"), may_answer=False))) == ["WordsNoted"]


def test_words_in_a_pause_stay_a_note() -> None:
    made = at_amount()
    made.do(made.wish.pause())

    assert names(made.ask(made.wish.note("1200"))) == ["WordsNoted"]
    assert made.note("1200").step == "amount"


def test_words_at_a_question_that_is_tapped_stay_a_note() -> None:
    made = asking().note("年费吧")

    assert isinstance(made.events[-1], WordsNoted)
    assert made.step == "kind"


def test_answer_in_writing_can_be_undone() -> None:
    before = at_amount()
    made = at_amount().note("1200").back()

    assert (made.step, made.state.walk) == ("amount", before.state.walk)


def test_answer_in_a_detour_comes_back_from_it() -> None:
    made = at_amount().choose("calms")
    assert (made.step, made.detours) == ("calm-why", ["amount"])

    made.note("他很急")

    assert (made.step, made.detours, made.state.walk.given["why"]) == ("amount", [], Sealed("他很急"))


def test_answer_that_leads_to_an_end_ends_the_call() -> None:
    made = at_papers().choose("checked").note("15元")

    assert [type(event) for event in made.events[-2:]] == [AnswerGiven, SessionEnded]
    assert made.state.outcome is Outcome.PROMISED
    assert made.state.ended_by_move


def test_correction_in_writing_stays_and_raises_the_turn() -> None:
    made = at_day().note("昨天")
    move, turn, step = made.move_at("amount"), made.state.turn, made.step

    assert made.ask(made.wish.correct(move, "1300")) == Decision(
        (
            GivenAnswerChanged(
                at=AT, by=BY, move=move, step=StepId("amount"), slot="amount", amount=Money(1300_00)
            ),
        )
    )
    made.do(made.wish.correct(move, "1300"))
    assert (made.step, made.state.turn, made.state.walk.given["amount"]) == (step, turn + 1, Money(1300_00))
    assert made.back().state.walk.given == {"amount": Money(1300_00)}


def test_correction_to_the_same_writes_nothing_and_one_that_cannot_be_read_is_refused() -> None:
    made = at_day()
    move = made.move_at("amount")

    assert made.ask(made.wish.correct(move, "1,200.00")) == Decision()
    assert isinstance(made.ask(made.wish.correct(move, "很多")), Refusal)
    assert made.ask(made.wish.correct(made.move_at("kind"), "1")) == Refusal(Reason.UNKNOWN)
    assert made.ask(made.wish.correct(999, "1")) == Refusal(Reason.UNKNOWN)


def test_written_answer_can_be_changed_to_a_tapped_one_and_back() -> None:
    made = at_day()
    move = made.move_at("amount")

    made.do(made.wish.change(move, "unsure", reroute=False))
    assert isinstance(made.events[-1], AnswerChanged)
    assert made.events[-1].old == ANSWER
    assert made.state.walk.given == {}

    made.do(made.wish.correct(move, "88"))
    assert made.state.walk.given == {"amount": Money(88_00)}
    assert fold(made.events) == made.state


def test_later_answer_to_the_same_question_stays_when_the_earlier_one_is_corrected() -> None:
    made = at_papers().choose("checked")
    first = made.move_at("amount")
    made.note("15").back().do(made.wish.correct(first, "16"))
    assert made.state.walk.given["amount"] == Money(16_00)

    made.note("20")
    assert made.state.walk.given["amount"] == Money(20_00)


def test_tick_is_recorded_once_and_does_not_move() -> None:
    made = at_papers()
    turn, ticking = made.state.turn, made.wish.tick("bill")

    assert made.ask(ticking) == Decision(
        (ItemTicked(at=AT, by=BY, step=StepId("papers"), item=ItemId("bill"), ticked=True),)
    )
    made.do(ticking)
    assert made.ask(ticking) == Decision()
    assert (made.step, made.state.turn, made.state.walk.ticked) == ("papers", turn, frozenset({BILL}))

    made.do(made.wish.tick("bill", ticked=False))
    assert made.state.walk.ticked == frozenset()


def test_ticks_stay_when_the_walk_comes_back_and_when_an_answer_is_corrected() -> None:
    made = at_papers()
    made.do(made.wish.tick("bill")).choose("checked").back()
    assert made.state.walk.ticked == {BILL}

    made.do(made.wish.correct(made.move_at("amount"), "9"))
    assert made.state.walk.ticked == {BILL}


def test_nothing_is_ticked_elsewhere_or_under_another_name() -> None:
    made = at_papers()

    assert made.ask(made.wish.tick("nothing")) == Refusal(Reason.UNKNOWN)
    assert made.choose("checked").ask(made.wish.tick("bill")) == Refusal(Reason.STALE)


def test_text_that_is_nothing_but_a_number_answers_nothing_and_stays_a_note() -> None:
    made = at_amount().do(at_amount().wish.note("1200"))
    correction = made.ask(made.wish.correct(made.move_at("amount"), "身份证110101199003077758"))
    asked = at_amount()

    decision = asked.ask(asked.wish.note("身份证110101199003077758"))

    assert names(decision) == ["WordsNoted"]
    assert isinstance(decision, Decision)
    assert [each.place for each in decision.events if isinstance(each, WordsNoted)] == [Place.NOTE]
    assert correction == Refusal(Reason.ONLY_IDENTIFIERS)


def test_day_that_is_far_ahead_is_asked_about() -> None:
    made = at_day()
    far = NOON.date() + FAR_AHEAD + timedelta(days=1)

    refused = made.ask(made.wish.note(far.isoformat()))
    sure = made.ask(made.wish.note(f"{far.isoformat()}，确定"))
    near = made.ask(made.wish.note((far - timedelta(days=1)).isoformat()))

    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.values["day"]) == (Reason.DAY_AHEAD, far)
    assert names(sure)[0] == names(near)[0] == "AnswerGiven"


def test_amount_that_is_roughly_known_is_an_answer_in_words() -> None:
    made = at_amount()

    decision = made.ask(made.wish.note("两千多"))

    assert isinstance(decision, Decision)
    [given] = [each for each in decision.events if isinstance(each, AnswerGiven)]
    assert (given.words, given.amount) == (Sealed("两千多（约 2000.00 CNY）"), None)


def test_amount_that_must_be_exact_is_no_rough_one() -> None:
    made = at_amount()
    exact = replace(made.program.slots["amount"], exact=True)
    program = replace(made.program, slots={**made.program.slots, "amount": exact})

    refused = decide(program, made.state, made.wish.note("两千多"), NOON)

    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NO_AMOUNT
    assert names(decide(program, made.state, made.wish.note("2000"), NOON))[0] == "AnswerGiven"

"""What supervisors write beside a call."""

from datetime import UTC

import pytest

from dialogs.events import RemarkAnswered, RemarkMade, SessionRated
from dialogs.refusals import Reason, Refusal
from dialogs.reviews import LONGEST_REMARK, Review, answer, fold_review, rate, remark
from dialogs.sealed import Sealed
from tests.builders.calls import AGENT, CHIEF, NOON, call, settled

AT = NOON.astimezone(UTC)
MADE = RemarkMade(at=AT, by=CHIEF.person, words=Sealed("复述得好"), version=3)
ANSWERED = RemarkAnswered(at=AT, by=AGENT.person, words=Sealed("谢谢"))


def rated(score: int) -> SessionRated:
    return SessionRated(at=AT, by=CHIEF.person, score=score)


def test_review_is_the_fold_of_its_stream_and_the_latest_score_counts() -> None:
    assert fold_review([MADE, rated(2), ANSWERED, rated(4)]) == Review(4, (MADE, ANSWERED), rated(4).by)
    assert fold_review([]) == Review()


def test_remark_says_what_of_the_call_was_seen() -> None:
    made = call().choose("goes-on", "fee")

    assert remark(CHIEF, made.state, Sealed("复述得好"), AT) == RemarkMade(
        at=AT, by=CHIEF.person, words=Sealed("复述得好"), version=made.state.version
    )


def test_call_is_rated_only_after_its_end() -> None:
    assert rate(CHIEF, call().state, 4, AT) == Refusal(Reason.NOT_ENDED)
    assert rate(CHIEF, settled().state, 4, AT) == rated(4)


@pytest.mark.parametrize("score", [-1, 0, 6])
def test_score_that_is_on_no_button_is_unknown(score: int) -> None:
    assert rate(CHIEF, settled().state, score, AT) == Refusal(Reason.UNKNOWN)


def test_answer_needs_something_to_answer() -> None:
    assert answer(AGENT, Review(), Sealed("谢谢"), AT) == Refusal(Reason.UNKNOWN)
    assert answer(AGENT, Review(said=(MADE,)), Sealed("谢谢"), AT) == ANSWERED
    assert answer(AGENT, Review(score=4), Sealed("谢谢"), AT) == ANSWERED


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("  ", Refusal(Reason.EMPTY)),
        ("长" * (LONGEST_REMARK + 1), Refusal(Reason.TOO_LONG, values={"most": LONGEST_REMARK})),
    ],
)
def test_words_that_are_none_or_too_many_are_refused(words: str, refused: Refusal) -> None:
    assert remark(CHIEF, call().state, Sealed(words), AT) == refused
    assert answer(AGENT, Review(score=4), Sealed(words), AT) == refused

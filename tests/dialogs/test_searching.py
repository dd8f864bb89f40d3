"""Where a term stands in words, and which words of a call still stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.events import SummarySection, WordsMovedAway
from dialogs.evolve import fold
from dialogs.ids import SessionId
from dialogs.program import Place
from dialogs.sealed import Sealed
from dialogs.searching import holds, plain, snippet, standing
from tests.builders.calls import AGENT, NOON, call

LONG = "客户上个月来过一次柜台当时说好了会退还的年费到今天还没有到账所以很着急想要一个说法"


@pytest.mark.parametrize(
    ("words", "term", "shown"),
    [
        ("多扣了年费", "年费", ("多扣了", "年费", "")),
        (LONG, "年费", ("…月来过一次柜台当时说好了会退还的", "年费", "到今天还没有到账所以很着急想要一…")),
        (LONG, "客户", ("", "客户", "上个月来过一次柜台当时说好了会退…")),
        (LONG, "说法", ("…今天还没有到账所以很着急想要一个", "说法", "")),
        ("The ANNUAL\nFee again", "annual fee", ("The ", "ANNUAL Fee", " again")),
        ("扣了ＡＢＣ元", "abc", ("扣了", "ＡＢＣ", "元")),
        ("line one\nannual fee", "fee", ("line one annual ", "fee", "")),
        (
            "He said on the phone last week that the annual fee would be paid back by the end of May",
            "annual fee",
            ("…on the phone last week that the ", "annual fee", " would be paid back by the end o…"),
        ),
        ("cafe\u0301 owner", plain("caf\u00e9"), ("", "cafe\u0301", " owner")),
    ],
)
def test_snippet_shows_the_term_as_it_was_written_and_a_little_around_it(
    words: str, term: str, shown: tuple[str, str, str]
) -> None:
    assert tuple(each.reveal() for each in snippet(Sealed(words), term)) == shown


@given(st.text(max_size=60), st.text(min_size=1, max_size=12), st.text(max_size=60))
def test_snippet_of_what_holds_the_term_never_fails_and_stays_short(
    before: str, term: str, after: str
) -> None:
    wanted, words = plain(term), Sealed(f"{before}{term}{after}")

    assert sum(len(each.reveal()) for each in snippet(words, wanted)) <= 100


def test_words_that_stand_are_those_of_the_folded_call() -> None:
    walked = call().note("第一条").note("第二条", Place.FEELING).note("第三条")
    walked.do(
        walked.wish.edit(SummarySection.REPORTED, "旧"), walked.wish.edit(SummarySection.REPORTED, "新")
    )
    walked.record(WordsMovedAway(at=NOON, by=AGENT.person, noted=3, session=SessionId("OTHER")))

    state = fold(walked.events)

    assert [each.words for each in standing(walked.events)] == [
        *(each.words for each in state.noted if not each.gone),
        *state.edited.values(),
    ]


def test_empty_term_is_held_by_nothing() -> None:
    assert not holds("", "")
    assert not holds("年费", "")

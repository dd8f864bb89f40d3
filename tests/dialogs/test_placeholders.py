"""What stands for the placeholders of a sentence."""

from collections.abc import Mapping
from datetime import UTC

import pytest

from bot.settings import LIBRARY
from dialogs.placeholders import BUILT_IN, LONGEST_QUOTE, fill, values
from dialogs.program import Place, Program
from dialogs.sealed import Sealed
from dialogs.state import SessionState
from dialogs.texts import Bilingual, Filled, Phrase, Several, Value
from playbooks.check import check
from tests.builders.calls import NOON, agreeing, call, composing, offered
from tests.builders.program import SMALL, both

BLANK = Phrase("card.blank")
_QUOTATION = Bilingual("“{words}”", "“{words}”")
FIVE_STEPS = LIBRARY / "five-steps"


def _values(program: Program, state: SessionState) -> Mapping[str, Value]:
    return values(program, state, BUILT_IN | program.slots.keys())


def _quoted(words: str) -> Filled:
    return Filled(_QUOTATION, {"words": Sealed(words)})


def test_text_without_placeholders_stays_itself() -> None:
    text = both("您好")

    assert fill(SMALL, call().state, text) is text


def test_text_with_a_placeholder_in_one_language_is_filled() -> None:
    filled = fill(SMALL, call().state, Bilingual("您好", "Hello {matter}"))

    assert filled == Filled(Bilingual("您好", "Hello {matter}"), {"matter": Bilingual("……", "…")})


def test_what_is_unknown_has_a_cue_to_fill_it_in() -> None:
    found = _values(SMALL, call().state)

    assert found == dict.fromkeys(BUILT_IN, BLANK) | {"matter": Bilingual("……", "…")}


def test_offers_of_the_latest_set_stand_by_their_place() -> None:
    found = _values(SMALL, offered().choose("takes-none").pick("contact").choose("put").state)

    assert (found["offer_1"], found["offer_2"]) == (both("补救：contact"), BLANK)


def test_what_is_owed_accepted_and_promised_is_named() -> None:
    made = agreeing().choose("agrees")
    found = _values(SMALL, made.state)

    assert found["owed"] == Several((both("应付：late-fee"),))
    assert found["accepted"] == Several((both("补救：letter"),))
    assert (found["promise"], found["due"]) == (both("回电"), NOON.replace(hour=18).astimezone(UTC))


def test_words_that_were_written_stand_for_what_was_tapped_as_a_quotation() -> None:
    made = composing().note("年费", Place.FACT)

    assert _values(SMALL, made.state)["matter"] == _quoted("年费")
    assert _values(SMALL, made.state)["fact"] == Sealed("年费")


def test_quotation_within_a_quotation_has_its_own_marks() -> None:
    made = composing().note("他说“免息”", Place.FACT)

    assert _values(SMALL, made.state)["matter"] == _quoted("他说‘免息’")


def test_long_words_are_cut_to_what_can_be_taken_in() -> None:
    whole, longer = "长" * LONGEST_QUOTE, "长" * (LONGEST_QUOTE + 1)

    assert _values(SMALL, call().note(whole, Place.FACT).state)["fact"] == Sealed(whole)
    assert _values(SMALL, call().note(longer, Place.FACT).state)["fact"] == Sealed(whole + "…")


@pytest.mark.parametrize(
    ("ends", "cut"),
    [
        (" fee each month", " fee"),
        (" fees", ""),
        (" 12.50 a month", ""),
        ("费每月都扣", "费每月都"),
    ],
)
def test_long_words_are_cut_before_a_word_and_not_within_it(ends: str, cut: str) -> None:
    begins = "长" * (LONGEST_QUOTE - 4)
    made = call().note(f"{begins}{ends}", Place.FACT)

    assert _values(SMALL, made.state)["fact"] == Sealed(f"{begins}{cut}…")


def test_one_word_that_is_too_long_is_cut_within() -> None:
    made = call().note("a" * (LONGEST_QUOTE + 1), Place.FACT)

    assert _values(SMALL, made.state)["fact"] == Sealed("a" * LONGEST_QUOTE + "…")


def test_what_is_tapped_anew_on_a_later_visit_takes_the_place_of_older_words() -> None:
    program = check(FIVE_STEPS).program
    assert program is not None
    made = call(program=program).choose("heard", "matched").note("年费收错了")
    made.choose("fee", "uneasy", "refund")
    first = _values(program, made.state)["touchpoint"]

    made.choose("says-wrong", "wrong-fact", "claim")

    assert first == _quoted("年费收错了")
    assert _values(program, made.state)["touchpoint"] == program.slots["touchpoint"].values["claim"]
    assert [demand.kind for demand in made.state.walk.demands] == ["refund"]


def test_what_was_typed_in_one_visit_is_said_together() -> None:
    program = check(FIVE_STEPS).program
    assert program is not None

    made = call(program=program).choose("heard", "matched").note("扣了年费").note("是五月扣的").choose("fee")

    assert _values(program, made.state)["touchpoint"] == _quoted("扣了年费；是五月扣的")

"""What is written beside the walk counts from any turn, and twice is once."""

from datetime import UTC, timedelta

import pytest

from dialogs.commands import SessionCommand
from dialogs.decide import Decision
from dialogs.decide.beside import LONGEST_NOTE, LONGEST_WHISPER
from dialogs.events import (
    HelpAsked,
    HelpEnded,
    HelpTaken,
    MomentFlagged,
    SummaryEdited,
    SummarySection,
    TemperatureTaken,
    Whispered,
    WordsMoved,
    WordsNoted,
)
from dialogs.ids import StepId
from dialogs.program import Place
from dialogs.refusals import Reason, Refusal
from dialogs.sealed import Sealed
from tests.builders.calls import AGENT, CHIEF, NOON, OTHER_CHIEF, call, settled

AT, BY = NOON.astimezone(UTC), AGENT.person
NOTHING = Decision()


@pytest.mark.parametrize(
    ("choices", "place", "kept"),
    [
        ((), None, Place.NOTE),
        (("goes-on",), None, Place.FACT),
        (("calm",), None, Place.FEELING),
        (("goes-on",), Place.DEMAND, Place.DEMAND),
    ],
)
def test_words_go_where_the_step_listens_or_where_they_were_meant(
    choices: tuple[str, ...], place: Place | None, kept: Place
) -> None:
    made = call().choose(*choices)

    assert made.ask(made.wish.note("多扣了一笔", place)) == Decision(
        (
            WordsNoted(
                at=AT, by=BY, place=kept, words=Sealed("多扣了一笔"), step=made.state.walk.step, said_at=NOON
            ),
        )
    )


def test_words_after_an_outage_were_said_when_they_were_written() -> None:
    made = call()
    before, after = NOON - timedelta(minutes=9), NOON + timedelta(minutes=9)

    made.do(made.wish.note("早先说的", said_at=before), made.wish.note("钟快了", said_at=after))

    assert [note.said_at for note in made.state.noted] == [before, AT]
    assert {note.said_at.tzinfo for note in made.state.noted} == {UTC}
    assert [event.at for event in made.events[-2:]] == [AT, AT]


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_empty_words_are_refused(words: str) -> None:
    made = call()

    assert made.ask(made.wish.note(words)) == Refusal(Reason.EMPTY)
    assert made.ask(made.wish.edit(SummarySection.AGREED, words)) == Refusal(Reason.EMPTY)


def test_longest_note_is_kept_and_one_character_more_is_not() -> None:
    made = call()
    longest = "长" * LONGEST_NOTE
    too_long = Refusal(Reason.TOO_LONG, values={"most": LONGEST_NOTE})

    assert isinstance(made.ask(made.wish.note(longest)), Decision)
    assert isinstance(made.ask(made.wish.edit(SummarySection.AGREED, longest)), Decision)
    assert made.ask(made.wish.note(longest + "长")) == too_long
    assert made.ask(made.wish.edit(SummarySection.AGREED, longest + "长")) == too_long


def test_words_are_moved_once() -> None:
    made = call().note("多扣了一笔")
    noted = made.state.version
    tap = made.wish.move_words(noted, Place.DEMAND)

    assert made.ask(tap) == Decision((WordsMoved(at=AT, by=BY, noted=noted, place=Place.DEMAND),))
    assert made.do(tap).ask(tap) == NOTHING
    assert made.ask(made.wish.move_words(99, Place.DEMAND)) == Refusal(Reason.UNKNOWN)


def test_temperature_counts_from_an_old_turn() -> None:
    made = call()
    tap = made.wish.temperature(4)
    made.choose("goes-on")

    assert made.ask(tap) == Decision((TemperatureTaken(at=AT, by=BY, level=4, step=StepId("listen")),))


def test_same_temperature_in_the_same_turn_does_nothing_and_in_the_next_counts() -> None:
    made = call()
    tap = made.wish.temperature(4)
    made.do(tap)
    assert made.ask(tap) == NOTHING

    made.choose("goes-on")
    assert made.ask(tap) == NOTHING

    assert made.ask(made.wish.temperature(4)) == Decision(
        (TemperatureTaken(at=AT, by=BY, level=4, step=StepId("listen")),)
    )


def test_other_temperature_counts_at_once() -> None:
    made = call().temperature(4).temperature(2).temperature(4)

    assert made.state.temperature == 4
    assert made.state.version == 4


@pytest.mark.parametrize("level", [-1, 0, 6])
def test_temperature_that_is_on_no_button_is_unknown(level: int) -> None:
    made = call()

    assert made.ask(made.wish.temperature(level)) == Refusal(Reason.UNKNOWN)


def test_flag_counts_from_an_old_turn_and_once_a_turn() -> None:
    made = call()
    tap = made.wish.flag()
    made.choose("goes-on")

    assert made.ask(tap) == Decision((MomentFlagged(at=AT, by=BY, step=StepId("listen")),))
    assert made.do(tap).ask(tap) == NOTHING
    assert made.ask(made.wish.flag()) == NOTHING

    made.choose("fee")
    assert isinstance(made.ask(made.wish.flag()), Decision)


def test_flag_of_a_turn_that_was_flagged_does_nothing_later_on() -> None:
    made = call()
    tap = made.wish.flag()

    made.do(tap).choose("goes-on")

    assert made.ask(tap) == NOTHING


def test_help_is_asked_taken_and_asked_again() -> None:
    made = call()
    asked = HelpAsked(at=AT, by=BY, step=StepId("open"))
    assert made.ask(made.wish.help()) == Decision((asked,))

    made.do(made.wish.help())
    assert made.ask(made.wish.help()) == Refusal(Reason.HELP_UNDER_WAY)
    assert made.ask(made.wish.take_help()) == Decision((HelpTaken(at=AT, by=CHIEF.person),))

    made.do(made.wish.take_help())
    assert made.ask(made.wish.take_help()) == NOTHING
    assert made.ask(made.wish.take_help(OTHER_CHIEF)) == Refusal(Reason.HELP_TAKEN)
    assert made.ask(made.wish.help()) == Decision((asked,))

    made.do(made.wish.help()).do(made.wish.take_help(OTHER_CHIEF))
    assert made.state.helper == OTHER_CHIEF.person


def test_help_is_over_when_who_came_says_so_and_can_be_asked_for_again() -> None:
    made = call()
    assert made.ask(made.wish.end_help()) == Refusal(Reason.HELP_NOT_ASKED)

    made.do(made.wish.help()).do(made.wish.take_help())
    assert made.ask(made.wish.end_help(OTHER_CHIEF)) == Refusal(Reason.UNKNOWN)
    assert made.ask(made.wish.end_help()) == Decision((HelpEnded(at=AT, by=CHIEF.person),))

    made.do(made.wish.end_help())
    assert made.ask(made.wish.end_help()) == NOTHING
    made.do(made.wish.help())
    assert (made.state.helper, made.state.help_over_turn) == (None, None)


def test_help_that_nobody_asked_for_cannot_be_taken() -> None:
    made = call()

    assert made.ask(made.wish.take_help()) == Refusal(Reason.HELP_NOT_ASKED)


def test_nobody_comes_to_help_with_a_call_that_is_over() -> None:
    made = settled()

    assert made.ask(made.wish.take_help()) == Refusal(Reason.HELP_OVER)


def test_whisper_is_one_line_that_moves_nothing() -> None:
    made = call()

    assert made.ask(made.wish.whisper("先问\n  清楚 金额 ")) == Decision(
        (Whispered(at=AT, by=CHIEF.person, words=Sealed("先问 清楚 金额")),)
    )
    before = made.state
    made.do(made.wish.whisper("先问清楚金额"))
    assert (made.state.turn, made.state.walk) == (before.turn, before.walk)


def test_whisper_that_nobody_on_the_phone_would_read_is_refused() -> None:
    made = call()
    too_long = Refusal(Reason.WHISPER_LONG, values={"most": LONGEST_WHISPER})

    assert made.ask(made.wish.whisper(" \n")) == Refusal(Reason.EMPTY)
    assert made.ask(made.wish.whisper("字" * (LONGEST_WHISPER + 1))) == too_long
    assert isinstance(made.ask(made.wish.whisper("字" * LONGEST_WHISPER)), Decision)


def test_section_of_the_summary_is_rewritten_once() -> None:
    made = call()
    tap: SessionCommand = made.wish.edit(SummarySection.REPORTED, "客户说多扣了一笔")

    assert made.ask(tap) == Decision(
        (SummaryEdited(at=AT, by=BY, section=SummarySection.REPORTED, words=Sealed("客户说多扣了一笔")),)
    )
    assert made.do(tap).ask(tap) == NOTHING

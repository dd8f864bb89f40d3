"""What a person said is nowhere to be read but where it is asked for."""

import traceback
from collections.abc import Callable

import pytest

from dialogs.events import WordsNoted
from dialogs.program import Place
from dialogs.sealed import Sealed
from tests.builders.calls import AGENT, NOON, call

WORDS = "我的信用卡被多扣了"


@pytest.mark.parametrize(
    "written",
    [
        str,
        repr,
        "{}".format,
        "{!r:>60}".format,
        "%s".__mod__,
        lambda words: f"{words}",
        lambda words: f"{[words]}",
        lambda words: f"{call().note(words.reveal()).state}",
        lambda words: f"{call().wish.note(words.reveal())}",
    ],
)
def test_words_never_show_where_a_program_prints(written: Callable[[Sealed], str]) -> None:
    shown = written(Sealed(WORDS))

    assert WORDS not in shown
    assert "Sealed(9 characters)" in shown


def test_words_never_show_in_an_error() -> None:
    noted = WordsNoted(
        at=NOON,
        by=AGENT.person,
        place=Place.FACT,
        words=Sealed(WORDS),
        step=call().state.walk.step,
        said_at=NOON,
    )
    with pytest.raises(KeyError) as raised:
        raise KeyError(noted)
    shown = "".join(traceback.format_exception(raised.value))

    assert WORDS not in shown
    assert "Sealed(9 characters)" in shown


def test_entitled_reader_gets_the_words_with_identifiers_masked() -> None:
    assert Sealed(f"{WORDS}，电话13800138000").reveal() == f"{WORDS}，电话****8000"


def test_same_words_are_equal_and_other_words_are_not() -> None:
    assert Sealed(WORDS) == Sealed(WORDS)
    assert hash(Sealed(WORDS)) == hash(Sealed(WORDS))
    assert Sealed(WORDS) != Sealed("别的")
    assert Sealed(WORDS) != WORDS
    assert not Sealed("")

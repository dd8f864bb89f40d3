"""What a card shows of a crisis."""

from dialogs.cards import BlockKind
from dialogs.ids import SignId
from dialogs.render.crises import numbers
from dialogs.severity import Level, NumberToCall, Sign
from dialogs.texts import Bilingual, Phrase, Several

POLICE = NumberToCall(Bilingual("公安", "Police"), "110")
DESK = NumberToCall(Bilingual("应急台", "Desk"), "")


def sign(*to_call: NumberToCall) -> Sign:
    label = Bilingual("虚构的迹象", "An invented sign")
    return Sign(id=SignId("made-up"), label=label, level=Level.CRISIS, numbers=to_call)


def test_number_that_nobody_filled_in_is_left_out() -> None:
    (line,) = numbers(sign(DESK, POLICE))

    filled = Phrase("card.number", {"label": POLICE.label, "number": "110"})
    assert (line.kind, line.text) == (
        BlockKind.LISTED,
        Phrase("card.numbers", {"numbers": Several((filled,))}),
    )


def test_with_no_number_at_all_nothing_is_shown() -> None:
    assert numbers(sign(DESK)) == numbers(None) == ()

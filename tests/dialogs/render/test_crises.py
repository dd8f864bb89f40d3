"""What a card shows of a crisis."""

from datetime import UTC, timedelta

from dialogs.cards import BlockKind, Verb, Viewer
from dialogs.commands import DeclareCrisis
from dialogs.decide import crises
from dialogs.ids import SignId
from dialogs.refusals import Refusal
from dialogs.render import render
from dialogs.render.crises import numbers
from dialogs.severity import CrisisRules, Level, NumberToCall, Sign
from dialogs.texts import Bilingual, Phrase, Several
from tests.builders.calls import AGENT, CALL, call

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


def test_alarm_is_taken_back_by_its_name_and_undo_stays_for_steps() -> None:
    declared, made = sign(POLICE), call()
    wish = DeclareCrisis(actor=AGENT, session=CALL, sign=declared.id)
    events = crises.declare(made.state, wish, declared, (), timedelta(minutes=1), made.now.astimezone(UTC))
    assert not isinstance(events, Refusal)
    made.record(*events)

    rows = render(made.program, made.state, Viewer(severity=CrisisRules(signs=(declared,))), made.now).buttons

    *_, (alarm,), (undo, *_) = rows
    assert (alarm.label, alarm.verb) == (
        Phrase("button.withdraw", {"sign": declared.label}),
        Verb.WITHDRAW,
    )
    assert (undo.label, undo.verb) == (Phrase("button.back"), Verb.BACK)

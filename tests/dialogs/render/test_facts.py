"""One tap shows the law cards of a step; without one there is no button."""

from dataclasses import replace
from datetime import date

from dialogs.cards import Block, BlockKind, Button, Card, Panel, Verb, Viewer
from dialogs.ids import FactId
from dialogs.law import LawCard
from dialogs.render import render
from dialogs.render.facts import head
from dialogs.texts import Phrase, Value
from tests.builders.calls import Call, call
from tests.builders.program import SMALL, both, choice, small_program, step

READ = LawCard(
    FactId("read"),
    both("办法"),
    both("第1条"),
    date(2020, 3, 1),
    both("说的"),
    both("念的"),
    both("不说的"),
    "原文",
    "A",
)
HEARD = LawCard(
    FactId("heard"), both("听说"), None, date(2021, 1, 1), both("大概"), both("这样念"), None, "记忆", "C"
)
GREET = step("open", "open", choice("goes-on", "listen"), facts=(READ.id, HEARD.id))
PROGRAM = small_program(steps={**SMALL.steps, GREET.id: GREET}, facts={READ.id: READ, HEARD.id: HEARD})
BUTTON = Button(Phrase("button.facts"), Verb.PANEL, Panel.FACTS)


def drawn(made: Call, panel: Panel) -> Card:
    return render(made.program, made.state, Viewer(panel=panel), made.now)


def test_card_whose_day_in_force_nobody_has_read_says_when_it_was_issued() -> None:
    since = Phrase("fact.issued", {"day": "2026-01-30"})

    assert head(replace(HEARD, day=date(2026, 1, 30), only_issued=True)) == Phrase(
        "fact.head_without_article", {"instrument": HEARD.instrument, "since": since}
    )


def test_step_with_law_cards_has_a_button_for_them_and_another_has_none() -> None:
    assert (BUTTON,) in drawn(Call(program=PROGRAM), Panel.MAIN).buttons
    assert (BUTTON,) not in drawn(call(), Panel.MAIN).buttons


def test_card_as_usual_shows_no_law() -> None:
    blocks = drawn(Call(program=PROGRAM), Panel.MAIN).blocks

    assert not [each for each in blocks if each.kind is BlockKind.LISTED]


def test_tap_shows_what_each_card_says_and_how_sure_we_are() -> None:
    card = drawn(Call(program=PROGRAM), Panel.FACTS)
    since = Phrase("fact.in_force", {"day": "2021-01-01"})
    told: dict[str, Value] = {
        "instrument": READ.instrument,
        "since": Phrase("fact.in_force", {"day": "2020-03-01"}),
        "article": both("第1条"),
    }

    assert [each for each in card.blocks if each.kind in {BlockKind.LISTED, BlockKind.AVOID}] == [
        Block(BlockKind.LISTED, Phrase("fact.head", told)),
        Block(BlockKind.LISTED, READ.says),
        Block(BlockKind.AVOID, both("不说的")),
        Block(BlockKind.LISTED, Phrase("fact.confidence_a")),
        Block(
            BlockKind.LISTED,
            Phrase("fact.head_without_article", {"instrument": HEARD.instrument, "since": since}),
        ),
        Block(BlockKind.LISTED, HEARD.says),
        Block(BlockKind.LISTED, Phrase("fact.confidence_c")),
    ]
    assert card.buttons == (
        (
            Button(Phrase("button.law"), Verb.LAW),
            Button(Phrase("button.close_panel"), Verb.PANEL, Panel.MAIN),
        ),
    )

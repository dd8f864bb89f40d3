"""The cards of evidence: the worst first, too few said plainly, and nobody's name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.evidence import FEWEST_CALLS, FEWEST_PEOPLE, Count, Evidence, Spot
from dialogs.ids import ChoiceId, PersonId, PlaybookSlug, Revision, StepId, TeamId
from dialogs.ports import WalkFilter
from dialogs.program import Outcome, Variant
from dialogs.render.evidence import LINES, beginning, evidence_card, playbooks_card, summed_up
from dialogs.render.evidence_look import EvidenceLook, first_look
from dialogs.render.evidence_step import step_at, step_card
from dialogs.render.tags import tag_of
from dialogs.roles import Role
from dialogs.service import Gathered
from dialogs.stays import Left
from dialogs.texts import Bilingual, Language, Phrase, Several, Value
from tests.builders.program import SMALL, both

TRAINER = Actor(PersonId(7003), "Invented Trainer", Role.TRAINER, TeamId("office"), Language.EN)
PEOPLE = frozenset(map(PersonId, (71, 72, 73)))
LOOK = first_look(SMALL)
OLD = Revision("1" * 64)
GOOD = Count(shown=20, calls=12, people=PEOPLE, seconds={14: 20}, heat={(3, 2): 5})
BAD = Count(
    shown=20, calls=12, people=PEOPLE, seconds={9: 20}, ended={Outcome.BROKEN_OFF: 4}, heat={(2, 4): 3}
)
FEW = Count(shown=9, calls=2, people=PEOPLE, ended={Outcome.BROKEN_OFF: 2})


def gathered(
    counts: dict[str, Count], *, more: bool = False, revision: Revision = SMALL.revision
) -> Gathered:
    spots = {Spot(revision, StepId(step)): count for step, count in counts.items()}
    return Gathered(Evidence(spots, {revision: 12}), {SMALL.revision: SMALL}, more)


def listed(card: Card) -> list[tuple[str, str]]:
    """The lines of a list: which step by its line, and the key of its figures."""
    found = []
    for block in card.blocks:
        if isinstance(block.text, Phrase) and block.text.key == "evidence.step":
            line, figures = block.text.values["line"], block.text.values["figures"]
            assert isinstance(line, Bilingual)
            assert isinstance(figures, Phrase)
            found.append((line.zh, figures.key))
    return found


def buttons(card: Card) -> list[Button]:
    return [button for row in card.buttons for button in row]


@pytest.mark.parametrize(
    "look",
    [
        LOOK,
        EvidenceLook("abcdef", 30, joined=True, page=12, step="012345"),
        EvidenceLook("abcdef", 0),
    ],
)
def test_look_comes_back_as_it_went_and_fits_a_button(look: EvidenceLook) -> None:
    assert EvidenceLook.read(look.value) == look
    assert len(look.value) <= 28


@pytest.mark.parametrize(
    "forged",
    ["", "abcdef", "abcdef.91.r.0", "ABCDEF.90.r.0", "abcdef.90.x.0", "abcdef.90.r.1000", "abcdef.90.r.0."],
)
def test_look_that_we_never_wrote_is_none(forged: str) -> None:
    assert EvidenceLook.read(forged) is None


def test_look_asks_for_the_playbook_since_so_many_days() -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)

    assert LOOK.wanted(SMALL, now) == WalkFilter(playbook=SMALL.playbook, since=now - timedelta(days=90))
    assert replace(LOOK, days=0).wanted(SMALL, now) == WalkFilter(playbook=SMALL.playbook)


def test_worst_line_comes_first_and_what_is_too_few_last() -> None:
    card = evidence_card(TRAINER, SMALL, gathered({"open": GOOD, "listen": FEW, "restate": BAD}), LOOK)

    assert listed(card)[:3] == [
        (beginning(SMALL.steps[StepId("restate")].say).zh, "evidence.counts"),
        ("说：open", "evidence.counts"),
        ("说：listen", "evidence.too_few"),
    ]


def test_line_says_its_figures_in_one_row() -> None:
    card = evidence_card(TRAINER, SMALL, gathered({"open": BAD}), LOOK)

    figures = Phrase("evidence.counts", {"shown": 20, "seconds": 9, "broken": 4, "hotter": 3, "calmer": 0})
    row: dict[str, Value] = {
        "number": 1,
        "stage": SMALL.stages[SMALL.steps[SMALL.start].stage].title,
        "line": SMALL.steps[SMALL.start].say,
        "figures": figures,
    }
    assert card.blocks[2] == Block(BlockKind.BODY, Phrase("evidence.step", row))


def test_too_few_says_below_what_and_no_number_of_its_own() -> None:
    card = step_card(TRAINER, SMALL, gathered({"open": FEW}), LOOK, SMALL.steps[SMALL.start])

    [_, _, figures] = card.blocks
    assert figures.text == Phrase("evidence.too_few", {"calls": FEWEST_CALLS, "people": FEWEST_PEOPLE})


def test_end_steps_are_not_listed_and_every_other_is_on_some_page() -> None:
    pages = [evidence_card(TRAINER, SMALL, gathered({}), replace(LOOK, page=page)) for page in range(9)]
    seen = {line for card in pages for line, _ in listed(card)}

    ends = {step.say.zh for step in SMALL.steps.values() if step.outcome}
    others = {beginning(step.say).zh for step in SMALL.steps.values() if not step.outcome}
    assert (seen, seen & ends) == (others, set())
    assert len(listed(pages[0])) == LINES
    assert pages[8] == pages[1]


def test_list_leads_to_each_line_to_other_pages_to_all_revisions_and_to_another_time() -> None:
    card = evidence_card(TRAINER, SMALL, gathered({}), LOOK)

    first, turning, other = card.buttons
    assert [button.value for button in first] == [
        replace(LOOK, step=tag_of(step)).value
        for step in [step.id for step in SMALL.steps.values() if not step.outcome][:LINES]
    ]
    assert [button.value for button in turning] == [replace(LOOK, page=1).value]
    assert [button.value for button in other] == [
        replace(LOOK, joined=True).value,
        replace(LOOK, days=30).value,
    ]
    assert {button.verb for button in buttons(card)} == {Verb.EVIDENCE}


def test_other_revisions_count_only_when_they_are_joined() -> None:
    old = gathered({"open": BAD}, revision=OLD)

    assert listed(evidence_card(TRAINER, SMALL, old, LOOK))[0] == ("说：open", "evidence.too_few")
    assert listed(evidence_card(TRAINER, SMALL, old, replace(LOOK, joined=True)))[0] == (
        "说：open",
        "evidence.counts",
    )


def test_head_says_how_many_calls_ran_on_what_is_shown() -> None:
    def head(look: EvidenceLook) -> object:
        [first, *_] = evidence_card(TRAINER, SMALL, gathered({}, revision=OLD), look).blocks
        assert isinstance(first.text, Phrase)
        return first.text.values["calls"]

    assert (head(LOOK), head(replace(LOOK, joined=True))) == (0, 12)


def test_list_says_when_only_the_latest_calls_were_counted() -> None:
    assert (
        Block(BlockKind.NOTICE, Phrase("evidence.latest_only"))
        in evidence_card(TRAINER, SMALL, gathered({}, more=True), LOOK).blocks
    )


def test_line_is_told_with_all_that_became_of_it() -> None:
    count = replace(
        BAD,
        left={Left.CHOSEN: 12, Left.JUMPED: 2, Left.BACK: 1},
        skipped=6,
        chosen={ChoiceId("shouts"): 3, ChoiceId("goes-on"): 9, ChoiceId("gone"): 1},
    )
    step = SMALL.steps[SMALL.start]

    card = step_card(TRAINER, SMALL, gathered({"open": count}), LOOK, step)

    assert [block.text for block in card.blocks[1:]] == [
        step.say,
        Phrase("evidence.shown", {"shown": 20, "calls": 12, "jumped": 2, "skipped": 6, "back": 1}),
        Phrase("evidence.median", {"seconds": 9}),
        Phrase("evidence.heat", {"known": 3, "hotter": 3, "calmer": 0, "before": "2.0", "after": "4.0"}),
        Phrase(
            "evidence.chosen",
            {
                "choices": Several(
                    (
                        Phrase("evidence.times", {"what": step.choices[0].label, "times": 9}),
                        Phrase("evidence.times", {"what": step.choices[1].label, "times": 3}),
                        Phrase("evidence.times", {"what": "gone", "times": 1}),
                    )
                )
            },
        ),
        Phrase(
            "evidence.ended",
            {
                "outcomes": Several(
                    (Phrase("evidence.times", {"what": Phrase("outcome.broken_off"), "times": 4}),)
                )
            },
        ),
    ]
    assert [button.value for button in buttons(card)] == [LOOK.value]


def test_wordings_are_told_one_by_one_and_what_is_too_few_says_so() -> None:
    two = (Variant("warm", both("说法一")), Variant("short", both("说法二")))
    step = replace(SMALL.steps[SMALL.start], variants=two)
    program = replace(SMALL, steps={**SMALL.steps, SMALL.start: step})
    spots = {Spot(SMALL.revision, step.id, "warm"): BAD, Spot(SMALL.revision, step.id, "short"): FEW}
    found = Gathered(Evidence(spots, {SMALL.revision: 12}), {SMALL.revision: program}, more=False)

    def told(look: EvidenceLook) -> list[tuple[object, object]]:
        texts = [block.text for block in step_card(TRAINER, program, found, look, step).blocks]
        wordings = [each for each in texts if isinstance(each, Phrase) and each.key == "evidence.wording"]
        return [(each.values["variant"], each.values["figures"]) for each in wordings]

    assert told(LOOK) == [("warm", summed_up(BAD)), ("short", summed_up(FEW))]
    assert told(replace(LOOK, joined=True)) == []
    assert summed_up(FEW).key == "evidence.too_few"


def test_line_without_a_temperature_says_so() -> None:
    card = step_card(
        TRAINER, SMALL, gathered({"open": replace(GOOD, heat={})}), LOOK, SMALL.steps[SMALL.start]
    )

    assert Block(BlockKind.BODY, Phrase("evidence.no_heat")) in card.blocks


def test_step_is_found_by_its_tag_while_the_playbook_has_it() -> None:
    assert step_at(SMALL, replace(LOOK, step=tag_of(SMALL.start))) == SMALL.steps[SMALL.start]
    assert step_at(SMALL, replace(LOOK, step="000000")) is None


def test_several_playbooks_are_asked_for_by_name() -> None:
    card = playbooks_card(TRAINER, [SMALL, replace(SMALL, playbook=PlaybookSlug("other"))])

    assert [button.value for button in buttons(card)] == [
        f"{tag_of(name)}.90.r.0" for name in (SMALL.playbook, PlaybookSlug("other"))
    ]


def test_nobody_is_named_on_any_card() -> None:
    found = gathered({"open": BAD, "listen": GOOD})
    cards = [
        evidence_card(TRAINER, SMALL, found, LOOK),
        step_card(TRAINER, SMALL, found, LOOK, SMALL.steps[SMALL.start]),
    ]

    assert [person for person in PEOPLE if str(person) in repr(cards)] == []


def test_beginning_of_a_long_line_is_cut() -> None:
    assert beginning(Bilingual("字" * 19, "x" * 40)) == Bilingual("字" * 17 + "…", "x" * 40)


def test_what_is_filled_in_is_left_open_where_a_line_is_only_named() -> None:
    assert beginning(Bilingual("您说的是{touchpoint}？", "It is {touchpoint}?")) == Bilingual(
        "您说的是…？", "It is …?"
    )

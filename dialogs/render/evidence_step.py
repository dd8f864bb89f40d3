"""The card that tells a trainer all that is known of one line of a playbook."""

from collections.abc import Iterator, Mapping
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Card
from dialogs.evidence import Count, Evidence, Spot
from dialogs.ids import ChoiceId
from dialogs.placeholders import label_of_slot
from dialogs.program import ANSWER, Outcome, Program, Step
from dialogs.render.evidence import beginning, count_of, evidence_of, summed_up
from dialogs.render.evidence_look import EvidenceLook
from dialogs.render.tags import tag_of
from dialogs.service.evidence import Gathered
from dialogs.stays import Left
from dialogs.texts import Phrase, Several, Text, Value

MOST_CHOICES: Final = 8
"""Answers that are told with their numbers, the most frequent first."""


def step_at(program: Program, look: EvidenceLook) -> Step | None:
    """Return the step that is looked at; none when the playbook has no such step now."""
    return next((step for step in program.steps.values() if tag_of(step.id) == look.step), None)


def step_card(actor: Actor, program: Program, gathered: Gathered, look: EvidenceLook, step: Step) -> Card:
    """Tell what became of one line."""
    count = count_of(evidence_of(gathered, look), program, look, step)
    place: dict[str, Value] = {
        "stage": program.stages[step.stage].title,
        "step": step.id,
        "since": look.since,
    }
    figures = tuple(_figures(program, step, count)) if count.is_enough else (summed_up(count),)
    wordings = () if look.joined else tuple(_wordings(program, step, gathered.evidence))
    return Card(
        (
            Block(BlockKind.BODY, Phrase("evidence.closer", place)),
            Block(BlockKind.SAY, step.say),
            *(Block(BlockKind.BODY, each) for each in (*figures, *wordings)),
        ),
        ((look.to(Phrase("button.evidence_list"), step=""),),),
        language=actor.language,
        call_language=actor.language,
    )


def _figures(program: Program, step: Step, count: Count) -> Iterator[Phrase]:
    left = count.left
    shown: dict[str, Value] = {
        "shown": count.shown,
        "calls": count.calls,
        "jumped": left.get(Left.JUMPED, 0),
        "skipped": count.skipped,
        "back": left.get(Left.BACK, 0),
    }
    yield Phrase("evidence.shown", shown)
    if count.median_seconds is not None:
        yield Phrase("evidence.median", {"seconds": count.median_seconds})
    yield _heat(count)
    if count.chosen:
        yield Phrase("evidence.chosen", {"choices": _several(_choices(program, step, count))})
    if count.ended:
        yield Phrase("evidence.ended", {"outcomes": _several(_outcomes(count.ended))})


def _wordings(program: Program, step: Step, evidence: Evidence) -> Iterator[Phrase]:
    """Tell of each way to say the line by itself; their order is that of the playbook, and no verdict."""
    for variant in step.variants:
        count = evidence.counts.get(Spot(program.revision, step.id, variant.id), Count())
        values: dict[str, Value] = {
            "variant": variant.id,
            "line": beginning(variant.say),
            "figures": summed_up(count),
        }
        yield Phrase("evidence.wording", values)


def _heat(count: Count) -> Phrase:
    means = count.mean_heat
    if means is None:
        return Phrase("evidence.no_heat")
    values: dict[str, Value] = {
        "known": sum(count.heat.values()),
        "hotter": count.heated,
        "calmer": count.cooled,
        "before": str(means[0]),
        "after": str(means[1]),
    }
    return Phrase("evidence.heat", values)


def _choices(program: Program, step: Step, count: Count) -> Iterator[Text]:
    labels: dict[ChoiceId, Text] = {choice.id: choice.label for choice in program.choices_at(step.id)}
    if step.asks is not None:
        labels[ANSWER] = label_of_slot(program.slots[step.asks])
    often = sorted(count.chosen.items(), key=lambda each: (-each[1], each[0]))
    for choice, times in often[:MOST_CHOICES]:
        yield Phrase("evidence.times", {"what": labels.get(choice, choice), "times": times})


def _outcomes(ended: Mapping[Outcome, int]) -> Iterator[Text]:
    for outcome in Outcome:
        if outcome in ended:
            yield Phrase("evidence.times", {"what": Phrase(f"outcome.{outcome}"), "times": ended[outcome]})


def _several(texts: Iterator[Text]) -> Several:
    return Several(tuple(texts))

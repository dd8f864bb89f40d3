"""From a revision to one of its lines: stage, step, line, and its words in both languages."""

import re
from collections.abc import Sequence
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card
from dialogs.events import LineChange
from dialogs.ids import StepId
from dialogs.ports import Line
from dialogs.program import Program, Stage
from dialogs.render.layout import in_pairs
from dialogs.render.playbooks.places import At, Deed
from dialogs.render.playbooks.shelf import card
from dialogs.texts import Language, Phrase, Value

MOST: Final = 40
"""Steps of a stage, or lines of a step, on one card."""
_BORROWED: Final = "/"
"""Stands in the id of what another playbook lends: its lines are changed there."""
_PLACES: Final = {
    "say": "say",
    "say_at_counter": "say_at_counter",
    "hints": "hint",
    "avoid": "avoid",
    "at_counter": "at_counter",
    "label": "label",
    "closed": "closed",
}
"""What the last word of a line's place is called."""


def stages_card(actor: Actor, program: Program, here: At, *, is_draft: bool) -> Card:
    """List the stages of a revision."""
    buttons = [
        here.at(number).button(stage.title, Deed.STAGE)
        for number, stage in enumerate(program.stages.values())
        if _BORROWED not in stage.id
    ]
    key = "playbooks.stages_draft" if is_draft else "playbooks.stages"
    lines = [Block(BlockKind.BODY, Phrase(key, {"title": program.title}))]
    whole = (
        here.button(Phrase("playbooks.outline"), Deed.OUTLINE),
        here.button(Phrase("playbooks.diagram"), Deed.DIAGRAM),
    )
    return card(actor, lines, (*in_pairs(buttons), whole, _back(here, is_draft=is_draft)))


def under_diagram(actor: Actor, program: Program) -> Card:
    """Say what a file with the flowchart is, and where it may be opened."""
    said = Phrase("playbooks.diagram_under", {"title": program.title})
    return card(actor, [Block(BlockKind.BODY, said)], ())


def diagram_failed(actor: Actor) -> Card:
    """Say that the flowchart could not be sent."""
    return card(actor, [Block(BlockKind.BODY, Phrase("playbooks.diagram_failed"))], ())


def stage_card(actor: Actor, program: Program, here: At, stage: Stage, *, is_draft: bool) -> Card:
    """List the steps of a stage, each by the line it says."""
    numbered = list(enumerate(program.steps.values()))
    own = [(number, step) for number, step in numbered if step.stage == stage.id and _BORROWED not in step.id]
    own = own[:MOST]
    buttons = tuple((here.at(number).button(step.say, Deed.STEP),) for number, step in own)
    lines = [Block(BlockKind.BODY, Phrase("playbooks.steps", {"title": program.title, "stage": stage.title}))]
    back = (here.at().button(Phrase("playbooks.back_stages"), Deed.STAGES), *_back(here, is_draft=is_draft))
    return card(actor, lines, (*buttons, back))


def step_card(actor: Actor, program: Program, here: At, lines: Sequence[Line]) -> Card:
    """List the lines of a step."""
    number = here.first or 0
    step = list(program.steps.values())[number]
    stages = list(program.stages)
    blocks = [
        Block(
            BlockKind.BODY,
            Phrase("playbooks.step", {"stage": program.stages[step.stage].title, "step": str(step.id)}),
        ),
        Block(BlockKind.HINT, Phrase("playbooks.pick_line")),
    ]
    buttons = tuple(
        (
            here.at(number, place).button(
                Phrase("playbooks.line_button", {"place": place_of(line.where), "words": line.words}),
                Deed.LINE,
            ),
        )
        for place, line in enumerate(lines[:MOST])
    )
    back = here.at(stages.index(step.stage)).button(Phrase("playbooks.back_steps"), Deed.STAGE)
    return card(actor, blocks, (*buttons, (back,)))


def line_card(actor: Actor, step: StepId, here: At, line: Line) -> Card:
    """Show one line in both languages, and let each be changed."""
    blocks = [
        Block(
            BlockKind.BODY, Phrase("playbooks.line_head", {"step": str(step), "place": place_of(line.where)})
        ),
        Block(BlockKind.COPY, Phrase("playbooks.words", {"words": line.words.zh})),
        Block(BlockKind.COPY, Phrase("playbooks.words", {"words": line.words.en})),
    ]
    if line.verbatim:
        blocks.append(Block(BlockKind.NOTICE, Phrase("playbooks.verbatim")))
    change = (
        here.button(Phrase("playbooks.change_zh"), Deed.CHINESE),
        here.button(Phrase("playbooks.change_en"), Deed.ENGLISH),
    )
    back = here.at(here.first).button(Phrase("playbooks.back_step"), Deed.STEP)
    return card(actor, blocks, (change, (back,)))


def place_of(where: str) -> Phrase:
    """Say which of a step's lines it is."""
    words = [each for each in re.split("[./]", where) if each in _PLACES]
    key = _PLACES[words[-1]] if words else "other"
    return Phrase(f"playbooks.place_{key}")


def where_of(change: LineChange) -> Phrase | str:
    """Say where a change stands: of a line its step, what it is and its language; else as it is kept."""
    step, _, rest = change.where.partition("/")
    place, _, language = rest.rpartition(".")
    if language not in set(Language) or not any(each in _PLACES for each in place.split("/")):
        return change.where
    values: dict[str, Value] = {
        "step": step,
        "place": place_of(place),
        "language": Phrase(f"language.{Language(language)}"),
    }
    return Phrase("playbooks.where", values)


def _back(here: At, *, is_draft: bool) -> tuple[Button, ...]:
    deed = Deed.DRAFT if is_draft else Deed.PLAYBOOK
    return (here.at().button(Phrase("playbooks.back"), deed),)

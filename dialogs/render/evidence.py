"""The card that tells a trainer which lines of a playbook to look at first."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Card
from dialogs.evidence import FEWEST_CALLS, FEWEST_PEOPLE, Count, Evidence, Spot, by_step, joined
from dialogs.ids import Revision
from dialogs.program import Program, Step, StepKind
from dialogs.render.evidence_look import WINDOWS, EvidenceLook, first_look
from dialogs.render.layout import Rows, in_pairs
from dialogs.render.tags import tag_of
from dialogs.service.evidence import Gathered
from dialogs.texts import Bilingual, Phrase, Value

LINES: Final = 5
"""Lines on one card: two rows of text each fit a phone's screen."""
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_SHORT: Final = {"zh": 18, "en": 40}
"""Characters of a line on the list: it is recognised by its beginning."""


def evidence_of(gathered: Gathered, look: EvidenceLook) -> Evidence:
    """Return the counts that are looked at: of the steps of each revision, or of all revisions joined."""
    return joined(gathered.evidence) if look.joined else by_step(gathered.evidence)


def count_of(evidence: Evidence, program: Program, look: EvidenceLook, step: Step) -> Count:
    """Return what became of ``step``; nothing when it was never shown."""
    revision = Revision("") if look.joined else program.revision
    return evidence.counts.get(Spot(revision, step.id), Count())


def playbooks_card(actor: Actor, offered: Sequence[Program]) -> Card:
    """Ask which playbook."""
    ways = [first_look(each).to(each.title) for each in offered]
    head = Block(BlockKind.BODY, Phrase("evidence.which"))
    return Card((head,), in_pairs(ways), language=actor.language, call_language=actor.language)


def evidence_card(actor: Actor, program: Program, gathered: Gathered, look: EvidenceLook) -> Card:
    """List the lines that people say, the worst first; those that too few calls saw come last."""
    ranked = _ranked(program, evidence_of(gathered, look), look)
    last = max(0, (len(ranked) - 1) // LINES)
    look = replace(look, page=min(look.page, last), step="")
    shown = list(enumerate(ranked, 1))[look.page * LINES : (look.page + 1) * LINES]
    body = [_row(program, place, step, count) for place, (step, count) in shown]
    closer = tuple(
        look.to(Phrase("button.evidence_step", {"number": place}), step=tag_of(step.id))
        for place, (step, _) in shown
    )
    return Card(
        (*_head(program, gathered, look), *body, Block(BlockKind.HINT, Phrase("evidence.nobody"))),
        (closer, *_turning(look, last), *_other_looks(look)),
        language=actor.language,
        call_language=actor.language,
    )


def _ranked(program: Program, evidence: Evidence, look: EvidenceLook) -> list[tuple[Step, Count]]:
    steps = [
        (step, count_of(evidence, program, look, step))
        for step in program.steps.values()
        if step.kind is not StepKind.END
    ]
    return sorted(steps, key=lambda each: (not each[1].is_enough, -_trouble(each[1]), -each[1].broken_off))


def _trouble(count: Count) -> float:
    return count.trouble if count.is_enough else 0.0


def _head(program: Program, gathered: Gathered, look: EvidenceLook) -> tuple[Block, ...]:
    which = Phrase("evidence.joined" if look.joined else "evidence.current")
    per_revision = gathered.evidence.calls
    calls = sum(per_revision.values()) if look.joined else per_revision.get(program.revision, 0)
    values: dict[str, Value] = {"title": program.title, "which": which, "since": look.since, "calls": calls}
    lines = [
        Block(BlockKind.BODY, Phrase("evidence.head", values)),
        Block(BlockKind.HINT, Phrase("evidence.order")),
    ]
    if gathered.more:
        lines.append(Block(BlockKind.NOTICE, Phrase("evidence.latest_only")))
    return tuple(lines)


def _row(program: Program, place: int, step: Step, count: Count) -> Block:
    values: dict[str, Value] = {
        "number": place,
        "stage": program.stages[step.stage].title,
        "line": beginning(step.say),
        "figures": summed_up(count),
    }
    return Block(BlockKind.BODY, Phrase("evidence.step", values))


def summed_up(count: Count) -> Phrase:
    """Say the figures of a line in one row, or that there are too few."""
    if not count.is_enough:
        return Phrase("evidence.too_few", {"calls": FEWEST_CALLS, "people": FEWEST_PEOPLE})
    values: dict[str, Value] = {
        "shown": count.shown,
        "seconds": count.median_seconds or 0,
        "broken": count.broken_off,
        "hotter": count.heated,
        "calmer": count.cooled,
    }
    return Phrase("evidence.counts", values)


def beginning(line: Bilingual) -> Bilingual:
    """Return the beginning of a line, by which one recognises it; what is filled in is left open."""
    zh, en = (_PLACEHOLDER.sub("…", words) for words in (line.zh, line.en))
    return Bilingual(_cut(zh, _SHORT["zh"]), _cut(en, _SHORT["en"]))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _turning(look: EvidenceLook, last: int) -> Rows:
    before = (look.to(Phrase("button.page_before"), page=look.page - 1),) if look.page else ()
    after = (look.to(Phrase("button.page_after"), page=look.page + 1),) if look.page < last else ()
    return ((*before, *after),) if before or after else ()


def _other_looks(look: EvidenceLook) -> Rows:
    which = Phrase("button.evidence_current" if look.joined else "button.evidence_joined")
    days = WINDOWS[(WINDOWS.index(look.days) + 1) % len(WINDOWS)]
    window = replace(look, days=days).since
    return (
        (
            look.to(which, joined=not look.joined, page=0),
            look.to(Phrase("button.evidence_since", {"since": window}), days=days, page=0),
        ),
    )

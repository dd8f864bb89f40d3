"""What a law card says, for the agent's eyes: never read out as it stands."""

from collections.abc import Iterator

from dialogs.cards import Block, BlockKind
from dialogs.program import LawCard, Program, Step
from dialogs.texts import Phrase


def facts(program: Program, step: Step) -> Iterator[Block]:
    """Yield the law cards of a step: what each says, how to say it, what not to say, how sure we are."""
    for name in step.facts:
        card = program.facts[name]
        yield Block(BlockKind.LISTED, _head(card))
        yield Block(BlockKind.LISTED, card.says)
        yield Block(BlockKind.HINT, Phrase("fact.how_to_say", {"line": card.how_to_say}))
        if card.not_to_say is not None:
            yield Block(BlockKind.AVOID, card.not_to_say)
        yield Block(BlockKind.LISTED, Phrase(f"fact.confidence_{card.confidence.lower()}"))


def _head(card: LawCard) -> Phrase:
    since = card.in_force.isoformat()
    if card.article is None:
        return Phrase("fact.head_without_article", {"instrument": card.instrument, "in_force": since})
    return Phrase("fact.head", {"instrument": card.instrument, "article": card.article, "in_force": since})

"""What a law card says, for the agent's eyes: never read out as it stands."""

from collections.abc import Iterator
from datetime import date

from dialogs.cards import Block, BlockKind
from dialogs.law import LawCard
from dialogs.program import Program, Step
from dialogs.texts import Bilingual, Phrase, Value

_LONGEST_NAME = 16
_CUT = "…"


def facts(program: Program, step: Step, today: date) -> Iterator[Block]:
    """Yield the law cards of a step: what each says, how to say it, what not to say, how sure we are.

    ``today`` tells which should have been read again.
    """
    for name in step.facts:
        card = program.facts[name]
        yield Block(BlockKind.LISTED, head(card))
        yield Block(BlockKind.LISTED, card.says)
        yield Block(BlockKind.HINT, Phrase("fact.how_to_say", {"line": card.how_to_say}))
        if card.not_to_say is not None:
            yield Block(BlockKind.AVOID, card.not_to_say)
        yield from doubts(card, today)
        yield Block(BlockKind.LISTED, Phrase(f"fact.confidence_{card.confidence.lower()}"))


def head(card: LawCard) -> Phrase:
    """Name the instrument, the article where somebody has read it, and its day in force or of issue."""
    day = card.day.isoformat()
    since = Phrase("fact.issued" if card.only_issued else "fact.in_force", {"day": day})
    told: dict[str, Value] = {"instrument": card.instrument, "since": since}
    if card.article is None:
        return Phrase("fact.head_without_article", told)
    return Phrase("fact.head", told | {"article": card.article})


def doubts(card: LawCard, today: date) -> Iterator[Block]:
    """Yield what must not be missed before a card is relied on."""
    if card.to_confirm:
        yield Block(BlockKind.NOTICE, Phrase("fact.to_confirm"))
    if card.check_by < today:
        yield Block(BlockKind.NOTICE, Phrase("fact.overdue", {"day": card.check_by.isoformat()}))


def name_of(card: LawCard) -> Bilingual:
    """Return what a card is called: the first word that finds it, else how it begins."""
    zh = card.words.zh[0] if card.words.zh else _short(card.says.zh)
    return Bilingual(zh, card.words.en[0] if card.words.en else _short(card.says.en))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + _CUT

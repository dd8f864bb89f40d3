"""The law cards as they are looked for, and one of them opened."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.law import LawCard
from dialogs.lawbook import LawBook
from dialogs.render.facts import doubts, head, name_of
from dialogs.render.layout import in_pairs
from dialogs.render.lists import begins, card_of
from dialogs.render.look import AGAIN, Look
from dialogs.render.looking import Keys, Kind, ways_on
from dialogs.texts import Language, Phrase, Value

_KEYS = Keys(
    asks="law.ask",
    writes="ask.law",
    has_none="law.no_cards",
    found="law.found",
    topic="law.topic",
    nothing="law.nothing",
    perhaps="law.perhaps",
    nothing_near="law.nothing_near",
)


def law_kind(book: LawBook) -> Kind[LawCard]:
    """Return how law cards are shown to whoever looks for one."""
    return Kind(
        book=book,
        cards=book.cards.values(),
        verb=Verb.LAW,
        keys=_KEYS,
        other=Button(Phrase("button.cases"), Verb.CASE, AGAIN),
        hit=lambda place, card: Phrase("law.hit", {"place": place, "says": begins(card.says)}),
        label=lambda place, card: _name(book, card, "button.law_card", "button.law_card_number", place),
        opened=partial(law_card, book),
    )


def law_card(book: LawBook, actor: Actor, card: LawCard, look: Look, call: Language, today: date) -> Card:
    """Show all that a card says; ``call`` is the language of the line to say, ``today`` the local day."""
    topics = [
        Button(
            Phrase("button.law_more", {"topic": book.topics[each].title}), Verb.LAW, Look(topic=each).value
        )
        for each in card.topics
        if each in book.topics and each != look.topic
    ]
    rows = (*in_pairs(topics[:4]), ways_on(Verb.LAW, look))
    return card_of(actor, tuple(_told(book, card, today)), rows, call)


def _told(book: LawBook, card: LawCard, today: date) -> Iterator[Block]:
    """Yield what a card says: only what somebody has read in full is shown as a line to say."""
    yield Block(BlockKind.BODY, _name(book, card, "law.name", "law.name_with_number"))
    yield Block(BlockKind.LISTED, card.says)
    if card.confidence == "A":
        yield Block(BlockKind.SAY, card.how_to_say, spoken=True)
    else:
        yield Block(BlockKind.HINT, Phrase("fact.how_to_say", {"line": card.how_to_say}))
    if card.not_to_say is not None:
        yield Block(BlockKind.AVOID, card.not_to_say)
    yield from doubts(card, today)
    yield Block(BlockKind.BODY, head(card))
    yield Block(BlockKind.BODY, Phrase(f"fact.confidence_{card.confidence.lower()}"))
    yield Block(
        BlockKind.BODY, Phrase("law.source", {"source": card.source, "day": card.check_by.isoformat()})
    )


def _name(book: LawBook, card: LawCard, plain: str, with_number: str, place: int = 0) -> Phrase:
    """Call a card by its name, and by its number where it has one."""
    called: dict[str, Value] = {"place": place, "name": book.name(card) or name_of(card)}
    return (
        Phrase(plain, called)
        if card.number is None
        else Phrase(with_number, {**called, "number": card.number})
    )

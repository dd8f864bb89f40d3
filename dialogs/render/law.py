"""The cards of a search in the law: what to write, what was found, and one law card opened."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.law import LawCard
from dialogs.lawbook import LawBook
from dialogs.render.facts import doubts, head, name_of
from dialogs.render.layout import Rows, in_pairs
from dialogs.render.lists import begins, card_of, counted, has_more, page_of, turning
from dialogs.render.look import AGAIN, CLOSE, Look
from dialogs.service.looking import Found
from dialogs.texts import Language, Phrase, Value

_CLOSE = Button(Phrase("button.close_law"), Verb.LAW, CLOSE)
_CASES = Button(Phrase("button.cases"), Verb.CASE, AGAIN)
_ANEW = Button(Phrase("button.law_again"), Verb.LAW, AGAIN)


def law_start(actor: Actor, book: LawBook) -> Card:
    """Ask for a word, and offer the topics."""
    told = Phrase("law.ask", {"count": len(book.cards)}) if book.cards else Phrase("law.no_cards")
    asks = (Block(BlockKind.NEXT_TEXT, Phrase("ask.law")),) if book.cards else ()
    return card_of(actor, (Block(BlockKind.BODY, told), *asks), (*_topics(book), (_CASES, _CLOSE)))


def law_found(actor: Actor, book: LawBook, found: Found[LawCard], page: int) -> Card:
    """List what was found for a word, a page of it; without a hit, what may have been meant."""
    look = Look(words=found.words, page=page)
    if found.cards:
        return _listed(actor, book, look, Phrase("law.found", counted(look, found.cards)), found.cards)
    meant = [
        Button(Phrase("button.law_word", {"word": each}), Verb.LAW, Look(words=each).value)
        for each in found.alike
    ]
    said = (
        Block(BlockKind.BODY, Phrase("law.nothing", {"words": found.words})),
        Block(BlockKind.HINT, Phrase("law.nothing_near" if not meant else "law.perhaps")),
    )
    return card_of(actor, said, (*in_pairs(meant), *_topics(book), (_ANEW, _CLOSE)))


def law_topic(actor: Actor, book: LawBook, topic: str, page: int) -> Card:
    """List the cards about a topic, a page of them."""
    look, cards = Look(topic=topic, page=page), book.about(topic)
    told = {"topic": book.topics[topic].title, **counted(look, cards)}
    return _listed(actor, book, look, Phrase("law.topic", told), cards)


def law_card(actor: Actor, book: LawBook, card: LawCard, look: Look, call: Language, today: date) -> Card:
    """Show all that a card says; ``call`` is the language of the line to say, ``today`` the local day."""
    back = Button(Phrase("button.law_list"), Verb.LAW, replace(look, card="").value)
    topics = [
        Button(Phrase("button.law_more", {"topic": book.topics[each].title}), Verb.LAW, _first(each))
        for each in card.topics
        if each in book.topics and each != look.topic
    ]
    ways = (back, _ANEW, _CLOSE) if look.is_listed else (_ANEW, _CLOSE)
    return card_of(actor, tuple(_told(book, card, today)), (*in_pairs(topics[:4]), ways), call)


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


def _listed(actor: Actor, book: LawBook, look: Look, told: Phrase, cards: Sequence[LawCard]) -> Card:
    shown = page_of(cards, look)
    lines = (
        Block(BlockKind.LISTED, Phrase("law.hit", {"place": place, "says": begins(card.says)}))
        for place, card in shown
    )
    opening = tuple(
        (
            Button(
                _name(book, card, "button.law_card", "button.law_card_number", place),
                Verb.LAW,
                look.opened(card.id).value,
            ),
        )
        for place, card in shown
    )
    more = has_more(cards, look)
    beyond = (Block(BlockKind.HINT, Phrase("law.shorter")),) if more and not look.is_kept else ()
    return card_of(
        actor,
        (Block(BlockKind.BODY, told), *lines, *beyond),
        (*opening, *turning(look, Verb.LAW, more=more and look.is_kept), (_ANEW, _CLOSE)),
    )


def _topics(book: LawBook) -> Rows:
    return in_pairs(
        [
            Button(
                Phrase("button.law_topic", {"topic": book.topics[topic].title, "count": count}),
                Verb.LAW,
                _first(topic),
            )
            for topic, count in book.counts.items()
        ]
    )


def _first(topic: str) -> str:
    return Look(topic=topic).value


def _name(book: LawBook, card: LawCard, plain: str, with_number: str, place: int = 0) -> Phrase:
    """Call a card by its name, and by its number where it has one."""
    called: dict[str, Value] = {"place": place, "name": book.name(card) or name_of(card)}
    return (
        Phrase(plain, called)
        if card.number is None
        else Phrase(with_number, {**called, "number": card.number})
    )

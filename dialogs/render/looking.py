"""The cards of a search, whatever is looked for: what to write, what was found, what is about a topic."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, Protocol, TypeVar

from dialogs.actors import Actor
from dialogs.cards import Block, BlockKind, Button, Card, Verb
from dialogs.index import Topic
from dialogs.render.layout import Rows, in_pairs
from dialogs.render.lists import card_of, counted, has_more, page_of, turning
from dialogs.render.look import AGAIN, CLOSE, Item, Look, Named
from dialogs.service.looking import Findable, Found
from dialogs.texts import Language, Phrase

Item_co = TypeVar("Item_co", bound=Named, covariant=True)


class Book(Findable[Item_co], Protocol[Item_co]):
    """All things of one kind, and the topics under which they stand."""

    @property
    def topics(self) -> Mapping[str, Topic]:
        """Return the topics that there are."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many things there are about each topic that has any."""
        ...

    def about(self, topic: str) -> Sequence[Item_co]:
        """Return the things about a topic."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the bot says of one kind of thing, by the keys of the catalogue."""

    asks: str
    writes: str
    """Names where the next text goes."""
    has_none: str
    found: str
    topic: str
    nothing: str
    perhaps: str
    nothing_near: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Item]):
    """One kind of thing that is looked for, and how a list and its own card show one."""

    book: Book[Item]
    cards: Collection[Item]
    verb: Verb
    keys: Keys
    other: Button
    """Leads to where another kind of thing is looked for."""
    hit: Callable[[int, Item], Phrase]
    """Says what of a thing stands in a list, at its place."""
    label: Callable[[int, Item], Phrase]
    """Says what stands on the button that opens it."""
    opened: Callable[[Actor, Item, Look, Language, date], Card]
    """Draws its own card: a line to say is in the language of the call, the day is the local one."""


def start(actor: Actor, kind: Kind[Item]) -> Card:
    """Ask for a word, and offer the topics."""
    keys, count = kind.keys, len(kind.cards)
    told = Phrase(keys.asks, {"count": count}) if count else Phrase(keys.has_none)
    asks = (Block(BlockKind.NEXT_TEXT, Phrase(keys.writes)),) if count else ()
    close = _anew_or_close(kind.verb)[-1]
    return card_of(actor, (Block(BlockKind.BODY, told), *asks), (*_topics(kind), (kind.other, close)))


def hits(actor: Actor, kind: Kind[Item], found: Found[Item], page: int) -> Card:
    """List what was found for a word, a page of it; without a hit, what may have been meant."""
    look, keys = Look(words=found.words, page=page), kind.keys
    if found.cards:
        return _listed(actor, kind, look, Phrase(keys.found, counted(look, found.cards)), found.cards)
    meant = [
        Button(Phrase("button.law_word", {"word": each}), kind.verb, Look(words=each).value)
        for each in found.alike
    ]
    said = (
        Block(BlockKind.BODY, Phrase(keys.nothing, {"words": found.words})),
        Block(BlockKind.HINT, Phrase(keys.perhaps if meant else keys.nothing_near)),
    )
    return card_of(actor, said, (*in_pairs(meant), *_topics(kind), _anew_or_close(kind.verb)))


def about(actor: Actor, kind: Kind[Item], topic: str, page: int) -> Card:
    """List the things about a topic, a page of them."""
    look, cards = Look(topic=topic, page=page), kind.book.about(topic)
    told = {"topic": kind.book.topics[topic].title, **counted(look, cards)}
    return _listed(actor, kind, look, Phrase(kind.keys.topic, told), cards)


def ways_on(verb: Verb, look: Look) -> tuple[Button, ...]:
    """Return the buttons that lead away from an open card: to its list if it came from one."""
    back = Button(Phrase("button.law_list"), verb, replace(look, card="").value)
    return (back, *_anew_or_close(verb)) if look.is_listed else _anew_or_close(verb)


def _anew_or_close(verb: Verb) -> tuple[Button, Button]:
    return Button(Phrase("button.law_again"), verb, AGAIN), Button(Phrase("button.close_law"), verb, CLOSE)


def _listed(actor: Actor, kind: Kind[Item], look: Look, told: Phrase, cards: Sequence[Item]) -> Card:
    shown = page_of(cards, look)
    lines = [Block(BlockKind.LISTED, kind.hit(place, card)) for place, card in shown]
    opening = [
        (Button(kind.label(place, card), kind.verb, look.opened(card.id).value),) for place, card in shown
    ]
    more = has_more(cards, look)
    beyond = (Block(BlockKind.HINT, Phrase("law.shorter")),) if more and not look.is_kept else ()
    return card_of(
        actor,
        (Block(BlockKind.BODY, told), *lines, *beyond),
        (*opening, *turning(look, kind.verb, more=more and look.is_kept), _anew_or_close(kind.verb)),
    )


def _topics(kind: Kind[Item]) -> Rows:
    return in_pairs(
        [
            Button(
                Phrase("button.law_topic", {"topic": kind.book.topics[topic].title, "count": count}),
                kind.verb,
                Look(topic=topic).value,
            )
            for topic, count in kind.book.counts.items()
        ]
    )

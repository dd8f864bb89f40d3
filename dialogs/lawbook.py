"""The law cards of the library, and how one is found while a customer waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dialogs.ids import FactId
from dialogs.index import Index, Texts, Topic, both
from dialogs.law import LawCard
from dialogs.texts import Bilingual


@dataclass(frozen=True)
class LawBook:
    """Every law card that serves, and the topics under which they stand."""

    cards: Mapping[FactId, LawCard] = field(default_factory=dict)
    """By id."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """Those that there are, in their order; cards may be about only some of them."""

    def find(self, words: str) -> tuple[LawCard, ...]:
        """Return the cards that hold ``words``, the best first, as :meth:`Index.find` does.

        A word counts most where it is one that the card is known by or its number, then within those, then
        as what the card is about, then within its id and instrument, then within the names of its topics,
        and least in what it says and how that is said. Cards that count alike stand by confidence, A first,
        then by id.
        """
        return self._index.find(words)

    def about(self, topic: str) -> tuple[LawCard, ...]:
        """Return the cards about ``topic``: those that it leads first, by confidence and id."""
        held = [card for card in self.cards.values() if topic in card.topics]
        return tuple(sorted(held, key=lambda card: (card.topics[0] != topic, card.confidence, card.id)))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many cards there are about each topic that has any, in the order of the topics."""
        counted = {topic: len(self.about(topic)) for topic in self.topics}
        return {topic: count for topic, count in counted.items() if count}

    def name(self, card: LawCard) -> Bilingual | None:
        """Return what a card is called in a list: its first word, and the next where another has that too.

        None for a card without words.
        """
        zh, en = _name(card.words.zh, self._leading), _name(card.words.en, self._leading)
        return Bilingual(zh, en) if zh and en else None

    @cached_property
    def _leading(self) -> Mapping[str, int]:
        """Return how many cards each word leads, in either language."""
        return Counter(
            words[0] for card in self.cards.values() for words in (card.words.zh, card.words.en) if words
        )

    def alike(self, words: str) -> tuple[str, ...]:
        """Return names of cards and topics that ``words`` may have meant, the likest first."""
        return self._index.alike(words)

    @cached_property
    def _index(self) -> Index[LawCard]:
        return Index((card, self._texts(card), (card.confidence, card.id)) for card in self.cards.values())

    def _texts(self, card: LawCard) -> Texts:
        return Texts(
            called=(*card.words.zh, *card.words.en),
            names=(card.id, *both(card.instrument, card.article)),
            body=both(card.says, card.how_to_say, card.not_to_say),
            about=tuple(self.topics[each] for each in card.topics if each in self.topics),
            numbers=both(card.number),
        )


def _name(words: Sequence[str], leading: Mapping[str, int]) -> str:
    return "·".join(words[:2] if words and leading[words[0]] > 1 else words[:1])

"""The law cards of the library, and how one is found while a customer waits."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Final

from dialogs.ids import FactId
from dialogs.law import LawCard
from dialogs.searching import plain
from dialogs.texts import Bilingual

NAMED: Final = 64
"""A card is known by just this word. Each of these counts more than all that follow it together."""
IN_WORDS: Final = 32
"""The word is within a word that the card is known by, or within its number."""
OF_TOPIC: Final = 16
"""It is mainly about what the word names."""
ALSO_OF_TOPIC: Final = 8
"""It is about that too."""
IN_NAME: Final = 4
"""The word is within its id, its instrument or its article."""
IN_TOPIC: Final = 2
"""The word is within a name of what it is about."""
IN_BODY: Final = 1
"""The word is within what it says, or how that is said."""
MOST_SUGGESTED: Final = 4
_LIKE: Final = 0.4
"""How much two words must have in common to be taken for each other: a slip, or a part of a compound."""
_APART = re.compile(r"[\W_]+")
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a law card can be about; ``words`` are what else people call it, in both languages."""

    id: str
    title: Bilingual
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A card with its texts as terms are compared, the name of each beside how much a hit in it counts."""

    card: LawCard
    called: frozenset[str]
    names: tuple[str, ...]
    body: tuple[str, ...]
    about: tuple[frozenset[str], ...]
    """The names of its topics, the leading one first."""

    def points(self, term: "_Term") -> int:
        """Return how much the hits of ``term`` count together; 0 for none."""
        of_topics = [place for place, names in enumerate(self.about) if term.words in names]
        return sum(
            points
            for points, is_hit in (
                (NAMED, term.words in self.called),
                (IN_WORDS, any(map(term.is_in, self.called))),
                (OF_TOPIC, of_topics[:1] == [0]),
                (ALSO_OF_TOPIC, bool(of_topics)),
                (IN_NAME, any(map(term.is_in, self.names))),
                (IN_TOPIC, any(term.is_in(name) for names in self.about for name in names)),
                (IN_BODY, any(map(term.is_in, self.body))),
            )
            if is_hit
        )

    def within(self, sentence: str) -> int:
        """Return how much the names of the card and of its topics count that a sentence holds."""
        of_topics = frozenset(name for names in self.about for name in names)
        return sum(
            points * sum(len(name) > 1 and not name.isascii() and name in sentence for name in names)
            for points, names in ((IN_WORDS, self.called), (OF_TOPIC, of_topics - self.called))
        )


@dataclass(frozen=True, slots=True)
class _Term:
    """One word of what somebody looks for."""

    words: str
    shape: re.Pattern[str] | None = None
    """For a Latin word or a number, which must stand at the start of a word; none for Chinese."""

    @classmethod
    def of(cls, word: str) -> "_Term":
        if not word.isascii():
            return cls(word)
        stem = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004
        ends = "(?![0-9])" if stem[-1].isdecimal() else ""
        return cls(word, re.compile(rf"(?<![a-z0-9]){re.escape(stem)}{ends}"))

    def is_in(self, text: str) -> bool:
        return self.words in text if self.shape is None else self.shape.search(text) is not None


@dataclass(frozen=True)
class LawBook:
    """Every law card that serves, and the topics under which they stand."""

    cards: Mapping[FactId, LawCard] = field(default_factory=dict)
    """By id."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """Those that there are, in their order; cards may be about only some of them."""

    def find(self, words: str) -> tuple[LawCard, ...]:
        """Return the cards that hold all of ``words``, else any, else whose names they hold; the best first.

        A word is compared as the search of calls compares it: case and width make no difference. A Chinese
        word of one character or more is found anywhere, a Latin one or a number at the start of a word, in
        whichever language it stands. It counts most where it is a word that the card is known by or its
        number, then within those, then as what the card is about, then within its id and instrument, then
        within the names of its topics, and least in what it says and how that is said. Cards that count
        alike stand by confidence, A first, then by id. Of a whole Chinese sentence that is on no card, the
        names within it are looked for.
        """
        spaced = _spaced(words)
        terms = [_Term.of(each) for each in spaced.split()]
        if len(terms) > 1:  # several words may be one name: who hits it whole stands above who hits its parts
            terms.append(_Term(spaced))
        counted = [(entry.card, [entry.points(term) for term in terms]) for entry in self._entries]
        parts = max(len(terms) - 1, 1)
        whole = [(card, points) for card, points in counted if points and all(points[:parts])]
        found = whole or [(card, points) for card, points in counted if any(points)]
        found = found or [(each.card, [each.within(spaced)]) for each in self._entries if each.within(spaced)]
        return tuple(card for card, _ in sorted(found, key=_rank))

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
        pairs = _pairs(plain(words))
        likest = sorted(
            ((_likeness(pairs, held), name) for name, held in self._names.items()),
            key=lambda each: (-each[0], len(each[1]), each[1]),
        )
        return tuple(name for likeness, name in likest[:MOST_SUGGESTED] if likeness >= _LIKE)

    @cached_property
    def _entries(self) -> tuple[_Entry, ...]:
        return tuple(self._entry(card) for card in self.cards.values())

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """Return each word that finds a card by its name, with its pairs of characters."""
        of_topics = (name for topic in self.counts for name in _called(self.topics[topic]))
        names = chain(of_topics, *(card.words.zh + card.words.en for card in self.cards.values()))
        return {name: _pairs(plain(name)) for name in names}

    def _entry(self, card: LawCard) -> _Entry:
        called = frozenset(_spaced(each) for each in chain(card.words.zh, card.words.en, _both(card.number)))
        names = chain([_spaced(card.id)], map(_spaced, _both(card.instrument, card.article)))
        body = _both(card.says, card.how_to_say, card.not_to_say)
        about = (self.topics[each] for each in card.topics if each in self.topics)
        named = tuple(frozenset(map(_spaced, _called(each))) for each in about)
        return _Entry(card, called, tuple(names), tuple(map(_spaced, body)), named)


def _name(words: Sequence[str], leading: Mapping[str, int]) -> str:
    return "·".join(words[:2] if words and leading[words[0]] > 1 else words[:1])


def _rank(found: tuple[LawCard, Sequence[int]]) -> tuple[int, str, str]:
    card, points = found
    return -sum(points), card.confidence, card.id


def _called(topic: Topic) -> Sequence[str]:
    return (topic.title.zh, topic.title.en, *topic.words)


def _both(*texts: Bilingual | None) -> Iterator[str]:
    for text in texts:
        if text is not None:
            yield text.zh
            yield text.en


def _spaced(text: str) -> str:
    """Return a text as terms are compared, with a space for every mark."""
    return _APART.sub(" ", plain(text)).strip()


def _pairs(word: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a word, or the one that it is."""
    return frozenset(word[place : place + 2] for place in range(max(len(word) - 1, 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two sets of pairs are, by Dice: 0 for nothing in common, 1 for all."""
    return 2 * len(one & other) / (len(one) + len(other))

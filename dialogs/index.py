"""Things that are found by a word while a customer waits: how much each hit counts, and what was meant."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from dialogs.searching import plain
from dialogs.texts import Bilingual

Item = TypeVar("Item")

NAMED: Final = 64
"""A thing is known by just this word. Each of these counts more than all that follow it together."""
IN_WORDS: Final = 32
"""The word is within a word that it is known by."""
OF_TOPIC: Final = 16
"""It is mainly about what the word names."""
ALSO_OF_TOPIC: Final = 8
"""It is about that too."""
IN_NAME: Final = 4
"""The word is within a name of it."""
IN_TOPIC: Final = 2
"""The word is within a name of what it is about."""
IN_BODY: Final = 1
"""The word is within what it says."""
MOST_SUGGESTED: Final = 4
_LIKE: Final = 0.4
"""How much two words must have in common to be taken for each other: a slip, or a part of a compound."""
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a thing can be about; ``words`` are what else people call it, in both languages."""

    id: str
    title: Bilingual
    words: tuple[str, ...] = ()

    @property
    def called(self) -> Sequence[str]:
        """Return all that it is called."""
        return (self.title.zh, self.title.en, *self.words)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a thing, as they are written."""

    called: Sequence[str]
    """The words that it is known by."""
    names: Sequence[str]
    body: Sequence[str]
    about: Sequence[Topic]
    """Its topics, the leading one first."""
    numbers: Sequence[str] = ()
    """Numbers that it is known by too; they are never suggested."""


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Item]):
    """A thing with its texts as terms are compared."""

    item: Item
    order: tuple[str, ...]
    """Those that count alike stand by this."""
    called: frozenset[str]
    names: tuple[str, ...]
    body: tuple[str, ...]
    about: tuple[frozenset[str], ...]

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
        """Return how much the names of the thing and of its topics count that a sentence holds."""
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


class Index(Generic[Item]):
    """What is found, each with its texts and the order among those that count alike."""

    def __init__(self, held: Iterable[tuple[Item, Texts, tuple[str, ...]]]) -> None:
        self._held = tuple(held)

    def find(self, words: str) -> tuple[Item, ...]:
        """Return what holds all of ``words``, else any, else whose names they hold; the best first.

        A word is compared as the search of calls compares it: case and width make no difference. A Chinese
        word of one character or more is found anywhere, a Latin one or a number at the start of a word, in
        whichever language it stands. Of a whole Chinese sentence that nothing holds, the names within it are
        looked for.
        """
        spaced = _spaced(words)
        terms = [_Term.of(each) for each in spaced.split()]
        if len(terms) > 1:  # several words may be one name: who hits it whole stands above who hits its parts
            terms.append(_Term(spaced))
        counted = [(entry, [entry.points(term) for term in terms]) for entry in self._entries]
        parts = max(len(terms) - 1, 1)
        whole = [(entry, points) for entry, points in counted if points and all(points[:parts])]
        found = whole or [(entry, points) for entry, points in counted if any(points)]
        found = found or [(each, [each.within(spaced)]) for each in self._entries if each.within(spaced)]
        ranked = sorted(found, key=lambda each: (-sum(each[1]), each[0].order))
        return tuple(entry.item for entry, _ in ranked)

    def alike(self, words: str) -> tuple[str, ...]:
        """Return words and topics by which something is found that ``words`` may have meant; likest first."""
        pairs = _pairs(plain(words))
        likest = sorted(
            ((_likeness(pairs, held), name) for name, held in self._names.items()),
            key=lambda each: (-each[0], len(each[1]), each[1]),
        )
        return tuple(name for likeness, name in likest[:MOST_SUGGESTED] if likeness >= _LIKE)

    @cached_property
    def _entries(self) -> tuple[_Entry[Item], ...]:
        return tuple(
            _Entry(
                item,
                order,
                frozenset(map(_spaced, (*texts.called, *texts.numbers))),
                tuple(map(_spaced, texts.names)),
                tuple(map(_spaced, texts.body)),
                tuple(frozenset(map(_spaced, topic.called)) for topic in texts.about),
            )
            for item, texts, order in self._held
        )

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """Return each word that finds a thing by its name, with its pairs of characters."""
        of_topics = (name for _, texts, _ in self._held for topic in texts.about for name in topic.called)
        of_things = (name for _, texts, _ in self._held for name in texts.called)
        return {name: _pairs(plain(name)) for name in (*of_topics, *of_things)}


def both(*texts: Bilingual | None) -> list[str]:
    """Return texts in both languages; one that is none is left out."""
    return [each for text in texts if text is not None for each in (text.zh, text.en)]


def _spaced(text: str) -> str:
    """Return a text as terms are compared, with a space for every mark."""
    return _APART.sub(" ", plain(text)).strip()


def _pairs(word: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a word, or the one that it is."""
    return frozenset(word[place : place + 2] for place in range(max(len(word) - 1, 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two sets of pairs are, by Dice: 0 for nothing in common, 1 for all."""
    return 2 * len(one & other) / (len(one) + len(other))

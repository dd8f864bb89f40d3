"""Where in the law cards or cases somebody is: it travels inside buttons, and is checked on its return."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

from dialogs.render.tags import tag_of

AGAIN: Final = "s"
"""The value of a button that asks for another word, on the card that it stands on."""
CLOSE: Final = "x"
"""The value of a button that takes the card away."""
LONGEST: Final = 52
"""Characters of a value on a card that belongs to no call."""
_SHAPE = re.compile(r"(?P<card>[0-9a-f]{6})?\.(?P<page>[0-9]{1,2})\.(?P<kind>[tq]?)(?P<of>[ -~]*)")
_CODEC: Final = "gb18030"
"""Two bytes a Chinese character, and every character there is."""


class Named(Protocol):
    """A thing that is looked for."""

    @property
    def id(self) -> str:
        """Return its name in the library."""
        ...


Item = TypeVar("Item", bound=Named)


@dataclass(frozen=True, slots=True)
class Look:
    """A list of cards, by words or by topic, and one of them if it is open."""

    words: str = ""
    """What was looked for; empty in the list of a topic."""
    topic: str = ""
    page: int = 0
    card: str = ""
    """The :func:`tag_of` the open card; empty while the list is shown."""

    @property
    def value(self) -> str:
        """Return this for a button; words that are too long for one are left out."""
        return self._written() if self.is_kept else replace(self, words="", page=0).value

    @property
    def is_kept(self) -> bool:
        """Whether a button brings the whole of it back."""
        return len(self._written()) <= LONGEST

    @property
    def is_listed(self) -> bool:
        """Whether there is a list to go back to."""
        return bool(self.words or self.topic)

    def opened(self, card: str) -> "Look":
        """Return this with a card open, by its id."""
        return replace(self, card=tag_of(card))

    def card_in(self, cards: Iterable[Item]) -> Item | None:
        """Return the open one of ``cards``; none when no such card serves any more."""
        return next((card for card in cards if tag_of(card.id) == self.card), None)

    @classmethod
    def read(cls, value: str) -> "Look | None":
        """Decode what :attr:`value` encoded; none for anything else."""
        found = _SHAPE.fullmatch(value)
        if found is None or bool(found["kind"]) != bool(found["of"]):
            return None
        page, card = int(found["page"]), found["card"] or ""
        if found["kind"] != "q":
            return cls(topic=found["of"], page=page, card=card)
        words = _decoded(found["of"])
        return None if words is None else cls(words=words, page=page, card=card)

    def _written(self) -> str:
        of = f"q{_encoded(self.words)}" if self.words else f"t{self.topic}" if self.topic else ""
        return f"{self.card}.{self.page}.{of}"


def _encoded(words: str) -> str:
    return base64.b85encode(words.encode(_CODEC)).decode("ascii")


def _decoded(text: str) -> str | None:
    try:
        return base64.b85decode(text).decode(_CODEC)
    except ValueError:
        return None

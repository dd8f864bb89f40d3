"""Message entities: offsets in UTF-16 units, and what Telegram finds in plain text by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.playground.json_values import JsonObject

_FOUND_BY_ITSELF = (
    ("url", re.compile(r"https?://[^\s<>\"']+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_@])")),
    ("hashtag", re.compile(r"(?<![\w#@])#[^\W\d]\w{0,255}(?![\w#])")),
)
_LAST_OF_BASIC_PLANE = 0xFFFF
_CLOSED = frozenset({"pre", "code", "text_link"})
_ORDER = ("blockquote", "pre", "code", "text_link", "bold", "italic", "underline", "strikethrough", "spoiler")


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text with a meaning; offset and length count UTF-16 units."""

    kind: str
    offset: int
    length: int
    extra: tuple[tuple[str, str | int], ...] = ()

    @property
    def end(self) -> int:
        """Return the first unit after the stretch."""
        return self.offset + self.length

    def as_json(self) -> JsonObject:
        """Return the Bot API's MessageEntity."""
        return {"type": self.kind, "offset": self.offset, "length": self.length, **dict(self.extra)}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text without markup and its entities in Telegram's order."""

    text: str
    entities: tuple[Entity, ...] = ()

    def as_json(self, text_key: str = "text", entities_key: str = "entities") -> JsonObject:
        """Return the fields of a Message that carry this text; no entities, no field."""
        fields: JsonObject = {text_key: self.text}
        if self.entities:
            fields[entities_key] = [entity.as_json() for entity in self.entities]
        return fields


def units(text: str) -> int:
    """Count the UTF-16 units of a text: one a character, two outside the basic plane (emoji)."""
    return len(text) + sum(1 for character in text if ord(character) > _LAST_OF_BASIC_PLANE)


def finished(text: str, entities: Iterable[Entity]) -> FormattedText:
    """Trim a text as Telegram does, cut its entities to fit and add those found by themselves."""
    clean = text.replace("\r", "").replace("\0", " ")
    trimmed = clean.strip()
    lead = units(clean[: len(clean) - len(clean.lstrip())])
    size = units(trimmed)
    own = [cut for entity in entities if (cut := _cut(entity, lead, size)).length > 0]
    found = [entity for entity in _found(trimmed) if not _stands_in(entity, own)]
    return FormattedText(trimmed, tuple(sorted([*own, *found], key=_rank)))


def _cut(entity: Entity, lead: int, size: int) -> Entity:
    start = min(max(entity.offset - lead, 0), size)
    end = min(max(entity.end - lead, 0), size)
    return replace(entity, offset=start, length=end - start)


def _found(text: str) -> list[Entity]:
    found: list[Entity] = []
    for kind, pattern in _FOUND_BY_ITSELF:
        for match in pattern.finditer(text):
            entity = Entity(kind, units(text[: match.start()]), units(match.group()))
            if not any(_overlap(entity, other) for other in found):
                found.append(entity)
    return found


def _stands_in(entity: Entity, others: Sequence[Entity]) -> bool:
    return any(other.kind in _CLOSED and _overlap(entity, other) for other in others)


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _rank(entity: Entity) -> tuple[int, int, int]:
    order = _ORDER.index(entity.kind) if entity.kind in _ORDER else len(_ORDER)
    return (entity.offset, -entity.length, order)

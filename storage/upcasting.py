"""Lifts what an older version of the program stored to the event types of today, when it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Fields = dict[str, object]
"""The fields of a stored event, as plain JSON values."""


@dataclass(frozen=True, slots=True)
class StoredType:
    """A type name and its version, as they stand beside a stored event."""

    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Upcast:
    """One lift: to which type, and how the fields change. It is pure and never edited after its release."""

    to: StoredType
    lift: Callable[[Fields], Fields]


Upcasts = Mapping[StoredType, Upcast]

UPCASTS: Upcasts = {}
"""The lifts known today: none, since no event has been superseded yet."""


def lifted(stored: StoredType, fields: Fields, upcasts: Upcasts) -> tuple[StoredType, Fields]:
    """Apply lifts until none fits; ``upcasts`` must not lead in a circle."""
    while (upcast := upcasts.get(stored)) is not None:
        stored, fields = upcast.to, upcast.lift(fields)
    return stored, fields

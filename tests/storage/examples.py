"""One example of every event, with words that nobody ever said."""

import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum

from dialogs.events import Event
from dialogs.sealed import Sealed
from storage.event_types import EVENT_TYPES

WORDS = Sealed("这是编造的话 these words are invented")
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def example_of(kind: object, name: str = "") -> object:
    """Return the example value of one annotation; the optional ones are filled."""
    if typing.get_args(kind) and typing.get_origin(kind) is not tuple:
        return example_of(typing.get_args(kind)[0], name)
    if typing.get_origin(kind) is tuple:
        return (example_of(typing.get_args(kind)[0], name),)
    if isinstance(kind, typing.NewType):
        return example_of(kind.__supertype__, name)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{field.name: example_of(hints[field.name], field.name) for field in fields(kind)})
    plain: dict[object, object] = {
        str: name.upper(),
        int: 3,
        bool: True,
        date: MOMENT.date(),
        datetime: MOMENT,
        Sealed: WORDS,
    }
    return plain[kind]


def example(kind: type[Event]) -> Event:
    """Return the example of one event class, every field filled."""
    event = example_of(kind)
    assert isinstance(event, kind)
    return event


def bare(event: Event) -> Event:
    """Return the same event with every optional field at its default."""
    given = {field.name: getattr(event, field.name) for field in fields(event) if field.default is MISSING}
    return type(event)(**given)


EXAMPLES: tuple[Event, ...] = tuple(
    variant
    for each in EVENT_TYPES
    for full in [example(each.event)]
    for variant in ([full] if bare(full) == full else [full, bare(full)])
)

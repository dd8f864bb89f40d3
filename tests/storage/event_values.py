"""Any value of any event class, built from the fields that the class declares."""

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum

from hypothesis import strategies as st

from dialogs.events import Event
from dialogs.sealed import Sealed

WIDEST = 2**62
"""Telegram ids and versions stay well inside 64 bits."""


def any_of(kind: object) -> st.SearchStrategy[typing.Any]:
    """Return values of one annotation as the events use them."""
    plain: dict[object, st.SearchStrategy[typing.Any]] = {
        str: st.text(),
        int: st.integers(-WIDEST, WIDEST),
        bool: st.booleans(),
        date: st.dates(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        Sealed: st.text().map(Sealed),
        type(None): st.none(),
    }
    if kind in plain:
        return plain[kind]
    if isinstance(kind, typing.NewType):
        return any_of(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return instances(kind)
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        return st.one_of([any_of(member) for member in typing.get_args(kind)])
    if typing.get_origin(kind) is tuple:
        return st.lists(any_of(typing.get_args(kind)[0]), max_size=3).map(tuple)
    raise TypeError(kind)


def instances(kind: type) -> st.SearchStrategy[typing.Any]:
    """Return instances of a dataclass, every field filled."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: any_of(hints[field.name]) for field in fields(kind)})


def events_of(kind: type[Event]) -> st.SearchStrategy[Event]:
    return instances(kind)

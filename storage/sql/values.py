"""Values between Python and columns: times as text that sorts, rows as frozen dataclasses."""

from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

from storage.scope import Scope
from storage.sql.connection import Row, Value

T = TypeVar("T")


@lru_cache(maxsize=512)
def stored_time(moment: datetime) -> str:
    """Return ``moment`` in UTC with all six digits of its microseconds, so that text order is time order.

    An event's moment is written three times: in its row, in the row of its call and by its cause.
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def scoped(scope: Scope) -> dict[str, Value]:
    """Return the values by which a statement knows whose calls it may give."""
    return {"everything": scope.everything, "scope_agent": scope.agent, "scope_team": scope.team}


def columns(row: "DataclassInstance | msgspec.Struct") -> dict[str, Value]:
    """Return the fields of a dataclass or struct by name, each as a column holds it."""
    return {name: _stored(getattr(row, name)) for name in _names(type(row))}


@cache
def _names(kind: "type[DataclassInstance | msgspec.Struct]") -> tuple[str, ...]:
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(field.name for field in fields(kind))


def _stored(value: object) -> Value:
    match value:
        case Enum():
            return _stored(value.value)
        case str() | int() | bytes() | None:
            return value
        case datetime():
            return stored_time(value)
        case date():
            return value.isoformat()
        case _:
            msg = f"a {type(value).__name__} has no column"
            raise TypeError(msg)


def read_row(row: Row, kind: type[T]) -> T:
    """Return a row as the dataclass ``kind``, whose fields are named like its columns; others are left."""
    return msgspec.convert(dict(row), kind, strict=False)


def read_time(text: str) -> datetime:
    """Return what :func:`stored_time` wrote."""
    return datetime.fromisoformat(text)

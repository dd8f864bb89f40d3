"""Whether a value has the names and the types that a model gives it, however deep."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tests.oracle.models import ANYTHING, FILE, TYPES, Kind, model

_WHOLE: Final = re.compile(r"-?[0-9]+")
_FRACTION: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FLAGS: Final = frozenset({"true", "false"})
_PYTHON: Final[Mapping[str, type | tuple[type, ...]]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list": list,
}
_PLAIN: Final = frozenset({"str", "int", "float", "bool", FILE})


def read(text: str, kinds: Sequence[Kind]) -> object:
    """Return a parameter's value: JSON text is decoded where an object or a list is meant.

    Raises:
        ValueError: it is meant to be JSON, and is none.
    """
    return text if all(kind.name in _PLAIN for kind in kinds) else json.loads(text)


def of_parameter(path: str, value: object, kinds: Sequence[Kind]) -> Iterator[str]:
    """Yield what is wrong with a parameter; plain values come as text, all others decoded."""
    if not isinstance(value, str) or not all(kind.name in _PLAIN for kind in kinds):
        yield from of_value(path, value, kinds)
    elif not any(_says(value, kind.name) for kind in kinds):
        yield f"{path}: is no {_names(kinds)}"


def of_value(path: str, value: object, kinds: Sequence[Kind]) -> Iterator[str]:
    """Yield what is wrong with a decoded value, by the type that fits it best."""
    kind = kinds[0] if len(kinds) == 1 else min(kinds, key=lambda each: _misfit(value, each))
    if kind.name == ANYTHING:
        return
    if kind.name in _PYTHON:
        if not _is(value, kind.name):
            yield f"{path}: is no {_names(kinds)}"
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from of_value(f"{path}.{number}", item, kind.of)
    elif isinstance(value, dict):
        yield from _of_object(path, value, kind.name)
    else:
        yield f"{path}: is no {_names(kinds)}"


def _of_object(path: str, value: dict[str, object], name: str) -> Iterator[str]:
    known = model(TYPES, name)
    assert known is not None, name
    for missing in sorted(known.required - value.keys()):
        yield f"{path}.{missing}: is missing"
    for key, item in value.items():
        field = known.fields.get(key)
        if field is None:
            yield f"{path}.{key}: is no field of {name}"
        elif item is not None or field.required:
            yield from of_value(f"{path}.{key}", item, field.kinds)


def _misfit(value: object, kind: Kind) -> int:
    if kind.name in _PYTHON or kind.name == ANYTHING:
        return 0 if kind.name == ANYTHING or _is(value, kind.name) else 1000
    known = model(TYPES, kind.name)
    if known is None or not isinstance(value, dict):
        return 1000
    return len(value.keys() - known.fields.keys()) + len(known.required - value.keys())


def _is(value: object, name: str) -> bool:
    return isinstance(value, _PYTHON[name]) and (name == "bool" or not isinstance(value, bool))


def _says(text: str, name: str) -> bool:
    match name:
        case "int":
            return _WHOLE.fullmatch(text) is not None
        case "float":
            return _FRACTION.fullmatch(text) is not None
        case "bool":
            return text in _FLAGS
    return name == "str"


def _names(kinds: Sequence[Kind]) -> str:
    return " or ".join(kind.name for kind in kinds)

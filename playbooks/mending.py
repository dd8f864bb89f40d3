"""Small slips of shape put right in a copy, so that the rules can be asked about the rest in the same run.

Only what hides nothing is put right: a key too many is left out, a missing language is taken from the other.
What was written still counts as wrong, and nothing is compiled from the copy.
"""

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from playbooks.diagnostics import has_errors
from playbooks.source import Plain, Source, Trail
from playbooks.words import SHARED

Shape = TypeVar("Shape", bound=BaseModel)

_OTHER = {"zh": "en", "en": "zh"}
_ROUNDS = 3
"""A slip can hide another: after so many rounds we give up."""


def mended(
    source: Source, shape: type[Shape], shared: Mapping[str, object] | None = None
) -> tuple[Shape, Source] | None:
    """Return the file as ``shape`` with its slips put right, and where these were; none if it has others.

    ``shared`` are the texts that it may name as phrases.
    """
    if source.tree is None or has_errors(source.diagnostics):
        return None
    tree, touched = copy.deepcopy(source.tree), list[Trail]()
    for _ in range(_ROUNDS):
        try:
            return shape.model_validate(tree, context={SHARED: shared}), replace(
                source, mended=tuple(touched)
            )
        except ValidationError as broken:
            for detail in broken.errors(include_url=False):
                if (place := _put_right(tree, detail)) is None:
                    return None
                touched.append(place)
    return None


def _put_right(tree: dict[str, Plain], detail: ErrorDetails) -> Trail | None:
    """Put one slip right and return its place; none when it cannot be."""
    trail: Trail = detail["loc"]
    holder = _at(tree, trail[:-1])
    if not trail or not isinstance(holder, dict):  # without a trail, the file as a whole is not right
        return None
    key, value = str(trail[-1]), detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            holder.pop(key, None)
            return trail
        case "missing" if key in _OTHER and isinstance(holder.get(_OTHER[key]), str):
            holder[key] = holder[_OTHER[key]]
            return trail[:-1]
        case "string_type" if isinstance(value, bool | int | float):
            holder[key] = str(value)
            return trail
        case "string_too_short":
            holder[key] = "……"
            return trail
        case _:
            return None


def _at(tree: Plain, trail: Trail) -> Plain:
    """Return what stands at ``trail``; nothing when the way there does not lead through keys and lists."""
    for part in trail:
        if isinstance(tree, dict) and part in tree:
            tree = tree[str(part)]
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree

"""What JSON can hold, and how it is read and written here."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]


def encode(value: Json) -> str:
    """Write a value as compact JSON with Chinese left readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def decode(text: str | bytes) -> Json:
    """Read any JSON value; raises ValueError when the text is not JSON."""
    value: Json = json.loads(text)
    return value


def decode_object(text: str | bytes) -> JsonObject:
    """Read a JSON object; raises ValueError when the text is anything else."""
    value = decode(text)
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 — wrong text, as any other that is not JSON
    return value

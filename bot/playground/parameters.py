"""The parameters of one call, all as text, whichever of the four ways they came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.errors import bad_request
from bot.playground.json_values import Json, JsonObject, decode, encode

_TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """A call's parameters; nested values are JSON text, as Telegram's own server sees them."""

    values: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a parameter as it came, empty when it is missing."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; text that is none counts as the default, as with Telegram."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return whether a parameter says yes."""
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, thing: str) -> Json:
        """Return a nested value, None when missing; raises ApiError `can't parse <thing> JSON object`."""
        if not self.text(name):
            return None
        try:
            return decode(self.text(name))
        except ValueError:
            raise bad_request(f"Can't parse {thing} JSON object") from None

    def json_object(self, name: str, thing: str) -> JsonObject:
        """Return a nested object, empty when missing; raises ApiError when it is anything else."""
        value = self.json(name, thing)
        if value is None and not self.text(name):
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"Object expected as {thing}")
        return value


def from_fields(fields: JsonObject) -> Parameters:
    """Return parameters that came as one JSON object."""
    return Parameters(
        {name: value if isinstance(value, str) else encode(value) for name, value in fields.items()}
    )

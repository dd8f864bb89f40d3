"""The parameters of one call, all as text, whichever of the four ways they came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.errors import bad_request
from bot.playground.json_values import Json, JsonObject, decode, encode

_TRUE = frozenset({"true", "yes", "1"})
_BEYOND = 2**63


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
        """Return a whole number; text that is none counts as the default, as with Telegram.

        Raises ApiError for a number that has more than 64 bits.
        """
        try:
            number = int(self.text(name))
        except ValueError:
            return default
        return in_64_bits(name, number)

    def flag(self, name: str) -> bool:
        """Return whether a parameter says yes."""
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, thing: str) -> Json:
        """Return a nested value, None when missing; raises ApiError `can't parse <thing> JSON object`."""
        if not self.text(name):
            return None
        try:
            value = decode(self.text(name))
            _refuse_half_characters(encode(value))
        except (ValueError, RecursionError):
            raise bad_request(f"Can't parse {thing} JSON object") from None
        return value

    def json_object(self, name: str, thing: str) -> JsonObject:
        """Return a nested object, empty when missing; raises ApiError when it is anything else."""
        value = self.json(name, thing)
        if value is None and not self.text(name):
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"Object expected as {thing}")
        return value


def from_fields(fields: JsonObject) -> Parameters:
    """Return parameters that came as one JSON object; raises ValueError when one is no text that can be."""
    values = {name: value if isinstance(value, str) else encode(value) for name, value in fields.items()}
    for name, value in values.items():
        _refuse_half_characters(name + value)
    return Parameters(values)


def in_64_bits(name: str, number: int) -> int:
    """Return a number as it is; raises ApiError `invalid <name> specified` when it has more than 64 bits."""
    if not -_BEYOND <= number < _BEYOND:
        raise bad_request(f"Invalid {name} specified")
    return number


def _refuse_half_characters(text: str) -> None:
    """Raise ValueError for half of a surrogate pair, which JSON can say and UTF-8 cannot."""
    text.encode()

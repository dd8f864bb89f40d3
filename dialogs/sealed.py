"""What a person said: masked when it is made, hidden wherever a program prints it."""

from typing import Final, final

from dialogs.masking import mask


@final
class Sealed:
    """A person's words, with identifiers already masked.

    ``str``, ``repr`` and format show only the length, so that words cannot slip into a log, an error or a
    snapshot; whoever must show them to an entitled person calls :meth:`reveal`.
    """

    __slots__ = ("_text",)
    _text: Final[str]

    def __init__(self, text: str) -> None:
        """Take what was said or typed; identifiers are masked here, before anything can store them."""
        self._text = mask(text).text

    def reveal(self) -> str:
        """Return the masked words, for a person who may read them."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return f"Sealed({len(self._text)} characters)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

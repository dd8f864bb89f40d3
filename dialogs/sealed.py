"""What a person said: masked when it is made, hidden wherever a program prints it."""

from typing import Final, final

from dialogs.masking import mask


@final
class Sealed:
    """A person's words, with identifiers already masked.

    ``str``, ``repr`` and format show only the length, so that words cannot slip into a log, an error or a
    snapshot; whoever must show them to an entitled person calls :meth:`reveal`.
    """

    __slots__ = ("_text", "is_erased")
    _text: Final[str]
    is_erased: Final[bool]
    """Whether there were words here whose key has been destroyed; a face says so in their place."""

    def __init__(self, text: str, *, is_erased: bool = False) -> None:
        """Take what was said or typed; identifiers are masked here, before anything can store them."""
        self._text = mask(text).text
        self.is_erased = is_erased

    @classmethod
    def erased(cls) -> "Sealed":
        """Return what stands in the place of words that nobody can read any more."""
        return cls("", is_erased=True)

    def reveal(self) -> str:
        """Return the masked words, for a person who may read them; nothing when they are erased."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._text == other._text and self.is_erased == other.is_erased

    def __hash__(self) -> int:
        return hash((self._text, self.is_erased))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Sealed(erased)" if self.is_erased else f"Sealed({len(self._text)} characters)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

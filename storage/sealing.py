"""How a person's words stand in a stored event: the one place where they leave and enter :class:`Sealed`."""

from dialogs.sealed import Sealed

_KEY = "sealed"


def stored_words(words: object) -> dict[str, str]:
    """Return what is written for ``words``.

    Raises:
        TypeError: ``words`` is not sealed, and nothing else in an event needs this.
    """
    if not isinstance(words, Sealed):
        msg = f"an event holds a {type(words).__name__}, which has no stored form"
        raise TypeError(msg)
    return {_KEY: words.reveal()}


def sealed_words(kind: type, stored: object) -> Sealed:
    """Return the words that :func:`stored_words` wrote; never quotes them in an error.

    Raises:
        TypeError: ``kind`` has no stored form of its own.
        ValueError: ``stored`` was not written by :func:`stored_words`.
    """
    if kind is not Sealed:
        msg = f"{kind.__name__} has no stored form"
        raise TypeError(msg)
    match stored:
        case {"sealed": str(text), **rest} if not rest:
            return Sealed(text)
        case _:
            raise ValueError("sealed words are not stored as they should be")

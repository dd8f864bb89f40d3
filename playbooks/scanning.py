"""The tokens of a condition with their places; of a mark that cannot stand there, the right one is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from dialogs.causes import Cause


class ConditionError(ValueError):
    """A condition that cannot be understood: what is wrong, what to do, and at which character, from 0.

    ``cause`` names it, and ``instead`` is what to write, as the file would have it.
    """

    def __init__(self, message: str, hint: str, at: int, cause: Cause, instead: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.at = at
        self.cause = cause
        self.instead = instead


class Sign(Enum):
    """What a token is."""

    NAME = auto()
    NUMBER = auto()
    TEXT = auto()
    """A value in quotes."""
    COMPARE = auto()
    BRACKET = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; ``at`` counts the characters of the condition, from 0."""

    sign: Sign
    text: str
    at: int

    @property
    def said(self) -> str:
        """How an error names it."""
        return "the end" if self.sign is Sign.END else f'"{self.text[:40]}"'


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.-]))
    |(?P<name>[A-Za-z_][A-Za-z0-9_-]*)
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<compare><=|>=|!=|[=<>](?![=<>&|]))
    |(?P<bracket>[()])""",
    re.VERBOSE,
)
_SIGNS = {
    "number": Sign.NUMBER,
    "name": Sign.NAME,
    "text": Sign.TEXT,
    "compare": Sign.COMPARE,
    "bracket": Sign.BRACKET,
}
_INSTEAD = (
    ("==", "="),
    ("=>", ">="),
    ("=<", "<="),
    ("<>", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("（", "("),
    ("）", ")"),
    ("＝", "="),
    ("＜", "<"),
    ("＞", ">"),
    ("“", '"'),
    ("”", '"'),
    ("‘", "'"),
    ("’", "'"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    (",", "and"),
    ("，", "and"),
    ("、", "and"),
)
"""What people write from habit, or on a Chinese keyboard → what stands here instead."""
_WORD = re.compile(r"[^\s()=<>!]{1,40}")


def scanned(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``, and its end.

    Raises:
        ConditionError: a character cannot stand in a condition.
    """
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise _stranger(text, at)
        if found.lastgroup != "space":
            word = found.group()
            sign = _SIGNS[found.lastgroup]
            yield Token(sign, word[1:-1] if sign is Sign.TEXT else word, at)
        at = found.end()
    yield Token(Sign.END, "", len(text.rstrip()))


def _stranger(text: str, at: int) -> ConditionError:
    """Say that something cannot stand here, with what was meant if that is known."""
    for wrong, right in _INSTEAD:
        if text.startswith(wrong, at):
            message = f'"{wrong}" cannot stand in a condition'
            return ConditionError(message, f"write {right}", at, Cause.PB021_MARK, right)
    if text[at] in "'\"":
        return ConditionError("this quote is not closed", f"add {text[at]}", at, Cause.PB021_QUOTE, text[at])
    word = _WORD.match(text, at)
    shown = word.group() if word is not None else text[at]
    message = f'"{shown}" cannot stand in a condition'
    return ConditionError(message, "use the ids of slots and values", at, Cause.PB021_WORD)

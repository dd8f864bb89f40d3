"""What travels inside a button: ``1:<session or ->:<turn in base 36>:<verb>[:<value>]``, at most 64 bytes.

Whatever comes back is untrusted: anybody may send any data with any message id.
"""

import re
from dataclasses import dataclass

from dialogs.cards import Button, Verb
from dialogs.ids import SessionId

LONGEST_DATA = 64
"""Bytes that the Bot API takes."""
LONGEST_VALUE = 28
"""Characters of a button's value: what is left beside a session id and a turn of three digits."""
LONGEST_ALONE = 52
"""The same on a card that belongs to no call."""
_SHAPE = re.compile(
    r"1:(?P<session>-|[0-9A-HJKMNP-TV-Z]{26}):(?P<turn>0|[1-9a-z][0-9a-z]{0,5}):(?P<verb>[a-z]{2})"
    rf"(?::(?P<value>[ -~]{{1,{LONGEST_ALONE}}}))?"
)
_VERBS = {verb.value: verb for verb in Verb}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class ButtonData:
    """What a button said; ``session`` is empty for a card that belongs to no call."""

    session: SessionId
    turn: int
    verb: Verb
    value: str = ""


class ButtonTooLongError(Exception):
    """A button's data does not fit the 64 bytes that the Bot API takes: its value must be shorter ASCII."""


def encode(button: Button, session: SessionId | None = None, turn: int = 0) -> str:
    """Return the data of a button on a card of ``session`` drawn at ``turn``.

    Raises:
        ButtonTooLongError: it has more than 64 bytes, or characters that do not come back as they went.
    """
    value = f":{button.value}" if button.value else ""
    text = f"1:{session or '-'}:{_in_base_36(turn)}:{button.verb}{value}"
    if len(text) > LONGEST_DATA or _read(text) is None:
        msg = f"a button for {button.verb.name} cannot hold a value of {len(button.value)} characters"
        raise ButtonTooLongError(msg)
    return text


def decode(text: str) -> ButtonData | None:
    """Return what a button said, or none when ``text`` is nothing that :func:`encode` makes."""
    found = _read(text) if len(text) <= LONGEST_DATA else None
    if found is None or found["verb"] not in _VERBS:
        return None
    session = SessionId("" if found["session"] == "-" else found["session"])
    return ButtonData(session, int(found["turn"], 36), _VERBS[found["verb"]], found["value"] or "")


def _read(text: str) -> re.Match[str] | None:
    """Match what a button holds; beside the id of a call there is less room for a value."""
    found = _SHAPE.fullmatch(text)
    if found is None or (found["session"] != "-" and len(found["value"] or "") > LONGEST_VALUE):
        return None
    return found


def _in_base_36(number: int) -> str:
    digits = ""
    while number >= len(_DIGITS):
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    return _DIGITS[max(number, 0)] + digits

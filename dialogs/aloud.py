"""What may be said aloud of words that were written down: no identifier, not even its last four digits."""

from dataclasses import replace

from dialogs.masking import unhidden
from dialogs.sealed import Sealed
from dialogs.texts import Bilingual, Filled, Phrase, Value

_BLANK = Phrase("card.blank")


def aloud(line: Bilingual | Filled) -> Bilingual | Filled:
    """Return a line as it is said; words that were nothing but identifiers leave a blank in it."""
    if not isinstance(line, Filled):
        return line
    return replace(line, values={name: _said(value) for name, value in line.values.items()})


def _said(value: Value) -> Value:
    if isinstance(value, Filled):
        said = replace(value, values={name: _said(each) for name, each in value.values.items()})
        return _BLANK if _BLANK in said.values.values() and _BLANK not in value.values.values() else said
    if not isinstance(value, Sealed) or value.is_erased:
        return value
    left = unhidden(value.reveal())
    return Sealed(left) if left else _BLANK

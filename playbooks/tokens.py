"""The pieces of a file and where each begins and ends, for those who change one and keep the rest.

Only text that ``playbooks.source.read`` has taken comes here: one document, no alias, no anchor, no tag.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml

from playbooks.source import Trail

_PARSER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class Kind(StrEnum):
    """What a piece is."""

    SCALAR = "scalar"
    """A key or a single value."""
    MAPPING = "mapping"
    LIST = "list"
    """These two begin here; what they hold follows, up to their close."""
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a file."""

    kind: Kind
    start: int
    end: int
    """Characters of the text, from 0; what a close closes has ended before its own end."""
    style: str
    """Of a scalar its quotes or mark: ``"`` ``'`` ``|`` ``>``; of the others ``{`` or ``[``; else empty."""
    value: str = ""
    """What a scalar says."""


def text_of(content: bytes) -> str:
    """Return the text of a file without its byte order mark; what tokens count in."""
    return content.decode("utf-8").removeprefix("\ufeff")


def tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of ``text`` in order."""
    parser = _PARSER(text)
    for event in iter(parser.get_event, None):
        start, end = event.start_mark.index, event.end_mark.index
        match event:
            case yaml.ScalarEvent():
                # The mark of a block of text ends behind its last empty line.
                end = start + len(text[start:end].rstrip())
                yield Token(Kind.SCALAR, start, end, event.style or "", event.value)
            case yaml.MappingStartEvent():
                yield Token(Kind.MAPPING, start, end, "{" if event.flow_style else "")
            case yaml.SequenceStartEvent():
                yield Token(Kind.LIST, start, end, "[" if event.flow_style else "")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                yield Token(Kind.CLOSE, start, end, "")
            case _:
                pass


def scalars(text: str) -> Mapping[Trail, Token]:
    """Return each single value of ``text`` by its trail; keys are left out."""
    found: dict[Trail, Token] = {}
    trail: list[str | int] = []
    """The way to what comes next; an empty key where a key comes next."""
    keyed: list[bool] = []
    """For each thing that is open: whether it has keys."""
    awaits_key = False
    for token in tokens(text):
        if token.kind is Kind.SCALAR and awaits_key:
            trail[-1], awaits_key = token.value, False
            continue
        if token.kind is Kind.MAPPING or token.kind is Kind.LIST:
            keyed.append(token.kind is Kind.MAPPING)
            trail.append("" if keyed[-1] else 0)
            awaits_key = keyed[-1]
            continue
        if token.kind is Kind.CLOSE:
            keyed.pop()
            trail.pop()
        else:
            found[tuple(trail)] = token
        awaits_key = bool(keyed) and keyed[-1]
        if keyed and not keyed[-1]:
            trail[-1] = int(trail[-1]) + 1
    return found

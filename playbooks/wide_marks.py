"""Full-width marks where YAML needs half-width ones: a Chinese keyboard gives them, and no parser names them.

They are looked for only in a file that cannot be read as it stands: within a text they are right.
"""

import re
from collections.abc import Iterator
from itertools import islice

from dialogs.causes import Cause
from playbooks.limits import MAX_FINDINGS
from playbooks.places import Place, place_after

_HALF = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "－": "-"}
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'"}
_SPACE = "\u3000"
_WIDE = frozenset((*_HALF, *_QUOTES, _SPACE))
_QUOTED = re.compile(
    r"""(?<![^\s{\[,:：，｛［])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')|(?<!\S)#[^\r\n]*""", re.DOTALL
)
"""What stands in straight quotes, or in a comment."""
_KEY = r"[A-Za-z_][A-Za-z0-9_-]*"
_BEGINS = r"[:：{｛\[［,，][ \u3000]*|^[ \u3000]*(?:[-－][ \u3000]+)?"
"""What may stand before a key or value, up to it."""
_WRONG = re.compile(
    r"(?:^ *(?:- +)?|[:{\[,] *)(?P<space>\u3000)"
    rf"|(?:{_BEGINS}){_KEY}[ \u3000]*(?P<colon>：)"
    rf"|(?P<comma>，)(?=[ \u3000]*(?:[{{｛]|{_KEY}[ \u3000]*[:：]))"
    r"|(?<=[\"'}\]｝］])[ \u3000]*(?P<after>，)"
    rf"|(?:[:{{\[] *|^ *(?:- +)?|(?<![^\s{{｛,，-]){_KEY}[ \u3000]*：[ \u3000]*)(?P<opens>[“‘｛［])"
    r"|(?P<closes>[｝］])(?=[ \u3000]*(?:[,，}\]｝］]|$))"
    r"|^ *(?P<item>－)(?= )",
    re.MULTILINE,
)
_CLOSED_WIDE = re.compile(
    rf"[”’](?=[ \u3000]*(?:[,，][ \u3000]*{_KEY}[ \u3000]*[:：]|[}}｝]*[ \u3000]*$))", re.MULTILINE
)
"""A quote that should have closed a text which began with a straight one."""
_ITEM = re.compile(rf"{_KEY}[ \u3000]*：|{_KEY}(?:[ \u3000]*，[ \u3000]*{_KEY})+$")
"""An item of a list that was meant as a key, or as several names."""
_REACH = 3
"""So many lines above the place at which the parser gave up can be its reason."""

Slip = tuple[Place, str]
"""Where a mark stands, and which it is."""


def slips(text: str) -> list[Slip]:
    """Return the full-width marks of ``text`` that stand where YAML needs another, in their order."""
    return sorted({(place_after(text[:at]), text[at]) for at in islice(_positions(text), MAX_FINDINGS)})


def reasons(text: str, place: Place) -> list[Slip]:
    """Return the slips of ``text`` if one of them can be why a parser gave up at ``place``; else none."""
    found = slips(text)
    near = any(place[0] - _REACH <= line <= place[0] for (line, _), _ in found)
    return found if near else []


def slip_of(value: str, *, is_key: bool) -> str:
    """Return the mark that makes an unquoted key or item something else than was meant; "" when none does."""
    if not is_key and not _ITEM.match(value):
        return ""
    return next((mark for mark in value if mark in _WIDE), "")


def words_for(mark: str) -> tuple[str, str, Cause | None]:
    """Say what stands there, what to write instead, and the cause where it is no mark like most."""
    if mark == _SPACE:
        return "a full-width space stands outside quotes", "write half-width spaces", Cause.PB020_SPACE
    if mark in _QUOTES:
        return (
            f'a full-width "{mark}" stands where a text begins or ends',
            f"write {_QUOTES[mark]} at both ends of it",
            Cause.PB020_QUOTE,
        )
    message = f'a full-width "{mark}" stands outside quotes'
    if mark == "：":
        return message, 'write ":" and a space', Cause.PB020_COLON
    return message, f'write "{_HALF[mark]}"', None


def _positions(text: str) -> Iterator[int]:
    """Yield where each stands, from 0."""
    for quoted in _QUOTED.finditer(text):
        if quoted.group()[0] != "#":
            yield from (quoted.start() + each.start() for each in _CLOSED_WIDE.finditer(quoted.group()))
    bare = _QUOTED.sub(lambda quoted: re.sub(r"[^\r\n\"']", "_", quoted.group()), text)
    found = _WRONG.search(bare)
    while found is not None:
        at = found.start(found.lastgroup or 0)
        yield at
        found = _WRONG.search(bare, at + 1) if bare[at] != _SPACE else _WRONG.search(bare, _past(bare, at))


def _past(text: str, at: int) -> int:
    """Return where the run of white space that ``at`` is in ends."""
    while at < len(text) and text[at] in f" {_SPACE}":
        at += 1
    return at

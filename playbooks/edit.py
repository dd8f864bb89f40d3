"""One text of a file is written anew; every other character, comment and line end stays as it is."""

import re
from collections.abc import Mapping
from enum import StrEnum

from playbooks.source import INVISIBLE, Plain, Trail, read
from playbooks.tokens import Token, scalars, text_of

_BOM = b"\xef\xbb\xbf"
_LINE_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
_PLAIN = re.compile(
    r"[^\W\d_](?:[\w .?!%/()'+=;，。？！、；：…—·“”‘’（）《》-]*[\w.?!%/()'，。？！…”’）》])?"
)
"""What may go without quotes: a letter first, and nothing that means something in YAML."""
_TAKEN = re.compile(r"(?i:true|false|null|yes|no|on|off|y|n)")
"""What some reader of YAML takes for something else than a text."""


class Unfit(StrEnum):
    """Why a text cannot stand in a playbook."""

    EMPTY = "empty"
    LINE_BREAK = "line_break"
    """A line is one line: it is read out, or stands on a button."""
    INVISIBLE = "invisible"
    """A control character or a mark that turns the direction of writing."""


class LostEditError(RuntimeError):
    """The file would not have said what was asked of it: nothing was changed."""


def unfit(text: str) -> Unfit | None:
    """Return why ``text`` cannot stand in a playbook, or none; white space around it does not count."""
    bare = text.strip()
    if not bare:
        return Unfit.EMPTY
    if _LINE_BREAK.search(bare):
        return Unfit.LINE_BREAK
    return Unfit.INVISIBLE if "\t" in bare or INVISIBLE.search(bare) else None


def with_text(content: bytes, trail: Trail, *, zh: str | None = None, en: str | None = None) -> bytes:
    """Return ``content`` with the text at ``trail`` in other words; a language that is none stays.

    ``trail`` leads to the mapping that holds ``zh`` and ``en``, as in ``playbooks.texts.Written``.

    Raises:
        LookupError: no such text stands there, or the file cannot be read.
        ValueError: a text is :func:`unfit`; ask before.
    """
    said = {(*trail, "zh"): zh, (*trail, "en"): en}
    return with_values(content, {each: text for each, text in said.items() if text is not None})


def with_values(content: bytes, values: Mapping[Trail, str]) -> bytes:
    """Return ``content`` with other single values, each a text of one line.

    Raises:
        LookupError: nothing single stands at a trail, or the file cannot be read.
        ValueError: a text is :func:`unfit`; ask before.
    """
    if (why := next(filter(None, map(unfit, values.values())), None)) is not None:
        raise ValueError(f"the text cannot stand in a playbook: {why}")
    wanted = read("", content).tree
    if wanted is None:
        raise LookupError("the file cannot be read")
    text = text_of(content)
    places = scalars(text)
    if missing := [trail for trail in values if trail not in places]:
        raise LookupError(f"no text stands at {missing[0]}")
    for trail in sorted(values, key=lambda each: places[each].start, reverse=True):
        said, token = values[trail].strip(), places[trail]
        text = text[: token.start] + _in_place(text, token, said) + text[token.end :]
        _put(wanted, trail, said)
    changed = (_BOM if content.startswith(_BOM) else b"") + text.encode()
    if read("", changed).tree != wanted:
        raise LostEditError
    return changed


def _in_place(text: str, token: Token, said: str) -> str:
    """Return ``said`` as it is written in place of ``token``: quoted as before, or in double quotes."""
    if token.style == "'":
        return "'{}'".format(said.replace("'", "''"))
    written = as_value(said) if token.style == "" else quoted(said)
    nothing_stood = token.start == token.end and text[: token.start].endswith(":")
    return f" {written}" if nothing_stood else written


def quoted(said: str) -> str:
    """Return a text of one line in double quotes."""
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def as_value(said: str) -> str:
    """Return a text of one line as a file has it: in quotes where it needs them."""
    return said if is_plain(said) else quoted(said)


def is_plain(said: str) -> bool:
    """Tell whether a text says itself without quotes, to every reader and in every place."""
    return _PLAIN.fullmatch(said) is not None and _TAKEN.fullmatch(said) is None


def _put(tree: Plain, trail: Trail, said: str) -> None:
    """Put a value into a tree that was just read, and so is ours."""
    *way, last = trail
    inner: Plain = tree
    for part in way:
        match inner, part:
            case dict(), str():
                inner = inner[part]
            case list(), int():
                inner = inner[part]
            case _:
                raise LookupError(trail)
    match inner, last:
        case dict(), str():
            inner[last] = said
        case list(), int():
            inner[last] = said
        case _:
            raise LookupError(trail)

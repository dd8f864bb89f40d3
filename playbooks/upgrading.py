"""Writes a playbook of an older format in the newest one: only what changed, comments and order kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playbooks.formats import lifted
from playbooks.formats.lift_1_to_2 import said_of
from playbooks.places import LINE_END, index_of
from playbooks.source import Source, Trail, read

_BOM = b"\xef\xbb\xbf"
_COMMENT = re.compile(r"(?:^|\s)#[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z(][\w ()<>=!.-]*")
"""A condition that needs no quotes: nothing in it means something in YAML."""
_OPENS, _CLOSES = frozenset("{["), frozenset("}]")


class NotUpgradedError(ValueError):
    """The file cannot be read, or would not say the same in the newer format; nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """Other text in the place of some characters; ``remarks`` go to the end of the line."""

    start: int
    end: int
    text: str
    remarks: tuple[str, ...] = ()


def upgraded(content: bytes) -> bytes:
    """Return a playbook's file in the newest format; one that is in it already, or in none, stays as it is.

    Raises:
        NotUpgradedError: the file cannot be read, or a condition in it is none.
    """
    source = read("playbook.yaml", content)
    wanted = lifted(source).tree
    if source.tree is None or wanted is None:
        raise NotUpgradedError(str(source.diagnostics[-1]))
    if wanted is source.tree:
        return content
    text = source.text
    for edit in sorted(_edits(source), key=lambda each: each.start, reverse=True):
        text = _with(text, edit)
    made = (_BOM if content.startswith(_BOM) else b"") + text.encode()
    if read("playbook.yaml", made).tree != wanted:
        raise NotUpgradedError("the file would not say the same in the newer format")
    return made


def _edits(source: Source) -> Iterator[_Edit]:
    """Yield what stands otherwise in format 2."""
    tree = source.tree or {}
    start = index_of(source.text, source.place(("format",)))
    yield _Edit(start, start + 1, "2")
    steps = tree.get("steps")
    for number, step in enumerate(steps if isinstance(steps, list) else []):
        choices = step.get("choices") if isinstance(step, dict) else None
        for place, choice in enumerate(choices if isinstance(choices, list) else []):
            when = choice.get("when") if isinstance(choice, dict) else None
            if isinstance(when, dict) and (said := said_of(when)) is not None:
                yield _condition(source, ("steps", number, "choices", place, "when"), said)


def _condition(source: Source, trail: Trail, said: str) -> _Edit:
    """Put a condition as text in the place of a mapping, in brackets or on lines of its own."""
    text, quoted = source.text, said if _PLAIN.fullmatch(said) else _quoted(said)
    start = index_of(text, source.place(trail))
    if text[start] == "{":
        end = _end_of_brackets(text, start)
        return _Edit(start, end, quoted, _remarks(text[start:end]))
    line, column = source.key_place(trail)
    key = index_of(text, (line, column))
    colon = text.index(":", key) + 1
    end = _end_of_block(text, colon, column - 1)
    return _Edit(colon, end, f" {quoted}", _remarks(text[colon:end]))


def _quoted(said: str) -> str:
    """Return a condition in whatever quotes it does not hold itself, or with its own doubled."""
    return f'"{said}"' if '"' not in said else "'{}'".format(said.replace("'", "''"))


def _remarks(text: str) -> tuple[str, ...]:
    return tuple(found for found in _COMMENT.findall(text) if found)


def _with(text: str, edit: _Edit) -> str:
    """Return ``text`` with an edit; comments that stood within it go to the end of its line."""
    rest = text[edit.end :]
    if edit.remarks:
        ended = LINE_END.search(rest)
        at = len(rest) if ended is None else ended.start()
        mark = "; " if _COMMENT.search(rest[:at]) else "  # "
        rest = rest[:at].rstrip() + mark + "; ".join(edit.remarks) + rest[at:]
    return text[: edit.start] + edit.text + rest


def _end_of_brackets(text: str, start: int) -> int:
    """Return where what opens at ``start`` is closed; quotes and comments are passed over."""
    depth, index, before = 0, start, ""
    while index < len(text):
        mark = text[index]
        if mark in {'"', "'"} and before in "{[,:":
            index = _end_of_quotes(text, index)
            before = mark
            continue
        if mark == "#" and text[index - 1].isspace():
            ended = LINE_END.search(text, index)
            index = len(text) if ended is None else ended.end()
            continue
        depth += (mark in _OPENS) - (mark in _CLOSES)
        index += 1
        if not depth:
            return index
        before = before if mark.isspace() else mark
    raise NotUpgradedError("a bracket is not closed")


def _end_of_quotes(text: str, start: int) -> int:
    """Return where the quote that opens at ``start`` is past."""
    mark, index = text[start], start + 1
    while index < len(text) and text[index] != mark:
        index += 2 if mark == '"' and text[index] == "\\" else 1
    return index + 1


def _end_of_block(text: str, start: int, indent: int) -> int:
    """Return where the lines deeper than ``indent`` end, without blank ones and comments at their end."""
    end = index = start
    ended = LINE_END.search(text, start)
    while ended is not None:
        index = ended.end()
        following = LINE_END.search(text, index)
        line = text[index : len(text) if following is None else following.start()]
        bare = line.strip()
        if bare and len(line) - len(line.lstrip()) <= indent:
            break
        if bare and not bare.startswith("#"):
            end = index + len(line.rstrip())
        ended = following
    return end

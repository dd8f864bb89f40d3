"""The normal form of a file: spaces, quotes and empty lines put right; comments, order and words stay.

Why it is ours, and no library's: ``docs/decisions/0019-a-formatter-of-our-own.md``.
"""

import re
from collections import Counter
from collections.abc import Iterator

from playbooks.layout import Branch, Entry, Layout, Leaf, comments_of
from playbooks.measure import columns
from playbooks.source import read
from playbooks.tokens import Token, text_of

_WIDEST = 120
"""Columns of a line that was broken: what fits in them is put on one line."""
_TEXTS = frozenset({"zh", "en"})
"""The keys of texts, which stand in quotes: a colon or a comma typed later does no harm."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x85": "\\N"}
_ESCAPED = re.compile(r'[\\"\n\r\t\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029]')
_APART = frozenset({"steps"})
"""Lists whose items stand an empty line apart."""


class LostFormatError(RuntimeError):
    """The file would not have said the same in its normal form, or have lost a comment: it stays as it is."""


def formatted(content: bytes) -> bytes:
    """Return a file in its normal form; formatting it again changes nothing.

    Raises:
        LookupError: the file cannot be read; the check says why.
        LostFormatError: a mistake of ours, found before anything was written.
    """
    source = read("", content)
    tree = source.tree
    if tree is None or source.diagnostics:
        raise LookupError("the file cannot be read: check it first")
    text = text_of(content)
    lines = _Formatting().file(Layout(text, tree).root)
    after = "\n".join(lines) + "\n"
    says_the_same = read("", after.encode()).tree == tree
    if not says_the_same or Counter(comments_of(after)) != Counter(comments_of(text)):
        raise LostFormatError
    return after.encode()


class _Formatting:
    """Writes one file."""

    def file(self, root: Branch) -> list[str]:
        """Return all lines; an empty one where something begins, never two, and none at the top."""
        lines: list[str] = []
        for number, entry in enumerate(root.entries):
            is_part = self.is_block(entry.value) and not _is_text(entry.value)
            if number and is_part and entry.above[:1] != [""]:
                entry.above.insert(0, "")
            lines += self.entry(entry, "")
        lines += root.below
        return _without_doubles(lines)

    def block(self, branch: Branch, indent: str, *, apart: bool = False) -> Iterator[str]:
        """Yield the lines of a mapping or list that stands on lines of its own."""
        for number, entry in enumerate(branch.entries):
            if number and apart and entry.above[:1] != [""]:
                entry.above.insert(0, "")
            if number == 0:
                entry.above = [each for each in entry.above if each]
            yield from self.entry(entry, indent)
        yield from (indent + each if each else "" for each in branch.below)

    def entry(self, entry: Entry, indent: str) -> Iterator[str]:
        """Yield the lines of one entry."""
        value = entry.value
        if entry.key is None and isinstance(value, Branch) and self.is_block(value):
            yield from self.item(entry, value, indent)
            return
        yield from (indent + each if each else "" for each in entry.above)
        beside = f"  {entry.beside}" if entry.beside else ""
        head = "-" if entry.key is None else f"{_scalar(entry.key, is_text=False)}:"
        if isinstance(value, Branch) and self.is_block(value):
            yield f"{indent}{head}{beside}"
            apart = not indent and entry.key is not None and entry.key.value in _APART
            yield from self.block(value, f"{indent}  ", apart=apart)
            return
        said = _inline(entry)
        yield f"{indent}{head} {said}{beside}" if said else f"{indent}{head}{beside}"

    def item(self, entry: Entry, value: Branch, indent: str) -> Iterator[str]:
        """Yield an item of a list that has entries of its own; the first stands beside its ``-``."""
        first = value.entries[0]
        above = [*entry.above, *filter(None, [entry.beside, *first.above])]
        first.above = []
        yield from (indent + each if each else "" for each in above)
        lines = list(self.block(value, f"{indent}  "))
        yield f"{indent}- {lines[0].lstrip()}"
        yield from lines[1:]

    @staticmethod
    def is_block(value: Leaf | Branch) -> bool:
        """Tell whether a value stands on lines of its own: as it was, save for brackets over many lines."""
        if isinstance(value, Leaf) or not value.entries:
            return False
        return not value.is_flow or (value.goes_over_lines and columns(_flow(value)) > _WIDEST)


def _is_text(value: Leaf | Branch) -> bool:
    """Tell whether a mapping is a text in both languages."""
    return isinstance(value, Branch) and all(
        each.key is not None and each.key.value in _TEXTS for each in value.entries
    )


def _without_doubles(lines: list[str]) -> list[str]:
    """Return the lines with at most one empty one in a row, and none at either end."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _flow(branch: Branch) -> str:
    """Return a mapping or list in brackets, on one line."""
    inner = []
    for entry in branch.entries:
        parts = () if entry.key is None else (_scalar(entry.key, is_text=False),)
        inner.append(": ".join((*parts, *filter(None, (_inline(entry),)))))
    return f"[{', '.join(inner)}]" if branch.token.style == "[" else f"{{{', '.join(inner)}}}"


def _inline(entry: Entry) -> str:
    """Return the value of an entry on one line."""
    if isinstance(entry.value, Branch):
        return _flow(entry.value)
    is_text = entry.key is not None and entry.key.value in _TEXTS and isinstance(entry.value.value, str)
    return _scalar(entry.value.token, is_text=is_text)


def _scalar(token: Token, *, is_text: bool) -> str:
    """Return a single value: quotes are straight and double, and stay where they were."""
    if not token.style and not is_text:
        return token.value
    return f'"{_ESCAPED.sub(_escape, token.value)}"'


def _escape(sign: re.Match[str]) -> str:
    character = sign.group()
    return _ESCAPES.get(character, f"\\u{ord(character):04x}")

"""A file as a tree that still holds its comments and empty lines, each beside what it is about."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playbooks.source import Plain
from playbooks.tokens import Kind, Token, tokens

_COMMENT = re.compile(r"#[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Leaf:
    """A single value: how it was written, and what it means."""

    token: Token
    value: Plain


@dataclass(slots=True, eq=False)
class Entry:
    """One key with its value, or one item of a list."""

    key: Token | None
    value: "Leaf | Branch"
    start: int
    """Where its key or its ``-`` stands."""
    branch: "Branch"
    above: list[str] = field(default_factory=list)
    """The comments on lines of their own before it; an empty text for an empty line."""
    beside: str = ""
    """The comment at the end of its line."""


@dataclass(slots=True, eq=False)
class Branch:
    """A mapping or a list."""

    token: Token
    around: Entry | None
    column: int
    entries: list[Entry] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    """The comments after its last entry."""
    end: int = 0
    """Behind its bracket; of no use where it has none."""
    is_flow: bool = False
    """Whether it stands in brackets, with no comment among them."""
    goes_over_lines: bool = False


class Layout:
    """One file. Its text must have been read before: ``tree`` is what was found."""

    def __init__(self, text: str, tree: Plain) -> None:
        self.text = text
        pieces = list(tokens(text))
        self.comments = list(_found(text, pieces))
        """Where each comment begins, and what it says."""
        self._masked = _masked(text, pieces, self.comments)
        self._tokens = iter(pieces)
        self.root = self._branch(next(self._tokens), tree, None)
        self._attach()

    # ------------------------------------------------------------------------------------------ the tree

    def _branch(self, token: Token, tree: Plain, around: Entry | None) -> Branch:
        line_start = max(self.text.rfind("\n", 0, token.start), self.text.rfind("\r", 0, token.start)) + 1
        branch = Branch(token, around, token.start - line_start)
        for each in self._tokens:
            if each.kind is Kind.CLOSE:
                branch.end = each.end
                break
            self._entry(branch, each, tree)
        within = self.text[token.start : branch.end]
        if token.style:
            branch.goes_over_lines = _LINE_END.search(within) is not None
            branch.is_flow = not any(token.start < at < branch.end for at, _ in self.comments)
        return branch

    def _entry(self, branch: Branch, token: Token, tree: Plain) -> None:
        if isinstance(tree, dict):
            key, token, start = token, next(self._tokens), token.start
            entry, inner = Entry(key, Leaf(token, None), start, branch), tree[key.value]
        else:
            start = token.start if branch.token.style else self._masked.rfind("-", 0, token.start)
            entry = Entry(None, Leaf(token, None), start, branch)
            inner = tree[len(branch.entries)] if isinstance(tree, list) else None
        branch.entries.append(entry)
        entry.value = Leaf(token, inner) if token.kind is Kind.SCALAR else self._branch(token, inner, entry)

    # -------------------------------------------------------------------------------------- the comments

    def _attach(self) -> None:
        """Put every comment and every empty line where it belongs."""
        entries = sorted(lined(self.root), key=lambda each: each.start)
        starts = [each.start for each in entries]
        for at, comment in self.comments:
            place = bisect_right(starts, at)
            before = entries[place - 1] if place else None
            following = entries[place] if place < len(entries) else None
            if before is not None and not before.beside and not self._is_alone(at):
                before.beside = comment.rstrip()
            else:
                held = self._home(at, before, following)
                held.extend(("", comment.rstrip()) if self._is_after_gap(at) else (comment.rstrip(),))
        for entry in entries:
            if self._is_alone(entry.start) and self._is_after_gap(entry.start):
                entry.above.append("")

    def _home(self, at: int, before: Entry | None, following: Entry | None) -> list[str]:
        """Return where a comment on a line of its own is kept: before what follows, or after what was."""
        within = next((each for each in _flows(self.root) if each.token.start < at < each.end), None)
        if within is not None:
            return next((each.above for each in within.entries if each.start > at), within.below)
        column = self._column(at)
        if following is not None and column <= following.branch.column:
            return following.above
        while before is not None and before.branch.column > column:
            before = before.branch.around
        home = self.root if before is None else before.branch
        if following is not None and home in _branches_around(following):
            return following.above
        return home.below

    def _column(self, at: int) -> int:
        return at - (max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1)

    def _is_alone(self, at: int) -> bool:
        """Tell whether nothing stands before ``at`` on its line."""
        return not self.text[at - self._column(at) : at].strip()

    def _is_after_gap(self, at: int) -> bool:
        """Tell whether an empty line stands before the line of ``at``."""
        above = self.text[: at - self._column(at)]
        lines = _LINE_END.split(above[-400:])
        return len(lines) > 2 and not lines[-2].strip()  # noqa: PLR2004  # the last one is the line itself


def _masked(text: str, pieces: Sequence[Token], comments: Sequence[tuple[int, str]]) -> str:
    """Return a text with everything blanked out but the signs of its structure."""
    masked = list(text)
    for token in pieces:
        if token.kind is Kind.SCALAR:
            masked[token.start : token.end] = "x" * (token.end - token.start)
    for at, comment in comments:
        masked[at : at + len(comment)] = " " * len(comment)
    return "".join(masked)


def comments_of(text: str) -> list[str]:
    """Return what the comments of a text say, in their order."""
    return [comment.rstrip() for _, comment in _found(text, list(tokens(text)))]


def _found(text: str, pieces: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield the comments: whatever begins with ``#`` and is part of no value."""
    begin = 0
    for token in pieces:
        if token.kind is not Kind.SCALAR:
            continue
        yield from _comments_in(text, begin, token.start)
        begin = token.end
        if token.style in {"|", ">"}:
            header = _LINE_END.split(text[token.start : token.end], maxsplit=1)[0]
            yield from _comments_in(text, token.start, token.start + len(header))
    yield from _comments_in(text, begin, len(text))


def _comments_in(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for found in _COMMENT.finditer(text, start, end):
        yield found.start(), found.group()


def lined(branch: Branch) -> Iterator[Entry]:
    """Yield the entries that begin a line of their own: those outside brackets."""
    if branch.is_flow:
        return
    for entry in branch.entries:
        yield entry
        if isinstance(entry.value, Branch):
            yield from lined(entry.value)


def _flows(branch: Branch) -> Iterator[Branch]:
    """Yield what stands in brackets with comments among them, the innermost first."""
    for entry in branch.entries:
        if isinstance(entry.value, Branch):
            yield from _flows(entry.value)
    if branch.token.style and not branch.is_flow:
        yield branch


def _branches_around(entry: Entry | None) -> Iterator[Branch]:
    while entry is not None:
        yield entry.branch
        entry = entry.branch.around

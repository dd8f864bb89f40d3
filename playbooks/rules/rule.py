"""What a rule is: a code, a reason, an example of each kind, and a question put to a book."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogs.causes import Cause
from playbooks.book import Book
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.parts import PLAYBOOK
from playbooks.places import Place
from playbooks.source import Source, Trail
from playbooks.texts import Written


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a rule is broken, and how; the code and severity are the rule's."""

    trail: Trail
    message: str
    hint: str = ""
    part: str = PLAYBOOK
    """The file: ``playbook``, ``lists``, ``remedies``, or ``law/<id>``."""
    at_key: bool = False
    """Point at the key, not at what stands after it."""
    within: tuple[str, int] | None = None
    """Point at a character, from 0, of the text that stands there."""
    cause: Cause | None = None
    """Which of the things that the code tells of; none where it tells of one."""
    instead: str = ""
    """What to write, as the file would have it, where that is more than the hint puts in quotes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the rule reference. Examples are parts of files, laid over the one in ``example.py``."""

    code: str
    title: str
    why: str
    bad: str
    """Draws findings of this code and no other."""
    good: str
    severity: Severity = Severity.ERROR

    def told(self, found: Finding, source: Source) -> Diagnostic:
        """Return a finding of this rule in ``source``, at its place."""
        line, column = _place(source, found)
        told = Diagnostic(source.file, line, column, self.code, self.severity, found.message, found.hint)
        return told.because(found.cause, found.instead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """An entry that asks its own question, once the shape of all files is right."""

    check: Callable[[Book], Iterable[Finding]]

    def report(self, book: Book) -> Iterator[Diagnostic]:
        """Yield what breaks this rule in ``book``, at its place."""
        return self._placed(self.check(book), book.sources)

    def _placed(self, findings: Iterable[Finding], sources: Mapping[str, Source]) -> Iterator[Diagnostic]:
        for found in findings:
            source = sources[found.part]
            if not any(found.trail[: len(place)] == place for place in source.mended):
                yield self.told(found, source)


class Lettered(Protocol):
    """Texts and where they stand: a book, or a law card alone."""

    @property
    def texts(self) -> Sequence[Written]:
        """Return every text."""
        ...

    @property
    def sources(self) -> Mapping[str, Source]:
        """Return part → the file as read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Rule):
    """A rule that asks of texts alone, and so of a law card that no playbook names too."""

    check: Callable[[Lettered], Iterable[Finding]]

    def report(self, book: Lettered) -> Iterator[Diagnostic]:
        """Yield what breaks this rule in the texts of ``book``."""
        return self._placed(self.check(book), book.sources)


def _place(source: Source, found: Finding) -> Place:
    if found.within is not None:
        return source.place_within(found.trail, *found.within)
    return source.key_place(found.trail) if found.at_key else source.place(found.trail)

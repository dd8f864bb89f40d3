"""What a rule is: a code, a reason, an example of each kind, and a question put to a book."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from playbooks.book import Book
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.parts import PLAYBOOK
from playbooks.places import Place
from playbooks.source import Source, Trail


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a rule is broken, and how; the code and severity are the rule's."""

    trail: Trail
    message: str
    hint: str = ""
    part: str = PLAYBOOK
    """The file: ``playbook``, ``lists`` or ``remedies``."""
    at_key: bool = False
    """Point at the key, not at what stands after it."""
    within: tuple[str, int] | None = None
    """Point at a character, from 0, of the text that stands there."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """An entry that asks its own question, once the shape of all files is right."""

    check: Callable[[Book], Iterable[Finding]]

    def report(self, book: Book) -> Iterator[Diagnostic]:
        """Yield what breaks this rule in ``book``, at its place."""
        for found in self.check(book):
            source = book.sources[found.part]
            if not any(found.trail[: len(place)] == place for place in source.mended):
                yield self.told(found, source)

    def told(self, found: Finding, source: Source) -> Diagnostic:
        """Return a finding of this rule in ``source``, at its place."""
        line, column = _place(source, found)
        return Diagnostic(source.file, line, column, self.code, self.severity, found.message, found.hint)


def _place(source: Source, found: Finding) -> Place:
    if found.within is not None:
        return source.place_within(found.trail, *found.within)
    return source.key_place(found.trail) if found.at_key else source.place(found.trail)

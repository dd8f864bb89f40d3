"""The door of the checker: paths or bytes in, a program and findings out; a bad file never raises."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from dialogs.causes import Cause
from dialogs.digest import revision_of
from dialogs.ids import PlaybookSlug
from dialogs.program import Program, part_of
from playbooks.book import Book
from playbooks.cards import check_card
from playbooks.cases import around_of, check_cases, read_case
from playbooks.compiler import compile_book
from playbooks.diagnostics import Diagnostic, has_errors, in_order
from playbooks.gathering import Gathering
from playbooks.parts import CASES, LAW, PLAYBOOK, REHEARSALS, SHARED, card_part, path_of
from playbooks.readings import Content, Readings
from playbooks.rehearsal.reading import script_at
from playbooks.rules import RULES, SEVERITIES
from playbooks.shelf import FILE, InMemory, OnDisk, Over, Shelf, is_there, shown
from playbooks.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one playbook; or of a library, when ``parts`` holds one a playbook."""

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    slug: PlaybookSlug | None = None
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """The closure: path relative to the library → bytes; what the revision is the digest of."""
    parts: "tuple[Checked, ...]" = ()
    book: Book | None = field(default=None, compare=False)
    """What is written, as soon as its shape is right: errors of the rules do not keep it away."""

    @property
    def programs(self) -> tuple[Program, ...]:
        """Every program that compiled."""
        own = () if self.program is None else (self.program,)
        return own + tuple(program for part in self.parts for program in part.programs)

    @property
    def is_good(self) -> bool:
        """Whether nothing found stops a playbook; warnings do not."""
        return not has_errors(self.diagnostics)


def check(path: Path, today: date | None = None) -> Checked:
    """Check a ``playbook.yaml``, the folder that holds one, or a library of such folders.

    A law card or a case is checked by itself; in a library, all of them.
    A rehearsal is checked for its shape alone: whether the call goes so is for ``playbooks.rehearsal``.
    For ``lists.yaml``, ``remedies.yaml`` or ``phrases.yaml`` the library beside it is checked: they mean
    something only in use. ``today`` is the local day; without it nothing is found to be out of date.
    """
    if path.name in {f"{part}.yaml" for part in SHARED} and is_there(path):
        return check(path.parent, today)
    if path.parent.name == REHEARSALS and is_there(path):
        return Checked(None, script_at(path).diagnostics)
    if path.parent.name == LAW and is_there(path):
        return Checked(None, tuple(check_card(OnDisk(path.parent.parent), path.stem, today)))
    if path.parent.name == CASES and is_there(path):
        shelf = OnDisk(path.parent.parent)
        return Checked(None, tuple(read_case(shelf, path.stem, around_of(shelf), today).diagnostics))
    if path.name == FILE or path.suffix in {".yaml", ".yml"}:
        return _check_file(path, today)
    if is_there(path / FILE):
        return _check_file(path / FILE, today)
    parts = check_library(path, today)
    if parts:
        found = [each for part in parts for each in part.diagnostics]
        found += [*_unnamed_cards(path, parts, today), *check_cases(OnDisk(path), today)]
        return Checked(None, in_order(found), parts=parts)
    words, hint = "there is no playbook here", "name a playbook.yaml, its folder, or the library"
    lost = Diagnostic.error(shown(path), (1, 1), "PB000", words, hint)
    return Checked(None, (lost.because(Cause.PB000_NONE),))


def check_library(library: Path, today: date | None = None) -> tuple[Checked, ...]:
    """Check each folder of ``library`` that holds a ``playbook.yaml``, by name; empty when there is none.

    While no file has changed, what was found the last time is returned again.
    """
    shelf = OnDisk(library)
    names = shelf.playbooks()
    paths = [path_of(PlaybookSlug(name), PLAYBOOK) for name in names]
    paths += [f"{part}.yaml" for part in (*SHARED, *map(card_part, shelf.cards()))]
    readings = Readings()
    contents = [(path, readings.look(shelf, path)) for path in paths]
    there = tuple(each for each in contents if not isinstance(each[1], FileNotFoundError))
    return _check_as_read(library, shown(library), there, today)


@lru_cache(maxsize=4)
def _check_as_read(
    library: Path, _shown: str, contents: tuple[tuple[str, Content], ...], today: date | None
) -> tuple[Checked, ...]:
    """Check the playbooks among files of a library.

    A file that could not be read equals no other, and so is tried anew.
    """
    readings = Readings(dict(contents))
    found = [Path(path).parent.name for path, _ in contents if path.endswith(f"/{FILE}")]
    return tuple(_check_file(library / name / FILE, today, readings) for name in found)


def _unnamed_cards(library: Path, parts: Sequence[Checked], today: date | None) -> Iterator[Diagnostic]:
    """Yield what is wrong with the law cards that no playbook names: they will be, some day."""
    shelf, used = OnDisk(library), {path for part in parts for path in part.sources}
    for name in shelf.cards():
        if f"{card_part(name)}.yaml" not in used:
            yield from check_card(shelf, name, today)


def check_sources(slug: PlaybookSlug, sources: Mapping[str, bytes], today: date | None = None) -> Checked:
    """Check a playbook whose files are in memory, by their paths relative to a library."""
    return _checked(slug, InMemory(sources), today)


def check_sent(
    slug: PlaybookSlug, sources: Mapping[str, bytes], library: Path, today: date | None = None
) -> Checked:
    """Check a playbook whose files are in memory, with what they use of a library."""
    return _checked(slug, Over(sources, OnDisk(library)), today)


def book_of(slug: PlaybookSlug, sources: Mapping[str, bytes]) -> Book | None:
    """Return a playbook whose files are in memory, as written; none when the shape of one is not right."""
    return Gathering(slug, InMemory(sources)).book()


def compile_kept(slug: PlaybookSlug, sources: Mapping[str, bytes]) -> Program | None:
    """Compile a closure that passed the rules when it was kept, whatever they say today.

    None when it cannot be read any more; that is a broken promise to every call that is on it.
    """
    gathering = Gathering(slug, InMemory(sources))
    book = gathering.book()
    if book is None or has_errors(gathering.found):
        return None
    try:
        return _compiled(gathering, book)
    except LookupError:
        return None


def _check_file(path: Path, today: date | None, readings: Readings | None = None) -> Checked:
    """Check one file with what stands beside its folder."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # not resolved: a link keeps the name that was given
    library, slug = absolute.parent.parent, PlaybookSlug(absolute.parent.name)
    return _checked(slug, OnDisk(library, {path_of(slug, PLAYBOOK): absolute}), today, readings)


def _checked(
    slug: PlaybookSlug, shelf: Shelf, today: date | None, readings: Readings | None = None
) -> Checked:
    """Read, check and compile; each playbook that is gone into is checked as itself too."""
    readings = readings or Readings()
    gathering = Gathering(slug, shelf, today, readings)
    book = gathering.book()
    found = list(gathering.found)
    if book is not None:
        found.extend(readings.asked(book.library, _broken_rules))
    found = _without_allowed(gathering, found, all_asked=book is not None)
    closure = gathering.closure()
    program = None
    if book is not None and not has_errors(found):
        program = _compiled(gathering, book)
    return Checked(program, in_order(found), slug, closure, book=book)


def _broken_rules(book: Book) -> Iterator[Diagnostic]:
    """Yield what each rule finds in a playbook."""
    return (each for rule in RULES for each in rule.report(book))


def _compiled(gathering: Gathering, book: Book) -> Program:
    """Return the program of a book, which knows the revisions of its parts.

    Raises:
        LookupError: a name leads nowhere; never after the rules have passed.
    """
    program = compile_book(book, revision_of(gathering.closure()))
    parts = dict.fromkeys(PlaybookSlug(name) for step in program.steps if (name := part_of(step)))
    return replace(program, parts={each: revision_of(gathering.closure_of(each)) for each in parts})


def _without_allowed(gathering: Gathering, found: list[Diagnostic], *, all_asked: bool) -> list[Diagnostic]:
    """Leave out the warnings that a remark allows, and say what is wrong with the remarks.

    That a remark allows nothing is told of the playbook itself; of what it goes into when that is checked.
    """
    sources = gathering.sources
    if not any(source.remarks for source in sources):
        return found
    waivers = Waivers(sources, SEVERITIES)
    kept = [*waivers.sift(found)]
    return [*kept, *waivers.own(unused_in=gathering.first if all_asked else None)]

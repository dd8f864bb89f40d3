"""The door of the checker: paths or bytes in, a program and findings out; a bad file never raises."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from dialogs.digest import revision_of
from dialogs.ids import PlaybookSlug
from dialogs.program import Program
from playbooks.book import Book
from playbooks.compiler import compile_book
from playbooks.diagnostics import Diagnostic, Severity, has_errors, in_order
from playbooks.document import Playbook
from playbooks.formats import lifted
from playbooks.limits import MAX_FILE_BYTES
from playbooks.lists import Lists
from playbooks.mending import mended
from playbooks.parts import LISTS, PLAYBOOK, REMEDIES, path_of
from playbooks.rehearsal.reading import FOLDER, script_at
from playbooks.remedies import Remedies
from playbooks.rules import RULES, SEVERITIES
from playbooks.shape import shaped
from playbooks.source import Source, read
from playbooks.waivers import Waivers

Shape = TypeVar("Shape", bound=BaseModel)
FILE = "playbook.yaml"


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

    A rehearsal is checked for its shape alone: whether the call goes so is for ``playbooks.rehearsal``.
    For ``lists.yaml`` or ``remedies.yaml`` the library beside it is checked: they mean something only in use.
    ``today`` is the local day; without it nothing is said of days that have passed.
    """
    if path.name in {f"{LISTS}.yaml", f"{REMEDIES}.yaml"} and _is_there(path):
        return check(path.parent, today)
    if path.parent.name == FOLDER and _is_there(path):
        return Checked(None, script_at(path).diagnostics)
    if path.name == FILE or path.suffix in {".yaml", ".yml"}:
        return _check_file(path, today)
    if _is_there(path / FILE):
        return _check_file(path / FILE, today)
    parts = check_library(path, today)
    if parts:
        return Checked(None, in_order(each for part in parts for each in part.diagnostics), parts=parts)
    words, hint = "there is no playbook here", "name a playbook.yaml, its folder, or the library"
    return Checked(None, (_unreadable(_shown(path), words, hint),))


def check_library(library: Path, today: date | None = None) -> tuple[Checked, ...]:
    """Check each folder of ``library`` that holds a ``playbook.yaml``, by name; empty when there is none."""
    try:
        folders = sorted(each for each in library.iterdir() if _is_there(each / FILE))
    except OSError:
        return ()
    return tuple(_check_file(folder / FILE, today) for folder in folders)


def check_sources(slug: PlaybookSlug, sources: Mapping[str, bytes], today: date | None = None) -> Checked:
    """Check a playbook whose files are in memory, by their paths relative to a library."""
    return _Checking(slug, sources).run(today)


def book_of(slug: PlaybookSlug, sources: Mapping[str, bytes]) -> Book | None:
    """Return a playbook whose files are in memory, as written; none when the shape of one is not right."""
    return _Checking(slug, sources).book()


def compile_kept(slug: PlaybookSlug, sources: Mapping[str, bytes]) -> Program | None:
    """Compile a closure that passed the rules when it was kept, whatever they say today.

    None when it cannot be read any more; that is a broken promise to every call that is on it.
    """
    checking = _Checking(slug, sources)
    book = checking.book()
    if book is None or checking.found_errors:
        return None
    try:
        return compile_book(book, revision_of(checking.closure()))
    except LookupError:
        return None


def _check_file(path: Path, today: date | None) -> Checked:
    """Check one file with what stands beside its folder."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # not resolved: a link keeps the name that was given
    library, slug = absolute.parent.parent, PlaybookSlug(absolute.parent.name)
    paths = {path_of(slug, PLAYBOOK): absolute}
    paths |= {path_of(slug, part): library / path_of(slug, part) for part in (LISTS, REMEDIES)}
    sources: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for relative, file in paths.items():
        try:
            sources[relative] = _content(file)
        except (OSError, ValueError) as broken:
            problems[relative] = _reason(broken)
    shown = {relative: _shown(file) for relative, file in paths.items()}
    return _Checking(slug, sources, problems, shown).run(today)


def _is_there(path: Path) -> bool:
    """Tell whether a path leads to something; one that cannot be asked leads to nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def _content(file: Path) -> bytes:
    """Return a file's bytes, at most one more than may be: enough to see that it is too large."""
    if file.exists() and not file.is_file():
        raise IsADirectoryError(file)
    with file.open("rb") as opened:
        return opened.read(MAX_FILE_BYTES + 1)


def _reason(broken: Exception) -> str:
    """Say why a file cannot be read."""
    match broken:
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file"
        case IsADirectoryError():
            return "this is not a file"
        case PermissionError():
            return "we are not allowed to read this file"
        case _:
            return "the file cannot be read"


def _shown(path: Path) -> str:
    """Return a path as findings name it: from where we stand if it is below, else in full."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # as above
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)


def _unreadable(file: str, message: str, hint: str) -> Diagnostic:
    """Make the finding for a file that is not there or cannot be opened."""
    return Diagnostic(file, 1, 1, "PB000", Severity.ERROR, message, hint)


class _Checking:
    """One playbook on its way from bytes to a program."""

    def __init__(
        self,
        slug: PlaybookSlug,
        sources: Mapping[str, bytes],
        problems: Mapping[str, str] | None = None,
        shown: Mapping[str, str] | None = None,
    ) -> None:
        self._slug = slug
        self._sources = sources
        self._problems = problems or {}
        self._shown = shown or {}
        self._parts: list[str] = [PLAYBOOK]
        self._read: dict[str, Source] = {}
        self._found: list[Diagnostic] = []

    def run(self, today: date | None) -> Checked:
        """Read, check and compile."""
        book = self.book(today)
        if book is not None:
            for rule in RULES:
                self._found.extend(rule.report(book))
        self._set_aside(all_asked=book is not None)
        closure = self.closure()
        program = None
        if book is not None and not has_errors(self._found):
            program = compile_book(book, revision_of(closure))
        return Checked(program, in_order(self._found), self._slug, closure, book=book)

    def _set_aside(self, *, all_asked: bool) -> None:
        """Leave out the warnings that a remark allows, and say what is wrong with the remarks."""
        if not any(source.remarks for source in self._read.values()):
            return
        waivers = Waivers(tuple(self._read.values()), SEVERITIES)
        self._found = [*waivers.sift(self._found)]
        self._found.extend(waivers.own(unused_in=self._read[PLAYBOOK] if all_asked else None))

    def book(self, today: date | None = None) -> Book | None:
        """Read every file that the playbook uses; none when the shape of one is not right."""
        playbook = self._part(PLAYBOOK, Playbook)
        used = dict(self._used())
        lists = self._used_part(LISTS, Lists, used)
        remedies = self._used_part(REMEDIES, Remedies, used)
        is_whole = (LISTS not in used or lists is not None) and (REMEDIES not in used or remedies is not None)
        if playbook is None or not is_whole:
            return None
        return Book(self._slug, playbook, lists, remedies, self._read, today)

    @property
    def found_errors(self) -> bool:
        """Whether anything found so far stops the playbook."""
        return has_errors(self._found)

    def closure(self) -> Mapping[str, bytes]:
        """Return the files that the playbook uses, as far as they are there."""
        paths = [path_of(self._slug, part) for part in self._parts]
        return {path: self._sources[path] for path in paths if path in self._sources}

    def _used(self) -> Iterator[tuple[str, int]]:
        """Yield what ``uses`` names with its position, also when other things in the file are wrong."""
        tree = self._read[PLAYBOOK].tree if PLAYBOOK in self._read else None
        named = tree.get("uses") if tree is not None else None
        for number, each in enumerate(named if isinstance(named, list) else []):
            if isinstance(each, str):
                yield each, number

    def _used_part(self, part: str, shape: type[Shape], used: Mapping[str, int]) -> Shape | None:
        """Read a file if the playbook uses it; that it is missing is said where it is named."""
        if part not in used:
            return None
        self._parts.append(part)
        path = path_of(self._slug, part)
        if path in self._sources:
            return self._part(part, shape)
        playbook = self._read[PLAYBOOK]
        line, column = playbook.place(("uses", used[part]))
        words = f"{path}: {self._problems.get(path, 'there is no such file')}"
        hint = "it belongs beside the folders of the playbooks"
        self._found.append(Diagnostic(playbook.file, line, column, "PB000", Severity.ERROR, words, hint))
        return None

    def _part(self, part: str, shape: type[Shape]) -> Shape | None:
        """Read one file into its shape."""
        path = path_of(self._slug, part)
        shown = self._shown.get(path, path)
        if path not in self._sources:
            words = self._problems.get(path, "there is no such file")
            self._found.append(_unreadable(shown, words, "look at the path and the rights of the file"))
            return None
        source = read(shown, self._sources[path])
        if part == PLAYBOOK:
            source = lifted(source)
        self._read[part] = source
        document, found = shaped(source, shape)
        self._found.extend((*source.diagnostics, *found))
        if has_errors(source.diagnostics):
            return None  # of a key that stands twice nobody knows which was meant
        if document is None and (again := mended(source, shape)) is not None:
            document, self._read[part] = again
        return document

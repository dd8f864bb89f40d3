"""A playbook with all that it uses, read into a book: the files beside it, and the playbooks it goes into."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from dialogs.causes import Cause
from dialogs.ids import PlaybookSlug
from playbooks.book import Book
from playbooks.diagnostics import Diagnostic, has_errors
from playbooks.document import Playbook
from playbooks.formats import lifted
from playbooks.law import LawCard
from playbooks.lists import Lists
from playbooks.mending import mended
from playbooks.parts import LISTS, PHRASES, PLAYBOOK, REMEDIES, SHARED, card_part, path_of
from playbooks.phrases import Phrases, Unread
from playbooks.readings import Readings, Shaped
from playbooks.remedies import Remedies
from playbooks.shape import shaped
from playbooks.shelf import Shelf
from playbooks.source import Plain, Source, read

Shape = TypeVar("Shape", bound=BaseModel)
_NO_FILE = "there is no such file"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
"""What can be the name of a file or folder beside ours: nothing that leads elsewhere."""


class Gathering:
    """One playbook on its way from bytes to a book."""

    def __init__(
        self,
        slug: PlaybookSlug,
        shelf: Shelf,
        today: date | None = None,
        readings: Readings | None = None,
    ) -> None:
        """Read from ``shelf``, or what was read of it; ``today`` is the local day of the check."""
        self._slug = slug
        self._shelf = shelf
        self._today = today
        self._readings = readings or Readings()
        self._contents: dict[str, bytes | None] = {}
        self._problems: dict[str, str] = {}
        self._sources: dict[str, Source] = {}
        self._documents: dict[str, BaseModel | None] = {}
        self._uses: dict[str, tuple[str, ...]] = {}
        self.found: list[Diagnostic] = []

    def book(self) -> Book | None:
        """Read every file that the playbook uses; none when one cannot be read.

        One whose shape is not right is read as far as it goes; what is wrong with it has been found.
        """
        library: dict[str, Book] = {}
        waiting, seen = [self._slug], {self._slug}
        for slug in waiting:
            if slug != self._slug and self._is_missing(path_of(slug, PLAYBOOK)):
                continue  # a rule tells it at the place where it is named
            book = self._read_book(slug, library)
            if book is not None:
                library[slug] = book
            onward = dict.fromkeys(PlaybookSlug(each) for each in self._goes_into(slug) if each not in seen)
            waiting += onward
            seen.update(onward)
        return library.get(self._slug)

    @property
    def first(self) -> Source | None:
        """The playbook's own file as read."""
        return self._sources.get(path_of(self._slug, PLAYBOOK))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file as read."""
        return tuple(self._sources.values())

    def closure(self) -> Mapping[str, bytes]:
        """Return the files that the playbook uses, as far as they are there."""
        return {path: content for path, content in self._contents.items() if content is not None}

    def closure_of(self, slug: PlaybookSlug) -> Mapping[str, bytes]:
        """Return the files that one of the playbooks uses: what its own revision is the digest of."""
        slugs = [str(slug)]
        for each in slugs:
            slugs += [
                into for into in dict.fromkeys(self._goes_into(PlaybookSlug(each))) if into not in slugs
            ]
        paths = (path for each in slugs for path in self._uses.get(each, ()))
        return {path: content for path in paths if (content := self._contents[path]) is not None}

    def _read_book(self, slug: PlaybookSlug, library: Mapping[str, Book]) -> Book | None:
        """Read one playbook with the files beside it."""
        path = path_of(slug, PLAYBOOK)
        source = self._source(path)
        used = dict(self._used(source))
        phrases = self._used_part(PHRASES, Phrases, source, used)
        texts: Mapping[str, object] | None = Unread() if PHRASES in used else None
        playbook = self._shaped(path, Playbook, texts if phrases is None else phrases.phrases)
        lists = self._used_part(LISTS, Lists, source, used)
        remedies = self._used_part(REMEDIES, Remedies, source, used)
        is_whole = all(
            part not in used or read is not None
            for part, read in zip(SHARED, (lists, remedies, phrases), strict=True)
        )
        if playbook is None or not is_whole:
            return None
        law = dict(self._law(playbook))
        parts = {PLAYBOOK: path, **{part: path_of(slug, part) for part in used}}
        parts |= {card_part(card): path_of(slug, card_part(card)) for card in law}
        self._uses[slug] = tuple(parts.values())
        sources = {part: self._sources[path] for part, path in parts.items() if path in self._sources}
        return Book(slug, playbook, lists, remedies, sources, law, library, self._shelf, self._today)

    def _used(self, source: Source | None) -> Iterator[tuple[str, int]]:
        """Yield what ``uses`` names with its position, also when other things in the file are wrong."""
        named = None if source is None or source.tree is None else source.tree.get("uses")
        for number, each in enumerate(named if isinstance(named, list) else []):
            if isinstance(each, str):
                yield each, number

    def _goes_into(self, slug: PlaybookSlug) -> Iterator[str]:
        """Yield the playbooks that a playbook goes into, also when other things in the file are wrong."""
        source = self._sources.get(path_of(slug, PLAYBOOK))
        tree = None if source is None else source.tree
        for key in ("everywhere", "steps"):
            for entry in _mappings(None if tree is None else tree.get(key)):
                for choice in (entry, *_mappings(entry.get("choices"))):
                    exits = choice.get("exits")
                    ways = [choice, *_mappings(list(exits.values()) if isinstance(exits, dict) else None)]
                    for into in (way.get("into") for way in ways):
                        if isinstance(into, str) and _NAME.fullmatch(into):
                            yield into

    def _law(self, playbook: Playbook) -> Iterator[tuple[str, LawCard]]:
        """Yield the law cards that steps name; that one is missing is told by a rule."""
        for card in dict.fromkeys(card for step in playbook.steps for card in step.facts):
            path = path_of(self._slug, card_part(card))
            if _NAME.fullmatch(card) is None or self._is_missing(path):
                continue
            document = self._shaped(path, LawCard)
            if document is not None:
                yield card, document

    def _used_part(
        self, part: str, shape: type[Shape], source: Source | None, used: Mapping[str, int]
    ) -> Shape | None:
        """Read a file if the playbook uses it; that it is missing is said where it is named."""
        if part not in used or source is None:
            return None
        path = path_of(self._slug, part)
        if self._content(path) is not None:
            return self._shaped(path, shape)
        place = source.place(("uses", used[part]))
        words = f"{path}: {self._problems.get(path, _NO_FILE)}"
        hint = "it belongs beside the folders of the playbooks"
        cause = Cause.PB000_BESIDE if self._is_missing(path) else Cause.PB000_RIGHTS
        found = Diagnostic.error(source.file, place, "PB000", words, hint)
        self.found.append(found.because(cause, path))
        return None

    def _is_missing(self, path: str) -> bool:
        """Tell whether there is no such file; one that is there and cannot be read is told as itself."""
        return self._content(path) is None and self._problems[path] == _NO_FILE

    def _content(self, path: str) -> bytes | None:
        """Return a file's bytes, or none and remember why."""
        if path not in self._contents:
            try:
                self._contents[path] = self._readings.content(self._shelf, path)
            except (OSError, ValueError) as broken:
                self._contents[path] = None
                self._problems[path] = _reason(broken)
        return self._contents[path]

    def _source(self, path: str) -> Source | None:
        """Return a file as read, once."""
        if path in self._sources:
            return self._sources[path]
        content, shown = self._content(path), self._shelf.shown(path)
        if content is None:
            words, hint = self._problems[path], "look at the path and the rights of the file"
            found = Diagnostic.error(shown, (1, 1), "PB000", words, hint)
            self.found.append(found.because(None if self._is_missing(path) else Cause.PB000_RIGHTS))
            return None
        as_written = read if not path.endswith(f"/{PLAYBOOK}.yaml") else _lifted
        self._sources[path] = self._readings.source(path, lambda: as_written(shown, content))
        self.found.extend(self._sources[path].diagnostics)
        return self._sources[path]

    def _shaped(
        self, path: str, shape: type[Shape], shared: Mapping[str, object] | None = None
    ) -> Shape | None:
        """Return a file in its shape, once."""
        if path not in self._documents:
            source = self._source(path)
            if source is None:
                self._documents[path] = None
            else:
                reading = self._readings.shaped(path, lambda: _shaped(source, shape, shared))
                self._documents[path], self._sources[path] = reading.document, reading.source
                self.found.extend(reading.found)
        known = self._documents[path]
        return known if isinstance(known, shape) else None


def _lifted(shown: str, content: bytes) -> Source:
    """Return a playbook as read, in the format of today."""
    return lifted(read(shown, content))


def _shaped(source: Source, shape: type[Shape], shared: Mapping[str, object] | None) -> Shaped:
    """Return a file in its shape, mended where that can be."""
    document, found = shaped(source, shape, shared)
    if has_errors(source.diagnostics):
        document = None  # of a key that stands twice nobody knows which was meant
    elif document is None and (again := mended(source, shape, shared)) is not None:
        document, source = again
    return Shaped(document, source, tuple(found))


def _mappings(value: Plain) -> list[dict[str, Plain]]:
    """Return the entries of a list that hold keys with values."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _reason(broken: Exception) -> str:
    """Say why a file cannot be read."""
    match broken:
        case FileNotFoundError() | NotADirectoryError():
            return _NO_FILE
        case IsADirectoryError():
            return "this is not a file"
        case PermissionError():
            return "we are not allowed to read this file"
        case _:
            return "the file cannot be read"

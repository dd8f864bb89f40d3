"""What is done to the files of a playbook: pure work on bytes, for a thread or a process of its own.

Everything here can be sent to another process and back.
"""

import copyreg
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dialogs.ids import PlaybookSlug, Revision, StepId
from dialogs.program import Program
from dialogs.texts import Language
from playbooks.book import Book
from playbooks.check import Checked, book_of, check_sent, check_sources, compile_kept
from playbooks.diagnostics import Diagnostic
from playbooks.diagram import diagram, fenced
from playbooks.edit import with_text
from playbooks.limits import MAX_ID
from playbooks.lines import StepText, step_texts
from playbooks.outline import outline, pages
from playbooks.parts import PLAYBOOK, path_of
from playbooks.source import Trail, read
from playbooks.threeway import merged

Sources = Mapping[str, bytes]
_SLUG: Final = re.compile(rf"[a-z][a-z0-9-]{{0,{MAX_ID - 1}}}")


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of reading and checking a playbook."""

    playbook: PlaybookSlug | None
    program: Program | None
    sources: Sources
    found: tuple[Diagnostic, ...]

    @classmethod
    def of(cls, checked: Checked) -> "Looked":
        """Return what is to be known of ``checked``."""
        return cls(checked.slug, checked.program, dict(checked.sources), checked.diagnostics)


def kept_as(
    playbook: PlaybookSlug, revision: Revision, sources: Sources, today: date | None = None
) -> Looked | None:
    """Return a revision that was kept, with what the checker says of it ``today``; none when it is lost."""
    program = compile_kept(playbook, sources)
    if program is None or program.revision != revision:
        return None
    return Looked(playbook, program, sources, found_in(playbook, sources, today))


def found_in(playbook: PlaybookSlug, sources: Sources, today: date | None) -> tuple[Diagnostic, ...]:
    """Return what the checker says of a playbook ``today``."""
    return check_sources(playbook, sources, today).diagnostics


def texts_of(playbook: PlaybookSlug, sources: Sources, step: StepId) -> tuple[StepText, ...]:
    """Return the texts of a step."""
    book = book_of(playbook, sources)
    return () if book is None else tuple(step_texts(book, step))


def reworded(
    playbook: PlaybookSlug,
    sources: Sources,
    trail: Trail,
    language: Language,
    text: str,
    today: date | None = None,
) -> Looked:
    """Return a playbook with other words at ``trail``."""
    path, said = path_of(playbook, PLAYBOOK), {"zh": text} if language is Language.ZH else {"en": text}
    changed = {**sources, path: with_text(sources[path], trail, **said)}
    return Looked.of(check_sources(playbook, changed, today))


def uploaded(library: Path, content: bytes, today: date | None = None) -> Looked:
    """Return a whole ``playbook.yaml`` with what it uses of ``library``."""
    named = _named(content) or PlaybookSlug("playbook")
    return Looked.of(check_sent(named, {path_of(named, PLAYBOOK): content}, library, today))


def carried_over(
    playbook: PlaybookSlug, base: Sources, draft: Sources, onto: Sources, today: date | None = None
) -> Looked | None:
    """Return ``onto`` with what ``draft`` changed of ``base``; none where both changed the same."""
    sources: dict[str, bytes] = {}
    own = path_of(playbook, PLAYBOOK)
    for path in {**onto, **draft}:
        content = _merged(path, base, draft, onto)
        if path == own:
            content = _lines_merged(playbook, base, draft, onto) or content
        if content is None:
            return None
        sources[path] = content
    return Looked.of(check_sources(playbook, sources, today))


def outlined(
    playbook: PlaybookSlug, sources: Sources, language: Language, most: int, today: date | None = None
) -> Sequence[str]:
    """Return steps, lines and where choices lead as plain text, in pages."""
    checked = check_sources(playbook, sources, today)
    if checked.book is None:
        return ()
    return pages(outline(checked.book, language, checked.diagnostics), most)


def drawn(
    playbook: PlaybookSlug, sources: Sources, language: Language, today: date | None = None
) -> str | None:
    """Return the flowchart as Mermaid source, fenced; none for what cannot be read any more."""
    checked = check_sources(playbook, sources, today)
    return None if checked.book is None else fenced(diagram(checked.book, language, checked.diagnostics))


def _named(content: bytes) -> PlaybookSlug | None:
    """Return the name that a file gives to its playbook; none when it gives none that a folder can have."""
    tree = read("playbook.yaml", content).tree
    name = None if tree is None else tree.get("playbook")
    return PlaybookSlug(name) if isinstance(name, str) and _SLUG.fullmatch(name) else None


def _merged(path: str, base: Sources, draft: Sources, onto: Sources) -> bytes | None:
    """Return a file of ``onto`` with what ``draft`` changed in it; none where both changed the same lines."""
    was, mine, theirs = base.get(path), draft.get(path), onto.get(path)
    if mine is None or theirs is None:
        return theirs if mine is None else mine  # only one of them uses it
    if was is None or mine == theirs:
        return theirs if mine == theirs else None
    return merged(was, mine, theirs)


def _lines_merged(playbook: PlaybookSlug, base: Sources, draft: Sources, onto: Sources) -> bytes | None:
    """Return the file of ``onto`` with what lines ``draft`` changed of ``base``; none when it did more.

    Where both changed one line it is the draft's: the card of what comes of it shows that as a change.
    """
    path = path_of(playbook, PLAYBOOK)
    books = [book_of(playbook, sources) for sources in (base, draft, onto)]
    if any(book is None for book in books):
        return None
    was, mine, theirs = (_texts(book) for book in books if book is not None)
    content, again = onto[path], base[path]
    for place, text in mine.items():
        old = was.get(place)
        if old is None:
            return None
        if old.words == text.words:
            continue
        if place not in theirs:
            return None
        zh = None if text.words.zh == old.words.zh else text.words.zh
        en = None if text.words.en == old.words.en else text.words.en
        content = with_text(content, theirs[place].trail, zh=zh, en=en)
        again = with_text(again, old.trail, zh=zh, en=en)
    # What the changed lines do not make of the base was changed otherwise: that cannot be carried over.
    return content if read(path, again).tree == read(path, draft[path]).tree else None


def _texts(book: Book) -> dict[tuple[str, str], StepText]:
    """Return the texts of all steps, by step and place."""
    steps = (StepId(step.id) for step in book.playbook.steps)
    return {(step, text.where): text for step in steps for text in step_texts(book, step)}


def _frozen(held: dict[object, object]) -> Mapping[object, object]:
    return MappingProxyType(held)


def _thawed(frozen: Mapping[object, object]) -> tuple[object, tuple[dict[object, object]]]:
    return _frozen, (dict(frozen),)


copyreg.pickle(MappingProxyType, _thawed)  # type: ignore[arg-type]  # so that programs can travel

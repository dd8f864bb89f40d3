"""Where trainers' wishes meet the files: one line changed, a whole file read, two revisions compared.

Whatever takes milliseconds of reading and checking is done in a thread beside the loop, so that no tap of a
call waits for it.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ids import PlaybookSlug, Revision, StepId
from dialogs.ports import Changed, Finding, Line, Revisions, Written
from dialogs.program import Program
from dialogs.publishing import Judged
from dialogs.texts import Bilingual, Language
from playbooks.beside import beside
from playbooks.changes import changes_between
from playbooks.check import Checked, book_of, check_sources, compile_kept
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.edit import Unfit, unfit, with_text
from playbooks.limits import MAX_FILE_BYTES, MAX_ID
from playbooks.lines import StepText, step_texts
from playbooks.outline import outline, pages
from playbooks.parts import PLAYBOOK, path_of
from playbooks.source import read

Sources = Mapping[str, bytes]
Key = TypeVar("Key")
Result = TypeVar("Result")
MOST_REVISIONS: Final = 24
"""Revisions kept at hand, with their sources: what a handful of trainers look at in a while."""
MOST_FILES: Final = 200
"""Files of a library that an upload may use."""
_SLUG: Final = re.compile(rf"[a-z][a-z0-9-]{{0,{MAX_ID - 1}}}")
_UNFIT: Final = {Unfit.EMPTY: "PB014", Unfit.LINE_BREAK: "PB303", Unfit.INVISIBLE: "PB003"}
"""What the checker would call it."""
Rehearse = Callable[[Program], int]
"""Returns how many rehearsals of a program do not pass."""


def no_rehearsals(program: Program) -> int:
    """Find nothing."""
    del program
    return 0


@dataclass(frozen=True, slots=True)
class _Known:
    """A revision at hand."""

    program: Program
    sources: Sources
    found: tuple[Diagnostic, ...]
    """What the checker said of it when it was read."""


class Workshop:
    """Implements ``dialogs.ports.Workshop`` over the store of revisions and a folder of playbooks."""

    def __init__(self, library: Path, revisions: Revisions, rehearse: Rehearse = no_rehearsals) -> None:
        """Take what an uploaded file uses from ``library``."""
        self._library = library
        self._revisions = revisions
        self._rehearse = rehearse
        self._known: OrderedDict[Revision, _Known] = OrderedDict()
        self._judged: OrderedDict[tuple[Revision, Revision | None], Judged] = OrderedDict()

    async def program(self, playbook: PlaybookSlug, revision: Revision) -> Program | None:
        """Return a revision, compiled."""
        known = await self._at(playbook, revision)
        return None if known is None else known.program

    async def lines(self, playbook: PlaybookSlug, revision: Revision, step: StepId) -> Sequence[Line]:
        """Return the texts of a step in the order in which its card shows them."""
        return [_line(each) for each in await self._texts(playbook, revision, step)]

    async def reword(
        self,
        playbook: PlaybookSlug,
        revision: Revision,
        step: StepId,
        where: str,
        language: Language,
        text: str,
    ) -> Written | None:
        """Change one line of a revision, and nothing else in its file."""
        known = await self._at(playbook, revision)
        texts = await self._texts(playbook, revision, step)
        line = next((each for each in texts if each.where == where), None)
        if known is None or line is None:
            return None
        if (why := unfit(text)) is not None:
            return _unfit(playbook, why)
        said = {"zh": text} if language is Language.ZH else {"en": text}

        def written() -> Written:
            path = path_of(playbook, PLAYBOOK)
            sources = {**known.sources, path: with_text(known.sources[path], line.trail, **said)}
            return self._written(check_sources(playbook, sources), known.program)

        return await beside(written)

    async def read(self, content: bytes) -> Written:
        """Read a whole ``playbook.yaml`` that somebody sent."""

        def written() -> Written:
            named = _named(content) or PlaybookSlug("playbook")
            sources = {**files_of(self._library), path_of(named, PLAYBOOK): content}
            return self._written(check_sources(named, sources), None)

        return await beside(written)

    async def carry_over(
        self, playbook: PlaybookSlug, draft: Revision, base: Revision | None, onto: Revision
    ) -> Written | None:
        """Write again on ``onto`` what ``draft`` changed of ``base``: line by line, else the whole draft."""
        mine, below = await self._at(playbook, draft), await self._at(playbook, onto)
        before = None if base is None else await self._at(playbook, base)
        if mine is None or below is None:
            return None

        def written() -> Written:
            path = path_of(playbook, PLAYBOOK)
            content = (
                None if before is None else _merged(playbook, before.sources, mine.sources, below.sources)
            )
            sources = mine.sources if content is None else {**below.sources, path: content}
            return self._written(check_sources(playbook, sources), below.program)

        return await beside(written)

    async def judge(
        self, playbook: PlaybookSlug, revision: Revision, against: Revision | None
    ) -> Judged | None:
        """Check a revision anew, rehearse it, and compare it with ``against``."""
        if (judged := self._judged.get((revision, against))) is not None:
            return judged
        known = await self._at(playbook, revision)
        if known is None:
            return None
        old = None if against is None else await self.program(playbook, against)

        def looked() -> Judged:
            return Judged(
                errors=sum(each.severity is Severity.ERROR for each in known.found),
                failing=self._rehearse(known.program),
                changes=tuple(each.change for each in _between(old, known.program)),
            )

        judged = await beside(looked)
        return _remember(self._judged, (revision, against), judged)

    async def compare(
        self, playbook: PlaybookSlug, revision: Revision, against: Revision | None
    ) -> Sequence[Changed]:
        """Return what differs from ``against``, a line each."""
        new = await self.program(playbook, revision)
        old = None if against is None else await self.program(playbook, against)
        return () if new is None else await beside(_between, old, new)

    async def findings(self, playbook: PlaybookSlug, revision: Revision) -> Sequence[Finding]:
        """Return what the checker says of a revision today."""
        known = await self._at(playbook, revision)
        return () if known is None else tuple(map(_finding, known.found))

    async def outline(
        self, playbook: PlaybookSlug, revision: Revision, language: Language, most: int
    ) -> Sequence[str]:
        """Return steps, lines and where choices lead as plain text, in pages."""
        known = await self._at(playbook, revision)
        if known is None:
            return ()

        def drawn() -> Sequence[str]:
            checked = check_sources(playbook, known.sources)
            if checked.book is None:
                return ()
            return pages(outline(checked.book, language, checked.diagnostics), most)

        return await beside(drawn)

    async def keep(self, written: Written) -> None:
        """Make the sources of what was written durable."""
        if written.program is not None:
            revision = written.program.revision
            await self._revisions.keep(written.program.playbook, revision, self._known[revision].sources)

    async def _texts(self, playbook: PlaybookSlug, revision: Revision, step: StepId) -> tuple[StepText, ...]:
        known = await self._at(playbook, revision)
        if known is None:
            return ()

        def found() -> tuple[StepText, ...]:
            book = book_of(playbook, known.sources)
            return () if book is None else tuple(step_texts(book, step))

        return await beside(found)

    async def _at(self, playbook: PlaybookSlug, revision: Revision) -> _Known | None:
        if (known := self._known.get(revision)) is not None:
            self._known.move_to_end(revision)
            return known
        sources = await self._revisions.sources(revision)
        if sources is None:
            return None

        def looked() -> _Known | None:
            program = compile_kept(playbook, sources)
            if program is None or program.revision != revision:
                return None
            return _Known(program, sources, check_sources(playbook, sources).diagnostics)

        found = await beside(looked)
        return None if found is None else _remember(self._known, revision, found)

    def _written(self, checked: Checked, before: Program | None) -> Written:
        """Return what came of writing; what is good stays at hand until it is kept."""
        program = checked.program
        if program is not None:
            _remember(self._known, program.revision, _Known(program, checked.sources, checked.diagnostics))
        changes = () if program is None else tuple(each.change for each in _between(before, program))
        return Written(
            playbook=checked.slug,
            program=program,
            found=tuple(map(_finding, checked.diagnostics)),
            changes=changes,
        )


def files_of(library: Path) -> dict[str, bytes]:
    """Return the YAML files of a library by their paths in it, as far as they can be read."""
    found: dict[str, bytes] = {}
    for path in sorted((*library.glob("*.yaml"), *library.glob("*/*.yaml")))[:MOST_FILES]:
        try:
            with path.open("rb") as opened:
                found[path.relative_to(library).as_posix()] = opened.read(MAX_FILE_BYTES + 1)
        except OSError:
            continue
    return found


def _named(content: bytes) -> PlaybookSlug | None:
    """Return the name that a file gives to its playbook; none when it gives none that a folder can have."""
    tree = read("playbook.yaml", content).tree
    name = None if tree is None else tree.get("playbook")
    return PlaybookSlug(name) if isinstance(name, str) and _SLUG.fullmatch(name) else None


def _merged(playbook: PlaybookSlug, base: Sources, draft: Sources, onto: Sources) -> bytes | None:
    """Return the file of ``onto`` with what lines ``draft`` changed of ``base``; none when it did more."""
    path = path_of(playbook, PLAYBOOK)
    books = [book_of(playbook, sources) for sources in (base, draft, onto)]
    if any(book is None for book in books):
        return None
    texts = [
        {
            (step.id, text.where): text
            for step in book.playbook.steps
            for text in step_texts(book, StepId(step.id))
        }
        for book in books
        if book is not None
    ]
    was, mine, theirs = texts
    content, again = onto[path], base[path]
    for place, text in mine.items():
        old = was.get(place)
        if old is None:
            return None
        if old.words == text.words:
            continue
        if place not in theirs:
            return None
        content = with_text(content, theirs[place].trail, zh=text.words.zh, en=text.words.en)
        again = with_text(again, old.trail, zh=text.words.zh, en=text.words.en)
    # What the changed lines do not make of the base was changed otherwise: that cannot be carried over.
    same = read(path, again).tree == read(path, draft[path]).tree
    others = {each: body for each, body in draft.items() if each != path}
    return content if same and all(base.get(each) == body for each, body in others.items()) else None


def _between(old: Program | None, new: Program) -> tuple[Changed, ...]:
    return () if old is None else changes_between(old, new)


def _remember(known: OrderedDict[Key, Result], key: Key, value: Result) -> Result:
    known[key] = value
    known.move_to_end(key)
    while len(known) > MOST_REVISIONS:
        known.popitem(last=False)
    return value


def _line(text: StepText) -> Line:
    words = Bilingual(text.words.zh, text.words.en)
    return Line(where=text.where, words=words, verbatim=text.verbatim)


def _finding(found: Diagnostic) -> Finding:
    return Finding(
        line=found.line,
        column=found.column,
        code=found.code,
        message=found.message,
        hint=found.hint,
        is_error=found.severity is Severity.ERROR,
    )


def _unfit(playbook: PlaybookSlug, why: Unfit) -> Written:
    message = {Unfit.EMPTY: "the text is empty", Unfit.LINE_BREAK: "the text has more than one line"}
    said = message.get(why, "an invisible character stands in the text")
    found = Finding(line=1, column=1, code=_UNFIT[why], message=said, hint="write it again", is_error=True)
    return Written(playbook=playbook, program=None, found=(found,))

"""Where trainers' wishes meet the files: one line changed, a whole file read, two revisions compared.

Whatever takes milliseconds of reading and checking is done in a process of its own, or in a thread where
there is none, so that no tap of a call waits for it.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ids import PlaybookSlug, Revision, StepId
from dialogs.ports import Changed, Finding, Line, Revisions, Written
from dialogs.program import Program
from dialogs.publishing import Judged
from dialogs.refusals import Reason, Refusal
from dialogs.texts import Bilingual, Language
from playbooks.beside import Elsewhere, beside
from playbooks.changes import changes_between
from playbooks.diagnostics import Diagnostic, Severity
from playbooks.edit import Unfit, unfit
from playbooks.lines import StepText
from playbooks.workbench import (
    Looked,
    Sources,
    carried_over,
    drawn,
    found_in,
    kept_as,
    outlined,
    reworded,
    texts_of,
    uploaded,
)

Key = TypeVar("Key")
Result = TypeVar("Result")
MOST_REVISIONS: Final = 24
"""Revisions kept at hand, with their sources: what a handful of trainers look at in a while."""
_UNFIT: Final = {Unfit.EMPTY: "PB014", Unfit.LINE_BREAK: "PB303", Unfit.INVISIBLE: "PB003"}
"""What the checker would call it."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of the rehearsals of a program."""

    number: int = 0
    failing: int = 0


Rehearse = Callable[[Program], Played]
"""Plays the rehearsals of a program as they are written now; can be sent to another process."""


def no_rehearsals(program: Program) -> Played:
    """Play nothing."""
    del program
    return Played()


@dataclass(frozen=True, slots=True)
class _Known:
    """A revision at hand."""

    program: Program
    sources: Sources
    found: tuple[Diagnostic, ...]
    """What the checker said of it when it was read, on ``day``."""
    day: date | None


class Workshop:
    """Implements ``dialogs.ports.Workshop`` over the store of revisions and a folder of playbooks."""

    def __init__(
        self,
        library: Path,
        revisions: Revisions,
        rehearse: Rehearse = no_rehearsals,
        elsewhere: Elsewhere = beside,
        today: Callable[[], date] | None = None,
    ) -> None:
        """Take what an uploaded file uses from ``library``; work that takes long is done ``elsewhere``.

        ``today`` tells the local day; without it nothing is found to be out of date.
        """
        self._today = today
        self._elsewhere = elsewhere
        self._library = library
        self._revisions = revisions
        self._rehearse = rehearse
        self._known: OrderedDict[Revision, _Known] = OrderedDict()
        self._changes: OrderedDict[tuple[Revision, Revision | None], Sequence[Changed]] = OrderedDict()

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
        work = (playbook, known.sources, line.trail, language, text, self._day())
        return await self._written(await self._elsewhere(reworded, *work), known.program)

    async def read(self, content: bytes) -> Written:
        """Read a whole ``playbook.yaml`` that somebody sent."""
        looked = await self._elsewhere(uploaded, self._library, content, self._day())
        return await self._written(looked, None)

    async def carry_over(
        self, playbook: PlaybookSlug, draft: Revision, base: Revision | None, onto: Revision
    ) -> Written | Refusal | None:
        """Write again on ``onto`` what ``draft`` changed of ``base``; refused where both changed the same."""
        mine, below = await self._at(playbook, draft), await self._at(playbook, onto)
        before = None if base is None else await self._at(playbook, base)
        if mine is None or below is None:
            return None
        if before is None:
            return Refusal(Reason.CANNOT_CARRY_OVER)
        work = (playbook, before.sources, mine.sources, below.sources, self._day())
        looked = await self._elsewhere(carried_over, *work)
        if looked is None:
            return Refusal(Reason.CANNOT_CARRY_OVER)
        return await self._written(looked, below.program)

    async def judge(
        self, playbook: PlaybookSlug, revision: Revision, against: Revision | None
    ) -> Judged | None:
        """Check a revision anew, rehearse it, and compare it with ``against``.

        Where there is nothing to compare with, or nobody can read it any more, every part is new: somebody
        who did not write it looks at it as a whole.
        """
        known = await self._at(playbook, revision)
        if known is None:
            return None
        found = await self._found(playbook, known)
        played = await self._elsewhere(self._rehearse, known.program)
        changed = await self.compare(playbook, revision, against)
        return Judged(
            errors=sum(each.severity is Severity.ERROR for each in found),
            failing=played.failing,
            rehearsals=played.number,
            is_part=known.program.is_part,
            changes=tuple(each.change for each in changed),
        )

    async def compare(
        self, playbook: PlaybookSlug, revision: Revision, against: Revision | None
    ) -> Sequence[Changed]:
        """Return what differs from ``against``, a line each.

        To a playbook that calls begin on, what was a part of others is nothing: nobody looked at a part.
        """
        if (changed := self._changes.get((revision, against))) is not None:
            return changed
        new = await self.program(playbook, revision)
        old = None if against is None else await self.program(playbook, against)
        if new is None:
            return ()
        if old is not None and old.is_part and not new.is_part:
            old = None
        return _remember(self._changes, (revision, against), await beside(changes_between, old, new))

    async def findings(self, playbook: PlaybookSlug, revision: Revision) -> Sequence[Finding]:
        """Return what the checker says of a revision today."""
        known = await self._at(playbook, revision)
        return () if known is None else tuple(each.finding for each in await self._found(playbook, known))

    async def outline(
        self, playbook: PlaybookSlug, revision: Revision, language: Language, most: int
    ) -> Sequence[str]:
        """Return steps, lines and where choices lead as plain text, in pages."""
        known = await self._at(playbook, revision)
        if known is None:
            return ()
        return await self._elsewhere(outlined, playbook, known.sources, language, most, self._day())

    async def diagram(self, playbook: PlaybookSlug, revision: Revision, language: Language) -> str | None:
        """Return the flowchart of a revision as Mermaid source, in a fence as Markdown has it."""
        known = await self._at(playbook, revision)
        if known is None:
            return None
        return await self._elsewhere(drawn, playbook, known.sources, language, self._day())

    async def keep(self, written: Written) -> None:
        """Make the sources of what was written durable."""
        if written.program is not None:
            program = written.program
            await self._revisions.keep(program.playbook, program.revision, written.sources)

    async def _texts(self, playbook: PlaybookSlug, revision: Revision, step: StepId) -> tuple[StepText, ...]:
        known = await self._at(playbook, revision)
        return () if known is None else await self._elsewhere(texts_of, playbook, known.sources, step)

    async def _at(self, playbook: PlaybookSlug, revision: Revision) -> _Known | None:
        if (known := self._known.get(revision)) is not None:
            self._known.move_to_end(revision)
            return known
        sources = await self._revisions.sources(revision)
        if sources is None:
            return None

        day = self._day()
        found = await self._elsewhere(kept_as, playbook, revision, sources, day)
        if found is None or found.program is None:
            return None
        return _remember(self._known, revision, _Known(found.program, sources, found.found, day))

    async def _found(self, playbook: PlaybookSlug, known: _Known) -> tuple[Diagnostic, ...]:
        """Return what the checker says of a revision today: a day may have passed since it was read."""
        day = self._day()
        if known.day != day:
            found = await self._elsewhere(found_in, playbook, known.sources, day)
            known = replace(known, found=found, day=day)
            _remember(self._known, known.program.revision, known)
        return known.found

    def _day(self) -> date | None:
        return None if self._today is None else self._today()

    async def _written(self, looked: Looked, before: Program | None) -> Written:
        """Return what came of writing; what is good stays at hand for whoever looks at it next."""
        program = looked.program
        if program is not None:
            known = _Known(program, looked.sources, looked.found, self._day())
            _remember(self._known, program.revision, known)
        changed: Sequence[Changed] = ()
        if program is not None and before is not None:
            changed = await beside(changes_between, before, program)
        return Written(
            playbook=looked.playbook,
            program=program,
            found=tuple(each.finding for each in looked.found),
            changes=tuple(each.change for each in changed),
            sources={} if program is None else looked.sources,
        )


def _remember(known: OrderedDict[Key, Result], key: Key, value: Result) -> Result:
    known[key] = value
    known.move_to_end(key)
    while len(known) > MOST_REVISIONS:
        known.popitem(last=False)
    return value


def _line(text: StepText) -> Line:
    words = Bilingual(text.words.zh, text.words.en)
    return Line(where=text.where, words=words, verbatim=text.verbatim)


def _unfit(playbook: PlaybookSlug, why: Unfit) -> Written:
    message = {Unfit.EMPTY: "the text is empty", Unfit.LINE_BREAK: "the text has more than one line"}
    said = message.get(why, "an invisible character stands in the text")
    found = Finding(line=1, column=1, code=_UNFIT[why], message=said, hint="write it again", is_error=True)
    return Written(playbook=playbook, program=None, found=(found,))

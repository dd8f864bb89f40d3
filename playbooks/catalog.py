"""The playbooks that calls run on: those of the library, and every revision that a call ever used."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Self

from dialogs.casebook import CaseBook
from dialogs.ids import CaseId, PlaybookSlug, Revision
from dialogs.index import Topic
from dialogs.lawbook import LawBook
from dialogs.machine import machine_of
from dialogs.ports import Recall, Revisions, Trouble
from dialogs.program import Program
from playbooks.beside import beside
from playbooks.caseshelf import read_cases
from playbooks.check import Checked, check_library, compile_kept
from playbooks.diagnostics import Diagnostic, Severity, in_order
from playbooks.keptcases import KeptCase, ToldCases, read_anew
from playbooks.lawshelf import read_law, unnamed
from playbooks.parts import card_of, case_part
from playbooks.stamps import Stamps, stamps_of


class RevisionLostError(LookupError):
    """The sources of this revision are not kept, or cannot be read any more."""

    def __init__(self, playbook: PlaybookSlug, revision: Revision) -> None:
        super().__init__(f"playbook {playbook} has no readable revision {revision}")


class Catalog:
    """Implements ``dialogs.ports.Programs`` over a folder of playbooks and the store of their revisions."""

    def __init__(self, library: Path, revisions: Revisions, today: Callable[[], date] | None = None) -> None:
        """Serve ``library`` once it is loaded; ``today`` tells the local day.

        Calls begin only on playbooks that are valid then; without it, on all.
        """
        self._library = library
        self._revisions = revisions
        self._today = today
        self._current: dict[PlaybookSlug, Program] = {}
        """What the files of the library serve, by name."""
        self._decided: dict[PlaybookSlug, Program | None] = {}
        """What the log says that new calls begin on instead; none for no calls."""
        self._wanted: dict[PlaybookSlug, tuple[Revision, ...]] = {}
        """What that was chosen from, the best first."""
        self._lost: dict[PlaybookSlug, Revision] = {}
        """What the log says and nobody can read any more."""
        self._compiled: dict[Revision, Program] = {}
        self._sources: dict[Revision, Mapping[str, bytes]] = {}
        self._kept: dict[Revision, int] = {}
        """The era of the store in which each was found, or made, durable."""
        self._files_serve = True
        self._recalled: dict[Revision, Recall] = {}
        self._findings: tuple[Diagnostic, ...] = ()
        self._law = LawBook()
        self._cases = CaseBook()
        self._told = ToldCases()
        self._stamps: Stamps | None = None
        """Those of the files as they were last read."""

    @classmethod
    async def open(cls, library: Path, revisions: Revisions, today: Callable[[], date] | None = None) -> Self:
        """Return the catalog of ``library``, loaded.

        Raises:
            StorageUnavailableError: as :meth:`load`.
        """
        catalog = cls(library, revisions, today)
        await catalog.load()
        return catalog

    async def load(self) -> None:
        """Read the library as it is now; calls that run stay on the revision with which they began.

        A bad playbook never stops it: its last good kept revision serves.

        Raises:
            StorageUnavailableError: a playbook is bad and the store cannot be asked for an older one; the
                catalog is then as it was.
        """
        stamps = await beside(stamps_of, self._library)
        today = None if self._today is None else self._today()
        checked = await beside(check_library, self._library, today)
        current: dict[PlaybookSlug, Program] = {}
        for each in checked:
            program = self._remembered(each) or await self._last_good(each.slug)
            if program is not None:
                current[program.playbook] = program
        read = await beside(read_law, self._library, today, self._law)
        scenarios = [Topic(name, program.title) for name, program in sorted(current.items())]
        files = await beside(read_cases, self._library, scenarios, today, self._cases)
        anew = await beside(read_anew, self._library, self._told.forms(), today)
        self._current, self._law = current, read.book
        self._told.refresh(anew)
        self._cases = self._told.over(files.book)
        named = {card for each in checked for path in each.sources if (card := card_of(path)) is not None}
        found = (finding for each in checked for finding in each.diagnostics)
        self._findings = in_order([*found, *unnamed(read, named), *files.diagnostics])
        self._stamps = stamps

    async def refresh(self) -> bool:
        """Read the library again if a file of it changed since it was last read; tell whether one did.

        Raises:
            StorageUnavailableError: as :meth:`load`; the next time reads it.
        """
        if await beside(stamps_of, self._library) == self._stamps:
            return False
        await self.load()
        return True

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What the checker said of the library when it was last loaded, warnings included."""
        return self._findings

    def law(self) -> LawBook:
        """Return the law cards of the library, to be searched."""
        return self._law

    def cases(self) -> CaseBook:
        """Return the cases of the library and those that were published, to be searched."""
        return self._cases

    def tell(self, case: CaseId, form: KeptCase | None) -> None:
        """Let a case be found in this form, whatever a file says; none to let nobody find it."""
        self._told.tell(case, form)
        self._cases = self._told.over(self._cases)

    def tells(self, case: CaseId, revision: Revision | None) -> bool:
        """Tell whether a case is found as :meth:`tell` was told: in this form, or for none by nobody."""
        return self._told.tells(case, revision)

    def lose(self, case: CaseId, revision: Revision) -> None:
        """Tell of a case that was published and cannot be read any more; nobody finds its file instead."""
        self._told.lose(case, revision)
        self._cases = self._told.over(self._cases)

    def troubles(self) -> Sequence[Trouble]:
        """Return what is wrong with what serves or would: errors of the files and of what was published."""
        cases = {PlaybookSlug(case_part(name)): gone for name, gone in self._told.lost.items()}
        lost = (
            Trouble(file=name, finding=None, said=str(RevisionLostError(name, revision)))
            for name, revision in {**self._lost, **cases}.items()
        )
        found = (*self._findings, *self._told.diagnostics())
        return (*(_trouble(each) for each in found if each.severity is Severity.ERROR), *lost)

    def offered(self) -> Sequence[Program]:
        """Return the current revision of each playbook that is valid today.

        Those that serve any complaint come first, then by name.
        """
        names = sorted({**self._current, **self._decided})
        found = [program for name in names if (program := self.current(name)) is not None]
        return tuple(sorted(found, key=lambda program: program.complaint is not None))

    def current(self, playbook: PlaybookSlug) -> Program | None:
        """Return the revision on which new calls of ``playbook`` begin.

        None for a part, when it is retired or recalled, and outside the days on which it is valid.
        """
        program = self.stands(playbook)
        if program is None or program.is_part or self.recalled(playbook, program.revision) is not None:
            return None
        return program if self._is_valid_today(program) else None

    def stands(self, playbook: PlaybookSlug) -> Program | None:
        """Return on what new calls of ``playbook`` begin whenever they may; none when it is retired."""
        if playbook in self._decided:
            return self._decided[playbook]
        return self._current.get(playbook) if self._files_serve else None

    def recalled(self, playbook: PlaybookSlug, revision: Revision) -> Recall | None:
        """Return why this revision, or one that it goes into, must not be used any more; else none."""
        del playbook
        if not self._recalled:
            return None
        program = self._compiled.get(revision)
        parts = () if program is None else program.parts.values()
        return next((self._recalled[each] for each in (revision, *parts) if each in self._recalled), None)

    def serve_no_files(self) -> None:
        """Let new calls begin on what :meth:`serve` named alone, from now on."""
        self._files_serve = False

    def know(self, program: Program) -> None:
        """Take a program that was compiled elsewhere, whose sources are kept, so that serving it is quick."""
        self._compiled.setdefault(program.revision, program)
        self._kept[program.revision] = self._revisions.era

    def recall(self, revision: Revision, why: Recall) -> None:
        """Let calls that run leave ``revision`` at their next tap, and show why."""
        self._recalled[revision] = why

    @property
    def library(self) -> Path:
        """Return the folder of the playbooks."""
        return self._library

    def written(self) -> Sequence[Program]:
        """Return what the files of the library compile to, or their last good forms, by name."""
        return tuple(self._current[slug] for slug in sorted(self._current))

    def on_disk(self, playbook: PlaybookSlug) -> Program | None:
        """Return what the file of the library compiles to, or its last good form."""
        return self._current.get(playbook)

    async def serve(
        self, playbook: PlaybookSlug, revision: Revision | None, earlier: Sequence[Revision] = ()
    ) -> None:
        """Let new calls begin on ``revision``, whatever the file says; its machine is built beside the loop.

        Where it cannot be read any more, the first of ``earlier`` that can serves, which was released, else
        nothing: never the file, which was not. That is told of as a trouble.

        Raises:
            StorageUnavailableError: the store cannot be asked now.
        """
        wanted = () if revision is None else (revision, *earlier)
        if self._wanted.get(playbook) == wanted:
            return
        program = await self._first(playbook, wanted)
        if program is not None:
            await beside(machine_of, program)
        self._lost.pop(playbook, None)
        if revision is not None and (program is None or program.revision != revision):
            self._lost[playbook] = revision
        self._decided[playbook], self._wanted[playbook] = program, wanted

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        """Return exactly this revision; one that is not current is compiled once from its kept sources.

        Raises:
            RevisionLostError: it was never kept, or cannot be read any more.
            StorageUnavailableError: the store cannot be asked now.
        """
        if (compiled := self._compiled.get(revision)) is not None:
            return compiled
        era = self._revisions.era
        sources = await self._revisions.sources(revision)
        program = None if sources is None else await beside(compile_kept, playbook, sources)
        if program is None or program.revision != revision:
            raise RevisionLostError(playbook, revision)
        self._kept[revision] = era
        return self._compiled.setdefault(revision, program)

    async def keep(self, program: Program) -> None:
        """Make the sources of ``program`` durable; does nothing when they already are.

        A database server that took the place of another may have lost them, though no event was lost.

        Raises:
            RevisionLostError: the program is not one of this catalog.
            StorageUnavailableError: nothing is known to be kept; try again later.
        """
        era = self._revisions.era
        if self._kept.get(program.revision) == era:
            return
        sources = self._sources.get(program.revision) or await self._revisions.sources(program.revision)
        if sources is None:
            raise RevisionLostError(program.playbook, program.revision)
        await self._revisions.keep(program.playbook, program.revision, sources)
        self._kept[program.revision] = era

    async def _first(self, playbook: PlaybookSlug, wanted: Sequence[Revision]) -> Program | None:
        """Return the first of ``wanted`` that can be read."""
        for each in wanted:
            try:
                return await self.at(playbook, each)
            except RevisionLostError:
                continue
        return None

    def _is_valid_today(self, program: Program) -> bool:
        """Tell whether calls may begin with ``program`` now."""
        return self._today is None or program.is_valid_on(self._today())

    def _remembered(self, checked: Checked) -> Program | None:
        """Return the program that was just compiled, the one already in use when it is the same revision."""
        if checked.program is None:
            return None
        revision = checked.program.revision
        self._sources[revision] = checked.sources
        return self._compiled.setdefault(revision, checked.program)

    async def _last_good(self, slug: PlaybookSlug | None) -> Program | None:
        """Return what serves while the file is bad: what served before, else what was kept last."""
        if slug is None:
            return None
        if (serving := self._current.get(slug)) is not None:
            return serving
        revision = await self._revisions.latest(slug)
        if revision is None:
            return None
        try:
            return await self.at(slug, revision)
        except RevisionLostError:
            return None


def _trouble(found: Diagnostic) -> Trouble:
    """Return an error as trainers are told of it: by the file's folder and name alone."""
    return Trouble(file="/".join(Path(found.file).parts[-2:]), finding=found.finding, said=str(found))

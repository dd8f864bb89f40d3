"""The playbooks that calls run on: those of the library, and every revision that a call ever used."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Self

from dialogs.ids import PlaybookSlug, Revision
from dialogs.ports import Revisions
from dialogs.program import Program
from playbooks.check import Checked, check_library, compile_kept
from playbooks.diagnostics import Diagnostic, Severity, in_order


class RevisionLostError(LookupError):
    """The sources of this revision are not kept, or cannot be read any more."""

    def __init__(self, playbook: PlaybookSlug, revision: Revision) -> None:
        super().__init__(f"playbook {playbook} has no readable revision {revision}")


class Catalog:
    """Implements ``dialogs.ports.Programs`` over a folder of playbooks and the store of their revisions."""

    def __init__(self, library: Path, revisions: Revisions, today: Callable[[], date] | None = None) -> None:
        self._library = library
        self._revisions = revisions
        self._today = today
        self._current: dict[PlaybookSlug, Program] = {}
        self._compiled: dict[Revision, Program] = {}
        self._sources: dict[Revision, Mapping[str, bytes]] = {}
        self._kept: set[Revision] = set()
        self._findings: tuple[Diagnostic, ...] = ()

    @classmethod
    async def open(cls, library: Path, revisions: Revisions, today: Callable[[], date] | None = None) -> Self:
        """Load every playbook of ``library``. A bad one never stops it: its last good kept revision serves.

        ``today`` tells the local day: calls begin only on playbooks that are valid then. Without it, on all.

        Raises:
            StorageUnavailableError: a playbook is bad and the store cannot be asked for an older one.
        """
        catalog = cls(library, revisions, today)
        await catalog.load()
        return catalog

    async def load(self) -> None:
        """Read the library as it is now; calls that run stay on the revision with which they began.

        Raises:
            StorageUnavailableError: as :meth:`open`; the catalog is then as it was.
        """
        checked = check_library(self._library)
        current: dict[PlaybookSlug, Program] = {}
        for each in checked:
            program = self._remembered(each) or await self._last_good(each.slug)
            if program is not None:
                current[program.playbook] = program
        self._current = current
        self._findings = in_order(finding for each in checked for finding in each.diagnostics)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What the checker said of the library when it was last loaded, warnings included."""
        return self._findings

    def troubles(self) -> Sequence[str]:
        """Return the errors that keep a playbook of the library from being used, a line each."""
        return tuple(str(each) for each in self._findings if each.severity is Severity.ERROR)

    def offered(self) -> Sequence[Program]:
        """Return the current revision of each playbook that is valid today, by name."""
        return tuple(program for _, program in sorted(self._current.items()) if self._is_valid_today(program))

    def current(self, playbook: PlaybookSlug) -> Program | None:
        """Return the revision on which new calls of ``playbook`` begin; none outside the days it is valid."""
        program = self._current.get(playbook)
        return program if program is not None and self._is_valid_today(program) else None

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        """Return exactly this revision; one that is not current is compiled once from its kept sources.

        Raises:
            RevisionLostError: it was never kept, or cannot be read any more.
            StorageUnavailableError: the store cannot be asked now.
        """
        if (compiled := self._compiled.get(revision)) is not None:
            return compiled
        sources = await self._revisions.sources(revision)
        program = None if sources is None else compile_kept(playbook, sources)
        if program is None or program.revision != revision:
            raise RevisionLostError(playbook, revision)
        self._compiled[revision] = program
        self._kept.add(revision)
        return program

    async def keep(self, program: Program) -> None:
        """Make the sources of ``program`` durable; does nothing when they already are.

        Raises:
            RevisionLostError: the program is not one of this catalog.
            StorageUnavailableError: nothing is known to be kept; try again later.
        """
        if program.revision in self._kept:
            return
        sources = self._sources.get(program.revision)
        if sources is None:
            raise RevisionLostError(program.playbook, program.revision)
        await self._revisions.keep(program.playbook, program.revision, sources)
        self._kept.add(program.revision)

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

"""Playbooks, compiled and as they were written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogs.casebook import CaseBook
from dialogs.causes import Cause
from dialogs.ids import PlaybookSlug, Revision
from dialogs.lawbook import LawBook
from dialogs.program import Program


@dataclass(frozen=True, slots=True)
class Recall:
    """Why a revision must not be used any more, not even by calls that run."""

    reason: str
    """A sentence that is shown to whoever has such a call; never a customer's words."""
    successor: PlaybookSlug | None = None
    """The playbook in whose current revision the calls go on; none for the same playbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that the checker has to say of a file."""

    line: int
    column: int
    code: str
    message: str
    hint: str
    is_error: bool
    cause: Cause | None = None
    """Which of the things that the code tells of; none where it tells of one."""
    instead: str = ""
    """What to write, as the file would have it, where that is more than the hint puts in quotes."""
    named: tuple[str, ...] = ()
    """The names of which it speaks, where they are not simply what the message puts in quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What keeps a playbook of the library from being used."""

    file: str
    """The file, by its path in the library; or the playbook, where no file is to blame."""
    finding: Finding | None
    """None where a revision that was published cannot be read any more."""
    said: str
    """All of it in one line, in the checker's words and with the file as the machine has it: for the log."""

    def __str__(self) -> str:
        """Return the line for the log."""
        return self.said


class Programs(Protocol):
    """Compiled playbooks. A revision that a session once used can be loaded for ever."""

    def offered(self) -> Sequence[Program]:
        """Return the current revision of each playbook for new calls: no part, and none that is retired."""
        ...

    def troubles(self) -> Sequence[Trouble]:
        """Return what is wrong with playbooks of the library; their last good form serves."""
        ...

    def current(self, playbook: PlaybookSlug) -> Program | None:
        """Return the revision on which new calls of ``playbook`` begin; none for a part and when retired."""
        ...

    def recalled(self, playbook: PlaybookSlug, revision: Revision) -> Recall | None:
        """Return why this revision must not be used any more; none while it may be. Asked at each tap."""
        ...

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        """Return exactly this revision, compiled from its stored sources when it is no longer current."""
        ...

    def law(self) -> LawBook:
        """Return the law cards of the library as it is now, to be searched; a step keeps its own."""
        ...

    def cases(self) -> CaseBook:
        """Return the cases of the library as it is now, to be searched."""
        ...

    async def keep(self, program: Program) -> None:
        """Make the sources of ``program`` durable; does nothing when they already are."""
        ...


class Books(Protocol):
    """What can be looked up beside a call."""

    def law(self) -> LawBook:
        """Return the law cards as they are now, to be searched."""
        ...

    def cases(self) -> CaseBook:
        """Return the cases as they are now, to be searched."""
        ...


class Revisions(Protocol):
    """Sources of playbooks by revision, written with the first session that uses them."""

    @property
    def era(self) -> int:
        """Return a number that is another one once what was kept may be lost, or kept elsewhere."""
        ...

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        """Store the closure (relative path → bytes) once; the same revision again changes nothing."""
        ...

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        """Return the closure of ``revision``, or none when it was never kept."""
        ...

    async def beginning(self, signs: str) -> Sequence[Revision]:
        """Return the revisions that begin with ``signs``, two at most."""
        ...

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        """Return the revision of ``playbook`` that was kept last: the last one known to be good."""
        ...

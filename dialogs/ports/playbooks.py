"""Playbooks, compiled and as they were written."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dialogs.ids import PlaybookSlug, Revision
from dialogs.program import Program


class Programs(Protocol):
    """Compiled playbooks. A revision that a session once used can be loaded for ever."""

    def offered(self) -> Sequence[Program]:
        """Return the current revision of each playbook that new calls may use."""
        ...

    def troubles(self) -> Sequence[str]:
        """Return what is wrong with playbooks of the library, a line each; their last good form serves."""
        ...

    def current(self, playbook: PlaybookSlug) -> Program | None:
        """Return the revision on which new calls of ``playbook`` begin."""
        ...

    async def at(self, playbook: PlaybookSlug, revision: Revision) -> Program:
        """Return exactly this revision, compiled from its stored sources when it is no longer current."""
        ...

    async def keep(self, program: Program) -> None:
        """Make the sources of ``program`` durable; does nothing when they already are."""
        ...


class Revisions(Protocol):
    """Sources of playbooks by revision, written with the first session that uses them."""

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        """Store the closure (relative path → bytes) once; the same revision again changes nothing."""
        ...

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        """Return the closure of ``revision``, or none when it was never kept."""
        ...

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        """Return the revision of ``playbook`` that was kept last: the last one known to be good."""
        ...

"""Playbooks, compiled and as they were written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogs.ids import PlaybookSlug, Revision
from dialogs.program import Program


@dataclass(frozen=True, slots=True)
class Recall:
    """Why a revision must not be used any more, not even by calls that run."""

    reason: str
    """A sentence that is shown to whoever has such a call; never a customer's words."""
    successor: PlaybookSlug | None = None
    """The playbook in whose current revision the calls go on; none for the same playbook."""


class Programs(Protocol):
    """Compiled playbooks. A revision that a session once used can be loaded for ever."""

    def offered(self) -> Sequence[Program]:
        """Return the current revision of each playbook for new calls: no part, and none that is retired."""
        ...

    def troubles(self) -> Sequence[str]:
        """Return what is wrong with playbooks of the library, a line each; their last good form serves."""
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

"""Where cases are written: what the core asks of whoever reads and checks their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dialogs.case import Case
from dialogs.ids import CaseId, Revision
from dialogs.ports.playbooks import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCase:
    """What came of reading a case: a revision that can be published, or why there is none."""

    case: Case | None
    """None when it cannot be read as one, or is handed in with an error in ``found``."""
    revision: Revision = Revision("")
    """The digest of its file."""
    found: tuple[Finding, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Its file by its path, which :meth:`CaseDesk.keep` makes durable."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return what keeps it from being used."""
        return tuple(each for each in self.found if each.is_error)


class CaseDesk(Protocol):
    """Reads and checks the files of cases, and lets those serve that the log says."""

    async def read(self, content: bytes) -> WrittenCase:
        """Read the file of a case that somebody hands in."""
        ...

    async def at(self, case: CaseId, revision: Revision) -> WrittenCase | None:
        """Return a revision that was kept, with what the checker finds today; none for one that is not known.

        Also one in which errors are found has its case: it was right when it was kept.
        """
        ...

    async def keep(self, written: WrittenCase) -> None:
        """Make the file of what was written durable."""
        ...

    async def serve(self, case: CaseId, revision: Revision | None) -> None:
        """Let a case be found in this form, whatever a file of its name says; none to let nobody find it.

        It is found as it was published: what became of the library since is told of, and takes nothing away.
        """
        ...

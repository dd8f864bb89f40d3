"""Where cases that are handed in meet the rules for their files, and the library in which they are found."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from dialogs.ids import CaseId, PlaybookSlug, Revision
from dialogs.ports import Revisions, WrittenCase
from playbooks.beside import beside
from playbooks.diagnostics import Diagnostic, has_errors
from playbooks.keptcases import KeptCase, case_path, read_kept
from playbooks.limits import MAX_FILE_BYTES, MAX_ID
from playbooks.parts import case_part
from playbooks.source import read

_ID: Final = re.compile(rf"[a-z][a-z0-9-]{{0,{MAX_ID - 1}}}")
_NAMELESS: Final = "handed-in"
"""How a file is shown that does not say what it is called."""


class Finds(Protocol):
    """Where cases are found; the catalog."""

    def tell(self, case: CaseId, form: KeptCase | None) -> None:
        """Let a case be found in this form, whatever a file says; none to let nobody find it."""
        ...

    def lose(self, case: CaseId, revision: Revision) -> None:
        """Tell that a form was published and cannot be read any more."""
        ...

    def tells(self, case: CaseId, revision: Revision | None) -> bool:
        """Tell whether a case is found in this form already, or for none by nobody."""
        ...


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case that was handed in, and what is wrong with it."""

    written: WrittenCase
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Implements ``dialogs.ports.CaseDesk`` over the store of revisions and a folder of playbooks."""

    library: Path
    revisions: Revisions
    finds: Finds
    today: Callable[[], date]

    async def read(self, content: bytes) -> WrittenCase:
        """Read the file of a case that somebody hands in."""
        return (await beside(read_handed_in, self.library, content, self.today())).written

    async def at(self, case: CaseId, revision: Revision) -> WrittenCase | None:
        """Return a revision that was kept, with what the checker says of it today."""
        kept = await self._kept(case, revision)
        if kept is None or kept.case is None:
            return None
        found = tuple(each.finding for each in kept.diagnostics)
        return WrittenCase(
            case=kept.case, revision=revision, found=found, sources={case_path(case): kept.content}
        )

    async def keep(self, written: WrittenCase) -> None:
        """Make the file of what was written durable."""
        if written.case is not None:
            name = PlaybookSlug(case_part(written.case.id))
            await self.revisions.keep(name, written.revision, written.sources)

    async def serve(self, case: CaseId, revision: Revision | None) -> None:
        """Let a case be found in this form, as it was published; one that is lost is told of as a trouble."""
        if self.finds.tells(case, revision):
            return
        form = None if revision is None else await self._kept(case, revision)
        if revision is not None and form is None:
            self.finds.lose(case, revision)
        else:
            self.finds.tell(case, form)

    async def _kept(self, case: CaseId, revision: Revision) -> KeptCase | None:
        sources = await self.revisions.sources(revision)
        content = None if sources is None else sources.get(case_path(case))
        if content is None:
            return None
        kept = await beside(read_kept, self.library, case, content, self.today())
        return kept if kept.revision == revision else None


def read_handed_in(library: Path, content: bytes, today: date | None) -> ReadCase:
    """Check the file of a case by itself, with the library for all that it names.

    Who approves it the log says, so that the file need not.
    """
    content = content[: MAX_FILE_BYTES + 1]
    tree = read(_NAMELESS, content).tree
    named = tree.get("id") if isinstance(tree, dict) else None
    name = CaseId(named if isinstance(named, str) and _ID.fullmatch(named) else _NAMELESS)
    kept = read_kept(library, name, content, today)
    told = tuple(each.finding for each in kept.diagnostics)
    if kept.case is None or has_errors(kept.diagnostics):
        return ReadCase(WrittenCase(case=None, found=told), kept.diagnostics)
    sources = {case_path(name): content}
    written = WrittenCase(case=kept.case, revision=kept.revision, found=told, sources=sources)
    return ReadCase(written, kept.diagnostics)


def looks_like_case(content: bytes) -> bool:
    """Tell whether a file that somebody sent is meant as a case, and not as a playbook."""
    tree = read(_NAMELESS, content[: MAX_FILE_BYTES + 1]).tree
    return isinstance(tree, dict) and "playbook" not in tree and bool({"situation", "lesson"} & set(tree))

"""Where cases that are handed in meet the rules for their files, and the library in which they are found."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from dialogs.case import Case
from dialogs.digest import revision_of
from dialogs.ids import CaseId, PlaybookSlug, Revision
from dialogs.ports import Revisions, WrittenCase
from playbooks.beside import beside
from playbooks.cases import around_of, read_case
from playbooks.caseshelf import compiled
from playbooks.diagnostics import Diagnostic, has_errors
from playbooks.limits import MAX_FILE_BYTES, MAX_ID
from playbooks.parts import case_part
from playbooks.shelf import OnDisk, Over
from playbooks.source import read

_ID: Final = re.compile(rf"[a-z][a-z0-9-]{{0,{MAX_ID - 1}}}")
_NAMELESS: Final = "handed-in"
"""How a file is shown that does not say what it is called."""


class Finds(Protocol):
    """Where cases are found; the catalog."""

    def tell(self, case: CaseId, found: Case | None) -> None:
        """Let a case be found in this form, whatever a file says; none to let nobody find it."""
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
        """Return a revision that was kept, as the checker sees it today."""
        sources = await self.revisions.sources(revision)
        content = None if sources is None else sources.get(_path(case))
        if content is None:
            return None
        read = await beside(read_handed_in, self.library, content, self.today())
        return read.written if read.written.revision in {revision, ""} else None

    async def keep(self, written: WrittenCase) -> None:
        """Make the file of what was written durable."""
        if written.case is not None:
            name = PlaybookSlug(case_part(written.case.id))
            await self.revisions.keep(name, written.revision, written.sources)

    def serve(self, case: CaseId, found: Case | None) -> None:
        """Let a case be found in this form."""
        self.finds.tell(case, found)


def read_handed_in(library: Path, content: bytes, today: date | None) -> ReadCase:
    """Check the file of a case by itself, with the library for all that it names.

    Who approves it the log says, so that the file need not.
    """
    content = content[: MAX_FILE_BYTES + 1]
    tree = read(_NAMELESS, content).tree
    named = tree.get("id") if isinstance(tree, dict) else None
    name = named if isinstance(named, str) and _ID.fullmatch(named) else _NAMELESS
    shelf = Over({_path(CaseId(name)): content}, OnDisk(library))
    around = replace(around_of(shelf), in_log=True)
    found = read_case(shelf, name, around, today)
    told = tuple(each.finding for each in found.diagnostics)
    if found.document is None or has_errors(found.diagnostics):
        return ReadCase(WrittenCase(case=None, found=told), tuple(found.diagnostics))
    sources = {_path(CaseId(name)): content}
    case = compiled(found.document)
    written = WrittenCase(case=case, revision=revision_of(sources), found=told, sources=sources)
    return ReadCase(written, tuple(found.diagnostics))


def looks_like_case(content: bytes) -> bool:
    """Tell whether a file that somebody sent is meant as a case, and not as a playbook."""
    tree = read(_NAMELESS, content[: MAX_FILE_BYTES + 1]).tree
    return isinstance(tree, dict) and "playbook" not in tree and bool({"situation", "lesson"} & set(tree))


def _path(case: CaseId) -> str:
    return f"{case_part(case)}.yaml"

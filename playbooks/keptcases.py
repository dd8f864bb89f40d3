"""Cases that the log says are found: as they were published, whatever became of the library."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.digest import revision_of
from dialogs.ids import CaseId, Revision
from playbooks.cases import around_of, read_case
from playbooks.caseshelf import compiled
from playbooks.diagnostics import Diagnostic
from playbooks.parts import case_part
from playbooks.rules.cases import Around
from playbooks.shelf import OnDisk, Over, Shelf


@dataclass(frozen=True, slots=True)
class KeptCase:
    """One form of a case, and what the checker says of it today."""

    case: Case | None
    """As it was published; none when its file has not the shape of a case any more."""
    revision: Revision
    content: bytes = field(repr=False)
    diagnostics: tuple[Diagnostic, ...]


def case_path(case: CaseId) -> str:
    """Return where the file of a case stands in a library."""
    return f"{case_part(case)}.yaml"


def read_kept(library: Path, case: CaseId, content: bytes, today: date | None) -> KeptCase:
    """Return a case as its file says, also where what it names is gone from the library.

    What the checker says of that today does not make what was published unsaid: it is for whoever mends it.
    """
    return _read(OnDisk(library), around_of(OnDisk(library)), case, content, today)


def read_anew(
    library: Path, forms: Mapping[CaseId, KeptCase], today: date | None
) -> Mapping[CaseId, KeptCase]:
    """Return the same forms with what the checker says of them now that the library has changed."""
    shelf = OnDisk(library)
    around = around_of(shelf)
    return {name: _read(shelf, around, name, form.content, today) for name, form in forms.items()}


def _read(below: Shelf, around: Around, case: CaseId, content: bytes, today: date | None) -> KeptCase:
    sources = {case_path(case): content}
    read = read_case(Over(sources, below), case, replace(around, in_log=True), today)
    found = None if read.document is None else compiled(read.document)
    return KeptCase(found, revision_of(sources), content, tuple(read.diagnostics))


@dataclass(slots=True)
class ToldCases:
    """What the log says of cases, whatever their files in the library say."""

    _forms: dict[CaseId, KeptCase | None] = field(default_factory=dict)
    """None for a case that nobody finds any more."""
    _lost: dict[CaseId, Revision] = field(default_factory=dict)

    def tell(self, case: CaseId, form: KeptCase | None) -> None:
        """Let a case be found in this form; none to let nobody find it."""
        self._forms[case] = form
        self._lost.pop(case, None)

    def lose(self, case: CaseId, revision: Revision) -> None:
        """Remember that a form was published and cannot be read any more; no file is found in its place."""
        self._forms[case] = None
        self._lost[case] = revision

    def tells(self, case: CaseId, revision: Revision | None) -> bool:
        """Tell whether a case is found in this very form, or for none by nobody, since the log says so."""
        if case not in self._forms or case in self._lost:
            return False
        form = self._forms[case]
        return (None if form is None else form.revision) == revision

    @property
    def lost(self) -> Mapping[CaseId, Revision]:
        """Return what was published and cannot be read any more."""
        return self._lost

    def over(self, book: CaseBook) -> CaseBook:
        """Return a book in which the log has the last word."""
        if not self._forms:
            return book
        told = {name: form.case for name, form in self._forms.items() if form is not None and form.case}
        files = {name: case for name, case in book.cards.items() if name not in self._forms}
        return CaseBook({**files, **told}, book.topics)

    def forms(self) -> Mapping[CaseId, KeptCase]:
        """Return what is found now, to be read anew."""
        return {name: form for name, form in self._forms.items() if form is not None}

    def refresh(self, anew: Mapping[CaseId, KeptCase]) -> None:
        """Take what the checker says now, save of a form that was replaced while it was read."""
        for name, form in anew.items():
            known = self._forms.get(name)
            if known is not None and known.revision == form.revision:
                self._forms[name] = form

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Yield what the checker says of them."""
        for form in self._forms.values():
            if form is not None:
                yield from form.diagnostics

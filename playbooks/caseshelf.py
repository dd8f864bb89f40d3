"""The cases of a library, ready to be searched; one that is bad stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialogs.case import Case
from dialogs.casebook import CaseBook
from dialogs.ids import CaseId, FactId, PlaybookSlug
from dialogs.index import Topic
from dialogs.law import Synonyms
from playbooks.case import Case as Written
from playbooks.cases import around_of, read_case
from playbooks.compiler import optional_text, text_of
from playbooks.diagnostics import Diagnostic, has_errors
from playbooks.shelf import OnDisk


@dataclass(frozen=True, slots=True)
class ReadCases:
    """The cases that serve, and what is wrong with the files."""

    book: CaseBook
    diagnostics: tuple[Diagnostic, ...]


def read_cases(
    library: Path, scenarios: Iterable[Topic], today: date | None = None, before: CaseBook | None = None
) -> ReadCases:
    """Read every case of ``library``; one with an error serves as it stood in ``before``, if it did.

    ``scenarios`` are the kinds of complaint, in their order; ``today`` is the local day, none to ask about no
    day.
    """
    shelf, known = OnDisk(library), before.cards if before is not None else {}
    around = around_of(shelf)
    cases, found = {}, list[Diagnostic]()
    for name in shelf.cases():
        read = read_case(shelf, name, around, today)
        found.extend(read.diagnostics)
        if read.document is not None and not has_errors(read.diagnostics):
            cases[CaseId(name)] = compiled(read.document)
        elif CaseId(name) in known:
            cases[CaseId(name)] = known[CaseId(name)]
    return ReadCases(CaseBook(cases, {each.id: each for each in scenarios}), tuple(found))


def compiled(case: Written) -> Case:
    """Return a case as it is found, from its file."""
    return Case(
        id=CaseId(case.id),
        title=text_of(case.title),
        scenario=PlaybookSlug(case.scenario),
        is_example=case.example,
        closed_on=case.closed_on,
        situation=text_of(case.situation),
        tried=tuple(map(text_of, case.tried)),
        turned=text_of(case.turned),
        outcome=text_of(case.outcome),
        lesson=text_of(case.lesson),
        how_to_say=optional_text(case.how_to_say),
        words=Synonyms(tuple(case.words.zh), tuple(case.words.en)),
        law=tuple(map(FactId, case.law)),
        check_by=case.check_by,
    )

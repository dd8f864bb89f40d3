"""What a brief tells of real cases of the same kind of complaint, and which of them need a look first."""

from collections.abc import Iterator
from typing import Final

from dialogs.briefs.brief import Finding, FindingKind, Item
from dialogs.briefs.dossier import Dossier
from dialogs.case import Case
from dialogs.texts import Phrase, Value

MOST_CASES: Final = 3
"""More than these nobody compares."""


def compared(dossier: Dossier) -> Iterator[Item]:
    """Tell how the cases that were closed last came out, and what was learnt."""
    for case in _told(dossier):
        values: dict[str, Value] = {
            "title": case.title,
            "case": case.id,
            "month": case.closed_on or "",
            "outcome": case.outcome,
            "lesson": case.lesson,
        }
        yield Item(Phrase("brief.case", values))


def of_cases(dossier: Dossier) -> Iterator[Finding]:
    """Find that there is no case, and which of those told need a look: none leads back to its call."""
    told = _told(dossier)
    if not told:
        yield Finding(FindingKind.NO_CASE)
    for case in told:
        values: dict[str, Value] = {"case": case.id, "month": case.closed_on or ""}
        if (case.closed_on or "") >= f"{dossier.state.received_on:%Y-%m}":
            yield Finding(FindingKind.CASE_MAY_BE_THIS, values)
        if case.check_by < dossier.today:
            yield Finding(FindingKind.CASE_STALE, values | {"day": case.check_by})


def _told(dossier: Dossier) -> tuple[Case, ...]:
    return dossier.cases[:MOST_CASES]

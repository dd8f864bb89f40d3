"""A brief laid out for paper: lines that every kind of file shows alike, in one order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.briefs import Brief, Finding, Part
from dialogs.texts import Phrase, Text


class LineKind(StrEnum):
    """What a line of a brief is."""

    TITLE = "title"
    HEADING = "heading"
    NOTE = "note"
    """Says how what follows is meant."""
    ITEM = "item"
    DATED = "dated"
    """An item with its day; several in a row stand in a table."""
    FINDING = "finding"
    """For whoever checks the brief: to be settled before it leaves the house."""
    INNER_HEADING = "inner_heading"
    """Begins the pages that stay in the house."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief."""

    kind: LineKind
    text: Text
    at: datetime | date | None = None


def laid_out(brief: Brief) -> tuple[Line, ...]:
    """Return a brief line by line: what leaves the house, then what is to be settled before it does."""
    return tuple(_lines(brief))


def _lines(brief: Brief) -> Iterator[Line]:
    yield Line(LineKind.TITLE, Phrase("brief.title", {"number": brief.number}))
    head = {"alias": brief.alias, "product": brief.product, "calls": brief.calls, "made": brief.made_at}
    yield Line(LineKind.NOTE, Phrase("brief.head", head))
    yield Line(LineKind.NOTE, Phrase("brief.notice"))
    for number, part in enumerate(Part, start=1):
        yield Line(LineKind.HEADING, _heading(number, f"brief.part_{part}"))
        if part is Part.SAID:
            yield Line(LineKind.NOTE, Phrase("brief.said_how"))
        items = brief.parts[part]
        if part is Part.CASE and items:
            yield Line(LineKind.NOTE, Phrase("brief.case_how"))
        for item in items:
            kind = LineKind.ITEM if item.at is None else LineKind.DATED
            yield Line(kind, item.text, item.at)
        if not items:
            yield Line(LineKind.NOTE, Phrase("brief.nothing"))
    yield Line(LineKind.INNER_HEADING, Phrase("brief.inner"))
    yield Line(LineKind.NOTE, Phrase("brief.inner_how"))
    yield from _findings("brief.contradictions", brief.contradictions)
    yield from _findings("brief.gaps", brief.gaps)
    if brief.inner:
        yield Line(LineKind.HEADING, Phrase("brief.within"))
        yield from (Line(LineKind.DATED, each.text, each.at) for each in brief.inner)


def _heading(number: int, key: str) -> Phrase:
    return Phrase("brief.heading", {"number": number, "title": Phrase(key)})


def _findings(key: str, findings: Sequence[Finding]) -> Iterator[Line]:
    yield Line(LineKind.HEADING, Phrase(key, {"count": len(findings)}))
    for each in findings:
        yield Line(LineKind.FINDING, each.phrase)
    if not findings:
        yield Line(LineKind.NOTE, Phrase("brief.no_finding"))

"""Writes a brief: a pure function of a complaint's events, the same words for the same log."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Final

from dialogs.briefs import comparing, deeds, offers, parts
from dialogs.briefs.brief import Brief, Item, Part
from dialogs.briefs.contradictions import contradictions
from dialogs.briefs.dossier import Dossier
from dialogs.briefs.gaps import gaps
from dialogs.texts import Phrase, Text


def write_brief(dossier: Dossier) -> Brief:
    """Return the brief of a complaint, from what ``dossier`` holds and nothing else."""
    return Brief(
        number=dossier.state.number,
        alias=dossier.state.alias,
        product=_product(dossier),
        received_on=dossier.state.received_on,
        made_at=dossier.now,
        calls=len(dossier.calls),
        parts={part: _in_order(dossier, write(dossier)) for part, write in _WRITERS.items()},
        findings=(*gaps(dossier), *contradictions(dossier)),
        inner=_in_order(dossier, deeds.inner(dossier)),
    )


def _product(dossier: Dossier) -> Text:
    for call in dossier.calls:
        known = call.program.lists.get("products", {}).get(dossier.state.product)
        if known is not None:
            return known
    return Phrase("card.blank")


def _in_order(dossier: Dossier, items: Iterator[Item]) -> tuple[Item, ...]:
    """Put items in the order of their times; those without one stay in front, in their own order."""

    def when(item: Item) -> datetime:
        if isinstance(item.at, datetime):
            return item.at
        if item.at is None:
            return datetime.min.replace(tzinfo=UTC)
        return datetime.combine(item.at, time(), dossier.zone)

    return tuple(sorted(items, key=when))


_WRITERS: Final[Mapping[Part, Callable[[Dossier], Iterator[Item]]]] = {
    Part.ISSUE: parts.issue,
    Part.FACTS: parts.facts,
    Part.SAID: parts.said,
    Part.RULE: parts.rule,
    Part.DONE: deeds.done,
    Part.OFFERED: offers.offered,
    Part.SOLUTION: offers.solution,
    Part.CASE: comparing.compared,
    Part.DEADLINES: parts.deadlines,
    Part.TOLD: offers.told,
}

"""What was done about a complaint, and what the house did within itself meanwhile."""

from collections.abc import Iterable, Iterator

from dialogs.briefs.brief import Item
from dialogs.briefs.dossier import CallFile, Dossier, Recorded
from dialogs.events import (
    CrisisAcknowledged,
    CrisisDeclared,
    CrisisStoodDown,
    EntitlementNoted,
    HelpEnded,
    HelpTaken,
    ItemTicked,
    RestatementChecked,
    SessionHandedOver,
)
from dialogs.ids import EntitlementId

_INNER = (CrisisDeclared, CrisisAcknowledged, CrisisStoodDown, HelpTaken, HelpEnded, SessionHandedOver)
"""What the house did within itself: whom it called, who came. What was whispered is in no brief."""


def done(dossier: Dossier) -> Iterator[Item]:
    """Say what was done and holds: read back, checked, established; each thing once."""
    owed: set[EntitlementId] = set()
    for call in dossier.calls:
        ticks = _last_ticks(call)
        for entry in call.state.walk.entries:
            item = Item(call.entry_of(entry.version).text, call.events[entry.version - 1].at)
            match entry.what:
                case ItemTicked() if entry.version in ticks:
                    yield item
                case EntitlementNoted(entitlement=name) if name not in owed:
                    owed.add(name)
                    yield item
                case RestatementChecked():
                    yield item
                case _:
                    pass


def _last_ticks(call: CallFile) -> frozenset[int]:
    """Return the versions of the ticks that hold at the end, of each item the last."""
    walk = call.state.walk
    return frozenset(
        {
            (entry.what.step, entry.what.item): entry.version
            for entry in walk.entries
            if isinstance(entry.what, ItemTicked) and (entry.what.step, entry.what.item) in walk.ticked
        }.values()
    )


def once_owed(records: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """Return the earliest of each entitlement: it may be tapped again, and is owed once."""
    first: dict[EntitlementId, Recorded] = {}
    for each in records:
        if isinstance(each.what, EntitlementNoted):
            first.setdefault(each.what.entitlement, each)
    return tuple(first.values())


def inner(dossier: Dossier) -> Iterator[Item]:
    """Say what the house did within itself: no matter of the complainant's nor of the regulator's."""
    for call in dossier.calls:
        for version, event in enumerate(call.events, start=1):
            if isinstance(event, _INNER):
                yield Item(call.entry_of(version).text, event.at)

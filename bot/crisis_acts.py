"""What is counted of crises: how many acts of each kind, never which sign was declared, or on whose call."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from dialogs.events import (
    CrisisAcknowledged,
    CrisisDeclared,
    CrisisStoodDown,
    CrisisWithdrawn,
    Event,
    NobodyAnswered,
    OnCallCalled,
    OnCallSilent,
)
from dialogs.ports import Write


class Act(StrEnum):
    """The kinds; the first three are the levels of what was declared."""

    MENTION = "mention"
    CONTACT = "contact"
    CRISIS = "crisis"
    CALLED = "called"
    SILENT = "silent"
    NOBODY = "nobody"
    ACKNOWLEDGED = "acknowledged"
    STOOD_DOWN = "stood_down"
    WITHDRAWN = "withdrawn"


_ACTS: Final[Mapping[type[Event], Act]] = {
    OnCallCalled: Act.CALLED,
    OnCallSilent: Act.SILENT,
    NobodyAnswered: Act.NOBODY,
    CrisisAcknowledged: Act.ACKNOWLEDGED,
    CrisisStoodDown: Act.STOOD_DOWN,
    CrisisWithdrawn: Act.WITHDRAWN,
}


def acts_in(writes: Iterable[Write]) -> Iterator[Act]:
    """Yield the acts among what was written."""
    for write in writes:
        for event in write.events:
            if isinstance(event, CrisisDeclared):
                yield Act(event.level)
            elif type(event) in _ACTS:
                yield _ACTS[type(event)]

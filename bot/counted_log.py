"""A log whose answers are counted, whichever store stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from bot.crisis_acts import Act, acts_in
from dialogs.events import Event
from dialogs.ids import Cause, StreamId
from dialogs.ports import (
    AlreadyRecorded,
    Appended,
    Conflict,
    EventStore,
    StorageUnavailableError,
    Write,
)


class Written(StrEnum):
    """What the log answered to a wish to write."""

    NEW = "new"
    """Written, and durable."""
    REPEATED = "repeated"
    """Its cause was in the log already, as of an update that was delivered twice: nothing was written."""
    CONFLICT = "conflict"
    """Another writer was faster; it is decided anew."""
    UNAVAILABLE = "unavailable"
    """Nothing is known to be written."""


class WriteTally(Protocol):
    """Counts what the log answered. Called in the event loop; it is quick and never raises."""

    def written(self, how: Written) -> None:
        """Hear one answer."""
        ...

    def acted(self, act: Act) -> None:
        """Hear of one act in a crisis that was written."""
        ...


_ANSWERS: Final = {
    Appended: Written.NEW,
    AlreadyRecorded: Written.REPEATED,
    Conflict: Written.CONFLICT,
}


@dataclass(frozen=True, slots=True)
class CountedLog:
    """An :class:`~dialogs.ports.EventStore` that tells ``tally`` what ``log`` answers."""

    log: EventStore
    tally: WriteTally

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order."""
        return await self.log.load(stream, after)

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        """Return the versions that ``cause`` led to; it is asked for what would write nothing now."""
        known = await self.log.recorded(cause)
        if known is not None:
            self.tally.written(Written.REPEATED)
        return known

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        """Write all of ``writes`` with their notices and ``cause``, or nothing."""
        try:
            answer = await self.log.append(writes, cause)
        except StorageUnavailableError:
            self.tally.written(Written.UNAVAILABLE)
            raise
        self.tally.written(_ANSWERS[type(answer)])
        if isinstance(answer, Appended):
            for act in acts_in(writes):
                self.tally.acted(act)
        return answer

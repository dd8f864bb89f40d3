"""What every service needs: the log, the people, the playbooks, the time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.errors import WritersKeepCollidingError
from dialogs.ids import Cause
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Directory, EventStore, Programs, Views, Write
from dialogs.refusals import Refusal
from dialogs.service.calls import Calls
from dialogs.service.idle import Idle

ROUNDS = 3
"""How often a decision is made anew when another writer was faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The ports of the core, joined once."""

    store: EventStore
    programs: Programs
    directory: Directory
    views: Views
    clock: Callable[[], datetime]
    """Returns the time as aware UTC."""
    zone: ZoneInfo
    """Where the firm's days begin and end."""
    calls: Calls = field(init=False)
    """The calls as they stand."""
    idle: Idle = field(init=False, default_factory=Idle)
    """The causes of what was wished for and came to nothing."""

    def __post_init__(self) -> None:
        """Look at calls through the store."""
        object.__setattr__(self, "calls", Calls(self.store))

    def now(self) -> datetime:
        """Return the time in the firm's own zone, so that local days can be counted."""
        return self.clock().astimezone(self.zone)

    async def write(
        self, plan: Callable[[], Awaitable[Sequence[Write] | Refusal]], cause: Cause
    ) -> Appended | AlreadyRecorded | Refusal | None:
        """Plan and append until no other writer is faster; none when the plan is to write nothing.

        A cause that was recorded before is recognised even when the plan now refuses or has nothing to write,
        so that a message delivered twice is never answered with a refusal of its own success.

        Raises:
            WritersKeepCollidingError: another writer was faster in every round.
            StorageUnavailableError: nothing is known to be written.
        """
        for _ in range(ROUNDS):
            planned = await plan()
            if isinstance(planned, Refusal) or not planned:
                known = await self.store.recorded(cause)
                if known is not None:
                    return AlreadyRecorded(known)
                return planned if isinstance(planned, Refusal) else None
            answer = await self.store.append(planned, cause)
            if not isinstance(answer, Conflict):
                return answer
        msg = "another writer was faster in every round; try the same cause again"
        raise WritersKeepCollidingError(msg)

"""What is decided of one history is written once, told to whom it concerns, and serves then."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from dialogs.events import Event, PlaybookListed
from dialogs.ids import Cause, PlaybookSlug, StreamId
from dialogs.ports import Notice, Write
from dialogs.publishing import History
from dialogs.refusals import Refusal
from dialogs.service.office import Office
from dialogs.service.outcomes import Told, told

Ruling = Sequence[Event] | Event | Refusal | None
"""What a rule comes to: events, one event, why there is none, or nothing to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Writes to the history of one playbook, or of one case."""

    office: Office
    name: PlaybookSlug
    stream: StreamId
    shelf: StreamId
    """Where it is listed with its first event."""
    history: Callable[[], Awaitable[History]]
    """Reads it as the log has it now."""
    notices: Callable[[Write, History], Awaitable[tuple[Notice, ...]]]
    """Says who is told of a write, and what the history was before."""
    serve: Callable[[], Awaitable[None]]
    """Lets that serve which the log says."""

    async def write(self, decide: Callable[[History], Awaitable[Ruling]], cause: Cause) -> Told | Refusal:
        """Write what ``decide`` makes of the history, once for ``cause``, and let that serve.

        Raises:
            StorageUnavailableError: nothing is known to be written; try the same cause again.
        """

        async def plan() -> Sequence[Write] | Refusal:
            history = await self.history()
            ruling = await decide(history)
            if ruling is None or isinstance(ruling, Refusal):
                return ruling or ()
            events = tuple(ruling) if isinstance(ruling, Sequence) else (ruling,)
            return await self._writes(history, events) if events else ()

        answer = await self.office.write(plan, cause)
        if answer is None or isinstance(answer, Refusal):
            await self.office.come_to_nothing(cause)
        if not isinstance(answer, Refusal):  # what is in the log already may not serve yet
            await self.serve()
        return told(answer)

    async def _writes(self, history: History, events: tuple[Event, ...]) -> tuple[Write, ...]:
        own = Write(self.stream, history.version, events)
        own = replace(own, notices=await self.notices(own, history))
        if history.version:
            return (own,)
        known = len(await self.office.store.load(self.shelf))
        listed = PlaybookListed(at=events[-1].at, by=events[-1].by, playbook=self.name)
        return (Write(self.shelf, known, (listed,)), own)

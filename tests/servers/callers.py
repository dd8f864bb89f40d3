"""Callers of a store whose server dies under them, and what each of them was told."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from dialogs.events import SessionEvent
from dialogs.ids import Cause
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, StorageUnavailableError, Write
from tests.disk.judge import Verdict, compared
from tests.disk.workload import Ledger
from tests.servers.finding import found_in
from tests.servers.updates import noted
from tests.storage.builders import call, called, chosen, complaint_of, notice, opened, received

AWAY: Final = "cannot be reached"
"""All that a refusal may say while the server is away."""
TAPS: Final = 5
Answer = Appended | AlreadyRecorded | Conflict
PAUSE: Final = 0.05
"""Seconds until whoever was refused tries the same again."""


@dataclass(slots=True)
class Told:
    """What callers asked for and what they were told."""

    ledger: Ledger = field(default_factory=Ledger)
    acknowledged: set[Cause] = field(default_factory=set)
    refused: int = 0
    written_before: int = 0
    """Appends whose answer died with the server, and of which a later try heard that they were written."""
    other_words: list[str] = field(default_factory=list)
    """Answers that nobody should hear because a server was away; whoever hears one gives up."""

    def verdict(self, url: str) -> Verdict:
        """Compare with the log at ``url``."""
        return compared(found_in(url), self.ledger.rows, self.acknowledged)


class GaveUpError(Exception):
    """A caller was told what only a broken store says."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One person on the phone, whose every tap is tried until it is acknowledged."""

    events: EventStore
    told: Told
    goes_on: Callable[[], bool]

    async def calls(self, name: str) -> None:
        """Have one call after the other."""
        number = 0
        try:
            while self.goes_on():
                await self._call(f"{name}-{number}")
                number += 1
        except GaveUpError as error:
            self.told.other_words.append(str(error))

    async def _call(self, name: str) -> None:
        stream, complaint = call(name), complaint_of(name)
        await self._append(
            Cause(f"{name}:0"),
            Write(complaint, 0, (received(name), called(name))),
            Write(stream, 0, (opened(name, complaint=name),), (notice(session=name),)),
        )
        version = 1
        for tap in range(1, TAPS + 1):
            events = _tapped(tap)
            await self._append(Cause(f"{name}:{tap}"), Write(stream, version, events))
            version += len(events)

    async def _append(self, cause: Cause, *writes: Write) -> None:
        """Ask for the same until it is acknowledged.

        Raises:
            GaveUpError: it never will be.
        """
        self.told.ledger.ask(cause, writes)
        while True:
            try:
                answer = await self.events.append(writes, cause)
            except StorageUnavailableError as error:
                if AWAY not in str(error):
                    raise GaveUpError(str(error)) from error
                self.told.refused += 1
                await asyncio.sleep(PAUSE)
            else:
                self._note(cause, writes, answer)
                return

    def _note(self, cause: Cause, writes: Sequence[Write], answer: Answer) -> None:
        if isinstance(answer, Conflict):
            raise GaveUpError(f"{cause} met {answer.actual} events on {answer.stream}")
        self.told.acknowledged.add(cause)
        self.told.written_before += isinstance(answer, AlreadyRecorded)
        if answer.versions != {each.stream: each.expected + len(each.events) for each in writes}:
            raise GaveUpError(f"{cause} led to {answer.versions}")


def _tapped(tap: int) -> tuple[SessionEvent, ...]:
    """Return what a tap comes to: a step, several at once, or words."""
    if tap % 3 == 1:
        return (chosen(f"step-{tap}"),)
    if tap % 3 == 2:
        return (noted(),)
    return (chosen(f"step-{tap}"), noted(), chosen(f"step-{tap}-on"))

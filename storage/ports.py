"""What the program around the core needs of a store, beyond the ports of the core."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Told = Callable[[int, int], None]
"""Hears now and then how many of how many are done. Quick."""


class BotIdentity(Protocol):
    """Which bot a store belongs to."""

    async def remember(self, bot: int) -> None:
        """Claim the store for ``bot`` (its Telegram user id), for good.

        Raises:
            AnotherBotError: another bot wrote it, so that its chats and messages mean nothing to this one.
        """
        ...


class Lease(Protocol):
    """Lets one program at a time, of those that share a log, do what must be done once."""

    @property
    def seconds(self) -> float:
        """Return how long it lasts once it is held; for ever where no other program can have it."""
        ...

    async def hold(self) -> bool:
        """Take it, or hold it for ``seconds`` more; false while another program has it.

        Raises:
            StorageUnavailableError: nothing is known; it lasts as long as it was held before.
        """
        ...

    async def release(self) -> None:
        """Let another program have it at once; nothing when it is not ours.

        Raises:
            StorageUnavailableError: it ends by itself.
        """
        ...


class Upkeep(Protocol):
    """What is done to a store while nobody taps."""

    async def rebuild(self) -> int:
        """Draw every row of the views from the log again; return how many events were read."""
        ...


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a log is not what was written; the stream is empty when it is not about one event."""

    kind: str = ""
    key: str = ""
    version: int = 0
    what: str = ""
    in_view: bool = False
    """Whether only rows that can be drawn again from the log are wrong."""

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} version {self.version} {self.what}" if self.kind else self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What came of reading a whole log."""

    events: int
    streams: int
    checkpoints: int
    """How many signed statements held."""
    flaws: tuple[Flaw, ...]
    with_rows: bool
    """Whether what stands beside the log was compared with it."""


class Witness(Protocol):
    """Writes at the second place how far the log has come and what it amounts to, and compares."""

    async def mark(self) -> None:
        """Write how far this program has brought the log.

        Raises:
            OSError: the second place cannot be written.
        """
        ...

    async def scrub(self) -> None:
        """Clear away what may be left of what was erased; where that fails, an alarm says so."""
        ...

    async def scrub_again(self) -> None:
        """Clear away what could not be when it was erased; nothing where nothing is left."""
        ...

    async def checkpoint(self) -> bool:
        """Sign what the log amounts to since the last checkpoint; false when nothing was written since.

        Also false when another program was signing the same.

        Raises:
            OSError: the second place cannot be written.
            StorageUnavailableError: the log cannot be read or written now.
        """
        ...

    async def verify(self, watch: Callable[[int, int], None], *, rows: bool = False) -> Verified:
        """Read the whole log, telling ``watch`` how many events of how many were read.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        ...

    async def people(self) -> tuple[Flaw, ...]:
        """Compare who may do what with the log; quick, however long it is.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        ...


class Meter(Protocol):
    """Hears how the writing goes. Called in the event loop; every method is quick and never raises."""

    def queued(self, works: int) -> None:
        """Hear how many transactions wait for the next commit."""
        ...

    def committed(self, works: int, events: int, seconds: float) -> None:
        """Hear that a commit carried so many transactions and events and took so long to be durable."""
        ...

    def appended(self, seconds: float) -> None:
        """Hear how long one append took, from being asked for to being durable."""
        ...

    def lost(self) -> None:
        """Hear that a commit failed, and with it all that it carried."""
        ...

    def writable(self, *, now: bool) -> None:
        """Hear that the store turned read-only after repeated errors, or takes writes again."""
        ...

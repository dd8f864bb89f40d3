"""What an engine does its own way, for whoever writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeVar

from storage.chain import Tip
from storage.ports import Flaw
from storage.sql.connection import Connection, Value

C_co = TypeVar("C_co", bound=Connection, covariant=True)


class Severity(Enum):
    """What an error says of the attempts to come."""

    PASSING = auto()
    """The next may well succeed."""
    LASTING = auto()
    """Another attempt a moment later seldom mends it."""
    DAMAGE = auto()
    """What is stored is no longer what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that a batch of appends writes: rows by place, or by the names of their columns."""

    events: Sequence[Sequence[Value]]
    causes: Sequence[Sequence[Value]]
    taps: Sequence[Sequence[Value]]
    """Of calls, what changes with a tap."""
    calls: Sequence[Mapping[str, Value]]
    complaints: Sequence[Mapping[str, Value]]
    notices: Sequence[Sequence[Value]]
    keys: Sequence[Sequence[Value]]


class Engine(Protocol[C_co]):
    """An engine, and the database that it serves."""

    @property
    def name(self) -> str:
        """Return what messages call the database."""
        ...

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        """Return what is raised when the database refuses, or cannot be reached."""
        ...

    @property
    def damage(self) -> tuple[type[Exception], ...]:
        """Return what is raised when something that is stored cannot be read."""
        ...

    @property
    def read_only(self) -> str:
        """Return what is said while writing fails again and again."""
        ...

    @property
    def for_good(self) -> str:
        """Return what is said of a database that is damaged."""
        ...

    def connect(self) -> C_co:
        """Open a connection that writes; called in the thread that will use it."""
        ...

    def end_of_log(self, connection: Connection, known: Tip | None) -> Tip:
        """Return the end of the log, which nobody else moves before this transaction ends."""
        ...

    @property
    def at_once(self) -> bool:
        """Tell whether a batch is written in one trip, so that no transaction need be begun for it."""
        ...

    def write(self, connection: Connection, gathered: Gathered, ends: tuple[Tip, Tip]) -> bool:
        """Write a batch; ``ends`` are where the log ends before and after.

        False when it does not end there, because somebody has written since: nothing was written.
        """
        ...

    def ends_the_transaction(self, error: Exception) -> bool:
        """Tell whether an error may have undone the whole transaction, rather than one statement."""
        ...

    def is_gone(self, error: Exception) -> bool:
        """Tell whether an error says that the connection is lost, so that a new one may do."""
        ...

    def is_worth_another_try(self, error: Exception) -> bool:
        """Tell whether an error undid all, and would hardly come again: the schema has just changed, say."""
        ...

    def explained(self, error: Exception) -> str:
        """Return one sentence: which database, what is wrong with it, and what to do."""
        ...

    def severity(self, error: BaseException | None) -> Severity:
        """Return what an error says of the attempts to come."""
        ...

    def scrub(self, connection: Connection, *, whole: bool = False) -> None:
        """Take what was deleted out of wherever it may still be; ``whole`` is as thorough as it gets.

        A server takes out what nobody looks at any more, and says nothing of what a dump or an older look
        that is still going on keeps there until later.

        Raises:
            HeldUpError: somebody holds that up.
        """
        ...

    def other_schema(self, connection: Connection) -> Iterator[Flaw]:
        """Name what the schema has that our steps do not make, or lacks."""
        ...

"""What an engine does its own way, for whoever writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeVar

from storage.chain import Tip
from storage.ports import Flaw
from storage.sql.connection import Connection, Value
from storage.sql.statements import Statement

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

    @property
    def is_taps(self) -> bool:
        """Tell whether nothing changes beside the log but what taps change."""
        return not (self.calls or self.complaints or self.notices or self.keys)


class AtOnce(Protocol):
    """Writes a batch in one statement, outside of a transaction."""

    def __call__(self, connection: Connection, gathered: Gathered, ends: tuple[Tip, Tip]) -> bool:
        """Write all of it, if the log ends where it is taken to.

        ``ends`` are where it ends before and after. False when somebody has written since: nothing was.
        """
        ...


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

    def write_rows(
        self, connection: Connection, statement: Statement, rows: Sequence[Sequence[Value]]
    ) -> None:
        """Run ``statement``, which takes one row, over all ``rows``."""
        ...

    def write_log(
        self,
        connection: Connection,
        events: Sequence[Sequence[Value]],
        causes: Sequence[Sequence[Value]],
        tip: Tip | None,
    ) -> None:
        """Write events and causes; the log ends at ``tip`` from then on."""
        ...

    @property
    def at_once(self) -> AtOnce | None:
        """Return what writes a batch in one statement; none where a statement is no trip elsewhere."""
        ...

    def ends_the_transaction(self, error: Exception) -> bool:
        """Tell whether an error may have undone the whole transaction, rather than one statement."""
        ...

    def is_gone(self, error: Exception) -> bool:
        """Tell whether an error says that the connection is lost, so that a new one may do."""
        ...

    def is_outdated(self, error: Exception) -> bool:
        """Tell whether the schema changed under a statement; on a new connection it can be run."""
        ...

    def explained(self, error: Exception) -> str:
        """Return one sentence: which database, what is wrong with it, and what to do."""
        ...

    def severity(self, error: BaseException | None) -> Severity:
        """Return what an error says of the attempts to come."""
        ...

    def scrub(self, connection: Connection) -> None:
        """Take what was deleted out of wherever it may still be.

        A server takes out what nobody looks at any more, and says nothing of what a dump or an older look
        that is still going on keeps there until later.

        Raises:
            HeldUpError: somebody holds that up.
        """
        ...

    def other_schema(self, connection: Connection) -> Iterator[Flaw]:
        """Name what the schema has that our steps do not make, or lacks."""
        ...

"""The thread that owns the one writing connection: takes what has gathered, commits it, and goes on."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Final

import msgspec

from dialogs.ports import StorageUnavailableError
from storage.chain import Tip
from storage.sql.append import Appending
from storage.sql.appender import Appender, tip_of
from storage.sql.batch_rows import BatchRows
from storage.sql.connection import Connection
from storage.sql.engine import Engine
from storage.sql.statements import statements

_SQL = statements("log")
Work = Callable[[Connection], object]
MOST_AT_ONCE: Final = 1_024
"""Transactions that share one commit; more would keep the first of them waiting."""


class Done(msgspec.Struct, frozen=True):
    """The work was done and is durable."""

    answer: object


class Failed(msgspec.Struct, frozen=True):
    """The caller's own work raised; its neighbours in the same commit are untouched."""

    error: Exception


class Lost(msgspec.Struct, frozen=True):
    """The commit failed, and with it everything in it."""

    error: StorageUnavailableError


Outcome = Done | Failed | Lost


class Job(msgspec.Struct, frozen=True, eq=False):
    """One thing to do, and what is to be done with its outcome, in the event loop."""

    work: Work | Appending
    end: Callable[[Outcome], None]
    alone: bool = False
    """Whether it is to run outside of any transaction of ours."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was done in one go."""

    jobs: Sequence[Job]
    outcomes: Sequence[Outcome]
    seconds: float

    @property
    def events(self) -> int:
        """Return how many events it wrote or would have written."""
        return sum(job.work.size for job in self.jobs if isinstance(job.work, Appending))


@dataclass(slots=True)
class Scribe:
    """Commits what gathers while it is busy.

    A transaction begins and ends within one function of one thread: no cancelled caller can tear it, and no
    neighbour be mixed into it.
    """

    engine: Engine[Connection]
    tell: Callable[[Batch], None]
    """Called in this thread with each batch that is over."""
    committed: Callable[[Tip], None]
    """Called in this thread after each commit of appends."""
    jobs: "SimpleQueue[Job | None]" = field(default_factory=SimpleQueue)
    """What is to be done; none to end."""
    connections: int = 0
    """How many were opened so far."""
    _appender: Appender = field(init=False)
    _connection: Connection | None = None
    _ending: bool = False

    def __post_init__(self) -> None:
        self._appender = Appender(self.engine, BatchRows())

    def start(self) -> Thread:
        """Start the thread; it ends after the none in its queue."""
        thread = Thread(target=self._run, name=f"scribe of {self.engine.name}", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while not self._ending:
            for jobs in _in_parts(self._gathered()):
                begun = perf_counter()
                outcomes = self._carried_out(jobs)
                self.tell(Batch(jobs, outcomes, perf_counter() - begun))
        self._give_up()

    def _gathered(self) -> list[Job]:
        """Wait for the first, and take along all that are there by then."""
        found, job = list[Job](), self.jobs.get()
        while job is not None:
            found.append(job)
            if len(found) == MOST_AT_ONCE:
                return found
            try:
                job = self.jobs.get_nowait()
            except Empty:
                return found
        self._ending = True
        return found

    def _carried_out(self, jobs: Sequence[Job]) -> Sequence[Outcome]:
        try:
            if jobs[0].alone:
                self._appender.forget()
                return [Done(_by_itself(self._opened(), jobs[0]))]
            return self._written(jobs)
        except Exception as error:  # noqa: BLE001 - a fault of ours must reach those who wait for it
            if not isinstance(error, self.engine.refusals):
                return [Failed(error)] * len(jobs)
            # After a failed COMMIT only a fresh look at the database tells what it has kept.
            self._give_up()
            lost = StorageUnavailableError(self.engine.explained(error))
            lost.__cause__ = error
            return [Lost(lost)] * len(jobs)

    def _written(self, jobs: Sequence[Job]) -> Sequence[Outcome]:
        """Write what shares a commit; a newer program may change the schema meanwhile."""
        try:
            return self._tried(jobs)
        except Exception as error:
            if not self.engine.is_worth_another_try(error):
                raise
            self._give_up()
            return self._tried(jobs)

    def _tried(self, jobs: Sequence[Job]) -> Sequence[Outcome]:
        outcomes = self._at_once(jobs) if self.engine.at_once else None
        return outcomes or self._together(self._begun(), jobs)

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self.engine.connect()
            self.connections += 1
        return self._connection

    def _begun(self) -> Connection:
        """Begin a transaction; a connection that was lost while nobody used it is replaced unnoticed."""
        held = self._connection is not None
        connection = self._opened()
        try:
            connection.execute(_SQL["begin"])
        except Exception as error:
            if not held or not self.engine.is_gone(error):
                raise
            self._give_up()
            connection = self._opened()
            connection.execute(_SQL["begin"])
        return connection

    def _give_up(self) -> None:
        self._appender.forget()
        if self._connection is not None:
            with suppress(*self.engine.refusals):
                self._connection.close()
            self._connection = None

    def _at_once(self, jobs: Sequence[Job]) -> Sequence[Outcome] | None:
        """Write appends in one statement, where that will do; none when nothing was written."""
        works = [job.work for job in jobs if isinstance(job.work, Appending)]
        if len(works) < len(jobs) or self._connection is None:
            return None
        try:
            self._appender.begin(self._connection)
            answers = self._appender.at_once(works)
        except Exception as error:
            if self.engine.is_gone(error):
                self._give_up()  # whatever was asked on it next would wait in vain, too
                return None
            if self.engine.ends_the_transaction(error):
                raise
            self._appender.forget()
            return None
        if answers is None:
            return None
        if self._appender.tip is not None:
            self.committed(self._appender.tip)
        return [Done(answer) for answer in answers]

    def _together(self, connection: Connection, jobs: Sequence[Job]) -> Sequence[Outcome]:
        """Do every job in the transaction that has begun, and commit.

        Also what appends nothing waits for its turn at the end of the log: other programs may write, and
        what one of them reads and then changes must not change meanwhile.
        """
        try:
            self._appender.begin(connection)
            self._appender.stand_at_the_end()
            outcomes = self._in_bulk(connection, jobs)
            if outcomes is None:
                # One of them is at fault. Begin again, and find out which at the price of a savepoint each.
                connection.execute("ROLLBACK")
                self._appender.forget()
                connection.execute(_SQL["begin"])
                self._appender.stand_at_the_end()
                outcomes = [self._apart(connection, job.work) for job in jobs]
                self._appender.tip = tip_of(connection)  # which the last that failed made it forget
            connection.execute("COMMIT")
        except BaseException:
            self._appender.forget()
            with suppress(*self.engine.refusals):
                connection.execute("ROLLBACK")
            raise
        if self._appender.tip is not None:
            self.committed(self._appender.tip)
        return outcomes

    def _in_bulk(self, connection: Connection, jobs: Sequence[Job]) -> Sequence[Outcome] | None:
        """Do all as if nobody failed, appends first and written together; none when somebody did."""
        appender, outcomes = self._appender, dict[int, Outcome]()
        try:
            for place, job in enumerate(jobs):
                if isinstance(job.work, Appending):
                    outcomes[place] = Done(appender.take(job.work))
            appender.flush()
            for place, job in enumerate(jobs):
                if not isinstance(job.work, Appending):
                    outcomes[place] = Done(job.work(connection))
        except Exception as error:
            if self.engine.ends_the_transaction(error):
                raise
            return None
        return [outcomes[place] for place in range(len(jobs))]

    def _apart(self, connection: Connection, work: Work | Appending) -> Outcome:
        connection.execute("SAVEPOINT work")
        outcome: Outcome
        try:
            outcome = Done(self._single(connection, work))
        except Exception as error:
            if self.engine.ends_the_transaction(error):
                raise
            connection.execute("ROLLBACK TO work")
            self._appender.forget()
            outcome = Failed(error)
        connection.execute("RELEASE work")
        return outcome

    def _single(self, connection: Connection, work: Work | Appending) -> object:
        if not isinstance(work, Appending):
            return work(connection)
        answer = self._appender.take(work, alone=True)
        self._appender.flush()
        return answer


def _by_itself(connection: Connection, job: Job) -> object:
    if isinstance(job.work, Appending):
        raise TypeError("an append needs a transaction")
    return job.work(connection)


def _in_parts(jobs: Sequence[Job]) -> Sequence[Sequence[Job]]:
    """Part what was asked at each job that runs alone."""
    parts = list[list[Job]]()
    for job in jobs:
        if job.alone or not parts or parts[-1][0].alone:
            parts.append([])
        parts[-1].append(job)
    return parts

"""Looks into a database from outside, and gets in the way there."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event
from time import sleep
from typing import Final, TypeVar

from storage.postgres.connection import PostgresConnection

T = TypeVar("T")
WAITING: Final = "SELECT 1 FROM pg_locks WHERE locktype = 'relation' AND NOT granted"


def beside(url: str, work: Callable[[PostgresConnection], T]) -> T:
    """Do ``work`` on a connection and in a thread of its own: a test may have an event loop running."""

    def whole() -> T:
        with closing(PostgresConnection(url, {})) as connection:
            return work(connection)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(whole).result()


def run(url: str, *statements: str) -> None:
    """Run statements one after the other, each in a transaction of its own."""

    def work(connection: PostgresConnection) -> None:
        for statement in statements:
            connection.execute(statement)

    beside(url, work)


def select(url: str, sql: str) -> list[tuple[object, ...]]:
    return beside(url, lambda connection: [tuple(row) for row in connection.look(sql)])


@contextmanager
def crossed(url: str, first: str, then: str) -> Iterator[None]:
    """Have somebody do ``first`` in a transaction and, once another waits for that, want what it holds."""

    def work(connection: PostgresConnection) -> None:
        connection.execute("BEGIN")
        connection.execute(first)
        begun.set()
        while not connection.look(WAITING):
            sleep(0.01)
        connection.execute(then)
        connection.execute("COMMIT")

    begun = Event()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(beside, url, work)
        assert begun.wait(timeout=30)
        yield
        working.result()

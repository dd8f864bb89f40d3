"""Looks into a database from outside."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

from storage.postgres.connection import PostgresConnection

T = TypeVar("T")


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

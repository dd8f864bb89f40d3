"""What nobody waits for any more is not asked of a server that is silent."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from dialogs.ports import StorageUnavailableError
from storage.postgres.connection import PostgresConnection, SilentError
from storage.postgres.line import PostgresLine

IN_TIME = 20.0


async def test_questions_whose_askers_are_gone_do_not_keep_the_next_waiting() -> None:
    begun, may_end, attempts = threading.Event(), threading.Event(), list[int]()

    def connect() -> PostgresConnection:
        attempts.append(len(attempts))
        begun.set()
        may_end.wait()
        raise SilentError

    line = PostgresLine("toy", connect, most=1)
    async with asyncio.timeout(IN_TIME), asyncio.TaskGroup() as group:
        gone = [group.create_task(line.run(lambda _: None)) for _ in range(5)]
        await asyncio.to_thread(begun.wait)
        for each in gone:
            each.cancel()
        await asyncio.wait(gone)
        asked = group.create_task(_refused(line))
        await asyncio.sleep(0)
        may_end.set()
        await asked
        await line.close()

    assert attempts == [0, 1], "the one that had begun, and the one that is waited for"


async def _refused(line: PostgresLine) -> None:
    with pytest.raises(StorageUnavailableError, match="toy cannot be reached"):
        await line.run(lambda _: None)


async def test_line_that_is_cut_waits_at_its_end_for_nothing_that_is_under_way(url: str) -> None:
    line, begun = PostgresLine("toy", lambda: PostgresConnection(url, {}), is_cut=True), threading.Event()

    def long(connection: PostgresConnection) -> None:
        begun.set()
        connection.execute_patiently("SELECT pg_sleep(3600)")

    async with asyncio.timeout(IN_TIME), asyncio.TaskGroup() as group:
        asked = group.create_task(_gone(line, long))
        await asyncio.to_thread(begun.wait)

        await line.close()

        await asked


async def _gone(line: PostgresLine, work: Callable[[PostgresConnection], None]) -> None:
    with pytest.raises(StorageUnavailableError, match="toy cannot be reached"):
        await line.run(work)

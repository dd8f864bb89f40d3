"""The lease of a log: one program has it at a time, by the clock of the server, and nobody for long after."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from dialogs.ports import StorageUnavailableError
from storage.leases import OURS
from storage.postgres.lease import PostgresLease
from storage.postgres.line import PostgresLine
from storage.postgres.opening import writing
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import opened_at

LONG = 60.0
SHORT = 0.3


@asynccontextmanager
async def lease(url: str, seconds: float = LONG) -> AsyncIterator[PostgresLease]:
    line = PostgresLine("toy", partial(writing, url), most=1)
    try:
        yield PostgresLease(line, seconds)
    finally:
        await line.close()


@pytest.fixture(autouse=True)
def nobody_leads(url: str) -> None:
    run(url, "DELETE FROM leases")


async def test_one_of_two_has_it_until_it_is_let_go(url: str) -> None:
    async with lease(url) as one, lease(url) as other:
        assert (await one.hold(), await other.hold(), await one.hold()) == (True, False, True)
        await other.release()
        assert (await other.hold(), await one.hold()) == (False, True)

        await one.release()

        assert (await other.hold(), await one.hold()) == (True, False)


async def test_it_ends_by_the_servers_clock_when_its_holder_is_gone(url: str) -> None:
    async with lease(url) as heir:
        async with lease(url, SHORT) as killed:
            assert await killed.hold()
        begun = select(url, "SELECT until > clock_timestamp() FROM leases")
        async with asyncio.timeout(30):
            while not await heir.hold():  # noqa: ASYNC110 - a server tells nobody
                await asyncio.sleep(0.02)

    assert begun == [(True,)]
    assert select(url, "SELECT until > clock_timestamp() FROM leases") == [(True,)]


async def test_it_does_not_last_for_as_long_as_the_servers_clock_was_put_back(url: str) -> None:
    async with lease(url, SHORT) as killed, lease(url, SHORT) as heir:
        assert await killed.hold()
        run(url, "UPDATE leases SET until = until + INTERVAL '1 hour'")

        assert not await heir.hold()
        async with asyncio.timeout(30):
            while not await heir.hold():  # noqa: ASYNC110 - a server tells nobody
                await asyncio.sleep(0.02)
        assert not await killed.hold()


async def test_it_stays_its_holders_when_the_servers_clock_is_put_back(url: str) -> None:
    async with lease(url) as leading, lease(url) as heir:
        assert await leading.hold()
        run(url, "UPDATE leases SET until = until + INTERVAL '1 hour'")

        assert (await heir.hold(), await leading.hold(), await heir.hold()) == (False, True, False)

    assert select(url, "SELECT until < clock_timestamp() + INTERVAL '61 seconds' FROM leases") == [(True,)]


async def test_of_many_who_ask_at_once_one_gets_it(url: str) -> None:
    async with lease(url) as one, lease(url) as two, lease(url) as three:
        held = await asyncio.gather(*(each.hold() for each in (one, two, three) for _ in range(5)))

    assert sum(held) == 5


async def test_server_that_is_away_says_so(url: str) -> None:
    async with lease(f"{url}&port=1") as unreachable:
        with pytest.raises(StorageUnavailableError):
            await unreachable.hold()


async def test_whoever_has_the_database_alone_needs_no_row(url: str, tmp_path: Path) -> None:
    async with opened_at(url, tmp_path) as opened:
        assert opened.storage.lease is OURS
        assert await opened.storage.lease.hold()

    assert select(url, "SELECT count(*) FROM leases") == [(0,)]

"""The server's own tools, as the how-to page says to use them: a dump beside the bot, restored elsewhere."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import CannotOpenStorageError
from storage.opening import Storage, open_storage
from tests.storage.builders import ADMIN, admit, call, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.postgres.lines import manner
from tests.storage.postgres.server import CLERK, Server

TABLES = ("events", "causes", "data_keys", "sessions", "people", "meta", "log_end", "migrations")


def tool(server: Server, name: str, *arguments: str | Path) -> None:
    """Run a program of the server that runs, or of the machine's own when somebody else runs it."""
    program = name if server.process is None else server.process.programs / name
    subprocess.run([program, *arguments], check=True, capture_output=True)


@pytest.fixture
def dump(postgres: Server, url: str, tmp_path: Path) -> Callable[[], Path]:
    """Dump the database, beside whoever has it open."""

    def made() -> Path:
        path = tmp_path / "hejie.dump"
        tool(postgres, "pg_dump", "--format=custom", f"--file={path}", f"--dbname={url}")
        return path

    return made


def restored(server: Server, path: Path, *options: str) -> str:
    """Restore a dump into an empty database, and return its address."""
    url = server.fresh("hejie_restored")
    ruler = server.address("hejie_restored")
    tool(server, "pg_restore", "--no-owner", f"--role={CLERK}", f"--dbname={ruler}", *options, path)
    return url


async def flaws(storage: Storage) -> tuple[str, ...]:
    assert storage.witness is not None
    found = await storage.witness.verify(lambda _done, _of: None, rows=True)
    return tuple(map(str, found.flaws))


async def test_dump_beside_the_bot_is_the_whole_log_with_its_guards(
    postgres: Server, url: str, dump: Callable[[], Path], tmp_path: Path
) -> None:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as bot:
        await admit(bot)
        await write(bot, call(), opened(), chosen("a"))
        path = dump()
        rows = {table: select(url, f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}
        assert bot.witness is not None
        await bot.witness.mark()

    there = restored(postgres, path)

    assert {table: select(there, f"SELECT * FROM {table} ORDER BY 1") for table in TABLES} == rows
    async with open_storage(there, clock=fixed_clock, manner=manner(tmp_path)) as again:
        assert await flaws(again) == ()
        await write(again, call("S2"), opened("S2"))
        assert await flaws(again) == ()


async def test_dump_that_lacks_the_latest_is_refused_until_it_is_adopted(
    postgres: Server, url: str, dump: Callable[[], Path], tmp_path: Path
) -> None:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as bot:
        await admit(bot)
        await write(bot, call(), opened())
        path = dump()
        await write(bot, call(), chosen("a"))

    there = restored(postgres, path)

    with pytest.raises(CannotOpenStorageError, match="an older copy: the last 1 events"):
        async with open_storage(there, clock=fixed_clock, manner=manner(tmp_path)):
            pass
    adopting = replace(manner(tmp_path), adopt=True)
    async with open_storage(there, clock=fixed_clock, manner=adopting) as again:
        assert await flaws(again) == ()
        assert ADMIN in await again.directory.members()


async def test_dump_that_is_restored_without_its_rights_is_noticed(
    postgres: Server, url: str, dump: Callable[[], Path], tmp_path: Path
) -> None:
    async with open_storage(url, clock=fixed_clock, manner=manner(tmp_path)) as bot:
        await write(bot, call(), opened())
        path = dump()

    there = restored(postgres, path, "--no-privileges")

    with pytest.raises(CannotOpenStorageError, match=r"the schema is not the one .*: right causes\.DELETE"):
        async with open_storage(there, clock=fixed_clock, manner=manner(tmp_path)):
            pass

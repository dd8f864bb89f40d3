"""An address that names several servers leads to the one that can be written, whatever the others do."""

import asyncio
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from dialogs.ports import StorageUnavailableError
from storage.errors import CannotOpenStorageError
from storage.opening import open_storage
from storage.postgres import connection
from storage.postgres.address import one_by_one
from storage.postgres.line import PostgresLine
from storage.postgres.opening import reading
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.postgres.lines import manner
from tests.storage.postgres.tunnel import PORT, tunnel

NO_SUCH = "is on no server of the kind that target_session_attrs in HEJIE_DB asks for"


@contextmanager
def silent() -> Iterator[str]:
    """Give the folder of a server that lets everybody connect and never says a word."""
    with (
        tempfile.TemporaryDirectory(prefix="hejie") as folder,  # the path of a socket must be short
        socket.socket(socket.AF_UNIX) as server,
    ):
        server.bind(str(Path(folder) / f".s.PGSQL.{PORT}"))
        server.listen()
        yield folder


def at(url: str, *folders: str) -> str:
    """Return the address of a database on the servers whose sockets are in these folders."""
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0]
    hosts = ",".join(quote(each, safe="") for each in folders)
    return parts._replace(netloc=f"{user}@{hosts}", query="").geturl()


async def test_server_that_is_silent_does_not_hide_the_next(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECTING", 2.0)
    async with tunnel(url) as way:
        (folder,) = parse_qs(urlsplit(way.url).query)["host"]
        with silent() as first:
            rows = await asyncio.to_thread(select, at(way.url, first, folder), "SELECT 1")

    assert rows == [(1,)]


async def test_server_that_is_not_there_is_passed_over(url: str, tmp_path: Path) -> None:
    async with tunnel(url) as way:
        (folder,) = parse_qs(urlsplit(way.url).query)["host"]
        rows = await asyncio.to_thread(select, at(way.url, str(tmp_path), folder), "SELECT 1")

    assert rows == [(1,)]


async def test_no_server_of_the_kind_that_is_asked_for_is_told_as_one_that_is_away(
    url: str, tmp_path: Path
) -> None:
    other = f"{url}&target_session_attrs=standby"
    line = PostgresLine("toy", lambda: reading(other))
    with pytest.raises(StorageUnavailableError, match=f"^toy {NO_SUCH}"):
        await line.run(lambda _: None)
    await line.close()

    with pytest.raises(CannotOpenStorageError, match=NO_SUCH):
        async with open_storage(other, clock=fixed_clock, manner=manner(tmp_path)):
            pass


@pytest.mark.parametrize(
    ("url", "each"),
    [
        ("me:x@a:1,[::1]:2/db?x=1", ["me:x@a:1/db?x=1", "me:x@[::1]:2/db?x=1"]),
        ("a,b/db?port=1&search_path=c,d", ["a/db?port=1&search_path=c,d", "b/db?port=1&search_path=c,d"]),
        ("a/db", ["a/db"]),
        ("a,b/db?port=1,2", ["a,b/db?port=1,2"]),
        ("/db?host=a,b", ["/db?host=a,b"]),
        ("me:x,y/z@a/db", ["me:x,y/z@a/db"]),
    ],
)
def test_hosts_before_the_path_are_tried_one_by_one(url: str, each: list[str]) -> None:
    assert one_by_one(f"postgresql://{url}") == [f"postgresql://{one}" for one in each]

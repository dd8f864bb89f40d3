import asyncio
import sqlite3
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.playground.store import Store
from tests.bot.playground.driving import AGENT, running

TEN_SECONDS = 10
SERVER = """
import asyncio, sys
from bot.playground.server import create_app
from bot.playground.serving import serve
from bot.playground.store import Store

async def main():
    async with serve(create_app(Store(sys.argv[1]))) as address:
        print(address, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_failure_inside_comes_out_as_it_is() -> None:
    with pytest.raises(LookupError, match="mine"):
        async with running():
            raise LookupError("mine")


async def test_nothing_answers_any_more_after_leaving() -> None:
    async with running() as first:
        address = first.address
        assert await first.updates() == []

    with pytest.raises(aiohttp.ClientConnectorError):
        async with aiohttp.ClientSession() as http:
            await http.get(address)


async def test_second_playground_on_the_same_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "playground.db"
    first = Store(path)

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        Store(path)
    first.close()
    Store(path).close()


@pytest.mark.kill
async def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "playground.db"
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(path), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        async with asyncio.timeout(TEN_SECONDS), aiohttp.ClientSession() as http:
            address = (await server.stdout.readline()).decode().strip()
            for text in ("/start", "一", "二"):
                async with http.post(f"{address}/chat/send", json={"person": AGENT, "text": text}) as answer:
                    assert answer.status == 200
    finally:
        server.kill()
        await server.wait()

    store = Store(path)
    texts = [
        body["text"] for update in store.pending.waiting(9) if isinstance(body := update["message"], dict)
    ]
    store.close()
    assert texts == ["/start", "一", "二"]

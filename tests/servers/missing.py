"""A table whose rows are numbered by an ordinary sequence, as many logs are: who follows it misses some."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from time import sleep
from typing import Final

from storage.postgres.connection import PostgresConnection
from storage.postgres.line import PostgresLine
from storage.postgres.opening import reading
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.following import Follower

MAKE: Final = "CREATE TABLE numbered (position BIGSERIAL PRIMARY KEY)"
ADD: Final = "INSERT INTO numbered DEFAULT VALUES"
WRITERS: Final = 4


def numbered(last: int, connection: PostgresConnection) -> Sequence[int]:
    sql = f"SELECT position FROM numbered WHERE position > {last} ORDER BY position"
    return [row[0] for row in connection.look(sql)]


async def missed(url: str, seed: int, commits: int, late: float) -> tuple[int, int]:
    """Let several write ``commits`` rows in all, each up to ``late`` seconds before it is committed.

    Returns how many there are, and how many of them whoever followed did not see.
    """
    run(url, MAKE)
    line = PostgresLine("followed", partial(reading, url), most=1)
    follower = Follower(line, numbered)
    async with asyncio.TaskGroup() as group:
        writers = [
            group.create_task(
                asyncio.to_thread(_write, url, random.Random(f"{seed}-{each}"), commits // WRITERS, late)
            )
            for each in range(WRITERS)
        ]
        group.create_task(follower.follow(lambda: all(each.done() for each in writers)))
    await line.close()
    ((count,),) = select(url, "SELECT count(*) FROM numbered")
    return int(str(count)), int(str(count)) - len(follower.seen)


def _write(url: str, chance: random.Random, commits: int, late: float) -> None:
    with closing(PostgresConnection(url, {})) as connection:
        for _ in range(commits):
            connection.execute("BEGIN")
            connection.execute(ADD)
            sleep(chance.uniform(0, late))
            connection.execute("COMMIT")

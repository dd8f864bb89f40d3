"""A program that announces an erasure and then waits to be killed, or carries it out.

``python -m tests.storage.sqlite.erasing FOLDER CALL announce|append``
"""

import asyncio
import os
import sys
from pathlib import Path

from dialogs.events import ErasureReason, WordsErased
from dialogs.ids import SessionId, session_stream
from dialogs.ports import Appended, Write
from storage.opening import Storage
from tests.storage.builders import ADMIN, NOON, cause
from tests.storage.places import file


async def announce(storage: Storage, session: SessionId) -> int:
    """Announce the erasure of a call as it stands; return its version."""
    version = len(await storage.events.load(session_stream(session)))
    await storage.erasures.announce(session, version, NOON)
    return version


async def erase(storage: Storage, session: SessionId) -> None:
    """Erase a call as the service does, its rules apart."""
    version = await announce(storage, session)
    erased = WordsErased(at=NOON, by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0)
    write = Write(session_stream(session), version, (erased,))
    answer = await storage.events.append([write], cause(f"erase:{session}"))
    assert isinstance(answer, Appended)


async def main(folder: str, session: str, how_far: str) -> None:
    async with file(Path(folder))() as storage:
        if how_far == "announce":
            await announce(storage, SessionId(session))
        else:
            await erase(storage, SessionId(session))
        os.write(1, b"done\n")
        await asyncio.Event().wait()  # until we are killed


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

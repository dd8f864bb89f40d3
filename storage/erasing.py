"""Carries out erasures that were announced and did not come about: after a crash, or a restored backup."""

from collections.abc import Sequence
from typing import Final

from dialogs.events import ErasureReason, WordsErased
from dialogs.ids import Cause, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from storage.clock import Clock
from storage.errors import CannotOpenStorageError
from storage.sql.erasures import Pending, SqlErasures

MOST_AT_ONCE: Final = 500
"""Calls that are erased in one transaction."""


async def finish_erasures(events: EventStore, erasures: SqlErasures, clock: Clock) -> None:
    """Erase what the second place lists and the log still has the keys of.

    To be called before anything of the log is served. Other programs may do the same, or what they have
    just announced, at the same time: it does not matter who is quicker.

    Raises:
        CannotOpenStorageError: the log did not take it.
        StorageUnavailableError: the log cannot be read or written now.
    """
    pending = await erasures.pending()
    while pending:
        first = pending[:MOST_AT_ONCE]
        answer = await _erase(events, erasures, first, clock)
        pending = await erasures.pending()
        if not isinstance(answer, Appended) and set(first) <= set(pending):
            msg = f"the words of {len(first)} calls must be erased, and the log does not take it: {answer}"
            raise CannotOpenStorageError(msg)


async def _erase(
    events: EventStore, erasures: SqlErasures, pending: Sequence[Pending], clock: Clock
) -> Appended | AlreadyRecorded | Conflict:
    writes = [
        Write(
            session_stream(session),
            version,
            (
                WordsErased(
                    at=clock(),
                    by=CONSOLE.person,
                    reason=ErasureReason.RESTORED,
                    left_in_chat=await erasures.left_in_chats(session),
                ),
            ),
        )
        for session, version in pending
    ]
    session, version = pending[0]
    return await events.append(writes, Cause(f"erasures:{session}:{version}:{len(pending)}"))

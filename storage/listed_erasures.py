"""Erases again what a backup brought back."""

from collections.abc import Sequence
from datetime import datetime

from dialogs.events import ErasureReason, WordsErased
from dialogs.ids import Cause, SessionId, session_stream
from dialogs.people import CONSOLE
from dialogs.ports import EventStore, Write


async def erase_again(events: EventStore, sessions: Sequence[str], now: datetime) -> None:
    """Destroy the keys of calls whose words had been erased before the backup was restored."""
    for session in sessions:
        stream = session_stream(SessionId(session))
        version = len(await events.load(stream))
        erased = WordsErased(at=now, by=CONSOLE.person, reason=ErasureReason.RESTORED, left_in_chat=0)
        await events.append([Write(stream, version, (erased,))], Cause(f"restored:{session}:{version}"))

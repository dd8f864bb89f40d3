"""The notices in a database; the log writes them, in its own transaction."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dialogs.ids import PersonId, StreamId, StreamKind
from dialogs.ports import Dispatch, DispatchState, Notice, NoticeKind
from storage.sql.connection import Connection, Reader, Row, Value
from storage.sql.statements import statements
from storage.sql.values import read_time, stored_time
from storage.sql.writer import Writer

LOG: Final = logging.getLogger(__name__)
_SQL = statements("desk")


@dataclass(frozen=True, slots=True)
class SqlDispatches:
    """A :class:`~dialogs.ports.Dispatches`."""

    writer: Writer[Connection]
    reader: Reader

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        """Return what is due at ``now``, oldest first, and mark it sending; a damaged row is dropped."""

        def take(connection: Connection) -> list[Dispatch]:
            taken, rows = [], connection.execute(_SQL["due"], (stored_time(now),)).fetchall()
            connection.executemany(_SQL["start_sending"], [(row["id"],) for row in rows])
            for row in rows:
                try:
                    taken.append(replace(read_dispatch(row), state=DispatchState.SENDING))
                except ValueError:
                    LOG.critical("notice %d is damaged, and is sent to nobody", row["id"])
                    connection.execute(_SQL["dropped"], {"id": row["id"], "taken": row["due_at"]})
            return taken

        return await self.writer.run(take)

    async def recover(self, but: Collection[int] = ()) -> int:
        """Make whatever was left ``sending``, ``but`` these, due again an instant earlier, ``again``."""
        in_hand = frozenset(but)

        def recovered(connection: Connection) -> int:
            rows = connection.execute(_SQL["sending"]).fetchall()
            left = [
                {"id": row["id"], "due_at": _an_instant_before(row["due_at"])}
                for row in rows
                if row["id"] not in in_hand
            ]
            connection.executemany(_SQL["recover"], left)
            return len(left)

        return await self.writer.run(recovered)

    async def sent(self, dispatch: int, message: int) -> None:
        """Mark one as sent, whatever it was before."""
        if not await self._set("sent", {"id": dispatch, "message": message}):
            raise KeyError(dispatch)

    async def dropped(self, dispatch: Dispatch) -> None:
        """Mark one as no longer wanted, if it is ``sending`` still as it was taken."""
        await self._set("dropped", _as_taken(dispatch))

    async def put_off(self, dispatch: Dispatch, until: datetime) -> None:
        """Make one due again later, if it is ``sending`` still as it was taken."""
        await self._set("put_off", {**_as_taken(dispatch), "due_at": stored_time(until)})

    async def hasten(self, by: timedelta) -> None:
        """Make whatever is due later due so much sooner."""

        def sooner(connection: Connection) -> None:
            rows = connection.execute(_SQL["later"]).fetchall()
            due = [{"id": row["id"], "due_at": stored_time(read_time(row["due_at"]) - by)} for row in rows]
            connection.executemany(_SQL["sooner"], due)

        await self.writer.run(sooner)

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice falls due."""
        row = await self.reader.run(lambda connection: connection.execute(_SQL["next_due_at"]).fetchone())
        return None if row[0] is None else read_time(row[0])

    async def _set(self, name: str, values: dict[str, Value]) -> int:
        return await self.writer.run(lambda connection: connection.execute(_SQL[name], values).rowcount)


def _as_taken(dispatch: Dispatch) -> dict[str, Value]:
    return {"id": dispatch.id, "taken": stored_time(dispatch.notice.due_at)}


def _an_instant_before(due_at: str) -> str:
    try:
        return stored_time(read_time(due_at) - timedelta.resolution)
    except ValueError:
        return due_at  # damaged: whoever takes it next drops it


def read_dispatch(row: Row) -> Dispatch:
    """Return a row as the notice that it holds.

    Raises:
        ValueError: it holds none; it was damaged.
    """
    notice = Notice(
        kind=NoticeKind(row["kind"]),
        to=PersonId(row["recipient"]),
        due_at=read_time(row["due_at"]),
        about=StreamId(StreamKind(row["about_kind"]), row["about_key"]),
        version=row["version"],
    )
    state = DispatchState(row["state"])
    return Dispatch(
        id=row["id"], notice=notice, state=state, again=bool(row["again"]), message=row["message"]
    )

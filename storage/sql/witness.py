"""What a log in a database writes at its second place, and what it is compared with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from dialogs.ids import StreamId, StreamKind
from storage.checkpoints import Signer, heads_root
from storage.clock import Clock
from storage.keyring import Keyring
from storage.ports import Flaw, Verified
from storage.second_place import SecondPlace
from storage.sql.comparing import unlike_people
from storage.sql.connection import Connection, Reader
from storage.sql.lines import Past
from storage.sql.notes import forget, note, noted
from storage.sql.statements import statements
from storage.sql.values import stored_time
from storage.sql.verifying import Verification, beside
from storage.sql.writer import Writer

_SQL, _PAST = statements("verifying"), statements("past")
_CHECKPOINT: Final = "checkpoint"
"""Under this word a database says the number of the last one."""


@dataclass(frozen=True, slots=True)
class SqlWitness:
    """A :class:`~storage.ports.Witness`. It reads on a connection of its own, so that no tap waits for it."""

    second: SecondPlace
    looker: Reader
    keyring: Keyring
    clock: Clock
    writer: Writer[Connection]
    past: Past | None = None
    """None for whoever only reads beside the bot, and therefore compares but writes nothing."""

    async def mark(self) -> None:
        """Write how far we have brought the log, away from the event loop.

        What others wrote is theirs to tell: a database that we only read may lack what they were told.
        """
        if self.past is not None:
            await asyncio.to_thread(self.past.witness)

    async def scrub(self) -> None:
        """Clear away what was erased while a dump, say, still saw it: a server does not tell that it was."""
        if self.writer.scrubs_aside:
            await self.writer.scrub(whole=True)

    async def scrub_again(self) -> None:
        """Clear away what could not be before."""
        if self.writer.needs_scrub:
            await self.writer.scrub()

    async def checkpoint(self) -> bool:
        """Sign what the log amounts to since the last checkpoint."""
        checkpoints = await asyncio.to_thread(self.second.checkpoints)
        before = checkpoints[-1] if checkpoints else None
        found = await self.looker.run(partial(_since, first=before.last + 1 if before else 1))
        if found is None:
            return False
        last, heads = found
        signer = Signer(self.keyring.signing_id, self.keyring.signing)
        span = (before.last + 1 if before else 1, last)
        signed = signer.sign(self.second.log, stored_time(self.clock()), span, heads, before)
        if not await asyncio.to_thread(self.second.add_checkpoint, signed):
            return False  # whoever led before, or leads already, was quicker
        await self.writer.run(partial(remember_checkpoint, number=signed.number))
        return True

    async def verify(self, watch: Callable[[int, int], None], *, rows: bool = False) -> Verified:
        """Read the whole log, a stretch at a time."""
        made = await self.looker.run(last_checkpoint)
        checkpoints = await asyncio.to_thread(self.second.checkpoints)
        verifiers = {self.keyring.signing_id: self.keyring.signing.public_key()}
        verification = Verification(checkpoints, verifiers, self.writer.engine.damage, made)
        more = True
        while more:
            more = await self.looker.run(verification.step)
            watch(verification.done, verification.total)
        flaws: tuple[Flaw, ...] = () if verification.flaw is None else (verification.flaw,)
        if rows and not flaws:
            flaws = tuple(
                await self.looker.run(partial(beside, keyring=self.keyring, engine=self.writer.engine))
            )
        return Verified(
            events=verification.done,
            streams=len(verification.heads),
            checkpoints=verification.passed,
            flaws=flaws,
            with_rows=rows,
        )

    async def people(self) -> tuple[Flaw, ...]:
        """Compare who may do what with the log."""
        return await self.looker.run(lambda connection: tuple(unlike_people(connection)))


def hash_at(connection: Connection, position: int) -> bytes | None:
    """Return the hash of the event at a position; none when there is no such event."""
    row = connection.execute(_PAST["hash_at"], (position,)).fetchone()
    return None if row is None else bytes(row[0])


def last_checkpoint(connection: Connection) -> int:
    """Return the number of the last checkpoint that was made of the log; 0 when there was none."""
    number = noted(connection, _CHECKPOINT) or ""
    return int(number) if number.isdecimal() else 0


def remember_checkpoint(connection: Connection, number: int) -> None:
    """Keep with the log how many checkpoints the second place must have."""
    note(connection, _CHECKPOINT, str(number))


def begin_checkpoints(connection: Connection, second: SecondPlace) -> None:
    """Put the checkpoints aside: what they speak of, or who signed them, is not ours to vouch for."""
    second.begin_checkpoints()
    forget(connection, _CHECKPOINT)


def _since(connection: Connection, first: int) -> tuple[int, str] | None:
    """Return where the log ends, and the root over what was written from ``first`` on; none for nothing."""
    last = connection.execute(_SQL["tip"]).fetchone()[0] or 0
    if last < first:
        return None
    heads = [
        (StreamId(StreamKind(kind), key), version, hashed)
        for kind, key, version, hashed in connection.execute(_SQL["heads_between"], (first, last))
    ]
    return last, heads_root(heads)

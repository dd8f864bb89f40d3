"""The keys of calls' words in a database: made with the call, and gone when its words are erased."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from dialogs.events import WordsErased
from dialogs.ids import SessionId, StreamId, StreamKind
from dialogs.ports import CallLockedError, Write
from storage.codec import Encoded, encode
from storage.errors import MissingKeyError, WordsErasedError
from storage.keyring import Keyring, WrappedKey
from storage.sealing import DataKey, holds_words, is_sealed, owner_of_words, seal, unseal
from storage.sql.connection import Connection, Reader
from storage.sql.remembered import Remembered
from storage.sql.statements import statements

LOG: Final = logging.getLogger(__name__)
_SQL = statements("log")
MOST_KEYS: Final = 20_000
Keys = Remembered[str, DataKey | None]


class StoredEvent(NamedTuple):
    """An event as it stands in the file, with its version in its stream."""

    version: int
    encoded: Encoded


class SealedWrites(NamedTuple):
    """The bodies of an append, ready to be stored, and the keys that it brings."""

    bodies: Sequence[Sequence[Encoded]]
    minted: Sequence[tuple[str, DataKey]]


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals what is written and opens what is read."""

    keyring: Keyring
    reader: Reader
    shut: frozenset[SessionId] = frozenset()
    """Calls whose keys are left alone, as if they were gone."""
    keys: Keys = field(default_factory=lambda: Keys(MOST_KEYS))
    missing: set[str] = field(default_factory=set)
    """Operating keys that were met and that the keyring does not have, as far as that was said."""

    async def seal(self, writes: Sequence[Write]) -> SealedWrites:
        """Return the events of ``writes`` in their stored form. A call that begins gets a key of its own.

        Raises:
            StorageUnavailableError: the key of a call cannot be read now.
            CallLockedError: nothing that we have opens the key of a call.
            WordsErasedError: words are added to a call whose key was destroyed.
        """
        minted: dict[str, DataKey] = {}
        bodies = []
        for write in writes:
            session = owner_of_words(write.stream)
            if write.stream.kind is StreamKind.SESSION and not write.expected and session is not None:
                minted.setdefault(session, DataKey.fresh())
            sealed = []
            for version, event in enumerate(write.events, write.expected + 1):
                encoded = encode(event)
                if session is not None and holds_words(encoded):
                    key = minted.get(session) or await self._key(session)
                    if key is None:
                        key = minted[session] = DataKey.fresh()
                    encoded = seal(encoded, write.stream, version, key)
                sealed.append(encoded)
            bodies.append(sealed)
        return SealedWrites(bodies, tuple(minted.items()))

    def wrapped(self, minted: Sequence[tuple[str, DataKey]]) -> tuple[tuple[str, WrappedKey], ...]:
        """Return keys as they are kept."""
        return tuple((session, self.keyring.wrap(session, key)) for session, key in minted)

    async def opened(self, stream: StreamId, stored: Sequence[StoredEvent]) -> Sequence[Encoded]:
        """Return stored events with their words open; where the key is gone, marked as erased.

        Raises:
            StorageUnavailableError: the key of the call cannot be read now.
            CallLockedError: nothing that we have opens it.
        """
        session = owner_of_words(stream)
        if session is None or not any(is_sealed(each.encoded) for each in stored):
            return [each.encoded for each in stored]
        key = self.keys.get(session) or await self._read(session)
        return [
            unseal(each.encoded, stream, each.version, key) if is_sealed(each.encoded) else each.encoded
            for each in stored
        ]

    def settle(self, writes: Sequence[Write], minted: Sequence[tuple[str, DataKey]], *, done: bool) -> None:
        """Remember the keys of an append that is durable; forget those of which nothing is known."""
        for session, key in minted:
            if done:
                self.keys.put(session, key)
            else:
                self.keys.forget(session)
        for write in writes:
            for event in write.events:
                if isinstance(event, WordsErased):
                    self.keys.forget(write.stream.key)

    async def _key(self, session: str) -> DataKey | None:
        """Return the key of a call; none when it never had one."""
        known = self.keys.get(session) or await self._read(session)
        if known is None and await self._is_erased(session):
            msg = f"the words of call {session} were erased: none can be added"
            raise WordsErasedError(msg)
        return known

    async def _read(self, session: str) -> DataKey | None:
        return await self.keys.read(session, lambda: self._unwrapped(session))

    async def _unwrapped(self, session: str) -> DataKey | None:
        if session in self.shut:
            return None
        wrapped = await self.reader.run(lambda connection: wrapped_key(connection, session))
        try:
            return None if wrapped is None else self.keyring.unwrap(session, wrapped)
        except MissingKeyError as error:
            # Another bot has the key: what is not acknowledged here comes to that one, or again to us.
            if not self.missing >= set(error.ids):
                self.missing.update(error.ids)
                LOG.critical("words cannot be opened: %s", error)
            raise CallLockedError(*error.args) from error

    async def _is_erased(self, session: str) -> bool:
        return await self.reader.run(
            lambda connection: connection.execute(_SQL["is_erased"], (session,)).fetchone() is not None
        )


def wrapped_key(connection: Connection, session: str) -> WrappedKey | None:
    """Return a call's key as it is kept."""
    row = connection.execute(_SQL["key"], (session,)).fetchone()
    if row is None:
        return None
    return kept_key(*row)


def kept_key(key_id: str, wrapped: bytes, recovery_id: str | None, spare: bytes | None) -> WrappedKey:
    """Return a call's key from the columns of its row."""
    return WrappedKey(key_id=key_id, wrapped=wrapped, recovery_id=recovery_id, recovery_wrapped=spare)

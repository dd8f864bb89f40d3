"""One append, ready to be written, and what can be told of it before it is."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from dialogs.events import Event, StorageOnlyBegun, WordsErased
from dialogs.ids import Cause, StreamKind
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Write
from storage.codec import Encoded
from storage.keyring import WrappedKey

Answer = Appended | AlreadyRecorded | Conflict
CLOSING: Final[frozenset[type[Event]]] = frozenset({StorageOnlyBegun, WordsErased})
"""After these nobody is shown the words of a call any more."""
PLAIN: Final = frozenset({StreamKind.SESSION, StreamKind.COMPLAINT})
"""Streams whose rows a batch keeps at hand."""


class Appending(Struct, frozen=True, kw_only=True):
    """One append, ready to be written: words sealed, everything in its stored form."""

    writes: Sequence[Write]
    bodies: Sequence[Sequence[Encoded]]
    cause: Cause
    at: str
    minted: Sequence[tuple[str, WrappedKey]] = ()
    """Keys that calls get with this append."""
    marks: Sequence[tuple[bytes, str, str, int]] = ()
    """Rows of the index of words."""
    closes: bool = False
    """Whether one of its events is :data:`CLOSING`."""

    @property
    def size(self) -> int:
        """Return how many events it writes."""
        return sum(len(write.events) for write in self.writes)

    @property
    def begun(self) -> set[str]:
        """Return the keys of the streams that begin with it."""
        return {write.stream.key for write in self.writes if not write.expected}

    @property
    def is_plain(self) -> bool:
        """Tell whether it writes nothing beside calls, complaints, notices, and keys of calls that begin.

        And does away with nothing: what is erased is erased within a transaction.
        """
        if self.marks or self.closes or any(write.stream.kind not in PLAIN for write in self.writes):
            return False
        return not self.minted or {session for session, _ in self.minted} <= self.begun

    def is_certain(self, answer: Answer) -> bool:
        """Tell whether an answer stays true whatever others write meanwhile: no stream gets shorter."""
        return not isinstance(answer, Conflict) or any(
            write.stream == answer.stream and write.expected < answer.actual for write in self.writes
        )

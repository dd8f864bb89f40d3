"""Reads a whole log and says where it is not what was written: first bad version, or a tail cut off.

The chain of each stream is followed in the order of writing. Each checkpoint of the second place must be
signed, follow the one before it, and hold of the events it speaks of. Reads a stretch at a time and holds
nothing open in between: what was written once never changes, so the log may go on meanwhile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from dialogs.ids import StreamId, StreamKind
from storage.chain import FIRST, link
from storage.checkpoints import Checkpoint, Verifiers, follows, heads_root
from storage.errors import MissingKeyError, WrongKeyError
from storage.keyring import Keyring
from storage.ports import Flaw
from storage.sql.comparing import STRIDE, Drawn, all_events, unlike_rows
from storage.sql.connection import Connection
from storage.sql.engine import Engine
from storage.sql.soundness import unsound
from storage.sql.statements import statements
from storage.sql.vault import kept_key

_SQL, _LOG = statements("verifying"), statements("log")
_KINDS: Final = frozenset(StreamKind)


@dataclass(slots=True)
class Verification:
    """How far a log was followed; call :meth:`step` until it says that there is no more."""

    checkpoints: Sequence[Checkpoint]
    verifiers: Verifiers
    damage: tuple[type[Exception], ...]
    """What is raised when an event that is stored cannot be read."""
    made: int = 0
    """How many checkpoints the log itself remembers."""
    heads: dict[tuple[str, str], tuple[int, bytes]] = field(default_factory=dict)
    done: int = 0
    """Events followed."""
    total: int = 0
    passed: int = 0
    """Checkpoints that held."""
    flaw: Flaw | None = None
    """The first thing that is wrong."""
    _touched: set[tuple[str, str]] = field(default_factory=set)
    """Streams written since the last checkpoint."""

    def step(self, connection: Connection) -> bool:
        """Follow one stretch; false when the log is read to its end or a flaw was found."""
        try:
            if not self.total:
                self.total = connection.execute(_SQL["tip"]).fetchone()[0] or 0
            self.flaw = self._follow(connection)
            if self.flaw is None and self.done >= self.total:
                self.flaw = self._end()
        except self.damage:
            self.flaw = Flaw(what=f"the file is damaged: after event {self.done} it cannot be read")
        return self.flaw is None and self.done < self.total

    def _follow(self, connection: Connection) -> Flaw | None:
        """Follow the chains over a stretch. Written flat: it runs once an event, and a log has millions."""
        heads, touched, none = self.heads, self._touched, (0, FIRST)
        ends = {each.last for each in self.checkpoints}
        until = min(self.done + STRIDE, self.total)
        for row in connection.execute(_SQL["stretch"], (self.done, until)):
            position, kind, key, version, _, _, _, _, _, _, stored = row
            if position != self.done + 1:
                return Flaw(what=f"event {self.done + 1} is missing")
            if kind not in _KINDS:
                return Flaw(kind, key, version, "belongs to no stream that we write")
            stream = (kind, key)
            known, hashed = heads.get(stream, none)
            if version != known + 1:
                return Flaw(kind, key, known + 1, "is missing")
            if link(hashed, row[:10]) != stored:
                return Flaw(kind, key, version, "was changed")
            heads[stream] = (version, stored)
            touched.add(stream)
            self.done = position
            if position in ends:
                flaw = self._check(position)
                if flaw is not None:
                    return flaw
        return None if self.done == until else Flaw(what=f"event {self.done + 1} is missing")

    def _check(self, position: int) -> Flaw | None:
        """Compare with each checkpoint that ends at ``position``."""
        while self.passed < len(self.checkpoints) and self.checkpoints[self.passed].last == position:
            checkpoint = self.checkpoints[self.passed]
            before = self.checkpoints[self.passed - 1] if self.passed else None
            wrong = follows(checkpoint, before, self.verifiers.get(checkpoint.key))
            if wrong is not None:
                return Flaw(what=wrong)
            heads = [(StreamId(StreamKind(kind), key), *self.heads[kind, key]) for kind, key in self._touched]
            if heads_root(heads) != checkpoint.root:
                span = f"{checkpoint.first} to {checkpoint.last}"
                return Flaw(what=f"events {span} are not those of checkpoint {checkpoint.number}")
            self.passed += 1
            self._touched.clear()
        return None

    def _end(self) -> Flaw | None:
        """Tell whether the log ends before its last checkpoint, or checkpoints are missing."""
        if self.passed == len(self.checkpoints):
            if self.passed >= self.made:
                return None
            missing = (
                f"checkpoint {self.passed + 1} is missing at the second place, and {self.made} were made "
                "(whoever moves the second place takes its files along)"
            )
            return Flaw(what=missing)
        checkpoint = self.checkpoints[self.passed]
        if self.done < checkpoint.last:
            what = (
                f"the tail is cut off: it ends at event {self.done}, and checkpoint {checkpoint.number} of "
                f"{checkpoint.at} knew {checkpoint.last}"
            )
            return Flaw(what=what)
        return Flaw(what=f"checkpoint {checkpoint.number} does not follow the one before it")


def beside(connection: Connection, keyring: Keyring, engine: Engine[Connection]) -> Sequence[Flaw]:
    """Compare what stands beside the log with it, at one moment: causes, keys, rows, all else."""
    connection.execute(_LOG["snapshot"])
    try:
        return [
            *_keys(connection, keyring),
            *_unlike(connection),
            *engine.other_schema(connection),
            *unsound(connection),
        ]
    except engine.damage:
        return [Flaw(what="the file is damaged: what stands beside the log cannot be read")]
    finally:
        connection.execute("ROLLBACK")


def _keys(connection: Connection, keyring: Keyring) -> Iterator[Flaw]:
    """Name the first key of a call that does not open."""
    for session, *kept in connection.execute(_SQL["keys"]):
        try:
            keyring.unwrap(session, kept_key(*kept))
        except (MissingKeyError, WrongKeyError):
            yield Flaw("session", session, 1, "has a key that was changed")
            return


def _unlike(connection: Connection) -> Iterator[Flaw]:
    for name, what in (
        ("event_without_cause", "has no entry among the causes"),
        ("session_without_key", "has lost its key, and no erasure says so"),
        ("key_without_session", "has a key although its words were erased"),
    ):
        row = connection.execute(_SQL[name]).fetchone()
        if row is not None:
            yield Flaw(row[0], row[1], row[2], what)
    drawn = Drawn()
    for row in all_events(connection):
        wrong = drawn.take(row)
        if wrong is not None:
            yield wrong
            return
    yield from drawn.unlike_causes(connection)
    yield from unlike_rows(connection, drawn.rows)

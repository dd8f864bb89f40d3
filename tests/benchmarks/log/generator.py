"""Fills a log with millions of events in minutes: keys, hashes, causes and rows as the program makes them.

Written straight into the file, in the order in which a firm would have written: hundreds of calls at a time,
each append of another one. What is at hand is the calls that go on and one stretch of rows.
"""

import random
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from dialogs.ids import PersonId, StreamId, StreamKind, complaint_stream, session_stream
from storage.chain import FIRST, link
from storage.checkpoints import Checkpoint, Signer, heads_root
from storage.keyring import Keyring
from storage.sealing import DataKey, seal
from storage.second_place import SecondPlace
from storage.sql.statements import statements
from storage.sql.values import columns, stored_time
from tests.benchmarks.log.calls import FIRST_AGENT, fresh_ids
from tests.benchmarks.log.patterns import Blanks, Form, Pattern, in_body, texts_of

LIVE: Final = 10_000
_FEWEST_STEPS, _MOST_STEPS = 2, 20
"""Steps that a live call has taken."""
_STRETCH: Final = 50_000
"""Events that are written, and signed for, at once."""
_LONG_ONES: Final = 10
"""One in so many calls is a long one."""
_EVENT: Final = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CAUSE: Final = "INSERT INTO causes VALUES (?, ?, ?)"
_KEY: Final = "INSERT INTO data_keys (session, key_id, wrapped) VALUES (?, ?, ?)"
_ROWS: Final = statements("rows")
_encode = msgspec.json.Encoder().encode
EventRow = tuple[int, str, str, int, str, int, bytes, str, int, str, bytes]


@dataclass(frozen=True, slots=True)
class Firm:
    """Who writes a log."""

    agents: int = 500
    abreast: int = 300
    """Calls that go on at the same time."""


@dataclass(slots=True)
class Making:
    """A call that is being made."""

    pattern: Pattern
    blanks: Blanks
    key: DataKey
    until: int
    """How many appends it is to have."""
    streams: Mapping[StreamKind, StreamId]
    texts: dict[str, bytes]
    """What is filled into its events."""
    place: int = 0
    heads: dict[StreamKind, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, pattern: Pattern, blanks: Blanks, until: int) -> "Making":
        """Begin a call that follows ``pattern``."""
        streams = {
            StreamKind.SESSION: session_stream(blanks.session),
            StreamKind.COMPLAINT: complaint_stream(blanks.complaint),
        }
        return cls(pattern, blanks, DataKey.fresh(), until, streams, dict(texts_of(blanks)))


@dataclass(slots=True, kw_only=True)
class Generator:
    """Makes calls and writes them into an open file."""

    connection: sqlite3.Connection
    keyring: Keyring
    second: SecondPlace
    firm: Firm
    patterns: tuple[Pattern, Pattern]
    """The usual call, and the long one."""
    position: int
    clock: datetime
    """When the next append is made."""
    pause: timedelta
    """From one append to the next."""
    last: Checkpoint
    """The checkpoint before what is made next."""
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    _events: list[EventRow] = field(default_factory=list)
    _causes: list[tuple[str, str, str]] = field(default_factory=list)
    _keys: list[tuple[str, str, bytes]] = field(default_factory=list)
    _sessions: list[dict[str, str | int | bytes | None]] = field(default_factory=list)
    _complaints: list[dict[str, str | int | bytes | None]] = field(default_factory=list)
    _heads: dict[StreamId, tuple[int, bytes]] = field(default_factory=dict)

    def finished_calls(self, events: int) -> None:
        """Make calls from beginning to end until the log has ``events`` events."""
        going = list[Making]()
        while self.position < events or going:
            if self.position < events and len(going) < self.firm.abreast:
                going.append(self._begun())
                continue
            place = self.chance.randrange(len(going))
            if not self._append(going[place]):
                going[place] = going[-1]
                going.pop()
        self.flush()

    def live_calls(self, many: int) -> None:
        """Make calls that go on still."""
        going = [self._begun(self.chance.randint(_FEWEST_STEPS, _MOST_STEPS)) for _ in range(many)]
        while going:
            place = self.chance.randrange(len(going))
            if not self._append(going[place]):
                going[place] = going[-1]
                going.pop()
        self.flush()

    def _begun(self, steps: int | None = None) -> Making:
        usual, long = self.patterns
        chosen = long if steps is None and not self.chance.randrange(_LONG_ONES) else usual
        session, complaint = fresh_ids(self.clock, self.chance.getrandbits(80))
        person = PersonId(FIRST_AGENT + self.chance.randrange(self.firm.agents))
        blanks = Blanks.of(session, complaint, person, self.chance.getrandbits(20), self.clock)
        making = Making.of(chosen, blanks, len(chosen.stages) if steps is None else steps + 1)
        wrapped = self.keyring.wrap(session, making.key)
        self._keys.append((session, wrapped.key_id, wrapped.wrapped))
        self._append(making)
        return making

    def _append(self, making: Making) -> bool:
        """Make the next append of a call; false when it was the last."""
        at, self.clock = self.clock, self.clock + self.pause
        stage, blanks, texts = making.pattern.stages[making.place], making.blanks, making.texts
        when = at.isoformat(timespec="microseconds")
        texts["at"] = in_body(when)
        cause = f"tg:1:tap:{blanks.session}:{self.chance.getrandbits(60)}"
        tail = (when, blanks.agent, cause)
        for form in stage.forms:
            encoded = form.filled(texts)
            if form.has_words:
                encoded = seal(encoded, making.streams[form.kind], form.version, making.key)
            self._link(making, form, encoded.body, tail)
        versions = [(kind, making.streams[kind].key, version) for kind, version in stage.versions]
        self._causes.append((cause, when, _encode(versions).decode()))
        making.place += 1
        if making.place == making.until:
            session, complaint = making.pattern.rows(making.place - 1, blanks, at)
            self._sessions.append(columns(session))
            self._complaints.append(columns(complaint))
        if len(self._events) >= _STRETCH:
            self.flush()
        return making.place < making.until

    def _link(self, making: Making, form: Form, body: bytes, tail: tuple[str, int, str]) -> None:
        self.position += 1
        kind, stored = form.kind, form.encoded
        stream = making.streams[kind]
        row = (
            self.position,
            kind.value,
            stream.key,
            form.version,
            stored.type,
            stored.type_version,
            body,
            *tail,
        )
        hashed = making.heads[kind] = link(making.heads.get(kind, FIRST), row)
        self._events.append((*row, hashed))
        self._heads[stream] = (form.version, hashed)

    def flush(self) -> None:
        """Write what was made and sign for it."""
        connection = self.connection
        connection.execute("BEGIN")
        connection.executemany(_EVENT, self._events)
        connection.executemany(_CAUSE, self._causes)
        connection.executemany(_KEY, self._keys)
        connection.executemany(_ROWS["put_session"], self._sessions)
        connection.executemany(_ROWS["put_complaint"], self._complaints)
        connection.execute("COMMIT")
        if self._events:
            self._sign()
        for made in (self._events, self._causes, self._keys, self._sessions, self._complaints):
            made.clear()
        self._heads.clear()

    def _sign(self) -> None:
        signer = Signer(self.keyring.signing_id, self.keyring.signing)
        root = heads_root((stream, *head) for stream, head in self._heads.items())
        span = (self.last.last + 1, self.position)
        self.last = signer.sign(self.second.log, stored_time(self.clock), span, root, self.last)
        self.second.add_checkpoint(self.last)

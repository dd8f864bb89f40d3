-- From here on words are sealed and rows are chained. What was written before is copied into the new table by the
-- program (storage/sqlite/lifting.py), in this very transaction; 0003 takes the old table away.
DROP TRIGGER events_are_never_changed;
DROP TRIGGER events_are_never_deleted;
ALTER TABLE events RENAME TO events_in_the_clear;

-- `hash` is SHA-256 over the row and the hash of the row before it in its stream: storage/chain.py.
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream_kind TEXT NOT NULL,
    stream_key TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    type TEXT NOT NULL,
    type_version INTEGER NOT NULL,
    body BLOB NOT NULL,
    at TEXT NOT NULL,
    by INTEGER NOT NULL,
    cause TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (stream_kind, stream_key, version)
) STRICT;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
-- What search looks at.
CREATE INDEX events_with_words ON events (stream_key, version) WHERE type IN ('WordsNoted', 'SummaryEdited');

-- The key of each call's words, locked twice. Whoever deletes a row has erased the words, in every copy of the log
-- that is made from here on. In order of making, so that rows are not moved about and leave no traces behind.
CREATE TABLE data_keys (
    number INTEGER PRIMARY KEY,
    session TEXT NOT NULL UNIQUE,
    key_id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    recovery_id TEXT,
    recovery_wrapped BLOB
) STRICT;
CREATE INDEX data_keys_of_key ON data_keys (key_id);

-- Whether a call is shown (open), kept for a rule and shown to nobody (stored), or its words are gone (erased).
ALTER TABLE sessions ADD COLUMN kept TEXT NOT NULL DEFAULT 'open';
ALTER TABLE sessions ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sessions_not_ended ON sessions (opened_at) WHERE status <> 'ended';

-- Who read, exported, erased what: drawn from the access streams, and drawn again at will.
CREATE TABLE accesses (
    stream_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    by INTEGER NOT NULL,
    deed TEXT NOT NULL,
    session TEXT,
    person INTEGER,
    detail TEXT NOT NULL,
    PRIMARY KEY (stream_key, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX accesses_by_time ON accesses (at);
CREATE INDEX accesses_of_person ON accesses (by, at);

-- The index of words, when the operator allows one: keyed marks of one and two characters, never the characters.
CREATE TABLE word_marks (
    mark BLOB NOT NULL,
    session TEXT NOT NULL,
    stream_kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (mark, session, stream_kind, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX word_marks_of_session ON word_marks (session);

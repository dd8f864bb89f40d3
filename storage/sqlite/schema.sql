-- What all steps of migrations/ amount to, for whoever wants to read it in one piece; a test holds it to them.

-- The log. Times are texts that sort, as they are hashed. `hash` is SHA-256 over the row and the hash of the row before
-- it in its stream: storage/chain.py.
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

-- What made us write, and the versions that it led to: the same cause never writes twice.
CREATE TABLE causes (
    cause TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    versions TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER causes_are_never_changed BEFORE UPDATE ON causes
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER causes_are_never_deleted BEFORE DELETE ON causes
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

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

-- Rows of the views: drawn from the log, and drawn again at will.
CREATE TABLE sessions (
    session TEXT PRIMARY KEY,
    complaint TEXT NOT NULL,
    alias TEXT NOT NULL,
    agent INTEGER NOT NULL,
    team TEXT NOT NULL,
    playbook TEXT NOT NULL,
    revision TEXT NOT NULL,
    product TEXT NOT NULL,
    channel TEXT NOT NULL,
    call_language TEXT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT,
    step TEXT NOT NULL,
    temperature INTEGER,
    opened_at TEXT NOT NULL,
    last_tap_at TEXT NOT NULL,
    ended_at TEXT,
    help_open INTEGER NOT NULL,
    score INTEGER,
    version INTEGER NOT NULL,
    kept TEXT NOT NULL DEFAULT 'open',
    held INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_team ON sessions (team, opened_at);
CREATE INDEX sessions_by_time ON sessions (opened_at);
CREATE INDEX sessions_not_ended ON sessions (opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_agent ON sessions (agent, opened_at, team, kept);
CREATE INDEX sessions_of_agent_not_ended ON sessions (agent, opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_agent_outcome ON sessions (agent, outcome, opened_at, team, kept) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_of_team_not_ended ON sessions (team, opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_team_outcome ON sessions (team, outcome, opened_at) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_of_outcome ON sessions (outcome, opened_at) WHERE outcome IS NOT NULL;

CREATE TABLE complaints (
    complaint TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    alias TEXT NOT NULL,
    team TEXT NOT NULL,
    product TEXT NOT NULL,
    received_on TEXT NOT NULL,
    calls INTEGER NOT NULL,
    last_agent INTEGER NOT NULL,
    last_call_at TEXT NOT NULL,
    settled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
    person INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    team TEXT NOT NULL,
    language TEXT NOT NULL,
    brief INTEGER NOT NULL,
    disabled INTEGER NOT NULL
) STRICT;

CREATE TABLE invitations (
    code_digest TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    team TEXT NOT NULL,
    inviter INTEGER NOT NULL,
    expires_at TEXT NOT NULL,
    person INTEGER,
    settled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who read, exported, erased what.
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

-- What the bot keeps beside the log.
CREATE TABLE dispatches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    recipient INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    about_kind TEXT NOT NULL,
    about_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    again INTEGER NOT NULL,
    message INTEGER
) STRICT;
CREATE INDEX dispatches_waiting ON dispatches (state, due_at) WHERE state IN ('due', 'sending');

CREATE TABLE shown (
    chat INTEGER NOT NULL,
    message INTEGER NOT NULL,
    session TEXT,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    below INTEGER NOT NULL,
    live INTEGER NOT NULL,
    sweep INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_live ON shown (chat, message) WHERE live;
CREATE INDEX shown_to_sweep ON shown (chat, message) WHERE sweep;
CREATE INDEX shown_of_session ON shown (session, chat, message);

CREATE TABLE revisions (
    number INTEGER PRIMARY KEY,
    revision TEXT NOT NULL UNIQUE,
    playbook TEXT NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_of_playbook ON revisions (playbook, number);

CREATE TABLE sources (
    revision TEXT NOT NULL REFERENCES revisions (revision),
    path TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (revision, path)
) STRICT;

CREATE TABLE failures (
    cause TEXT PRIMARY KEY,
    times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
    cause TEXT PRIMARY KEY,
    chat INTEGER NOT NULL,
    person INTEGER NOT NULL,
    error TEXT NOT NULL,
    at TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

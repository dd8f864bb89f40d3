-- The log. `position` is the order of writing over all streams; it survives a VACUUM, which a bare rowid does not.
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
    UNIQUE (stream_kind, stream_key, version)
) STRICT;

-- What made us write, and the versions that it led to: the same cause never writes twice.
CREATE TABLE causes (
    cause TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    versions TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER causes_are_never_changed BEFORE UPDATE ON causes
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER causes_are_never_deleted BEFORE DELETE ON causes
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

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
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_agent ON sessions (agent, opened_at);
CREATE INDEX sessions_of_team ON sessions (team, opened_at);
CREATE INDEX sessions_by_time ON sessions (opened_at);

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
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_of_session ON shown (chat, session, message);
CREATE INDEX shown_live ON shown (chat, message) WHERE live;

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

-- What all steps of migrations/ amount to, for whoever wants to read it in one piece; a test holds it to them.

-- The log. Times are texts that sort, as they are hashed; "C" sorts texts by their code points, as the program does.
CREATE TABLE events (
    position BIGINT PRIMARY KEY,
    stream_kind TEXT COLLATE "C" NOT NULL,
    stream_key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    type TEXT COLLATE "C" NOT NULL,
    type_version BIGINT NOT NULL,
    body BYTEA NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    by BIGINT NOT NULL,
    cause TEXT COLLATE "C" NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    UNIQUE (stream_kind, stream_key, version)
) WITH (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);
-- What search looks at.
CREATE INDEX events_with_words ON events (stream_key, version) WHERE type IN ('WordsNoted', 'SummaryEdited');

-- What made us write, and the versions that it led to: the same cause never writes twice.
CREATE TABLE causes (
    cause TEXT COLLATE "C" PRIMARY KEY,
    at TEXT COLLATE "C" NOT NULL,
    versions TEXT COLLATE "C" NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

-- Where the log ends. Whoever writes holds this row, so that positions have no hole and come in the order of commits.
CREATE TABLE log_end (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    position BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
) WITH (fillfactor = 10);
INSERT INTO log_end (position, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION refuse_change();
CREATE TRIGGER causes_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON causes EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON events, causes FROM PUBLIC, CURRENT_USER;

-- The key of each call's words, locked twice. Whoever deletes a row has erased the words, in every copy of the log
-- that is made from here on.
CREATE TABLE data_keys (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session TEXT COLLATE "C" NOT NULL UNIQUE,
    key_id TEXT COLLATE "C" NOT NULL,
    wrapped BYTEA NOT NULL,
    recovery_id TEXT COLLATE "C",
    recovery_wrapped BYTEA
);
CREATE INDEX data_keys_of_key ON data_keys (key_id);

-- Rows of the views: drawn from the log, and drawn again at will.
CREATE TABLE sessions (
    session TEXT COLLATE "C" PRIMARY KEY,
    complaint TEXT COLLATE "C" NOT NULL,
    alias TEXT COLLATE "C" NOT NULL,
    agent BIGINT NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    playbook TEXT COLLATE "C" NOT NULL,
    revision TEXT COLLATE "C" NOT NULL,
    product TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    call_language TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C",
    step TEXT COLLATE "C" NOT NULL,
    temperature BIGINT,
    opened_at TEXT COLLATE "C" NOT NULL,
    last_tap_at TEXT COLLATE "C" NOT NULL,
    ended_at TEXT COLLATE "C",
    help_open BOOLEAN NOT NULL,
    score BIGINT,
    version BIGINT NOT NULL,
    kept TEXT COLLATE "C" NOT NULL,
    held BOOLEAN NOT NULL
) WITH (fillfactor = 80);
-- Each with the time that lists are ordered by. No tap of a call touches any column that stands in one of them, so that
-- a row is rewritten where it is.
CREATE INDEX sessions_by_time ON sessions (opened_at);
CREATE INDEX sessions_of_team ON sessions (team, opened_at);
CREATE INDEX sessions_of_agent ON sessions (agent, opened_at, team, kept);
CREATE INDEX sessions_not_ended ON sessions (opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_agent_not_ended ON sessions (agent, opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_team_not_ended ON sessions (team, opened_at) WHERE status <> 'ended';
CREATE INDEX sessions_of_agent_outcome ON sessions (agent, outcome, opened_at, team, kept) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_of_team_outcome ON sessions (team, outcome, opened_at) WHERE outcome IS NOT NULL;
CREATE INDEX sessions_of_outcome ON sessions (outcome, opened_at) WHERE outcome IS NOT NULL;

CREATE TABLE complaints (
    complaint TEXT COLLATE "C" PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL,
    alias TEXT COLLATE "C" NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    product TEXT COLLATE "C" NOT NULL,
    received_on TEXT COLLATE "C" NOT NULL,
    calls BIGINT NOT NULL,
    last_agent BIGINT NOT NULL,
    last_call_at TEXT COLLATE "C" NOT NULL,
    settled BOOLEAN NOT NULL
);

CREATE TABLE people (
    person BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    brief BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL
);

CREATE TABLE invitations (
    code_digest TEXT COLLATE "C" PRIMARY KEY,
    role TEXT COLLATE "C" NOT NULL,
    team TEXT COLLATE "C" NOT NULL,
    inviter BIGINT NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    person BIGINT,
    settled BOOLEAN NOT NULL
);

-- Who read, exported, erased what.
CREATE TABLE accesses (
    stream_key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    by BIGINT NOT NULL,
    deed TEXT COLLATE "C" NOT NULL,
    session TEXT COLLATE "C",
    person BIGINT,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (stream_key, version)
);
CREATE INDEX accesses_by_time ON accesses (at);
CREATE INDEX accesses_of_person ON accesses (by, at);

-- The index of words, when the operator allows one: keyed marks of one and two characters, never the characters.
CREATE TABLE word_marks (
    mark BYTEA NOT NULL,
    session TEXT COLLATE "C" NOT NULL,
    stream_kind TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (mark, session, stream_kind, version)
);
CREATE INDEX word_marks_of_session ON word_marks (session);

-- What the bot keeps beside the log.
CREATE TABLE dispatches (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    recipient BIGINT NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    about_kind TEXT COLLATE "C" NOT NULL,
    about_key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    again BOOLEAN NOT NULL,
    message BIGINT
);
CREATE INDEX dispatches_waiting ON dispatches (state, due_at) WHERE state IN ('due', 'sending');

CREATE TABLE shown (
    chat BIGINT NOT NULL,
    message BIGINT NOT NULL,
    session TEXT COLLATE "C",
    version BIGINT NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    below BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    sweep BOOLEAN NOT NULL,
    PRIMARY KEY (chat, message)
);
CREATE INDEX shown_of_session ON shown (session, chat, message);
CREATE INDEX shown_live ON shown (chat, message) WHERE live;
CREATE INDEX shown_to_sweep ON shown (chat, message) WHERE sweep;

CREATE TABLE revisions (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision TEXT COLLATE "C" NOT NULL UNIQUE,
    playbook TEXT COLLATE "C" NOT NULL,
    kept_at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX revisions_of_playbook ON revisions (playbook, number);

CREATE TABLE sources (
    revision TEXT COLLATE "C" NOT NULL REFERENCES revisions (revision),
    path TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (revision, path)
);

CREATE TABLE failures (
    cause TEXT COLLATE "C" PRIMARY KEY,
    times BIGINT NOT NULL
);

CREATE TABLE quarantine (
    cause TEXT COLLATE "C" PRIMARY KEY,
    chat BIGINT NOT NULL,
    person BIGINT NOT NULL,
    error TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    details TEXT COLLATE "C" NOT NULL
);

CREATE TABLE meta (
    key TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- Which of several replicas does what must be done once, and until when, by the server's clock.
CREATE TABLE leases (
    name TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

-- name: revisions
INSERT INTO revisions (number, revision, playbook, kept_at) VALUES (?);

-- name: sources
INSERT INTO sources (revision, path, body) VALUES (?);

-- name: data_keys
INSERT INTO data_keys (number, session, key_id, wrapped, recovery_id, recovery_wrapped) VALUES (?);

-- name: events
INSERT INTO events (
    position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
) VALUES (?);

-- name: causes
INSERT INTO causes (cause, at, versions) VALUES (?);

-- name: sessions
INSERT INTO sessions (
    session, complaint, alias, agent, team, playbook, revision, product, channel, call_language, status,
    outcome, step, temperature, opened_at, last_tap_at, ended_at, help_open, score, version, kept, held
) VALUES (?);

-- name: complaints
INSERT INTO complaints (
    complaint, number, alias, team, product, received_on, calls, last_agent, last_call_at, settled
) VALUES (?);

-- name: people
INSERT INTO people (person, name, role, team, language, brief, disabled) VALUES (?);

-- name: invitations
INSERT INTO invitations (code_digest, role, team, inviter, expires_at, person, settled) VALUES (?);

-- name: accesses
INSERT INTO accesses (stream_key, version, at, by, deed, session, person, detail) VALUES (?);

-- name: word_marks
INSERT INTO word_marks (mark, session, stream_kind, version) VALUES (?);

-- name: dispatches
INSERT INTO dispatches (
    id, kind, recipient, due_at, about_kind, about_key, version, state, again, message
) VALUES (?);

-- name: shown
INSERT INTO shown (chat, message, session, version, digest, below, live, sweep) VALUES (?);

-- name: failures
INSERT INTO failures (cause, times) VALUES (?);

-- name: quarantine
INSERT INTO quarantine (cause, chat, person, error, at, details) VALUES (?);

-- name: meta
INSERT INTO meta (key, value) VALUES (?);

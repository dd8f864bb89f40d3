-- name: counts
-- How many rows each table has that a copy of a log takes along.
SELECT 'revisions', count(*) FROM revisions
UNION ALL SELECT 'sources', count(*) FROM sources
UNION ALL SELECT 'data_keys', count(*) FROM data_keys
UNION ALL SELECT 'events', count(*) FROM events
UNION ALL SELECT 'causes', count(*) FROM causes
UNION ALL SELECT 'sessions', count(*) FROM sessions
UNION ALL SELECT 'complaints', count(*) FROM complaints
UNION ALL SELECT 'people', count(*) FROM people
UNION ALL SELECT 'invitations', count(*) FROM invitations
UNION ALL SELECT 'accesses', count(*) FROM accesses
UNION ALL SELECT 'word_marks', count(*) FROM word_marks
UNION ALL SELECT 'dispatches', count(*) FROM dispatches
UNION ALL SELECT 'shown', count(*) FROM shown
UNION ALL SELECT 'failures', count(*) FROM failures
UNION ALL SELECT 'quarantine', count(*) FROM quarantine;

-- name: revisions
SELECT number, revision, playbook, kept_at
FROM revisions ORDER BY number LIMIT ? OFFSET ?;

-- name: sources
SELECT revision, path, body
FROM sources ORDER BY revision, path LIMIT ? OFFSET ?;

-- name: data_keys
SELECT number, session, key_id, wrapped, recovery_id, recovery_wrapped
FROM data_keys ORDER BY number LIMIT ? OFFSET ?;

-- name: events
SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
FROM events ORDER BY position LIMIT ? OFFSET ?;

-- name: causes
SELECT cause, at, versions
FROM causes ORDER BY cause LIMIT ? OFFSET ?;

-- name: sessions
SELECT
    session, complaint, alias, agent, team, playbook, revision, product, channel, call_language, status,
    outcome, step, temperature, opened_at, last_tap_at, ended_at, help_open, score, version, kept, held
FROM sessions ORDER BY session LIMIT ? OFFSET ?;

-- name: complaints
SELECT complaint, number, alias, team, product, received_on, calls, last_agent, last_call_at, settled
FROM complaints ORDER BY complaint LIMIT ? OFFSET ?;

-- name: people
SELECT person, name, role, team, language, brief, disabled
FROM people ORDER BY person LIMIT ? OFFSET ?;

-- name: invitations
SELECT code_digest, role, team, inviter, expires_at, person, settled
FROM invitations ORDER BY code_digest LIMIT ? OFFSET ?;

-- name: accesses
SELECT stream_key, version, at, by, deed, session, person, detail
FROM accesses ORDER BY stream_key, version LIMIT ? OFFSET ?;

-- name: word_marks
SELECT mark, session, stream_kind, version
FROM word_marks ORDER BY mark, session, stream_kind, version LIMIT ? OFFSET ?;

-- name: dispatches
SELECT id, kind, recipient, due_at, about_kind, about_key, version, state, again, message
FROM dispatches ORDER BY id LIMIT ? OFFSET ?;

-- name: shown
SELECT chat, message, session, version, digest, below, live, sweep
FROM shown ORDER BY chat, message LIMIT ? OFFSET ?;

-- name: failures
SELECT cause, times
FROM failures ORDER BY cause LIMIT ? OFFSET ?;

-- name: quarantine
SELECT cause, chat, person, error, at, details
FROM quarantine ORDER BY cause LIMIT ? OFFSET ?;

-- name: meta
-- But for what only one of the two stores says of the copy.
SELECT key, value FROM meta WHERE key NOT IN ('copied', 'copying', 'moved') ORDER BY key LIMIT ? OFFSET ?;

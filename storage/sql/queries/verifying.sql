-- name: tip
SELECT max(position) FROM events;

-- name: stretch
SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
FROM events WHERE position > ? AND position <= ? ORDER BY position;

-- name: event_without_cause
SELECT e.stream_kind, e.stream_key, e.version
FROM events AS e LEFT JOIN causes AS c ON c.cause = e.cause
WHERE c.cause IS NULL LIMIT 1;

-- name: session_without_key
SELECT e.stream_kind, e.stream_key, e.version
FROM events AS e LEFT JOIN data_keys AS k ON k.session = e.stream_key
WHERE e.stream_kind = 'session' AND e.version = 1 AND k.session IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM events AS w
        WHERE w.stream_kind = 'session' AND w.stream_key = e.stream_key AND w.type = 'WordsErased'
    )
LIMIT 1;

-- name: key_without_session
SELECT e.stream_kind, e.stream_key, e.version
FROM events AS e JOIN data_keys AS k ON k.session = e.stream_key
WHERE e.stream_kind = 'session' AND e.type = 'WordsErased'
LIMIT 1;

-- name: keys
SELECT session, key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys;

-- name: causes
SELECT cause, at, versions FROM causes;

-- name: sessions
SELECT * FROM sessions;

-- name: complaints
SELECT * FROM complaints;

-- name: people
SELECT * FROM people;

-- name: invitations
SELECT * FROM invitations;

-- name: accesses
SELECT *, stream_key || '/' || version AS place FROM accesses;

-- name: of_people
SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
FROM events WHERE stream_kind = 'person' ORDER BY position;

-- name: load
SELECT type, type_version, body FROM events
WHERE stream_kind = ? AND stream_key = ? AND version > ?
ORDER BY version;

-- name: load_all
SELECT stream_kind, stream_key, version, type, type_version, body FROM events ORDER BY position;

-- name: version
SELECT coalesce(max(version), 0) FROM events WHERE stream_kind = ? AND stream_key = ?;

-- name: recorded
SELECT versions FROM causes WHERE cause = ?;

-- name: record
INSERT INTO causes (cause, at, versions) VALUES (?, ?, ?);

-- name: insert
INSERT INTO events (stream_kind, stream_key, version, type, type_version, body, at, by, cause)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: notice
INSERT INTO dispatches (kind, recipient, due_at, about_kind, about_key, version, state, again)
VALUES (?, ?, ?, ?, ?, ?, 'due', 0);

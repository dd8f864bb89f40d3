-- name: in_the_clear
SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause
FROM events_in_the_clear ORDER BY position;

-- name: insert
INSERT INTO events (
    position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: keep_key
INSERT INTO data_keys (session, key_id, wrapped, recovery_id, recovery_wrapped) VALUES (?, ?, ?, ?, ?);

-- name: all
SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
FROM events ORDER BY position;

-- name: hash_at
SELECT hash FROM events WHERE position = ?;

-- name: version_with_key
SELECT (SELECT max(e.version) FROM events AS e WHERE e.stream_kind = 'session' AND e.stream_key = k.session)
FROM data_keys AS k WHERE k.session = ?;

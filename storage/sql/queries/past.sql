-- name: log
SELECT value FROM meta WHERE key = 'log';

-- name: name_log
INSERT INTO meta (key, value) VALUES ('log', ?);

-- name: hash_at
SELECT hash FROM events WHERE position = ?;

-- name: version_with_key
SELECT (SELECT max(e.version) FROM events AS e WHERE e.stream_kind = 'session' AND e.stream_key = k.session)
FROM data_keys AS k WHERE k.session = ?;

-- name: checkpoint
SELECT value FROM meta WHERE key = 'checkpoint';

-- name: remember_checkpoint
INSERT INTO meta (key, value) VALUES ('checkpoint', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: forget_checkpoint
DELETE FROM meta WHERE key = 'checkpoint';

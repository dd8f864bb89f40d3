-- name: log
SELECT value FROM meta WHERE key = 'log';

-- name: name_log
INSERT INTO meta (key, value) VALUES ('log', ?);

-- name: hash_at
SELECT hash FROM events WHERE position = ?;

-- name: keys_in_use
SELECT DISTINCT key_id FROM data_keys;

-- name: checkpoint
SELECT value FROM meta WHERE key = 'checkpoint';

-- name: remember_checkpoint
REPLACE INTO meta (key, value) VALUES ('checkpoint', ?);

-- name: forget_checkpoint
DELETE FROM meta WHERE key = 'checkpoint';

-- name: noted
SELECT value FROM meta WHERE key = ?;

-- name: note
INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: forget
DELETE FROM meta WHERE key = ?;

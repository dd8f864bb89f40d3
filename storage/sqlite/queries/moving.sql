-- name: noted
SELECT value FROM meta WHERE key = ?;

-- name: note
REPLACE INTO meta (key, value) VALUES (?, ?);

-- name: forget
DELETE FROM meta WHERE key = ?;

-- name: stay
DELETE FROM meta WHERE key IN ('copied', 'moved');

-- name: tables
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('events', 'meta');

-- name: has_events
SELECT EXISTS (SELECT 1 FROM events);

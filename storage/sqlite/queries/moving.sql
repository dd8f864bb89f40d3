-- name: tables
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('events', 'meta');

-- name: has_events
SELECT EXISTS (SELECT 1 FROM events);

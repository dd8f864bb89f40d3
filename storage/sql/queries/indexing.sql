-- name: state
SELECT value FROM meta WHERE key = 'index';

-- name: set_state
INSERT INTO meta (key, value) VALUES ('index', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: forget_state
DELETE FROM meta WHERE key = 'index';

-- name: delete_marks
DELETE FROM word_marks;

-- name: tip
SELECT coalesce(max(position), 0) FROM events;

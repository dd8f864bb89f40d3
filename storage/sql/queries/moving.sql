-- name: stay
DELETE FROM meta WHERE key IN ('copied', 'moved');

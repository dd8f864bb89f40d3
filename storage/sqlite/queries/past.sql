-- name: owner
PRAGMA application_id;

-- name: tables
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta';

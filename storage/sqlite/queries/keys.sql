-- name: tables
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'data_keys';

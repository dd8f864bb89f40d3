-- name: tables
SELECT count(*) FROM sqlite_master;

-- name: owner
PRAGMA application_id;

-- name: claim
PRAGMA application_id = 1212500553;

-- name: create
CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
) STRICT;

-- name: applied
SELECT number, name, checksum FROM migrations ORDER BY number;

-- name: record
INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?);

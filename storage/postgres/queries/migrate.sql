-- name: one_at_a_time
-- The number is the letters HEJI, which other programs hardly lock by.
SELECT pg_advisory_xact_lock(1212500553, 1);

-- name: tables
SELECT c.relname FROM pg_class AS c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = to_regnamespace(quote_ident(current_schema()));

-- name: create
CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    checksum TEXT COLLATE "C" NOT NULL,
    applied_at TEXT COLLATE "C" NOT NULL
);

-- name: applied
SELECT number, name, checksum FROM migrations ORDER BY number;

-- name: record
INSERT INTO migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4);

-- name: server
SELECT current_setting('server_encoding'), current_setting('server_version_num'), pg_is_in_recovery(), current_schema();

-- name: one_at_a_time
-- The number is the letters HEJI, which other programs hardly lock by.
SELECT pg_advisory_xact_lock(1212500553, 1);

-- name: hold_up_nobody_for_long
-- Behind a step that waits for a table, all others wait who want that table.
SET LOCAL lock_timeout = '1s';

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

-- name: tell_code
-- Nobody takes this lock alone: it is there to be seen. Unlike a name in pg_stat_activity every user sees it.
SELECT pg_advisory_lock_shared(hashtext('hejie code ' || current_schema()), CAST($1 AS INT));

-- name: older_code
-- Who told a code below this one, or holds the schema (opening.sql) and told none.
WITH locks AS (
    SELECT pid, CASE WHEN classid = 1212500553 THEN 0 ELSE CAST(objid AS BIGINT) END AS code
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (
            classid = 1212500553 AND CAST(objid AS BIGINT) = CAST(hashtext(current_schema()) AS BIGINT) & 4294967295
            OR CAST(classid AS BIGINT) = CAST(hashtext('hejie code ' || current_schema()) AS BIGINT) & 4294967295
        )
)
SELECT l.pid, max(l.code), max(host(a.client_addr))
FROM locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
GROUP BY l.pid HAVING max(l.code) < $1 ORDER BY l.pid;

-- name: server
SELECT current_setting('server_encoding'), current_setting('server_version_num'), pg_is_in_recovery(), current_schema();

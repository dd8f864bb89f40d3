-- name: noted
SELECT value FROM meta WHERE key = $1;

-- name: note
INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: forget
DELETE FROM meta WHERE key = $1;

-- name: stay
DELETE FROM meta WHERE key IN ('copied', 'moved');

-- name: number_on
-- What is written from here on is numbered after what was copied.
SELECT
    setval(
        pg_get_serial_sequence('data_keys', 'number'), greatest(1, (SELECT max(number) FROM data_keys)),
        EXISTS (SELECT 1 FROM data_keys)
    ),
    setval(
        pg_get_serial_sequence('revisions', 'number'), greatest(1, (SELECT max(number) FROM revisions)),
        EXISTS (SELECT 1 FROM revisions)
    ),
    setval(
        pg_get_serial_sequence('dispatches', 'id'), greatest(1, (SELECT max(id) FROM dispatches)),
        EXISTS (SELECT 1 FROM dispatches)
    );

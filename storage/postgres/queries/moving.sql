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

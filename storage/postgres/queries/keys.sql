-- name: has_key
SELECT 1 FROM data_keys WHERE session = $1;

-- name: operating
SELECT key_id, count(*) FROM data_keys GROUP BY key_id ORDER BY key_id;

-- name: recovery
SELECT recovery_id, count(*) FROM data_keys GROUP BY recovery_id ORDER BY recovery_id;

-- name: batch
SELECT number, session, key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys
WHERE number > $1 ORDER BY number LIMIT $2;

-- name: lock
UPDATE data_keys SET key_id = $1, wrapped = $2, recovery_id = $3, recovery_wrapped = $4 WHERE number = $5;

-- name: tables
SELECT count(*) FROM pg_class WHERE oid = to_regclass('data_keys');

-- name: has_key
SELECT 1 FROM data_keys WHERE session = ?;

-- name: in_use
SELECT DISTINCT key_id FROM data_keys;

-- name: operating
SELECT key_id, count(*) FROM data_keys GROUP BY key_id ORDER BY key_id;

-- name: recovery
SELECT recovery_id, count(*) FROM data_keys GROUP BY recovery_id ORDER BY recovery_id;

-- name: batch
SELECT number, session, key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys
WHERE number > ? ORDER BY number LIMIT ?;

-- name: lock
UPDATE data_keys SET key_id = ?, wrapped = ?, recovery_id = ?, recovery_wrapped = ? WHERE number = ?;

-- name: tables
SELECT count(*) FROM pg_class WHERE oid = to_regclass('data_keys');

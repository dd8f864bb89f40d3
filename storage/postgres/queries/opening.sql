-- name: hold
-- Until leases come, one program writes a schema of a database. The number is that of the migrations.
SELECT pg_try_advisory_lock(1212500553, hashtext(current_schema()));

-- name: hold_again
SELECT pg_advisory_lock(1212500553, hashtext(current_schema()));

-- name: durable
-- A server may be set up to answer before a commit is on its disk; for the log that would lose what was acknowledged.
SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') = 'off';

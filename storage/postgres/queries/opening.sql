-- name: hold
-- Bots that share a log hold it together. The number is that of the migrations.
SELECT pg_try_advisory_lock_shared(1212500553, hashtext(current_schema()));

-- name: hold_alone
SELECT pg_try_advisory_lock(1212500553, hashtext(current_schema()));

-- name: hold_again
SELECT pg_advisory_lock_shared(1212500553, hashtext(current_schema()));

-- name: hold_alone_again
SELECT pg_advisory_lock(1212500553, hashtext(current_schema()));

-- name: begin_to_start
-- Programs start one after the other: each finds the log named, and its mark written, by the one before.
SELECT pg_advisory_lock(1212500554, hashtext(current_schema()));

-- name: end_start
SELECT pg_advisory_unlock(1212500554, hashtext(current_schema()));

-- name: durable
-- A server may be set up to answer before a commit is on its disk; for the log that would lose what was acknowledged.
SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') = 'off';

-- name: started
-- Of one and the same server it is always the same; of the standby that takes its place it is another.
SELECT CAST(extract(EPOCH FROM pg_postmaster_start_time()) AS TEXT);

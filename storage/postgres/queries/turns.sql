-- name: take
-- Those who wait get it in the order in which they came. Two streams of one hash only wait for each other.
SELECT pg_advisory_lock(1212500555, hashtext(current_schema() || '/' || $1));

-- name: give_back
-- Also when a wait for it was broken off, or its connection was another one.
SELECT pg_advisory_unlock_all();

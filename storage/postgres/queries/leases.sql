-- name: hold
-- The clock is read once the row is ours to change: a wait for another who renews must not shorten what it gets.
-- One that ends later than one that is taken now was taken before the clock was put back: it would last for as long as that.
INSERT INTO leases (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3::BIGINT * INTERVAL '1 millisecond')
ON CONFLICT (name) DO UPDATE SET
    holder = excluded.holder, until = clock_timestamp() + $3::BIGINT * INTERVAL '1 millisecond'
WHERE leases.holder = excluded.holder
    OR leases.until < clock_timestamp()
    OR leases.until > clock_timestamp() + $3::BIGINT * INTERVAL '1 millisecond'
RETURNING holder;

-- name: release
DELETE FROM leases WHERE name = $1 AND holder = $2;

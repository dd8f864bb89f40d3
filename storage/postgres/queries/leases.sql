-- name: hold
-- The clock is read once the row is ours to change: a wait for another who renews must not shorten what it gets.
-- One that ends later than one that is taken now was taken before the clock was put back: it would last for as long as that.
-- It stays its holder's, who believes in it, and is cut to its length.
INSERT INTO leases (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3::BIGINT * INTERVAL '1 millisecond')
ON CONFLICT (name) DO UPDATE SET
    holder = CASE WHEN leases.until < clock_timestamp() THEN excluded.holder ELSE leases.holder END,
    until = clock_timestamp() + $3::BIGINT * INTERVAL '1 millisecond'
WHERE leases.holder = excluded.holder
    OR leases.until < clock_timestamp()
    OR leases.until > clock_timestamp() + $3::BIGINT * INTERVAL '1 millisecond'
RETURNING holder;

-- name: release
DELETE FROM leases WHERE name = $1 AND holder = $2;

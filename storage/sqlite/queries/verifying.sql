-- name: heads_between
SELECT stream_kind, stream_key, max(version), hash FROM events
WHERE position BETWEEN ? AND ?
GROUP BY stream_kind, stream_key;

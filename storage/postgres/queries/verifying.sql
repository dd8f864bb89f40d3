-- name: heads_between
SELECT DISTINCT ON (stream_kind, stream_key) stream_kind, stream_key, version, hash FROM events
WHERE position BETWEEN $1 AND $2
ORDER BY stream_kind, stream_key, version DESC;

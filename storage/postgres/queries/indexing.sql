-- name: state
SELECT value FROM meta WHERE key = 'index';

-- name: set_state
INSERT INTO meta (key, value) VALUES ('index', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: forget_state
DELETE FROM meta WHERE key = 'index';

-- name: delete_marks
DELETE FROM word_marks;

-- name: tip
SELECT coalesce(max(position), 0) FROM events;

-- name: words_between
SELECT e.position, e.stream_key, e.version, e.type, e.type_version, e.body, k.key_id, k.wrapped, k.recovery_id, k.recovery_wrapped
FROM events AS e JOIN data_keys AS k ON k.session = e.stream_key
WHERE e.position > $1 AND e.position <= $2
    AND e.type IN ('WordsNoted', 'SummaryEdited') AND e.stream_kind = 'session'
ORDER BY e.position;

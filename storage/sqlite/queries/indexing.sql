-- name: words_between
SELECT e.position, e.stream_key, e.version, e.type, e.type_version, e.body, k.key_id, k.wrapped, k.recovery_id, k.recovery_wrapped
FROM events AS e NOT INDEXED JOIN data_keys AS k ON k.session = e.stream_key
WHERE e.position > ? AND e.position <= ?
    AND e.type IN ('WordsNoted', 'SummaryEdited') AND e.stream_kind = 'session'
ORDER BY e.position;

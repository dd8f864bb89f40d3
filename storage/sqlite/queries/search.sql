-- name: everything
SELECT opened_at, session FROM sessions
WHERE (opened_at, session) < (:at, :session) AND kept = 'open'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: theirs
SELECT opened_at, session FROM sessions INDEXED BY sessions_of_team
WHERE team = :scope_team AND (opened_at, session) < (:at, :session) AND kept = 'open'
UNION ALL
SELECT opened_at, session FROM sessions INDEXED BY sessions_of_agent
WHERE agent = :scope_agent AND team IS NOT :scope_team
    AND (opened_at, session) < (:at, :session) AND kept = 'open'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: words
SELECT e.stream_key, e.version, e.type, e.type_version, e.body, k.key_id, k.wrapped
FROM json_each(:sessions) AS wanted
CROSS JOIN events AS e INDEXED BY events_with_words
    ON e.stream_key = wanted.value AND e.type IN ('WordsNoted', 'SummaryEdited')
JOIN data_keys AS k ON k.session = e.stream_key
WHERE e.stream_kind = 'session';

-- name: line
SELECT s.*, p.name AS agent_name
FROM sessions AS s LEFT JOIN people AS p ON p.person = s.agent
WHERE s.session = ?;

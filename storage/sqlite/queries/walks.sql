-- name: everything
SELECT opened_at, session, playbook, revision FROM sessions INDEXED BY sessions_by_time
WHERE (opened_at, session) < (:at, :session) AND opened_at >= :since
    AND (:playbook IS NULL OR playbook = :playbook) AND kept <> 'stored'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: theirs
SELECT opened_at, session, playbook, revision FROM sessions INDEXED BY sessions_of_team
WHERE team = :scope_team AND (opened_at, session) < (:at, :session) AND opened_at >= :since
    AND (:playbook IS NULL OR playbook = :playbook) AND kept <> 'stored'
UNION ALL
SELECT opened_at, session, playbook, revision FROM sessions INDEXED BY sessions_of_agent
WHERE agent = :scope_agent AND team IS NOT :scope_team
    AND (opened_at, session) < (:at, :session) AND opened_at >= :since
    AND (:playbook IS NULL OR playbook = :playbook) AND kept <> 'stored'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: moves
SELECT e.stream_key, e.version, e.type, e.type_version, e.body
FROM json_each(:sessions) AS wanted
CROSS JOIN events AS e ON e.stream_kind = 'session' AND e.stream_key = wanted.value
WHERE e.type IN (SELECT value FROM json_each(:types))
ORDER BY wanted.key, e.version;

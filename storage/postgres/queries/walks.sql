-- name: everything
SELECT opened_at, session, playbook, revision FROM sessions
WHERE (opened_at, session) < (:at, :session) AND opened_at >= :since
    AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook) AND kept <> 'stored'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: theirs
SELECT opened_at, session, playbook, revision FROM sessions
WHERE team = :scope_team AND (opened_at, session) < (:at, :session) AND opened_at >= :since
    AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook) AND kept <> 'stored'
UNION ALL
SELECT opened_at, session, playbook, revision FROM sessions
WHERE agent = :scope_agent AND team IS DISTINCT FROM :scope_team
    AND (opened_at, session) < (:at, :session) AND opened_at >= :since
    AND (CAST(:playbook AS TEXT) IS NULL OR playbook = :playbook) AND kept <> 'stored'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: moves
SELECT e.stream_key, e.version, e.type, e.type_version, e.body
FROM json_array_elements_text(CAST(:sessions AS JSON)) WITH ORDINALITY AS wanted (value, place)
JOIN events AS e ON e.stream_kind = 'session' AND e.stream_key = wanted.value
WHERE e.type IN (SELECT json_array_elements_text(CAST(:types AS JSON)))
ORDER BY wanted.place, e.version;

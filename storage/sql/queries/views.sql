-- name: session
SELECT s.*, p.name AS agent_name
FROM sessions AS s LEFT JOIN people AS p ON p.person = s.agent
WHERE s.session = :session AND (:everything OR s.agent = :scope_agent OR s.team = :scope_team)
    AND s.kept <> 'stored';

-- name: all_sessions
SELECT s.*, p.name AS agent_name
FROM sessions AS s LEFT JOIN people AS p ON p.person = s.agent
WHERE s.session > :after
ORDER BY s.session
LIMIT :limit;

-- name: open_complaints
SELECT * FROM complaints AS c
WHERE c.calls > 0 AND (NOT c.settled OR c.last_call_at >= :since)
    AND c.complaint IN (SELECT s.complaint FROM sessions AS s WHERE s.agent = :own)
ORDER BY c.settled, c.last_call_at DESC, c.complaint DESC;

-- name: latest
SELECT * FROM sessions WHERE agent = :own ORDER BY opened_at DESC, session DESC LIMIT 1;

-- name: members
SELECT * FROM people
WHERE (:disabled_too OR NOT disabled)
    AND (CAST(:team AS TEXT) IS NULL OR team = :team)
    AND (CAST(:role AS TEXT) IS NULL OR role = :role)
ORDER BY name, person;

-- name: in_use
SELECT playbook, revision, count(*) AS calls FROM sessions
WHERE status <> 'ended'
GROUP BY playbook, revision;

-- name: accesses
SELECT a.*, p.name AS by_name, s.alias AS alias, q.name AS person_name
FROM accesses AS a LEFT JOIN people AS p ON p.person = a.by LEFT JOIN sessions AS s ON s.session = a.session
    LEFT JOIN people AS q ON q.person = a.person
WHERE a.at >= :begins AND a.at < :ends AND (CAST(:session AS TEXT) IS NULL OR a.session = :session)
ORDER BY a.at DESC, a.stream_key DESC, a.version DESC
LIMIT :limit OFFSET :offset;

-- name: accesses_of_person
SELECT a.*, p.name AS by_name, s.alias AS alias, q.name AS person_name
FROM accesses AS a LEFT JOIN people AS p ON p.person = a.by LEFT JOIN sessions AS s ON s.session = a.session
    LEFT JOIN people AS q ON q.person = a.person
WHERE a.by = :by AND a.at >= :begins AND a.at < :ends AND (CAST(:session AS TEXT) IS NULL OR a.session = :session)
ORDER BY a.at DESC, a.stream_key DESC, a.version DESC
LIMIT :limit OFFSET :offset;

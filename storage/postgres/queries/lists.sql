-- name: everybodys_calls
-- A list is named by whose calls it holds and what it is narrowed to, and each names the index that serves it: a page of
-- a million calls is then read as quickly as one of a hundred. `theirs` are a team's calls and one person's own.
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: theirs_calls
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE team = :scope_team
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    UNION ALL
    SELECT opened_at, session FROM sessions
    WHERE agent = :scope_agent AND team IS DISTINCT FROM :scope_team
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: agents_calls
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE agent = :agent AND (:everything OR team = :scope_team OR agent = :scope_agent)
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: everybodys_open
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE status <> 'ended' AND (CAST(:outcome AS TEXT) IS NULL OR outcome = :outcome)
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: theirs_open
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE team = :scope_team
        AND status <> 'ended' AND (CAST(:outcome AS TEXT) IS NULL OR outcome = :outcome)
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    UNION ALL
    SELECT opened_at, session FROM sessions
    WHERE agent = :scope_agent AND team IS DISTINCT FROM :scope_team
        AND status <> 'ended' AND (CAST(:outcome AS TEXT) IS NULL OR outcome = :outcome)
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: agents_open
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE agent = :agent AND (:everything OR team = :scope_team OR agent = :scope_agent)
        AND status <> 'ended' AND (CAST(:outcome AS TEXT) IS NULL OR outcome = :outcome)
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: everybodys_ended_so
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE outcome = :outcome
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: theirs_ended_so
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE team = :scope_team
        AND outcome = :outcome
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    UNION ALL
    SELECT opened_at, session FROM sessions
    WHERE agent = :scope_agent AND team IS DISTINCT FROM :scope_team
        AND outcome = :outcome
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

-- name: agents_ended_so
SELECT s.*, p.name AS agent_name
FROM (
    SELECT opened_at, session FROM sessions
    WHERE agent = :agent AND (:everything OR team = :scope_team OR agent = :scope_agent)
        AND outcome = :outcome
        AND opened_at >= :begins AND opened_at < :ends AND (:stored_too OR kept <> 'stored')
    ORDER BY opened_at DESC, session DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN sessions AS s ON s.session = page.session
LEFT JOIN people AS p ON p.person = s.agent
ORDER BY s.opened_at DESC, s.session DESC;

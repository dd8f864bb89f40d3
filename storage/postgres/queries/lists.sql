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

-- name: picked
-- What no index serves: the latest calls are looked through until a page is full.
SELECT s.*, p.name AS agent_name
FROM sessions AS s LEFT JOIN people AS p ON p.person = s.agent
WHERE (:everything OR s.team = :scope_team OR s.agent = :scope_agent)
    AND (CAST(:agent AS BIGINT) IS NULL OR s.agent = :agent) AND (CAST(:outcome AS TEXT) IS NULL OR s.outcome = :outcome)
    AND (NOT :open_only OR s.status <> 'ended')
    AND (NOT :unrated OR (s.status = 'ended' AND s.score IS NULL))
    AND (NOT :hot OR s.temperature >= :hot_from)
    AND s.opened_at >= :begins AND s.opened_at < :ends AND (:stored_too OR s.kept <> 'stored')
ORDER BY s.opened_at DESC, s.session DESC
LIMIT :limit OFFSET :offset;

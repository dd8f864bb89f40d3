-- name: own_sessions
SELECT s.*, p.name AS agent_name
FROM sessions AS s LEFT JOIN people AS p ON p.person = s.agent
WHERE s.agent = :own AND s.status <> 'ended'
ORDER BY s.last_tap_at DESC, s.session DESC;

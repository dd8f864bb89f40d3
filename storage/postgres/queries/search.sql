-- name: everything
SELECT opened_at, session FROM sessions
WHERE (opened_at, session) < (:at, :session) AND kept = 'open'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: theirs
SELECT opened_at, session FROM sessions
WHERE team = :scope_team AND (opened_at, session) < (:at, :session) AND kept = 'open'
UNION ALL
SELECT opened_at, session FROM sessions
WHERE agent = :scope_agent AND team IS DISTINCT FROM :scope_team
    AND (opened_at, session) < (:at, :session) AND kept = 'open'
ORDER BY opened_at DESC, session DESC
LIMIT :page;

-- name: words
SELECT e.stream_key, e.version, e.type, e.type_version, e.body, k.key_id, k.wrapped, k.recovery_id, k.recovery_wrapped
FROM json_array_elements_text(CAST(:sessions AS JSON)) AS wanted (value)
JOIN events AS e ON e.stream_key = wanted.value AND e.type IN ('WordsNoted', 'SummaryEdited')
JOIN data_keys AS k ON k.session = e.stream_key
WHERE e.stream_kind = 'session';

-- name: line
SELECT s.*, p.name AS agent_name
FROM sessions AS s LEFT JOIN people AS p ON p.person = s.agent
WHERE s.session = $1 AND s.kept = 'open';

-- name: frequency
SELECT count(*) FROM (SELECT 1 FROM word_marks WHERE mark = $1 LIMIT $2) AS found;

-- name: marked
-- The calls in which one note has all the marks: `first` leads, the others (16 bytes each) are looked up for each.
WITH RECURSIVE others (rest, mark) AS (
    SELECT substr(CAST(:others AS BYTEA), 17), substr(CAST(:others AS BYTEA), 1, 16) WHERE length(CAST(:others AS BYTEA)) > 0
    UNION ALL
    SELECT substr(rest, 17), substr(rest, 1, 16) FROM others WHERE length(rest) > 0
)
SELECT DISTINCT s.opened_at, s.session
FROM word_marks AS m JOIN sessions AS s ON s.session = m.session
WHERE m.mark = :first AND s.kept = 'open'
    AND (:everything OR s.team = :scope_team OR s.agent = :scope_agent)
    AND NOT EXISTS (
        SELECT 1 FROM others AS o
        WHERE NOT EXISTS (
            SELECT 1 FROM word_marks AS too
            WHERE too.mark = o.mark AND too.session = m.session
                AND too.stream_kind = m.stream_kind AND too.version = m.version
        )
    )
ORDER BY s.opened_at DESC, s.session DESC;

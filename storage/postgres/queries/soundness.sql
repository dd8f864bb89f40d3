-- name: guards
SELECT c.relname || '.' || t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = to_regnamespace(quote_ident(current_schema()));

-- name: bot
SELECT value FROM meta WHERE key = 'bot';

-- name: sources
SELECT r.revision, s.path, s.body FROM revisions AS r LEFT JOIN sources AS s ON s.revision = r.revision
ORDER BY r.number;

-- name: sources_of_nothing
SELECT s.revision FROM sources AS s LEFT JOIN revisions AS r ON r.revision = s.revision
WHERE r.revision IS NULL LIMIT 1;

-- name: notices
SELECT * FROM dispatches;

-- name: notice_about_nothing
SELECT d.id
FROM dispatches AS d LEFT JOIN events AS e
    ON e.stream_kind = d.about_kind AND e.stream_key = d.about_key AND e.version = greatest(d.version, 1)
WHERE e.position IS NULL LIMIT 1;

-- name: cards
SELECT * FROM shown;

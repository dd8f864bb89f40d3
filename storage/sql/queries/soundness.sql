-- name: sources
SELECT r.revision, s.path, s.body FROM revisions AS r LEFT JOIN sources AS s ON s.revision = r.revision
ORDER BY r.number;

-- name: sources_of_nothing
SELECT s.revision FROM sources AS s LEFT JOIN revisions AS r ON r.revision = s.revision
WHERE r.revision IS NULL LIMIT 1;

-- name: notices
SELECT * FROM dispatches;

-- name: cards
SELECT * FROM shown;

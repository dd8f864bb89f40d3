-- name: delete_marks
DELETE FROM word_marks;

-- name: tip
SELECT coalesce(max(position), 0) FROM events;

-- name: put_marks
-- Of a whole batch, which takes its time.
INSERT INTO word_marks (mark, session, stream_kind, version) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING;

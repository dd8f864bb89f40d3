-- name: delete_marks
DELETE FROM word_marks;

-- name: tip
SELECT coalesce(max(position), 0) FROM events;

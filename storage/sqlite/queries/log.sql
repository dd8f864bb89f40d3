-- name: begin
-- IMMEDIATE takes the right to write before anything is read: a transaction that reads first and then finds a writer
-- before it fails at once, and no time-out helps.
BEGIN IMMEDIATE;

-- name: snapshot
-- What is read until the transaction ends stands still.
BEGIN;

-- name: load
SELECT version, type, type_version, body FROM events
WHERE stream_kind = ? AND stream_key = ? AND version > ?
ORDER BY version;

-- name: head
SELECT version, hash FROM events WHERE stream_kind = ? AND stream_key = ? ORDER BY version DESC LIMIT 1;

-- name: tip
SELECT position, hash FROM events ORDER BY position DESC LIMIT 1;

-- name: missed
-- What others wrote, behind the last event that we know.
SELECT position, hash, stream_kind, stream_key, version FROM events WHERE position BETWEEN ? AND ? ORDER BY position;

-- name: recorded
SELECT versions FROM causes WHERE cause = ?;

-- name: record
INSERT INTO causes (cause, at, versions) VALUES (?);

-- name: insert
INSERT INTO events (
    position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
) VALUES (?);

-- name: notice
INSERT INTO dispatches (kind, recipient, due_at, about_kind, about_key, version, state, again)
VALUES (?, ?, ?, ?, ?, ?, 'due', 0);

-- name: key
SELECT key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys WHERE session = ?;

-- name: is_erased
SELECT 1 FROM sessions WHERE session = ? AND kept = 'erased';

-- name: put_key
-- Of a call that begins.
INSERT INTO data_keys (session, key_id, wrapped, recovery_id, recovery_wrapped) VALUES (?, ?, ?, ?, ?);

-- name: keep_key
INSERT INTO data_keys (session, key_id, wrapped, recovery_id, recovery_wrapped) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (session) DO NOTHING;

-- name: destroy_key
DELETE FROM data_keys WHERE session = ?;

-- name: forget_marks
DELETE FROM word_marks WHERE session = ?;

-- name: sweep
UPDATE shown SET digest = CASE digest WHEN '' THEN '' ELSE '-' END, live = 0, sweep = 1 WHERE session = ?;

-- name: mark
INSERT INTO word_marks (mark, session, stream_kind, version) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING;

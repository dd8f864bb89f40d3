-- name: shown_at
SELECT * FROM shown WHERE chat = ? AND message = ?;

-- name: shown_of_session
SELECT * FROM shown WHERE chat = ? AND session = ? ORDER BY message;

-- name: shown_live
SELECT * FROM shown WHERE chat = ? AND live ORDER BY message;

-- name: shown_latest
SELECT * FROM shown WHERE chat = ? ORDER BY message DESC LIMIT ?;

-- name: put_shown
REPLACE INTO shown (chat, message, session, version, digest, below, live, sweep)
VALUES (:chat, :message, :session, :version, :digest, :below, :live, :sweep);

-- name: forget_shown
DELETE FROM shown WHERE chat = ? AND message = ?;

-- name: passed
UPDATE shown SET below = below + 1 WHERE chat = ?;

-- name: to_sweep
SELECT * FROM shown WHERE sweep ORDER BY chat, message LIMIT ?;

-- name: left_in_chats
SELECT count(*) FROM shown WHERE session = ?;

-- name: standing
SELECT * FROM shown WHERE live AND session IS NOT NULL ORDER BY chat, message;

-- name: behind
SELECT c.*, s.version AS call_version
FROM shown AS c JOIN sessions AS s ON s.session = c.session
WHERE c.live AND s.version > c.version
ORDER BY c.chat, c.message;

-- name: due
SELECT * FROM dispatches WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id;

-- name: start_sending
UPDATE dispatches SET state = 'sending' WHERE id = ?;

-- name: sending
SELECT id, due_at FROM dispatches WHERE state = 'sending';

-- name: recover
UPDATE dispatches SET state = 'due', again = 1, due_at = :due_at WHERE id = :id AND state = 'sending';

-- name: sent
UPDATE dispatches SET state = 'sent', message = :message WHERE id = :id;

-- name: dropped
UPDATE dispatches SET state = 'dropped' WHERE id = :id AND state = 'sending' AND due_at = :taken;

-- name: put_off
UPDATE dispatches SET state = 'due', due_at = :due_at WHERE id = :id AND state = 'sending' AND due_at = :taken;

-- name: later
SELECT id, due_at FROM dispatches WHERE state = 'due';

-- name: sooner
UPDATE dispatches SET due_at = :due_at WHERE id = :id AND state = 'due';

-- name: next_due_at
SELECT min(due_at) FROM dispatches WHERE state = 'due';

-- name: keep_revision
INSERT INTO revisions (revision, playbook, kept_at) VALUES (?, ?, ?) ON CONFLICT (revision) DO NOTHING;

-- name: keep_source
INSERT INTO sources (revision, path, body) VALUES (?, ?, ?);

-- name: has_revision
SELECT 1 FROM revisions WHERE revision = ?;

-- name: sources
SELECT path, body FROM sources WHERE revision = ? ORDER BY path;

-- name: revisions_beginning
SELECT revision FROM revisions WHERE substr(revision, 1, length(?1)) = ?1 ORDER BY number LIMIT 2;

-- name: latest_revision
SELECT revision FROM revisions WHERE playbook = ? ORDER BY number DESC LIMIT 1;

-- name: count_failure
INSERT INTO failures (cause, times) VALUES (?, 1)
ON CONFLICT (cause) DO UPDATE SET times = times + 1
RETURNING times;

-- name: set_aside
REPLACE INTO quarantine (cause, chat, person, error, at, details) VALUES (?, ?, ?, ?, ?, ?);

-- name: bot
SELECT value FROM meta WHERE key = 'bot';

-- name: remember_bot
INSERT INTO meta (key, value) VALUES ('bot', ?) ON CONFLICT (key) DO NOTHING;

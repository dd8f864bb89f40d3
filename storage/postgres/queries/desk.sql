-- name: shown_at
SELECT * FROM shown WHERE chat = $1 AND message = $2;

-- name: shown_of_session
SELECT * FROM shown WHERE chat = $1 AND session = $2 ORDER BY message;

-- name: shown_live
SELECT * FROM shown WHERE chat = $1 AND live ORDER BY message;

-- name: shown_latest
SELECT * FROM shown WHERE chat = $1 ORDER BY message DESC LIMIT $2;

-- name: put_shown
INSERT INTO shown (chat, message, session, version, digest, below, live, sweep)
VALUES (:chat, :message, :session, :version, :digest, :below, :live, :sweep)
ON CONFLICT (chat, message) DO UPDATE SET
    session = excluded.session, version = excluded.version, digest = excluded.digest,
    below = excluded.below, live = excluded.live, sweep = excluded.sweep;

-- name: forget_shown
DELETE FROM shown WHERE chat = $1 AND message = $2;

-- name: passed
UPDATE shown SET below = below + 1 WHERE chat = $1;

-- name: to_sweep
SELECT * FROM shown WHERE sweep ORDER BY chat, message LIMIT $1;

-- name: left_in_chats
SELECT count(*) FROM shown WHERE session = $1;

-- name: standing
SELECT * FROM shown WHERE live AND session IS NOT NULL ORDER BY chat, message;

-- name: behind
SELECT c.*, s.version AS call_version
FROM shown AS c JOIN sessions AS s ON s.session = c.session
WHERE c.live AND s.version > c.version
ORDER BY c.chat, c.message;

-- name: due
SELECT * FROM dispatches WHERE state = 'due' AND due_at <= $1 ORDER BY due_at, id;

-- name: start_sending
UPDATE dispatches SET state = 'sending' WHERE id = $1;

-- name: sending
SELECT id, due_at FROM dispatches WHERE state = 'sending';

-- name: recover
UPDATE dispatches SET state = 'due', again = TRUE, due_at = :due_at WHERE id = :id AND state = 'sending';

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
INSERT INTO revisions (revision, playbook, kept_at) VALUES ($1, $2, $3) ON CONFLICT (revision) DO NOTHING;

-- name: keep_source
INSERT INTO sources (revision, path, body) VALUES ($1, $2, $3);

-- name: has_revision
SELECT 1 FROM revisions WHERE revision = $1;

-- name: sources
SELECT path, body FROM sources WHERE revision = $1 ORDER BY path;

-- name: revisions_beginning
SELECT revision FROM revisions WHERE starts_with(revision, $1) ORDER BY number LIMIT 2;

-- name: latest_revision
SELECT revision FROM revisions WHERE playbook = $1 ORDER BY number DESC LIMIT 1;

-- name: count_failure
INSERT INTO failures (cause, times) VALUES ($1, 1)
ON CONFLICT (cause) DO UPDATE SET times = failures.times + 1
RETURNING times;

-- name: set_aside
INSERT INTO quarantine (cause, chat, person, error, at, details) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (cause) DO UPDATE SET
    chat = excluded.chat, person = excluded.person, error = excluded.error, at = excluded.at,
    details = excluded.details;

-- name: bot
SELECT value FROM meta WHERE key = 'bot';

-- name: remember_bot
INSERT INTO meta (key, value) VALUES ('bot', $1) ON CONFLICT (key) DO NOTHING;

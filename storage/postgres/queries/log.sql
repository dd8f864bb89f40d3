-- name: begin
BEGIN;

-- name: snapshot
-- What is read until the transaction ends stands still.
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: end_of_log
-- Whoever holds this row writes the log; it is let go with the transaction. Positions are therefore given in the order of
-- commits and without a hole, so that a reader who has seen one has seen all before it.
SELECT position, hash FROM log_end FOR UPDATE;

-- name: write
-- All of a batch, if the log still ends where the program takes it to: then all that it remembers of the log is still
-- true. The row is held until the statement has ended, as in a transaction.
WITH moved AS (
    UPDATE log_end SET position = $1, hash = $2 WHERE position = $3 AND hash = $4 RETURNING position
), recorded AS (
    INSERT INTO causes (cause, at, versions)
    SELECT c.* FROM moved, unnest(CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[])) AS c
), written AS (
    INSERT INTO events (
        position, stream_kind, stream_key, version, type, type_version, body, at, by, cause, hash
    )
    SELECT e.* FROM moved, unnest(
        CAST($8 AS BIGINT[]), CAST($9 AS TEXT[]), CAST($10 AS TEXT[]), CAST($11 AS BIGINT[]), CAST($12 AS TEXT[]),
        CAST($13 AS BIGINT[]), CAST($14 AS BYTEA[]), CAST($15 AS TEXT[]), CAST($16 AS BIGINT[]),
        CAST($17 AS TEXT[]), CAST($18 AS BYTEA[])
    ) AS e
), tapped AS (
    UPDATE sessions
    SET step = t.step, temperature = t.temperature, call_language = t.call_language,
        last_tap_at = t.last_tap_at, help_open = t.help_open, version = t.version
    FROM moved, unnest(
        CAST($19 AS TEXT[]), CAST($20 AS BIGINT[]), CAST($21 AS TEXT[]), CAST($22 AS TEXT[]),
        CAST($23 AS BOOLEAN[]), CAST($24 AS BIGINT[]), CAST($25 AS TEXT[])
    ) AS t (step, temperature, call_language, last_tap_at, help_open, version, session)
    WHERE sessions.session = t.session
), noticed AS (
    INSERT INTO dispatches (kind, recipient, due_at, about_kind, about_key, version, state, again)
    SELECT n.*, 'due', FALSE FROM moved, unnest(
        CAST($26 AS TEXT[]), CAST($27 AS BIGINT[]), CAST($28 AS TEXT[]), CAST($29 AS TEXT[]),
        CAST($30 AS TEXT[]), CAST($31 AS BIGINT[])
    ) AS n
), kept AS (
    INSERT INTO data_keys (session, key_id, wrapped, recovery_id, recovery_wrapped)
    SELECT k.* FROM moved, unnest(
        CAST($32 AS TEXT[]), CAST($33 AS TEXT[]), CAST($34 AS BYTEA[]), CAST($35 AS TEXT[]),
        CAST($36 AS BYTEA[])
    ) AS k
), called AS (
    INSERT INTO sessions (
        session, complaint, alias, agent, team, playbook, revision, product, channel, call_language, status,
        outcome, step, temperature, opened_at, last_tap_at, ended_at, help_open, score, version, kept, held
    )
    SELECT
        session, complaint, alias, agent, team, playbook, revision, product, channel, call_language, status,
        outcome, step, temperature, opened_at, last_tap_at, ended_at, help_open, score, version, kept, held
    FROM moved, json_populate_recordset(CAST(NULL AS sessions), $37) AS s
    ON CONFLICT (session) DO UPDATE SET
        complaint = excluded.complaint, alias = excluded.alias, agent = excluded.agent, team = excluded.team,
        playbook = excluded.playbook, revision = excluded.revision, product = excluded.product,
        channel = excluded.channel, call_language = excluded.call_language, status = excluded.status,
        outcome = excluded.outcome, step = excluded.step, temperature = excluded.temperature,
        opened_at = excluded.opened_at, last_tap_at = excluded.last_tap_at, ended_at = excluded.ended_at,
        help_open = excluded.help_open, score = excluded.score, version = excluded.version,
        kept = excluded.kept, held = excluded.held
), complained AS (
    INSERT INTO complaints (
        complaint, number, alias, team, product, received_on, calls, last_agent, last_call_at, settled
    )
    SELECT complaint, number, alias, team, product, received_on, calls, last_agent, last_call_at, settled
    FROM moved, json_populate_recordset(CAST(NULL AS complaints), $38) AS p
    ON CONFLICT (complaint) DO UPDATE SET
        number = excluded.number, alias = excluded.alias, team = excluded.team, product = excluded.product,
        received_on = excluded.received_on, calls = excluded.calls, last_agent = excluded.last_agent,
        last_call_at = excluded.last_call_at, settled = excluded.settled
)
SELECT count(*) FROM moved;

-- name: load
SELECT version, type, type_version, body FROM events
WHERE stream_kind = $1 AND stream_key = $2 AND version > $3
ORDER BY version;

-- name: head
SELECT version, hash FROM events WHERE stream_kind = $1 AND stream_key = $2 ORDER BY version DESC LIMIT 1;

-- name: tip
SELECT position, hash FROM events ORDER BY position DESC LIMIT 1;

-- name: missed
-- What others wrote, behind the last event that we know.
SELECT position, hash, stream_kind, stream_key, version FROM events WHERE position BETWEEN $1 AND $2 ORDER BY position;

-- name: recorded
SELECT versions FROM causes WHERE cause = $1;

-- name: key
SELECT key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys WHERE session = $1;

-- name: is_erased
SELECT 1 FROM sessions WHERE session = $1 AND kept = 'erased';

-- name: put_key
-- Of a call that begins.
INSERT INTO data_keys (session, key_id, wrapped, recovery_id, recovery_wrapped) VALUES ($1, $2, $3, $4, $5);

-- name: keep_key
INSERT INTO data_keys (session, key_id, wrapped, recovery_id, recovery_wrapped) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (session) DO NOTHING;

-- name: destroy_key
DELETE FROM data_keys WHERE session = $1;

-- name: forget_marks
DELETE FROM word_marks WHERE session = $1;

-- name: sweep
UPDATE shown SET digest = CASE digest WHEN '' THEN '' ELSE '-' END, live = FALSE, sweep = TRUE WHERE session = $1;

-- name: mark
INSERT INTO word_marks (mark, session, stream_kind, version) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

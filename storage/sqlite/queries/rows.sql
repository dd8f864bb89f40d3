-- name: session
SELECT * FROM sessions WHERE session = ?;

-- name: put_session
INSERT INTO sessions (
    session, complaint, alias, agent, team, playbook, revision, product, channel, call_language, status,
    outcome, step, temperature, opened_at, last_tap_at, ended_at, help_open, score, version, kept, held
) VALUES (
    :session, :complaint, :alias, :agent, :team, :playbook, :revision, :product, :channel, :call_language,
    :status, :outcome, :step, :temperature, :opened_at, :last_tap_at, :ended_at, :help_open, :score, :version,
    :kept, :held
)
ON CONFLICT (session) DO UPDATE SET
    complaint = excluded.complaint, alias = excluded.alias, agent = excluded.agent, team = excluded.team,
    playbook = excluded.playbook, revision = excluded.revision, product = excluded.product,
    channel = excluded.channel, call_language = excluded.call_language, status = excluded.status,
    outcome = excluded.outcome, step = excluded.step, temperature = excluded.temperature,
    opened_at = excluded.opened_at, last_tap_at = excluded.last_tap_at, ended_at = excluded.ended_at,
    help_open = excluded.help_open, score = excluded.score, version = excluded.version,
    kept = excluded.kept, held = excluded.held;

-- name: tap_session
WITH tapped (step, temperature, call_language, last_tap_at, help_open, version, session) AS (VALUES (?))
UPDATE sessions
SET step = t.step, temperature = t.temperature, call_language = t.call_language,
    last_tap_at = t.last_tap_at, help_open = t.help_open, version = t.version
FROM tapped AS t WHERE sessions.session = t.session;

-- name: complaint
SELECT * FROM complaints WHERE complaint = ?;

-- name: put_complaint
REPLACE INTO complaints (
    complaint, number, alias, team, product, received_on, calls, last_agent, last_call_at, settled
) VALUES (
    :complaint, :number, :alias, :team, :product, :received_on, :calls, :last_agent, :last_call_at, :settled
);

-- name: person
SELECT * FROM people WHERE person = ?;

-- name: put_person
REPLACE INTO people (person, name, role, team, language, brief, disabled)
VALUES (:person, :name, :role, :team, :language, :brief, :disabled);

-- name: invitation
SELECT * FROM invitations WHERE code_digest = ?;

-- name: put_invitation
REPLACE INTO invitations (code_digest, role, team, inviter, expires_at, person, settled)
VALUES (:code_digest, :role, :team, :inviter, :expires_at, :person, :settled);

-- name: put_access
REPLACE INTO accesses (stream_key, version, at, by, deed, session, person, detail)
VALUES (:stream_key, :version, :at, :by, :deed, :session, :person, :detail);

-- name: forget_accesses
DELETE FROM accesses;

-- name: forget_sessions
DELETE FROM sessions;

-- name: forget_complaints
DELETE FROM complaints;

-- name: forget_people
DELETE FROM people;

-- name: forget_invitations
DELETE FROM invitations;

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

-- name: complaint
SELECT * FROM complaints WHERE complaint = ?;

-- name: put_complaint
INSERT INTO complaints (
    complaint, number, alias, team, product, received_on, calls, last_agent, last_call_at, settled
) VALUES (
    :complaint, :number, :alias, :team, :product, :received_on, :calls, :last_agent, :last_call_at, :settled
)
ON CONFLICT (complaint) DO UPDATE SET
    number = excluded.number, alias = excluded.alias, team = excluded.team, product = excluded.product,
    received_on = excluded.received_on, calls = excluded.calls, last_agent = excluded.last_agent,
    last_call_at = excluded.last_call_at, settled = excluded.settled;

-- name: person
SELECT * FROM people WHERE person = ?;

-- name: put_person
INSERT INTO people (person, name, role, team, language, brief, disabled)
VALUES (:person, :name, :role, :team, :language, :brief, :disabled)
ON CONFLICT (person) DO UPDATE SET
    name = excluded.name, role = excluded.role, team = excluded.team, language = excluded.language,
    brief = excluded.brief, disabled = excluded.disabled;

-- name: invitation
SELECT * FROM invitations WHERE code_digest = ?;

-- name: put_invitation
INSERT INTO invitations (code_digest, role, team, inviter, expires_at, person, settled)
VALUES (:code_digest, :role, :team, :inviter, :expires_at, :person, :settled)
ON CONFLICT (code_digest) DO UPDATE SET
    role = excluded.role, team = excluded.team, inviter = excluded.inviter, expires_at = excluded.expires_at,
    person = excluded.person, settled = excluded.settled;

-- name: put_access
INSERT INTO accesses (stream_key, version, at, by, deed, session, person, detail)
VALUES (:stream_key, :version, :at, :by, :deed, :session, :person, :detail)
ON CONFLICT (stream_key, version) DO UPDATE SET
    at = excluded.at, by = excluded.by, deed = excluded.deed, session = excluded.session,
    person = excluded.person, detail = excluded.detail;

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

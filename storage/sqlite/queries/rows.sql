-- name: session
SELECT * FROM sessions WHERE session = ?;

-- name: put_session
REPLACE INTO sessions VALUES (
    :session, :complaint, :alias, :agent, :team, :playbook, :revision, :product, :channel, :call_language,
    :status, :outcome, :step, :temperature, :opened_at, :last_tap_at, :ended_at, :help_open, :score, :version
);

-- name: complaint
SELECT * FROM complaints WHERE complaint = ?;

-- name: put_complaint
REPLACE INTO complaints VALUES (
    :complaint, :number, :alias, :team, :product, :received_on, :calls, :last_agent, :last_call_at, :settled
);

-- name: person
SELECT * FROM people WHERE person = ?;

-- name: put_person
REPLACE INTO people VALUES (:person, :name, :role, :team, :language, :brief, :disabled);

-- name: invitation
SELECT * FROM invitations WHERE code_digest = ?;

-- name: put_invitation
REPLACE INTO invitations VALUES (
    :code_digest, :role, :team, :inviter, :expires_at, :person, :settled
);

-- name: forget_sessions
DELETE FROM sessions;

-- name: forget_complaints
DELETE FROM complaints;

-- name: forget_people
DELETE FROM people;

-- name: forget_invitations
DELETE FROM invitations;

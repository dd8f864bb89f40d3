-- name: tap_session
WITH tapped (step, temperature, call_language, last_tap_at, help_open, version, session) AS (VALUES (?))
UPDATE sessions
SET step = t.step, temperature = t.temperature, call_language = t.call_language,
    last_tap_at = t.last_tap_at, help_open = t.help_open, version = t.version
FROM tapped AS t WHERE sessions.session = t.session;

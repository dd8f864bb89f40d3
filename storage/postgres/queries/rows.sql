-- name: tap_session
UPDATE sessions
SET step = $1, temperature = $2, call_language = $3, last_tap_at = $4, help_open = $5, version = $6
WHERE session = $7;

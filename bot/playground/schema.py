"""The tables of the playground's own database file."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS message (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    by_bot INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;
CREATE INDEX IF NOT EXISTS message_version ON message (chat_id, version);
CREATE TABLE IF NOT EXISTS past_message (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id, revision)
) STRICT;
CREATE TABLE IF NOT EXISTS pending_update (
    update_id INTEGER PRIMARY KEY,
    made_at REAL NOT NULL,
    body TEXT NOT NULL,
    queue TEXT NOT NULL DEFAULT '',
    second TEXT NOT NULL DEFAULT '',
    until REAL NOT NULL DEFAULT 0,
    behind INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS held_update (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    queue TEXT NOT NULL,
    made_at REAL NOT NULL,
    until REAL NOT NULL,
    behind INTEGER NOT NULL,
    again INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tap (
    callback_id TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    data TEXT NOT NULL,
    made_at REAL NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    answer TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS tap_version ON tap (chat_id, version);
CREATE TABLE IF NOT EXISTS file (
    file_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS call (
    number INTEGER PRIMARY KEY,
    made_at REAL NOT NULL,
    method TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
"""

ADDED = {
    "pending_update": {
        "queue": "TEXT NOT NULL DEFAULT ''",
        "second": "TEXT NOT NULL DEFAULT ''",
        "until": "REAL NOT NULL DEFAULT 0",
        "behind": "INTEGER NOT NULL DEFAULT 0",
    }
}
"""Columns that a file of an earlier version lacks."""

INDEXES = """
CREATE INDEX IF NOT EXISTS pending_queue ON pending_update (queue, update_id);
CREATE INDEX IF NOT EXISTS pending_age ON pending_update (made_at);
CREATE INDEX IF NOT EXISTS pending_late ON pending_update (queue, update_id) WHERE second = 'late';
"""

"""The event store in PostgreSQL, 14 or newer."""

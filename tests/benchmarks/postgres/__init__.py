"""Measures the log in PostgreSQL: beside a raw commit, beside SQLite, and with several replicas."""

"""Measures the log: beside raw SQLite, on a slow disk, grown, with many calls open."""

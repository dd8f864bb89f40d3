"""The roles that a person can have."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in the firm."""

    STAFF = "staff"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ADMIN = "admin"

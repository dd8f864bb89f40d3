"""What an error of PostgreSQL means to whoever runs the bot, and what they can do."""

from typing import Final

import asyncpg

from storage.postgres.connection import REFUSED, UnreachableError
from storage.sql.engine import Severity


class WentBackError(Exception):
    """The database lacks something that was acknowledged, or went on as we cannot: its log was moved, say."""


class TooOldError(Exception):
    """The schema of the database went on to one that needs newer code than this."""


REFUSALS: Final = (WentBackError, TooOldError, *REFUSED)
"""What is raised when the server refuses, cannot be reached, or does not answer in time."""
DAMAGE: Final = (asyncpg.DataCorruptedError, asyncpg.IndexCorruptedError)
GONE: Final = (
    UnreachableError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
"""What is raised when the server, or the way to it, went away."""
_OWN_FAULT: Final = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.DataError,
)
"""Errors that say something of one statement, not of the server."""
_LASTING: Final = (
    WentBackError,
    TooOldError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.DiskFullError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.PostgresIOError,
)
_UNREACHED: Final = (
    "cannot be reached: see that its server runs, that HEJIE_DB names it, and with sslmode=verify-full that "
    "~/.postgresql/root.crt vouches for its certificate"
)
_ADVICE: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...]] = (
    (
        (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError),
        "does not let us in: check the user in HEJIE_DB, the password there or in ~/.pgpass, and pg_hba.conf",
    ),
    (asyncpg.InvalidCatalogNameError, "is not there: make it with createdb, or name another one in HEJIE_DB"),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "cannot be written, because its server is in recovery or set to read-only: name the primary",
    ),
    (asyncpg.DiskFullError, "cannot grow, because the disk of its server is full: free some space"),
    (
        asyncpg.InsufficientPrivilegeError,
        "does not let its user do this: make the user the owner of the database, or of a schema of its own",
    ),
    (
        (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, asyncpg.QueryCanceledError),
        "is held by another program, by pg_dump perhaps: wait until it is done, then try again",
    ),
    (DAMAGE, "is damaged: stop the bot, keep the database, and restore the latest backup"),
    (asyncpg.TooManyConnectionsError, "has no connection left: raise max_connections of its server"),
    (
        asyncpg.TargetServerAttributeNotMatched,
        "is on no server of the kind that target_session_attrs in HEJIE_DB asks for: promote one",
    ),
    (
        (*GONE, asyncpg.CannotConnectNowError),
        _UNREACHED,
    ),
)


def is_own_fault(error: Exception) -> bool:
    """Tell whether an error says something of one statement, not of the server or of our rights in it."""
    return isinstance(error, _OWN_FAULT) and not isinstance(error, asyncpg.InsufficientPrivilegeError)


def explained(error: Exception, name: str) -> str:
    """Return one sentence: which database, what is wrong with it, and what to do. It quotes no row."""
    if isinstance(error, WentBackError | TooOldError):
        return f"{name}: {error}"
    advice = next((words for kinds, words in _ADVICE if isinstance(error, kinds)), None)
    code = getattr(error, "sqlstate", None)
    what = f"{type(error).__name__} {code or ''}".strip()
    return f"{name} {advice or f'failed ({what}): see what the log of its server says of it'}"


def severity(error: BaseException | None) -> Severity:
    """Return what an error says of the attempts to come; a server that is away may be back any moment."""
    if isinstance(error, DAMAGE):
        return Severity.DAMAGE
    return Severity.LASTING if isinstance(error, _LASTING) else Severity.PASSING

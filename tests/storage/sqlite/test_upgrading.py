"""Two versions of the program on one file, one after the other: what they may, and what is refused."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from dialogs.ports import SessionStatus
from storage.errors import CannotOpenStorageError
from storage.manner import PLAIN
from storage.opening import Storage, open_for_reading, open_storage
from storage.sql.migrations import Migration
from storage.sqlite import opening, soundness
from storage.sqlite.migrate import FOLDER, SCHEMA, known_migrations, migrate, stage
from tests.storage.builders import NOON, admit, call, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import change, select
from tests.storage.upgrading import Walk, further, sound

TABLES: Final = (
    "events",
    "causes",
    "data_keys",
    "sessions",
    "complaints",
    "people",
    "invitations",
    "accesses",
    "word_marks",
    "dispatches",
    "shown",
    "revisions",
    "sources",
    "failures",
    "quarantine",
    "meta",
)
GROW: Final = "".join(f"ALTER TABLE {table} ADD COLUMN more TEXT;\n" for table in TABLES)
MORE: Final = "CREATE TABLE more (x INTEGER) STRICT;\nCREATE INDEX sessions_by_alias ON sessions (alias);\n"
LESS: Final = "DROP INDEX sessions_by_time;\nALTER TABLE shown DROP COLUMN more;\n"
OLD: Final = known_migrations()


@pytest.fixture
def steps(tmp_path: Path) -> Sequence[Migration]:
    """What a newer program knows: every table gains a column, then something is taken away, then more."""
    return further(FOLDER, tmp_path / "steps", ("grow", GROW), ("less.after", LESS), ("more", MORE))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hejie.db"


@asynccontextmanager
async def program(
    path: Path, steps: Sequence[Migration] = OLD, *, after_steps: bool = False
) -> AsyncIterator[Storage]:
    """Open the log as a program does that knows ``steps``."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "known_migrations", lambda: steps)
        patched.setattr(soundness, "known_migrations", lambda: steps)
        manner = replace(PLAIN, after_steps=after_steps)
        async with open_storage(f"sqlite:///{path}", clock=fixed_clock, manner=manner) as storage:
            yield storage


def applied(path: Path) -> list[object]:
    return [number for (number,) in select(path, "SELECT number FROM migrations ORDER BY number")]


def up_to(last: int, *but: int) -> list[int]:
    return [number for number in range(1, last + 1) if number not in but]


async def test_call_is_walked_by_old_and_new_code_in_turn(
    path: Path, steps: Sequence[Migration], tmp_path: Path
) -> None:
    walk = Walk(tmp_path / "library")
    async with program(path) as storage:
        await admit(storage)
        await walk.taps(storage)

    for known in (steps, OLD, steps, OLD):
        async with program(path, known) as storage:
            assert await sound(storage) == []
            await walk.taps(storage)
            assert await walk.stands_in(storage) == walk.state
            assert await sound(storage) == []

    assert walk.state.status is SessionStatus.ENDED
    assert applied(path) == up_to(len(OLD) + 3, len(OLD) + 2)


async def test_what_only_old_code_needs_waits_until_it_is_said_to_go(
    path: Path, steps: Sequence[Migration], caplog: pytest.LogCaptureFixture
) -> None:
    async with program(path):
        pass
    async with program(path, steps):
        assert applied(path) == up_to(len(OLD) + 3, len(OLD) + 2)
    (waits,) = [each.getMessage() for each in caplog.records if "wait" in each.getMessage()]
    assert waits == (
        "steps of the schema wait until no older version of the program can come any more "
        f"({len(OLD) + 2:04}_less.after): then run `hejie log migrate`"
    )

    async with program(path, steps, after_steps=True) as storage:
        assert await sound(storage) == []

    assert applied(path) == up_to(len(OLD) + 3)
    assert select(path, "SELECT name FROM sqlite_schema WHERE name = 'sessions_by_time'") == []


async def test_old_code_is_refused_once_what_it_needs_is_gone(path: Path, steps: Sequence[Migration]) -> None:
    async with program(path, steps):
        pass
    code = len(OLD)
    refused = (
        f"{path}: the database has schema {code + 3}, on which code {code + 2} is the oldest that may run, "
        f"and this version of the program has code {code}: start the newer version, or restore a backup "
        "from before `hejie log migrate`"
    )

    with pytest.raises(CannotOpenStorageError) as raised:
        async with program(path):
            pass
    assert str(raised.value) == refused
    with pytest.raises(CannotOpenStorageError) as raised:
        async with open_for_reading(f"sqlite:///{path}", clock=fixed_clock):
            pass
    assert str(raised.value) == refused

    async with program(path, steps[: code + 2]) as storage:
        await write(storage, call(), opened())


async def test_old_code_says_what_it_does_not_look_at(
    path: Path, steps: Sequence[Migration], caplog: pytest.LogCaptureFixture
) -> None:
    async with program(path):
        pass
    async with program(path, steps):
        pass
    caplog.clear()

    async with open_for_reading(f"sqlite:///{path}", clock=fixed_clock) as storage:
        assert await sound(storage) == []

    code = len(OLD)
    assert (
        f"the database has schema {code + 3}, and this program has code {code}, which may run on it: "
        "what is new in the schema is not looked at"
    ) in caplog.messages


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("DROP TRIGGER events_are_never_changed", "events_are_never_changed"),
        ("DROP INDEX sessions_of_outcome", "sessions_of_outcome"),
        ("ALTER TABLE people DROP COLUMN brief", "people"),
        ("DROP TABLE failures", "failures"),
    ],
)
async def test_what_old_code_needs_is_missed_in_a_newer_schema_too(
    path: Path, steps: Sequence[Migration], damage: str, what: str
) -> None:
    async with program(path):
        pass
    async with program(path, steps):
        pass
    with closing(sqlite3.connect(path)) as connection:
        assert list(soundness.other_schema(connection)) == []

    change(path, damage)

    with closing(sqlite3.connect(path)) as connection:
        assert [str(flaw) for flaw in soundness.other_schema(connection)] == [
            f"the schema is not the one that this program makes: {what}"
        ]


async def test_what_a_newer_schema_adds_is_a_flaw_where_no_newer_step_is_known(
    path: Path, steps: Sequence[Migration]
) -> None:
    async with program(path):
        pass
    change(path, *GROW.splitlines())

    with pytest.raises(CannotOpenStorageError, match="the schema is not the one that this program makes"):
        async with program(path):
            pass


@pytest.mark.parametrize(
    "spoil",
    ["UPDATE migrations SET checksum = 'x'", "UPDATE migrations SET name = replace(name, '.after', '')"],
)
async def test_edited_step_is_refused_in_a_newer_schema_too(
    path: Path, steps: Sequence[Migration], spoil: str
) -> None:
    async with program(path, steps):
        pass
    change(path, f"{spoil} WHERE number = {len(OLD) + 2}")

    with pytest.raises(CannotOpenStorageError, match=r"less.* of the database's schema .* was edited"):
        async with program(path, steps):
            pass


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        yield made


def test_new_file_gets_every_step_or_none(connection: sqlite3.Connection, tmp_path: Path) -> None:
    bad = further(FOLDER, tmp_path / "bad", ("less.after", "DROP TABLE people;"), ("bad", "DROP TABLE none;"))
    with pytest.raises(sqlite3.OperationalError, match="none"):
        migrate(connection, bad, NOON)
    assert stage(connection, OLD).schema == 0

    assert migrate(connection, bad[:-1], NOON) == len(OLD) + 1


def test_step_that_changes_nothing_refuses_older_code(connection: sqlite3.Connection, tmp_path: Path) -> None:
    gate = further(FOLDER, tmp_path / "gate", ("events.after", "-- A new type is written now.\nSELECT 1;\n"))
    migrate(connection, OLD, NOON)

    assert [migrate(connection, gate, NOON, after_steps=after) for after in (False, True)] == [0, 1]

    with pytest.raises(CannotOpenStorageError, match=f"code {len(gate)} is the oldest that may run"):
        migrate(connection, OLD, NOON)


def made_by(*runs: Sequence[Migration]) -> frozenset[soundness.Piece]:
    """Return what some steps make that are applied in several goes, the first of them to a new file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for steps in runs:
            migrate(connection, steps, NOON, after_steps=True)
        return soundness.schema(connection)


def test_steps_that_wait_may_come_after_all_that_add(steps: Sequence[Migration], tmp_path: Path) -> None:
    """Otherwise two files that have the same steps differ."""
    for known in (OLD, steps):
        first = [known[0], *(step for step in known[1:] if not step.is_after)]
        assert made_by(first, known) == made_by(known)

    wrong = further(
        FOLDER,
        tmp_path / "wrong",
        ("less.after", "DROP INDEX sessions_by_time;"),
        ("more", "CREATE INDEX IF NOT EXISTS sessions_by_time ON sessions (opened_at);"),
    )
    assert made_by([*OLD, wrong[-1]], wrong) != made_by(wrong)


def plain(pieces: frozenset[soundness.Piece]) -> set[tuple[str, ...]]:
    """Leave out how texts are broken into lines, and the table of steps itself."""
    return {(*piece[:3], "".join((piece[3] or "").split())) for piece in pieces if piece[2] != "migrations"}


def test_schema_file_is_what_the_steps_amount_to(connection: sqlite3.Connection) -> None:
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    by_file = plain(soundness.schema(connection))

    assert len(by_file) > 40
    assert by_file == plain(made_by(OLD))


def test_schema_that_differs_by_an_index_is_another(connection: sqlite3.Connection) -> None:
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    connection.execute("DROP INDEX sessions_by_time")

    assert len(plain(made_by(OLD)) - plain(soundness.schema(connection))) == 1

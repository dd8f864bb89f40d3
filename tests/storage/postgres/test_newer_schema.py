"""A schema that newer code made, or in which something waits, is looked through for what must be there."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.errors import CannotOpenStorageError
from storage.postgres.soundness import catalogue, other_schema
from storage.sql.migrations import Migration
from tests.storage.postgres.beside import beside, run
from tests.storage.postgres.server import Server
from tests.storage.postgres.versions import (
    CODE,
    GROW,
    OLD,
    TABLES,
    Version,
    described,
    newer_steps,
    upgraded,
)


@pytest.fixture
def steps(tmp_path: Path) -> Sequence[Migration]:
    return newer_steps(tmp_path)


@pytest.fixture
def newer(postgres: Server, steps: Sequence[Migration], tmp_path: Path) -> Version:
    return Version(steps, described(postgres, steps, tmp_path / "catalogue.txt"))


@pytest.fixture
def url(postgres: Server) -> str:
    """A database of its own, with the schema that old code knows."""
    return postgres.migrated("hejie_toy")


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("DROP INDEX sessions_of_outcome", "index sessions.sessions_of_outcome"),
        ("ALTER TABLE people DROP COLUMN brief", "column people.brief"),
        ("GRANT UPDATE ON events TO CURRENT_USER", "right events.UPDATE"),
        ("CREATE RULE silent AS ON INSERT TO events DO INSTEAD NOTHING", "rule events.silent"),
        (
            "ALTER TABLE events DISABLE TRIGGER events_are_never_changed",
            "trigger events.events_are_never_changed",
        ),
    ],
)
async def test_what_old_code_needs_is_missed_in_a_newer_schema_too(
    url: str, steps: Sequence[Migration], damage: str, what: str
) -> None:
    upgraded(url, steps)
    assert flaws(url) == []

    run(url, damage)

    assert flaws(url) == [f"the schema is not the one that this program makes: {what}"]


def test_what_a_newer_schema_adds_is_a_flaw_where_no_newer_step_is_known(url: str) -> None:
    run(url, *GROW.splitlines())

    assert flaws(url) == ["the schema is not the one that this program makes: column accesses.more"]


def flaws(url: str) -> list[str]:
    return beside(url, lambda connection: [str(flaw) for flaw in other_schema(connection)])


def test_what_waits_is_part_of_the_schema_until_it_ran(url: str, newer: Version) -> None:
    with newer.runs():
        upgraded(url, newer.steps)
        assert flaws(url) == []
        run(url, "DROP INDEX sessions_by_time")
        assert flaws(url) == [
            "the schema is not the one that this program makes: index sessions.sessions_by_time"
        ]
        run(url, "CREATE INDEX sessions_by_time ON sessions (opened_at)")
        upgraded(url, newer.steps, after_steps=True)
        assert flaws(url) == []
        run(url, "DROP INDEX people_by_more")
        assert flaws(url) == [
            "the schema is not the one that this program makes: index people.people_by_more"
        ]


@pytest.mark.parametrize(
    "spoil",
    ["UPDATE migrations SET checksum = 'x'", "UPDATE migrations SET name = replace(name, '.after', '')"],
)
def test_edited_step_is_refused_in_a_newer_schema_too(
    url: str, steps: Sequence[Migration], spoil: str
) -> None:
    upgraded(url, steps, after_steps=True)
    run(url, f"{spoil} WHERE number = {CODE + 2}")

    with pytest.raises(CannotOpenStorageError, match=r"less.* of the database's schema .* was edited"):
        upgraded(url, steps)


def test_steps_that_wait_may_come_after_all_that_add(postgres: Server, steps: Sequence[Migration]) -> None:
    """Otherwise two databases that have the same steps differ."""
    made = []
    for known in (OLD, steps):
        for first in ([step for step in known if not step.is_after], known):
            url = postgres.fresh("hejie_toy")
            upgraded(url, first)
            upgraded(url, known, after_steps=True)
            made.append(beside(url, lambda connection: catalogue(connection, set(TABLES))))

    assert made[0] == made[1]
    assert made[2] == made[3] != made[0]

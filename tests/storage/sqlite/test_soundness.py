"""What no hash covers is looked through: the schema, sources of playbooks, notices, cards, whose it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dialogs.digest import revision_of
from dialogs.ids import PlaybookSlug
from dialogs.ports import Write
from storage.errors import CannotOpenStorageError
from storage.opening import Storage, open_storage
from storage.sql.soundness import unsound
from storage.sqlite.soundness import other_schema
from tests.storage.builders import LIN, after, call, cause, notice, opened, shown, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import change, opened_at, select

SOURCES = {"refund/playbook.yaml": b"steps: []\n", "lists.yaml": b"kinds: {}\n"}
REVISION = revision_of(SOURCES)


async def fill(storage: Storage) -> None:
    await storage.bot_identity.remember(70000001)
    await storage.revisions.keep(PlaybookSlug("refund"), REVISION, SOURCES)
    notices = (notice(), notice(LIN, after(1)))
    await storage.events.append([Write(call(), 0, (opened(),), notices)], cause("notices"))
    await storage.shown.record(shown(), after=None)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A closed log with something of everything beside it."""
    async with opened_at(tmp_path / "hejie.db") as store:
        await fill(store.storage)
    return tmp_path / "hejie.db"


def found(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [str(flaw) for flaw in (*other_schema(connection), *unsound(connection))]


def test_sound_file_is_found_sound(path: Path) -> None:
    assert found(path) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (
            "DROP TRIGGER events_are_never_changed",
            "the schema is not the one that this program makes: events_are_never_changed",
        ),
        (
            "CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END",
            "the schema is not the one that this program makes: more",
        ),
        ("UPDATE meta SET value = '7000000q' WHERE key = 'bot'", "it does not say which bot wrote it"),
        (
            "UPDATE sources SET body = X'00' WHERE path = 'lists.yaml'",
            f"the sources of playbook revision {REVISION} were changed",
        ),
        (
            "DELETE FROM sources WHERE path = 'lists.yaml'",
            f"the sources of playbook revision {REVISION} were changed",
        ),
        (
            "INSERT INTO sources SELECT 'cc', path, body FROM sources",
            "sources of a playbook belong to no revision",
        ),
        ("UPDATE dispatches SET kind = 'help_asket' WHERE id = 2", "notice 2 cannot be read"),
        ("UPDATE dispatches SET due_at = 'noon' WHERE id = 2", "notice 2 cannot be read"),
        ("UPDATE dispatches SET state = 'dues' WHERE id = 2", "notice 2 cannot be read"),
        (
            "UPDATE dispatches SET about_key = 'S2' WHERE id = 2",
            "notice 2 speaks of nothing that is in the log",
        ),
        ("UPDATE dispatches SET version = 9 WHERE id = 2", "notice 2 speaks of nothing that is in the log"),
        ("UPDATE shown SET live = 7", "the card in chat 7 at message 5 cannot be read"),
    ],
)
def test_what_was_damaged_is_named(path: Path, damage: str, what: str) -> None:
    change(path, damage)

    assert found(path) == [what]


async def test_file_that_is_not_sound_is_not_served(path: Path) -> None:
    change(path, "UPDATE sources SET body = X'00' WHERE path = 'lists.yaml'")

    with pytest.raises(CannotOpenStorageError, match="the sources of playbook revision"):
        async with open_storage(f"sqlite:///{path}", clock=fixed_clock):
            pass


async def test_time_of_a_cause_that_is_none_is_not_served(path: Path) -> None:
    change(path, "DROP TRIGGER causes_are_never_changed", "UPDATE causes SET at = '2026-03-02T04:00:6'")

    with pytest.raises(CannotOpenStorageError, match="a cause says otherwise than its events: test:notices"):
        async with open_storage(f"sqlite:///{path}", clock=fixed_clock):
            pass


async def test_notice_that_is_damaged_while_the_bot_runs_is_dropped_and_the_others_are_sent(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened_at(path) as store:
        change(path, "UPDATE dispatches SET kind = 'help_asket' WHERE id = 1")
        await write(store.storage, call("S2"), opened("S2"))

        due = await store.storage.dispatches.due(after(2))

    assert [each.id for each in due] == [2]
    assert select(path, "SELECT id, state FROM dispatches") == [(1, "dropped"), (2, "sending")]
    assert "notice 1 is damaged, and is sent to nobody" in caplog.messages

"""The log on the command line: sound, changed, and its lists drawn again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from storage.opening import open_storage
from tests.storage.builders import EVERYBODY, admit, call, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import change

Says = Callable[[str], tuple[int, str]]


@pytest.fixture
async def log(tmp_path: Path) -> Path:
    """A log with a few events, closed and signed."""
    path = tmp_path / "log.db"
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage:
        await admit(storage)
        await write(storage, call(), opened(), chosen("a"), chosen("b"))
        assert storage.witness is not None
        assert await storage.witness.checkpoint()
    return path


@pytest.fixture
def says(log: Path, capsys: pytest.CaptureFixture[str]) -> Says:
    def said(command: str) -> tuple[int, str]:
        code = main(command.split(), {"HEJIE_DB": f"sqlite:///{log}"}, None)
        return code, capsys.readouterr().out

    return said


def test_log_that_is_what_was_written_is_sound(says: Says) -> None:
    events = len(EVERYBODY) + 3

    assert says("log verify") == (
        0,
        f"sound: {events} events in {len(EVERYBODY) + 1} streams, 1 signed checkpoints\n",
    )
    assert says("log verify --rows")[1].endswith("causes, keys and lists too\n")


def test_event_that_was_changed_is_named(log: Path, says: Says) -> None:
    change(
        log,
        "DROP TRIGGER events_are_never_changed",
        "UPDATE events SET at = '2026-03-03' WHERE stream_kind = 'session' AND version = 2",
    )

    code, out = says("log verify")

    assert (code, out.splitlines()[:2]) == (
        1,
        ["NOT what was written:", "  session/S1 version 2 was changed"],
    )


def test_row_of_a_list_that_was_changed_is_named_and_drawn_again(log: Path, says: Says) -> None:
    change(log, "UPDATE people SET role = 'admin' WHERE person = 11")

    assert "the view people is not what the log amounts to" in says("log verify --rows")[1]
    assert says("log verify")[0] == 0
    assert says("log rebuild")[0] == 0
    assert says("log verify --rows")[0] == 0

"""`hejie log adopt`: what is missing from a copy is told, and nothing happens until somebody says yes."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from dialogs.ids import SessionId
from storage.second_place import Erasure, SecondPlace
from storage.sqlite.past import HEAD, beside
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import WORDS, firm_on, said, settings_of, walk
from tests.storage.sqlite.files import change, select

DATABASE = Path("var/hejie.db")
COPY = {"HEJIE_DB": "sqlite:///copy/hejie.db"}
COPIED = "this file is a copy, and not the one that the bot wrote"


@pytest.fixture
def sessions(made: None) -> Sequence[SessionId]:
    return walk({})


def lose_the_mark() -> None:
    beside(DATABASE, HEAD).unlink()


def events_in(path: Path) -> int:
    return int(str(select(path, "SELECT count(*) FROM events")[0][0]))


def test_file_that_the_bot_wrote_needs_no_adoption(hejie: Hejie, sessions: Sequence[SessionId]) -> None:
    assert hejie("log adopt") == (0, "This is the file that the bot wrote: there is nothing to adopt.")
    assert hejie("log adopt --yes")[0] == 0


def test_moved_log_goes_on_once_somebody_says_so(hejie: Hejie, sessions: Sequence[SessionId]) -> None:
    """Copied to another machine, the bot stopped: nothing is missing."""
    shutil.copytree("var", "copy")
    events = events_in(DATABASE)

    code, told = hejie("log adopt", **COPY)
    assert code == 1
    assert told.splitlines() == [
        f"The file is whole: {events} events, each following from the one before it, none changed.",
        f"It cannot simply be started: {COPIED}",
        "Nothing was changed. See that no bot uses the original, then run: hejie log adopt --yes",
    ]
    assert COPIED in hejie("people enable 1", **COPY)[1]

    code, told = hejie("log adopt --yes", **COPY)
    assert code == 0
    assert told.endswith(
        f"From now on this file is the log; it ends with event {events}. Do not start the other one any more."
    )
    assert said(COPY, sessions[0]) == [WORDS]
    walk(COPY, calls=1)


def test_older_copy_is_told_how_much_is_not_in_it(hejie: Hejie, sessions: Sequence[SessionId]) -> None:
    older = DATABASE.read_bytes()
    before = events_in(DATABASE)
    walk({}, calls=1)
    missing = events_in(DATABASE) - before
    DATABASE.write_bytes(older)

    code, told = hejie("log adopt")

    assert code == 1
    assert f"the last {missing} events that were written are not in it" in told
    assert f"Events that the marks know of after its end: {missing}. Once you go on with this" in told
    assert hejie("log adopt --yes")[0] == 0
    walk({}, calls=1)


def test_copy_without_any_mark_is_told_that_nobody_knows(hejie: Hejie, sessions: Sequence[SessionId]) -> None:
    Path("copy").mkdir()
    shutil.copy(DATABASE, "copy")
    keys = {"HEJIE_KEYS_FILE": "var/hejie.db-keys"}

    code, told = hejie("log adopt", **COPY, **keys)

    assert code == 1
    assert "hejie.db-head, which the bot keeps beside it, is missing" in told
    assert "whether anything is missing, nobody knows" in told
    assert hejie("log adopt --yes", **COPY)[0] == 1  # its keys were not copied with it
    assert hejie("log adopt --yes", **COPY, **keys)[0] == 0


def test_copy_whose_chain_is_broken_is_not_adopted(hejie: Hejie, sessions: Sequence[SessionId]) -> None:
    shutil.copytree("var", "copy")
    change(Path("copy/hejie.db"), "DROP TRIGGER events_are_never_changed")
    change(Path("copy/hejie.db"), "UPDATE events SET by = 99 WHERE position = 2")

    code, told = hejie("log adopt --yes", **COPY)

    assert code == 1
    assert "was changed. Keep the file, and restore the latest backup" in told
    assert COPIED in hejie("people enable 1", **COPY)[1]


def test_log_of_a_running_bot_is_not_adopted(hejie: Hejie, sessions: Sequence[SessionId]) -> None:
    async def beside() -> None:
        async with firm_on(settings_of({})):
            lose_the_mark()
            code, told = await asyncio.to_thread(hejie, "log adopt --yes")
            assert code == 1
            assert "is in use by process" in told

    asyncio.run(beside())


def test_words_that_were_erased_do_not_come_back_with_an_older_copy(
    hejie: Hejie, sessions: Sequence[SessionId]
) -> None:
    log = str(select(DATABASE, "SELECT value FROM meta WHERE key = 'log'")[0][0])
    listed = SecondPlace(Path("var/hejie.db-second"), log)
    listed.add_erasure(Erasure(log=log, session=sessions[0], at="2026-11-28T00:00:00Z"))
    shutil.copytree("var", "copy")

    code, told = hejie("log adopt --yes", **COPY)

    assert code == 0
    assert "had been erased, and that it brought back: 1." in told
    assert said(COPY, sessions[0]) == [None]

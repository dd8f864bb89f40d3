"""What cannot be copied, or copied to, is said in a sentence, and stays as it was."""

import errno
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.ports import StorageUnavailableError
from storage.copying import copy_log
from storage.errors import CannotOpenStorageError, InUseError, MissingKeyError
from storage.keyring import Keyring
from storage.marks import Mark
from storage.postgres import copying, migrate
from storage.second_place import SecondPlace
from storage.sql.copying import Ears
from storage.sqlite.backup import back_up
from tests.storage.builders import NOON, call, cause, chosen, write
from tests.storage.copying.breaking import Breaking, BrokenOffError
from tests.storage.copying.logs import OTHERS, Place, copied, file, lived
from tests.storage.places import KEYRING, fixed_clock
from tests.storage.postgres.beside import run
from tests.storage.sqlite.files import change
from tests.storage.upgrading import further


async def refusal(source: Place, target: Place, keyring: Keyring = KEYRING) -> str:
    """Return why a log is not copied."""
    with pytest.raises(CannotOpenStorageError) as raised:
        await copied(source, target, keyring=keyring)
    return str(raised.value)


# Whoever is at work.


@pytest.mark.parametrize("to", ["served", "other"])
async def test_log_that_a_bot_has_open_is_not_copied(
    source: Place, other: Place, to: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    target: Place = request.getfixturevalue(to)
    async with source.opened():
        with pytest.raises(InUseError, match="is in use by"):
            await copied(source, target)
    await copied(source, target)

    async with target.opened():
        with pytest.raises(InUseError, match="in use by"):
            await copied(target, Place(f"sqlite:///{tmp_path}/third.db", source.second))


@pytest.mark.parametrize("to", ["served", "other"])
async def test_nothing_is_copied_to_where_a_bot_is(
    source: Place, to: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    target: Place = request.getfixturevalue(to)
    apart = replace(target, second=tmp_path / "apart")
    async with apart.opened():
        with pytest.raises(InUseError, match="in use by"):
            await copied(source, target)


async def test_source_that_was_opened_meanwhile_is_not_copied_on(source: Place, served: Place) -> None:
    with pytest.raises(BrokenOffError):
        await copied(source, served, Breaking(3).ears())
    async with source.opened():
        pass  # who has it open may change what is no event: cards, notices

    said = await refusal(source, served)

    assert "holds a part of another log, or of this one from before it was written again: empty it" in said
    assert served.look("SELECT count(*) FROM causes") == [(0,)]


async def test_source_that_was_opened_is_copied_anew_to_an_empty_place(
    source: Place, served: Place, other: Place
) -> None:
    with pytest.raises(BrokenOffError):
        await copied(source, served, Breaking(3).ears())
    async with source.opened() as storage:
        await write(storage, call("S9"), chosen())

    assert await copied(source, other) is not None

    assert other.everything() == source.everything()


# What stands where it is to go.


@pytest.mark.parametrize("to", ["served", "other"])
async def test_log_is_never_copied_over_another(
    source: Place, to: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    target: Place = request.getfixturevalue(to)
    apart = replace(target, second=tmp_path / "apart")
    await lived(apart)
    before = target.everything()

    assert "holds a log, and none is copied over another" in await refusal(source, target)

    assert target.everything() == before
    async with apart.opened(), source.opened():
        pass


async def test_schema_of_another_log_is_left_as_it_is(
    source: Place, served: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replace(served, second=tmp_path / "apart").opened():
        pass
    newer = further(migrate.FOLDER, tmp_path / "steps", ("more", "CREATE TABLE more (x BIGINT);"))
    monkeypatch.setattr(copying, "known_migrations", lambda: newer)

    assert "holds a log, and none is copied over another" in await refusal(source, served)

    assert "more" not in served.tables()


async def test_database_of_another_program_is_left_alone(source: Place, served: Place) -> None:
    run(served.url, "CREATE TABLE theirs (x BIGINT)")

    assert "it holds tables of another program" in await refusal(source, served)

    assert served.tables() == {"theirs"}


async def test_file_of_another_program_is_left_alone(source: Place, other: Place) -> None:
    other.path.parent.mkdir()
    with closing(sqlite3.connect(other.path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")

    assert "is a database of another program" in await refusal(source, other)

    assert other.tables() == {"theirs"}


async def test_place_where_parts_of_a_former_log_are_is_refused(source: Place, other: Place) -> None:
    other.path.parent.mkdir()
    other.path.with_name("hejie.db-wal").touch()

    assert "still has parts of a former log, hejie.db-wal: move them away" in await refusal(source, other)


async def test_log_is_not_copied_onto_itself(source: Place) -> None:
    assert "cannot be copied onto itself" in await refusal(source, source)


@pytest.mark.parametrize("url", ["memory://", "sqlite:///", "mysql://db/hejie"])
def test_what_is_no_place_of_a_log_is_named(url: str, tmp_path: Path) -> None:
    with pytest.raises(CannotOpenStorageError, match=r"^a log is copied from and to sqlite:///path"):
        copy_log(url, f"sqlite:///{tmp_path}/a.db", KEYRING, tmp_path, fixed_clock)


# What is to be copied.


async def test_log_that_is_not_there_is_named(other: Place, served: Place) -> None:
    assert "new/hejie.db is not there" in await refusal(other, served)
    assert "the database has an older schema, or none" in await refusal(served, other)


async def test_copy_of_the_file_is_not_taken_for_the_log(source: Place, served: Place) -> None:
    copy = Place(source.url.replace("hejie.db", "copy.db"), source.second)
    shutil.copy(source.path, copy.path)

    assert "this file is a copy, or was renamed" in await refusal(copy, served)


async def test_second_place_must_know_the_log(source: Place, served: Place, tmp_path: Path) -> None:
    said = await refusal(replace(source, second=tmp_path / "elsewhere"), served)

    assert "elsewhere, knows nothing of this log: bring its files" in said


@pytest.mark.parametrize("to", ["served", "other"])
async def test_log_with_columns_that_only_a_newer_version_knows_is_not_copied(
    source: Place, to: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first: Place = request.getfixturevalue(to)
    await copied(source, first)
    newer = "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (99, '0099_more', '', '')"
    if to == "served":
        run(first.url, newer)
    else:
        change(first.path, newer)

    said = await refusal(first, file(tmp_path, "third.db"))

    assert "what is new would not be copied: copy it with that version" in said


async def test_keys_in_use_must_be_there(source: Place, served: Place) -> None:
    with pytest.raises(MissingKeyError, match="is in use and not in the keyring"):
        await copied(source, served, keyring=Keyring.fresh(NOON.date()))


async def test_log_that_was_changed_is_not_handed_on(source: Place, served: Place) -> None:
    change(
        source.path, "DROP TRIGGER events_are_never_changed", "UPDATE events SET by = 9 WHERE position = 9"
    )

    assert "the log is not what was written" in await refusal(source, served)

    with pytest.raises(CannotOpenStorageError, match="not all of it is there"):
        async with served.opened():
            pass


async def test_row_that_somebody_changed_in_half_a_copy_is_noticed(source: Place, other: Place) -> None:
    with pytest.raises(BrokenOffError):
        await copied(source, other, Ears(comparing=Breaking(1).hear))
    change(other.path, "UPDATE shown SET version = version + 1")

    said = await refusal(source, other)

    assert said.endswith("shown is not what it was copied from: empty it, then begin anew")


async def test_half_a_copy_is_not_gone_on_with_once_another_one_was_whole(
    source: Place, served: Place, other: Place
) -> None:
    with pytest.raises(BrokenOffError):
        await copied(source, served, Breaking(3).ears())
    assert await copied(source, other) is not None

    assert "this log was moved to the database" in await refusal(source, served)

    with pytest.raises(CannotOpenStorageError, match="not all of it is there"):
        async with served.opened():
            pass
    async with other.opened():
        pass


async def test_log_does_not_go_where_its_marks_cannot_be_made(
    source: Place, served: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: SecondPlace, mark: Mark) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(SecondPlace, "put_mark", full)
        said = await refusal(source, served)

    assert said.endswith("second cannot be written: No space left on device")
    async with source.opened():
        pass


# What is left behind.


@pytest.mark.parametrize("to", ["served", "other"])
async def test_log_that_was_moved_is_opened_by_nobody_until_somebody_says_that_it_stays(
    source: Place, served: Place, other: Place, to: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, then = (source, served) if to == "served" else (served, other)
    if first is served:
        await copied(source, served)
    await copied(first, then)

    with pytest.raises(CannotOpenStorageError, match=r"this log was moved to the database .*: name that one"):
        async with first.opened():
            pass
    async with first.read():
        assert "this log was moved to the database" in caplog.text
    assert "this log was moved to" in await refusal(first, Place(f"{other.url}2", other.second))

    async with first.opened(adopt=True) as storage:
        await write(storage, call("S9"), chosen())
    async with first.opened():
        pass
    with pytest.raises(CannotOpenStorageError, match="is an older copy: the last 1 events"):
        async with then.opened():
            pass


async def test_half_a_copy_is_not_backed_up(source: Place, other: Place, tmp_path: Path) -> None:
    with pytest.raises(BrokenOffError):
        await copied(source, other, Breaking(3).ears())

    with pytest.raises(CannotOpenStorageError, match="not all of it is there"):
        back_up(other.path, tmp_path / "backups", NOON, "0.1.0")


# A bot that lost its server, and with it its hold on the log.


async def test_bot_that_comes_back_to_a_log_that_was_moved_writes_nothing(
    source: Place, served: Place, other: Place
) -> None:
    await copied(source, served)
    async with served.opened() as bot:
        run(served.url, OTHERS)
        assert await copied(served, other) is not None
        before = served.everything()

        with pytest.raises(StorageUnavailableError, match="this log was moved to the database"):
            await write(bot, call("S9"), chosen())

    assert served.everything() == before


async def test_copy_does_not_go_on_from_a_log_to_which_a_bot_came_back(
    source: Place, served: Place, other: Place
) -> None:
    await copied(source, served)
    async with served.opened() as bot:
        run(served.url, OTHERS)
        with pytest.raises(BrokenOffError):
            await copied(served, other, Breaking(3).ears())
        await bot.quarantine.failures(cause("again"))

    assert "from before it was written again" in await refusal(served, other)

"""A backup comes to an empty place whole, or not at all."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from storage.errors import BackupError, CannotOpenStorageError
from storage.keyring import Keyring
from storage.manifest import digest_of, manifest_of, read_manifest
from storage.manner import Manner
from storage.opening import SHANGHAI, in_database
from storage.sqlite.backup import Ears, back_up
from storage.sqlite.lock import held
from storage.sqlite.opening import open_lines
from storage.sqlite.past import HEAD, beside
from storage.sqlite.restoring import COMPANIONS, bring, take_away
from tests.storage.builders import NOON, call, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import change, select

KEYS = Keyring.fresh(date(2026, 11, 28))


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    path = tmp_path / "live" / "hejie.db"
    async with open_lines(path, fixed_clock, Manner(keyring=KEYS)) as lines:
        await write(in_database(lines, fixed_clock, SHANGHAI), call(), opened(), chosen())
        return back_up(path, tmp_path / "backups", NOON, "0.1.0")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "new" / "hejie.db"


def there(to: Path) -> list[str]:
    """Return what stands in the place beyond the lock."""
    return sorted(each.name for each in to.parent.glob("*") if each.suffix != ".pid")


async def test_backup_is_brought_whole_and_readable_by_its_owner_alone(backup: Path, to: Path) -> None:
    manifest = bring(backup, to)

    assert manifest == read_manifest(backup)
    assert there(to) == ["hejie.db"]
    assert digest_of(to) == manifest.sha256
    assert mode_of(to) == 0o600
    async with open_lines(to, fixed_clock, Manner(keyring=KEYS, adopt=True)) as lines:
        events = await in_database(lines, fixed_clock, SHANGHAI).events.load(call())
    assert list(events) == [opened(), chosen()]


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_backup_that_is_started_without_being_restored_is_refused(backup: Path) -> None:
    with pytest.raises(CannotOpenStorageError, match="this file is a copy, or was renamed"):
        async with open_lines(backup, fixed_clock, Manner(keyring=KEYS)):
            pass


@pytest.mark.parametrize("ending", COMPANIONS)
async def test_nothing_is_restored_over_a_log_or_what_is_left_of_one(
    backup: Path, to: Path, ending: str
) -> None:
    left = beside(to, ending)
    write_file(left, b"something")

    with pytest.raises(BackupError, match=f"a backup is never restored over a log.* there is {left.name}"):
        bring(backup, to)
    assert there(to) == [left.name]


def write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


async def test_place_of_a_running_bot_is_refused(backup: Path, to: Path) -> None:
    with held(to), pytest.raises(CannotOpenStorageError, match="is in use by process"):
        bring(backup, to)


def spoil_a_byte(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)


def tell_otherwise(**told: object) -> Callable[[Path], None]:
    def change_manifest(backup: Path) -> None:
        manifest = json.loads(manifest_of(backup).read_bytes())
        manifest_of(backup).write_text(json.dumps(manifest | told), encoding="utf-8")

    return change_manifest


def change_an_event(backup: Path) -> None:
    """Change an event and the manifest with it, as somebody would who knows of both."""
    change(backup, "DROP TRIGGER events_are_never_changed")
    change(backup, "UPDATE events SET by = 99 WHERE position = 1")
    with suppress(FileNotFoundError):
        beside(backup, "-wal").unlink()
    tell_otherwise(sha256=digest_of(backup))(backup)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (spoil_a_byte, "is not what `hejie backup` wrote: its SHA-256 is another one"),
        (change_an_event, "version 1 was changed"),
        (tell_otherwise(position=3), "does not end where its manifest says"),
        (tell_otherwise(hash="00"), "does not end where its manifest says"),
        (tell_otherwise(log="another"), "does not end where its manifest says"),
        (tell_otherwise(file="other.db"), "belongs to another backup"),
        (tell_otherwise(form="hejie-backup 2"), "belongs to another backup, or to another version"),
        (tell_otherwise(position="1"), "is no backup that `hejie backup` made"),
        (lambda backup: manifest_of(backup).unlink(), "its .*json is missing or cannot be read"),
        (lambda backup: backup.unlink(), "No such file"),
    ],
)
async def test_backup_that_is_not_what_was_taken_is_refused(
    backup: Path, to: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(backup)

    with pytest.raises((BackupError, CannotOpenStorageError, FileNotFoundError), match=said):
        bring(backup, to)
    assert there(to) == []


async def test_restoring_that_breaks_off_leaves_an_empty_place(backup: Path, to: Path) -> None:
    class BrokenOffError(Exception):
        pass

    def break_off(done: int, of: int) -> None:
        raise BrokenOffError

    with pytest.raises(BrokenOffError):
        bring(backup, to, Ears(proving=break_off))
    assert there(to) == []


async def test_half_that_a_killed_restoring_left_is_written_anew(backup: Path, to: Path) -> None:
    write_file(beside(to, ".part"), b"half of it")

    bring(backup, to)

    assert there(to) == ["hejie.db"]
    assert select(to, "SELECT count(*) FROM events") == [(2,)]


async def test_what_was_brought_is_taken_away_again(backup: Path, to: Path) -> None:
    bring(backup, to)
    write_file(beside(to, HEAD), b"")
    write_file(beside(to, "-keys"), b"the firm's")

    take_away(to)

    assert there(to) == ["hejie.db-keys"]

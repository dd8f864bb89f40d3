"""`hejie backup` and `hejie restore`: beside the running bot, and back to an empty place."""

import asyncio
import shutil
from pathlib import Path

import pytest

from storage.errors import CannotOpenStorageError
from storage.keys_file import read_keys
from storage.manifest import Manifest, read_manifest
from storage.second_place import Erasure, SecondPlace
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.walked import WORDS, firm_on, note, said, settings_of, walk
from tests.storage.sqlite.files import change, select

DATABASE, KEYS, SECOND = Path("var/hejie.db"), Path("var/hejie.db-keys"), Path("var/hejie.db-second")
RESTORED = {"HEJIE_DB": "sqlite:///new/log.db"}
WITHOUT_KEYS = (
    "It holds no keys. To read it one needs operating key {key}, or the recovery key: keep them elsewhere."
)
BACK = "The backup is at var/hejie.db, and every event was checked. Taken {taken}; events: {events}."
LOST = "Events after it that the marks know of, at least: {events}. They are not in the backup, and lost."
TO_THE_SAME = "restore {backup} --to var/hejie.db"


def backup_of(told: str) -> Path:
    return Path(told.splitlines()[0].rpartition(": ")[2])


def taken(hejie: Hejie) -> tuple[Path, Manifest]:
    code, told = hejie("backup")
    assert code == 0
    path = backup_of(told)
    return path, read_manifest(path)


def lose_the_log() -> None:
    """The disk of the log broke: what is left are keys, second place and backups."""
    for path in DATABASE.parent.glob(f"{DATABASE.name}*"):
        if path not in {KEYS, SECOND}:
            path.unlink()


# Taking one.


def test_backup_is_taken_beside_the_running_bot_and_says_what_it_holds(hejie: Hejie, made: None) -> None:
    async def beside() -> None:
        async with firm_on(settings_of({})) as firm:
            session = (await firm.opened()).state.session
            await note(firm, session)
            code, told = await asyncio.to_thread(hejie, "backup")
            path, manifest = backup_of(told), read_manifest(backup_of(told))
            assert code == 0
            assert told.splitlines() == [
                f"Backed up, and every event checked: {path}",
                f"events: {manifest.events} · hash of the last one: {manifest.hash[:16]}…",
                WITHOUT_KEYS.format(key=read_keys(KEYS).current),
            ]
            assert path.parent == Path("var/backups")
            assert manifest.program == "0.1.0"
            await note(firm, session)

    asyncio.run(beside())


def test_older_backups_go_when_asked(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    first, second = taken(hejie)[0], taken(hejie)[0]

    code, told = hejie("backup --keep 2")

    assert code == 0
    assert told.endswith(f"Removed an older backup: {first}")
    assert second.exists()
    assert len(list(first.parent.iterdir())) == 4
    assert "Removed" not in hejie("backup var/others --keep 1")[1]


def test_backup_of_calls_without_a_recovery_key_says_what_is_at_stake(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    change(DATABASE, "UPDATE data_keys SET recovery_id = NULL, recovery_wrapped = NULL")

    code, told = hejie("backup")

    assert code == 0
    assert told.endswith("in backups too. Soon, stop the bot and run `hejie keys recovery`.")


def test_backup_without_a_log_says_where_to_look(hejie: Hejie) -> None:
    assert "var/hejie.db is not there: start the bot once, or name the log" in hejie("backup")[1]
    assert "memory:// is not there" in hejie("backup", HEJIE_DB="memory://")[1]
    assert not Path("var/backups").exists()


def test_backup_of_a_changed_log_fails_and_removes_nothing(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    path, _ = taken(hejie)
    change(DATABASE, "DROP TRIGGER events_are_never_changed")
    change(DATABASE, "UPDATE events SET by = 99 WHERE position = 2")

    code, told = hejie("backup --keep 1")

    assert code == 1
    assert "version 1 was changed" in told
    assert path.exists()


# Bringing it back.


def test_log_that_was_lost_comes_back_to_its_place_and_goes_on(hejie: Hejie, made: None) -> None:
    sessions = walk({})
    backup, manifest = taken(hejie)
    walk({}, calls=1)
    known = int(str(select(DATABASE, "SELECT max(position) FROM events")[0][0]))
    lose_the_log()

    code, told = hejie(TO_THE_SAME.format(backup=backup))

    assert code == 0
    assert told.splitlines() == [
        BACK.format(taken=date_in(told), events=manifest.events),
        LOST.format(events=known - manifest.events),
        "HEJIE_DB names it already: start the bot.",
    ]
    assert [said({}, each) for each in sessions] == [[WORDS]] * 3
    walk({}, calls=1)
    assert hejie("log adopt") == (0, "This is the file that the bot wrote: there is nothing to adopt.")


def date_in(told: str) -> str:
    return told.partition("Taken ")[2].partition(";")[0]


def test_backup_restored_elsewhere_says_which_settings_lead_to_it(hejie: Hejie, made: None) -> None:
    sessions = walk({})
    backup, _ = taken(hejie)

    code, told = hejie(f"restore {backup} --to new/log.db")

    wanted = {
        "HEJIE_DB": "sqlite:///new/log.db",
        "HEJIE_KEYS_FILE": "var/hejie.db-keys",
        "HEJIE_SECOND_PLACE": "var/hejie.db-second",
    }
    assert code == 0
    assert "No mark says that anything was written after it." in told
    assert told.endswith("\n".join(f"{name}={value}" for name, value in wanted.items()))
    assert [said(wanted, each) for each in sessions] == [[WORDS]] * 3
    walk(wanted, calls=1)


def test_restored_log_and_the_one_it_came_from_do_not_go_on_side_by_side(hejie: Hejie, made: None) -> None:
    walk({})
    backup, _ = taken(hejie)
    assert hejie(f"restore {backup} --to new/log.db")[0] == 0
    wanted = {**RESTORED, "HEJIE_KEYS_FILE": str(KEYS), "HEJIE_SECOND_PLACE": str(SECOND)}
    walk(wanted, calls=1)

    with pytest.raises(CannotOpenStorageError, match="this file is an older copy"):
        walk({}, calls=1)


def test_nothing_is_restored_over_a_live_log(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    backup, _ = taken(hejie)
    before = select(DATABASE, "SELECT * FROM events")

    code, told = hejie(TO_THE_SAME.format(backup=backup))

    assert code == 1
    assert "a backup is never restored over a log, and in var there is hejie.db" in told
    assert "stop the bot and move it away, or name another FILE" in told
    assert select(DATABASE, "SELECT * FROM events") == before


def test_drill_beside_the_running_bot_needs_a_second_place_of_its_own(hejie: Hejie, made: None) -> None:
    """The marks and checkpoints of the second place are set back: those of the bot must not be."""
    (session,) = walk({}, calls=1)
    backup, _ = taken(hejie)
    marks = {each: each.read_bytes() for each in SECOND.iterdir()}
    drill = {"HEJIE_SECOND_PLACE": "drill/second"}

    async def beside() -> None:
        async with firm_on(settings_of({})):
            code, told = await asyncio.to_thread(hejie, f"restore {backup} --to drill/hejie.db")
            assert code == 1
            assert "var/hejie.db is in use by process" in told
            assert told.endswith("For a drill beside it, name a new folder in HEJIE_SECOND_PLACE")
            code, told = await asyncio.to_thread(hejie, f"restore {backup} --to drill/hejie.db", **drill)
            assert code == 0

    asyncio.run(beside())
    log = {**drill, "HEJIE_DB": "sqlite:///drill/hejie.db", "HEJIE_KEYS_FILE": str(KEYS)}
    assert said(log, session) == [WORDS]
    assert {each: each.read_bytes() for each in SECOND.iterdir()} == marks


def test_words_that_were_erased_after_the_backup_do_not_come_back(hejie: Hejie, made: None) -> None:
    kept, erased = walk({}, calls=2)
    backup, manifest = taken(hejie)
    listed = SecondPlace(SECOND, manifest.log)
    for each in (erased, "01M0000000000000000000GONE"):
        listed.add_erasure(Erasure(log=manifest.log, session=each, at="2026-11-28T00:00:00Z"))
    lose_the_log()

    code, told = hejie(TO_THE_SAME.format(backup=backup))

    assert code == 0
    assert "Calls whose words had been erased, and that it brought back: 1. They were erased" in told
    assert said({}, kept) == [WORDS]
    assert said({}, erased) == [None]
    assert select(DATABASE, "SELECT session FROM data_keys") == [(kept,)]


def test_words_of_a_backup_come_back_when_no_list_says_otherwise(hejie: Hejie, made: None) -> None:
    """What the list of the second place is worth: without it they are simply there again."""
    _, erased = walk({}, calls=2)
    backup, _ = taken(hejie)
    lose_the_log()
    shutil.rmtree(SECOND)

    code, told = hejie(TO_THE_SAME.format(backup=backup))

    assert (code, "had been erased" in told) == (0, False)
    assert said({}, erased) == [WORDS]


def test_backup_whose_key_is_missing_is_refused_and_leaves_no_file(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    backup, manifest = taken(hejie)
    lose_the_log()
    KEYS.unlink()
    assert hejie("keys init --recovery-to other.key")[0] == 0

    code, told = hejie(TO_THE_SAME.format(backup=backup))

    assert code == 1
    assert f"operating key {manifest.keys[0]} is in use and not in the keyring: put it back" in told
    assert not DATABASE.exists()


def test_after_a_fire_backup_and_recovery_key_bring_everything_back(hejie: Hejie, made: None) -> None:
    """Another machine: no log, no keys, no marks."""
    sessions = walk({})
    backup, _ = taken(hejie)
    apart = Path("apart")
    shutil.copytree(backup.parent, apart)
    shutil.rmtree("var")

    code, told = hejie(f"restore {apart / backup.name} --to var/hejie.db --recovery hejie-recovery.key")

    assert code == 0
    assert "Calls opened by the recovery key: 3." in told
    assert "The new keys are in var/hejie.db-keys." in told
    assert "HEJIE_DB names it already: start the bot." in told
    assert [said({}, each) for each in sessions] == [[WORDS]] * 3
    walk({}, calls=1)
    assert hejie("keys check")[0] == 0
    assert hejie("keys recovery --check hejie-recovery.key")[0] == 0


def test_restoring_without_keys_and_with_a_wrong_recovery_key_leaves_no_file(
    hejie: Hejie, made: None
) -> None:
    walk({}, calls=1)
    backup, _ = taken(hejie)
    lose_the_log()
    KEYS.unlink()
    assert hejie("keys init --recovery-to other.key")[0] == 0
    KEYS.unlink()

    for option, said_of_it in {
        "": "There are no keys to seal people's words with",
        " --recovery other.key": "and the calls of this log are locked for",
    }.items():
        code, told = hejie(TO_THE_SAME.format(backup=backup) + option)
        assert code == 1
        assert said_of_it in told
        assert not DATABASE.exists()
        assert not KEYS.exists()


def test_backup_that_was_changed_is_refused(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    backup, _ = taken(hejie)
    with backup.open("ab") as file:
        file.write(b"\0")

    code, told = hejie(f"restore {backup} --to new/log.db")

    assert code == 1
    assert "its SHA-256 is another one than its manifest says" in told
    assert not Path("new/log.db").exists()


def test_second_place_that_cannot_be_written_leaves_no_restored_file(hejie: Hejie, made: None) -> None:
    walk({}, calls=1)
    backup, _ = taken(hejie)
    Path("file").touch()

    code, told = hejie(f"restore {backup} --to new/log.db", HEJIE_SECOND_PLACE="file/second")

    assert code == 1
    assert "the second place file/second cannot be written" in told
    assert sorted(each.name for each in Path("new").iterdir()) == ["log.db.lock.pid"]

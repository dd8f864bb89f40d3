"""`hejie keys`: made once, looked at beside the bot, rotated, and recovered."""

import asyncio
from pathlib import Path

import pytest

from bot.cli import main
from dialogs.service import Done
from storage.keyring import Keyring
from storage.keys_file import read_keys
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.kept import DATABASE, DAY, KEYS, RECOVERY, current, recovery_in, relock
from tests.bot.commands.walked import WORDS, firm_on, note, said, settings_of, walk
from tests.bot.loggers import same_loggers
from tests.storage.sqlite.files import select

# Making them.


def test_keys_are_made_beside_the_log_and_the_recovery_key_apart(hejie: Hejie) -> None:
    code, told = hejie("keys init")

    keyring, recovery = read_keys(KEYS), recovery_in(RECOVERY)
    assert code == 0
    assert keyring.recovery == recovery.public_half
    assert recovery.private is not None
    assert {each.stat().st_mode & 0o777 for each in (KEYS, RECOVERY)} == {0o600}
    assert "密钥生成好了：var/hejie.db-keys" in told
    assert "The recovery key is in hejie-recovery.key. Copy it to two places offline now" in told
    assert "hejie keys recovery --check FILE" in told


def test_keys_are_made_where_the_setting_says(hejie: Hejie, tmp_path: Path) -> None:
    place, apart = tmp_path / "etc" / "keys", tmp_path / "stick.key"

    code, told = hejie(f"keys init --recovery-to {apart}", HEJIE_KEYS_FILE=str(place))

    assert code == 0
    assert read_keys(place).recovery == recovery_in(apart).public_half
    assert str(place) in told
    assert not KEYS.exists()


def test_keys_for_the_environment_are_printed_on_one_line_and_written_nowhere(
    folder: Path, capsys: pytest.CaptureFixture[str], hejie: Hejie
) -> None:
    with same_loggers():
        assert main(["keys", "init", "--print"], {}, env_file=None) == 0
    line = capsys.readouterr().out

    assert line.count("\n") == 1
    assert Keyring.read(line).recovery == recovery_in(RECOVERY).public_half
    assert sorted(each.name for each in folder.iterdir()) == [RECOVERY.name]
    assert hejie("keys check", HEJIE_KEYS=line.strip())[0] == 0


def test_nothing_is_made_where_keys_are_already(hejie: Hejie, made: None) -> None:
    before = KEYS.read_text(encoding="ascii")

    code, told = hejie("keys init --recovery-to another.key")

    assert code == 1
    assert "there are keys already, in var/hejie.db-keys: `hejie keys check` looks at them" in told
    assert KEYS.read_text(encoding="ascii") == before
    assert not Path("another.key").exists()
    assert hejie("keys init", HEJIE_KEYS=read_keys(KEYS).line())[0] == 1


def test_recovery_key_is_never_written_over_a_file(hejie: Hejie) -> None:
    RECOVERY.write_text("the only key to an old backup", encoding="ascii")

    code, told = hejie("keys init")

    assert code == 1
    assert "hejie-recovery.key is there already, and may be the only key to a backup" in told
    assert RECOVERY.read_text(encoding="ascii") == "the only key to an old backup"
    assert not KEYS.exists()


def test_recovery_key_is_taken_away_again_when_the_keys_cannot_be_written(
    hejie: Hejie, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    assert hejie("keys init", HEJIE_KEYS_FILE=str(tmp_path / "file" / "keys"))[0] == 1
    assert not RECOVERY.exists()


def test_log_with_sealed_calls_gets_no_new_keys(hejie: Hejie, made: None) -> None:
    walk({}, calls=2)
    used = current()
    KEYS.rename("lost")

    code, told = hejie("keys init --recovery-to another.key")

    assert code == 1
    assert f"var/hejie.db holds 2 calls, locked by operating key {used}: name the file of that key" in told
    assert "hejie keys recovery --use FILE" in told
    assert not KEYS.exists()


def test_log_in_memory_needs_no_keys(hejie: Hejie) -> None:
    code, told = hejie("keys init", HEJIE_DB="memory://")

    assert code == 1
    assert "memory:// keeps nothing" in told


def test_keys_can_be_made_when_the_playground_has_some(hejie: Hejie) -> None:
    """Whoever tried the bot first has invented calls, with keys of their own."""
    playground = {"HEJIE_DB": "sqlite:///var/playground-log.db"}
    (session,) = walk(playground, calls=1)

    assert hejie("keys init")[0] == 0
    assert said(playground, session) == [WORDS]
    code, told = hejie("keys init --recovery-to another.key", **playground)
    assert code == 1
    assert "`hejie keys recovery` makes a recovery key for them" in told
    assert hejie("keys recovery --to another.key", **playground)[0] == 0
    assert hejie("keys recovery --check another.key", **playground)[0] == 0


# Looking at them.


def test_check_tells_what_is_in_use_beside_a_running_bot(hejie: Hejie, made: None) -> None:
    async def beside() -> None:
        async with firm_on(settings_of({})) as firm:
            session = (await firm.opened()).state.session
            await note(firm, session)
            code, told = await asyncio.to_thread(hejie, "keys check")
            assert code == 0
            assert told.splitlines() == [
                f"The keys are in {KEYS}, where no other user can read them",
                f"operating key {current()} · calls: 1 · locks every new call",
                f"recovery key {recovery_in(RECOVERY).id} · calls: 1",
                "calls tried: 1 · do not open: 0",
            ]
            await note(firm, session)

    asyncio.run(beside())


def test_check_fails_when_a_key_in_use_is_missing(hejie: Hejie, made: None) -> None:
    sessions, used = walk({}, calls=4), current()
    KEYS.write_text(Keyring.fresh(DAY).text(), encoding="ascii")

    code, told = hejie("keys check")

    assert code == 1
    assert f"operating key {used} · calls: 4 · MISSING: put it back" in told
    assert f"These do not open, and were left alone: {', '.join(sessions[:3])}, …" in told


def test_check_fails_when_a_key_does_not_open(hejie: Hejie, made: None) -> None:
    sessions = walk({})
    relock(sessions[1], "wrapped", bytes(60))

    code, told = hejie("keys check")

    assert code == 1
    assert told.endswith(f"These do not open, and were left alone: {sessions[1]}")


def test_check_tells_which_calls_have_no_recovery_key(hejie: Hejie) -> None:
    walk({})  # with keys that were made beside a new log, and no recovery key

    code, told = hejie("keys check")

    assert code == 0
    assert "no recovery key · calls: 3 · nothing opens them once the operating key is lost" in told


def test_check_refuses_keys_that_others_may_read(hejie: Hejie, made: None) -> None:
    KEYS.chmod(0o644)

    assert hejie("keys check") == (1, f"hejie: others may read the keys in {KEYS}: chmod 600 {KEYS}")


def test_check_without_keys_says_how_to_make_them_or_where_they_were(hejie: Hejie) -> None:
    assert hejie("keys check")[1].startswith("hejie: There are no keys to seal people's words with: for")
    walk({})
    KEYS.unlink()
    assert "the keys of this log are not in var/hejie.db-keys: put them back" in hejie("keys check")[1]
    assert "the keys of this log are not in" in hejie("run", HEJIE_TOKEN="70000001:" + "A" * 35)[1]


# A new operating key.


def test_rotation_in_the_middle_of_a_walk_changes_nothing_that_is_seen(hejie: Hejie, made: None) -> None:
    session, former = walk({}, calls=1)[0], current()

    code, told = hejie("keys rotate")

    assert code == 0
    assert current() != former
    assert f"Calls locked anew: 1. Operating key {current()} opens them now" in told
    assert f"What locked them before ({former}) stays in {KEYS}: backups from before need it" in told
    assert select(DATABASE, "SELECT DISTINCT key_id FROM data_keys") == [(current(),)]

    async def goes_on() -> None:
        async with firm_on(settings_of({})) as firm:
            await note(firm, session, "后来又说的话")
            assert isinstance(await firm.opened(), Done)

    asyncio.run(goes_on())
    assert said({}, session) == [WORDS, "后来又说的话"]
    assert f"operating key {former} · calls: 0 · its line may be removed" in hejie("keys check")[1]


def test_rotation_that_was_broken_off_is_finished_and_not_begun_anew(hejie: Hejie, made: None) -> None:
    """Pulled the plug after the keys were written: no call is locked by the new key yet."""
    sessions = walk({})
    begun = read_keys(KEYS).rotated(DAY)
    KEYS.write_text(begun.text(), encoding="ascii")

    code, told = hejie("keys rotate")

    assert code == 0
    assert f"Some calls are not locked by key {begun.current} yet: going on with that" in told
    assert current() == begun.current
    assert [said({}, each) for each in sessions] == [[WORDS]] * 3
    assert hejie("keys rotate")[0] == 0
    assert current() != begun.current


def test_rotation_with_keys_in_the_environment_prints_first_and_locks_when_they_are_there(
    hejie: Hejie, made: None
) -> None:
    sessions = walk({})
    before = read_keys(KEYS).line()
    KEYS.unlink()
    locked = select(DATABASE, "SELECT wrapped FROM data_keys")

    code, told = hejie("keys rotate", HEJIE_KEYS=before)
    line, _, explained = told.partition("\n")

    assert code == 0
    assert explained.startswith("Nothing was locked anew yet. Put the line above into HEJIE_KEYS")
    assert select(DATABASE, "SELECT wrapped FROM data_keys") == locked
    code, told = hejie("keys rotate", HEJIE_KEYS=line)
    assert code == 0
    assert f"Calls locked anew: 3. Operating key {Keyring.read(line).current}" in told
    assert said({"HEJIE_KEYS": line}, sessions[0]) == [WORDS]
    assert not KEYS.exists()


def test_rotation_waits_for_the_bot_to_be_stopped(hejie: Hejie, made: None) -> None:
    before = KEYS.read_text(encoding="ascii")

    async def beside() -> None:
        async with firm_on(settings_of({})):
            code, told = await asyncio.to_thread(hejie, "keys rotate")
            assert code == 1
            assert "is in use by process" in told

    asyncio.run(beside())
    assert KEYS.read_text(encoding="ascii") == before

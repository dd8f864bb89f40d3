"""`hejie keys recovery`: another recovery key, one that must be used, one that is tried."""

from pathlib import Path

import pytest

from storage.keyring import Keyring, RecoveryKey, WrappedKey
from storage.keys_file import read_keys
from storage.sealing import DataKey
from tests.bot.commands.conftest import Hejie
from tests.bot.commands.kept import DATABASE, DAY, KEYS, RECOVERY, current, recovery_in, relock
from tests.bot.commands.walked import WORDS, said, walk
from tests.storage.sqlite.files import select


def test_lost_operating_key_is_replaced_with_the_recovery_key(hejie: Hejie, made: None) -> None:
    sessions, former = walk({}), read_keys(KEYS)
    KEYS.unlink()

    code, told = hejie(f"keys recovery --use {RECOVERY}")

    fresh = read_keys(KEYS)
    assert code == 0
    assert f"Calls opened by the recovery key: 3. Operating key {fresh.current} locks them now." in told
    assert f"The signing key is new as well ({fresh.signing_id}): checkpoints from before" in told
    assert "take it away" in told
    assert fresh.recovery == former.recovery
    assert fresh.signing_id != former.signing_id
    assert [said({}, each) for each in sessions] == [[WORDS]] * 3
    assert hejie("keys check")[0] == 0
    assert hejie(f"keys recovery --check {RECOVERY}")[0] == 0


def test_recovery_that_was_broken_off_goes_on_with_the_keys_it_made(hejie: Hejie, made: None) -> None:
    sessions = walk({})
    fresh = Keyring.fresh(DAY, recovery_in(RECOVERY))
    KEYS.write_text(fresh.text(), encoding="ascii")

    code, told = hejie(f"keys recovery --use {RECOVERY}")

    assert code == 0
    assert "signing key is new" not in told
    assert current() == fresh.current
    assert [said({}, each) for each in sessions] == [[WORDS]] * 3


@pytest.mark.parametrize("option", ["use", "check"])
def test_wrong_recovery_key_opens_nothing_and_changes_nothing(hejie: Hejie, made: None, option: str) -> None:
    walk({})
    KEYS.rename("taken-away")
    wrong, locked = RecoveryKey.fresh(DAY), select(DATABASE, "SELECT * FROM data_keys")
    Path("wrong.key").write_text(wrong.kept_offline(), encoding="ascii")

    code, told = hejie(f"keys recovery --{option} wrong.key")

    assert code == 1
    assert wrong.id in told
    assert select(DATABASE, "SELECT * FROM data_keys") == locked
    assert not KEYS.exists()


@pytest.mark.parametrize(
    ("words", "said_of_it"),
    [
        ("nothing that is a key", "is not kind:id:base64"),
        ("operating:a:" + "A" * 43 + "=", "this file holds no recovery-private key"),
        ("密钥", "wrong.key holds no recovery key"),
        ("", "this file holds no recovery-private key"),
    ],
)
def test_file_that_holds_no_recovery_key_is_refused(
    hejie: Hejie, made: None, words: str, said_of_it: str
) -> None:
    Path("wrong.key").write_text(words, encoding="utf-8")

    for option in ("use", "check"):
        code, told = hejie(f"keys recovery --{option} wrong.key")
        assert code == 1
        assert said_of_it in told


def test_new_recovery_key_opens_every_call_and_the_old_one_none(hejie: Hejie, made: None) -> None:
    walk({})

    code, told = hejie("keys recovery --to new.key")

    fresh = recovery_in(Path("new.key"))
    assert code == 0
    assert f"Calls locked anew: 3. Recovery key {fresh.id} opens them as well." in told
    assert "The old one still opens backups from before" in told
    assert read_keys(KEYS).recovery == fresh.public_half
    assert hejie("keys recovery --check new.key")[0] == 0
    code, told = hejie(f"keys recovery --check {RECOVERY}")
    assert code == 1
    assert "calls tried: 3 · do not open: 3" in told
    walk({}, calls=1)
    assert hejie("keys recovery --check new.key")[0] == 0


def test_new_recovery_key_that_was_broken_off_is_finished(hejie: Hejie, made: None) -> None:
    walk({})
    fresh = RecoveryKey.fresh(DAY)
    Path("new.key").write_text(fresh.kept_offline(), encoding="ascii")
    KEYS.write_text(read_keys(KEYS).with_recovery(fresh).text(), encoding="ascii")

    code, told = hejie("keys recovery --to another.key")

    assert code == 0
    assert f"Some calls are not locked by key {fresh.id} yet: going on with that" in told
    assert not Path("another.key").exists()
    assert hejie("keys recovery --check new.key")[0] == 0


def test_check_of_the_recovery_key_compares_both_locks(hejie: Hejie, made: None) -> None:
    """Both open, and to different keys: the words behind one of them would be gone."""
    one, other, _ = walk({})
    recovery = recovery_in(RECOVERY)
    forged = recovery.wrap(one, DataKey.fresh(), WrappedKey(key_id="", wrapped=b"")).recovery_wrapped
    assert forged is not None
    relock(one, "recovery_wrapped", forged)

    code, told = hejie(f"keys recovery --check {RECOVERY}")

    assert code == 1
    assert told.endswith(f"These do not open, and were left alone: {one}")
    (stolen,) = select(DATABASE, f"SELECT recovery_wrapped FROM data_keys WHERE session = '{other}'")
    relock(one, "recovery_wrapped", bytes(stolen[0]))  # type: ignore[call-overload]
    assert hejie(f"keys recovery --check {RECOVERY}")[0] == 1

"""Where the keys of the tests stand, and a look at them."""

from datetime import date
from pathlib import Path

from storage.keyring import RecoveryKey
from storage.keys_file import read_keys
from tests.storage.sqlite.files import change

KEYS, RECOVERY = Path("var/hejie.db-keys"), Path("hejie-recovery.key")
DATABASE = Path("var/hejie.db")
DAY = date(2026, 11, 28)


def recovery_in(path: Path) -> RecoveryKey:
    return RecoveryKey.read(path.read_text(encoding="ascii"))


def relock(session: str, column: str, lock: bytes) -> None:
    """Put another lock into the row of a call."""
    change(DATABASE, f"UPDATE data_keys SET {column} = x'{lock.hex()}' WHERE session = '{session}'")


def current() -> str:
    return read_keys(KEYS).current

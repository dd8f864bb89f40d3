"""The file in which a keyring stands: made once, changed whole, readable by its owner alone."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.durable import make_durable, new_file
from storage.errors import KeyringError
from storage.keyring import Keyring, WrappedKey
from storage.sealing import DataKey


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedKeyring(Keyring):
    """A keyring that reads its file anew when it meets a key that it does not have.

    A bot runs for weeks, and the keys of the log may be rotated meanwhile, where several bots share it.
    """

    path: Path

    def unwrap(self, session: str, wrapped: WrappedKey) -> DataKey:
        """Open a call's data key; raises as that of any keyring."""
        if wrapped.key_id not in self.operating:
            with suppress(KeyringError):  # what cannot be read now has nothing to add
                self._take(read_keys(self.path))
        return Keyring.unwrap(self, session, wrapped)

    def _take(self, fresh: Keyring) -> None:
        """Lock from now on with what the file says; what it does not have any more still opens."""
        earlier = {name: key for name, key in self.operating.items() if name not in fresh.operating}
        object.__setattr__(self, "operating", {**earlier, **fresh.operating})
        object.__setattr__(self, "recovery", fresh.recovery)


def followed_keys(path: Path) -> FollowedKeyring:
    """Return the keyring in the file at ``path`` for a program that runs for long; raises as below."""
    found = read_keys(path)
    return FollowedKeyring(
        operating=found.operating,
        signing_id=found.signing_id,
        signing=found.signing,
        recovery=found.recovery,
        path=path,
    )


def read_keys(path: Path) -> Keyring:
    """Return the keyring in the file at ``path``.

    Raises:
        KeyringError: there is none, others may read it, or it cannot be used.
    """
    try:
        if path.stat().st_mode & 0o077:
            msg = f"others may read the keys in {path}: chmod 600 {path}"
            raise KeyringError(msg)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        msg = (
            f"the keys in {path} cannot be read: give the file to the user who runs this (chmod 600), name "
            "another in HEJIE_KEYS_FILE, or for a new log make one with `hejie keys init`"
        )
        raise KeyringError(msg) from error
    try:
        return Keyring.read(text)
    except KeyringError as error:
        msg = f"{path}: {error}"
        raise KeyringError(msg) from error


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a file that is not there yet, durably.

    Raises:
        FileExistsError: it is there.
    """
    new_file(path).write_text(text, encoding="ascii")
    make_durable(path)
    make_durable(path.parent)


def replace_keys(path: Path, keyring: Keyring) -> None:
    """Write ``keyring`` in the place of what stood at ``path``; at no moment is there half a file."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, keyring.text())
    fresh.replace(path)
    make_durable(path.parent)

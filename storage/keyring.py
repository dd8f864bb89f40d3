"""The keys of a firm: which lock the keys of calls, which recover them, which signs what the log amounts to.

A keyring is text, an entry a line or with commas between them::

    operating:2026-11-28-3f9a:base64 of 32 bytes
    recovery:r-2026-11-28-77c1:base64 of an X25519 public key
    signing:s-2026-11-28-0b2d:base64 of 32 bytes

The last ``operating`` entry locks new keys; earlier ones still open what they locked.
"""

import base64
import binascii
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from storage.errors import KeyringError, MissingKeyError, WrongKeyError
from storage.sealing import KEY_BYTES, DataKey

OPERATING, RECOVERY, SIGNING = "operating", "recovery", "signing"
PRIVATE: Final = "recovery-private"
"""The kind of the one entry that is kept offline, and stands in no keyring."""
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_COLON, _PARTS = ":", 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A call's data key as it stands beside the log: locked by the operating key, and for recovery."""

    key_id: str
    wrapped: bytes
    recovery_id: str | None = None
    recovery_wrapped: bytes | None = None


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """The half of the recovery key that locks, or with ``private`` the one that opens."""

    id: str
    public: bytes
    private: bytes | None = field(default=None, repr=False)

    @classmethod
    def fresh(cls, today: date) -> "RecoveryKey":
        """Make a pair that nobody had before."""
        return cls._of(_fresh_id("r-", today), X25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> "RecoveryKey":
        """Read the file that was kept offline.

        Raises:
            KeyringError: it holds no such key.
        """
        for kind, name, secret in _entries(text):
            if kind == PRIVATE:
                return cls._of(name, X25519PrivateKey.from_private_bytes(secret))
        msg = f"this file holds no {PRIVATE} key: give the one that `hejie keys init` wrote"
        raise KeyringError(msg)

    def kept_offline(self) -> str:
        """Return the entry with the private half."""
        return _entry(PRIVATE, self.id, self.private or b"")

    @property
    def public_half(self) -> "RecoveryKey":
        """Return what belongs in a keyring."""
        return replace(self, private=None)

    def wrap(self, session: str, key: DataKey, wrapped: WrappedKey) -> WrappedKey:
        """Return ``wrapped``, which holds ``key``, with the lock that only the private half opens."""
        public = X25519PublicKey.from_public_bytes(self.public)
        sealed = _SUITE.encrypt(key.secret, public, session.encode())
        return replace(wrapped, recovery_id=self.id, recovery_wrapped=sealed)

    def unwrap(self, session: str, wrapped: WrappedKey) -> DataKey:
        """Open a call's data key with the private half.

        Raises:
            WrongKeyError: it was locked for another recovery key, or not at all.
        """
        private = X25519PrivateKey.from_private_bytes(self.private or b"")
        try:
            return DataKey(_SUITE.decrypt(wrapped.recovery_wrapped or b"", private, session.encode()))
        except (InvalidTag, ValueError) as error:
            msg = f"the key of call {session} was not locked for recovery key {self.id}"
            raise WrongKeyError(msg) from error

    @classmethod
    def _of(cls, name: str, key: X25519PrivateKey) -> "RecoveryKey":
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return cls(name, public, key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """All keys that a running program needs; never the private half of the recovery key."""

    operating: Mapping[str, bytes] = field(repr=False)
    """By id, the current one last."""
    signing_id: str
    signing: Ed25519PrivateKey = field(repr=False)
    recovery: RecoveryKey | None = None

    @property
    def current(self) -> str:
        """Return the id of the key that locks new calls."""
        return list(self.operating)[-1]

    @classmethod
    def fresh(cls, today: date, recovery: RecoveryKey | None = None) -> "Keyring":
        """Make a keyring for a new log."""
        return cls(
            operating={_fresh_id("", today): secrets.token_bytes(KEY_BYTES)},
            signing_id=_fresh_id("s-", today),
            signing=Ed25519PrivateKey.generate(),
            recovery=None if recovery is None else recovery.public_half,
        )

    @classmethod
    def read(cls, text: str) -> "Keyring":
        """Read a keyring.

        Raises:
            KeyringError: it cannot be used; the message quotes no key.
        """
        operating: dict[str, bytes] = {}
        signing: tuple[str, Ed25519PrivateKey] | None = None
        recovery: RecoveryKey | None = None
        for kind, name, secret in _entries(text):
            if kind == OPERATING and name not in operating:
                operating[name] = secret
            elif kind == SIGNING and signing is None:
                signing = (name, Ed25519PrivateKey.from_private_bytes(secret))
            elif kind == RECOVERY:
                recovery = RecoveryKey(name, secret)  # the last one counts
            elif kind == PRIVATE:
                raise KeyringError("the private half of the recovery key is in the keyring: take it offline")
            else:
                msg = f"the keyring has {kind}:{name} where it cannot be"
                raise KeyringError(msg)
        if not operating or signing is None:
            raise KeyringError(
                "the keyring needs an operating key and a signing key: put all of its lines back, or for a "
                "new log run `hejie keys init`"
            )
        return cls(operating=operating, signing_id=signing[0], signing=signing[1], recovery=recovery)

    def line(self) -> str:
        """Return the keyring on one line, as an environment variable holds it."""
        return self.text().strip().replace("\n", ",")

    def text(self) -> str:
        """Return the keyring as it is kept: whoever reads it reads everybody's words."""
        lines = [_entry(OPERATING, name, secret) for name, secret in self.operating.items()]
        if self.recovery is not None:
            lines.append(_entry(RECOVERY, self.recovery.id, self.recovery.public))
        signing = self.signing.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return "\n".join([*lines, _entry(SIGNING, self.signing_id, signing)]) + "\n"

    def rotated(self, today: date) -> "Keyring":
        """Return a keyring that locks with a new operating key and still opens with the old ones."""
        return replace(
            self, operating={**self.operating, _fresh_id("", today): secrets.token_bytes(KEY_BYTES)}
        )

    def with_recovery(self, recovery: RecoveryKey) -> "Keyring":
        """Return a keyring that locks for another recovery key."""
        return replace(self, recovery=recovery.public_half)

    def wrap(self, session: str, key: DataKey) -> WrappedKey:
        """Lock a call's data key for keeping beside the log."""
        kept = WrappedKey(key_id="", wrapped=b"")
        if self.recovery is not None:
            kept = self.recovery.wrap(session, key, kept)
        return self.rewrap(session, key, kept)

    def rewrap(self, session: str, key: DataKey, wrapped: WrappedKey) -> WrappedKey:
        """Return ``wrapped``, which holds ``key``, under the current operating key."""
        current = self.current
        kept = replace(wrapped, key_id=current)
        return replace(kept, wrapped=DataKey(self.operating[current]).seal(key.secret, _bound(session, kept)))

    def refuse_missing(self, in_use: Iterable[str]) -> None:
        """Check that the operating keys of these ids are here.

        Raises:
            MissingKeyError: some are not.
        """
        if missing := tuple(sorted(set(in_use) - set(self.operating))):
            raise MissingKeyError(missing)

    def unwrap(self, session: str, wrapped: WrappedKey) -> DataKey:
        """Open a call's data key.

        Raises:
            MissingKeyError: the operating key that locked it is not in this keyring.
            WrongKeyError: the key of that id is another one, or the locked key was changed.
        """
        operating = self.operating.get(wrapped.key_id)
        if operating is None:
            raise MissingKeyError((wrapped.key_id,))
        try:
            return DataKey(DataKey(operating).open(wrapped.wrapped, _bound(session, wrapped)))
        except InvalidTag as error:
            msg = f"operating key {wrapped.key_id} does not open the key of call {session}"
            raise WrongKeyError(msg) from error


def _bound(session: str, kept: WrappedKey) -> bytes:
    """Return what the operating lock is bound to: the recovery lock too, so that a change of it shows."""
    return f"{session}|{kept.key_id}|{kept.recovery_id}|".encode() + (kept.recovery_wrapped or b"")


def _entry(kind: str, name: str, secret: bytes) -> str:
    return _COLON.join((kind, name, base64.b64encode(secret).decode()))


def _fresh_id(prefix: str, today: date) -> str:
    return f"{prefix}{today}-{secrets.token_hex(2)}"


def _entries(text: str) -> Iterator[tuple[str, str, bytes]]:
    lines = [part.strip() for line in text.splitlines() for part in line.partition("#")[0].split(",")]
    for number, line in enumerate(filter(None, lines), 1):
        parts = line.split(_COLON)
        try:
            secret = base64.b64decode(parts[-1], validate=True)
        except binascii.Error:
            secret = b""
        if len(parts) != _PARTS or len(secret) != KEY_BYTES:
            msg = f"entry {number} of the keyring is not kind:id:base64 of {KEY_BYTES} bytes"
            raise KeyringError(msg)
        yield parts[0], parts[1], secret

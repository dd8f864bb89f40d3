"""Signed statements of what the log amounts to, kept at a second place: a tail that was cut off shows.

A checkpoint covers the events since the one before it: the Merkle root over the heads of the streams that
they belong to. The chain of each stream binds what came earlier, and each checkpoint names the one before.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dialogs.ids import StreamId
from storage.merkle import root

_FORM: Final = "hejie-checkpoint 1"
NOTHING: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One statement; ``first`` and ``last`` are the positions that it covers, both included."""

    log: str
    number: int
    at: str
    first: int
    last: int
    root: str
    before: str
    """The digest of the checkpoint before it."""
    key: str
    signature: str = ""

    @property
    def signed(self) -> bytes:
        """Return what the signature is made over."""
        parts = (
            _FORM,
            self.log,
            self.number,
            self.at,
            self.first,
            self.last,
            self.root,
            self.before,
            self.key,
        )
        return "\n".join(map(str, parts)).encode()

    @property
    def digest(self) -> str:
        """Return what the next checkpoint names."""
        return hashlib.sha256(self.signed).hexdigest()

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Tell whether the signature is that of ``key``."""
        try:
            key.verify(base64.b64decode(self.signature, validate=True), self.signed)
        except (InvalidSignature, ValueError):  # what is not base64 is a ValueError too
            return False
        return True

    def line(self) -> bytes:
        """Return the checkpoint as a line of JSON."""
        return msgspec.json.encode(self) + b"\n"


def read_checkpoint(line: bytes) -> Checkpoint | None:
    """Read a line; none when it holds no checkpoint, which a torn write can leave."""
    try:
        return msgspec.json.decode(line, type=Checkpoint, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the firm's key."""

    id: str
    key: Ed25519PrivateKey

    def sign(
        self, log: str, at: str, span: tuple[int, int], heads: str, before: Checkpoint | None
    ) -> Checkpoint:
        """Return the statement that follows ``before``: the events of ``span`` amount to ``heads``."""
        unsigned = Checkpoint(
            log=log,
            number=before.number + 1 if before else 1,
            at=at,
            first=span[0],
            last=span[1],
            root=heads,
            before=before.digest if before else NOTHING,
            key=self.id,
        )
        signature = base64.b64encode(self.key.sign(unsigned.signed)).decode()
        return replace(unsigned, signature=signature)


def heads_root(heads: Iterable[tuple[StreamId, int, bytes]]) -> str:
    """Return the Merkle root, in hex, over the ends of streams: version and hash, in order of stream."""
    leaves = [f"{stream}|{version}|".encode() + hashed for stream, version, hashed in sorted(heads)]
    return root(leaves).hex()


def follows(checkpoint: Checkpoint, before: Checkpoint | None, key: Ed25519PublicKey | None) -> str | None:
    """Return what is wrong with ``checkpoint`` as the one after ``before``; none when it is right."""
    number, first = (before.number + 1, before.last + 1) if before else (1, 1)
    if (checkpoint.number, checkpoint.first) != (number, first):
        return f"checkpoint {number} is missing"
    if checkpoint.before != (before.digest if before else NOTHING):
        return f"checkpoint {number} follows another one than stands before it"
    if key is None:
        return f"checkpoint {number} was signed by a key that is not in the keyring ({checkpoint.key})"
    return None if checkpoint.is_signed_by(key) else f"checkpoint {number} was changed, or signed by another"


Verifiers = Mapping[str, Ed25519PublicKey]
"""Public keys by id."""

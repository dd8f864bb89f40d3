"""Authenticated encryption of the fields that hold a person's words, between the codec and the store.

A sealed field stands in an event's body as ``{"gcm": base64(nonce ‖ ciphertext ‖ tag)}``. Its place (stream,
version, stored type, field) is the associated data of the seal, so that it does not open anywhere else.
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec.structs import replace

from dialogs.ids import StreamId, StreamKind
from storage.codec import ERASED_FIELD, WORDS_MARK, Encoded
from storage.errors import UnreadableEventError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_SEALED: Final = b'{"gcm":'
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])
_box = msgspec.json.Decoder(dict[str, str])


class _Box(msgspec.Struct):
    gcm: bytes


class _WithWords(msgspec.Struct):
    words: _Box


class _Clear(msgspec.Struct):
    sealed: str


_with_words, _clear = msgspec.json.Decoder(_WithWords), msgspec.json.Decoder(_Clear)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one call's words; who destroys it has erased them, wherever copies of the log lie."""

    secret: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> "DataKey":
        """Make a key that nobody had before."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def seal(self, words: bytes, place: bytes) -> bytes:
        """Return ``words`` sealed to ``place``: nonce, ciphertext and tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, words, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Return the words.

        Raises:
            InvalidTag: another key or place, or a byte was changed.
        """
        return AESGCM(self.secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)


def owner_of_words(stream: StreamId) -> str | None:
    """Return the call whose key seals the words of ``stream``: its own, or that of the call it speaks of."""
    return stream.key if stream.kind in {StreamKind.SESSION, StreamKind.REVIEW} else None


def holds_words(encoded: Encoded) -> bool:
    """Tell whether an event as the codec writes it has words in it that must be sealed."""
    return WORDS_MARK in encoded.body


def is_sealed(stored: Encoded) -> bool:
    """Tell whether a stored event has sealed words in it. Inside a text the mark's quotes are escaped."""
    return _SEALED in stored.body


def seal(encoded: Encoded, stream: StreamId, version: int, key: DataKey) -> Encoded:
    """Return ``encoded``, event number ``version`` of ``stream``, with its words sealed."""

    def sealed(name: str, raw: msgspec.Raw) -> bytes:
        box = base64.b64encode(key.seal(bytes(raw), _place(encoded, stream, version, name)))
        return b'{"gcm":"%b"}' % box

    return _changed(encoded, WORDS_MARK, sealed)


def unseal(stored: Encoded, stream: StreamId, version: int, key: DataKey | None) -> Encoded:
    """Return what :func:`seal` was given; without the key, the same event with its words marked as erased.

    Raises:
        UnreadableEventError: the seal does not fit this place, or what it holds was changed.
    """

    def opened(name: str, raw: msgspec.Raw) -> bytes:
        if key is None:
            return ERASED_FIELD
        try:
            box = base64.b64decode(_box.decode(raw)["gcm"], validate=True)
            return key.open(box, _place(stored, stream, version, name))
        except (InvalidTag, msgspec.MsgspecError, KeyError, ValueError, binascii.Error) as error:
            raise _does_not_open(stream, version) from error

    return _changed(stored, _SEALED, opened)


def words_in(stored: Encoded, stream: StreamId, version: int, key: DataKey) -> str:
    """Return what the field ``words`` of a sealed event holds, in a third of the time of reading the event.

    Raises:
        UnreadableEventError: the seal does not fit this place, or what it holds was changed.
    """
    try:
        box = _with_words.decode(stored.body).words.gcm
        return _clear.decode(key.open(box, _place(stored, stream, version, "words"))).sealed
    except (InvalidTag, msgspec.MsgspecError, ValueError) as error:
        raise _does_not_open(stream, version) from error


def _does_not_open(stream: StreamId, version: int) -> UnreadableEventError:
    return UnreadableEventError(
        f"the words in {stream} version {version} do not open: they were changed, or the key was"
    )


def _place(stored: Encoded, stream: StreamId, version: int, name: str) -> bytes:
    return f"{stream}|{version}|{stored.type}|{name}".encode()


def _changed(stored: Encoded, mark: bytes, change: Callable[[str, msgspec.Raw], bytes]) -> Encoded:
    """Return ``stored`` with each field that begins with ``mark`` changed."""
    fields = {
        name: msgspec.Raw(change(name, raw)) if bytes(raw).startswith(mark) else raw
        for name, raw in _fields.decode(stored.body).items()
    }
    return replace(stored, body=_encode(fields))

"""Event ↔ (type name, type version, bytes of JSON). Strict: what is read is exactly what was written."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Final

import msgspec

from dialogs.events import Event
from dialogs.sealed import Sealed
from storage.errors import UnreadableEventError
from storage.event_types import BY_CLASS, BY_NAME, EventType
from storage.upcasting import UPCASTS, Fields, StoredType, Upcasts, lifted


class Encoded(msgspec.Struct, frozen=True, gc=False):
    """One event as it is stored."""

    type: str
    type_version: int
    body: bytes


WORDS_MARK: Final = b'{"sealed":'
"""How a field begins that holds words, before :mod:`storage.sealing` seals it."""
ERASED_FIELD: Final = b'{"erased":true}'
"""What is read in the place of words whose key is gone."""


def stored_words(words: object) -> dict[str, str] | dict[str, bool]:
    """Return what is written for ``words``: the one place where they leave :class:`Sealed` for the log.

    Raises:
        TypeError: ``words`` is not sealed, and nothing else in an event needs this.
    """
    if not isinstance(words, Sealed):
        msg = f"an event holds a {type(words).__name__}, which has no stored form"
        raise TypeError(msg)
    return {"erased": True} if words.is_erased else {"sealed": words.reveal()}


def sealed_words(kind: type, stored: object) -> Sealed:
    """Return the words that :func:`stored_words` wrote; never quotes them in an error.

    Raises:
        TypeError: ``kind`` has no stored form of its own.
        ValueError: ``stored`` was not written by :func:`stored_words`.
    """
    if kind is not Sealed:
        msg = f"{kind.__name__} has no stored form"
        raise TypeError(msg)
    match stored:
        case {"sealed": str(text), **rest} if not rest:
            return Sealed(text)
        case {"erased": True, **rest} if not rest:
            return Sealed.erased()
        case _:
            raise ValueError("sealed words are not stored as they should be")


_encoder = msgspec.json.Encoder(enc_hook=stored_words)
_key_reader = msgspec.json.Decoder(dict[str, msgspec.Raw])
_field_reader = msgspec.json.Decoder(dict[str, Any])


def encode(event: Event) -> Encoded:
    """Return the stored form of ``event``.

    Raises:
        ValueError: a time in it is not aware, so that nobody could tell later when it was.
        TypeError: it is not an event of the log.
    """
    kind = BY_CLASS.get(type(event))
    if kind is None:
        msg = f"{type(event).__name__} is not an event of the log"
        raise TypeError(msg)
    if event.at.utcoffset() is None:
        msg = f"{kind.name} was recorded at a time without a zone"
        raise ValueError(msg)
    return Encoded(kind.name, kind.version, _encoder.encode(event))


def decode(stored: Encoded, *, types: Mapping[str, EventType] = BY_NAME, upcasts: Upcasts = UPCASTS) -> Event:
    """Return the event that was stored, lifted to the types of today.

    Raises:
        UnreadableEventError: the type is unknown here, or the body is not what this type writes.
    """
    named = StoredType(stored.type, stored.type_version)
    body = stored.body
    try:
        if named in upcasts:
            named, body = _lifted(named, body, upcasts)
        return _decoded(_known(named, types), body)
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError) as error:
        msg = f"a stored {stored.type} (version {stored.type_version}) is not what this type writes"
        raise UnreadableEventError(msg) from error


def _lifted(named: StoredType, body: bytes, upcasts: Upcasts) -> tuple[StoredType, bytes]:
    read: Fields = _field_reader.decode(body)
    named, read = lifted(named, read, upcasts)
    return named, _encoder.encode(read)


def _known(named: StoredType, types: Mapping[str, EventType]) -> EventType:
    kind = types.get(named.name)
    if kind is None or kind.version != named.version:
        msg = (
            f"the log holds an event {named.name} in version {named.version}, which this program does not "
            "know: start the version of the program that wrote it, or a newer one"
        )
        raise UnreadableEventError(msg)
    return kind


def _decoded(kind: EventType, body: bytes) -> Event:
    decoder, names = _reader(kind)
    if _key_reader.decode(body).keys() != names:
        msg = f"the fields of {kind.name} are not those that were stored"
        raise ValueError(msg)
    return decoder.decode(body)


@cache
def _reader(kind: EventType) -> tuple[msgspec.json.Decoder[Event], frozenset[str]]:
    decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(kind.event, dec_hook=sealed_words)
    return decoder, frozenset(field.name for field in fields(kind.event))

"""What is read of a call to tell how it was walked: its moves, without any words that stand in them."""

from typing import Final

from dialogs.events import Event
from dialogs.ids import StreamId
from dialogs.stays import WALKED
from storage.codec import Encoded, decode
from storage.event_types import BY_CLASS
from storage.sealing import is_sealed, unseal

WALKED_TYPES: Final = tuple(sorted(BY_CLASS[kind].name for kind in WALKED))
"""The names under which those events are stored."""


def without_words(stored: Encoded, stream: StreamId, version: int) -> Event:
    """Return event number ``version`` of ``stream``; words in it are read as erased, and no key is needed.

    Raises:
        UnreadableEventError: as :func:`storage.codec.decode`.
    """
    return decode(unseal(stored, stream, version, None) if is_sealed(stored) else stored)

"""What passes through the hatch: one JSON line in, JSON lines out."""

import socket
import struct
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder, Encoder

from bot.hatch.orders import AnyOrder
from bot.settings import Settings
from bot.storing import database_file
from dialogs.ids import Cause
from dialogs.texts import Language
from storage.sqlite.past import beside

HATCH: Final = "-hatch"
"""Ends the name of the socket, which stands beside the database."""
LONGEST_LINE: Final = 64 * 1024
"""Bytes; an order takes some hundred."""


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """An order, for what cause it is given, and in which language its outcome is to be told."""

    order: AnyOrder
    cause: Annotated[Cause, Meta(pattern=r"^console:[0-9a-f]{16}\Z")]
    """Of the command line's own kind: nobody can use up the cause of a tap here."""
    language: Language


class Reason(StrEnum):
    """Why somebody was turned away before anything was done."""

    BUSY = "busy"
    LATE = "late"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    STRANGER = "stranger"


class Turned(Struct, frozen=True, tag="turned away"):
    """Nothing was done."""

    why: Reason


class Progress(Struct, frozen=True, tag="progress"):
    """How far it has come."""

    text: str


class Done(Struct, frozen=True, tag="done"):
    """It is done, or was refused: the last line of an answer."""

    code: int
    text: str


Answer = Progress | Done | Turned
_ENCODER: Final = Encoder()
_ASKED: Final = Decoder(Asked)
_ANSWER: Final[Decoder[Answer]] = Decoder(Answer)


def to_line(said: Asked | Answer) -> bytes:
    """Return ``said`` as a line."""
    return _ENCODER.encode(said) + b"\n"


def read_asked(line: bytes) -> Asked:
    """Return what a line asks for.

    Raises:
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is no order.
    """
    return _ASKED.decode(line)


def read_answer(line: bytes) -> Answer | None:
    """Return what a line answers; none when it is no answer."""
    try:
        return _ANSWER.decode(line)
    except DecodeError:
        return None


def hatch_of(settings: Settings) -> Path | None:
    """Return where the hatch of a bot with these settings is; a log in memory has none."""
    database = database_file(settings)
    return None if database is None else beside(database, HATCH)


def user_of(connection: socket.socket) -> int | None:
    """Return which user is at the other end; none where the system does not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", told)
    return int(user)

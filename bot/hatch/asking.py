"""The command's side of the hatch: an order is carried out here when no bot runs, or else by the bot."""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from msgspec import DecodeError

from bot.hatch.carrying import Show, carried_out
from bot.hatch.lines import (
    LONGEST_LINE,
    Asked,
    Done,
    Progress,
    Reason,
    Turned,
    hatch_of,
    read_answer,
    read_asked,
    to_line,
    user_of,
)
from bot.hatch.orders import AnyOrder, OfCases, OfPlaybooks, Room
from bot.offices import office_over, office_without_library
from bot.settings import Settings
from bot.storing import open_log
from dialogs.ids import Cause
from storage.errors import InUseError

PATIENCE: Final = 3.0
"""Seconds in which another command that holds the log is done, or a bot that starts opens its hatch."""
SILENCE: Final = 60.0
"""Seconds without a line from the bot before we give up."""
_LOOK_AGAIN: Final = 0.05
_WHY: Final = {
    Reason.BUSY: "the bot has too many orders at once: try again in a moment",
    Reason.LATE: "the order did not come through to the bot in time: try again",
    Reason.TOO_LONG: "the order is too long",
    Reason.UNREADABLE: "the running bot does not know this order: it is of another version, restart it",
    Reason.STRANGER: "the bot runs as another user: ask as that user",
}


class HatchError(Exception):
    """A running bot did not carry out the order; the message says why, and what to do."""


class WrongOrderError(Exception):
    """The order cannot be given as it stands; the message names the field."""


def carry_out(
    settings: Settings,
    order: AnyOrder,
    show: Show = print,
    *,
    patience: float = PATIENCE,
    rest: Callable[[float], None] = time.sleep,
) -> Done:
    """Carry out ``order`` once: here, or by the bot that holds the log. ``show`` hears how far it has come.

    Raises:
        CannotOpenStorageError: the log cannot be opened, and nobody who holds it takes orders.
        HatchError: the bot did not answer, or did not take the order.
        KeyringError: the keys of the log cannot be used.
        WrongOrderError: a field of the order is not as it may be.
    """
    cause = Cause(f"console:{token_hex(8)}")
    asked = _checked(Asked(order=order, cause=cause, language=settings.language))
    path, until = hatch_of(settings), time.monotonic() + patience
    while True:
        try:
            return asyncio.run(_here(settings, asked, show))
        except InUseError:
            answer = None if path is None else knock(path, asked, show)
            if answer is not None:
                return answer
            if time.monotonic() > until:
                raise
        rest(_LOOK_AGAIN)


def knock(path: Path, asked: Asked, show: Show, silence: float = SILENCE) -> Done | None:
    """Give an order to the bot whose hatch is at ``path``; none when nobody is there.

    Raises:
        HatchError: it was not taken, or there was no answer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(silence)
        if not _connected(line, path):
            return None
        if user_of(line) not in {None, os.geteuid()}:
            raise HatchError(_WHY[Reason.STRANGER])
        try:
            for answer in _answers(line, asked):
                match answer:
                    case Progress(text=text):
                        show(text)
                    case Turned(why=why):
                        raise HatchError(_WHY[why])
                    case Done():
                        return answer
        except TimeoutError as error:
            msg = f"the bot says nothing for {silence:g} seconds: its log may tell what became of the order"
            raise HatchError(msg) from error
    msg = "the bot ended before it answered: whether the order was carried out, it will show"
    raise HatchError(msg)


def _checked(asked: Asked) -> Asked:
    """Return ``asked`` as it would arrive, so that no order is taken here that a bot would not take."""
    try:
        return read_asked(to_line(asked))
    except DecodeError as error:
        msg = f"this cannot be ordered: {error}"
        raise WrongOrderError(msg) from error


async def _here(settings: Settings, asked: Asked, show: Show) -> Done:
    async with open_log(settings, shared=True) as storage:
        if isinstance(asked.order, OfPlaybooks | OfCases):
            office = await office_over(settings, storage)
        else:
            office = office_without_library(settings, storage)
        room = Room(settings=settings, storage=storage, office=office)
        done, _ = await carried_out(room, asked, show)
        return done


def _connected(line: socket.socket, path: Path) -> bool:
    try:
        line.connect(str(path))
    except BlockingIOError as error:  # so many wait already
        raise HatchError(_WHY[Reason.BUSY]) from error
    except OSError:  # not there, left by a bot that was killed, or too long a path for one
        return False
    return True


def _answers(line: socket.socket, asked: Asked) -> Iterator[Progress | Done | Turned]:
    with suppress(ConnectionError):  # whoever turns us away need not hear us; why is there to be read
        line.sendall(to_line(asked))
    try:
        with line.makefile("rb") as lines:
            while said := lines.readline(LONGEST_LINE):
                answer = read_answer(said)
                if answer is not None:
                    yield answer
    except ConnectionError:
        return

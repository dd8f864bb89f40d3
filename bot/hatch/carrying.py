"""Carries out what was asked and says what it came to, in the command's own process or in the bot's."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.clock import now
from bot.hatch.lines import Asked, Done
from bot.hatch.orders import Room, perform
from bot.words import Words

Show = Callable[[str], None]
"""Shows a line to the person at the command line."""
Carry = Callable[[Room, Asked, Show], Awaitable[tuple[Done, str]]]


async def carried_out(room: Room, asked: Asked, show: Show) -> tuple[Done, str]:
    """Return what to tell whoever asked, and the key of it, which may stand in a log.

    Raises:
        StorageUnavailableError: nothing is known to be written.
    """
    say = partial(Words(room.settings.zone).say, language=asked.language, now=now())
    outcome = await perform(room, asked.order, asked.cause, lambda phrase: show(say(phrase)))
    return Done(outcome.code, say(outcome.say)), outcome.say.key

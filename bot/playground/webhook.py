"""The webhook that a bot set: where updates go, at what pace, and what went wrong last."""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.playground.json_values import JsonObject, decode_object, encode
from bot.playground.world import World

_ERROR: Final = "webhook_error"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address on this machine, its secret, and how many deliveries may be under way at once."""

    address: str
    secret: str
    connections: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the server is, in seconds: Telegram's figures, or shorter ones for a test.

    `first` and `longest` bound the back-off, `timeout` one delivery, `longest_asked` what a bot may ask for
    with Retry-After.
    """

    first: float = 1.0
    longest: float = 60.0
    timeout: float = 60.0
    longest_asked: float = 3600.0

    def wait(self, failures: int, asked: float = 0) -> float:
        """Return the seconds before the next attempt: the first is at once, then the wait doubles.

        `failures` counts from 1; `asked` is the bot's Retry-After, which comes first, 0 for none.
        """
        if asked > 0:
            return min(asked, self.longest_asked)
        if failures == 1:
            return 0
        # The exponent is bounded, or a day of failures would be too large for a float.
        return min(self.first * 2.0 ** min(failures - 2, 32), self.longest)


TELEGRAMS: Final = Pace()
"""The pace of Telegram's own server."""


def webhook_of(world: World) -> Webhook | None:
    """Return where to deliver, None when no webhook is set or it is not on this machine.

    An address elsewhere is accepted, as Telegram would, but nothing leaves this machine: its updates wait.
    """
    address = world.store.setting("webhook")
    if not _is_here(address):
        return None
    connections = int(world.store.setting("webhook_connections") or 40)
    return Webhook(address, world.store.setting("webhook_secret"), min(max(connections, 1), 100))


def remember_error(world: World, message: str) -> None:
    """Remember what went wrong now, for getWebhookInfo."""
    world.store.set_setting(
        _ERROR, encode({"last_error_date": world.seconds(), "last_error_message": message})
    )


def forget_error(world: World) -> None:
    """Forget the last error, as when a webhook is set anew."""
    world.store.set_setting(_ERROR, "")


def last_error(world: World) -> JsonObject:
    """Return last_error_date and last_error_message, empty when nothing went wrong."""
    return decode_object(world.store.setting(_ERROR) or "{}")


def _is_here(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

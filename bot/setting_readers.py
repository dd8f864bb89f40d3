"""From the text of one setting to its value; a ValueError says what is wrong, and never holds the text."""

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialogs.ids import PersonId
from dialogs.texts import Language
from storage.errors import KeyringError
from storage.keyring import Keyring
from storage.postgres.address import SCHEME, Address

METRICS_PATH = "/metrics"
HEALTH_PATHS = ("/healthz", "/readyz", METRICS_PATH)
"""Served beside the webhook, so that no webhook may have these paths."""
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_PORTS = (None, 443, 80, 88, 8443)
"""Where Telegram delivers to."""
_HIGHEST_PORT = 65535
_HIGHEST_ID = 2**53


def token(text: str) -> str:
    """Return a bot token."""
    if not _TOKEN.fullmatch(text):
        msg = "is not a bot token: copy the whole line, a number, a colon and a long word"
        raise ValueError(msg)
    return text


def api_url(text: str) -> str:
    """Return where the Bot API answers, without a slash at the end."""
    if _plain_address(text).scheme == "http" and not is_this_machine(urlsplit(text).hostname or ""):
        msg = "must begin with https://, or the token travels unencrypted; http:// is for this machine"
        raise ValueError(msg)
    return text.rstrip("/")


def proxy(text: str) -> str:
    """Return the proxy by which the Bot API is reached, without a slash at the end."""
    if not _is_proxy(text.rstrip("/")):
        msg = "must be http://, a host, a colon and a port; of a password / @ : # ? are %2F %40 %3A %23 %3F"
        raise ValueError(msg)
    return text.rstrip("/")


def _is_proxy(text: str) -> bool:
    try:
        parts = urlsplit(text)
        is_reached = bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
    return is_reached and parts.scheme == "http" and not (parts.path or parts.query or parts.fragment)


def secrets_in_proxy(text: str | None) -> tuple[str, ...]:
    """Return the password to a proxy, as it is written and as it is meant; nothing where there is none."""
    written = urlsplit(text or "").password
    return (written, unquote(written)) if written else ()


def webhook_url(text: str) -> str:
    """Return where Telegram is to deliver updates."""
    parts = _plain_address(text)
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        msg = "must begin with https://, Telegram delivers to nothing else; http:// is for this machine"
        raise ValueError(msg)
    if parts.scheme == "https" and parts.port not in _PORTS:
        msg = "must name port 443, 80, 88 or 8443, or none: Telegram delivers to no other"
        raise ValueError(msg)
    if not _PATH.fullmatch(parts.path):
        msg = "must have a path of A-Z a-z 0-9 . _ ~ - and / only"
        raise ValueError(msg)
    if parts.path in HEALTH_PATHS:
        msg = "must have another path: /healthz, /readyz and /metrics say how the bot is"
        raise ValueError(msg)
    return text


def webhook_secret(text: str) -> str:
    """Return what Telegram must show with each delivery."""
    if not _SECRET.fullmatch(text):
        msg = "must be 16 to 256 of A-Z a-z 0-9 _ -, so that nobody guesses it"
        raise ValueError(msg)
    return text


def _plain_address(text: str) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "must be an address that begins with https://"
        raise ValueError(msg)
    if parts.query or parts.fragment or parts.username or parts.password:
        msg = "must be a plain address, without a user, ? or #"
        raise ValueError(msg)
    return parts


def database(text: str) -> str:
    """Return the address of a store."""
    is_file = text.startswith("sqlite:///") and not text.endswith("/")
    is_served = text.startswith(f"{SCHEME}://")
    address = Address.read(text) if is_served else None
    if is_file or text == "memory://" or (address is not None and address.database):
        return text
    if is_served and address is None:
        msg = (
            "is no address that can be told apart: write / as %2F, @ as %40, # as %23 and ? as %3F in the "
            "password, or put it into ~/.pgpass"
        )
        raise ValueError(msg)
    msg = (
        "must begin with sqlite:/// and name a file (a fourth / makes the path absolute), or with "
        "postgresql:// and name a database"
    )
    raise ValueError(msg)


def keys(text: str) -> str:
    """Return a keyring as text."""
    try:
        Keyring.read(text)
    except KeyringError as wrong:
        msg = f"is no keyring: {wrong}"
        raise ValueError(msg) from wrong
    return text


def admins(text: str) -> tuple[PersonId, ...]:
    """Return Telegram ids, each once."""
    numbers = [each.strip() for each in text.replace("，", ",").split(",") if each.strip()]
    wrong = [
        each for each in numbers if not (each.isascii() and each.isdecimal() and 0 < int(each) < _HIGHEST_ID)
    ]
    if wrong:
        msg = "must be Telegram ids, which are numbers, with commas between them"
        raise ValueError(msg)
    return tuple(dict.fromkeys(PersonId(int(each)) for each in numbers))


def address(text: str) -> tuple[str, int]:
    """Return host and port; the host is localhost or an IP address, and may be any of this machine's."""
    host, _, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not (port.isascii() and port.isdecimal() and int(port) <= _HIGHEST_PORT) or not bare:
        msg = "must be an address of this machine, a colon and a port"
        raise ValueError(msg)
    if bare != "localhost" and not _is_ip_address(bare):
        msg = "must be localhost or an IP address of this machine, a colon and a port"
        raise ValueError(msg)
    return bare, int(port)


def is_this_machine(host: str) -> bool:
    """Tell whether nobody but this machine reaches ``host``."""
    return host == "localhost" or (_is_ip_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def zone(text: str) -> ZoneInfo:
    """Return a time zone by its name."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        msg = "is not a time zone that we know"
        raise ValueError(msg) from unknown


def language(text: str) -> Language:
    """Return a language of the bot."""
    if text not in set(Language):
        msg = "must be zh or en"
        raise ValueError(msg)
    return Language(text)

"""What the environment says, read once: one frozen object, every error at once, secrets never printed."""

import difflib
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from dialogs.ids import PersonId
from dialogs.texts import Language

PREFIX = "HEJIE_"
ENV_FILE = Path(".env")
EXAMPLES: Mapping[str, str] = {
    "HEJIE_TOKEN": "123456789:AAE… as @BotFather gave it",
    "HEJIE_API_URL": "https://api.telegram.org",
    "HEJIE_DB": "sqlite:///var/hejie.db",
    "HEJIE_ADMINS": "123456789,987654321",
    "HEJIE_MODE": "polling",
    "HEJIE_LISTEN": "127.0.0.1:8080",
    "HEJIE_TZ": "Asia/Shanghai",
    "HEJIE_LANG": "zh",
}
"""Every variable that we read, with what it may look like."""
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_HIGHEST_PORT = 65535
_HIGHEST_ID = 2**53
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Listen:
    """An address of this machine."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting that cannot be used. It never holds the value: values can be secrets."""

    variable: str
    what: str
    example: str = ""

    def __str__(self) -> str:
        return f"{self.variable} {self.what}" + (f", for example {self.example}" if self.example else "")


class SettingsError(Exception):
    """Some settings cannot be used; ``problems`` names them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this bot is to run."""

    token: str | None = field(default=None, repr=False)
    """The bot's token; only ``hejie run`` needs it."""
    api_url: str = "https://api.telegram.org"
    """Where the Bot API answers: Telegram's own, or a server that you run."""
    database: str = "sqlite:///var/hejie.db"
    """Where the log is kept: ``sqlite:///`` and a file, or ``memory://``, which forgets all at the end."""
    admins: tuple[PersonId, ...] = ()
    """Telegram ids of the first admins, with commas between them."""
    mode: str = "polling"
    """How updates come in; there is only ``polling``."""
    listen: Listen = Listen("127.0.0.1", 8080)
    """Where the pages on this machine are served."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    """Where local days begin and end."""
    language: Language = Language.ZH
    """Language of whoever has not chosen one, ``zh`` or ``en``."""


def read_settings(
    environment: Mapping[str, str], env_file: Path | None = ENV_FILE, *, needs_token: bool = False
) -> Settings:
    """Read the settings from ``environment``, and what it leaves out from ``env_file`` when that is there.

    An empty variable counts as left out.

    Raises:
        SettingsError: some cannot be used.
    """
    found = {name: text.strip() for name, text in _merged(environment, env_file).items() if text.strip()}
    problems = [_unknown(name) for name in sorted(found) if name not in EXAMPLES]
    default = Settings()

    def one(name: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        try:
            return read(found[name]) if name in found else otherwise
        except ValueError as wrong:
            problems.append(Problem(name, str(wrong), EXAMPLES[name]))
            return otherwise

    settings = Settings(
        token=one("HEJIE_TOKEN", _token, None),
        api_url=one("HEJIE_API_URL", _api_url, default.api_url),
        database=one("HEJIE_DB", _database, default.database),
        admins=one("HEJIE_ADMINS", _admins, default.admins),
        mode=one("HEJIE_MODE", _mode, default.mode),
        listen=one("HEJIE_LISTEN", _listen, default.listen),
        zone=one("HEJIE_TZ", _zone, default.zone),
        language=one("HEJIE_LANG", _language, default.language),
    )
    if needs_token and "HEJIE_TOKEN" not in found:
        problems.append(Problem("HEJIE_TOKEN", "is missing: put it into .env", EXAMPLES["HEJIE_TOKEN"]))
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def _merged(environment: Mapping[str, str], env_file: Path | None) -> dict[str, str]:
    try:
        from_file = dotenv_values(env_file, interpolate=False) if env_file and env_file.is_file() else {}
    except (OSError, UnicodeDecodeError) as broken:
        problem = Problem(str(env_file), "cannot be read: it must be UTF-8 text that this user may read")
        raise SettingsError((problem,)) from broken
    both = {name: text or "" for name, text in from_file.items()} | dict(environment)
    return {name: text for name, text in both.items() if name.startswith(PREFIX)}


def _unknown(name: str) -> Problem:
    near = difflib.get_close_matches(name, EXAMPLES, n=1)
    return Problem(
        name, f"is not a setting: did you mean {near[0]}?" if near else "is not a setting: remove it"
    )


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        msg = "is not a bot token: copy the whole line, a number, a colon and a long word"
        raise ValueError(msg)
    return text


def _api_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "must be an address that begins with https://"
        raise ValueError(msg)
    if parts.query or parts.fragment or parts.username or parts.password:
        msg = "must be a plain address, without a user, ? or #"
        raise ValueError(msg)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        msg = "must begin with https://, or the token travels unencrypted; http:// is for this machine"
        raise ValueError(msg)
    return text.rstrip("/")


def _database(text: str) -> str:
    if text == "memory://" or (text.startswith("sqlite:///") and not text.endswith("/")):
        return text
    msg = "must begin with sqlite:/// and name a file (a fourth / makes the path absolute)"
    raise ValueError(msg)


def _admins(text: str) -> tuple[PersonId, ...]:
    numbers = [each.strip() for each in text.replace("，", ",").split(",") if each.strip()]
    wrong = [
        each for each in numbers if not (each.isascii() and each.isdecimal() and 0 < int(each) < _HIGHEST_ID)
    ]
    if wrong:
        msg = "must be Telegram ids, which are numbers, with commas between them"
        raise ValueError(msg)
    return tuple(dict.fromkeys(PersonId(int(each)) for each in numbers))


def _mode(text: str) -> str:
    if text == "webhook":
        msg = "cannot be webhook yet: leave it out, polling needs no public address"
        raise ValueError(msg)
    if text != "polling":
        msg = "must be polling"
        raise ValueError(msg)
    return text


def _listen(text: str) -> Listen:
    host, _, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not (port.isascii() and port.isdecimal() and int(port) <= _HIGHEST_PORT) or not bare:
        msg = "must be an address of this machine, a colon and a port"
        raise ValueError(msg)
    if not _is_this_machine(bare):
        msg = "must be this machine alone (127.0.0.1 or localhost): the pages ask for no password"
        raise ValueError(msg)
    return Listen(bare, int(port))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        msg = "is not a time zone that we know"
        raise ValueError(msg) from unknown


def _language(text: str) -> Language:
    if text not in set(Language):
        msg = "must be zh or en"
        raise ValueError(msg)
    return Language(text)

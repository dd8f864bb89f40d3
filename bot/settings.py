"""What the environment says, read once: one frozen object, every error at once, secrets never printed."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

from bot import setting_readers
from dialogs.ids import PersonId
from dialogs.texts import Language
from storage.postgres.address import secrets_in

PREFIX = "HEJIE_"
ENV_FILE = Path(".env")
LIBRARY: Final = Path(__file__).parents[1] / "playbooks" / "library"
"""The playbooks that come with the program."""
EXAMPLES: Mapping[str, str] = {
    "HEJIE_TOKEN": "123456789:AAE… as @BotFather gave it",
    "HEJIE_API_URL": "https://api.telegram.org",
    "HEJIE_PROXY": "http://proxy.example:3128",
    "HEJIE_DB": "sqlite:///var/hejie.db",
    "HEJIE_KEYS": "operating:2026-11-28-3f9a:…,signing:… as `hejie keys init` wrote them",
    "HEJIE_KEYS_FILE": "/var/lib/hejie-keys/keys",
    "HEJIE_SECOND_PLACE": "/mnt/other-disk/hejie",
    "HEJIE_RETENTION": "/var/lib/hejie/retention.toml",
    "HEJIE_DEADLINES": "/var/lib/hejie/deadlines.toml",
    "HEJIE_CRISIS": "/var/lib/hejie/crisis.toml",
    "HEJIE_SEARCH_INDEX": "on",
    "HEJIE_SECOND_PERSON": "on",
    "HEJIE_CHAT_FILES": "on",
    "HEJIE_LIBRARY": "/var/lib/hejie/library",
    "HEJIE_ADMINS": "123456789,987654321",
    "HEJIE_MODE": "polling",
    "HEJIE_WEBHOOK_URL": "https://hejie.example/telegram",
    "HEJIE_WEBHOOK_SECRET": "what `openssl rand -hex 32` prints",
    "HEJIE_LISTEN": "127.0.0.1:8080",
    "HEJIE_TZ": "Asia/Shanghai",
    "HEJIE_LANG": "zh",
}
"""Every variable that we read, with what it may look like."""
Read = TypeVar("Read")


class Mode(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    """We ask Telegram; needs no public address."""
    WEBHOOK = "webhook"
    """Telegram comes to us, through a proxy that ends TLS."""


class Switch(StrEnum):
    """Whether something is wanted."""

    OFF = "off"
    ON = "on"


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
    proxy: str | None = field(default=None, repr=False)
    """The proxy by which it is reached, ``http://``, with a user if it asks for one; no other is heeded."""
    database: str = field(default="sqlite:///var/hejie.db", repr=False)
    """Where the log is kept: ``sqlite:///`` and a file, ``postgresql://`` and a database, or ``memory://``."""
    keys: str | None = field(default=None, repr=False)
    """The keys that seal people's words, as text; or name their file."""
    keys_file: Path | None = None
    """The file of those keys; without either setting it stands beside the log, named ``…-keys``."""
    second_place: Path | None = None
    """A folder on another disk: how far the log had come, what was erased; else one beside the log.

    Whoever names another takes its files along."""
    retention: Path | None = None
    """How long calls are kept, and when their words are erased; else the rules that come with the program."""
    deadlines: Path | None = None
    """By when complaints must be dealt with; else the deadlines that come with the program."""
    crisis: Path | None = None
    """The signs of more than a complaint, and who is called then; else those that come with the program."""
    search_index: Switch = Switch.OFF
    """An index of words, ``on`` or ``off``: finds are quicker, and the file gives away more."""
    second_person: Switch = Switch.ON
    """A second person for law, money, a promise, a verbatim line; files wait as drafts: ``on``, ``off``."""
    chat_files: Switch = Switch.OFF
    """Whether a brief for a regulator may go to the chat, so to Telegram too, as a file: ``on``, ``off``."""
    library: Path | None = None
    """The folder of playbooks, watched while the bot runs; else the library that comes with the program."""
    admins: tuple[PersonId, ...] = ()
    """Telegram ids of the first admins, with commas between them."""
    mode: Mode = Mode.POLLING
    """How updates come in: ``polling``, or ``webhook``, which needs an address that Telegram reaches."""
    webhook_url: str | None = None
    """Where Telegram is to deliver, ``https://``; we serve its path. For ``webhook`` only."""
    webhook_secret: str | None = field(default=None, repr=False)
    """16 to 256 of ``A-Z a-z 0-9 _ -`` that each delivery must show. For ``webhook`` only."""
    listen: Listen = Listen("127.0.0.1", 8080)
    """Where pages are served; with ``webhook`` it may be reached by other machines: TLS ends at a proxy."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    """Where local days begin and end."""
    language: Language = Language.ZH
    """Language of whoever has not chosen one, ``zh`` or ``en``."""

    @property
    def shelf(self) -> Path:
        """Return the folder of the playbooks that this bot works with."""
        return self.library or LIBRARY

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what must stand in no log."""
        keys = [entry.rpartition(":")[2].strip() for entry in (self.keys or "").split(",")]
        return tuple(
            each
            for each in (
                self.token,
                self.webhook_secret,
                *keys,
                *secrets_in(self.database),
                *setting_readers.secrets_in_proxy(self.proxy),
            )
            if each
        )


def read_settings(
    environment: Mapping[str, str], env_file: Path | None = ENV_FILE, *, needs_token: bool = False
) -> Settings:
    """Read the settings from ``environment``; what is not there, or empty, from ``env_file`` if there is one.

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
        token=one("HEJIE_TOKEN", setting_readers.token, None),
        api_url=one("HEJIE_API_URL", setting_readers.api_url, default.api_url),
        proxy=one("HEJIE_PROXY", setting_readers.proxy, None),
        database=one("HEJIE_DB", setting_readers.database, default.database),
        keys=one("HEJIE_KEYS", setting_readers.keys, None),
        keys_file=one("HEJIE_KEYS_FILE", Path, None),
        second_place=one("HEJIE_SECOND_PLACE", Path, None),
        retention=one("HEJIE_RETENTION", Path, None),
        deadlines=one("HEJIE_DEADLINES", Path, None),
        crisis=one("HEJIE_CRISIS", Path, None),
        search_index=one("HEJIE_SEARCH_INDEX", _switch, default.search_index),
        second_person=one("HEJIE_SECOND_PERSON", _switch, default.second_person),
        chat_files=one("HEJIE_CHAT_FILES", _switch, default.chat_files),
        library=one("HEJIE_LIBRARY", Path, None),
        admins=one("HEJIE_ADMINS", setting_readers.admins, default.admins),
        mode=one("HEJIE_MODE", _mode, default.mode),
        webhook_url=one("HEJIE_WEBHOOK_URL", setting_readers.webhook_url, None),
        webhook_secret=one("HEJIE_WEBHOOK_SECRET", setting_readers.webhook_secret, None),
        listen=one("HEJIE_LISTEN", _listen, default.listen),
        zone=one("HEJIE_TZ", setting_readers.zone, default.zone),
        language=one("HEJIE_LANG", setting_readers.language, default.language),
    )
    if needs_token and "HEJIE_TOKEN" not in found:
        problems.append(Problem("HEJIE_TOKEN", "is missing: put it into .env", EXAMPLES["HEJIE_TOKEN"]))
    problems.extend(_contradictions(settings, found))
    if all(each.variable != "HEJIE_MODE" for each in problems):
        problems.extend(_of_mode(settings, found))
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def named_language(environment: Mapping[str, str], env_file: Path | None) -> Language | None:
    """Return the language that the settings name, if one can be read there; the others are not looked at.

    Raises:
        SettingsError: their file cannot be read.
    """
    named = _merged(environment, env_file).get("HEJIE_LANG", "").strip()
    return Language(named) if named in {*Language} else None


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


def _contradictions(settings: Settings, found: Mapping[str, str]) -> Iterator[Problem]:
    """Tell which settings are good by themselves, and not together."""
    if settings.proxy and settings.api_url.startswith("http:"):
        what = "is for a Bot API elsewhere, and HEJIE_API_URL is on this machine: remove one of them"
        yield Problem("HEJIE_PROXY", what)
    if {"HEJIE_KEYS", "HEJIE_KEYS_FILE"} <= set(found):
        yield Problem("HEJIE_KEYS", "and HEJIE_KEYS_FILE are both set: keep one of them")


def _of_mode(settings: Settings, found: Mapping[str, str]) -> Iterator[Problem]:
    """Tell what the mode asks for and does not get."""
    if settings.mode is Mode.WEBHOOK:
        for name in ("HEJIE_WEBHOOK_URL", "HEJIE_WEBHOOK_SECRET"):
            if name not in found:
                yield Problem(name, "is missing: HEJIE_MODE=webhook needs it", EXAMPLES[name])
    elif not setting_readers.is_this_machine(settings.listen.host):
        what = "must be this machine alone (127.0.0.1 or localhost) unless HEJIE_MODE=webhook"
        yield Problem("HEJIE_LISTEN", f"{what}: the pages ask for no password", EXAMPLES["HEJIE_LISTEN"])


def _mode(text: str) -> Mode:
    if text not in set(Mode):
        msg = "must be polling or webhook"
        raise ValueError(msg)
    return Mode(text)


def _switch(text: str) -> Switch:
    if text not in set(Switch):
        msg = "must be on or off"
        raise ValueError(msg)
    return Switch(text)


def _listen(text: str) -> Listen:
    return Listen(*setting_readers.address(text))

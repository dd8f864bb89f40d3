"""The address of a database, taken apart: what may be said of it, and what must not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, unquote

SCHEME: Final = "postgresql"
# Not urlsplit: mended Pythons, Debian's among them, let it take no second host where one is in brackets.
_PARTS: Final = re.compile(rf"{SCHEME}://(?P<place>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?")
_HOST: Final = r"(?:\[[0-9A-Fa-f:.%]+\]|[\w.%~-]*)(?::\d+)?"
_HOSTS: Final = re.compile(f"{_HOST}(?:,{_HOST})*")
_SECRET: Final = ("password", "sslpassword")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, and the secrets that stood in its address."""

    hosts: str
    """With their ports, as they were written."""
    database: str
    schema: str | None
    secrets: tuple[str, ...]
    """As they were written, and as they are meant."""

    @classmethod
    def read(cls, url: str) -> "Address | None":
        """Take an address apart; none for one of which it cannot be told for sure what is secret."""
        parts = _PARTS.fullmatch(url)
        if parts is None:
            return None
        path, query = parts["path"], parts["query"] or ""
        user, _, hosts = parts["place"].rpartition("@")
        is_plain = "@" not in path + query and "[" not in user and "]" not in user
        if not is_plain or not _HOSTS.fullmatch(hosts):
            return None
        options = dict(parse_qsl(query))
        hosts = hosts or quote(options.get("host", ""), safe=",")
        return cls(hosts, path.strip("/"), options.get("search_path"), _secrets(user, query))

    def __str__(self) -> str:
        schema = "" if self.schema is None else f"?search_path={self.schema}"
        return f"{SCHEME}://{self.hosts}/{self.database}{schema}"


def _secrets(user: str, query: str) -> tuple[str, ...]:
    options = [each.partition("=") for each in query.split("&")]
    written = [user.partition(":")[2], *(secret for name, _, secret in options if name in _SECRET)]
    return tuple(dict.fromkeys(each for secret in written for each in (secret, unquote(secret)) if each))


def one_by_one(url: str) -> Sequence[str]:
    """Return an address for each host that stands before the path of ``url``, in their order.

    It is ``url`` itself where hosts or ports are listed after the path, or it cannot be taken apart.
    """
    parts = _PARTS.fullmatch(url)
    options = {} if parts is None else dict(parse_qsl(parts["query"] or ""))
    if parts is None or Address.read(url) is None or "," in f"{options.get('host')}{options.get('port')}":
        return [url]
    user, at, hosts = parts["place"].rpartition("@")
    begins, ends = parts.span("place")
    return [f"{url[:begins]}{user}{at}{host}{url[ends:]}" for host in hosts.split(",")]


def name_of(url: str) -> str:
    """Return what messages call the database at ``url``: where it is, and no user and no password."""
    address = Address.read(url)
    return "the database that HEJIE_DB names" if address is None else f"the database {address}"


def secrets_in(url: str) -> tuple[str, ...]:
    """Return what must not be shown of the address of a store, whatever store it is."""
    address = Address.read(url) if url.startswith(f"{SCHEME}://") else None
    return () if address is None else address.secrets

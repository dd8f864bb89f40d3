"""The HTTP under the bot's calls: PTB's methods and error mapping on one aiohttp session.

A bot's token stands in every URL that it calls, so nothing here lets a URL into an error or a log.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 256
"""Calls in flight; a call beyond them waits its turn."""
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
_TOO_MANY = 429
_FIRST_ERROR = 400
_CHUNK = 65_536
_JSON = {"Content-Type": "application/json"}
_ANY_FILE = "application/octet-stream"
_DEFAULT_RETRY_SECONDS = 5.0
_REFUSALS: Mapping[int, Callable[[str], TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}
"""What a status means, as PTB has it."""
_PAGE = b"{}"
"""Stands for a gateway's page, which may quote the URL."""
_Body: TypeAlias = bytes | aiohttp.FormData | None


class NotSentError(NetworkError):
    """The server was not reached: the call certainly did nothing."""


class BrokenError(NetworkError):
    """The connection broke under way: nobody knows what the call did."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: what the chat is to call it, in ASCII, and what it holds."""

    name: str
    content: bytes


class FilesNotSentError(Exception):
    """Files go by ``upload``: another call that carries one is a mistake of ours."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class FloodError(TelegramError):
    """Too many calls for this chat: wait ``seconds`` before the next."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests: retry after {seconds:g} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """Calls the Bot API through one aiohttp session, which lives from ``initialize`` to ``shutdown``.

    A call is given ``CONNECT_SECONDS`` to connect and ``READ_SECONDS`` (or what the caller says) for each
    read. A call that timed out after it was sent raises TimedOut: nobody knows what it did.
    """

    def __init__(
        self, connections: int = CONNECTIONS, read_seconds: float = READ_SECONDS, *, proxy: str | None = None
    ) -> None:
        """Call by ``proxy``, if one is named; those of the environment are not heeded."""
        self._connections = connections
        self._read_seconds = read_seconds
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that a read may take when the caller says nothing else."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the session; a second time does nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call of PTB's own methods and return its HTTP status and body.

        It stays for what is called seldom: getMe, setMyCommands, setWebhook, deleteWebhook. All else goes
        through :meth:`call`.

        Raises:
            FilesNotSentError: the call carries a file.
            NotSentError: the server was not reached.
            TimedOut: the server did not answer in time.
            FloodError: the server asked us to wait.
            BrokenError: the connection broke under way.
        """
        # Connecting has CONNECT_SECONDS and each read its own; bodies are small, and a call's turn comes.
        del write_timeout, connect_timeout, pool_timeout
        body, headers = _body(request_data)
        read = read_timeout if isinstance(read_timeout, int | float) else self._read_seconds
        return await self._answered(url, method, body, headers, read)

    async def call(self, url: str, wish: Mapping[str, object], read_seconds: float) -> object:
        """Make one call and return its result as plain values; of ``wish`` what is None is left out.

        It encodes once and builds nothing in between, so that a call costs less than half of what it does by
        way of PTB's parameters.

        Raises:
            TelegramError: as :meth:`do_request`; and BadRequest, Forbidden, InvalidToken, Conflict or
                NetworkError by the status of a refusal.
        """
        body = msgspec.json.encode({name: value for name, value in wish.items() if value is not None})
        return self._result(*await self._answered(url, "POST", body, _JSON, read_seconds))

    async def upload(
        self, url: str, wish: Mapping[str, object], part: str, file: Upload, read_seconds: float
    ) -> object:
        """Make one call that carries a file as its parameter ``part``; see :meth:`call`.

        Raises:
            TelegramError: as :meth:`call`.
        """
        form = aiohttp.FormData()
        for name, value in wish.items():
            if value is not None:
                form.add_field(name, value if isinstance(value, str) else msgspec.json.encode(value).decode())
        form.add_field(part, file.content, filename=file.name, content_type=_ANY_FILE)
        return self._result(*await self._answered(url, "POST", form, None, read_seconds))

    def _result(self, status: int, payload: bytes) -> object:
        answer = self.parse_json_payload(payload)
        if status < _FIRST_ERROR:
            return answer.get("result")
        # A page that some gateway wrote instead of the Bot API is no word of Telegram's, whatever its status.
        refusal = None if payload == _PAGE else _REFUSALS.get(status)
        raise NetworkError(f"status {status}") if refusal is None else refusal(str(answer.get("description")))

    async def fetch(self, url: str, most: int, read_seconds: float) -> bytes | None:
        """Return a file, at most ``most`` bytes of it; none when it cannot be had now.

        The URL holds the token, and stands in no error.
        """
        if self._session is None:
            return None
        patience = aiohttp.ClientTimeout(total=read_seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._session.get(url, timeout=patience, allow_redirects=False) as response:
                if response.status >= _FIRST_ERROR:
                    return None
                content = bytearray()
                async for part in response.content.iter_chunked(_CHUNK):
                    content += part
                    if len(content) >= most:
                        break
                return bytes(content[:most])
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None

    async def _answered(
        self, url: str, method: str, body: _Body, headers: Mapping[str, str] | None, read_seconds: float
    ) -> tuple[int, bytes]:
        patience = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=read_seconds)
        answer = await self._exchanged(url, method, body, headers, patience)
        if isinstance(answer, TelegramError):
            # Raised out here, so that the error of aiohttp, which holds the URL, is not its context.
            raise answer
        status, payload = answer
        if status == _TOO_MANY:
            raise FloodError(_retry_seconds(payload))
        if status >= _FIRST_ERROR and not payload.startswith(b"{"):
            return status, _PAGE
        return status, payload

    async def _exchanged(
        self,
        url: str,
        method: str,
        body: _Body,
        headers: Mapping[str, str] | None,
        patience: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes] | TelegramError:
        if self._session is None:
            return NotSentError("the session is not open")
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=patience, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            return NotSentError(f"the server was not reached ({type(error).__name__})")
        except aiohttp.ClientHttpProxyError as error:
            return NotSentError(f"the proxy did not let us through ({error.status})")
        except TimeoutError:
            return TimedOut("the server did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return BrokenError(f"the connection broke ({type(error).__name__})")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Parse an answer; one that cannot be read is named by its size, since it may hold people's words."""
        try:
            answer = msgspec.json.decode(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError(f"the server's answer of {len(payload)} bytes is not a JSON object")
        return answer


class PlainBot(Bot):
    """PTB's bot, which is called with plain values but for what is called seldom."""

    def __init__(self, token: str, base_url: str, request: AiohttpRequest) -> None:
        """Call over ``request``; ``base_url`` ends in ``/bot``, as in ``https://api.telegram.org/bot``."""
        # PTB logs the token, and the words of messages, at DEBUG.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        files = f"{base_url.removesuffix('bot')}file/bot"
        super().__init__(
            token, base_url=base_url, base_file_url=files, request=request, get_updates_request=request
        )
        self._plain = request

    async def call(self, method: str, wish: Mapping[str, object], read_seconds: float) -> object:
        """Call a method, named as the Bot API names it; see :meth:`AiohttpRequest.call`."""
        return await self._plain.call(f"{self.base_url}/{method}", wish, read_seconds)

    async def upload(
        self, method: str, wish: Mapping[str, object], part: str, file: Upload, read_seconds: float
    ) -> object:
        """Call a method with a file as its parameter ``part``; see :meth:`AiohttpRequest.upload`."""
        return await self._plain.upload(f"{self.base_url}/{method}", wish, part, file, read_seconds)

    async def fetch(self, path: str, most: int, read_seconds: float) -> bytes | None:
        """Fetch a file by the path that ``getFile`` named; see :meth:`AiohttpRequest.fetch`."""
        return await self._plain.fetch(f"{self.base_file_url}/{path}", most, read_seconds)


def _body(content: RequestData | None) -> tuple[_Body, Mapping[str, str] | None]:
    if content is None:
        return None, None
    if content.contains_files:
        raise FilesNotSentError
    return msgspec.json.encode(content.parameters), _JSON


def _retry_seconds(body: bytes) -> float:
    try:
        seconds = msgspec.json.decode(body)["parameters"]["retry_after"]
        return max(float(seconds), 0.0)
    except (ValueError, KeyError, TypeError):
        return _DEFAULT_RETRY_SECONDS

"""The HTTP under the bot's calls: PTB's methods and error mapping on one aiohttp session.

A bot's token stands in every URL that it calls, so nothing here lets a URL into an error or a log.
"""

import json
import logging
from collections.abc import Mapping

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 256
"""Calls in flight; a call beyond them waits its turn."""
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
_TOO_MANY = 429
_FIRST_ERROR = 400
_JSON = {"Content-Type": "application/json"}
_DEFAULT_RETRY_SECONDS = 5.0


class NotSentError(NetworkError):
    """The server was not reached: the call certainly did nothing."""


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

    def __init__(self, connections: int = CONNECTIONS, read_seconds: float = READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
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
        """Make one call and return its HTTP status and body.

        Raises:
            NotSentError: the server was not reached.
            TimedOut: the server did not answer in time.
            FloodError: the server asked us to wait.
            NetworkError: the connection broke under way.
        """
        del write_timeout, connect_timeout, pool_timeout  # one call is given one budget
        read = read_timeout if isinstance(read_timeout, int | float) else self._read_seconds
        patience = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=read)
        answer = await self._call(url, method, request_data, patience)
        if isinstance(answer, TelegramError):
            # Raised out here, so that the error of aiohttp, which holds the URL, is not its context.
            raise answer
        status, body = answer
        if status == _TOO_MANY:
            raise FloodError(_retry_seconds(body))
        if status >= _FIRST_ERROR and not body.startswith(b"{"):
            return status, b"{}"  # a gateway's page, which may quote the URL
        return status, body

    async def _call(
        self, url: str, method: str, content: RequestData | None, patience: aiohttp.ClientTimeout
    ) -> tuple[int, bytes] | TelegramError:
        if self._session is None:
            return NotSentError("the session is not open")
        body, headers = _body(content)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=patience, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            return NotSentError(f"the server was not reached ({type(error).__name__})")
        except TimeoutError:
            return TimedOut("the server did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return NetworkError(f"the connection broke ({type(error).__name__})")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Parse an answer; one that cannot be read is named by its size, since it may hold people's words."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError(f"the server's answer of {len(payload)} bytes is not a JSON object")
        return answer


def make_bot(token: str, base_url: str, request: AiohttpRequest) -> Bot:
    """Return PTB's bot over ``request``; ``base_url`` ends in ``/bot``, as in ``https://api.telegram.org/bot``."""
    # PTB logs the token, and the words of messages, at DEBUG.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    return Bot(token, base_url=base_url, request=request, get_updates_request=request)


def _body(content: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, Mapping[str, str] | None]:
    if content is None:
        return None, None
    if not content.contains_files:
        # One encoding of the whole: a form would encode the keyboard, and then each byte of Chinese, again.
        return msgspec.json.encode(content.parameters), _JSON
    form = aiohttp.FormData()
    for name, value in content.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, file_content, mime) in content.multipart_data.items():
        form.add_field(name, file_content, filename=file_name, content_type=mime)
    return form, None


def _retry_seconds(body: bytes) -> float:
    try:
        seconds = json.loads(body)["parameters"]["retry_after"]
        return max(float(seconds), 0.0)
    except (ValueError, KeyError, TypeError):
        return _DEFAULT_RETRY_SECONDS

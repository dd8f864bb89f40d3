import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.backend import AiohttpRequest, FilesNotSentError, FloodError, NotSentError
from tests.bot.telegram.driving import Stage
from tests.bot.telegram.faults import Fault


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest()
    await made.initialize()
    yield made
    await made.shutdown()


async def test_gateways_page_is_not_handed_on(stage: Stage, request_: AiohttpRequest) -> None:
    stage.faults.plan["getme"] = [Fault.BEFORE]

    assert await request_.do_request(f"{stage.playground.bot}/getMe", "POST") == (502, b"{}")


async def test_server_that_is_not_there_is_named_without_its_address(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSentError) as raised:
        await request_.do_request("http://127.0.0.1:9/bot1:SECRET/getMe", "POST")

    assert "SECRET" not in repr(raised.value)
    assert raised.value.__context__ is None


@dataclass
class Proxy:
    """Answers every request with ``status``, and remembers what it was asked."""

    status: str
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        writer.write(f'HTTP/1.1 {self.status}\r\nContent-Length: 11\r\n\r\n{{"ok":true}}'.encode())
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def asks(self) -> AsyncIterator[AiohttpRequest]:
        async with await asyncio.start_server(self.serve, "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            request = AiohttpRequest(proxy=f"http://hejie:sesame@{host}:{port}")
            await request.initialize()
            yield request
            await request.shutdown()


async def test_call_goes_by_the_proxy_which_finds_the_server() -> None:
    proxy = Proxy("200 OK")

    async with proxy.asks() as request_:
        answer = await request_.do_request("http://telegram.example/bot1:SECRET/getMe", "POST")

    assert answer == (200, b'{"ok":true}')
    assert proxy.asked[0] == "POST http://telegram.example/bot1:SECRET/getMe HTTP/1.1"
    assert "Proxy-Authorization: Basic aGVqaWU6c2VzYW1l" in proxy.asked


async def test_proxy_hears_no_token_and_what_it_does_not_let_through_was_not_sent() -> None:
    proxy = Proxy("407 Proxy Authentication Required")

    async with proxy.asks() as request_:
        with pytest.raises(NotSentError, match=r"^the proxy did not let us through \(407\)$") as raised:
            await request_.do_request("https://telegram.example/bot1:SECRET/getMe", "POST")

    assert proxy.asked[0] == "CONNECT telegram.example:443 HTTP/1.1"
    assert "SECRET" not in "".join(proxy.asked)
    assert raised.value.__context__ is None


async def test_flood_says_how_long_to_wait(stage: Stage, request_: AiohttpRequest) -> None:
    stage.faults.plan["getme"] = [Fault.FLOOD]

    with pytest.raises(FloodError) as raised:
        await request_.do_request(f"{stage.playground.bot}/getMe", "POST")

    assert raised.value.seconds == 0.2


async def test_page_of_a_gateway_is_no_word_of_telegrams_whatever_its_status(
    stage: Stage, request_: AiohttpRequest
) -> None:
    stage.faults.plan["getme"] = [Fault.PAGE]

    with pytest.raises(NetworkError) as raised:
        await request_.call(f"{stage.playground.bot}/getMe", {}, 5)

    assert not isinstance(raised.value, BadRequest | Forbidden | InvalidToken)


async def test_call_that_carries_a_file_is_refused_before_it_is_made(
    stage: Stage, request_: AiohttpRequest
) -> None:
    stage.faults.calls.clear()
    document = RequestParameter("document", "attach://document", [InputFile(b"x", attach=True)])

    with pytest.raises(FilesNotSentError, match="by ``upload``"):
        await request_.do_request(f"{stage.playground.bot}/sendDocument", "POST", RequestData([document]))

    assert stage.faults.calls == []

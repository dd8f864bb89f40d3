from collections.abc import AsyncIterator

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

"""A wrong call fails the test that it was made in, through the very fixtures that serve the playground."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.playground.json_values import JsonObject
from tests.bot.playground.driving import Playground
from tests.bot.telegram.driving import AGENT, staged
from tests.bot.telegram.faults import Fault
from tests.kill.town import town
from tests.oracle.overhearing import Verdict
from tests.scenarios.house import open_house

MISSPELT: JsonObject = {"chat_id": AGENT, "text": "话", "parse_mod": "HTML"}
COMPLAINT = "sendMessage.parse_mod: is no parameter of it"


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Playground]:
    del folder
    async with staged() as started:
        yield started.playground


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[Playground]:
    async with open_house(folder) as opened:
        yield opened.playground


@asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Playground]:
    async with town(folder / "chats.db") as opened:
        yield opened.playground


SERVED = {"stage": stage, "house": house, "town": place}


def serve(name: str, folder: Path) -> AbstractAsyncContextManager[Playground]:
    return SERVED[name](folder)


async def calling(served: AbstractAsyncContextManager[Playground], method: str, wish: JsonObject) -> None:
    """Call the Bot API once, at a place where somebody listens."""
    async with served as playground:
        await playground.do("send", person=AGENT, text="/start")
        await playground.call(method, **wish)


async def posting(
    served: AbstractAsyncContextManager[Playground], method: str, form: aiohttp.FormData
) -> None:
    """Call the Bot API once, with a form."""
    async with served as playground, playground.http.post(f"{playground.bot}/{method}", data=form) as answer:
        await answer.read()


async def sending(served: AbstractAsyncContextManager[Playground], body: bytes) -> None:
    """Call sendMessage once, with a body that says that it is JSON."""
    async with (
        served as playground,
        playground.http.post(
            f"{playground.bot}/sendMessage",
            data=io.BytesIO(body),
            headers={"Content-Type": "application/json"},
        ) as answer,
    ):
        await answer.read()


async def striking(fault: Fault) -> None:
    """Call the Bot API once over a broken network."""
    async with staged() as started:
        started.faults.plan["sendmessage"] = [fault]
        async with started.playground.http.post(
            f"{started.playground.bot}/sendMessage", json=MISSPELT
        ) as answer:
            await answer.read()


@pytest.mark.parametrize("name", SERVED)
@pytest.mark.parametrize("method", ["sendMessage", "SendMessage"])
async def test_misspelt_parameter_fails_the_test(name: str, method: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=re.escape(COMPLAINT)) as failure:
        await calling(serve(name, tmp_path), method, MISSPELT)

    assert "话" not in str(failure.value)


@pytest.mark.parametrize("name", SERVED)
async def test_poll_which_is_not_logged_is_judged_too(name: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"getUpdates\.limits: is no parameter of it"):
        await calling(serve(name, tmp_path), "getUpdates", {"limits": 3})


@pytest.mark.parametrize("name", SERVED)
async def test_right_call_passes(name: str, tmp_path: Path) -> None:
    await calling(serve(name, tmp_path), "sendMessage", {"chat_id": AGENT, "text": "话"})


@pytest.mark.parametrize("body", [b"{broken", b"[1]", b'{"text": "\xff"}', b"[" * 100_000])
async def test_call_that_nobody_can_read_fails_the_test(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"sendMessage: cannot be read \(1 times\)$"):
        await sending(serve("town", tmp_path), body)


async def test_call_that_can_be_read_passes_the_same_way(tmp_path: Path) -> None:
    await sending(serve("town", tmp_path), f'{{"chat_id": {AGENT}, "text": "x"}}'.encode())


async def test_call_in_a_form_is_judged(tmp_path: Path) -> None:
    form = aiohttp.FormData({name: str(each) for name, each in MISSPELT.items()})

    with pytest.raises(AssertionError, match=re.escape(COMPLAINT)):
        await posting(serve("town", tmp_path), "sendMessage", form)


@pytest.mark.parametrize("fault", [Fault.FLOOD, Fault.BEFORE, Fault.AFTER])
async def test_call_that_the_network_swallows_is_judged(fault: Fault) -> None:
    with pytest.raises(AssertionError, match=re.escape(COMPLAINT)):
        await striking(fault)


async def test_call_that_brings_a_file_is_judged_by_the_log(tmp_path: Path) -> None:
    form = aiohttp.FormData({"chat_id": str(AGENT), "captions": "x"}, quote_fields=False)
    form.add_field("document", b"x", filename="x.txt", content_type="text/plain")

    with pytest.raises(AssertionError, match=r"sendDocument\.captions: is no parameter of it"):
        await posting(serve("town", tmp_path), "sendDocument", form)


def test_log_with_fields_of_its_own_is_read() -> None:
    verdict = Verdict()
    entry = {"number": 1, "method": "sendMessage", "params": {"text": "话"}, "files": [], "fault": "lost"}

    verdict.read([entry, entry])

    assert verdict.complaints == {"sendMessage.chat_id: is missing": 2}
    with pytest.raises(AssertionError, match=r"chat_id: is missing \(2 times\)"):
        verdict.passes()


def test_call_that_is_wrong_on_purpose_excuses_nothing_else_and_must_come() -> None:
    verdict = Verdict(meant={COMPLAINT})
    with pytest.raises(AssertionError, match="did not come"):
        verdict.passes()

    verdict.hear("sendMessage", {name: str(each) for name, each in MISSPELT.items()})
    verdict.passes()

    verdict.hear("sendMessage", {"chat_id": "7001", "text": ""})
    with pytest.raises(AssertionError, match=r"sendMessage.text: is empty \(1 times\)$"):
        verdict.passes()

"""An outage of outgoing calls is in the log: when it begins, and when it is over."""

import pytest

from bot.telegram.messenger import Messenger, Outcome, open_messenger
from tests.bot.telegram.driving import AGENT, BOT, Stage
from tests.bot.telegram.faults import Fault

BEGINS, OVER = "calls to Telegram begin to fail: ", "calls to Telegram pass again; "


async def told(messenger: Messenger, caplog: pytest.LogCaptureFixture, sends: int) -> list[str]:
    """Send some messages; returns what is logged of it."""
    caplog.clear()
    for _ in range(sends):
        await messenger.send(AGENT, "客户的话")
    assert "客户的话" not in caplog.text
    return [each.message for each in caplog.records if each.name == "bot.telegram.reach"]


async def test_outage_is_logged_once_when_it_begins_and_once_when_it_is_over(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.faults.plan["sendmessage"] = [Fault.BEFORE, Fault.AFTER, Fault.BEFORE]

    assert await told(stage.messenger, caplog, 3) == [f"{BEGINS}sendMessage: nobody knows what became of it"]
    assert await told(stage.messenger, caplog, 2) == [f"{OVER}3 failed"]


async def test_server_that_is_not_reached_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    async with open_messenger(f"{BOT}:SECRET", "http://127.0.0.1:9/bot") as nowhere:
        assert await told(nowhere, caplog, 3) == [f"{BEGINS}sendMessage: the server was not reached"]

    assert "SECRET" not in caplog.text


async def test_refusal_and_flood_are_no_outage(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    refused = await stage.messenger.send(999_999, "x")
    stage.faults.plan["sendmessage"] = [Fault.FLOOD]

    assert await told(stage.messenger, caplog, 1) == []
    assert refused.outcome is Outcome.BLOCKED
    assert "begin to fail" not in caplog.text

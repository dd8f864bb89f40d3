"""What people say stays out of logs, errors and addresses, whatever becomes of it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from bot.telegram.deeds import Deed, Reception
from bot.telegram.incoming import Incoming, Words
from tests.scenarios.house import House, open_house
from tests.scenarios.performance import Performance
from tests.scenarios.script import read_script

AGENT = 7001
SAID = "紫色独角鲸在屋顶跳华尔兹"
"""Nobody says this by chance."""
CONVERSATION = f"""
steps:
  - supervisor types: /start
  - agent types: /new
  - agent taps: [信用卡, 还不清楚, 知道了, 核对一致]
  - agent types: {SAID}
  - agent taps: 感受
  - agent edits: {{from: {SAID}, to: {SAID}，改过}}
  - agent types: {SAID} 13800000000
  - agent types: /{SAID}
  - agent taps: [🆘 求助, 🙋 只是请主管帮忙]
  - supervisor taps: 🙋 我来帮
  - supervisor taps: ✍ 写评语
  - supervisor types: {SAID}
  - agent taps: ⭐ 看评阅
  - agent taps: 💬 回应评语
  - agent types: {SAID}
  - agent types: /end
  - agent taps: 已转交
  - agent taps: ✎ 客户反映
  - agent types: {SAID}
  - agent sees: {SAID}
  - supervisor types: /people invite staff {SAID}
  - admin types: /people invite staff {SAID}
  - stranger types: {SAID}
  - stranger types: /start {SAID}
"""


@dataclass(frozen=True, slots=True)
class Breaking:
    """A reception that does what is asked and then breaks over every text, with the text in its error."""

    reception: Reception

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        deeds = await self.reception.handle(incoming)
        if isinstance(incoming, Words) and SAID in incoming.text:
            raise ValueError(incoming.text)
        return deeds


@asynccontextmanager
async def conversing(folder: Path) -> AsyncIterator[tuple[House, Performance]]:
    file = folder / "said.yaml"
    file.write_text(CONVERSATION, encoding="utf-8")
    async with open_house(folder) as house:
        yield house, Performance(house, read_script(file))


def said_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged with the words, its arguments and its error included."""
    everything = [(record, f"{record.__dict__} {record.exc_info}") for record in caplog.records]
    return [record.name for record, text in everything if SAID in text or SAID[:6] in text]


async def test_words_are_in_no_log_line_and_in_no_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with conversing(tmp_path) as (house, performance):
        await performance.play()

    assert said_in(caplog) == []
    assert len(house.asked) > 100
    assert [address for address in house.asked if SAID[:6] in unquote_plus(address)] == []


async def test_words_of_a_text_that_breaks_a_handler_are_in_no_log_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with conversing(tmp_path) as (house, performance):
        await house.admit(performance.script.members)
        house.wrap = Breaking
        await house.do("send", person=AGENT, text=SAID)
        await house.do("send", person=AGENT, text=f"/{SAID}")

    assert sum("ValueError" in record.getMessage() for record in caplog.records) == 6
    assert said_in(caplog) == []


def test_words_in_a_log_line_or_an_error_are_found(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("careless")
    log.error("said: %s", SAID)
    try:
        int(SAID)
    except ValueError:
        log.exception("it broke")

    assert said_in(caplog) == ["careless", "careless"]

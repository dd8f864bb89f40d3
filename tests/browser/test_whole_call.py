"""A stranger opens the page and walks a whole complaint in both languages, while a supervisor reads it."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.settings import Listen, Settings, Switch
from bot.trial import playground
from tests.browser.chromium import browsing
from tests.oracle.overhearing import Verdict

pytestmark = pytest.mark.browser

AGENT, SUPERVISOR = 7001, 7002
DESKTOP, PHONE = (1280, 900), (390, 844)
SHOTS = os.environ.get("HEJIE_SHOTS", "")
"""A folder for screenshots, for whoever wants to look; none are kept otherwise."""

CHINESE = (
    "知道了",
    "核对一致",
    "收费扣款",
    "着急",
    "退还钱款",
    "客户说对",
    "缓下来了",
    "就这一条",
    "目前没有",
    "☐ 专人跟进",
    "☐ 优先办理",
    "给出方案",
    "选专人跟进",
    "客户说对",
    "定价收费",
)
ENGLISH = (
    "Understood",
    "Matched",
    "A charge",
    "Worried",
    "A refund",
    "Customer says yes",
    "Has eased",
    "Nothing else",
    "None found yet",
    "☐ One named contact",
    "☐ Priority handling",
    "Put the options",
    "Take: One named contact",
    "Customer says yes",
    "Pricing",
)
MOST_TAPS = 15


@dataclass(frozen=True, slots=True)
class Phone:
    """One person's pane of the page."""

    page: Page
    person: int

    @property
    def pane(self) -> Locator:
        return self.page.locator(f'.pane[data-person="{self.person}"]')

    async def start(self) -> None:
        await self.pane.get_by_role("button", name=re.compile("^(开始|Start)$", re.IGNORECASE)).click()

    def button(self, label: str) -> Locator:
        whole = re.compile(rf"(^|\s){re.escape(label)}$")
        return self.pane.locator("button[data-callback]").filter(has_text=whole).last

    async def tap(self, label: str) -> None:
        """Tap the latest button with ``label`` and wait until it stops waiting."""
        await self.button(label).click()
        await expect(self.pane.locator('button[aria-busy="true"]')).to_have_count(0)

    async def type(self, words: str) -> None:
        await self.pane.get_by_role("textbox").fill(words)
        await self.pane.get_by_role("textbox").press("Enter")

    async def sees(self, text: str) -> None:
        await expect(self.pane.get_by_text(text).last).to_be_visible()


@asynccontextmanager
async def walked(folder: Path, chat_files: Switch = Switch.OFF) -> AsyncIterator[str]:
    """Run the whole bot on a playground of its own and give the page's address."""
    settings = Settings(listen=Listen("127.0.0.1", 0), chat_files=chat_files)
    async with playground(settings, folder, by_hand=False) as (address, bot), asyncio.TaskGroup() as group:
        running = group.create_task(bot.face.run())
        yield address
        running.cancel()
        await _judge(address)


async def _judge(address: str) -> None:
    """Let the oracle read what the bot called; polls are judged where the server is ours to listen at."""
    verdict = Verdict()
    async with aiohttp.ClientSession() as http, http.get(f"{address}/chat/calls") as answer:
        verdict.read((await answer.json())["calls"])
    assert verdict.judged
    verdict.passes()


async def _shoot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


@pytest.mark.asyncio(loop_scope="session")
async def test_a_whole_complaint_in_chinese_while_a_supervisor_reads_and_reviews_it(
    tmp_path: Path, browser: Browser
) -> None:
    async with walked(tmp_path) as address, browsing(browser, address, DESKTOP) as page:
        agent, supervisor = Phone(page, AGENT), Phone(page, SUPERVISOR)
        await supervisor.start()
        await agent.start()
        await agent.tap("新来电")
        await agent.tap("信用卡")
        await agent.tap("还不清楚")
        await agent.sees("您好")
        await _shoot(page, "zh-first-line")

        for label in CHINESE:
            await agent.tap(label)
        await agent.sees("【客户反映】")
        await supervisor.tap("通话记录")
        await supervisor.tap(await _first_call(supervisor))
        await supervisor.sees("知道了")
        await _shoot(page, "zh-timeline")

        await supervisor.tap("4★")
        await supervisor.tap("写评语")
        await supervisor.type("开场很稳，复述也清楚。")
        await agent.sees("评阅")
        await supervisor.sees("开场很稳，复述也清楚。")
        await _shoot(page, "zh-reviewed")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_whole_complaint_in_english_at_phone_width(tmp_path: Path, browser: Browser) -> None:
    async with walked(tmp_path) as address, browsing(browser, f"{address}/?lang=en", PHONE) as page:
        agent = Phone(page, AGENT)
        await agent.start()
        await agent.tap("English")
        await agent.tap("New call")
        await agent.tap("Credit card")
        await agent.tap("Not clear yet")
        await agent.sees("recorded")
        await _shoot(page, "en-first-line")

        for label in ENGLISH:
            await agent.tap(label)

        await agent.sees("[Reported]")
        await _shoot(page, "en-summary")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_straight_path_takes_no_more_than_fifteen_taps_and_no_typing() -> None:
    assert max(len(CHINESE), len(ENGLISH)) <= MOST_TAPS


async def _first_call(phone: Phone) -> str:
    """Return the label of the first call of a list: an alias with its two digits."""
    labels = await phone.pane.locator("button[data-callback]").all_inner_texts()
    return next(label for label in labels if re.search(r"-\d\d", label))

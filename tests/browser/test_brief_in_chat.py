"""A supervisor has the brief for a regulator sent to the chat, opens the file, and deletes it from there."""

import asyncio
import io
import re
from pathlib import Path

from docx import Document
from playwright.async_api import Browser, Page, expect

from bot.settings import Switch
from tests.browser.chromium import IN_ONE_CHROMIUM, browsing
from tests.browser.test_whole_call import AGENT, DESKTOP, PHONE, SUPERVISOR, Phone, _shoot, walked

pytestmark = IN_ONE_CHROMIUM


async def opened(supervisor: Phone, alias: str) -> None:
    await supervisor.type("/sessions")
    await supervisor.pane.locator("button[data-callback]").filter(has_text=alias).last.click()


async def begun(agent: Phone, product: str, kind: str, says: str) -> str:
    """Begin a call and return its alias."""
    await agent.type("/new")
    await agent.tap(product)
    await agent.tap(kind)
    named = re.compile(says)
    await expect(agent.pane.get_by_text(named).last).to_be_visible()
    found = named.search(await agent.pane.get_by_text(named).last.inner_text())
    assert found is not None
    return found[1]


async def saved(page: Page, supervisor: Phone) -> tuple[str, bytes]:
    """Save the file of the newest message as a person does, and return its name and what it holds."""
    async with page.expect_download() as coming:
        await supervisor.pane.locator("a.media.document").last.click()
    download = await coming.value
    return download.suggested_filename, await asyncio.to_thread((await download.path()).read_bytes)


async def test_a_supervisor_gets_the_brief_as_a_word_file_in_chinese(
    tmp_path: Path, browser: Browser
) -> None:
    async with walked(tmp_path, Switch.ON) as address, browsing(browser, address, DESKTOP) as page:
        agent, supervisor = Phone(page, AGENT), Phone(page, SUPERVISOR)
        await supervisor.start()
        await agent.start()
        alias = await begun(agent, "信用卡", "还不清楚", r"(\S+) 开始了")
        await agent.tap("知道了")
        await agent.type("说年费没人告诉过她，电话 13800001234")
        await opened(supervisor, alias)
        await supervisor.sees("知道了")
        await _shoot(page, "zh-brief-button")
        await supervisor.tap("📄 给监管的情况说明")
        await supervisor.sees("做成哪种文件")
        await _shoot(page, "zh-brief-choice")
        await supervisor.tap("Word .docx")
        await supervisor.sees("前后不一致 0 处")
        await expect(supervisor.pane.get_by_text("做成哪种文件")).to_have_count(0)
        await _shoot(page, "zh-brief-file")

        name, content = await saved(page, supervisor)

        assert re.fullmatch(r"brief-HJ-\d{6}-[0-9A-Z]{4}\.docx", name)
        said = "\n".join(each.text for each in Document(io.BytesIO(content)).paragraphs)
        assert said.startswith("投诉情况说明 · HJ-")
        assert "13800001234" not in said
        await supervisor.tap("🗑 从聊天里删掉")
        await expect(supervisor.pane.locator("a.media.document")).to_have_count(0)


async def test_a_supervisor_gets_the_brief_as_plain_text_in_english_at_phone_width(
    tmp_path: Path, browser: Browser
) -> None:
    async with (
        walked(tmp_path, Switch.ON) as address,
        browsing(browser, f"{address}/?lang=en", PHONE) as page,
    ):
        agent, supervisor = Phone(page, AGENT), Phone(page, SUPERVISOR)
        await agent.start()
        await agent.tap("English")
        alias = await begun(agent, "Credit card", "Not clear yet", r"(\S+) has begun")
        await page.get_by_role("tab").nth(1).click()
        await supervisor.start()
        await supervisor.tap("English")
        await opened(supervisor, alias)
        await supervisor.tap("📄 Brief for the regulator")
        await supervisor.sees("Telegram has a copy too")
        await _shoot(page, "en-brief-choice")
        await supervisor.tap("Plain text .md")
        await supervisor.sees("Told two ways: 0")
        await _shoot(page, "en-brief-file")

        name, content = await saved(page, supervisor)

        assert name.endswith(".md")
        assert content.decode().startswith("# ")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

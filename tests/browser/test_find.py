"""A supervisor finds calls by what was said in them: with hits, with too many, with none."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.chromium import IN_ONE_CHROMIUM, browsing
from tests.browser.test_whole_call import AGENT, DESKTOP, PHONE, SUPERVISOR, Phone, _shoot, walked

pytestmark = IN_ONE_CHROMIUM

NOTES = (
    "客户说柜台多扣了两次年费，电话 13800001234，要求全额退还并且书面道歉",
    "年费的事她先生上周也来问过，当时答应三天内回电话，一直没有回",
    "要的是把年费退回来；利息也要算清楚，不然就去监管投诉",
)
MANY = 9
BEGUN = re.compile(r"(\S+) (?:开始了|has begun)")


async def call_with(agent: Phone, note: str, *, new: str, product: str) -> None:
    """Begin a call and note something in it; the card says so, also when the message is swept at once."""
    begun = agent.pane.get_by_text(BEGUN)
    earlier = await begun.count()
    await agent.type("/new")
    await agent.sees(new)
    await agent.tap(product)
    await expect(begun).to_have_count(earlier + 1)
    named = BEGUN.search(await begun.last.inner_text())
    assert named is not None
    await agent.type(note)
    await expect(agent.pane.get_by_text(re.compile(f"✎ [^✎]*{named[1]}")).last).to_be_visible()


async def test_a_supervisor_finds_calls_in_chinese_and_what_was_typed_goes(
    tmp_path: Path, browser: Browser
) -> None:
    async with walked(tmp_path) as address, browsing(browser, address, DESKTOP) as page:
        agent, supervisor = Phone(page, AGENT), Phone(page, SUPERVISOR)
        await supervisor.start()
        await agent.start()
        for note in NOTES:
            await call_with(agent, note, new="先点产品", product="其他")
        await supervisor.type("/find 年费")
        await supervisor.sees("3 通通话里有这个词")
        await supervisor.sees("客户说柜台多扣了两次【年费】")
        await expect(supervisor.pane.get_by_text("/find 年费", exact=True)).to_have_count(0)
        await _shoot(page, "zh-find-hits")

        await supervisor.tap("换个词找")
        await supervisor.type("保险理赔")
        await supervisor.sees("没有找到这个词")
        await expect(supervisor.pane.get_by_text("保险理赔", exact=True)).to_have_count(0)
        await _shoot(page, "zh-find-empty")

        for number in range(MANY - len(NOTES)):
            await call_with(agent, f"第 {number} 通，年费没有退", new="先点产品", product="其他")
        await supervisor.type("/find 费")
        await supervisor.sees("最近 8 通有这个词的通话")
        await supervisor.sees("还有更多没列出来")
        await _shoot(page, "zh-find-many")

        await supervisor.pane.locator("button[data-callback]").filter(has_text=re.compile(r"^8 · ")).click()
        await supervisor.sees("年费")
        await _shoot(page, "zh-find-timeline")


async def test_a_supervisor_finds_calls_in_english_at_phone_width(tmp_path: Path, browser: Browser) -> None:
    async with walked(tmp_path) as address, browsing(browser, f"{address}/?lang=en", PHONE) as page:
        agent, supervisor = Phone(page, AGENT), Phone(page, SUPERVISOR)
        await agent.start()
        await agent.tap("English")
        note = "Says the branch charged the ANNUAL FEE twice in May and nobody called her back"
        await call_with(agent, note, new="Tap a product", product="Other")
        await page.get_by_role("tab").nth(1).click()
        await supervisor.start()
        await supervisor.tap("English")
        await supervisor.tap("Find words")
        await supervisor.sees("What are you looking for?")
        await supervisor.type("annual  fee")
        await supervisor.sees("[ANNUAL FEE]")
        await _shoot(page, "en-find-hits")
        await supervisor.type("/find mortgage")
        await supervisor.sees("No call has this term")
        await _shoot(page, "en-find-empty")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

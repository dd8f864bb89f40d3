"""Somebody switches network trouble on and off on the page, and sees what it struck."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from bot.playground.json_values import JsonObject
from tests.bot.playground.driving import AGENT, SUPERVISOR, Playground, running
from tests.browser.chromium import IN_ONE_CHROMIUM, browsing

pytestmark = IN_ONE_CHROMIUM

DESKTOP, PHONE = (1280, 900), (390, 844)
SHOTS = os.environ.get("HEJIE_SHOTS", "")
"""A folder for screenshots, for whoever wants to look; none are kept otherwise."""
CALLS = 40


@asynccontextmanager
async def panel(
    browser: Browser, query: str, size: tuple[int, int]
) -> AsyncIterator[tuple[Playground, Page, Locator]]:
    """Run a playground in which two people have begun, and open the panel on its page."""
    async with running() as playground:
        for person in (AGENT, SUPERVISOR):
            await playground.do("send", person=person, text="/start")
        async with browsing(browser, f"{playground.address}/{query}", size) as page:
            await page.locator("#trouble-open").click()
            opened = page.locator("#trouble")
            await expect(opened).to_be_visible()
            yield playground, page, opened


async def shoot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


async def plan(playground: Playground) -> JsonObject:
    shown = (await playground.look("faults"))["plan"]
    assert isinstance(shown, dict)
    return shown


async def say(playground: Playground, times: int, person: int = AGENT) -> list[int]:
    """Let the bot write so often and return the statuses."""
    return [
        (await playground.call("sendMessage", chat_id=person, text=f"第 {each} 句"))[0]
        for each in range(times)
    ]


async def test_trouble_is_off_until_somebody_switches_it_on(browser: Browser) -> None:
    async with panel(browser, "", DESKTOP) as (playground, page, trouble):
        await expect(trouble.get_by_role("radio", name="关")).to_be_checked()
        await expect(trouble.get_by_text("还没有调用")).to_be_visible()
        await expect(trouble.locator(".kind input:checked")).to_have_count(9)
        await shoot(page, "zh-trouble-off")

        assert (await playground.look("faults"))["plan"] is None
        assert set(await say(playground, CALLS)) == {200}
        await expect(trouble.locator(".call")).to_have_count(CALLS)
        await expect(trouble.locator(".struck")).to_have_count(0)


async def test_chosen_kinds_strike_and_are_counted_and_marked(browser: Browser) -> None:
    async with panel(browser, "", DESKTOP) as (playground, page, trouble):
        for kind in ("限流", "502", "什么也没做成", "回音丢了", "30 秒后"):
            await trouble.locator(".kind", has_text=kind).get_by_role("checkbox").uncheck()
        await trouble.get_by_role("radio", name="20 %").check()
        await expect(page.locator("#trouble-open")).to_have_class("quiet trouble-open is-on")
        shown = await plan(playground)
        assert (shown["share"], shown["kinds"]) == (0.2, ["server_error", "duplicate", "reorder", "resend"])

        struck = (await say(playground, CALLS)).count(500)
        assert struck > 0
        await expect(trouble.locator('[data-kind="server_error"] .kind-count')).to_have_text(f"{struck} 次")
        await expect(trouble.locator(".struck")).to_have_count(struck)
        await expect(trouble.locator(".struck").first).to_contain_text("sendMessage林晓500")
        await shoot(page, "zh-trouble-on")

        await trouble.get_by_role("radio", name="关").check()
        await expect(page.locator("#trouble-open")).to_have_class("quiet trouble-open")
        assert set(await say(playground, CALLS)) == {200}


async def test_flood_of_one_person_is_shown_and_leaves_the_other_alone(browser: Browser) -> None:
    async with panel(browser, "", DESKTOP) as (playground, page, trouble):
        await trouble.get_by_label("谁的聊天").select_option("周敏")
        await trouble.get_by_role("button", name="限流 30 秒").click()
        await expect(trouble.get_by_role("status")).to_have_text("周敏：还剩 30 秒")

        assert await say(playground, 1, SUPERVISOR) == [429]
        assert await say(playground, 1) == [200]
        await expect(trouble.locator(".struck")).to_have_text("sendMessage周敏限流")
        playground.clock.step(seconds=29.5)
        await expect(trouble.get_by_role("status")).to_have_text("周敏：还剩 1 秒")
        playground.clock.step(seconds=1)
        await expect(trouble.get_by_role("status")).to_have_text("")
        await expect(page.locator("#trouble-open")).to_have_class("quiet trouble-open")


async def test_panel_fits_a_phone_in_english_and_closes_with_escape(browser: Browser) -> None:
    async with panel(browser, "?lang=en", PHONE) as (playground, page, trouble):
        await trouble.get_by_role("radio", name="10 %").check()
        await trouble.get_by_label("Seed").fill("42")
        await trouble.get_by_label("Seed").press("Tab")
        await trouble.get_by_role("button", name="Flood for 30 s").click()
        await expect(trouble.get_by_role("status")).to_have_text("Lin Xiao: 30 s left")
        await say(playground, 3)
        await say(playground, 9, SUPERVISOR)
        await expect(trouble.locator(".struck").last).to_contain_text("sendMessageLin Xiaoflood")
        await shoot(page, "en-trouble-phone")
        await trouble.locator(".calls").scroll_into_view_if_needed()
        await shoot(page, "en-trouble-phone-calls")

        assert (await plan(playground))["seed"] == 42
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert await trouble.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        await page.keyboard.press("Escape")
        await expect(trouble).to_be_hidden()
        await expect(page.locator("#trouble-open")).to_be_focused()
        await expect(page.locator("#trouble-open")).to_have_attribute("aria-label", "Network trouble · 10 %")
        await shoot(page, "en-trouble-phone-closed")

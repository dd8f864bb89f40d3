"""An admin looks at who read what, on a desk in Chinese and on a phone in English."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.chromium import IN_ONE_CHROMIUM, browsing
from tests.browser.test_whole_call import (
    AGENT,
    DESKTOP,
    PHONE,
    SUPERVISOR,
    Phone,
    _first_call,
    _shoot,
    walked,
)

pytestmark = IN_ONE_CHROMIUM
ADMIN = 7005
WITH_THE_ADMIN = f"?people={AGENT},{SUPERVISOR},{ADMIN}"


async def test_admin_sees_who_opened_a_call_and_opens_it_in_turn(tmp_path: Path, browser: Browser) -> None:
    async with walked(tmp_path) as address, browsing(browser, f"{address}/{WITH_THE_ADMIN}", DESKTOP) as page:
        agent, supervisor, admin = Phone(page, AGENT), Phone(page, SUPERVISOR), Phone(page, ADMIN)
        for each in (supervisor, admin, agent):
            await each.start()
        await agent.tap("新来电")
        await agent.tap("其他")
        await supervisor.tap("通话记录")
        await supervisor.tap(await _first_call(supervisor))
        await supervisor.sees("看过：周敏")

        await admin.tap("查阅记录")

        await admin.sees("周敏 打开了")
        await admin.sees("命令行 把 周敏 设为主管（一组）")
        await _shoot(page, "zh-who-read-what")
        await admin.tap(await _first_call(admin))
        await admin.sees("看过：周敏")
        await admin.tap("只看今天")
        await admin.tap("前一天")
        await admin.sees("没有这样的记录")
        await _shoot(page, "zh-who-read-nothing")


async def test_list_of_deeds_fits_a_phone_in_english(tmp_path: Path, browser: Browser) -> None:
    async with (
        walked(tmp_path) as address,
        browsing(browser, f"{address}/?people={ADMIN}&lang=en", PHONE) as page,
    ):
        admin = Phone(page, ADMIN)
        await admin.start()
        await admin.tap("English")

        await admin.type("/access")

        await admin.sees("the command line made 林晓 agent (一组)")
        await _shoot(page, "en-who-read-what")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        await admin.tap("Today only")
        await admin.tap("Day before")
        await admin.sees("Nothing of the kind. Try another filter.")
        await expect(admin.button("Day before")).to_be_visible()
        await _shoot(page, "en-who-read-nothing")

"""A trainer looks which lines to mend first, on a desk in Chinese and on a phone in English."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser

from bot.clock import now
from bot.settings import Listen, Settings
from bot.trial import playground
from dialogs.ids import PersonId
from tests.browser.chromium import IN_ONE_CHROMIUM, browsing
from tests.browser.test_whole_call import AGENT, DESKTOP, PHONE, SUPERVISOR, Phone, _shoot
from tests.builders.held import Held

pytestmark = IN_ONE_CHROMIUM
TRAINER, SECOND_AGENT = 7003, 7004
PEOPLE = tuple(map(PersonId, (AGENT, SECOND_AGENT, SUPERVISOR)))
CALLS = 60


@asynccontextmanager
async def held(folder: Path, calls: int = CALLS) -> AsyncIterator[str]:
    """Run the whole bot on a playground in which calls were held, and give the page's address."""
    settings = Settings(listen=Listen("127.0.0.1", 0))
    async with playground(settings, folder, by_hand=False) as (address, bot), asyncio.TaskGroup() as group:
        await Held(bot.room.office, now() - timedelta(days=5)).calls(PEOPLE, calls)
        running = group.create_task(bot.face.run())
        yield f"{address}/?people={TRAINER}"
        running.cancel()


async def test_trainer_sees_the_worst_lines_first_and_what_became_of_one(
    tmp_path: Path, browser: Browser
) -> None:
    async with held(tmp_path) as address, browsing(browser, address, DESKTOP) as page:
        trainer = Phone(page, TRAINER)
        await trainer.start()
        await trainer.tap("话术依据")
        await trainer.tap("五步接诉")
        await trainer.sees("断线和升温占得多的排在前面")
        await trainer.sees(f"，{CALLS} 通")
        await _shoot(page, "zh-evidence")

        await trainer.tap("🔍 1")
        await trainer.sees("停留的中位数")
        await _shoot(page, "zh-evidence-step")

        await trainer.tap("回到列表")
        for _ in range(3):
            await trainer.tap("下一页 ›")
        await trainer.sees("样本太少")
        await _shoot(page, "zh-evidence-too-few")


async def test_evidence_fits_a_phone_in_english(tmp_path: Path, browser: Browser) -> None:
    async with held(tmp_path) as address, browsing(browser, f"{address}&lang=en", PHONE) as page:
        trainer = Phone(page, TRAINER)
        await trainer.start()
        await trainer.tap("English")
        await trainer.tap("Evidence")
        await trainer.tap("Five-step complaint call")
        await trainer.sees("Most calls broken off")
        await _shoot(page, "en-evidence")
        await trainer.tap("🔍 1")
        await trainer.sees("Median stay")
        await _shoot(page, "en-evidence-step")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_too_few_calls_say_so(tmp_path: Path, browser: Browser) -> None:
    async with held(tmp_path, calls=4) as address, browsing(browser, address, DESKTOP) as page:
        trainer = Phone(page, TRAINER)
        await trainer.start()
        await trainer.type("/evidence")
        await trainer.tap("五步接诉")
        await trainer.sees("样本太少：不到 10 通，或不到 3 个人用过")
        await _shoot(page, "zh-evidence-nothing")

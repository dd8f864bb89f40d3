"""A trainer changes a line, sees it, publishes it while an agent is mid-call, and takes it back."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.chromium import IN_ONE_CHROMIUM, browsing
from tests.browser.test_whole_call import AGENT, DESKTOP, PHONE, SUPERVISOR, Phone, _shoot, walked

pytestmark = IN_ONE_CHROMIUM

TRAINER = 7003
OLD, NEW = "这里面，最让您难受的是哪一点？", "这里面，哪一点最让您难受？"
OLD_EN, NEW_EN = (
    "What has been the hardest part of this for you?",
    "Which part of this has been hardest for you?",
)


async def to_the_question(agent: Phone, *labels: str) -> None:
    for label in labels:
        await agent.tap(label)


async def test_a_trainer_publishes_a_line_in_chinese_amid_a_call(tmp_path: Path, browser: Browser) -> None:
    async with walked(tmp_path) as address, browsing(browser, address, DESKTOP) as page:
        agent, trainer, other = Phone(page, AGENT), Phone(page, TRAINER), Phone(page, SUPERVISOR)
        await agent.start()
        await to_the_question(agent, "新来电", "信用卡", "还不清楚", "知道了", "核对一致", "收费扣款")
        await agent.sees(OLD)

        await trainer.start()
        await trainer.tap("剧本")
        await trainer.sees("五步接诉：在用，第 1 版，1 通在用")
        await _shoot(page, "zh-playbooks")
        for label in ("五步接诉", "改台词", "倾听", OLD):
            await trainer.tap(label)
        await _shoot(page, "zh-lines-of-a-step")
        await trainer.tap(f"台词：{OLD}")
        await _shoot(page, "zh-line")
        await trainer.tap("改中文")
        await trainer.type("这一句写得太长了" * 8)
        await trainer.sees("太长了，一口气念不完")
        await _shoot(page, "zh-line-too-long")
        await trainer.type(NEW)
        await trainer.sees(f"→ {NEW}")
        await _shoot(page, "zh-draft")

        await trainer.tap("试走")
        await trainer.sees("试走：不记录，不算通话。")
        await to_the_question(trainer, "知道了", "核对一致", "收费扣款")
        await trainer.sees(NEW)
        await _shoot(page, "zh-try")
        await trainer.tap("不走了")
        await trainer.tap("发布")
        await trainer.type("语序更顺")
        await trainer.sees("已发布：新来电用新的一版")
        await _shoot(page, "zh-published")

        await agent.tap("着急")
        await agent.sees("这件事，您最希望我们怎么办？")
        await agent.tap("↩ 撤回")
        await agent.sees(OLD)
        await expect(agent.pane.get_by_text(NEW)).to_have_count(0)
        await other.start()
        await to_the_question(other, "新来电", "信用卡", "还不清楚", "知道了", "核对一致", "收费扣款")
        await other.sees(NEW)

        await trainer.tap("历次发布")
        await trainer.sees("语序更顺")
        for button in ("第 1 版", "退回到第 1 版", "确定退回"):
            await trainer.tap(button)
        await trainer.sees("已退回：新来电用这一版")
        await _shoot(page, "zh-rolled-back")


async def test_a_trainer_publishes_a_line_in_english_at_phone_width(tmp_path: Path, browser: Browser) -> None:
    async with walked(tmp_path) as address, browsing(browser, f"{address}/?lang=en", PHONE) as page:
        trainer = Phone(page, TRAINER)
        await page.locator(f'[role="tab"][data-person="{TRAINER}"]').click()
        await trainer.start()
        await trainer.tap("English")
        await trainer.tap("Playbooks")
        for label in ("Five-step complaint call", "Change a line", "Listen", OLD_EN):
            await trainer.tap(label)
        await trainer.tap(f"Line: {OLD_EN}")
        await _shoot(page, "en-line")
        await trainer.tap("Change the English")
        await trainer.type(NEW_EN)
        await trainer.sees(f"→ {NEW_EN}")
        await _shoot(page, "en-draft")
        await trainer.tap("Publish")
        await trainer.tap("Publish without one")
        await trainer.sees("Published: new calls use it")
        await _shoot(page, "en-published")
        await trainer.tap("History")
        await trainer.tap("Release 1")
        await trainer.tap("Roll back to release 1")
        await trainer.tap("Go back")
        await trainer.sees("Rolled back: new calls use this release")
        await _shoot(page, "en-rolled-back")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

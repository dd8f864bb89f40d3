"""The chat page in a real browser, with a tiny bot behind it that speaks plain HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.playground.json_values import Json, JsonObject
from tests.bot.playground.driving import AGENT, KEYBOARD, SUPERVISOR, Playground, running
from tests.browser.chromium import IN_ONE_CHROMIUM, browsing

pytestmark = IN_ONE_CHROMIUM

WIDE, PHONE = (1280, 800), (390, 844)


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[Playground]:
    """A playground in the loop that speaks to the browser."""
    async with running() as started:
        yield started


def opened(
    browser: Browser,
    playground: Playground,
    query: str = "",
    size: tuple[int, int] = WIDE,
    *,
    may_fail: bool = False,
) -> AbstractAsyncContextManager[Page]:
    return browsing(browser, f"{playground.address}/{query}", size, may_fail=may_fail)


def pane(page: Page, person: int = AGENT) -> Locator:
    return page.locator(f'.pane[data-person="{person}"]')


def message(page: Page, message_id: int, chat: int = AGENT) -> Locator:
    return page.locator(f'[data-message-id="{message_id}"][data-chat="{chat}"]')


@dataclass(slots=True)
class EchoBot:
    """Answers a text with a card, and a tap with a toast and an edit once `may_answer` is set."""

    playground: Playground
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.playground.updates(offset=offset, timeout=50):
                assert isinstance(update["update_id"], int)
                offset = update["update_id"] + 1
                await self.meet(update.get("message"), update.get("callback_query"))

    async def meet(self, heard: Json, query: Json) -> None:
        if isinstance(heard, dict) and isinstance(heard["chat"], dict):
            text = f"你说：<b>{heard['text']}</b>"
            chat_id = heard["chat"]["id"]
            await self.playground.ask(
                "sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", reply_markup=KEYBOARD
            )
        if isinstance(query, dict) and isinstance(card := query["message"], dict):
            await self.may_answer.wait()
            await self.playground.ask("answerCallbackQuery", callback_query_id=query["id"], text="记下了")
            await self.playground.ask(
                "editMessageText", chat_id=AGENT, message_id=card["message_id"], text="已选：好"
            )


@asynccontextmanager
async def echoing(playground: Playground) -> AsyncIterator[EchoBot]:
    async with asyncio.TaskGroup() as tasks:
        bot = EchoBot(playground)
        running = tasks.create_task(bot.run())
        yield bot
        running.cancel()


async def test_start_button_begins_the_chat_and_the_bot_answers(
    browser: Browser, playground: Playground
) -> None:
    async with echoing(playground), opened(browser, playground) as page:
        await expect(pane(page).locator(".empty-hint")).to_contain_text("点「开始」")
        await pane(page).get_by_role("button", name="开始").click()

        await expect(message(page, 1)).to_contain_text("/start")
        await expect(message(page, 2)).to_contain_text("你说：/start")
        await expect(message(page, 2).locator("strong")).to_have_text("/start")
        await expect(pane(page).locator(".empty")).to_be_hidden()
        await expect(pane(page, SUPERVISOR).locator(".empty")).to_be_visible()


async def test_tapped_button_spins_until_the_answer_shows_as_toast_and_edit(
    browser: Browser, playground: Playground
) -> None:
    async with echoing(playground) as bot, opened(browser, playground) as page:
        await playground.do("send", person=AGENT, text="您好")
        key = message(page, 2).locator('[data-callback="yes"]')
        await key.click()

        await expect(key).to_have_attribute("aria-busy", "true")
        bot.may_answer.set()
        await expect(pane(page).locator(".toast")).to_have_text("记下了")
        await expect(message(page, 2).locator(".text")).to_have_text("已选：好")
        await expect(message(page, 2).locator(".edited")).to_have_text("已编辑")
        await expect(key).to_have_count(0)


async def test_alert_stays_until_it_is_closed(browser: Browser, playground: Playground) -> None:
    await playground.card()
    async with opened(browser, playground) as page:
        await message(page, 2).locator(".key").click()
        await expect(message(page, 2).locator(".key")).to_have_attribute("aria-busy", "true")
        tap = (await playground.updates(offset=-1))[0]["callback_query"]
        assert isinstance(tap, dict)
        await playground.ask("answerCallbackQuery", callback_query_id=tap["id"], text="不行", show_alert=True)

        await expect(pane(page).get_by_role("alertdialog")).to_contain_text("不行")
        await expect(message(page, 2).locator(".key")).not_to_have_attribute("aria-busy", "true")
        await pane(page).get_by_role("button", name="好", exact=True).last.click()
        await expect(pane(page).get_by_role("alertdialog")).to_be_hidden()


async def test_enter_sends_but_not_while_chinese_is_being_composed(
    browser: Browser, playground: Playground
) -> None:
    async with opened(browser, playground) as page:
        field = pane(page).get_by_role("textbox")
        await field.fill("您好")
        await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
        await expect(field).to_have_value("您好")
        await field.press("Shift+Enter")
        await expect(field).to_have_value("您好\n")
        await field.press("Enter")

        await expect(message(page, 1)).to_contain_text("您好")
        await expect(field).to_have_value("")


async def test_reply_and_edit_start_from_a_bubble(browser: Browser, playground: Playground) -> None:
    await playground.card()
    async with opened(browser, playground) as page:
        await message(page, 2).hover()
        await message(page, 2).get_by_role("button", name="回复").click()
        await pane(page).get_by_role("textbox").fill("收到")
        await pane(page).get_by_role("button", name="发送", exact=True).click()
        await expect(message(page, 3).locator(".quote")).to_contain_text("卡片")
        await message(page, 3).get_by_role("button", name="修改").click()
        await pane(page).get_by_role("textbox").fill("收到了")
        await pane(page).get_by_role("textbox").press("Enter")

        await expect(message(page, 3).locator(".text")).to_have_text("收到了")
        await expect(message(page, 3).locator(".edited")).to_be_visible()


async def test_command_menu_sends_the_chosen_command(browser: Browser, playground: Playground) -> None:
    await playground.card()
    commands: list[JsonObject] = [
        {"command": "new", "description": "新的通话"},
        {"command": "help", "description": "帮助"},
    ]
    await playground.ask("setMyCommands", commands=commands)
    async with opened(browser, playground) as page:
        await pane(page).get_by_role("button", name="命令").click()
        await expect(pane(page).locator(".popover .item")).to_have_text(["/new新的通话", "/help帮助"])
        await pane(page).get_by_role("textbox").fill("/h")
        await pane(page).locator(".popover .item").click()

        await expect(message(page, 3)).to_contain_text("/help")


async def test_message_text_is_never_taken_for_markup_and_code_is_copied_at_a_tap(
    browser: Browser,
    playground: Playground,
) -> None:
    await playground.card()
    text = "&lt;img src=x onerror=alert(1)&gt; 😀<b>您</b>\n<pre>一\n二</pre>"
    await playground.ask("sendMessage", chat_id=AGENT, text=text, parse_mode="HTML")
    async with opened(browser, playground) as page:
        await expect(message(page, 3).locator(".text")).to_contain_text("<img src=x onerror=alert(1)> 😀您")
        await expect(message(page, 3).locator("img")).to_have_count(0)
        await expect(message(page, 3).locator("strong")).to_have_text("您")
        await message(page, 3).locator("pre").click()
        await expect(pane(page).locator(".toast")).to_have_text("已复制")

        assert await page.evaluate("navigator.clipboard.readText()") == "一\n二"


async def test_typing_shows_until_the_message_comes(browser: Browser, playground: Playground) -> None:
    await playground.card()
    async with opened(browser, playground) as page:
        await playground.ask("sendChatAction", chat_id=AGENT, action="typing")
        await expect(pane(page).locator(".dots")).to_be_visible()
        await expect(pane(page).locator(".role")).to_have_text("正在输入…")
        await playground.ask("sendMessage", chat_id=AGENT, text="来了")

        await expect(message(page, 3)).to_be_visible()
        await expect(pane(page).locator(".dots")).to_have_count(0)
        await expect(pane(page).locator(".role")).to_have_text("坐席")


async def test_deleted_message_leaves_the_page(browser: Browser, playground: Playground) -> None:
    await playground.card()
    async with opened(browser, playground) as page:
        await expect(message(page, 2)).to_be_visible()
        await playground.ask("deleteMessage", chat_id=AGENT, message_id=2)

        await expect(message(page, 2)).to_have_count(0)


async def test_phone_shows_one_person_at_a_time_and_counts_what_the_others_missed(
    browser: Browser,
    playground: Playground,
) -> None:
    await playground.card(SUPERVISOR)
    async with opened(browser, playground, size=PHONE) as page:
        await expect(pane(page)).to_be_visible()
        await expect(pane(page, SUPERVISOR)).to_be_hidden()
        await playground.ask("sendMessage", chat_id=SUPERVISOR, text="求助")
        tab = page.get_by_role("tab", name="周敏")
        await expect(tab.locator(".badge")).to_have_text("1")
        assert await page.title() == "(1) 和解 · 演练场"
        await tab.click()

        await expect(message(page, 3, SUPERVISOR)).to_be_in_viewport()
        await expect(tab.locator(".badge")).to_have_count(0)
        await expect(pane(page)).to_be_hidden()
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


async def test_language_of_the_page_is_also_what_people_speak(
    browser: Browser, playground: Playground
) -> None:
    async with opened(browser, playground, "?lang=en") as page:
        await expect(page).to_have_title("Hejie · Playground")
        await expect(pane(page).get_by_role("button", name="START")).to_be_visible()
        await expect(pane(page).locator(".name")).to_have_text("Lin Xiao")
        assert await languages(playground) == ["en", "en", "en", "zh-hans", "zh-hans", "zh-hans"]
        await page.get_by_role("button", name="本页切换为中文").click()
        await expect(pane(page).locator(".name")).to_have_text("林晓")
        while "en" in await languages(playground):  # the page tells the server of one person after the other
            await playground.hub.wait(0.05)
        await pane(page, SUPERVISOR).locator(".speaks").click()

        await expect(pane(page, SUPERVISOR).locator(".speaks")).to_have_text("EN")
        assert await languages(playground) == ["zh-hans", "en", "zh-hans", "zh-hans", "zh-hans", "zh-hans"]


async def languages(playground: Playground) -> list[object]:
    people = (await playground.look("people"))["people"]
    assert isinstance(people, list)
    return [person["language_code"] for person in people]


async def test_page_says_that_the_server_is_gone_and_starts_over_when_it_comes_back_empty(
    browser: Browser,
) -> None:
    async with AsyncExitStack() as stack:
        async with running() as first:
            await first.card()
            page = await stack.enter_async_context(opened(browser, first, may_fail=True))
            await expect(message(page, 2)).to_be_visible()
        await expect(page.get_by_text("连接断开")).to_be_visible()
        async with running(port=int(first.address.rpartition(":")[2])):
            await expect(pane(page).locator(".empty")).to_be_visible(timeout=20_000)
            await expect(message(page, 2)).to_have_count(0)
            await expect(page.get_by_text("连接断开")).to_be_hidden()
            await stack.aclose()


async def test_chat_goes_on_after_the_page_is_opened_anew(browser: Browser, playground: Playground) -> None:
    await playground.card()
    async with opened(browser, playground) as page:
        await expect(message(page, 2)).to_be_visible()
        await page.reload()

        await expect(message(page, 2)).to_be_visible()
        await expect(pane(page).locator(".badge:visible")).to_have_count(0)

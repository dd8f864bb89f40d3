"""The system's chromium, found or named, and how it is started without talking to anybody."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

QUIETLY: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 30.0
"""Seconds for what is expected of a page; on an idle machine it takes some tenths."""
IN_ONE_CHROMIUM: Final = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
"""The marks of tests that share a chromium: they run in the loop that speaks to it."""


def chromium() -> str:
    """Return the browser's path; `make test` installs one where it may."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found is not None, "no chromium here: run `make chromium`"
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One chromium a worker, started for the first test that opens a page."""
    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=list(QUIETLY))
        yield started
        await started.close()


@asynccontextmanager
async def browsing(
    browser: Browser, address: str, size: tuple[int, int], *, may_fail: bool = False
) -> AsyncIterator[Page]:
    """Open the page at ``address`` in a profile of its own; an error of its scripts fails the test."""
    errors: list[str] = []
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    await page.goto(address)
    await page.wait_for_selector("html[data-ready]")
    yield page
    await context.close()
    assert errors == [] or may_fail

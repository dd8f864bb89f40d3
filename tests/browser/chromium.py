"""The system's chromium, found or named, and how it is started without talking to anybody."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Page, async_playwright

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


def chromium() -> str:
    """Return the browser's path; `make test` installs one where it may."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found is not None, "no chromium here: run `make chromium`"
    return found


@asynccontextmanager
async def browsing(address: str, size: tuple[int, int]) -> AsyncIterator[Page]:
    """Open the page at ``address``; an error of its scripts fails the test."""
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(QUIETLY))
        page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await page.goto(address)
        await page.wait_for_selector("html[data-ready]")
        yield page
        await browser.close()
    assert errors == []

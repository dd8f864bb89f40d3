from tests.browser.chromium import browser

__all__ = ["browser"]

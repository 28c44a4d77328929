"""The real server and the real browser of the browser tests."""

from tests.browser.conftest import chromium, open_page, serve

__all__ = ["chromium", "open_page", "serve"]

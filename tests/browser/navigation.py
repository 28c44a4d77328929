"""From page to page as a viewer goes: by the bar on top, or the drawer of a phone."""

import contextlib

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as TooLong


def visit(page: Page, name: str) -> None:
    """Go to a page by its own link, which may stand under one of the bar's headings."""
    link = page.locator(f'a[href$="/{name}"]')
    for heading in page.get_by_test_id("stTopNavSection").all():
        if link.count():
            break
        heading.click()
        try:
            link.first.wait_for(state="attached", timeout=1500)
        except TooLong:
            page.keyboard.press("Escape")
    link.first.evaluate("link => link.click()")
    page.wait_for_url(f"**/{name}*", timeout=10_000)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page is drawn and still."""
    page.locator(".strip[data-state=live]").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(400)


def choose_from(box: Locator, wanted: str) -> None:
    """Choose the first option that `wanted` finds, by the keyboard.

    On a busy machine Streamlit's list at times closes as it opens, so it is opened again.
    """
    settle(box.page)
    option = box.page.get_by_role("option").first
    for patience in (3000, 3000, 10_000):
        box.fill("")
        box.fill(wanted)
        with contextlib.suppress(TooLong):
            option.wait_for(timeout=patience)
            break
    box.press("ArrowDown")
    box.press("Enter")
    option.wait_for(state="hidden")

"""Getting in as a person does: the link from the terminal, the owner's form, an invitation, a password typed."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Dashboard
from tests.browser.steps import settle

PASSWORD = "a sentence of my own"
LINK = re.compile(r"First sign-in.*?(http://127\.0\.0\.1:\d+/first/[\w-]+)")


def first_link(dashboard: Dashboard) -> str:
    """The newest one-time link that the terminal shows."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = LINK.findall(dashboard.log.read_text(errors="replace"))
        if found:
            return str(found[-1])
        time.sleep(0.1)
    raise AssertionError(f"No one-time link was printed:\n{dashboard.log.read_text(errors='replace')}")


def become_owner(page: Page, dashboard: Dashboard, name: str = "Olive Owner") -> None:
    """From the terminal's link over the demo clinic to the owner's account; ends where records are brought in."""
    page.goto(first_link(dashboard))
    page.get_by_role("link", name="Start with our own records").click()
    fill_owner(page, name)
    expect(page.get_by_role("heading", name="Bring in our records")).to_be_visible()
    settle(page)


def fill_owner(page: Page, name: str = "Olive Owner") -> None:
    """Fill the form of the owner's account, and send it."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("User name").fill(name.split()[0].lower())
    choose_password(page)
    page.get_by_role("button", name="Make the account and begin").click()


def choose_password(page: Page, password: str = PASSWORD) -> None:
    """Type a new password twice."""
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("The same password once more").fill(password)


def sign_in(page: Page, dashboard: Dashboard, username: str = "olive", password: str = PASSWORD) -> None:
    """Name and password on the sign-in page."""
    page.goto(f"{dashboard.url}/login")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def enter(page: Page, dashboard: Dashboard) -> None:
    """Get in as the owner, who has an account already or gets it now."""
    page.goto(dashboard.url)
    if page.url.endswith("/login"):
        sign_in(page, dashboard)
        settle(page)
    else:
        become_owner(page, dashboard)


def is_out_at_the_next_click(page: Page, name: str = "Methods") -> None:
    """Press the link; where all is slow the page may have been taken off the screen by itself before (after 20 s)."""
    link, out = page.get_by_role("link", name=name), page.get_by_role("heading", name="Please sign in")
    expect(link.or_(out)).to_be_visible()
    if link.is_visible():
        link.click()
    expect(out).to_be_visible()

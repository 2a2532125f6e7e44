"""People coming in and going out, in a real browser: the first owner, an invited podiatrist, and the ways out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from data.catalogue import Catalogue
from data.clock import now, today
from data.ledger import Ledger
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from data.store import Store
from tests.browser.accounts import become_owner, choose_password, enter, first_link, sign_in
from tests.browser.conftest import Dashboard, is_local, records_of
from tests.browser.steps import DESK, PHONE, fits, grave, settle, visit

pytestmark = pytest.mark.browser
THEIRS, OTHERS = "Anna Theirs", "Otto Others"


@pytest.fixture
def store(clinic: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    with records_of(clinic, catalogue) as opened:
        yield opened


@pytest.fixture
def another(browser: Browser) -> Iterator[Page]:
    """A second person, at a computer of their own; they too call nobody else and see no error."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda asked: None if is_local(asked.url) else wrong.append(asked.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def two_patients(store: Store, catalogue: Catalogue) -> None:
    """One patient each of two podiatrists."""
    ledger = Ledger(store, catalogue, "test")
    for name, podiatrist in ((THEIRS, "A. Lin"), (OTHERS, "B. Ray")):
        patient = ledger.add_patient(name.upper()[:4], name)
        ledger.open_episode(patient, "plantar_heel_pain", "left", today() - timedelta(days=30), podiatrist=podiatrist)


def _is_out_at_the_next_click(page: Page) -> None:
    """Press a link; where all is slow the page may have been taken off the screen by itself before (after 20 s)."""
    link, out = page.get_by_role("link", name="Methods"), page.get_by_role("heading", name="Please sign in")
    expect(link.or_(out)).to_be_visible()
    if link.is_visible():
        link.click()
    expect(out).to_be_visible()


def test_from_the_terminals_link_to_the_owners_own_clinic(
    clinic: Dashboard, page: Page, another: Page, store: Store
) -> None:
    another.goto(f"{clinic.url}/first")
    expect(another.get_by_role("heading", name="Open the one-time link")).to_be_visible()
    another.goto(clinic.url)
    expect(another.get_by_text("Demo clinic.")).to_be_visible()
    settle(another)
    link = first_link(clinic)
    become_owner(page, clinic)
    expect(page.get_by_text("Demo clinic.")).to_have_count(0)
    assert [(one.username, one.role) for one in read_people(store)] == [("olive", "owner")]
    _is_out_at_the_next_click(another)
    expect(another.get_by_text("Demo clinic.")).to_have_count(0)
    for closed in (link, f"{clinic.url}/first"):
        assert another.request.get(closed, max_redirects=0).status == 401
        assert page.request.get(closed, max_redirects=0).status in (404, 410)
    assert another.request.post(f"{clinic.url}/first", max_redirects=0).status == 401


def test_an_invited_podiatrist_joins_sees_only_theirs_and_is_out_at_the_next_click(
    clinic: Dashboard, page: Page, another: Page, store: Store, catalogue: Catalogue
) -> None:
    enter(page, clinic)
    two_patients(store, catalogue)
    visit(page, clinic, "team")
    page.get_by_label("Name", exact=True).fill("Ann Lin")
    page.get_by_label("User name", exact=True).fill("ann")
    page.get_by_label("User name", exact=True).press("Tab")
    settle(page)
    page.get_by_label("Whose patients they see").click()
    page.get_by_role("option", name="A. Lin").click()
    settle(page)
    page.get_by_role("button", name="Make the invitation").click()
    shown = page.get_by_test_id("stCode").inner_text()
    link = re.search(r"http://\S+/join/[\w-]+", shown)
    assert link
    another.goto(link[0])
    expect(another.get_by_role("heading", name="Choose your password")).to_be_visible()
    assert grave(another) == []
    choose_password(another)
    another.get_by_role("button", name="Keep this password").click()
    expect(another.get_by_text("Your password is set.")).to_be_visible()
    assert another.request.get(link[0]).status == 410
    sign_in(another, clinic, "ann")
    expect(another.get_by_role("heading", name="My patients")).to_be_visible()
    settle(another)
    assert "Team" not in another.locator("header").inner_text()
    _sees_only_theirs(another)
    _disable(page)
    _is_out_at_the_next_click(another)
    another.get_by_role("link", name="Sign in").click()
    sign_in(another, clinic, "ann")
    expect(another.get_by_text("The user name or the password is not right.")).to_be_visible()


def _sees_only_theirs(page: Page) -> None:
    field = page.get_by_label("Find a patient")
    for name, seen in ((THEIRS, True), (OTHERS, False)):
        field.fill(name.split()[1])
        field.press("Enter")
        settle(page)
        assert bool(page.get_by_text(name).count()) is seen


def _disable(page: Page) -> None:
    page.get_by_role("button", name="I have passed it on").click()
    settle(page)
    page.locator('[class*="st-key-person-"]').filter(has_text="Ann Lin").get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Do not let them sign in any more").click()
    expect(page.get_by_text("Ann Lin may not sign in any more.")).to_be_visible()
    settle(page)


def test_a_cookie_copied_before_signing_out_opens_nothing(clinic: Dashboard, page: Page, browser: Browser) -> None:
    enter(page, clinic)
    kept = page.context.cookies()
    assert [one["httpOnly"] and one["sameSite"] for one in kept if one["name"] == "sid"] == ["Strict"]
    assert "sid" not in page.evaluate("document.cookie")
    visit(page, clinic, "my_account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    with elsewhere(browser, kept) as thief:
        assert thief.request.get(f"{clinic.url}/methods", max_redirects=0).status == 401
        assert thief.request.get(clinic.url, max_redirects=0).headers["location"] == "/login"


def test_signing_out_everywhere_ends_the_other_computer_too(clinic: Dashboard, page: Page, another: Page) -> None:
    for one in (page, another):
        enter(one, clinic)
    visit(page, clinic, "my_account")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    _is_out_at_the_next_click(another)


def test_the_pages_fit_and_everybody_can_use_them(clinic: Dashboard, page: Page) -> None:
    enter(page, clinic)
    for name in ("team", "my_account"):
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        visit(page, clinic, name)
        assert fits(page) and grave(page) == []
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        settle(page)
        assert fits(page)


def test_the_plain_pages_fit_and_everybody_can_use_them(clinic: Dashboard, page: Page, store: Store) -> None:
    people = PeopleLedger(store, "test")
    _, token = people.invite("kim", "Kim", "marketing", None, now())
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for place in ("/login", f"/join/{token}"):
            page.goto(clinic.url + place)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert grave(page) == []


@contextmanager
def elsewhere(browser: Browser, cookies: Any) -> Iterator[Page]:
    """Another computer, with cookies that were copied."""
    context = browser.new_context()
    context.add_cookies(cookies)
    yield context.new_page()
    context.close()

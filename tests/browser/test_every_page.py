"""Every page on a desk and on a phone: it fits, everybody can use it, and it asks nobody else for anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Dashboard
from tests.browser.steps import DESK, PAGES, PHONE, fits, grave, settle, visit

pytestmark = pytest.mark.browser
EXPORT = (
    b"Client no.,Visit date,Problem,Foot,Pain before,Pain after\nC1,2025-03-14,heel thing,L,7,5\nC2,x,cramp,L,11,5\n"
)


EVERY = PAGES | {
    "caseload": "Our patients",
    "patient": None,
    "record": "Record a session",
    "patient_view": "Nothing to show yet",
}


@pytest.mark.parametrize("name", EVERY, ids=lambda name: name or "effectiveness")
def test_a_page_fits_and_everybody_can_use_it(dashboard: Dashboard, page: Page, name: str) -> None:
    page.set_viewport_size(DESK)
    visit(page, dashboard, name)
    assert EVERY[name] in (None, page.get_by_role("heading", level=1).first.inner_text())
    assert fits(page)
    assert grave(page) == []
    page.set_viewport_size(PHONE)
    settle(page)
    assert fits(page)


def test_a_touch_on_a_line_of_the_list_opens_that_patient_and_the_address_says_nothing(
    dashboard: Dashboard, page: Page
) -> None:
    page.set_viewport_size(DESK)
    visit(page, dashboard, "caseload")
    page.get_by_test_id("stDataFrame").first.click(position={"x": 120, "y": 70})  # the name on the first line
    expect(page.get_by_role("button", name="Patient view")).to_be_visible()
    settle(page)
    assert page.url == f"{dashboard.url}/patient"
    expect(page.get_by_text("Nobody was chosen")).to_have_count(0)
    page.get_by_role("button", name="Patient view").click()
    expect(page.get_by_role("heading", name="Your pain score", exact=True)).to_be_visible()
    settle(page)
    assert page.url == f"{dashboard.url}/patient_view"
    expect(page.get_by_role("link", name="My patients")).to_have_count(0)
    assert grave(page) == []
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Record a session")).to_be_visible()
    page.get_by_role("link", name="My patients").click()
    expect(page.get_by_role("heading", name="Our patients")).to_be_visible()
    settle(page)
    assert page.url == f"{dashboard.url}/caseload", "a line that was chosen once must not be opened again"
    page.set_viewport_size(PHONE)
    settle(page)
    assert fits(page)

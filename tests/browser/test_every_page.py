"""Every page on a desk and on a phone: it fits, everybody can use it, and it asks nobody else for anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Dashboard
from tests.browser.steps import DESK, PAGES, PHONE, fits, grave, settle, visit

pytestmark = pytest.mark.browser
EXPORT = (
    b"Client no.,Visit date,Problem,Foot,Pain before,Pain after\nC1,2025-03-14,heel thing,L,7,5\nC2,x,cramp,L,11,5\n"
)


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "effectiveness")
def test_a_page_fits_and_everybody_can_use_it(dashboard: Dashboard, page: Page, name: str) -> None:
    page.set_viewport_size(DESK)
    visit(page, dashboard, name)
    assert PAGES[name] in (None, page.get_by_role("heading", level=1).first.inner_text())
    assert fits(page)
    assert grave(page) == []
    page.set_viewport_size(PHONE)
    settle(page)
    assert fits(page)

"""A view that is sent to somebody: its address opens it again, and its picture is a file."""

from __future__ import annotations

import re
import struct
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Dashboard
from tests.browser.steps import drawn, figures, settle, visit

pytestmark = pytest.mark.browser


def test_the_address_of_a_filtered_view_opens_the_same_view_elsewhere(
    dashboard: Dashboard, page: Page, browser: Browser
) -> None:
    visit(page, dashboard, "")
    everybody = figures(page)
    page.get_by_test_id("stSidebar").get_by_label("Condition").click()
    page.get_by_role("option", name="Achilles tendinopathy").first.click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"\bcondition="))
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["condition"] == ["achilles_tendinopathy"]
    narrowed = figures(page)
    assert narrowed != everybody
    elsewhere = browser.new_context()
    try:
        other = elsewhere.new_page()
        other.goto(page.url)
        expect(other.get_by_test_id("stMetric").first).to_be_visible()
        settle(other)
        assert figures(other) == narrowed
        assert drawn(other) == drawn(page)
    finally:
        elsewhere.close()


def test_a_chart_is_saved_as_a_picture(dashboard: Dashboard, page: Page) -> None:
    visit(page, dashboard, "")
    chart = page.locator(".js-plotly-plot").first
    chart.scroll_into_view_if_needed()
    height = page.evaluate("document.querySelector('.js-plotly-plot').layout.height")
    chart.hover()
    with page.expect_download() as download:
        chart.locator(".modebar-btn").first.click()
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == "effectiveness.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (1600, 2 * height)
    assert len(content) > 20_000, "a picture of nothing is smaller"

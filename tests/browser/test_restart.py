"""The dashboard dies while somebody looks at a page: when it is started again, the page comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import started
from tests.browser.steps import drawn, settle, visit

pytestmark = pytest.mark.browser


def test_a_page_comes_back_after_the_dashboard_was_killed(browser: Browser, tmp_path: Path, demo_file: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(demo_file, home / "demo.db")
    context = browser.new_context()
    try:
        page = context.new_page()
        with started(home, tmp_path / "first.txt") as first:
            visit(page, first, "condition", "?focus=achilles_tendinopathy")
            seen, address = drawn(page), page.url
            first.process.kill()
            first.process.wait()
        with started(home, tmp_path / "second.txt", port=first.port) as second:
            page.get_by_role("link", name="Effectiveness").click()
            expect(page.get_by_role("heading", level=1).first).not_to_have_text("One condition, in full")
            settle(page)
            page.goto(address)
            expect(page.locator(".js-plotly-plot").first).to_be_visible()
            settle(page)
            assert drawn(page) == seen
            assert "Traceback" not in second.log.read_text(errors="replace")
    finally:
        context.close()

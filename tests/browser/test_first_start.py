"""The first minute: one command, no question, this computer only, nobody else called."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Dashboard, started

pytestmark = pytest.mark.browser


def test_it_opens_on_the_demo_clinic_without_a_question(dashboard: Dashboard, page: Page) -> None:
    page.goto(dashboard.url)
    expect(page.get_by_text("Demo clinic.", exact=False).first).to_be_visible()
    expect(page.get_by_text("invented", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="Start with our own records")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


def test_nothing_on_the_page_is_a_traceback(dashboard: Dashboard, page: Page) -> None:
    page.goto(dashboard.url)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_text(re.compile("Traceback|went wrong"))).to_have_count(0)
    assert "Traceback" not in dashboard.log.read_text(errors="replace")


def _answers(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((address, port)) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux gives this computer a second own address")
def test_only_this_computer_is_served_whatever_the_environment_says(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with started(home, tmp_path / "log.txt", STREAMLIT_SERVER_ADDRESS="0.0.0.0") as running:
        assert _answers("127.0.0.1", running.port)
        assert not _answers("127.0.0.2", running.port), "it listens on every address of this computer"
